#include "engine/figures.h"

#include <algorithm>

#include "engine/gates.h"
#include "engine/viewpoint.h"

namespace callmap {
namespace {

class Tally {
 public:
  Tally(const CallMap& map, const Contact& contact, Instant now)
      : map_(map), contact_(contact), record_(contact.record), now_(now) {}

  Figures count() {
    count_times();
    count_segments();
    count_handoffs();
    count_path();
    count_drops();
    count_verification();
    count_promises();
    for (const RequestEntry& request : record_.requests) {
      if (!request.disposition) continue;
      const std::string& id = map_.dispositions[at(*request.disposition)].id;
      figures_.dispositions.push_back(id);
      const std::optional<Instant> disposed = request.disposed;
      if (disposed) in_segment(*disposed).dispositions.push_back(id);
    }
    count_gates();
    figures_.not_recorded = not_recorded();
    return std::move(figures_);
  }

 private:
  // Of the segment that somebody held then, of that person where it is known who did it: at one
  // instant one segment may end and the next begin.
  Happened& in_segment(Instant when, const PersonId& by = {}) {
    for (std::size_t i = record_.segments.size(); i-- > 0;) {
      const SegmentEntry& segment = record_.segments[i];
      const std::optional<Instant> to = segment.to;
      const bool then = segment.from <= when && (!to || when <= *to);
      if (then && (by.text.empty() || segment.agent == by)) return figures_.segments[i].happened;
    }
    return nobodys_;
  }

  void count_times() {
    const auto& queued = record_.kept().queued;
    figures_.started = record_.started;
    if (!queued.empty()) figures_.queued = queued.front().from;
    figures_.hung_up = record_.hung_up;
    if (record_.closed) figures_.closed = record_.closed->at;
    if (record_.connected && !record_.segments.empty()) {
      const Instant first = record_.segments.front().from;
      const Instant answered = std::max(*record_.connected, first);
      if (!record_.hung_up || answered <= *record_.hung_up) figures_.answered = answered;
    }
    const bool over = record_.hung_up || record_.closed;
    figures_.abandoned = over && !figures_.answered;
    figures_.waited = waited_until() - figures_.queued.value_or(record_.started);
    figures_.short_call = figures_.answered && record_.hung_up &&
                          *record_.hung_up - *figures_.answered < kShortCallMax;
    figures_.unhurried = is_unhurried(map_, contact_.control);
    figures_.team = team();
    figures_.reason = reason();
  }

  [[nodiscard]] Instant waited_until() const {
    if (figures_.answered) return *figures_.answered;
    if (record_.hung_up) return *record_.hung_up;
    return record_.closed ? Instant(record_.closed->at) : now_;
  }

  [[nodiscard]] std::optional<TeamIndex> team() const {
    const auto& queued = record_.kept().queued;
    if (!queued.empty()) return queued.front().team;
    const auto line = std::ranges::find(map_.lines, record_.line_called.view(), &LineCalled::id);
    if (line != map_.lines.end() && line->team) return line->team;
    return record_.segments.empty() ? std::nullopt : record_.segments.front().team;
  }

  [[nodiscard]] std::string reason() const {
    if (!map_.reason_field || record_.requests.empty()) return {};
    const bool per_request = map_.fields[at(*map_.reason_field)].scope == Scope::kRequest;
    const std::uint8_t request = per_request ? record_.requests.front().number : std::uint8_t{0};
    const FieldEntry* const entry = contact_.field(*map_.reason_field, request);
    return entry == nullptr ? std::string() : std::string(entry->value);
  }

  // From the first word to the last, also where the line was gone in between.
  [[nodiscard]] std::optional<TimeSpan> conversation() const {
    if (!record_.connected) return std::nullopt;
    return TimeSpan{*record_.connected, end_of_call()};
  }
  [[nodiscard]] Instant end_of_call() const {
    if (record_.hung_up) return *record_.hung_up;
    return record_.closed ? Instant(record_.closed->at) : now_;
  }
  [[nodiscard]] Instant end_of_work() const {
    return record_.closed ? Instant(record_.closed->at) : now_;
  }

