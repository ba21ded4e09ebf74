#pragma once
// The written shape of every intent, once for both directions (see event_shape.h). An intent
// without a shape does not compile; verdicts have none. How long prose may be is the engine's to
// judge, which knows what people call it.

#include <string_view>

#include "engine/command.h"

namespace callmap {

template <class Intent>
struct IntentShape;

template <>
struct IntentShape<intent::Say> {
  static constexpr std::string_view kDo = "say";
  static void members(auto& part, auto& body) { part.one("phrase", body.phrase); }
};
template <>
struct IntentShape<intent::Tick> {
  static constexpr std::string_view kDo = "tick";
  static void members(auto& part, auto& body) { part.one("checkpoint", body.checkpoint); }
};
template <>
struct IntentShape<intent::Untick> {
  static constexpr std::string_view kDo = "untick";
  static void members(auto& part, auto& body) { part.one("checkpoint", body.checkpoint); }
};
template <>
struct IntentShape<intent::WhyNot> {
  static constexpr std::string_view kDo = "why_not";
  static void members(auto& part, auto& body) {
    part.one("checkpoint", body.checkpoint);
    part.prose("text", body.text);
  }
};
template <>
struct IntentShape<intent::Fill> {
  static constexpr std::string_view kDo = "fill";
  static void members(auto& part, auto& body) {
    part.one("field", body.field);
    part.prose("value", body.value);
    part.origin("origin", body.origin);
  }
};
template <>
struct IntentShape<intent::Clear> {
  static constexpr std::string_view kDo = "clear";
  static void members(auto& part, auto& body) { part.one("field", body.field); }
};
template <>
struct IntentShape<intent::Go> {
  static constexpr std::string_view kDo = "go";
  static void members(auto& part, auto& body) { part.one("stage", body.stage); }
};
template <>
struct IntentShape<intent::StartAction> {
  static constexpr std::string_view kDo = "start";
  static void members(auto& part, auto& body) { part.one("action", body.action); }
};
template <>
struct IntentShape<intent::FinishAction> {
  static constexpr std::string_view kDo = "finish_action";
  static void members(auto& part, auto& body) { part.one("action", body.action); }
};
template <>
struct IntentShape<intent::TryStep> {
  static constexpr std::string_view kDo = "try";
  static void members(auto& part, auto& body) {
    part.prose("text", body.text);
    part.maybe("outcome", body.outcome);
  }
};
template <>
struct IntentShape<intent::JudgeStep> {
  static constexpr std::string_view kDo = "judge";
  static void members(auto& part, auto& body) {
    part.number("step", body.step);
    part.one("outcome", body.outcome);
  }
};
template <>
struct IntentShape<intent::Open> {
  static constexpr std::string_view kDo = "open";
  static void members(auto& part, auto& body) { part.one("procedure", body.procedure); }
};
template <>
struct IntentShape<intent::Switch> {
  static constexpr std::string_view kDo = "switch";
  static void members(auto& part, auto& body) { part.one("procedure", body.procedure); }
};
template <>
struct IntentShape<intent::Answer> {
  static constexpr std::string_view kDo = "answer";
  static void members(auto& part, auto& body) {
    part.one("procedure", body.procedure);
    part.step("step", body.procedure, body.step);
    part.answer("answer", body.procedure, body.step, body.answer);
  }
};
template <>
struct IntentShape<intent::AskAgain> {
  static constexpr std::string_view kDo = "ask_again";
  static void members(auto& part, auto& body) {
    part.one("procedure", body.procedure);
    part.step("step", body.procedure, body.step);
  }
};
template <>
struct IntentShape<intent::Revisit> {
  static constexpr std::string_view kDo = "revisit";
  static void members(auto& part, auto& body) {
    part.one("procedure", body.procedure);
    part.step("step", body.procedure, body.step);
  }
};
template <>
struct IntentShape<intent::Leave> {
  static constexpr std::string_view kDo = "leave";
  static void members(auto& part, auto& body) { part.one("procedure", body.procedure); }
};
template <>
struct IntentShape<intent::Notice> {
  static constexpr std::string_view kDo = "notice";
  static void members(auto& part, auto& body) { part.one("cue", body.cue); }
};
template <>
struct IntentShape<intent::Dismiss> {
  static constexpr std::string_view kDo = "dismiss";
  static void members(auto& part, auto& body) { part.one("cue", body.cue); }
};
template <>
struct IntentShape<intent::Speaks> {
  static constexpr std::string_view kDo = "speaks";
  static void members(auto& part, auto& body) { part.choice("party", body.party); }
};
template <>
struct IntentShape<intent::ChooseCustomer> {
  static constexpr std::string_view kDo = "choose_customer";
  static void members(auto& part, auto& body) {
    part.text("customer", body.customer.text, kNameLengthMax);
  }
};
template <>
struct IntentShape<intent::RecordException> {
  static constexpr std::string_view kDo = "exception";
  static void members(auto& part, auto& body) { part.one("exception", body.exception); }
};
template <>
struct IntentShape<intent::OpenRequest> {
  static constexpr std::string_view kDo = "open_request";
  static void members(auto&, auto&) {}
};
template <>
struct IntentShape<intent::SwitchRequest> {
  static constexpr std::string_view kDo = "switch_request";
  static void members(auto& part, auto& body) { part.number("request", body.number); }
};
template <>
struct IntentShape<intent::Prioritise> {
  static constexpr std::string_view kDo = "prioritise";
  static void members(auto& part, auto& body) {
    part.number("request", body.number);
    part.text("urgency", body.urgency, kNameLengthMax);
  }
};
template <>
struct IntentShape<intent::AddTask> {
  static constexpr std::string_view kDo = "add_task";
  static void members(auto& part, auto& body) {
    part.prose("text", body.text);
    part.maybe_prose("owner", body.owner);
    part.maybe_time("due", body.due);
    part.maybe_choice("channel", body.channel);
  }
};
template <>
struct IntentShape<intent::RemoveTask> {
  static constexpr std::string_view kDo = "remove_task";
  static void members(auto& part, auto& body) {
    part.number("task", body.number);
    part.maybe_prose("because", body.because);
  }
};
template <>
struct IntentShape<intent::Dispose> {
  static constexpr std::string_view kDo = "dispose";
  static void members(auto& part, auto& body) {
    part.number("request", body.request);
    part.one("disposition", body.disposition);
  }
};
template <>
struct IntentShape<intent::Undispose> {
  static constexpr std::string_view kDo = "undispose";
  static void members(auto& part, auto& body) { part.number("request", body.request); }
};
template <>
struct IntentShape<intent::Finish> {
  static constexpr std::string_view kDo = "finish";
  static void members(auto&, auto&) {}
};
template <>
struct IntentShape<intent::EndEarly> {
  static constexpr std::string_view kDo = "end_early";
  static void members(auto& part, auto& body) { part.one("ending", body.ending); }
};
template <>
struct IntentShape<intent::HandOver> {
  static constexpr std::string_view kDo = "hand_over";
  static void members(auto& part, auto& body) {
    part.one("team", body.team);
    part.choice("how", body.how);
  }
};
template <>
struct IntentShape<intent::NoneBecause> {
  static constexpr std::string_view kDo = "none_because";
  static void members(auto& part, auto& body) {
    part.one("field", body.field);
    part.prose("because", body.because);
  }
};
template <>
struct IntentShape<intent::OfferHandoff> {
  static constexpr std::string_view kDo = "offer_handoff";
  static void members(auto&, auto&) {}
};
template <>
struct IntentShape<intent::WithdrawHandoff> {
  static constexpr std::string_view kDo = "withdraw_handoff";
  static void members(auto&, auto&) {}
};
template <>
struct IntentShape<intent::HandedOutside> {
  static constexpr std::string_view kDo = "handed_outside";
  static void members(auto& part, auto& body) { part.prose("accepted_by", body.accepted_by); }
};
template <>
struct IntentShape<intent::AcceptHandoff> {
  static constexpr std::string_view kDo = "accept_handoff";
  static void members(auto&, auto&) {}
};
template <>
struct IntentShape<intent::ReturnHandoff> {
  static constexpr std::string_view kDo = "return_handoff";
  static void members(auto& part, auto& body) { part.prose("why", body.why); }
};
template <>
struct IntentShape<intent::AskHandoff> {
  static constexpr std::string_view kDo = "ask_handoff";
  static void members(auto& part, auto& body) {
    part.one("item", body.item);
    part.prose("question", body.question);
  }
};
template <>
struct IntentShape<intent::ReportDrop> {
  static constexpr std::string_view kDo = "report_drop";
  static void members(auto&, auto&) {}
};
template <>
struct IntentShape<intent::ScheduleCallback> {
  static constexpr std::string_view kDo = "schedule_callback";
  static void members(auto& part, auto& body) { part.time("due", body.due); }
};
template <>
struct IntentShape<intent::CallbackResult> {
  static constexpr std::string_view kDo = "callback_result";
  static void members(auto& part, auto& body) { part.choice("outcome", body.outcome); }
};
template <>
struct IntentShape<intent::WithdrawCallback> {
  static constexpr std::string_view kDo = "withdraw_callback";
  static void members(auto&, auto&) {}
};
template <>
struct IntentShape<intent::Release> {
  static constexpr std::string_view kDo = "release";
  static void members(auto&, auto&) {}
};
template <>
struct IntentShape<intent::Take> {
  static constexpr std::string_view kDo = "take";
  static void members(auto&, auto&) {}
};
template <>
struct IntentShape<intent::TakeOver> {
  static constexpr std::string_view kDo = "take_over";
  static void members(auto&, auto&) {}
};
template <>
struct IntentShape<intent::Monitor> {
  static constexpr std::string_view kDo = "monitor";
  static void members(auto&, auto&) {}
};
template <>
struct IntentShape<intent::Join> {
  static constexpr std::string_view kDo = "join";
  static void members(auto&, auto&) {}
};
template <>
struct IntentShape<intent::Message> {
  static constexpr std::string_view kDo = "message";
  static void members(auto& part, auto& body) { part.prose("text", body.text); }
};
template <>
struct IntentShape<intent::LeaveContact> {
  static constexpr std::string_view kDo = "leave_contact";
  static void members(auto&, auto&) {}
};
template <>
struct IntentShape<intent::Consult> {
  static constexpr std::string_view kDo = "consult";
  static void members(auto& part, auto& body) {
    part.one("team", body.team);
    part.prose("question", body.question);
  }
};
template <>
struct IntentShape<intent::AnswerConsult> {
  static constexpr std::string_view kDo = "answer_consult";
  static void members(auto& part, auto& body) { part.prose("answer", body.answer); }
};
template <>
struct IntentShape<intent::WithdrawConsult> {
  static constexpr std::string_view kDo = "withdraw_consult";
  static void members(auto&, auto&) {}
};
template <>
struct IntentShape<intent::TaskDone> {
  static constexpr std::string_view kDo = "task_done";
  static void members(auto& part, auto& body) {
    part.number("number", body.number);
    part.prose("evidence", body.evidence);
  }
};
template <>
struct IntentShape<intent::PassTask> {
  static constexpr std::string_view kDo = "pass_task";
  static void members(auto& part, auto& body) {
    part.number("number", body.number);
    part.prose("owner", body.owner);
  }
};

}  // namespace callmap
