// Actions, the open procedure and its past, and the roads on offer.

#include <algorithm>

#include "engine/guide_parts.h"
#include "engine/move.h"

namespace callmap {
namespace {

const ActionEntry* latest_entry(const Viewpoint& view, ActionIndex action) {
  const auto& entries = view.record().actions;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    const bool here = !entry->finished || entry->request == view.control().request().number;
    if (entry->action == action && here) return &*entry;
  }
  return nullptr;
}

bool is_allowed(const Viewpoint& view, ActionIndex index) {
  const Action& action = view.map.actions[at(index)];
  if (!may_disclose(view, action.data_class)) return false;
  return view.holds(action.applies) &&
         all_let_pass(view.map, view.control(),
                      {Trigger::Kind::kAction, static_cast<std::uint16_t>(index)});
}

// Where the present run of a procedure begins in the path. A run ends at an end, or by leaving:
// then it is opened again at its start although earlier answers stand. Going back to the start
// looks the same but takes every answer back.
std::size_t run_begin(const Viewpoint& view, ProcedureIndex procedure) {
  const auto& path = view.record().path;
  const StepIndex start = view.map.procedures[at(procedure)].start;
  std::size_t begin = 0;
  bool any_stands = false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const PathEntry& entry = path[i];
    if (entry.procedure != procedure) continue;
    const bool opened = !entry.answer && !entry.asked_again && entry.step == start;
    if (opened && any_stands) begin = i;
    if (opened) any_stands = false;
    if (entry.answer && !entry.taken_back) any_stands = true;
    if (!entry.end) continue;
    begin = i + 1;
    any_stands = false;
  }
  return begin;
}

// How often one may still go that way in this run.
std::optional<std::uint8_t> left_of(const StackEntry& top, const Answer& answer) {
  if (!answer.loop) return std::nullopt;
  return static_cast<std::uint8_t>(answer.loop->most - top.taken(*answer.loop));
}

// What was answered in this run, what was taken back and what was asked twice, as it happened.
void show_past(const Viewpoint& view, StackEntry top, ProcedureView& shown) {
  const Procedure& procedure = view.map.procedures[at(top.procedure)];
  const Step& step_now = procedure.steps[at(top.step)];
  const std::vector<bool> before = steps_before(procedure, top.step);
  const auto& path = view.record().path;
  std::size_t asked_again = 0;
  for (std::size_t i = run_begin(view, top.procedure); i < path.size(); ++i) {
    const PathEntry& entry = path[i];
    if (entry.procedure != top.procedure) continue;
    const bool here = entry.step == top.step;
    asked_again = !here || !entry.asked_again ? 0 : asked_again + 1;
    if (!entry.answer && !entry.asked_again) continue;
    const Step& step = procedure.steps[at(entry.step)];
    const std::string label = entry.answer ? step.answers[at(*entry.answer)].label : std::string();
    const bool stands = entry.answer && !entry.taken_back;
    shown.past.push_back({.step = step.id,
                          .text = step.text,
                          .answer = label,
                          .at = entry.at,
                          .taken_back = entry.taken_back,
                          .asked_again = entry.asked_again,
                          .can_revisit = stands && before[at(entry.step)]});
    if (stands) ++shown.done;
    const bool same_question =
        step_now.retests && (entry.step == *step_now.retests || step.retests == step_now.retests);
    if (stands && same_question) shown.before = label;
  }
  if (asked_again == 0 || step_now.unclear.empty()) return;
  shown.unclear = step_now.unclear[(asked_again - 1) % step_now.unclear.size()];
}

// The last end that it came to for the current request.
const ProcedureEnd* last_end(const Viewpoint& view, ProcedureIndex procedure) {
  const auto& path = view.record().path;
  for (std::size_t n = path.size(); n > 0; --n) {
    const PathEntry& entry = path[n - 1];
    const bool here = entry.procedure == procedure && entry.end && !entry.taken_back;
    if (here && entry.request == view.control().request().number) {
      return &view.map.procedures[at(procedure)].ends[at(*entry.end)];
    }
  }
  return nullptr;
}

std::vector<bool> called_by_others(const CallMap& map) {
  std::vector<bool> called(map.procedures.size());
  for (const Procedure& procedure : map.procedures) {
    for (const Step& step : procedure.steps) {
      if (step.call) called[at(*step.call)] = true;
    }
  }
  return called;
}

}  // namespace

namespace {

std::optional<Instant> slow_from(const Viewpoint& view, Instant since, Duration takes) {
  const bool waiting = view.control().phase == Phase::kLive && view.control().line != Line::kHeld;
  if (takes.ms == 0 || !waiting) return std::nullopt;
  if (is_unhurried(view.map, view.control())) return std::nullopt;
  return since + takes;
}

}  // namespace

