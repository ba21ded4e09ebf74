#include "engine/guide.h"

#include <algorithm>

#include "engine/guide_parts.h"

namespace callmap {
namespace {

// What the stage offers to say; while verifying is next, what goes with that method too. Whoever
// waited on hold for too long hears of that first.
std::vector<PhraseView> view_phrases(const Viewpoint& view, const std::vector<NextAction>& next) {
  std::vector<PhraseView> phrases;
  const auto words = hold_words(view);
  if (words && words->due(view.now)) phrases = fill_all(view, view.map.hold.back);
  std::ranges::move(fill_all(view, view.map.stages[at(view.control().stage)].say),
                    std::back_inserter(phrases));
  for (const NextAction& action : next) {
    if (action.kind != NextAction::Kind::kVerify) continue;
    const auto method = view.map.method(action.id);
    if (!method) continue;
    for (PhraseView& phrase : fill_all(view, view.map.verification.methods[at(*method)].say)) {
      const bool known = std::ranges::find(phrases, phrase.id, &PhraseView::id) != phrases.end();
      if (!known) phrases.push_back(std::move(phrase));
    }
    break;
  }
  return phrases;
}

std::vector<TriedView> view_tried(const Viewpoint& view) {
  std::vector<TriedView> tried;
  const auto& steps = view.record().steps;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].request != view.control().request().number) continue;
    TriedView shown{.step = static_cast<std::uint16_t>(i), .text = steps[i].text};
    if (steps[i].outcome) shown.outcome = view.map.step_outcomes[at(*steps[i].outcome)].id;
    shown.at = steps[i].at;
    tried.push_back(std::move(shown));
  }
  return tried;
}

// The earliest moment at which nothing but time changes what is shown.
std::optional<Instant> changes_at(const Viewpoint& view) {
  std::optional<Instant> first;
  const auto consider = [&](std::optional<Instant> when) {
    if (when && *when > view.now && (!first || *when < *first)) first = when;
  };
  if (view.level() != Level::kNone) consider(view.record().verified_until);
  for (const DueEntry& due : view.record().due) consider(due.at);
  if (const auto words = hold_words(view)) {
    consider(words->from);
    consider(words->until);
  }
  if (view.control().handoff == HandoffState::kOffered) {
    if (const HandoffEntry* const handoff = view.contact.handoff()) consider(handoff->until);
  }
  if (view.control().callback == CallbackState::kDue) {
    if (const CallbackEntry* const callback = view.contact.callback()) consider(callback->due);
  }
  for (const ActionEntry& entry : view.record().actions) {
    // slow from the first moment after the usual time
    if (const auto slow = slow_from(view, entry)) consider(*slow + Duration{1});
  }
  if (const auto slow = step_slow_from(view)) consider(*slow + Duration{1});
  return first;
}

void add_fixed(Guidance& guidance, const Viewpoint& view) {
  const CallMap& map = view.map;
  for (const StepOutcome& outcome : map.step_outcomes) {
    guidance.outcomes.push_back({outcome.id, outcome.label, outcome.key});
  }
  for (const Ending& ending : map.endings) {
    if (!view.holds(ending.applies)) continue;
    guidance.endings.push_back({ending.id, ending.title, ending.key});
  }
}

}  // namespace

Guidance::Guidance() = default;
Guidance::~Guidance() = default;
Guidance::Guidance(const Guidance&) = default;
Guidance::Guidance(Guidance&&) noexcept = default;
Guidance& Guidance::operator=(const Guidance&) = default;
Guidance& Guidance::operator=(Guidance&&) noexcept = default;

Guidance guide(const CallMap& map, const Contact& contact, Instant now, Sight sight,
               std::string_view agent_name, const Surroundings& around) {
  Guidance guidance;
  const Viewpoint view{map, contact, now, sight, agent_name, around};
  guidance.phase = contact.control.phase;
  guidance.line = contact.control.line;
  if (!contact.exists()) return guidance;
  const Stage& stage = map.stages[at(contact.control.stage)];
  guidance.stage = stage.id;
  guidance.stage_title = stage.title;
  guidance.goal = stage.goal;
  const std::vector<UnmetGate> unmet = gates_ahead(view);
  guidance.stages = view_stages(view);
  guidance.next = next_actions(view, unmet);
  guidance.phrases = view_phrases(view, guidance.next);
  guidance.checkpoints = view_checkpoints(view);
  std::vector<UnmetGate> asked = unmet;  // what a duty wants is written down where it is told
  std::ranges::move(duties_now(view), std::back_inserter(asked));
  guidance.fields = view_fields(view, asked);
  guidance.actions = view_actions(view);
  guidance.roads = view_roads(view);
  guidance.procedure = view_procedure(view);
  guidance.verification = view_verification(view);
  guidance.cues = view_cues(view);
  guidance.requests = view_requests(view);
  guidance.urgencies = view_urgencies(view, guidance.requests);
  guidance.tried = view_tried(view);
  for (const Link& link : stage.links) guidance.links.push_back(fill(view, link));
  guidance.tasks.assign(contact.record.tasks.begin(), contact.record.tasks.end());
  guidance.teams = view_teams(map);
  guidance.handoff = view_handoff(view);
  guidance.callback = view_callback(view, guidance.next);
  guidance.back_at = back_at(view);
  guidance.customer_clock = customer_clock(view);
  if (contact.open() && map.callback.attempts > 0 && map.callback_field) {
    auto number = view_fields(view, {*map.callback_field});
    if (!number.empty()) guidance.callback_number = std::move(number.front());
  }
  guidance.emergency = in_emergency(map, contact.control);
  guidance.asks_for = contact.control.asks_for;
  guidance.out = view_way_out(view);
  guidance.guides_folded = guides_folded(view);
  if (contact.open() && view.level() != Level::kNone) {
    guidance.lapses = contact.record.verified_until;
  }
  if (contact.open()) guidance.changes_at = changes_at(view);
  add_fixed(guidance, view);
  mark_best(view, guidance);
  return guidance;
}

}  // namespace callmap
