#pragma once
// A follow-up: a task with a life. With a channel it is a promise to the customer, with owner and
// due time. It outlives its contact: done and passed on also after the contact has closed, taken
// away only before. decide asks the table before it makes an event.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "map/call_map.h"

namespace callmap {

enum class FollowUpState : std::uint8_t { kOpen, kDone, kRemoved };
inline constexpr std::size_t kFollowUpStateCount = 3;

enum class FollowUpMove : std::uint8_t { kDo, kPass, kRemove };
inline constexpr std::size_t kFollowUpMoveCount = 3;

struct FollowUpStep {
  FollowUpState from;
  FollowUpMove move;
  FollowUpState to;
  bool on_closed;  // also once its contact has closed
};
inline constexpr std::array<FollowUpStep, 4> kFollowUpSteps{{
    {FollowUpState::kOpen, FollowUpMove::kDo, FollowUpState::kDone, true},
    {FollowUpState::kOpen, FollowUpMove::kPass, FollowUpState::kOpen, true},
    {FollowUpState::kOpen, FollowUpMove::kRemove, FollowUpState::kRemoved, false},
    {FollowUpState::kDone, FollowUpMove::kRemove, FollowUpState::kRemoved, false},
}};

// Where the move leads; nullopt where it cannot be made.
[[nodiscard]] constexpr std::optional<FollowUpState> after(FollowUpState state, FollowUpMove move,
                                                           bool contact_open) {
  for (const FollowUpStep& step : kFollowUpSteps) {
    if (step.from != state || step.move != move) continue;
    if (contact_open || step.on_closed) return step.to;
  }
  return std::nullopt;
}

}  // namespace callmap