std::optional<Instant> slow_from(const Viewpoint& view, const ActionEntry& entry) {
  if (entry.finished) return std::nullopt;
  return slow_from(view, entry.started, view.map.actions[at(entry.action)].takes);
}

std::optional<Instant> step_slow_from(const Viewpoint& view) {
  if (!view.control().in_procedure() || view.record().path.empty()) return std::nullopt;
  const StackEntry top = view.control().top();
  const Step& step = view.map.procedures[at(top.procedure)].steps[at(top.step)];
  if (step.kind != StepKind::kInstruction) return std::nullopt;
  return slow_from(view, view.record().path.back().at, step.takes);
}

ActionView view_action(const Viewpoint& view, ActionIndex index) {
  const Action& action = view.map.actions[at(index)];
  ActionView shown{.id = action.id,
                   .text = action.text,
                   .data_class = action.data_class,
                   .takes = action.takes,
                   .allowed = is_allowed(view, index)};
  if (const ActionEntry* const entry = latest_entry(view, index)) {
    shown.started = entry->started;
    shown.finished = entry->finished;
    const auto slow = slow_from(view, *entry);
    shown.slow = slow && *slow < view.now;
  }
  const Wait wait = wait_of(action);
  shown.say = fill_all(view, action.say, &wait);
  return shown;
}

// Those of the stage, and whatever is under way.
std::vector<ActionView> view_actions(const Viewpoint& view) {
  std::vector<ActionIndex> shown;
  const auto add = [&](ActionIndex index) {
    if (std::ranges::find(shown, index) == shown.end()) shown.push_back(index);
  };
  for (const ActionIndex index : view.map.stages[at(view.control().stage)].actions) {
    if (view.holds(view.map.actions[at(index)].applies)) add(index);
  }
  for (const ActionEntry& entry : view.record().actions) {
    if (!entry.finished) add(entry.action);
  }
  std::vector<ActionView> actions;
  actions.reserve(shown.size());
  for (const ActionIndex index : shown) actions.push_back(view_action(view, index));
  return actions;
}

std::optional<ProcedureView> view_procedure(const Viewpoint& view) {
  if (!view.control().in_procedure()) return std::nullopt;
  const StackEntry top = view.control().top();
  const Procedure& procedure = view.map.procedures[at(top.procedure)];
  const Step& step = procedure.steps[at(top.step)];
  ProcedureView shown{.id = procedure.id,
                      .title = procedure.title,
                      .step = step.id,
                      .kind = step.kind,
                      .text = step.text,
                      .help = step.help,
                      .to = step.to,
                      .has_unclear = !step.unclear.empty(),
                      .takes = step.kind == StepKind::kInstruction ? step.takes : Duration{},
                      .left_least = step.left_least,
                      .left_most = step.left_most};
  if (step.action) {
    shown.action = view_action(view, *step.action);
    if (shown.text.empty()) shown.text = shown.action->text;
  }
  for (const Answer& answer : step.answers) {
    shown.answers.push_back({answer.id, answer.label, left_of(top, answer)});
  }
  for (const Link& link : step.links) shown.links.push_back(fill(view, link));
  if (!view.record().path.empty()) shown.since = view.record().path.back().at;
  const auto slow = step_slow_from(view);
  shown.slow = slow && *slow < view.now;
  const Wait wait = wait_of(view.map, step);
  shown.say = fill_all(view, step.say, &wait);
  shown.document = view_fields(view, step.document);
  show_past(view, top, shown);
  shown.depth = view.control().depth;
  for (const TeamIndex team : step.consults) {
    shown.consults.emplace_back(view.map.teams[at(team)].id, view.map.teams[at(team)].title);
  }
  return shown;
}

// Decision points first, then what can be opened for its own sake. One that is only called by
// others is no road of its own.
std::vector<RoadView> view_roads(const Viewpoint& view) {
  std::vector<RoadView> roads;
  if (view.control().phase != Phase::kLive) return roads;
  const std::vector<bool> called = called_by_others(view.map);
  for (const bool decision_points : {true, false}) {
    for (std::size_t i = 0; i < view.map.procedures.size(); ++i) {
      const Procedure& procedure = view.map.procedures[i];
      if (procedure.is_decision_point() != decision_points) continue;
      if (!decision_points && called[i]) continue;
      const auto index = static_cast<ProcedureIndex>(i);
      const bool open = group_of(view.control(), view.map, index).has_value();
      if (!open && !view.holds(procedure.applies)) continue;
      if (!open && !decision_points && !may_disclose(view, procedure.data_class)) continue;
      RoadView road{procedure.id,
                    procedure.title,
                    procedure.notice,
                    procedure.key,
                    procedure.why,
                    decision_points,
                    open,
                    {}};
      if (const ProcedureEnd* const end = last_end(view, index)) {
        road.ended = end->text;
        road.result = end->result;
      }
      roads.push_back(std::move(road));
    }
  }
  return roads;
}

}  // namespace callmap
