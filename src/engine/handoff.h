#pragma once
// A handoff: one contact passed from the person who holds it to another team, as a value with its
// own transition table. `move` follows the table for each event, decide asks it before it makes
// one. It knows no texts and no times; those stand in the contact's record. Until somebody accepts,
// the sender keeps the contact, whatever else happens.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace callmap {

// Warm: offered to a person, who sees the package and accepts or returns it. Blind: put through to
// the team's queue unaccepted, where the map allows it. Outside: told by phone to people who are
// not on this system, accepted by a name.
enum class HandoffKind : std::uint8_t { kWarm, kBlind, kOutside };
inline constexpr std::size_t kHandoffKindCount = 3;

enum class HandoffState : std::uint8_t {
  kNone,
  kDrafted,
  kOffered,
  kAccepted,
  kReturned,
  kWithdrawn,
  kExpired
};
inline constexpr std::size_t kHandoffStateCount = 7;

enum class HandoffMove : std::uint8_t {
  kDraft,
  kOffer,
  kAsk,  // the receiver asks about an item of the package
  kAccept,
  kPutThrough,  // blind or outside: on from the draft, without an offer
  kReturn,
  kWithdraw,
  kExpire
};
inline constexpr std::size_t kHandoffMoveCount = 8;

// Why a handoff was taken back.
enum class WithdrawnBy : std::uint8_t { kSender, kExpired, kHungUp };

// Place of an item in the map's handoff package.
enum class PackageIndex : std::uint8_t {};

inline constexpr std::size_t kHandoffsMax = 50;   // kept of one contact
inline constexpr std::size_t kQuestionsMax = 20;  // asked about one handoff

struct HandoffStep {
  HandoffState from;
  HandoffMove move;
  HandoffState to;
};
inline constexpr std::array<HandoffStep, 14> kHandoffSteps{{
    {HandoffState::kNone, HandoffMove::kDraft, HandoffState::kDrafted},
    {HandoffState::kDrafted, HandoffMove::kDraft, HandoffState::kDrafted},
    {HandoffState::kReturned, HandoffMove::kDraft, HandoffState::kDrafted},
    {HandoffState::kExpired, HandoffMove::kDraft, HandoffState::kDrafted},
    {HandoffState::kWithdrawn, HandoffMove::kDraft, HandoffState::kDrafted},
    {HandoffState::kAccepted, HandoffMove::kDraft, HandoffState::kDrafted},
    {HandoffState::kDrafted, HandoffMove::kOffer, HandoffState::kOffered},
    {HandoffState::kDrafted, HandoffMove::kPutThrough, HandoffState::kAccepted},
    {HandoffState::kDrafted, HandoffMove::kWithdraw, HandoffState::kWithdrawn},
    {HandoffState::kOffered, HandoffMove::kAsk, HandoffState::kOffered},
    {HandoffState::kOffered, HandoffMove::kAccept, HandoffState::kAccepted},
    {HandoffState::kOffered, HandoffMove::kReturn, HandoffState::kReturned},
    {HandoffState::kOffered, HandoffMove::kWithdraw, HandoffState::kWithdrawn},
    {HandoffState::kOffered, HandoffMove::kExpire, HandoffState::kExpired},
}};

// Where the move leads; nullopt where it cannot be made.
[[nodiscard]] constexpr std::optional<HandoffState> after(HandoffState state, HandoffMove move) {
  for (const HandoffStep& step : kHandoffSteps) {
    if (step.from == state && step.move == move) return step.to;
  }
  return std::nullopt;
}

// Drafted or offered: the sender is at it.
[[nodiscard]] constexpr bool is_under_way(HandoffState state) {
  return state == HandoffState::kDrafted || state == HandoffState::kOffered;
}

}  // namespace callmap
