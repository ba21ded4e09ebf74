#include "engine/merge.h"

#include <algorithm>

#include "engine/declined.h"
#include "engine/judge.h"
#include "engine/move.h"

namespace callmap {
namespace {

Refusal not_now(std::string sentence) {
  return refuse(RefusalReason::kNotNow, "contact", std::move(sentence));
}

// A value that stands in that request; the first choice of a field, which nobody chose, is none.
const FieldEntry* value_of(const CallMap& map, const Contact& contact, FieldIndex index,
                           std::uint8_t request) {
  const bool of_request = map.fields[at(index)].scope == Scope::kRequest;
  const FieldEntry* entry = contact.field(index, of_request ? request : std::uint8_t{0});
  if (entry == nullptr || entry->erased || entry->value.empty()) return nullptr;
  const bool by_itself = entry->origin == Origin::kSystem;
  return by_itself ? nullptr : entry;
}

std::uint8_t current(const Contact& contact) {
  return contact.control.request().number;
}

bool same_matter(const CallMap& earlier_map, const Contact& earlier, const CallMap& later_map,
                 const Contact& later) {
  if (!earlier_map.reason_field || !later_map.reason_field) return true;
  const FieldEntry* was =
      value_of(earlier_map, earlier, *earlier_map.reason_field, current(earlier));
  const FieldEntry* is = value_of(later_map, later, *later_map.reason_field, current(later));
  return was == nullptr || is == nullptr || was->value == is->value;
}

std::optional<OutcomeIndex> outcome_of(const CallMap& earlier_map, const TriedStep& step,
                                       const CallMap& later_map) {
  if (!step.outcome) return std::nullopt;
  const std::string& id = earlier_map.step_outcomes[at(*step.outcome)].id;
  const auto& known = later_map.step_outcomes;
  const auto found = std::ranges::find(known, id, &StepOutcome::id);
  if (found == known.end()) return std::nullopt;
  return static_cast<OutcomeIndex>(found - known.begin());
}

// The same step in both lists: its text.
bool has_step(const Contact& contact, std::uint8_t request, std::string_view text) {
  return std::ranges::any_of(contact.record.steps, [&](const TriedStep& step) {
    return step.request == request && step.text.view() == text;
  });
}
bool has_steps(const Contact& contact) {
  const std::uint8_t request = current(contact);
  return std::ranges::any_of(contact.record.steps,
                             [&](const TriedStep& step) { return step.request == request; });
}

struct Pair {
  const CallMap& earlier_map;
  const Contact& earlier;
  const CallMap& later_map;
  const Contact& later;

