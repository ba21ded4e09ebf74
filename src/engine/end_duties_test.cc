// An end that goes to a call back or a promise owes it, on every map and whatever the agent looks
// at afterwards; what is owed is not lost with another request or with a call that ends early.

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/gates.h"
#include "engine/guide.h"
#include "engine/merge.h"
#include "engine/move.h"
#include "engine/test_office_call.h"

namespace callmap {
namespace {

Owed owed_by(const TestCall& call, std::string_view rule) {
  const auto found = std::ranges::find(call.map.rules, rule, &Rule::id);
  return found == call.map.rules.end() ? Owed::kNone : owed(call.contact.control, *found);
}

// Dispositions stand aside: every request is closed as far as it can be, then it is finished.
std::string finish(TestCall& call) {
  if (call.contact.control.phase == Phase::kLive) call.sees(observation::HungUp{"caller"});
  for (const RequestEntry& request : call.contact.record.requests) {
    if (!request.disposition) {
      call.does(intent::Dispose{request.number, *call.map.disposition("open_")});
    }
  }
  call.does(intent::Finish{});
  return call.refused ? call.refused->rule + call.refused->subject : "finished";
}

OfficeCall not_now() {
  OfficeCall call;
  call.started().fill("callback", "+442079460142");
  call.open("not_now");
  call.answer("not_now", "agree");
  return call;
}

OfficeCall escalated() {
  OfficeCall call;
  call.started().fill("why_escalated", "Policy");
  call.open("escalation");
  call.answer("escalation", "reason");
  call.fill("timeframe", "Two days");
  call.answer("escalation", "how", 1);
  return call;
}

intent::AddTask promise(const TestCall& call) {
  return {"Tell them", "Mara", call.now + hours(1), PromiseChannel::kEmail};
}

TEST(EndDuties, AnEndThatGoesToACallBackIsNotFinishedWithoutOne) {
  OfficeCall call = not_now();
  EXPECT_EQ(owed_by(call, "callback_owed"), Owed::kOwed);
  EXPECT_EQ(finish(call), "callback_owedfinish");
  call.does(promise(call));
  EXPECT_EQ(owed_by(call, "callback_owed"), Owed::kNone);
  EXPECT_EQ(finish(call), "finished");
}

TEST(EndDuties, ACallBackThatWasAgreedIsOwedUntilItIsTriedAndAgainWhenItIsTakenBack) {
  OfficeCall call = not_now();
  call.does(intent::ScheduleCallback{call.now + hours(1)});
  EXPECT_EQ(owed_by(call, "callback_owed"), Owed::kOwed);
  OfficeCall taken_back = call;
  taken_back.does(intent::WithdrawCallback{});
  EXPECT_EQ(finish(taken_back), "callback_owedfinish");

  call.sees(observation::HungUp{"caller"});
  call.pass(hours(1));
  call.does(intent::Take{});
  call.does(intent::CallbackResult{CallbackOutcome::kReached});
  EXPECT_EQ(owed_by(call, "callback_owed"), Owed::kNone);
  EXPECT_EQ(finish(call), "finished");
}

TEST(EndDuties, AnAttemptOfBeforeDoesNotPayTheCallBackOfLater) {
  OfficeCall call;
  call.dropped().does(intent::CallbackResult{CallbackOutcome::kReached});
  call.open("not_now");
  call.answer("not_now", "agree");
  EXPECT_EQ(owed_by(call, "callback_owed"), Owed::kOwed);
}

TEST(EndDuties, ACallBackThatTheyCameBeforeIsMade) {
  OfficeCall call = not_now();
  call.does(intent::ScheduleCallback{call.now + hours(1)});
  call.sees(observation::HungUp{"caller"});
  OfficeCall later;
  later.started();
  EXPECT_TRUE(still_owed(call.map, call.contact, later.map, later.contact).empty());
  call.sees(observation::CalledIn{});
  EXPECT_EQ(owed_by(call, "callback_owed"), Owed::kNone);
}

TEST(EndDuties, AnEndThatPromisesIsNotFinishedBeforeThePromiseIsWritten) {
  OfficeCall call = escalated();
  call.fill("key_details", "Sent on Friday");
  EXPECT_EQ(owed_by(call, "follow_up_owed"), Owed::kOwed);
  call.does(intent::Clear{*call.map.field("timeframe")});
  EXPECT_EQ(finish(call), "promise_keptfinish");
  call.does(promise(call));
  EXPECT_EQ(owed_by(call, "follow_up_owed"), Owed::kNone);
  EXPECT_EQ(finish(call), "finished");
}

TEST(EndDuties, WhatIsNextSaysSoWhereTheAgentStands) {
  OfficeCall call = not_now();
  const auto kinds = [&] {
    std::string all;
    for (const NextAction& each : guide(call.map, call.contact, call.now).next) {
      all += each.id + " ";
    }
    return all;
  };
  EXPECT_NE(kinds().find("schedule "), std::string::npos);
  call.contact.control.asks_for = AsksFor::kNothing;  // the panel was put away
  EXPECT_NE(kinds().find("schedule "), std::string::npos) << kinds();
  call.sees(observation::HungUp{"caller"});
  EXPECT_NE(kinds().find("promise "), std::string::npos) << kinds();
}

TEST(EndDuties, AnotherRequestDoesNotHideWhatTheFirstOneOwes) {
  OfficeCall call = escalated();
  call.fill("key_details", "Sent on Friday");
  call.does(intent::Dispose{1, *call.map.disposition("open_")});
  for (int others = 0; others < 3; ++others) {
    call.does(intent::OpenRequest{});
    ASSERT_EQ(finish(call), "promise_keptfinish");
    EXPECT_NE(call.refused->sentence.find("(request 1)"), std::string::npos)
        << call.refused->sentence;
  }
  call.does(intent::SwitchRequest{1});
  call.does(promise(call));
  EXPECT_EQ(finish(call), "finished");
}

TEST(EndDuties, WhatIsOwedWhenACallEndsEarlyIsAFollowUpThatIsLate) {
  OfficeCall call = escalated();
  call.does(intent::EndEarly{EndingIndex{0}, "Mara"});
  EXPECT_EQ(why(call), "nothing");
  ASSERT_EQ(call.contact.control.phase, Phase::kClosed);
  const auto& tasks = call.contact.record.tasks;
  ASSERT_EQ(tasks.size(), 2U) << "what one promise pays is one thing to do";
  for (const TaskEntry& task : tasks) {
    EXPECT_EQ(task.owner, "Mara");
    EXPECT_EQ(task.due, call.now);
    EXPECT_EQ(task.state(), FollowUpState::kOpen);
  }
  EXPECT_EQ(tasks[0].text, "Write the promise down");
  EXPECT_EQ(tasks[1].text, "Write down the key facts");
  call.does(intent::TaskDone{1, "Written to them"});
  EXPECT_EQ(why(call), "nothing") << "it outlives the contact";
}

TEST(EndDuties, AnAgreedCallThatEndingEarlyTakesAwayIsAFollowUpOfWhoeverHeldIt) {
  OfficeCall call = not_now();
  call.does(intent::ScheduleCallback{call.now + hours(1)});
  call.does(intent::EndEarly{EndingIndex{0}});
  ASSERT_EQ(call.contact.record.tasks.size(), 1U);
  EXPECT_EQ(call.contact.record.tasks[0].owner, "p_mara");
}

TEST(EndDuties, ACallThatOwesNothingEndsEarlyWithNothingToDo) {
  OfficeCall call;
  call.started().does(intent::EndEarly{EndingIndex{0}});
  EXPECT_TRUE(call.contact.record.tasks.empty());
}

TEST(EndDuties, AnEndThatACallerGoesOnFromOwesNothingByItself) {
  TestCall call(R"(
callmap: 1
id: small
title: Small
stages: { talk: { title: Talk } }
procedures:
  outer:
    title: Outer
    steps:
      inner: { call: inner, ends: { later: more } }
      more: { tell: Go on., then: done }
    ends: { done: back }
  inner:
    title: Inner
    steps: { one: { tell: Say so., then: later } }
    ends: { later: follow_up }
)");
  call.started().open("outer");
  call.answer("inner", "one");
  EXPECT_EQ(call.top(), "outer.more");
  EXPECT_EQ(owed_by(call, "follow_up_owed"), Owed::kNone);
  call.answer("outer", "more");
  call.open("inner");
  call.answer("inner", "one");
  EXPECT_EQ(owed_by(call, "follow_up_owed"), Owed::kOwed);
}

TEST(EndDuties, AnEndMayBeGuardedByWhereItGoes) {
  OfficeCall call("  - { id: number_first, do: { goes: callback }, needs: [callback] }\n");
  call.started().open("not_now");
  call.answer("not_now", "agree");
  EXPECT_EQ(why(call), "rule");
  call.fill("callback", "+442079460142");
  call.answer("not_now", "agree");
  EXPECT_EQ(why(call), "nothing");
}

TEST(EndDuties, ACallBackThatReachedNobodyOwesWhatTheMapSays) {
  const std::string rule =
      "  - { id: otherwise, after: unreached, owes: promised, before: closing }\n";
  OfficeCall call(rule);
  call.dropped().does(intent::CallbackResult{CallbackOutcome::kBadNumber});
  EXPECT_EQ(owed_by(call, "otherwise"), Owed::kOwed);
  EXPECT_EQ(finish(call), "otherwisefinish");
  OfficeCall reached(rule);
  reached.dropped().does(intent::CallbackResult{CallbackOutcome::kReached});
  EXPECT_EQ(owed_by(reached, "otherwise"), Owed::kNone);
}

}  // namespace
}  // namespace callmap
