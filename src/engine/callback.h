#pragma once
// A call back: owed to a customer whose line dropped, or agreed with them for a time, as a value
// with its own transition table. `move` follows the table for each event, decide asks it before it
// makes one. Due times and attempts of the past stand in the contact's record. A contact is never
// closed while one is due.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace callmap {

enum class CallbackState : std::uint8_t {
  kNone,
  kDue,     // to be made, now or later
  kTrying,  // somebody has taken it and calls
  kSpent,   // no attempt is left, or there is no number or no time for one
  kEnded    // reached, or not wanted any more
};
inline constexpr std::size_t kCallbackStateCount = 5;

// What made it due.
enum class CallbackHow : std::uint8_t { kDropped, kScheduled };

// What came of one attempt.
enum class CallbackOutcome : std::uint8_t {
  kReached,
  kWrongPerson,
  kNoAnswer,
  kBusy,
  kVoicemail,
  kBadNumber
};
inline constexpr std::size_t kCallbackOutcomeCount = 6;

enum class CallbackEnd : std::uint8_t {
  kReached,
  kSpent,
  kCalledIn,
  kWithdrawn,
  kNoNumber,
  kNoTime
};
inline constexpr std::size_t kCallbackEndCount = 6;

enum class CallbackMove : std::uint8_t {
  kDrop,
  kSchedule,
  kTake,
  kPutDown,  // whoever tried holds the contact no more
  kAgain,    // not reached, and an attempt is left
  kReach,
  kSpend,
  kWithdraw
};
inline constexpr std::size_t kCallbackMoveCount = 8;

inline constexpr std::size_t kTriesMax = 100;     // kept of one call back
inline constexpr std::size_t kCallbacksMax = 50;  // kept of one contact

struct CallbackStep {
  CallbackState from;
  CallbackMove move;
  CallbackState to;
};
inline constexpr std::array<CallbackStep, 20> kCallbackSteps{{
    {CallbackState::kNone, CallbackMove::kDrop, CallbackState::kDue},
    {CallbackState::kNone, CallbackMove::kSchedule, CallbackState::kDue},
    {CallbackState::kNone, CallbackMove::kSpend, CallbackState::kSpent},
    {CallbackState::kDue, CallbackMove::kSchedule, CallbackState::kDue},
    {CallbackState::kDue, CallbackMove::kTake, CallbackState::kTrying},
    {CallbackState::kDue, CallbackMove::kAgain, CallbackState::kDue},
    {CallbackState::kDue, CallbackMove::kReach, CallbackState::kEnded},
    {CallbackState::kDue, CallbackMove::kSpend, CallbackState::kSpent},
    {CallbackState::kDue, CallbackMove::kWithdraw, CallbackState::kEnded},
    {CallbackState::kTrying, CallbackMove::kPutDown, CallbackState::kDue},
    {CallbackState::kTrying, CallbackMove::kAgain, CallbackState::kDue},
    {CallbackState::kTrying, CallbackMove::kReach, CallbackState::kEnded},
    {CallbackState::kTrying, CallbackMove::kSpend, CallbackState::kSpent},
    {CallbackState::kTrying, CallbackMove::kWithdraw, CallbackState::kEnded},
    {CallbackState::kEnded, CallbackMove::kDrop, CallbackState::kDue},
    {CallbackState::kEnded, CallbackMove::kSchedule, CallbackState::kDue},
    {CallbackState::kEnded, CallbackMove::kSpend, CallbackState::kSpent},
    {CallbackState::kSpent, CallbackMove::kDrop, CallbackState::kDue},
    {CallbackState::kSpent, CallbackMove::kSchedule, CallbackState::kDue},
    {CallbackState::kSpent, CallbackMove::kSpend, CallbackState::kSpent},
}};

// Where the move leads; nullopt where it cannot be made.
[[nodiscard]] constexpr std::optional<CallbackState> after(CallbackState state, CallbackMove move) {
  for (const CallbackStep& step : kCallbackSteps) {
    if (step.from == state && step.move == move) return step.to;
  }
  return std::nullopt;
}

// Due or being tried: the contact is not over.
[[nodiscard]] constexpr bool is_pending(CallbackState state) {
  return state == CallbackState::kDue || state == CallbackState::kTrying;
}

// How many attempts an outcome leaves of `attempts` when the `made`th was made: a number that is
// no number leaves none.
[[nodiscard]] constexpr std::uint8_t attempts_left(CallbackOutcome outcome, std::uint8_t made,
                                                   std::uint8_t attempts) {
  if (outcome == CallbackOutcome::kReached || outcome == CallbackOutcome::kBadNumber) return 0;
  return made < attempts ? static_cast<std::uint8_t>(attempts - made) : std::uint8_t{0};
}

}  // namespace callmap
