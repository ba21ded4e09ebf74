#pragma once
// A consult: a question to a lead or a team of specialists while the agent keeps the contact and
// the customer stays with them, as a value with its own transition table. `move` follows the table
// for each event, decide asks it before it makes one. Question and answer stand in the contact's
// record. One is open at a time; whoever answers comes by nothing of the contact.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace callmap {

enum class ConsultState : std::uint8_t {
  kNone,
  kAsked,
  kAnswered,
  kWithdrawn,  // by whoever holds the contact
  kUnanswered  // the contact came to its end first
};
inline constexpr std::size_t kConsultStateCount = 5;

enum class ConsultMove : std::uint8_t { kAsk, kAnswer, kWithdraw, kClose };
inline constexpr std::size_t kConsultMoveCount = 4;

inline constexpr std::size_t kConsultsMax = 20;  // asked over one contact

struct ConsultStep {
  ConsultState from;
  ConsultMove move;
  ConsultState to;
};
inline constexpr std::array<ConsultStep, 6> kConsultSteps{{
    {ConsultState::kNone, ConsultMove::kAsk, ConsultState::kAsked},
    {ConsultState::kAnswered, ConsultMove::kAsk, ConsultState::kAsked},
    {ConsultState::kWithdrawn, ConsultMove::kAsk, ConsultState::kAsked},
    {ConsultState::kAsked, ConsultMove::kAnswer, ConsultState::kAnswered},
    {ConsultState::kAsked, ConsultMove::kWithdraw, ConsultState::kWithdrawn},
    {ConsultState::kAsked, ConsultMove::kClose, ConsultState::kUnanswered},
}};

// Where the move leads; nullopt where it cannot be made.
[[nodiscard]] constexpr std::optional<ConsultState> after(ConsultState state, ConsultMove move) {
  for (const ConsultStep& step : kConsultSteps) {
    if (step.from == state && step.move == move) return step.to;
  }
  return std::nullopt;
}

}  // namespace callmap
