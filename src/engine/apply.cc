// The fold: `move` for Control, and below it what the Record keeps of each event for the notes and
// the screens.

#include <algorithm>

#include "engine/decide.h"
#include "engine/move.h"

namespace callmap {
namespace {

// Keeps one event in the record. `control` is as it stood before the event; scopes read the request
// that was current.
class Keeper {
 public:
  Keeper(Record& record, const Control& control, const CallMap& map, Instant at)
      : record_(record), control_(control), map_(map), at_(at) {}

  void operator()(const event::Started& started) {
    if (control_.phase != Phase::kNone) return;
    record_.id = started.id.text;
    record_.reference = started.reference;
    record_.channel = started.channel;
    record_.line_called = started.line_called;
    record_.caller_number = started.caller_number;
    record_.language = started.language;
    record_.product = started.product;
    record_.started = at_;
    record_.stages.push_back({StageIndex{}, {}, at_});
    record_.requests.push_back({1, at_, {}, {}});
    first_choices(Scope::kContact, 0);
    first_choices(Scope::kRequest, 1);
  }
  void operator()(const event::SegmentBegan& began) {
    if (!record_.segments.empty() && !record_.segments.back().to) record_.segments.back().to = at_;
    record_.segments.push_back({began.agent, at_, {}});
    erase_if(record_.fields, [&](const FieldEntry& entry) {
      return map_.fields[at(entry.field)].scope == Scope::kSegment;
    });
    first_choices(Scope::kSegment, 0);
  }
  void operator()(const event::Connected&) {
    if (!record_.connected) record_.connected = at_;
    end_hold();
    record_.dropped_at.reset();
    back_from(true);
  }
  void operator()(const event::Held&) {
    record_.held_since = at_;
    go_away(false);
  }
  void operator()(const event::Unheld&) { end_hold(); }
  void operator()(const event::Dropped&) {
    end_hold();
    record_.dropped_at = at_;
    go_away(true);
  }
  void operator()(const event::HungUp& hung_up) {
    end_hold();
    record_.hung_up = at_;
    record_.hung_up_by = hung_up.by;
    leave_stage();
  }
  void operator()(const event::StageEntered& entered) {
    leave_stage();
    for (StageEntry& entry : record_.stages) {
      if (entry.stage != entered.stage) continue;
      entry.entered = at_;
      return;
    }
    record_.stages.push_back({entered.stage, {}, at_});
  }
  void operator()(const event::Said& said) {
    auto known = std::find_if(record_.said.begin(), record_.said.end(),
                              [&](const SaidEntry& entry) { return entry.phrase == said.phrase; });
    if (known == record_.said.end()) {
      record_.said.push_back({said.phrase, at_});
    } else {
      known->at = at_;
    }
    tick_all(map_.phrases[at(said.phrase)].covers, Origin::kSaid);
  }
  void operator()(const event::Ticked& ticked) { tick(ticked.checkpoint, Origin::kTicked); }
  void operator()(const event::Unticked& unticked) { untick(unticked.checkpoint); }
  void operator()(const event::WhyNotGiven& given) {
    erase_if(record_.why_not, [&](const auto& entry) { return entry.first == given.checkpoint; });
    record_.why_not.emplace_back(given.checkpoint, given.text);
  }
  void operator()(const event::Filled& filled) {
    fill(filled.field, request_of(map_.fields[at(filled.field)].scope), filled.value, filled.origin,
         filled.erased);
  }
  void operator()(const event::Cleared& cleared) {
    const std::uint8_t request = request_of(map_.fields[at(cleared.field)].scope);
    erase_if(record_.fields, [&](const FieldEntry& entry) {
      return entry.field == cleared.field && entry.request == request;
    });
  }
  void operator()(const event::ActionStarted& started) {
    record_.actions.push_back({started.action, control_.request().number, at_, {}});
  }
  void operator()(const event::ActionFinished& finished) {
    for (auto entry = record_.actions.rbegin(); entry != record_.actions.rend(); ++entry) {
      if (entry->action != finished.action || entry->finished) continue;
      entry->finished = at_;
      return;
    }
    record_.actions.push_back({finished.action, control_.request().number, at_, at_});
  }
  void operator()(const event::StepTried& tried) {
    record_.steps.push_back({control_.request().number, tried.text, tried.outcome, at_});
  }
  void operator()(const event::StepJudged& judged) {
    if (judged.step < record_.steps.size()) record_.steps[judged.step].outcome = judged.outcome;
  }
  void operator()(const event::ProcedureOpened& opened) {
    if (group_of(control_, map_, opened.procedure)) return;
    walk(opened.procedure, map_.procedures[at(opened.procedure)].start, {});
  }
  void operator()(const event::Answered& answered) {
    walk(answered.procedure, answered.step, answered.answer);
    const Step& step = map_.procedures[at(answered.procedure)].steps[at(answered.step)];
    const Target& target = step.answers[at(answered.answer)].target;
    if (target.is_end) record_.path.back().end = target.end;
    tick_all(step.covers, Origin::kStep);
  }
  void operator()(const event::Revisited& revisited) {
    const Procedure& procedure = map_.procedures[at(revisited.procedure)];
    for (PathEntry& entry : record_.path) {
      if (entry.procedure != revisited.procedure || !entry.answer || entry.end) continue;
      if (leads_to(procedure, revisited.step, entry.step)) entry.taken_back = true;
    }
    for (std::size_t i = 0; i < procedure.steps.size(); ++i) {
      if (!leads_to(procedure, revisited.step, static_cast<StepIndex>(i))) continue;
      for (const CheckpointIndex checkpoint : procedure.steps[i].covers) untick(checkpoint);
    }
    walk(revisited.procedure, revisited.step, {});
  }
  void operator()(const event::ProcedureLeft&) {}
  void operator()(const event::CueNoticed& noticed) { record_.cues.emplace_back(noticed.cue, at_); }
  void operator()(const event::CueDismissed& dismissed) {
    erase_if(record_.cues, [&](const auto& entry) { return entry.first == dismissed.cue; });
  }
  void operator()(const event::PartySpeaks&) {}
  void operator()(const event::CustomerChosen& chosen) {
    record_.customer = chosen.customer;
    record_.exceptions.clear();
    erase_if(record_.fields, [&](const FieldEntry& entry) {
      return map_.fields[at(entry.field)].data_class != DataClass::kPublic;
    });
  }
  void operator()(const event::Attempted& attempted) {
    record_.attempts.push_back({attempted.method, attempted.system, attempted.passed,
                                attempted.correction, attempted.source, attempted.level,
                                control_.party, at_, attempted.ends});
    if (!attempted.passed) return;
    record_.verified_until = attempted.ends;
    if (!attempted.system.empty()) record_.system_pass = attempted.system;
  }
  void operator()(const event::Lowered& lowered) {
    record_.lowered.push_back({lowered.why, at_});
    record_.verified_until.reset();
  }
  void operator()(const event::ExceptionRecorded& recorded) {
    record_.exceptions.emplace_back(recorded.exception, at_);
  }
  void operator()(const event::RequestOpened& opened) {
    record_.requests.push_back({opened.number, at_, {}, {}});
    first_choices(Scope::kRequest, opened.number);
  }
  void operator()(const event::RequestSwitched&) {}
  void operator()(const event::TaskAdded& added) {
    record_.tasks.push_back({added.number, added.text, added.owner, added.due, at_});
    record_.tasks_made = std::max(record_.tasks_made, added.number);
  }
  void operator()(const event::TaskRemoved& removed) {
    erase_if(record_.tasks, [&](const TaskEntry& task) { return task.number == removed.number; });
  }
  void operator()(const event::Disposed& disposed) {
    for (RequestEntry& request : record_.requests) {
      if (request.number != disposed.request) continue;
      request.disposition = disposed.disposition;
      request.disposed = at_;
    }
  }
  void operator()(const event::Undisposed& undisposed) {
    for (RequestEntry& request : record_.requests) {
      if (request.number != undisposed.request) continue;
      request.disposition.reset();
      request.disposed.reset();
    }
  }
  void operator()(const event::Owed& due) {
    const Rule& rule = map_.rules[at(due.rule)];
    if (due.due && rule.obligation) record_.due.emplace_back(*rule.obligation, *due.due);
  }
  void operator()(const event::Paid& paid) { no_longer_due(paid.rule); }
  void operator()(const event::Overdue& late) { no_longer_due(late.rule); }
  void operator()(const event::Refused&) {}
  void operator()(const event::Closed& closed) {
    leave_stage();
    end_hold();
    if (!record_.segments.empty() && !record_.segments.back().to) record_.segments.back().to = at_;
    const auto& unmet = closed.unmet;
    record_.closed = callmap::Closed{
        at_, closed.early, closed.ending, {unmet.data(), unmet.data() + unmet.size()}};
  }

