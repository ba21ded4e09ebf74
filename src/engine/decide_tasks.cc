// Tasks and follow-ups: written down while the contact is open, done and passed on also afterwards.

#include <fmt/format.h>

#include <algorithm>

#include "engine/card_number.h"
#include "engine/judge.h"
#include "map/open_hours.h"

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

// When somebody is there to keep the promise: the hours of the owner's team, else those of calls
// back.
const OpenHours* hours_of(const CallMap& map, const std::string& owner, const std::string& team) {
  const auto named = std::ranges::find_if(map.teams, [&](const Team& each) {
    return each.id == team || each.id == owner || each.title == owner;
  });
  const bool own = named != map.teams.end() && named->hours;
  const auto hours = own ? named->hours : map.callback.hours;
  return hours ? &map.hours[at(*hours)] : nullptr;
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
  // Whoever writes it down has it, unless they name somebody else.
  std::string owner = task.owner.empty() ? judge.contact.holder().text : task.owner;
  if (task.channel && owner.empty()) {
    return refuse(RefusalReason::kInvalid, "owner",
                  "a promise to the customer needs an owner: say who keeps it");
  }
  const OpenHours* const hours = task.channel ? hours_of(judge.map, owner, task.team) : nullptr;
  if (hours != nullptr && next_open(*hours, *task.due) != *task.due) {
    return refuse(RefusalReason::kInvalid, "due",
                  fmt::format("nobody is there to keep it then; from {} somebody is",
                              clock_time(next_open(*hours, *task.due))));
  }
  if (judge.record().tasks.size() >= kTasksMax) return too_many("task", kTasksMax, "tasks");
  const auto number = static_cast<std::uint16_t>(judge.record().tasks_made + 1);
  judge.emit(event::TaskAdded{number, task.text, std::move(owner), task.due, task.channel});
  return kYes;
}

Declined judge_part(Judge& judge, const intent::RemoveTask& remove) {
  const TaskEntry* const task = task_of(judge, remove.number);
  if (task == nullptr) return no_such_task(remove.number);
  if (!after(task->state(), FollowUpMove::kRemove, judge.contact.open())) {
    return refuse(RefusalReason::kNotNow, "task",
                  fmt::format("task {} cannot be taken away any more", remove.number));
  }
  const bool promise = task->channel && task->state() == FollowUpState::kOpen;
  if (promise || !remove.because.empty()) {
    if (auto refusal = bad_line("because", "Why it is taken away", remove.because)) return refusal;
  }
  judge.emit(event::TaskRemoved{remove.number, unpromised_by(judge, *task), remove.because});
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
