// What move.h says of what is owed: by a rule, by a time, by every request of a contact.

#include <algorithm>

#include "engine/move.h"

namespace callmap {
namespace {

// Of every request that the contact still knows.
std::vector<OpenDuty> open_duties(const Control& control, const CallMap& map,
                                  bool (*wanted)(const Control&, const Rule&)) {
  std::vector<OpenDuty> open;
  Control seen = control;
  for (std::size_t slot = 0; slot < control.requests.size(); ++slot) {
    seen.current = static_cast<std::uint8_t>(slot);
    refresh_system(seen, map);
    for (const RuleIndex index : map.duties) {
      const Rule& rule = map.rules[at(index)];
      const bool once = slot == control.current || rule.per_request;
      if (!once || !wanted(seen, rule) || holds(rule.condition, seen)) continue;
      open.push_back({index, static_cast<std::uint8_t>(slot)});
    }
  }
  return open;
}

}  // namespace

Owed owed(const Control& control, const Rule& rule) {
  if (!rule.obligation) return Owed::kNone;
  return rule.per_request ? control.request().owed[*rule.obligation]
                          : control.owed[*rule.obligation];
}

Owed owed(const Control& control, const DueEntry& due) {
  if (due.request == 0) return control.owed[due.slot];
  const auto of = std::ranges::find(control.requests, due.request, &RequestSlot::number);
  return of == control.requests.end() ? Owed::kNone : of->owed[due.slot];
}

std::size_t slot_to_open(const Control& control) {
  const auto& requests = control.requests;
  const auto place = [&](auto found) { return static_cast<std::size_t>(found - requests.begin()); };
  // What is known of a closed request, and what it still owes, stays as long as there is room.
  if (requests.size() < kOpenRequestsMax) return requests.size();
  const auto free = std::ranges::find_if(
      requests, [](const RequestSlot& slot) { return !slot.open && !slot.owed.any(); });
  if (free != requests.end()) return place(free);
  const auto closed = std::ranges::find(requests, false, &RequestSlot::open);
  return closed == requests.end() ? kOpenRequestsMax : place(closed);
}

std::vector<OpenDuty> duties_before_closing(const Control& control, const CallMap& map) {
  return open_duties(control, map, owed_before_closing);
}

std::vector<OpenDuty> duties_within(const Control& control, const CallMap& map) {
  return open_duties(control, map, [](const Control& seen, const Rule& rule) {
    return rule.kind == RuleKind::kOwes && rule.before == OwedBefore::kWithin &&
           owed(seen, rule) != Owed::kNone;
  });
}

bool owed_before_closing(const Control& control, const Rule& rule) {
  return rule.kind == RuleKind::kOwes && rule.strength == Strength::kGate &&
         rule.before != OwedBefore::kWithin && owed(control, rule) != Owed::kNone;
}

bool owed_before_leaving(const Control& control, const Rule& rule) {
  return rule.kind == RuleKind::kOwes && rule.strength == Strength::kGate &&
         rule.before == OwedBefore::kLeaving && owed(control, rule) != Owed::kNone;
}

}  // namespace callmap
