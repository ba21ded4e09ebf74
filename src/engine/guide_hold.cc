// A hold with a promise: when somebody is to be back, and how long the words for it are shown.

#include <algorithm>

#include "engine/guide_parts.h"

namespace callmap {
namespace {

// Whoever was taken back hears them at once, and the map's other phrases after that.
constexpr Duration kWordsAfterHold = seconds(20);

// When the last hold ended, of one that lasted longer than was promised and of which nothing was
// said since.
std::optional<Instant> late_back(const Viewpoint& view) {
  const auto& away = view.record().away;
  if (away.empty() || away.back().what != Away::kHeld || !away.back().to) return std::nullopt;
  const Instant from = away.back().from, to = *away.back().to;
  const HoldPolicy& policy = view.map.hold;
  if (to - from < policy.promise) return std::nullopt;
  const bool told = std::ranges::any_of(view.record().said, [&](const SaidEntry& said) {
    return Instant(said.at) >= to &&
           std::ranges::find(policy.back, said.phrase) != policy.back.end();
  });
  return told ? std::nullopt : std::optional(to);
}

}  // namespace

std::optional<Instant> back_at(const Viewpoint& view) {
  const bool held = view.control().line == Line::kHeld && view.record().held_since;
  if (!held || view.map.hold.back.empty()) return std::nullopt;
  return *view.record().held_since + view.map.hold.promise;
}

std::optional<HoldWords> hold_words(const Viewpoint& view) {
  if (view.map.hold.back.empty()) return std::nullopt;
  if (const auto promised = back_at(view)) return HoldWords{*promised, std::nullopt};
  if (view.control().line != Line::kConnected) return std::nullopt;
  const auto back = late_back(view);
  if (!back) return std::nullopt;
  return HoldWords{*back, *back + kWordsAfterHold};
}

}  // namespace callmap
