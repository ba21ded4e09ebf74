#include "engine/merge.h"

#include <algorithm>

#include "engine/declined.h"
#include "engine/judge.h"

namespace callmap {
namespace {

Refusal not_now(std::string sentence) {
  return refuse(RefusalReason::kNotNow, "contact", std::move(sentence));
}

// A value that stands; the first choice of a field, which nobody chose, is none.
const FieldEntry* value_of(const CallMap& map, const Contact& contact, FieldIndex index) {
  const FieldEntry* entry = contact.field(map, index);
  if (entry == nullptr || entry->erased || entry->value.empty()) return nullptr;
  const bool by_itself = entry->origin == Origin::kSystem;
  return by_itself ? nullptr : entry;
}

bool same_matter(const CallMap& earlier_map, const Contact& earlier, const CallMap& later_map,
                 const Contact& later) {
  if (!earlier_map.reason_field || !later_map.reason_field) return true;
  const FieldEntry* was = value_of(earlier_map, earlier, *earlier_map.reason_field);
  const FieldEntry* is = value_of(later_map, later, *later_map.reason_field);
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

bool has_steps(const Contact& contact) {
  const std::uint8_t request = contact.control.request().number;
  return std::ranges::any_of(contact.record.steps,
                             [&](const TriedStep& step) { return step.request == request; });
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

std::vector<Intent> carried_over(const CallMap& earlier_map, const Contact& earlier,
                                 const CallMap& later_map, const Contact& later) {
  std::vector<Intent> carried;
  const bool same = same_matter(earlier_map, earlier, later_map, later);
  for (std::size_t i = 0; i < earlier_map.fields.size(); ++i) {
    const Field& field = earlier_map.fields[i];
    const auto into = later_map.field(field.id);
    if (!into || field.data_class != DataClass::kPublic) continue;
    if (later_map.recording.field == into) continue;  // each call has its own
    const Trigger fills{Trigger::Kind::kFill, static_cast<std::uint16_t>(*into)};
    if (!later_map.rules_for(fills).empty()) continue;  // it would owe anew what was owed there
    const Field& there = later_map.fields[at(*into)];
    const bool fits = there.type == field.type && there.scope == field.scope &&
                      there.data_class == DataClass::kPublic &&
                      holds(field.applies, earlier.control);
    if (!fits || field.scope == Scope::kSegment || (field.scope == Scope::kRequest && !same)) {
      continue;
    }
    const FieldEntry* was = value_of(earlier_map, earlier, static_cast<FieldIndex>(i));
    if (was == nullptr || value_of(later_map, later, *into) != nullptr) continue;
    carried.emplace_back(intent::Fill{*into, std::string(was->value), Origin::kEarlier});
  }
  if (!same || has_steps(later)) return carried;
  const std::uint8_t request = earlier.control.request().number;
  for (const TriedStep& step : earlier.record.steps) {
    if (step.request != request || step.text.empty()) continue;
    carried.emplace_back(
        intent::TryStep{std::string(step.text), outcome_of(earlier_map, step, later_map)});
  }
  return carried;
}

}  // namespace callmap
