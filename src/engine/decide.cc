#include "engine/decide.h"

#include <algorithm>

#include "base/ensure.h"
#include "engine/gates.h"
#include "engine/judge.h"
#include "engine/skills.h"

namespace callmap {
namespace {

const Author kClock{Author::Kind::kClock, {}};

// What is due at the command's time happens before the command is judged, so that a late timer
// opens nothing.
void fall_due(Judge& judge) {
  const Record& record = judge.record();
  const Instant now = judge.command.at;
  if (record.verified_until && *record.verified_until <= now &&
      judge.control().level != Level::kNone) {
    judge.look_ahead();
    judge.emit_by(kClock, event::Lowered{});
  }
  if (judge.control().handoff == HandoffState::kOffered) {
    const HandoffEntry* const handoff = judge.contact.handoff();
    if (handoff != nullptr && handoff->until && *handoff->until <= now) {
      judge.look_ahead();
      judge.emit_by(kClock, event::HandoffWithdrawn{WithdrawnBy::kExpired});
    }
  }
  if (const auto waived = skills_waived_at(judge.map, judge.contact); waived && *waived <= now) {
    const bool over = judge.control().handoff != judge.contact.control.handoff;
    if (!over) judge.emit_by(kClock, event::SkillsWaived{skills_needed(judge.map, judge.contact)});
  }
  for (const DueEntry& due : record.due) {
    if (due.at > now || owed(judge.control(), due) != Owed::kOwed) continue;
    judge.look_ahead();
    const auto of = due.request == 0 ? std::nullopt : std::optional(due.request);
    for (const RuleIndex index : judge.map.duties) {
      if (judge.map.rules[at(index)].obligation != due.slot) continue;
      judge.emit_by(kClock, event::Overdue{index, of});
    }
  }
}

// Whoever held the contact holds it no more: put down, gone, or followed by somebody else.
bool ends_segment(const Control& before, const EventBody& body) {
  const bool over = std::holds_alternative<event::SegmentEnded>(body) ||
                    std::holds_alternative<event::SegmentBegan>(body);
  return over && before.held;
}

// Calls `each` with every trigger that the event pulls. `before` is the Control before it.
template <class Each>
void triggers_of(const CallMap& map, const Control& before, const EventBody& body, Each each) {
  using Kind = Trigger::Kind;
  const auto of = [](auto index) { return static_cast<std::uint16_t>(index); };
  if (const auto* done = std::get_if<event::ActionFinished>(&body)) {
    each(Trigger{Kind::kAction, of(done->action)});
  } else if (const auto* opened = std::get_if<event::ProcedureOpened>(&body)) {
    each(Trigger{Kind::kProcedure, of(opened->procedure)});
  } else if (const auto* ticked = std::get_if<event::Ticked>(&body)) {
    each(Trigger{Kind::kTick, of(ticked->checkpoint)});
  } else if (const auto* said = std::get_if<event::Said>(&body)) {
    for (const CheckpointIndex covered : map.phrases[at(said->phrase)].covers) {
      each(Trigger{Kind::kTick, of(covered)});
    }
  } else if (const auto* filled = std::get_if<event::Filled>(&body)) {
    each(Trigger{Kind::kFill, of(filled->field)});
  } else if (std::holds_alternative<event::StageEntered>(body)) {
    each(Trigger{Kind::kLeaveStage, of(before.stage)});
  } else if (std::holds_alternative<event::Disposed>(body)) {
    each(Trigger{Kind::kDispose, 0});
  } else if (std::holds_alternative<event::HandoffOffered>(body) ||
             std::holds_alternative<event::HandoffAccepted>(body)) {
    // Blind and outside are accepted with nothing offered before.
    if (before.handoff == HandoffState::kOffered) return;
    each(Trigger{Kind::kHandOver, 0});
    each(Trigger{Kind::kHandOverTo, of(before.handoff_team)});
  } else if (std::holds_alternative<event::ConsultAsked>(body)) {
    each(Trigger{Kind::kConsult, 0});
  } else if (std::holds_alternative<event::Dropped>(body)) {
    each(Trigger{Kind::kDrop, 0});
  } else if (ends_segment(before, body)) {
    each(Trigger{Kind::kSegment, 0});
  } else if (const auto* answered = std::get_if<event::Answered>(&body)) {
    const auto ends =
        ends_reached(before, map, answered->procedure, answered->step, answered->answer);
    for (const ReachedEnd& reached : ends) {
      const ProcedureEnd& end = map.procedures[at(reached.procedure)].ends[at(reached.end)];
      each(Trigger{Kind::kEnd, end.number});
    }
    if (const auto goes = goes_to(before, map, ends)) each(Trigger{Kind::kGoes, of(*goes)});
  } else if (const auto* ended = std::get_if<event::CallbackEnded>(&body)) {
    const bool unreached = ended->why == CallbackEnd::kSpent ||
                           ended->why == CallbackEnd::kNoNumber ||
                           ended->why == CallbackEnd::kNoTime;
    if (unreached) each(Trigger{Kind::kUnreached, 0});
  }
}

bool owes_anything(const Control& control) {
  return control.owed.any() || std::any_of(control.requests.begin(), control.requests.end(),
                                           [](const RequestSlot& slot) { return slot.owed.any(); });
}

// Nothing is owed any more by a contact that is over.
bool has_closed(const Judge& judge) {
  return judge.count() > 0 && std::holds_alternative<event::Closed>(judge.events().back().body);
}

// New duties of what happened, and those that it paid.
void settle_duties(Judge& judge, std::size_t from) {
  std::vector<RuleIndex> fresh;
  for (std::size_t i = from; i < judge.count(); ++i) {
    triggers_of(judge.map, judge.contact.control, judge.events()[i].body, [&](Trigger trigger) {
      for (const RuleIndex index : judge.map.rules_for(trigger)) {
        if (judge.map.rules[at(index)].kind == RuleKind::kOwes) fresh.push_back(index);
      }
    });
  }
  if (fresh.empty() && !owes_anything(judge.contact.control)) return;
  judge.look_ahead();
  for (const RuleIndex index : fresh) {
    const Rule& rule = judge.map.rules[at(index)];
    if (!holds(rule.applies, judge.control()) || holds(rule.condition, judge.control())) continue;
    if (owed(judge.control(), rule) != Owed::kNone) continue;
    // What was done in a segment that ends was done, also where the next one says it anew.
    const bool part_over = rule.trigger.kind == Trigger::Kind::kSegment;
    if (part_over && holds(rule.condition, judge.contact.control)) continue;
    const bool timed = rule.before == OwedBefore::kWithin;
    judge.emit_by(kClock, event::Owed{index, timed ? std::optional(judge.command.at + rule.within)
                                                   : std::nullopt});
  }
  for (const RuleIndex index : judge.map.duties) {
    const Rule& rule = judge.map.rules[at(index)];
    if (owed(judge.control(), rule) == Owed::kNone || !holds(rule.condition, judge.control())) {
      continue;
    }
    judge.emit_by(kClock, event::Paid{index});
  }
}

}  // namespace

std::expected<std::vector<Event>, Refusal> decide(const CallMap& map, const Contact& contact,
                                                  const Command& command) {
  ENSURE(!contact.exists() || command.at >= contact.record.last, "{} before {}", command.at.ms,
         contact.record.last.ms);
  Judge judge(map, contact, command);
  if (contact.open()) fall_due(judge);
  const std::size_t due = judge.count();
  if (const auto* intent = std::get_if<Intent>(&command.what)) {
    if (auto refusal = judge_intent(judge, *intent)) return std::unexpected(std::move(*refusal));
  } else if (const auto* observation = std::get_if<Observation>(&command.what)) {
    judge_observation(judge, *observation);
  } else {
    judge_verdict(judge, std::get<Verdict>(command.what));
  }
  if (contact.open() && !has_closed(judge)) settle_duties(judge, due);
  return judge.take();
}

void lower(Judge& judge, LoweredBy why) {
  const auto& policy = judge.map.verification.lowered_by;
  const bool always = why == LoweredBy::kOtherCustomer;
  if (judge.control().level == Level::kNone) return;
  if (always || policy[static_cast<std::size_t>(why)]) judge.emit(event::Lowered{why});
}

std::optional<Refusal> may_not_attempt(const CallMap& map, const Contact& contact,
                                       std::optional<MethodIndex> method, bool correction) {
  const Control& control = contact.control;
  const auto refuse = [&](RefusalReason reason, std::string sentence) {
    std::string subject =
        method ? map.verification.methods[at(*method)].id : std::string("verification");
    return Refusal{reason, std::move(subject), std::move(sentence), {}, {}, {}};
  };
  if (!contact.exists()) return refuse(RefusalReason::kNoContact, "the contact has not started");
  if (!contact.open()) return refuse(RefusalReason::kClosed, "the contact is closed");
  if (control.line == Line::kEnded) {
    return refuse(RefusalReason::kNotNow, "nobody is on the line who could be verified");
  }
  if (!control.customer_chosen) {
    return refuse(RefusalReason::kNotNow, "choose the customer first, then compare");
  }
  if (!map.verification.may_verify[static_cast<std::size_t>(control.party)]) {
    return refuse(RefusalReason::kPartyMayNotVerify,
                  "the person speaking cannot be verified for this account");
  }
  const unsigned bit = method ? 1u << at(*method) : 0u;
  if (correction && method) {
    const bool failed = (control.methods_failed & bit) != 0,
               used = (control.methods_corrected & bit) != 0;
    if (!failed || used)
      return refuse(RefusalReason::kNotNow, "the one correction of a typing mistake is used");
    return std::nullopt;
  }
  if (method && control.attempts_failed >= map.verification.attempts) {
    return refuse(RefusalReason::kAttemptsSpent, "no tries are left on this call");
  }
  return std::nullopt;
}

void judge_verdict(Judge& judge, const Verdict& verdict) {
  const auto& attempted = std::get<verdict::Attempted>(verdict);
  if (may_not_attempt(judge.map, judge.contact, attempted.method, attempted.correction)) return;
  const Duration valid = judge.map.verification.valid_for;
  event::Attempted made{attempted.method,
                        attempted.system,
                        attempted.passed,
                        attempted.correction,
                        attempted.source,
                        attempted.passed ? attempted.level : Level::kNone,
                        {}};
  if (attempted.passed && valid.ms > 0) made.ends = judge.command.at + valid;
  judge.emit(std::move(made));
}

}  // namespace callmap
