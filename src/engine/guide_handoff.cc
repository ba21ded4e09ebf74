// The handoff as the sender and the receiver see it: what travels, what stands before offering it,
// and what came of it.

#include <fmt/format.h>

#include <algorithm>

#include "engine/gates.h"
#include "engine/guide_parts.h"
#include "engine/handoff_story.h"
#include "engine/map_names.h"
#include "engine/move.h"
#include "engine/spoken.h"

namespace callmap {
namespace {

using State = PackageItemView::State;

std::string capitalised(std::string_view text) {
  std::string out(text);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z')
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

// By which method the verification that stands was passed.
std::string passed_by(const Viewpoint& view) {
  const auto& attempts = view.record().attempts;
  for (auto attempt = attempts.rbegin(); attempt != attempts.rend(); ++attempt) {
    if (!attempt->passed) continue;
    if (!attempt->method) return std::string(attempt->system);
    return view.map.verification.methods[at(*attempt->method)].title;
  }
  return {};
}

// Who is speaking and how sure we are; no name and nothing of the account.
std::string identity(const Viewpoint& view) {
  const Control& control = view.control();
  std::string text = capitalised(spoken(control.party));
  if (view.level() != Level::kNone) {
    const std::string by = passed_by(view);
    text += view.level() == Level::kSensitive ? ", verified for sensitive data" : ", verified";
    return by.empty() ? text : text + " by " + by;
  }
  if (control.attempts_failed > 0) {
    return text + fmt::format(", not verified: {} tries failed", control.attempts_failed);
  }
  return text + (control.customer_chosen ? ", not verified" : ", customer not found yet");
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += "; ";
    out += text;
  }
  return out;
}

// What may be told to that team at most: people on this system read by their own rights.
DataClass told_at_most(const Viewpoint& view, const HandoffEntry& handoff) {
  const Team& team = view.map.teams[at(handoff.team)];
  return team.outside ? team.reads : DataClass::kSensitive;
}

PackageItemView view_item(const Viewpoint& view, const HandoffEntry& handoff, FieldIndex index) {
  const Field& field = view.map.fields[at(index)];
  PackageItemView item{.id = field.id, .label = field.label};
  const auto fields = view_fields(view, {index});
  if (view.sight == Sight::kHolder && !fields.empty()) item.field = fields.front();
  if (const NoneEntry* const none = view.contact.none(index)) {
    item.state = State::kNone;
    item.because = none->because;
  }
  const FieldEntry* const entry = view.contact.field(view.map, index);
  if (entry == nullptr) return item;
  const bool told = field.data_class <= told_at_most(view, handoff);
  item.state = told && view.may_see(field.data_class) ? State::kFilled : State::kLocked;
  if (item.state == State::kFilled && !entry->erased) item.text = shown_value(field, entry->value);
  return item;
}

std::vector<PackageItemView> view_package(const Viewpoint& view, const HandoffEntry& handoff) {
  std::vector<PackageItemView> items;
  const auto& package = view.map.handoff.package;
  for (std::size_t i = 0; i < package.size(); ++i) {
    switch (package[i].source) {
      case PackageItem::Source::kField:
        if (!view.holds(view.map.fields[at(package[i].field)].applies)) break;
        items.push_back(view_item(view, handoff, package[i].field));
        break;
      case PackageItem::Source::kIdentity:
        items.push_back({.id = "$identity",
                         .label = "Who is calling",
                         .text = identity(view),
                         .state = State::kFilled});
        break;
      case PackageItem::Source::kSteps: {
        std::string done = joined(steps_done(view));
        const State state = done.empty() ? State::kNone : State::kFilled;
        items.push_back(
            {.id = "$steps", .label = "Done already", .text = std::move(done), .state = state});
        break;
      }
    }
  }
  return items;
}

// Every gate before handing over, and what is owed before one leaves.
std::vector<GateView> view_needs(const Viewpoint& view, TeamIndex team) {
  std::vector<GateView> needs;
  const Trigger to{Trigger::Kind::kHandOverTo, static_cast<std::uint16_t>(team)};
  for (const Trigger& trigger : {Trigger{Trigger::Kind::kHandOver, 0}, to}) {
    for (const RuleIndex index : view.map.rules_for(trigger)) {
      const Rule& rule = view.map.rules[at(index)];
      if (rule.strength != Strength::kGate || rule.kind == RuleKind::kOwes) continue;
      if (view.holds(rule.applies)) needs.push_back(view_gate(view, rule));
    }
  }
  if (in_emergency(view.map, view.control())) return needs;
  for (const Rule& rule : view.map.rules) {
    if (!owed_before_leaving(view.control(), rule)) continue;
    needs.push_back(
        {rule.id, rule.sentence, false, rule.because, way_through(view.map, view.control(), rule)});
  }
  return needs;
}

// What the needs miss and nobody can write down in the package.
std::vector<FieldView> view_asks(const Viewpoint& view, const HandoffView& shown) {
  std::vector<FieldIndex> missing;
  if (view.sight != Sight::kHolder || shown.state != HandoffState::kDrafted) return {};
  for (const GateView& need : shown.needs) {
    for (const Missing& each : need.missing) {
      if (need.met || each.kind != Missing::Kind::kField) continue;
      const auto field = view.map.field(each.id);
      const bool travels =
          std::ranges::find(shown.items, each.id, &PackageItemView::id) != shown.items.end();
      const bool known = !field || std::ranges::find(missing, *field) != missing.end();
      if (!travels && !known) missing.push_back(*field);
    }
  }
  return view_fields(view, missing);
}

std::string story_of(const Viewpoint& view) {
  const auto& field = view.map.handoff.story;
  if (!field) return {};
  const FieldEntry* const entry = view.contact.field(view.map, *field);
  if (entry == nullptr) return handoff_story(view.map, view.contact);
  const bool shown = view.may_see(view.map.fields[at(*field)].data_class) && !entry->erased;
  return shown ? std::string(entry->value) : std::string();
}

}  // namespace

std::vector<std::string> steps_done(const Viewpoint& view) {
  std::vector<std::string> done;
  const std::uint8_t request = view.control().request().number;
  for (const TriedStep& step : view.record().steps) {
    if (step.request != request || step.text.empty()) continue;
    std::string text(step.text);
    if (step.outcome) text += ": " + view.map.step_outcomes[at(*step.outcome)].label;
    done.push_back(std::move(text));
  }
  for (const ActionEntry& entry : view.record().actions) {
    if (entry.request != request || !entry.finished) continue;
    const std::string& text = view.map.actions[at(entry.action)].text;
    if (std::ranges::find(done, text) == done.end()) done.push_back(text);
  }
  for (const PathEntry& entry : view.record().path) {
    if (entry.request != request || !entry.answer || entry.taken_back) continue;
    const Procedure& procedure = view.map.procedures[at(entry.procedure)];
    const Step& step = procedure.steps[at(entry.step)];
    if (procedure.is_decision_point() || step.kind != StepKind::kQuestion) continue;
    const Answer& answer = step.answers[at(*entry.answer)];
    if (!answer.outcome) done.push_back(step.text + " " + answer.label);  // else told above
  }
  return done;
}

std::optional<HandoffView> view_handoff(const Viewpoint& view) {
  const HandoffEntry* const handoff = view.contact.handoff();
  if (handoff == nullptr || view.control().handoff == HandoffState::kNone) return std::nullopt;
  const Team& team = view.map.teams[at(handoff->team)];
  HandoffView shown{.team = team.id,
                    .title = team.title,
                    .how = handoff->how,
                    .state = handoff->state,
                    .since = handoff->offered ? *handoff->offered : Instant(handoff->drafted)};
  if (handoff->state == HandoffState::kOffered) shown.until = handoff->until;
  shown.items = view_package(view, *handoff);
  shown.story = story_of(view);
  shown.steps = steps_done(view);
  shown.needs = view_needs(view, handoff->team);
  shown.asks = view_asks(view, shown);
  shown.complete = std::ranges::all_of(shown.needs, &GateView::met);
  for (const AskedEntry& asked : handoff->asked) {
    shown.questions.push_back({id_of(view.map, asked.item), std::string(asked.question), asked.at});
  }
  shown.returned = std::string(handoff->why);
  shown.accepted_by = std::string(handoff->accepted_by);
  return shown;
}

std::optional<HandoffView> handoff_for(const CallMap& map, const Contact& contact, Instant now,
                                       Sight sight) {
  if (!contact.exists()) return std::nullopt;
  return view_handoff(Viewpoint{map, contact, now, sight, {}});
}

std::vector<TeamView> view_teams(const CallMap& map) {
  std::vector<TeamView> teams;
  teams.reserve(map.teams.size());
  for (const Team& team : map.teams) {
    teams.push_back({team.id, team.title, team.handles, team.outside, team.blind});
  }
  return teams;
}

}  // namespace callmap