  void count_segments() {
    for (std::size_t i = 0; i < record_.segments.size(); ++i) {
      const SegmentEntry& segment = record_.segments[i];
      SegmentFigures counted{segment.agent, segment.team, segment.how, segment.from, segment.to};
      const TimeSpan span{segment.from, counted.to.value_or(now_)};
      if (const auto spoken = conversation()) add_talk(counted, span, *spoken);
      if (record_.hung_up) {
        const TimeSpan after{*record_.hung_up, end_of_work()};
        counted.acw = overlap(span, after);
        add_busy(counted, span, after);
      }
      counted.busy = joined(std::move(counted.busy));
      counted.outcome = outcome(i);
      figures_.segments.push_back(std::move(counted));
    }
  }

  static void add_busy(SegmentFigures& counted, TimeSpan segment, TimeSpan busy) {
    const TimeSpan both{std::max(segment.from, busy.from), std::min(segment.to, busy.to)};
    if (both.from < both.to) counted.busy.push_back(both);
  }

  void add_talk(SegmentFigures& counted, TimeSpan segment, TimeSpan spoken) const {
    counted.talk = overlap(segment, spoken);
    // A line may have been away before anybody spoke, too.
    const TimeSpan in_call{std::max(segment.from, spoken.from), std::min(segment.to, spoken.to)};
    Instant from = in_call.from;
    for (const AwayEntry& away : record_.away) {
      const std::optional<Instant> back = away.to;
      const TimeSpan gone{away.from, back.value_or(spoken.to)};
      const Duration length = overlap(in_call, gone);
      counted.talk.ms -= length.ms;
      if (away.what == Away::kHeld) {
        counted.hold.ms += length.ms;
      } else if (length.ms > 0) {
        add_busy(counted, in_call, {from, gone.from});
        from = gone.to;
      }
    }
    add_busy(counted, in_call, {from, in_call.to});
  }

  [[nodiscard]] SegmentOutcome outcome(std::size_t place) const {
    const SegmentEntry& segment = record_.segments[place];
    const bool last = place + 1 == record_.segments.size();
    if (handed_on(segment)) return SegmentOutcome::kTransferred;
    if (!segment.to) return SegmentOutcome::kOpen;
    if (segment.end == SegmentEnd::kReleased) return SegmentOutcome::kReleased;
    if (segment.end == SegmentEnd::kLeft) return SegmentOutcome::kLeft;
    if (last) return SegmentOutcome::kHandled;
    const SegmentHow next = record_.segments[place + 1].how;
    return next == SegmentHow::kTakenOver ? SegmentOutcome::kTakenOver
                                          : SegmentOutcome::kReassigned;
  }
  // A handoff that began in the segment was accepted.
  [[nodiscard]] bool handed_on(const SegmentEntry& segment) const {
    return std::ranges::any_of(record_.kept().handoffs, [&](const HandoffEntry& handoff) {
      return handoff.state == HandoffState::kAccepted && handoff.drafted >= segment.from &&
             (!segment.to || handoff.drafted <= *segment.to) && handoff.by == segment.agent;
    });
  }

  void count_handoffs() {
    auto& transfers = figures_.transfers;
    for (const HandoffEntry& handoff : record_.kept().handoffs) {
      Happened& here = in_segment(handoff.drafted, handoff.by);
      if (handoff.state == HandoffState::kReturned) ++transfers.returned, ++here.returned;
      if (handoff.state == HandoffState::kExpired) ++transfers.expired;
      if (handoff.state != HandoffState::kAccepted) continue;
      switch (handoff.how) {
        case HandoffKind::kWarm: ++transfers.warm, ++here.warm; break;
        case HandoffKind::kBlind: ++transfers.blind, ++here.blind; break;
        case HandoffKind::kOutside: ++transfers.outside, ++here.outside; break;
      }
    }
  }

  void count_path() {
    for (const PathEntry& entry : record_.path) {
      if (!entry.end || entry.taken_back) continue;
      const Procedure& procedure = map_.procedures[at(entry.procedure)];
      const ProcedureEnd& end = procedure.ends[at(*entry.end)];
      const bool up = end.goes == EndGoes::kHandOver || end.goes == EndGoes::kFollowUp;
      if (end.result != EndResult::kEscalated && !(procedure.escalates && up)) continue;
      ++figures_.escalated;
      ++in_segment(entry.at).escalated;
    }
  }

