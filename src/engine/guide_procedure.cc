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
  const Control& control = view.control();
  if (action.data_class != DataClass::kPublic && view.level() != control.level) return false;
  for (std::uint16_t level = 1; level <= static_cast<std::uint16_t>(action.data_class); ++level) {
    if (!all_let_pass(view.map, control, {Trigger::Kind::kDisclose, level})) return false;
  }
  return view.holds(action.applies) &&
         all_let_pass(view.map, control,
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
    if (!entry.answer && entry.step == start && any_stands) begin = i;
    if (!entry.answer && entry.step == start) any_stands = false;
    if (entry.answer && !entry.taken_back) any_stands = true;
    if (!entry.end) continue;
    begin = i + 1;
    any_stands = false;
  }
  return begin;
}

std::vector<ProcedureView::Past> past_of(const Viewpoint& view, StackEntry top) {
  const Procedure& procedure = view.map.procedures[at(top.procedure)];
  const auto& path = view.record().path;
  std::vector<ProcedureView::Past> past;
  for (std::size_t i = run_begin(view, top.procedure); i < path.size(); ++i) {
    const PathEntry& entry = path[i];
    if (entry.procedure != top.procedure || !entry.answer) continue;
    const Step& step = procedure.steps[at(entry.step)];
    past.push_back({.step = step.id,
                    .text = step.text,
                    .answer = step.answers[at(*entry.answer)].label,
                    .at = entry.at,
                    .taken_back = entry.taken_back,
                    .can_revisit = !entry.taken_back && leads_to(procedure, entry.step, top.step)});
  }
  return past;
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

std::optional<Instant> slow_from(const Viewpoint& view, const ActionEntry& entry) {
  const Duration takes = view.map.actions[at(entry.action)].takes;
  const bool waiting = view.control().phase == Phase::kLive && view.control().line != Line::kHeld;
  if (entry.finished || takes.ms == 0 || !waiting) return std::nullopt;
  if (is_unhurried(view.map, view.control())) return std::nullopt;
  return entry.started + takes;
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
  shown.say = fill_all(view, action.say, &action);
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
                      .help = step.help};
  if (step.action) {
    shown.action = view_action(view, *step.action);
    if (shown.text.empty()) shown.text = shown.action->text;
  }
  for (const Answer& answer : step.answers) shown.answers.emplace_back(answer.id, answer.label);
  const Action* const about = step.action ? &view.map.actions[at(*step.action)] : nullptr;
  shown.say = fill_all(view, step.say, about);
  shown.document = view_fields(view, step.document);
  shown.past = past_of(view, top);
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
      roads.push_back({procedure.id, procedure.title, procedure.notice, procedure.key,
                       procedure.why, decision_points, open});
    }
  }
  return roads;
}

}  // namespace callmap
