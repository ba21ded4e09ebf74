// The fold: `move` for Control, and below it what the Record keeps of each event for the notes and
// the screens.

#include <algorithm>

#include "engine/decide.h"
#include "engine/merge.h"
#include "engine/move.h"

namespace callmap {
namespace {

// Keeps one event in the record. `control` is as it stood before the event; scopes read the request
// that was current.
class Keeper {
 public:
  Keeper(Record& record, const Control& control, const CallMap& map, const Event& event)
      : record_(record), control_(control), map_(map), at_(event.at), by_(event.by.person) {}

  void operator()(const event::Started& started) {
    if (control_.phase != Phase::kNone) return;
    record_.id = started.id.text;
    record_.reference = started.reference;
    record_.channel = started.channel;
    record_.line_called = started.line_called;
    record_.caller_number = started.caller_number;
    record_.language = started.language;
    record_.product = started.product;
    if (started.skills) record_.ownership.make().skills = started.skills;
    record_.started = at_;
    record_.stages.push_back({StageIndex{}, {}, at_});
    record_.requests.push_back({1, at_, {}, {}});
    first_choices(Scope::kContact, 0);
    first_choices(Scope::kRequest, 1);
  }
  void operator()(const event::Queued& queued) {
    leave_queue();
    record_.ownership.make().queued.push_back(
        {.team = queued.team, .priority = queued.priority, .from = at_, .to = {}});
  }
  void operator()(const event::SkillsWaived&) {
    if (!record_.ownership) return;
    if (control_.waiting && !record_.ownership->queued.empty()) {
      record_.ownership->queued.back().waived = true;
    } else if (HandoffEntry* const handoff = this_handoff(HandoffState::kOffered)) {
      handoff->waived = true;
    }
  }
  void operator()(const event::SegmentBegan& began) {
    leave_queue();
    stop_watching(began.agent);
    if (!record_.segments.empty() && !record_.segments.back().to) record_.segments.back().to = at_;
    record_.segments.push_back({began.agent, at_, {}, began.team, began.how, {}});
    erase_if(record_.fields, [&](const FieldEntry& entry) {
      return map_.fields[at(entry.field)].scope == Scope::kSegment;
    });
    first_choices(Scope::kSegment, 0);
  }
  void operator()(const event::SegmentEnded& ended) {
    if (record_.segments.empty() || record_.segments.back().to) return;
    record_.segments.back().to = at_;
    record_.segments.back().end = ended.how;
  }
  void operator()(const event::Connected&) {
    if (!record_.connected) record_.connected = at_;
    end_hold();
    record_.dropped_at.reset();
    back_from(Away::kDropped);
    back_from(Away::kClosed);
  }
  void operator()(const event::Held&) {
    record_.held_since = at_;
    go_away(Away::kHeld);
  }
  void operator()(const event::Unheld&) { end_hold(); }
  void operator()(const event::Dropped&) {
    end_hold();
    record_.dropped_at = at_;
    go_away(Away::kDropped);
  }
  void operator()(const event::HungUp& hung_up) {
    end_hold();
    record_.hung_up = at_;
    record_.hung_up_by = hung_up.by;
    leave_queue();
    leave_stage();
  }
  void operator()(const event::LineClosed&) {
    end_hold();
    go_away(Away::kClosed);
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
    no_longer_none(filled.field);
  }
  void operator()(const event::Cleared& cleared) {
    const std::uint8_t request = request_of(map_.fields[at(cleared.field)].scope);
    erase_if(record_.fields, [&](const FieldEntry& entry) {
      return entry.field == cleared.field && entry.request == request;
    });
    no_longer_none(cleared.field);
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
    record_.steps.push_back(
        {control_.request().number, tried.origin, tried.text, tried.outcome, at_});
  }
  void operator()(const event::StepJudged& judged) {
    if (judged.step < record_.steps.size()) record_.steps[judged.step].outcome = judged.outcome;
  }
  void operator()(const event::ProcedureOpened& opened) {
    if (group_of(control_, map_, opened.procedure)) return;
    walk(opened.procedure, map_.procedures[at(opened.procedure)].start, {});
  }
  void operator()(const event::Answered& answered) {
    const Step& step = map_.procedures[at(answered.procedure)].steps[at(answered.step)];
    const Answer& answer = step.answers[at(answered.answer)];
    const bool is_top =
        control_.depth > 0 && control_.top().stands_at(answered.procedure, answered.step);
    const Target target = is_top ? target_of(control_.top(), answer) : answer.target;
    if (answer.outcome) judge_tried(answered.procedure, step, *answer.outcome);
    walk(answered.procedure, answered.step, answered.answer);
    if (target.is_end) record_.path.back().end = target.end;
    tick_all(step.covers, Origin::kStep);
  }
  void operator()(const event::AskedAgain& asked) {
    walk(asked.procedure, asked.step, {});
    record_.path.back().asked_again = true;
  }
  void operator()(const event::Revisited& revisited) {
    const Procedure& procedure = map_.procedures[at(revisited.procedure)];
    const std::vector<bool> after = steps_after(procedure, revisited.step);
    for (PathEntry& entry : record_.path) {
      if (entry.procedure != revisited.procedure || !entry.answer || entry.end) continue;
      if (after[at(entry.step)]) entry.taken_back = true;
    }
    for (std::size_t i = 0; i < after.size(); ++i) {
      if (!after[i]) continue;
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
    record_.customer_zone = chosen.zone;
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
    record_.tasks.push_back({added.number,
                             control_.request().number,
                             added.channel,
                             added.text,
                             added.owner,
                             added.due,
                             at_,
                             by_,
                             {},
                             {}});
    record_.tasks_made = std::max(record_.tasks_made, added.number);
  }
  void operator()(const event::TaskRemoved& removed) {
    const auto gone = std::ranges::find(record_.tasks, removed.number, &TaskEntry::number);
    if (gone != record_.tasks.end() && !removed.because.empty()) {
      record_.ownership.make().removed.push_back({gone->text, removed.because, by_, at_});
    }
    erase_if(record_.tasks, [&](const TaskEntry& task) { return task.number == removed.number; });
  }
  void operator()(const event::TaskDone& done) {
    for (TaskEntry& task : record_.tasks) {
      if (task.number != done.number || task.done) continue;
      task.done = at_;
      task.evidence = done.evidence;
    }
  }
  void operator()(const event::TaskPassed& passed) {
    for (TaskEntry& task : record_.tasks) {
      if (task.number == passed.number) task.owner = passed.owner;
    }
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
    if (!due.due || !rule.obligation) return;
    const bool of_request = rule.per_request;
    const std::uint8_t request = of_request ? control_.request().number : std::uint8_t{0};
    record_.due.push_back({*rule.obligation, request, *due.due});
  }
  void operator()(const event::Paid& paid) { no_longer_due(paid.rule); }
  void operator()(const event::Overdue&) {}
  void operator()(const event::Refused&) {
    Ownership& kept = record_.ownership.make();
    ++kept.gates_refused;
    if (record_.segments.empty() || record_.segments.back().to) return;
    auto& in_segments = kept.gates_refused_in;
    in_segments.resize(std::max(in_segments.size(), record_.segments.size()));
    ++in_segments[record_.segments.size() - 1];
  }
  void operator()(const event::HandoffDrafted& drafted) {
    auto& handoffs = record_.ownership.make().handoffs;
    // One that was not offered yet is drafted anew, to another team or in another way.
    const bool anew = control_.handoff == HandoffState::kDrafted && !handoffs.empty();
    if (!anew) handoffs.emplace_back();
    HandoffEntry& handoff = handoffs.back();
    handoff.team = drafted.team;
    handoff.how = drafted.how;
    handoff.state = HandoffState::kDrafted;
    handoff.by = by_;
    handoff.drafted = at_;
  }
  void operator()(const event::HandoffOffered& offered) {
    HandoffEntry* const handoff = this_handoff(HandoffState::kOffered);
    if (handoff == nullptr) return;
    handoff->offered = at_;
    handoff->waived = false;
    handoff->until = offered.until;
  }
  void operator()(const event::HandoffAsked& asked) {
    HandoffEntry* const handoff = this_handoff(HandoffState::kOffered);
    if (handoff == nullptr || handoff->asked.size() >= kQuestionsMax) return;
    handoff->asked.push_back({asked.item, asked.question, by_, at_});
  }
  void operator()(const event::HandoffReturned& returned) {
    HandoffEntry* const handoff = end_handoff(HandoffState::kReturned);
    if (handoff == nullptr) return;
    handoff->why = returned.why;
    handoff->answerer = by_;
  }
  void operator()(const event::HandoffAccepted& accepted) {
    const bool offered = control_.handoff == HandoffState::kOffered;
    HandoffEntry* const handoff = end_handoff(HandoffState::kAccepted);
    if (handoff == nullptr) return;
    handoff->accepted_by = accepted.accepted_by;
    if (offered) handoff->answerer = by_;
  }
  void operator()(const event::HandoffWithdrawn& withdrawn) {
    const bool expired = withdrawn.why == WithdrawnBy::kExpired;
    HandoffEntry* const handoff =
        end_handoff(expired ? HandoffState::kExpired : HandoffState::kWithdrawn);
    if (handoff != nullptr) handoff->withdrawn_by = withdrawn.why;
  }
  void operator()(const event::NoneGiven& given) {
    no_longer_none(given.field);
    record_.ownership.make().nones.push_back(
        {given.field, control_.request().number, given.because, at_});
  }
  void operator()(const event::CallbackDue& due) {
    auto& callbacks = record_.ownership.make().callbacks;
    if (!is_pending(control_.callback) || callbacks.empty()) {
      if (callbacks.size() >= kCallbacksMax) callbacks.erase(callbacks.begin());
      callbacks.push_back({due.how, at_, due.due, {}, {}, {}});
      return;
    }
    callbacks.back().how = due.how;
    callbacks.back().due = due.due;
  }
  void operator()(const event::CallbackTried& tried) {
    auto& callbacks = record_.ownership.make().callbacks;
    if (callbacks.empty() || callbacks.back().tries.size() >= kTriesMax) return;
    callbacks.back().tries.push_back({tried.outcome, control_.callback_attempt, by_, at_});
  }
  void operator()(const event::CallbackEnded& ended) {
    auto& callbacks = record_.ownership.make().callbacks;
    // Without a number there was nothing due to begin with.
    if (!is_pending(control_.callback))
      callbacks.push_back({CallbackHow::kDropped, at_, at_, {}, {}, {}});
    callbacks.back().end = ended.why;
    callbacks.back().ended = at_;
  }
  void operator()(const event::LeadCame& came) {
    if (came.how == Presence::kMessage) {
      auto& messages = record_.ownership.make().messages;
      if (messages.size() < kMessagesMax) messages.push_back({by_, came.text, at_});
      return;
    }
    stop_watching(by_);
    record_.ownership.make().watchers.push_back({by_, came.how, at_});
  }
  void operator()(const event::LeadLeft&) { stop_watching(by_); }
  void operator()(const event::Linked& linked) {
    auto& links = record_.ownership.make().links;
    std::erase_if(links, [&](const LinkEntry& link) { return link.contact == linked.contact; });
    links.push_back({linked.contact, linked.merged, at_, linked.owes});
  }
  void operator()(const event::Unlinked&) {}  // see fold
  void operator()(const event::RecordingAsked& asked) {
    record_.ownership.make().recording = RecordingEntry{asked.on, at_};
  }
  void operator()(const event::RecordingSeen&) {
    if (record_.ownership) record_.ownership->recording.reset();
  }
  void operator()(const event::ConsultAsked& asked) {
    auto& consults = record_.ownership.make().consults;
    if (control_.consult == ConsultState::kAsked || consults.size() >= kConsultsMax) return;
    ConsultEntry& consult = consults.emplace_back();
    consult.team = asked.team;
    consult.by = by_;
    consult.question = asked.question;
    consult.at = at_;
  }
  void operator()(const event::ConsultAnswered& answered) {
    ConsultEntry* const consult = end_consult(ConsultState::kAnswered);
    if (consult == nullptr) return;
    consult->answer = answered.answer;
    consult->answerer = by_;
  }
  void operator()(const event::ConsultWithdrawn&) { end_consult(ConsultState::kWithdrawn); }
  void operator()(const event::ConsultUnanswered&) { end_consult(ConsultState::kUnanswered); }
  void operator()(const event::Closed& closed) {
    leave_queue();
    if (record_.ownership) record_.ownership->watchers.clear();
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
    record_.path.push_back({.procedure = procedure,
                            .step = step,
                            .answer = answer,
                            .request = control_.request().number,
                            .at = at_});
  }
  // The outcome is that of what was told and done since the last one, in this procedure; of the
  // question itself where nothing was.
  void judge_tried(ProcedureIndex procedure, const Step& asked, OutcomeIndex outcome) {
    if (record_.steps.size() >= kStepsTriedMax) return;
    std::string tried;
    for (std::size_t n = record_.path.size(); n > 0; --n) {
      const PathEntry& entry = record_.path[n - 1];
      if (entry.procedure != procedure || !entry.answer) continue;
      const Step& step = map_.procedures[at(procedure)].steps[at(entry.step)];
      if (entry.end || step.answers[at(*entry.answer)].outcome) break;
      const bool was_done = step.kind == StepKind::kInstruction || step.kind == StepKind::kAction;
      if (entry.taken_back || !was_done) continue;
      tried = tried.empty() ? step.text : step.text + "; " + tried;
      if (tried.size() > kTriedTextMax) break;
    }
    if (tried.empty()) tried = asked.text;
    record_.steps.push_back(
        {control_.request().number, Origin::kStep, SlimText(tried), outcome, at_});
  }
  void leave_queue() {
    if (!record_.ownership) return;
    auto& queued = record_.ownership->queued;
    if (!queued.empty() && !queued.back().to) queued.back().to = at_;
  }
  void stop_watching(const PersonId& person) {
    if (!record_.ownership) return;
    std::erase_if(record_.ownership->watchers,
                  [&](const WatcherEntry& watcher) { return watcher.person == person; });
  }
  void no_longer_none(FieldIndex field) {
    if (!record_.ownership) return;
    std::erase_if(record_.ownership->nones, [&](const NoneEntry& none) {
      return none.field == field && none.request == control_.request().number;
    });
  }
  // The handoff under way, put into that state; nullptr when there is none.
  HandoffEntry* this_handoff(HandoffState state) {
    auto& handoffs = record_.ownership.make().handoffs;
    if (handoffs.empty() || !is_under_way(handoffs.back().state)) return nullptr;
    handoffs.back().state = state;
    return &handoffs.back();
  }
  HandoffEntry* end_handoff(HandoffState state) {
    HandoffEntry* const handoff = this_handoff(state);
    if (handoff != nullptr) handoff->ended = at_;
    return handoff;
  }
  ConsultEntry* end_consult(ConsultState state) {
    auto& consults = record_.ownership.make().consults;
    if (consults.empty() || consults.back().state != ConsultState::kAsked) return nullptr;
    consults.back().state = state;
    consults.back().ended = at_;
    return &consults.back();
  }
  void leave_stage() {
    for (StageEntry& entry : record_.stages) {
      if (!entry.entered) continue;
      entry.spent = Duration{Duration(entry.spent).ms + (at_ - *entry.entered).ms};
      entry.entered.reset();
    }
  }
  void go_away(Away what) {
    const auto& away = record_.away;
    if (!away.empty() && away.back().what == what && !away.back().to) return;
    if (away.size() < kAwayMax) record_.away.push_back({what, at_, {}});
  }
  void back_from(Away what) {
    if (record_.away.empty()) return;
    AwayEntry& last = record_.away.back();
    if (last.what == what && !last.to) last.to = at_;
  }
  void end_hold() {
    back_from(Away::kHeld);
    if (!record_.held_since) return;
    record_.held.ms += (at_ - *record_.held_since).ms;
    record_.held_since.reset();
  }
  void no_longer_due(RuleIndex index) {
    const Rule& rule = map_.rules[at(index)];
    const bool of_request = rule.per_request;
    const std::uint8_t request = of_request ? control_.request().number : std::uint8_t{0};
    erase_if(record_.due, [&](const DueEntry& entry) {
      return rule.obligation == entry.slot && entry.request == request;
    });
  }

  Record& record_;
  const Control& control_;
  const CallMap& map_;
  Instant at_;
  const PersonId& by_;
};

}  // namespace

void fold(Contact& contact, const CallMap& map, const Event& event) {
  const bool starts = std::holds_alternative<event::Started>(event.body);
  if (starts == contact.exists()) return;
  Boxed<Contact> before;
  const auto* linked = std::get_if<event::Linked>(&event.body);
  if (linked && linked->merged && !merging_in_the_way(contact, event.by.person)) before = contact;
  std::visit(Keeper(contact.record, contact.control, map, event), event.body);
  move(contact.control, map, event.body);
  if (before) contact.record.ownership.make().before_merge = std::move(before);
  if (const auto* apart = std::get_if<event::Unlinked>(&event.body)) take_apart(contact, *apart);
  contact.record.last = std::max(contact.record.last, event.at);
}

Contact apply(Contact contact, const CallMap& map, const Event& event) {
  fold(contact, map, event);
  return contact;
}

}  // namespace callmap
