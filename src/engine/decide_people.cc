// Who holds a contact and who looks on: taking, taking over, a lead's presence. Who may do it the
// desk has asked already.

#include <algorithm>

#include "engine/judge.h"

namespace callmap {
namespace {

const PersonId& person(const Judge& judge) {
  return judge.command.by.person;
}

const WatcherEntry* watching(const Judge& judge) {
  const auto& watchers = judge.record().kept().watchers;
  const auto entry = std::ranges::find(watchers, person(judge), &WatcherEntry::person);
  return entry == watchers.end() ? nullptr : &*entry;
}

Declined come(Judge& judge, Presence how) {
  if (judge.contact.holder() == person(judge)) {
    return refuse(RefusalReason::kNotNow, "contact", "you hold this contact yourself");
  }
  const WatcherEntry* const entry = watching(judge);
  if (entry == nullptr || entry->how != how) judge.emit(event::LeadCame{how, {}});
  return kYes;
}

// How somebody comes by a contact that nobody holds.
event::SegmentBegan taken_by(const Judge& judge, const PersonId& agent) {
  const Control& control = judge.control();
  if (is_pending(control.callback)) return {agent, {}, SegmentHow::kCallback};
  if (control.waiting) return {agent, control.waits_for, SegmentHow::kOffered};
  return {agent, {}, control.ever_held ? SegmentHow::kResumed : SegmentHow::kOffered};
}

}  // namespace

void begin_segment(Judge& judge, event::SegmentBegan began) {
  const Control& control = judge.control();
  if (control.waiting) {
    const bool put_through =
        control.handoff == HandoffState::kAccepted && control.handoff_kind == HandoffKind::kBlind;
    if (!began.team) began.team = control.waits_for;
    if (put_through && began.how == SegmentHow::kOffered) began.how = SegmentHow::kHandoff;
  }
  if (is_under_way(control.handoff)) judge.emit(event::HandoffWithdrawn{WithdrawnBy::kSender});
  const Stage& stage = judge.map.stages[at(control.stage)];
  const auto next = static_cast<StageIndex>(at(control.stage) + 1);
  const bool moves_on = began.how == SegmentHow::kOffered;
  judge.emit(std::move(began));
  if (moves_on && stage.completes_on_offer && at(next) < judge.map.stages.size()) {
    judge.emit(event::StageEntered{next});
  }
}

Declined judge_part(Judge& judge, const intent::Take&) {
  const PersonId holder = judge.contact.holder();
  const bool mine = holder == person(judge);
  if (!holder.text.empty() && !mine) {
    return refuse(RefusalReason::kNotNow, "contact", "somebody else holds this contact now");
  }
  if (mine && judge.control().callback != CallbackState::kDue) return kYes;
  begin_segment(judge, taken_by(judge, person(judge)));
  return kYes;
}

Declined judge_part(Judge& judge, const intent::TakeOver&) {
  if (judge.contact.holder() == person(judge)) return kYes;
  begin_segment(judge, {person(judge), {}, SegmentHow::kTakenOver});
  return kYes;
}

Declined judge_part(Judge& judge, const intent::Monitor&) {
  return come(judge, Presence::kMonitor);
}

Declined judge_part(Judge& judge, const intent::Join&) {
  return come(judge, Presence::kJoin);
}

Declined judge_part(Judge& judge, const intent::Message& message) {
  if (auto refusal = bad_line("text", "Message", message.text)) return refusal;
  if (judge.record().kept().messages.size() >= kMessagesMax) {
    return too_many("text", kMessagesMax, "messages");
  }
  judge.emit(event::LeadCame{Presence::kMessage, message.text});
  return kYes;
}

Declined judge_part(Judge& judge, const intent::LeaveContact&) {
  if (watching(judge) != nullptr) judge.emit(event::LeadLeft{});
  return kYes;
}

}  // namespace callmap
