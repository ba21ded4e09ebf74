#pragma once
// The written shape of every kind of event, once for both directions: `members` is called with a
// part that writes or one that reads, so that the two cannot drift apart. Part of the log's format
// 1 (docs/events.md): what stands here is never changed, only added to under a new format. A kind
// without a shape does not compile.

#include <string_view>

#include "engine/event.h"

namespace callmap {

template <class Body>
struct EventShape;

// A kind that says no more than that it happened.
struct BareShape {
  static void members(auto&, auto&) {}
};

template <>
struct EventShape<event::Started> {
  static constexpr std::string_view kKind = "started";
  static void members(auto& part, auto& body) {
    part.text("id", body.id.text);
    part.text("map", body.map_digest);
    part.text("reference", body.reference);
    part.text("channel", body.channel);
    part.text("line", body.line_called);
    part.text("language", body.language);
    part.text("product", body.product);
    part.maybe_skills("skills", body.skills);
    part.secret("caller_number", body.caller_number);
  }
};
template <>
struct EventShape<event::SegmentBegan> {
  static constexpr std::string_view kKind = "segment_began";
  static void members(auto& part, auto& body) {
    part.text("agent", body.agent.text);
    part.maybe("team", body.team);
    part.choice_but("how", body.how, SegmentHow::kOffered);
  }
};
template <>
struct EventShape<event::Queued> {
  static constexpr std::string_view kKind = "queued";
  static void members(auto& part, auto& body) {
    part.one("team", body.team);
    part.number("priority", body.priority);
  }
};
template <>
struct EventShape<event::SkillsWaived> {
  static constexpr std::string_view kKind = "skills_waived";
  static void members(auto& part, auto& body) { part.skills("skills", body.skills); }
};
template <>
struct EventShape<event::SegmentEnded> {
  static constexpr std::string_view kKind = "segment_ended";
  static void members(auto& part, auto& body) { part.choice("how", body.how); }
};
template <>
struct EventShape<event::Connected> : BareShape {
  static constexpr std::string_view kKind = "connected";
};
template <>
struct EventShape<event::Held> : BareShape {
  static constexpr std::string_view kKind = "held";
};
template <>
struct EventShape<event::Unheld> : BareShape {
  static constexpr std::string_view kKind = "unheld";
};
template <>
struct EventShape<event::Dropped> : BareShape {
  static constexpr std::string_view kKind = "dropped";
};
template <>
struct EventShape<event::HungUp> {
  static constexpr std::string_view kKind = "hung_up";
  static void members(auto& part, auto& body) { part.text("who", body.by); }
};
template <>
struct EventShape<event::LineClosed> {
  static constexpr std::string_view kKind = "line_closed";
  static void members(auto& part, auto& body) { part.text("who", body.by); }
};
template <>
struct EventShape<event::StageEntered> {
  static constexpr std::string_view kKind = "stage_entered";
  static void members(auto& part, auto& body) { part.one("stage", body.stage); }
};
template <>
struct EventShape<event::Said> {
  static constexpr std::string_view kKind = "said";
  static void members(auto& part, auto& body) { part.one("phrase", body.phrase); }
};
template <>
struct EventShape<event::Ticked> {
  static constexpr std::string_view kKind = "ticked";
  static void members(auto& part, auto& body) { part.one("checkpoint", body.checkpoint); }
};
template <>
struct EventShape<event::Unticked> {
  static constexpr std::string_view kKind = "unticked";
  static void members(auto& part, auto& body) { part.one("checkpoint", body.checkpoint); }
};
template <>
struct EventShape<event::WhyNotGiven> {
  static constexpr std::string_view kKind = "why_not_given";
  static void members(auto& part, auto& body) {
    part.one("checkpoint", body.checkpoint);
    part.secret("text", body.text);
  }
};
template <>
struct EventShape<event::Filled> {
  static constexpr std::string_view kKind = "filled";
  static void members(auto& part, auto& body) {
    part.one("field", body.field);
    part.choice("origin", body.origin);
    part.value(body);
  }
};
template <>
struct EventShape<event::Cleared> {
  static constexpr std::string_view kKind = "cleared";
  static void members(auto& part, auto& body) { part.one("field", body.field); }
};
template <>
struct EventShape<event::ActionStarted> {
  static constexpr std::string_view kKind = "action_started";
  static void members(auto& part, auto& body) { part.one("action", body.action); }
};
template <>
struct EventShape<event::ActionFinished> {
  static constexpr std::string_view kKind = "action_finished";
  static void members(auto& part, auto& body) { part.one("action", body.action); }
};
template <>
struct EventShape<event::StepTried> {
  static constexpr std::string_view kKind = "step_tried";
  static void members(auto& part, auto& body) {
    part.maybe("outcome", body.outcome);
    part.choice_but("origin", body.origin, Origin::kTyped);
    part.secret("text", body.text);
  }
};
template <>
struct EventShape<event::StepJudged> {
  static constexpr std::string_view kKind = "step_judged";
  static void members(auto& part, auto& body) {
    part.number("step", body.step);
    part.one("outcome", body.outcome);
  }
};
template <>
struct EventShape<event::ProcedureOpened> {
  static constexpr std::string_view kKind = "procedure_opened";
  static void members(auto& part, auto& body) { part.one("procedure", body.procedure); }
};
template <>
struct EventShape<event::Answered> {
  static constexpr std::string_view kKind = "answered";
  static void members(auto& part, auto& body) {
    part.one("procedure", body.procedure);
    part.step("step", body.procedure, body.step);
    part.answer("answer", body.procedure, body.step, body.answer);
  }
};
template <>
struct EventShape<event::AskedAgain> {
  static constexpr std::string_view kKind = "asked_again";
  static void members(auto& part, auto& body) {
    part.one("procedure", body.procedure);
    part.step("step", body.procedure, body.step);
  }
};
template <>
struct EventShape<event::Revisited> {
  static constexpr std::string_view kKind = "revisited";
  static void members(auto& part, auto& body) {
    part.one("procedure", body.procedure);
    part.step("step", body.procedure, body.step);
  }
};
template <>
struct EventShape<event::ProcedureLeft> {
  static constexpr std::string_view kKind = "procedure_left";
  static void members(auto& part, auto& body) { part.one("procedure", body.procedure); }
};
template <>
struct EventShape<event::CueNoticed> {
  static constexpr std::string_view kKind = "cue_noticed";
  static void members(auto& part, auto& body) { part.one("cue", body.cue); }
};
template <>
struct EventShape<event::CueDismissed> {
  static constexpr std::string_view kKind = "cue_dismissed";
  static void members(auto& part, auto& body) { part.one("cue", body.cue); }
};
template <>
struct EventShape<event::PartySpeaks> {
  static constexpr std::string_view kKind = "party_speaks";
  static void members(auto& part, auto& body) { part.choice("party", body.party); }
};
template <>
struct EventShape<event::CustomerChosen> {
  static constexpr std::string_view kKind = "customer_chosen";
  static void members(auto& part, auto& body) {
    part.text("customer", body.customer.text);
    part.secret_if("zone", body.zone);
  }
};
template <>
struct EventShape<event::Attempted> {
  static constexpr std::string_view kKind = "attempted";
  static void members(auto& part, auto& body) {
    part.maybe("method", body.method);
    part.text("system", body.system);
    part.truth("passed", body.passed);
    part.truth("correction", body.correction);
    part.choice("source", body.source);
    part.choice("level", body.level);
    part.time("ends", body.ends);
  }
};
template <>
struct EventShape<event::Lowered> {
  static constexpr std::string_view kKind = "lowered";
  static void members(auto& part, auto& body) { part.maybe_choice("why", body.why); }
};
template <>
struct EventShape<event::ExceptionRecorded> {
  static constexpr std::string_view kKind = "exception_recorded";
  static void members(auto& part, auto& body) { part.one("exception", body.exception); }
};
template <>
struct EventShape<event::RequestOpened> {
  static constexpr std::string_view kKind = "request_opened";
  static void members(auto& part, auto& body) { part.number("request", body.number); }
};
template <>
struct EventShape<event::RequestSwitched> {
  static constexpr std::string_view kKind = "request_switched";
  static void members(auto& part, auto& body) { part.number("request", body.number); }
};
template <>
struct EventShape<event::TaskAdded> {
  static constexpr std::string_view kKind = "task_added";
  static void members(auto& part, auto& body) {
    part.number("task", body.number);
    part.time("due", body.due);
    part.maybe_choice("channel", body.channel);
    part.secret("text", body.text);
    part.secret("owner", body.owner);
  }
};
template <>
struct EventShape<event::TaskRemoved> {
  static constexpr std::string_view kKind = "task_removed";
  static void members(auto& part, auto& body) {
    part.number("task", body.number);
    part.maybe_number("unpromised", body.unpromised);
    part.secret_if("because", body.because);
  }
};
template <>
struct EventShape<event::TaskDone> {
  static constexpr std::string_view kKind = "task_done";
  static void members(auto& part, auto& body) {
    part.number("task", body.number);
    part.secret("evidence", body.evidence);
  }
};
template <>
struct EventShape<event::TaskPassed> {
  static constexpr std::string_view kKind = "task_passed";
  static void members(auto& part, auto& body) {
    part.number("task", body.number);
    part.secret("owner", body.owner);
  }
};
template <>
struct EventShape<event::Disposed> {
  static constexpr std::string_view kKind = "disposed";
  static void members(auto& part, auto& body) {
    part.number("request", body.request);
    part.one("disposition", body.disposition);
  }
};
template <>
struct EventShape<event::Undisposed> {
  static constexpr std::string_view kKind = "undisposed";
  static void members(auto& part, auto& body) { part.number("request", body.request); }
};
template <>
struct EventShape<event::Owed> {
  static constexpr std::string_view kKind = "owed";
  static void members(auto& part, auto& body) {
    part.one("rule", body.rule);
    part.time("due", body.due);
  }
};
template <>
struct EventShape<event::Paid> {
  static constexpr std::string_view kKind = "paid";
  static void members(auto& part, auto& body) { part.one("rule", body.rule); }
};
template <>
struct EventShape<event::Overdue> {
  static constexpr std::string_view kKind = "overdue";
  static void members(auto& part, auto& body) {
    part.one("rule", body.rule);
    part.maybe_number("request", body.request);
  }
};
template <>
struct EventShape<event::Refused> {
  static constexpr std::string_view kKind = "refused";
  static void members(auto& part, auto& body) { part.text("rule", body.rule); }
};
template <>
struct EventShape<event::HandoffDrafted> {
  static constexpr std::string_view kKind = "handoff_drafted";
  static void members(auto& part, auto& body) {
    part.one("team", body.team);
    part.choice("how", body.how);
  }
};
template <>
struct EventShape<event::HandoffOffered> {
  static constexpr std::string_view kKind = "handoff_offered";
  static void members(auto& part, auto& body) { part.time("until", body.until); }
};
template <>
struct EventShape<event::HandoffAsked> {
  static constexpr std::string_view kKind = "handoff_asked";
  static void members(auto& part, auto& body) {
    part.one("item", body.item);
    part.secret("question", body.question);
  }
};
template <>
struct EventShape<event::HandoffReturned> {
  static constexpr std::string_view kKind = "handoff_returned";
  static void members(auto& part, auto& body) { part.secret("why", body.why); }
};
template <>
struct EventShape<event::HandoffAccepted> {
  static constexpr std::string_view kKind = "handoff_accepted";
  static void members(auto& part, auto& body) { part.secret("accepted_by", body.accepted_by); }
};
template <>
struct EventShape<event::HandoffWithdrawn> {
  static constexpr std::string_view kKind = "handoff_withdrawn";
  static void members(auto& part, auto& body) { part.choice("why", body.why); }
};
template <>
struct EventShape<event::NoneGiven> {
  static constexpr std::string_view kKind = "none_given";
  static void members(auto& part, auto& body) {
    part.one("field", body.field);
    part.secret("because", body.because);
  }
};
template <>
struct EventShape<event::CallbackDue> {
  static constexpr std::string_view kKind = "callback_due";
  static void members(auto& part, auto& body) {
    part.time("due", body.due);
    part.number("attempt", body.attempt);
    part.choice("how", body.how);
  }
};
template <>
struct EventShape<event::CallbackTried> {
  static constexpr std::string_view kKind = "callback_tried";
  static void members(auto& part, auto& body) { part.choice("outcome", body.outcome); }
};
template <>
struct EventShape<event::CallbackEnded> {
  static constexpr std::string_view kKind = "callback_ended";
  static void members(auto& part, auto& body) { part.choice("why", body.why); }
};
template <>
struct EventShape<event::LeadCame> {
  static constexpr std::string_view kKind = "lead_came";
  static void members(auto& part, auto& body) {
    part.choice("how", body.how);
    part.secret("text", body.text);
  }
};
template <>
struct EventShape<event::LeadLeft> : BareShape {
  static constexpr std::string_view kKind = "lead_left";
};
template <>
struct EventShape<event::Linked> {
  static constexpr std::string_view kKind = "linked";
  static void members(auto& part, auto& body) {
    part.text("contact", body.contact.text);
    part.truth("merged", body.merged);
    part.rules_if("owes", body.owes);
  }
};
template <>
struct EventShape<event::Unlinked> {
  static constexpr std::string_view kKind = "unlinked";
  static void members(auto& part, auto& body) {
    part.text("contact", body.contact.text);
    part.numbers_if("steps", body.steps);
  }
};
template <>
struct EventShape<event::RecordingAsked> {
  static constexpr std::string_view kKind = "recording_asked";
  static void members(auto& part, auto& body) { part.truth("on", body.on); }
};
template <>
struct EventShape<event::RecordingSeen> {
  static constexpr std::string_view kKind = "recording_seen";
  static void members(auto& part, auto& body) { part.truth("on", body.on); }
};
template <>
struct EventShape<event::ConsultAsked> {
  static constexpr std::string_view kKind = "consult_asked";
  static void members(auto& part, auto& body) {
    part.one("team", body.team);
    part.secret("question", body.question);
  }
};
template <>
struct EventShape<event::ConsultAnswered> {
  static constexpr std::string_view kKind = "consult_answered";
  static void members(auto& part, auto& body) { part.secret("answer", body.answer); }
};
template <>
struct EventShape<event::ConsultWithdrawn> : BareShape {
  static constexpr std::string_view kKind = "consult_withdrawn";
};
template <>
struct EventShape<event::ConsultUnanswered> : BareShape {
  static constexpr std::string_view kKind = "consult_unanswered";
};
template <>
struct EventShape<event::Closed> {
  static constexpr std::string_view kKind = "closed";
  static void members(auto& part, auto& body) {
    part.truth("early", body.early);
    part.maybe("ending", body.ending);
    part.rules("unmet", body.unmet);
  }
};

}  // namespace callmap