  // The field of the later map that a value of that field may stand in.
  [[nodiscard]] std::optional<FieldIndex> into(std::size_t index) const {
    const Field& field = earlier_map.fields[index];
    const auto found = later_map.field(field.id);
    if (!found || field.data_class != DataClass::kPublic) return std::nullopt;
    if (later_map.recording.field == found) return std::nullopt;  // each call has its own
    const Trigger fills{Trigger::Kind::kFill, static_cast<std::uint16_t>(*found)};
    if (!later_map.rules_for(fills).empty()) return std::nullopt;  // it would owe anew
    const Field& there = later_map.fields[at(*found)];
    const bool fits = there.type == field.type && there.scope == field.scope &&
                      there.data_class == DataClass::kPublic &&
                      holds(field.applies, earlier.control);
    return fits && field.scope != Scope::kSegment ? found : std::nullopt;
  }
  [[nodiscard]] std::vector<intent::Fill> values(std::uint8_t request) const {
    std::vector<intent::Fill> found;
    for (std::size_t i = 0; i < earlier_map.fields.size(); ++i) {
      const auto field = into(i);
      if (!field || earlier_map.fields[i].scope != Scope::kRequest) continue;
      const FieldEntry* was = value_of(earlier_map, earlier, static_cast<FieldIndex>(i), request);
      if (was != nullptr) found.push_back({*field, std::string(was->value), Origin::kEarlier});
    }
    return found;
  }
  void add_steps(std::uint8_t request, std::vector<Intent>& carried) const {
    for (const TriedStep& step : earlier.record.steps) {
      if (step.request != request || step.text.empty()) continue;
      carried.emplace_back(intent::TryStep{
          std::string(step.text), outcome_of(earlier_map, step, later_map), Origin::kEarlier});
    }
  }
  // Some request there, open or not, is the same one: most of what is known of it stands there.
  [[nodiscard]] bool has_request(const std::vector<intent::Fill>& values) const {
    return std::ranges::any_of(later.record.requests, [&](const RequestEntry& request) {
      const auto same = std::ranges::count_if(values, [&](const intent::Fill& fill) {
        const FieldEntry* is = value_of(later_map, later, fill.field, request.number);
        return is != nullptr && is->value.view() == fill.value;
      });
      return 2 * static_cast<std::size_t>(same) > values.size();
    });
  }
};

// The requests that wait there, each put beside what goes on here.
void add_further_requests(const Pair& pair, std::vector<Intent>& carried) {
  bool opened = false;
  for (const RequestSlot& slot : pair.earlier.control.requests) {
    if (!slot.open || slot.number == current(pair.earlier)) continue;
    const auto values = pair.values(slot.number);
    if (values.empty() || pair.has_request(values)) continue;
    carried.emplace_back(intent::OpenRequest{true});
    for (const intent::Fill& fill : values) carried.emplace_back(fill);
    pair.add_steps(slot.number, carried);
    opened = true;
  }
  if (opened) carried.emplace_back(intent::SwitchRequest{current(pair.later)});
}

}  // namespace

std::optional<Refusal> merging_in_the_way(const Contact& earlier, const PersonId& by) {
  const Control& control = earlier.control;
  if (!earlier.open()) return not_now("that contact is closed: link the two instead");
  if (control.line == Line::kRinging) return not_now("that contact still rings");
  if (is_talking(control)) return not_now("somebody is on the line in that contact");
  const bool written_up = control.phase == Phase::kAfterCall && control.held;
  if (written_up && earlier.holder() != by) {
    return not_now("somebody writes that contact up: link the two instead");
  }
  return std::nullopt;
}

const LinkEntry* link_to(const Contact& contact, const ContactId& other) {
  const auto& links = contact.record.kept().links;
  const auto found = std::ranges::find(links, other, &LinkEntry::contact);
  return found == links.end() ? nullptr : &*found;
}

bool is_merged_into(const Contact& earlier, const ContactId& later) {
  const LinkEntry* const link = link_to(earlier, later);
  return link != nullptr && link->merged;
}

std::vector<Intent> carried_over(const CallMap& earlier_map, const Contact& earlier,
                                 const CallMap& later_map, const Contact& later) {
  std::vector<Intent> carried;
  const Pair pair{earlier_map, earlier, later_map, later};
  const bool same = same_matter(earlier_map, earlier, later_map, later);
  for (std::size_t i = 0; i < earlier_map.fields.size(); ++i) {
    const auto into = pair.into(i);
    if (!into || (earlier_map.fields[i].scope == Scope::kRequest && !same)) continue;
    const FieldEntry* was =
        value_of(earlier_map, earlier, static_cast<FieldIndex>(i), current(earlier));
    if (was == nullptr || value_of(later_map, later, *into, current(later)) != nullptr) continue;
    carried.emplace_back(intent::Fill{*into, std::string(was->value), Origin::kEarlier});
  }
  if (same && !has_steps(later)) pair.add_steps(current(earlier), carried);
  add_further_requests(pair, carried);
  return carried;
}

std::vector<Duty> still_owed(const CallMap& earlier_map, const Contact& earlier,
                             const CallMap& later_map, const Contact& later) {
  std::vector<Duty> duties;
  // They came before the call that they wait for was made.
  Control come = earlier.control;
  if (is_pending(come.callback)) {
    move(come, earlier_map, event::CallbackEnded{CallbackEnd::kCalledIn});
  }
  for (const RuleIndex index : earlier_map.duties) {
    const Rule& rule = earlier_map.rules[at(index)];
    const std::size_t slot = *rule.obligation;
    const bool stands =
        earlier.control.owed[slot] != Owed::kNone ||
        std::ranges::any_of(earlier.control.requests, [slot](const RequestSlot& request) {
          return request.owed[slot] != Owed::kNone;
        });
    const auto there = std::ranges::find(later_map.rules, rule.id, &Rule::id);
    if (!stands || there == later_map.rules.end() || !there->obligation) continue;
    if (rule.before == OwedBefore::kClosing && holds(rule.condition, come)) continue;
    const bool settled = holds(there->condition, later.control) ||
                         !holds(there->applies, later.control) ||
                         owed(later.control, *there) != Owed::kNone;
    if (settled) continue;
    Duty duty{static_cast<RuleIndex>(there - later_map.rules.begin()), {}};
    if (there->before == OwedBefore::kWithin) {
      duty.due = earlier.record.last;  // overdue already
      for (const DueEntry& each : earlier.record.due) {
        if (each.slot == slot && owed(earlier.control, each) != Owed::kNone) duty.due = each.at;
      }
    }
    duties.push_back(duty);
  }
  return duties;
}

std::optional<Refusal> parting_in_the_way(const Contact& earlier, const Contact& later) {
  if (!later.open()) return not_now("this contact is closed: the two stay together");
  const bool was_open = earlier.record.kept().before_merge.has_value();
  if (!was_open || earlier.open()) return not_now("that contact was not over for this one");
  return std::nullopt;
}

GivenBack given_back(const CallMap& earlier_map, const Contact& earlier, const CallMap& later_map,
                     const Contact& later) {
  GivenBack back;
  const Pair pair{earlier_map, earlier, later_map, later};
  const std::uint8_t now = current(later);
  std::uint8_t at_request = now;
  const auto came = [&](FieldIndex field, std::uint8_t request, std::string_view value) {
    const FieldEntry* is = value_of(later_map, later, field, request);
    return is != nullptr && is->origin == Origin::kEarlier && is->value.view() == value;
  };
  for (const RequestSlot& slot : later.control.requests) {
    if (slot.number == 0) continue;
    for (std::size_t i = 0; i < earlier_map.fields.size(); ++i) {
      const auto field = pair.into(i);
      const bool of_request = earlier_map.fields[i].scope == Scope::kRequest;
      if (!field || (!of_request && slot.number != now)) continue;
      const bool stands =
          std::ranges::any_of(earlier.control.requests, [&](const RequestSlot& from) {
            const FieldEntry* was =
                value_of(earlier_map, earlier, static_cast<FieldIndex>(i), from.number);
            return was != nullptr && came(*field, slot.number, was->value.view());
          });
      if (!stands) continue;
      if (at_request != slot.number) {
        at_request = slot.number;
        back.cleared.emplace_back(intent::SwitchRequest{at_request});
      }
      back.cleared.emplace_back(intent::Clear{*field});
    }
  }
  if (at_request != now) back.cleared.emplace_back(intent::SwitchRequest{now});
  const auto& steps = later.record.steps;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool theirs =
        std::ranges::any_of(earlier.record.requests, [&](const RequestEntry& request) {
          return has_step(earlier, request.number, steps[i].text.view());
        });
    if (steps[i].origin == Origin::kEarlier && theirs) {
      back.steps.push_back(static_cast<std::uint16_t>(i));
    }
  }
  return back;
}

void take_apart(Contact& contact, const event::Unlinked& apart) {
  const LinkEntry* const link = link_to(contact, apart.contact);
  if (link == nullptr) return;
  const bool merged = link->merged;
  Ownership& kept = contact.record.ownership.make();
  std::erase_if(kept.links, [&](const LinkEntry& each) { return each.contact == apart.contact; });
  for (auto step = apart.steps.rbegin(); step != apart.steps.rend(); ++step) {
    auto& steps = contact.record.steps;
    if (*step < steps.size()) steps.erase(steps.begin() + *step, steps.begin() + *step + 1);
  }
  if (!merged || contact.open() || !kept.before_merge) return;
  Contact was = std::move(*kept.before_merge);
  was.record.tasks = std::move(contact.record.tasks);
  was.record.last = contact.record.last;
  Ownership& before = was.record.ownership.make();
  before.links = std::move(kept.links);
  before.gates_refused = kept.gates_refused;
  before.gates_refused_in = kept.gates_refused_in;
  contact = std::move(was);
}

}  // namespace callmap
