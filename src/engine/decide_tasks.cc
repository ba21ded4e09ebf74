// Tasks and follow-ups: written down while the contact is open, done and passed on also afterwards.

#include <fmt/format.h>

#include <algorithm>

#include "engine/card_number.h"
#include "engine/judge.h"

namespace callmap {
namespace {

const TaskEntry* task_of(const Judge& judge, std::uint16_t number) {
  const auto& tasks = judge.record().tasks;
  const auto task = std::ranges::find(tasks, number, &TaskEntry::number);
  return task == tasks.end() ? nullptr : &*task;
}

Refusal no_such_task(std::uint16_t number) {
  return refuse(RefusalReason::kUnknown, "task", fmt::format("there is no task {}", number));
}

Refusal done_already(std::uint16_t number) {
  return refuse(RefusalReason::kNotNow, "task", fmt::format("task {} is done already", number));
}

// The request that has no promise left once that task is gone.
std::optional<std::uint8_t> unpromised_by(const Judge& judge, const TaskEntry& removed) {
  if (!removed.channel) return std::nullopt;
  const bool another = std::ranges::any_of(judge.record().tasks, [&](const TaskEntry& task) {
    return task.number != removed.number && task.channel && task.request == removed.request;
  });
  return another ? std::nullopt : std::optional(removed.request);
}

}  // namespace

Declined judge_part(Judge& judge, const intent::AddTask& task) {
  if (auto refusal = bad_line("task", "Task", task.text)) return refusal;
  if (auto refusal = too_long("owner", "Owner", task.owner, kLineLengthMax)) return refusal;
  if (has_card_number(task.owner)) return payment_value("owner", "Owner");
  if (task.due && *task.due < judge.command.at) {
    return refuse(RefusalReason::kInvalid, "due",
                  "this task would be due before now: choose a later time, or none");
  }
  if (task.channel && !task.due) {
    return refuse(RefusalReason::kInvalid, "due",
                  "a promise to the customer needs a time: say by when they hear from us");
  }
  if (judge.record().tasks.size() >= kTasksMax) return too_many("task", kTasksMax, "tasks");
  const auto number = static_cast<std::uint16_t>(judge.record().tasks_made + 1);
  judge.emit(event::TaskAdded{number, task.text, task.owner, task.due, task.channel});
  return kYes;
}

Declined judge_part(Judge& judge, const intent::RemoveTask& remove) {
  const TaskEntry* const task = task_of(judge, remove.number);
  if (task == nullptr) return no_such_task(remove.number);
  judge.emit(event::TaskRemoved{remove.number, unpromised_by(judge, *task)});
  return kYes;
}

Declined judge_part(Judge& judge, const intent::TaskDone& done) {
  const TaskEntry* const task = task_of(judge, done.number);
  if (task == nullptr) return no_such_task(done.number);
  if (auto refusal = bad_line("evidence", "What was done", done.evidence)) return refusal;
  if (!after(task->state(), FollowUpMove::kDo, judge.contact.open())) {
    return done_already(done.number);
  }
  judge.emit(event::TaskDone{done.number, done.evidence});
  return kYes;
}

Declined judge_part(Judge& judge, const intent::PassTask& pass) {
  const TaskEntry* const task = task_of(judge, pass.number);
  if (task == nullptr) return no_such_task(pass.number);
  if (auto refusal = bad_line("owner", "Owner", pass.owner)) return refusal;
  if (!after(task->state(), FollowUpMove::kPass, judge.contact.open())) {
    return done_already(pass.number);
  }
  if (task->owner != pass.owner) judge.emit(event::TaskPassed{pass.number, pass.owner});
  return kYes;
}

}  // namespace callmap