 private:
  [[nodiscard]] std::uint8_t request_of(Scope scope) const {
    return scope == Scope::kRequest ? control_.request().number : std::uint8_t{0};
  }
  void fill(FieldIndex field, std::uint8_t request, std::string value, Origin origin, bool erased) {
    for (FieldEntry& entry : record_.fields) {
      if (entry.field != field || entry.request != request) continue;
      entry.value = std::move(value);
      entry.at = at_;
      entry.origin = origin;
      entry.erased = erased;
      return;
    }
    record_.fields.push_back({field, request, erased, origin, std::move(value), at_});
  }
  void first_choices(Scope scope, std::uint8_t request) {
    for (std::size_t i = 0; i < map_.fields.size(); ++i) {
      const Field& field = map_.fields[i];
      if (!field.first || field.scope != scope) continue;
      fill(static_cast<FieldIndex>(i), request, field.choices[at(*field.first)].id, Origin::kSystem,
           false);
    }
  }
  void tick(CheckpointIndex index, Origin origin) {
    const std::uint8_t request = request_of(map_.checkpoints[at(index)].scope);
    for (TickEntry& entry : record_.ticks) {
      if (entry.checkpoint == index && entry.request == request) return;
    }
    record_.ticks.push_back({index, request, origin, at_});
  }
  void tick_all(const std::vector<CheckpointIndex>& checkpoints, Origin origin) {
    for (const CheckpointIndex index : checkpoints) {
      if (map_.checkpoints[at(index)].plain) tick(index, origin);
    }
  }
  void untick(CheckpointIndex index) {
    const std::uint8_t request = request_of(map_.checkpoints[at(index)].scope);
    erase_if(record_.ticks, [&](const TickEntry& entry) {
      return entry.checkpoint == index && entry.request == request;
    });
  }
  void walk(ProcedureIndex procedure, StepIndex step, std::optional<AnswerIndex> answer) {
    record_.path.push_back({procedure, step, answer, {}, false, control_.request().number, at_});
  }
  void leave_stage() {
    for (StageEntry& entry : record_.stages) {
      if (!entry.entered) continue;
      entry.spent = Duration{Duration(entry.spent).ms + (at_ - *entry.entered).ms};
      entry.entered.reset();
    }
  }
  void go_away(bool dropped) {
    const auto& away = record_.away;
    if (!away.empty() && away.back().dropped == dropped && !away.back().to) return;
    if (away.size() < kAwayMax) record_.away.push_back({dropped, at_, {}});
  }
  void back_from(bool dropped) {
    if (record_.away.empty()) return;
    AwayEntry& last = record_.away.back();
    if (last.dropped == dropped && !last.to) last.to = at_;
  }
  void end_hold() {
    back_from(false);
    if (!record_.held_since) return;
    record_.held.ms += (at_ - *record_.held_since).ms;
    record_.held_since.reset();
  }
  void no_longer_due(RuleIndex index) {
    const Rule& rule = map_.rules[at(index)];
    erase_if(record_.due, [&](const auto& entry) { return rule.obligation == entry.first; });
  }

  Record& record_;
  const Control& control_;
  const CallMap& map_;
  Instant at_;
};

}  // namespace

void fold(Contact& contact, const CallMap& map, const Event& event) {
  const bool starts = std::holds_alternative<event::Started>(event.body);
  if (starts == contact.exists()) return;
  std::visit(Keeper(contact.record, contact.control, map, event.at), event.body);
  move(contact.control, map, event.body);
  contact.record.last = std::max(contact.record.last, event.at);
}

Contact apply(Contact contact, const CallMap& map, const Event& event) {
  fold(contact, map, event);
  return contact;
}

}  // namespace callmap
