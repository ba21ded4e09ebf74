// Calls back: what a lost line owes, what was agreed for later, and what came of each attempt.

#include <fmt/format.h>

#include <algorithm>

#include "engine/gates.h"
#include "engine/judge.h"
#include "map/open_hours.h"

namespace callmap {
namespace {

// An agreed call is made only while somebody is there to make it; what the customer wished for
// outranks when customers may be called.
Instant within_our_hours(const CallMap& map, Instant when) {
  const auto& hours = map.callback.hours;
  return hours ? next_open(map.hours[at(*hours)], when) : when;
}

// Attempts that nobody agreed to are made only while somebody is there to make them and the
// customer may be called by their own clock; nullopt when no time suits both.
std::optional<Instant> within_both(const CallMap& map, std::string_view zone, Instant when) {
  const CallbackPolicy& policy = map.callback;
  if (!policy.customer_hours) return within_our_hours(map, when);
  const OpenHours& theirs = map.hours[at(*policy.customer_hours)];
  // A log may be read where its zone is not known.
  const std::string_view clock = is_zone(zone) ? zone : std::string_view(theirs.zone);
  if (!policy.hours) return next_open(theirs, clock, when);
  return next_both_open(map.hours[at(*policy.hours)], theirs, clock, when);
}

// How long after the drop, or after the attempt before, that attempt is due.
Duration distance(const CallbackPolicy& policy, std::uint8_t attempt) {
  if (policy.after.empty()) return {};
  const std::size_t place = std::min<std::size_t>(attempt - 1U, policy.after.size() - 1);
  return policy.after[place];
}

void end_callback(Judge& judge, CallbackEnd why) {
  judge.emit(event::CallbackEnded{why});
}

// False when there is no time for it, and the call back has ended.
bool set_attempt(Judge& judge, std::uint8_t attempt, CallbackHow how) {
  const Instant from = judge.command.at + distance(judge.map.callback, attempt);
  const auto due = within_both(judge.map, judge.record().customer_zone, from);
  if (due) {
    judge.emit(event::CallbackDue{*due, attempt, how});
  } else {
    end_callback(judge, CallbackEnd::kNoTime);
  }
  return due.has_value();
}

void reached(Judge& judge) {
  judge.emit(event::CallbackTried{CallbackOutcome::kReached});
  end_callback(judge, CallbackEnd::kReached);
}

Refusal nothing_tried() {
  return refuse(RefusalReason::kNotNow, "callback", "no call back is being made");
}

Refusal no_number(const CallMap& map) {
  Refusal refusal = refuse(RefusalReason::kNotNow, "callback",
                           "no number is known to call back: write it down first");
  if (map.callback_field) {
    const Field& field = map.fields[at(*map.callback_field)];
    refusal.missing.push_back({Missing::Kind::kField, field.id, field.label, {}});
  }
  return refusal;
}

// A drop owes an attempt to whoever was cut off; taking the call back away does not pay that.
const Rule* paid_by_giving_up(const Judge& judge) {
  Control given_up = judge.control();
  move(given_up, judge.map, event::CallbackEnded{CallbackEnd::kWithdrawn});
  for (const RuleIndex index : judge.map.rules_for({Trigger::Kind::kDrop, 0})) {
    const Rule& rule = judge.map.rules[at(index)];
    const bool owes = owed_before_closing(judge.control(), rule);
    if (owes && holds(rule.condition, given_up)) return &rule;
  }
  return nullptr;
}

}  // namespace

std::string clock_time(Instant at) {
  const std::string iso = to_iso(at);
  return fmt::format("{} {} UTC", iso.substr(0, 10), iso.substr(11, 5));
}

bool is_talking(const Control& control) {
  return control.phase == Phase::kLive &&
         (control.line == Line::kConnected || control.line == Line::kHeld);
}

bool has_number(const CallMap& map, const Contact& contact) {
  if (!contact.record.caller_number.empty()) return true;
  return map.callback_field && contact.field(map, *map.callback_field) != nullptr;
}

// Somebody who tries it already goes on with it, and an agreed time stays as the customer wished.
void set_callback_anew(Judge& judge, std::string_view zone) {
  const Control& control = judge.control();
  const CallbackEntry* const callback = judge.contact.callback();
  if (control.callback != CallbackState::kDue || callback == nullptr) return;
  const std::uint8_t attempt = control.callback_attempt;
  if (control.callback_how == CallbackHow::kScheduled && attempt <= 1) return;
  const Instant began = callback->tries.empty() ? callback->at : callback->tries.back().at;
  const auto due = within_both(judge.map, zone, began + distance(judge.map.callback, attempt));
  if (!due) return end_callback(judge, CallbackEnd::kNoTime);
  if (*due != callback->due) {
    judge.emit(event::CallbackDue{*due, attempt, control.callback_how});
  }
}

Refusal callback_is_due(const Judge& judge) {
  const CallbackEntry* const callback = judge.contact.callback();
  const std::string when = callback == nullptr ? "now" : clock_time(callback->due);
  return refuse(
      RefusalReason::kNotNow, "callback",
      judge.control().callback == CallbackState::kTrying
          ? "a call back is being made: say how it went first"
          : fmt::format("a call back is due at {}: make it, or take it back first", when));
}

void end_call(Judge& judge, const std::string& by) {
  if (is_under_way(judge.control().handoff)) {
    judge.emit(event::HandoffWithdrawn{WithdrawnBy::kHungUp});
  }
  const bool abandoned = !judge.control().ever_held;
  judge.emit(event::HungUp{by});
  for (const RuleIndex index : judge.map.duties) {
    const Rule& rule = judge.map.rules[at(index)];
    const bool late =
        rule.before == OwedBefore::kLeaving && owed(judge.control(), rule) == Owed::kOwed;
    if (late) judge.emit(event::Overdue{index});
  }
  if (!abandoned) return;
  keep_what_is_owed(judge, {}, Owing::kWithin);
  judge.emit(event::Closed{true, std::nullopt, {}});
}

void hang_up(Judge& judge, const std::string& by) {
  const CallbackState callback = judge.control().callback;
  if (!is_pending(callback)) return end_call(judge, by);
  if (judge.control().line == Line::kDropped) return;
  if (is_under_way(judge.control().handoff)) {
    judge.emit(event::HandoffWithdrawn{WithdrawnBy::kHungUp});
  }
  judge.emit(event::LineClosed{by});
  // Whoever is trying says what came of it; an agreed call back waits for anybody.
  if (callback == CallbackState::kTrying) return;
  if (judge.control().held) judge.emit(event::SegmentEnded{SegmentEnd::kReleased});
}

void drop(Judge& judge) {
  if (!is_talking(judge.control())) return;
  const CallbackState callback = judge.control().callback;
  if (callback == CallbackState::kTrying) reached(judge);
  judge.emit(event::Dropped{});
  if (callback == CallbackState::kDue || judge.map.callback.attempts == 0) return;
  if (has_number(judge.map, judge.contact)) {
    set_attempt(judge, 1, CallbackHow::kDropped);
  } else {
    end_callback(judge, CallbackEnd::kNoNumber);
  }
}

Declined judge_part(Judge& judge, const intent::ReportDrop&) {
  if (!is_talking(judge.control())) {
    return refuse(RefusalReason::kNotNow, "line", "nobody is on the line who could be cut off");
  }
  drop(judge);
  return kYes;
}

Declined judge_part(Judge& judge, const intent::ScheduleCallback& schedule) {
  if (judge.map.callback.attempts == 0) return not_offered("callback");
  if (judge.control().phase != Phase::kLive) {
    return refuse(RefusalReason::kNotNow, "callback",
                  "the call is over: write down a follow-up with its time instead");
  }
  if (!after(judge.control().callback, CallbackMove::kSchedule)) return callback_is_due(judge);
  if (schedule.due < judge.command.at) {
    return refuse(RefusalReason::kInvalid, "due",
                  "this call back would be due before now: choose a later time");
  }
  if (!has_number(judge.map, judge.contact)) return no_number(judge.map);
  const Instant open = within_our_hours(judge.map, schedule.due);
  if (open != schedule.due) {
    return refuse(
        RefusalReason::kInvalid, "due",
        fmt::format("nobody is there to call back then; from {} somebody is", clock_time(open)));
  }
  judge.emit(event::CallbackDue{schedule.due, 1, CallbackHow::kScheduled});
  return kYes;
}

Declined judge_part(Judge& judge, const intent::CallbackResult& result) {
  const Control& control = judge.control();
  const bool by_hand = control.callback == CallbackState::kDue && control.line == Line::kDropped;
  if (control.callback != CallbackState::kTrying && !by_hand) return nothing_tried();
  judge.look_ahead();
  const bool talking = is_talking(judge.control());
  const bool gone = judge.control().callback_answered && !talking;
  if (result.outcome == CallbackOutcome::kReached) {
    reached(judge);
    if (gone) {
      hang_up(judge, "line");
    } else if (!talking) {
      judge.emit(event::Connected{});
      lower(judge, LoweredBy::kReconnect);
    }
    return kYes;
  }
  const std::uint8_t made = judge.control().callback_attempt;
  const CallbackHow how = judge.control().callback_how;
  judge.emit(event::CallbackTried{result.outcome});
  if (talking) judge.emit(event::LineClosed{"agent"});
  const bool left = attempts_left(result.outcome, made, judge.map.callback.attempts) > 0;
  if (left && set_attempt(judge, static_cast<std::uint8_t>(made + 1), how)) return kYes;
  if (!left) end_callback(judge, CallbackEnd::kSpent);
  end_call(judge, "line");
  return kYes;
}

Declined judge_part(Judge& judge, const intent::WithdrawCallback&) {
  if (!is_pending(judge.control().callback)) {
    return refuse(RefusalReason::kNotNow, "callback", "no call back is due");
  }
  const bool over = judge.control().line == Line::kDropped;
  const Rule* const duty = over ? paid_by_giving_up(judge) : nullptr;
  if (duty != nullptr) {
    return owing(judge.map, judge.control(), *duty, "callback", "Taking the call back away");
  }
  judge.look_ahead();
  end_callback(judge, CallbackEnd::kWithdrawn);
  if (over) hang_up(judge, "line");
  return kYes;
}

Declined judge_part(Judge& judge, const intent::Release&) {
  const Control& control = judge.control();
  if (is_talking(control) || control.line == Line::kRinging) {
    return refuse(RefusalReason::kNotNow, "contact",
                  "somebody is on the line: hand them over, or end the call");
  }
  if (!is_pending(control.callback)) {
    return refuse(RefusalReason::kNotNow, "contact",
                  control.phase == Phase::kLive
                      ? "no call back is due: schedule one, or end the call"
                      : "the call is over: finish the work after it");
  }
  if (is_under_way(control.handoff)) judge.emit(event::HandoffWithdrawn{WithdrawnBy::kSender});
  judge.emit(event::SegmentEnded{SegmentEnd::kReleased});
  return kYes;
}

void let_go(Judge& judge) {
  if (is_under_way(judge.control().handoff)) {
    judge.emit(event::HandoffWithdrawn{WithdrawnBy::kSender});
  }
  if (is_pending(judge.control().callback)) end_callback(judge, CallbackEnd::kWithdrawn);
  close_consult(judge);
}

}  // namespace callmap