  void count_drops() {
    for (const AwayEntry& away : record_.away) {
      if (away.what != Away::kDropped) continue;
      Happened& here = in_segment(away.from);
      ++figures_.drops, ++here.drops;
      if (came_back(away)) ++figures_.recovered, ++here.recovered;
    }
  }
  // What counts is the customer, not the line: a voicemail is no recovery.
  [[nodiscard]] bool came_back(const AwayEntry& away) const {
    for (const CallbackEntry& callback : record_.kept().callbacks) {
      if (callback.how != CallbackHow::kDropped || callback.at != away.from) continue;
      if (!callback.end || callback.end == CallbackEnd::kSpent) return false;
      if (callback.end == CallbackEnd::kReached) return true;
      if (callback.end == CallbackEnd::kCalledIn) return true;
      break;
    }
    return away.to.has_value();
  }

  void count_verification() {
    const auto& attempts = record_.attempts;
    auto& verification = figures_.verification;
    verification.passed = std::ranges::any_of(attempts, &AttemptEntry::passed);
    verification.failed = !attempts.empty() && !verification.passed;
    verification.exceptions = static_cast<std::uint16_t>(record_.exceptions.size());
    const auto pass = std::ranges::find_if(attempts, &AttemptEntry::passed);
    if (verification.passed) in_segment(pass->at).verified = true;
    if (verification.failed) in_segment(attempts.back().at).failed = true;
    for (const auto& [exception, when] : record_.exceptions) ++in_segment(when).exceptions;
  }

  void count_gates() {
    const Ownership& kept = record_.kept();
    figures_.gates_refused = kept.gates_refused;
    const std::size_t segments = std::min(kept.gates_refused_in.size(), figures_.segments.size());
    for (std::size_t i = 0; i < segments; ++i) {
      figures_.segments[i].happened.gates_refused = kept.gates_refused_in[i];
    }
  }

  void count_promises() {
    auto& promises = figures_.promises;
    for (const TaskEntry& task : record_.tasks) {
      if (!task.channel) continue;
      Happened& here = in_segment(task.at, task.by);
      ++promises.made, ++here.promised;
      const Instant settled = task.done ? *task.done : now_;
      const bool late = task.due && *task.due < settled;
      if (late) {
        ++promises.overdue;
      } else if (task.done) {
        ++promises.kept, ++here.kept;
      }
      if (late && task.done) ++here.late;
      if (task.due && !task.done) here.due.push_back(*task.due);
    }
  }

  // True once the call has gone on from a stage that it was in.
  [[nodiscard]] bool was_left(StageIndex stage) const {
    bool here = false, beyond = contact_.control.phase != Phase::kLive;
    for (const StageEntry& entry : record_.stages) {
      here = here || entry.stage == stage;
      beyond = beyond || at(entry.stage) > at(stage);
    }
    return here && beyond;
  }

  [[nodiscard]] bool nobody_spoke() const {
    return record_.closed && record_.closed->early &&
           (!record_.closed->ending || map_.endings[at(*record_.closed->ending)].no_conversation);
  }

  [[nodiscard]] std::uint16_t not_recorded() const {
    if (!contact_.exists() || !figures_.answered || nobody_spoke()) return 0;
    const Control& control = contact_.control;
    std::size_t open = left_open(control, false);
    for (std::size_t slot = 0; slot < control.requests.size(); ++slot) {
      open += slot == control.current ? left_open(control, true)
                                      : left_open(with_current(map_, control, slot), true);
    }
    return static_cast<std::uint16_t>(open);
  }
  [[nodiscard]] std::size_t left_open(const Control& control, bool of_request) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(map_.checkpoints, [&](const Checkpoint& checkpoint) {
          return checkpoint.plain && checkpoint.strength == Strength::kGuide &&
                 (checkpoint.scope == Scope::kRequest) == of_request &&
                 was_left(checkpoint.stage) && holds(checkpoint.applies, control) &&
                 !holds(checkpoint.met_by, control);
        }));
  }

  const CallMap& map_;
  const Contact& contact_;
  const Record& record_;
  Instant now_;
  Figures figures_;
  Happened nobodys_;  // while nobody held it
};

}  // namespace

Figures figures(const CallMap& map, const Contact& contact, Instant now) {
  return Tally(map, contact, now).count();
}

}  // namespace callmap
