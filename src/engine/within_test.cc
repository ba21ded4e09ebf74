// What is owed within a time outlives the contact: when it closes, each such duty becomes a
// follow-up with its owner and its own time.

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/event_json.h"
#include "engine/figures.h"
#include "engine/gates.h"
#include "engine/guide.h"
#include "engine/move.h"
#include "engine/notes.h"
#include "engine/test_office_call.h"

namespace callmap {
namespace {

const char* const kSoon =
    "  - { id: soon, after: { fill: why_escalated }, owes: goodbye, within: 2h, "
    "text: Write to them }\n";
const char* const kPromised =
    "  - { id: soon, after: { fill: why_escalated }, owes: goodbye, within: 2h, channel: email, "
    "text: Write "
    "}\n";

Owed state(const TestCall& call, std::string_view rule) {
  return owed(call.contact.control, *std::ranges::find(call.map.rules, rule, &Rule::id));
}

OfficeCall owing(const char* rules = kSoon) {
  OfficeCall call(rules);
  call.started().fill("why_escalated", "Policy");
  EXPECT_EQ(state(call, "soon"), Owed::kOwed);
  return call;
}

void finish(TestCall& call, const char* by = "Mara") {
  if (call.contact.control.phase == Phase::kLive) call.sees(observation::HungUp{"caller"});
  const auto requests = call.contact.record.requests;
  for (const RequestEntry& request : requests) {
    if (!request.disposition) {
      call.does(intent::Dispose{request.number, *call.map.disposition("open_")});
    }
  }
  call.does(intent::Finish{by});
  EXPECT_EQ(why(call), "nothing");
  EXPECT_FALSE(call.contact.open());
}

TEST(Within, WhatIsStillOwedWhenTheContactIsFinishedIsAFollowUpDueAtItsTime) {
  OfficeCall call = owing();
  const Instant due = call.now + hours(2);
  call.pass(minutes(10));
  finish(call);
  ASSERT_EQ(call.contact.record.tasks.size(), 1u);
  const TaskEntry& task = call.contact.record.tasks[0];
  EXPECT_EQ(task.text, "Write to them");
  EXPECT_EQ(task.owner, "Mara");
  EXPECT_EQ(task.due, due);
  EXPECT_FALSE(task.channel) << "a matter of ours";
  call.does(intent::TaskDone{1, "Written"});
  EXPECT_EQ(why(call), "nothing");
}

TEST(Within, WhatWasPaidIsNoFollowUp) {
  OfficeCall call = owing();
  call.fill("goodbye", "Until Tuesday");
  finish(call);
  EXPECT_TRUE(call.contact.record.tasks.empty());
  EXPECT_TRUE(call.contact.record.due.empty());
}

TEST(Within, WhatIsLateAlreadyIsAFollowUpThatIsLateSinceThen) {
  OfficeCall call = owing();
  const Instant due = call.now + hours(2);
  call.now = due + minutes(30);
  EXPECT_EQ(call.sees(observation::TimePassed{}), 1u);
  EXPECT_EQ(state(call, "soon"), Owed::kOverdue);
  EXPECT_EQ(call.sees(observation::TimePassed{}), 0u) << "it falls due once";
  finish(call);
  ASSERT_EQ(call.contact.record.tasks.size(), 1u);
  EXPECT_EQ(call.contact.record.tasks[0].due, due);
}

TEST(Within, ACallThatEndsEarlyKeepsItAsWell) {
  OfficeCall call = owing();
  const Instant due = call.now + hours(2);
  call.does(intent::EndEarly{EndingIndex{0}});
  ASSERT_EQ(call.contact.record.tasks.size(), 1u);
  EXPECT_EQ(call.contact.record.tasks[0].due, due);
  EXPECT_EQ(call.contact.record.tasks[0].owner, "p_mara") << "who held it, where no name is known";
}

TEST(Within, WhatTwoRulesAskIsOneThingToDo) {
  OfficeCall call(std::string(kSoon) +
                  "  - { id: once, after: { fill: why_escalated }, owes: goodbye, before: closing, "
                  "text: Say }\n");
  call.started().fill("why_escalated", "Policy");
  call.does(intent::EndEarly{EndingIndex{0}});
  ASSERT_EQ(call.contact.record.tasks.size(), 1u);
  EXPECT_EQ(call.contact.record.tasks[0].text, "Say") << "the one that is late now";
}

TEST(Within, WithAChannelItIsAPromiseThatIsKeptOrLate) {
  OfficeCall call = owing(kPromised);
  const Instant due = call.now + hours(2);
  finish(call);
  ASSERT_EQ(call.contact.record.tasks.size(), 1u);
  EXPECT_EQ(call.contact.record.tasks[0].channel, PromiseChannel::kEmail);
  Figures counted = figures(call.map, call.contact, due + seconds(1));
  EXPECT_EQ(counted.promises.made, 1u);
  EXPECT_EQ(counted.promises.overdue, 1u);
  EXPECT_EQ(counted.segments.at(0).happened.promised, 1u) << "made in the part that left it";
  call.pass(hours(1));
  call.does(intent::TaskDone{1, "Sent"});
  counted = figures(call.map, call.contact, due + seconds(1));
  EXPECT_EQ(counted.promises.kept, 1u);
  EXPECT_EQ(counted.promises.overdue, 0u);
}

TEST(Within, TheNotesTellIt) {
  OfficeCall call = owing(kPromised);
  finish(call);
  EXPECT_NE(to_text(notes(call.map, call.contact, Sight::kHolder)).find("Write, Mara, by email"),
            std::string::npos);
}

TEST(Within, TimePassesForTheRequestThatOwesIt) {
  OfficeCall call = owing();
  const Instant due = call.now + hours(2);
  call.does(intent::OpenRequest{});
  EXPECT_EQ(state(call, "soon"), Owed::kNone) << "the second request owes nothing";
  call.now = due;
  call.sees(observation::TimePassed{});
  EXPECT_EQ(state(call, "soon"), Owed::kNone);
  const Event& late = call.events.back();
  EXPECT_EQ(std::get<event::Overdue>(late.body).request, 1);
  const EncodedEvent written = encode(call.map, late);
  const auto again = decode(call.map, written.clear, written.secret);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(std::get<event::Overdue>(again->body).request, 1);
  call.does(intent::SwitchRequest{1});
  EXPECT_EQ(state(call, "soon"), Owed::kOverdue);
  call.does(intent::SwitchRequest{2});
  finish(call);
  ASSERT_EQ(call.contact.record.tasks.size(), 1u);
  EXPECT_EQ(call.contact.record.tasks[0].due, due);
}

TEST(Within, TwoRequestsOweTheSameEachAtItsTime) {
  OfficeCall call = owing();
  const Instant first = call.now + hours(2);
  call.pass(minutes(20));
  call.does(intent::OpenRequest{});
  call.fill("why_escalated", "Policy");
  const Instant second = call.now + hours(2);
  ASSERT_EQ(call.contact.record.due.size(), 2u);
  finish(call);
  ASSERT_EQ(call.contact.record.tasks.size(), 2u);
  EXPECT_EQ(call.contact.record.tasks[0].due, first);
  EXPECT_EQ(call.contact.record.tasks[1].due, second);
}

TEST(Within, ARequestWhosePlaceIsNeededLeavesWhatItOwes) {
  OfficeCall call = owing();
  const Instant due = call.now + hours(2);
  for (int more = 0; more < 4; ++more) {
    const std::uint8_t number = call.contact.control.request().number;
    call.does(intent::Dispose{number, *call.map.disposition("open_")});
    call.does(intent::OpenRequest{});
    call.fill("why_escalated", "Policy");
    ASSERT_EQ(why(call), "nothing");
  }
  ASSERT_EQ(call.contact.record.tasks.size(), 1u);
  EXPECT_EQ(call.contact.record.tasks[0].due, due);
  EXPECT_EQ(call.contact.record.tasks[0].text, "Write to them");
}

TEST(Within, ACallThatIsGivenUpBeforeAnybodyHadItLeavesItToTheLeads) {
  OfficeCall call(kSoon);
  const auto rule = std::ranges::find(call.map.rules, "soon", &Rule::id);
  const Duty duty{static_cast<RuleIndex>(rule - call.map.rules.begin()), call.now + hours(1)};
  call.sees(observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "", "+442079460111", "en", ""});
  call.sees(observation::Queued{*call.map.team("billing"), 0});
  call.sees(observation::Linked{{"c_0"}, true, {duty}});
  call.sees(observation::HungUp{"caller"});
  ASSERT_FALSE(call.contact.open());
  ASSERT_EQ(call.contact.record.tasks.size(), 1u);
  EXPECT_EQ(call.contact.record.tasks[0].owner, "") << "nobody's, so that the leads see it";
  EXPECT_EQ(call.contact.record.tasks[0].due, duty.due);
}

TEST(Within, AWorryAtTheSurgeryReachesTheClinicianAlsoAfterTheCall) {
  TestCall call;
  call.map = shipped_map("clinic");
  call.contact = {};
  call.events.clear();
  call.started();
  call.does(intent::StartAction{*call.map.action("note_worry")});
  ASSERT_EQ(why(call), "nothing");
  const Instant due = call.now + hours(1);
  ASSERT_EQ(state(call, "worry_passed_on"), Owed::kOwed);
  call.pass(minutes(5));
  const auto ending = std::ranges::find_if(
      call.map.endings, [&](const Ending& each) { return each.applies.is_always(); });
  ASSERT_NE(ending, call.map.endings.end());
  call.does(intent::EndEarly{static_cast<EndingIndex>(ending - call.map.endings.begin()), "Mara"});
  ASSERT_EQ(call.contact.record.tasks.size(), 1u);
  EXPECT_EQ(call.contact.record.tasks[0].text, "Tell the clinician on duty about the worry");
  EXPECT_EQ(call.contact.record.tasks[0].due, due);
}

}  // namespace
}  // namespace callmap
