// The stack of open procedures, read: which group one belongs to, what its steps lead to, which
// ends an answer reaches. `move` changes it.

#include "engine/move.h"

namespace callmap {

bool calls(const CallMap& map, const StackEntry& below, ProcedureIndex above) {
  const Step& step = map.procedures[at(below.procedure)].steps[at(below.step)];
  return step.kind == StepKind::kCall && step.call == above;
}

std::optional<StackGroup> group_of(const Control& control, const CallMap& map,
                                   ProcedureIndex procedure) {
  StackGroup group;
  bool inside = false;
  for (std::uint8_t i = 0; i < control.depth; ++i) {
    const bool called = i > 0 && calls(map, control.stack[i - 1], control.stack[i].procedure);
    if (!called) {
      if (inside) return group;
      group.first = i;
    }
    group.last = i;
    inside = inside || control.stack[i].procedure == procedure;
  }
  return inside ? std::optional(group) : std::nullopt;
}

std::size_t reserved_height(const Control& control, const CallMap& map) {
  std::size_t height = 0;
  for (std::uint8_t i = 0; i < control.depth; ++i) {
    const bool called = i > 0 && calls(map, control.stack[i - 1], control.stack[i].procedure);
    if (!called) height += map.procedures[at(control.stack[i].procedure)].height;
  }
  return height;
}

Target target_of(const StackEntry& entry, const Answer& answer) {
  const bool closed = answer.loop && entry.taken(*answer.loop) >= answer.loop->most;
  return closed ? answer.loop->after : answer.target;
}

namespace {

template <class Next>
std::vector<bool> spread(std::size_t count, StepIndex from, Next next) {
  std::vector<bool> seen(count);
  std::vector<StepIndex> open = {from};
  while (!open.empty()) {
    const StepIndex step = open.back();
    open.pop_back();
    if (seen[at(step)]) continue;
    seen[at(step)] = true;
    next(step, [&](StepIndex to) { open.push_back(to); });
  }
  return seen;
}

}  // namespace

std::vector<bool> steps_after(const Procedure& procedure, StepIndex from) {
  return spread(procedure.steps.size(), from, [&](StepIndex step, auto visit) {
    each_target(procedure.steps[at(step)], [&](const Target& target) {
      if (!target.is_end) visit(target.step);
    });
  });
}

std::vector<bool> steps_before(const Procedure& procedure, StepIndex to) {
  std::vector<std::vector<StepIndex>> back(procedure.steps.size());
  for (std::size_t n = 0; n < procedure.steps.size(); ++n) {
    each_target(procedure.steps[n], [&](const Target& target) {
      if (!target.is_end) back[at(target.step)].push_back(static_cast<StepIndex>(n));
    });
  }
  return spread(procedure.steps.size(), to, [&](StepIndex step, auto visit) {
    for (const StepIndex before : back[at(step)]) visit(before);
  });
}

std::vector<ReachedEnd> ends_reached(const Control& control, const CallMap& map,
                                     ProcedureIndex procedure, StepIndex step, AnswerIndex answer) {
  std::vector<ReachedEnd> reached;
  if (control.depth == 0 || !control.top().stands_at(procedure, step)) return reached;
  Target target =
      target_of(control.top(), map.procedures[at(procedure)].steps[at(step)].answers[at(answer)]);
  for (std::size_t place = control.depth; target.is_end; --place) {
    reached.push_back({procedure, target.end});
    if (place < 2 || !calls(map, control.stack[place - 2], procedure)) break;
    const StackEntry caller = control.stack[place - 2];
    const Step& calling = map.procedures[at(caller.procedure)].steps[at(caller.step)];
    target = target_of(caller, calling.answers[at(target.end)]);
    procedure = caller.procedure;
  }
  return reached;
}

std::optional<EndGoes> goes_to(const Control& control, const CallMap& map,
                               const std::vector<ReachedEnd>& ends) {
  if (ends.empty()) return std::nullopt;
  const std::size_t place = control.depth - ends.size();  // of what stands below them
  const ReachedEnd& last = ends.back();
  if (place > 0 && calls(map, control.stack[place - 1], last.procedure)) return std::nullopt;
  return map.procedures[at(last.procedure)].ends[at(last.end)].goes;
}

}  // namespace callmap
