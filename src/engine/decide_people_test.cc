#include <gtest/gtest.h>

#include "engine/test_office_call.h"

namespace callmap {
namespace {

OfficeCall waiting() {
  OfficeCall call;
  call.sees(observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "billing", "+4420", "en", ""});
  call.sees(observation::Queued{*call.map.team("billing"), 2});
  return call;
}

TEST(DecidePeople, EveryIntentSaysWhoMayAskForIt) {
  EXPECT_EQ(asker_of(intent::Finish{}), Asker::kHolder);
  EXPECT_EQ(asker_of(intent::OfferHandoff{}), Asker::kHolder);
  EXPECT_EQ(asker_of(intent::AcceptHandoff{}), Asker::kOffered);
  EXPECT_EQ(asker_of(intent::ReturnHandoff{}), Asker::kOffered);
  EXPECT_EQ(asker_of(intent::AskHandoff{}), Asker::kOffered);
  EXPECT_EQ(asker_of(intent::Take{}), Asker::kAnyone);
  EXPECT_EQ(asker_of(intent::TakeOver{}), Asker::kLead);
  EXPECT_EQ(asker_of(intent::Monitor{}), Asker::kLead);
  EXPECT_EQ(asker_of(intent::Join{}), Asker::kLead);
  EXPECT_EQ(asker_of(intent::Message{}), Asker::kLead);
  EXPECT_EQ(asker_of(intent::LeaveContact{}), Asker::kLead);
  EXPECT_EQ(asker_of(intent::TaskDone{}), Asker::kFollowUp);
  EXPECT_EQ(asker_of(intent::PassTask{}), Asker::kFollowUp);
}

TEST(DecidePeople, AContactWaitsForItsTeamUntilSomebodyHoldsIt) {
  OfficeCall call = waiting();
  EXPECT_TRUE(call.contact.control.waiting);
  EXPECT_EQ(call.contact.record.kept().queued.at(0).priority, 2);
  EXPECT_EQ(call.sees(observation::Queued{*call.map.team("billing"), 2}), 0U);
  EXPECT_EQ(call.sees(observation::Queued{*call.map.team("shipping"), 77}), 1U);
  EXPECT_EQ(call.contact.record.kept().queued.at(1).priority, 9);
  call.pass(seconds(20));
  call.sees(observation::Offered{{"p_mara"}});
  EXPECT_FALSE(call.contact.control.waiting);
  EXPECT_EQ(call.contact.record.kept().queued.at(1).to, call.now);
  EXPECT_EQ(call.contact.record.segments.at(0).team, call.map.team("shipping"));
  EXPECT_EQ(call.stage(), "purpose");
  EXPECT_EQ(call.sees(observation::Queued{*call.map.team("billing"), 0}), 0U);
}

TEST(DecidePeople, WhoHangsUpInTheQueueLeavesNothingToDo) {
  OfficeCall call = waiting();
  call.sees(observation::HungUp{"caller"});
  EXPECT_EQ(call.last(2), "hung_up closed");
  EXPECT_TRUE(call.contact.record.closed->early);
  EXPECT_TRUE(call.contact.record.closed->unmet.empty());
  EXPECT_FALSE(call.contact.control.waiting);
}

TEST(DecidePeople, AWaitingContactIsTakenFromTheQueueByHand) {
  OfficeCall call = waiting();
  call.tomas_does(intent::Take{});
  EXPECT_EQ(call.holder(), "p_tomas");
  EXPECT_EQ(call.contact.record.segments.at(0).how, SegmentHow::kOffered);
  EXPECT_EQ(call.contact.record.segments.at(0).team, call.map.team("billing"));
  EXPECT_EQ(call.stage(), "purpose");
  EXPECT_EQ(call.tomas_does(intent::Take{}), 0U) << "it is theirs already";
}

TEST(DecidePeople, WhoLeavesHoldsItNoMoreAndTheWorkIsTakenUpByAnother) {
  OfficeCall call;
  call.started().sees(observation::HungUp{"caller"});
  EXPECT_EQ(call.sees(observation::Left{{"p_tomas"}}), 0U) << "they did not hold it";
  call.sees(observation::Left{{"p_mara"}});
  EXPECT_EQ(call.holder(), "");
  EXPECT_TRUE(call.contact.open());
  call.tomas_does(intent::Take{});
  EXPECT_EQ(call.contact.record.segments.back().how, SegmentHow::kResumed);
}

TEST(DecidePeople, WhoLeavesWhileTheirHandoffIsOfferedLeavesItToTheReceiver) {
  OfficeCall call;
  call.offered().sees(observation::Left{{"p_mara"}});
  EXPECT_EQ(call.handoff(), HandoffState::kOffered);
  call.tomas_does(intent::AcceptHandoff{});
  EXPECT_EQ(call.holder(), "p_tomas");
}

TEST(DecidePeople, TakingOverMovesTheContactTakesBackItsOfferAndKeepsTheVerification) {
  OfficeCall call;
  call.offered().verified();
  call.lead_does(intent::Monitor{});
  call.lead_does(intent::TakeOver{});
  EXPECT_EQ(call.last(2), "handoff_withdrawn segment_began");
  EXPECT_EQ(call.holder(), "p_lead");
  EXPECT_EQ(call.contact.control.level, Level::kAccount);
  EXPECT_TRUE(call.contact.record.kept().watchers.empty()) << "they hold it now";
  EXPECT_EQ(call.lead_does(intent::TakeOver{}), 0U);
  call.tomas_does(intent::AcceptHandoff{});
  EXPECT_EQ(why(call), "not-now");
}

TEST(DecidePeople, ALeadComesGoesAndSendsAMessageWithoutChangingTheCall) {
  OfficeCall call;
  call.started().verified();
  const Control before = call.contact.control;
  EXPECT_EQ(call.lead_does(intent::Monitor{}), 1U);
  EXPECT_EQ(call.lead_does(intent::Monitor{}), 0U);
  EXPECT_EQ(call.lead_does(intent::Join{}), 1U);
  ASSERT_EQ(call.contact.record.kept().watchers.size(), 1U);
  EXPECT_EQ(call.contact.record.kept().watchers[0].how, Presence::kJoin);
  EXPECT_EQ(call.lead_does(intent::Message{"Offer the credit"}), 1U);
  EXPECT_EQ(call.contact.record.kept().messages.at(0).text, "Offer the credit");
  EXPECT_EQ(call.lead_does(intent::LeaveContact{}), 1U);
  EXPECT_EQ(call.lead_does(intent::LeaveContact{}), 0U);
  EXPECT_EQ(call.contact.control, before);
}

TEST(DecidePeople, NobodyLooksOnAtTheirOwnContactAndAMessageSaysSomething) {
  OfficeCall call;
  call.started().does(intent::Monitor{});
  EXPECT_EQ(why(call), "not-now");
  call.does(intent::Join{});
  EXPECT_EQ(why(call), "not-now");
  call.lead_does(intent::Message{"  "});
  EXPECT_EQ(why(call), "invalid");
  call.lead_does(intent::Message{"Take 4111 1111 1111 1111"});
  EXPECT_EQ(why(call), "invalid");
  for (std::size_t i = 0; i < kMessagesMax; ++i) call.lead_does(intent::Message{"Hello"});
  EXPECT_EQ(why(call), "nothing");
  call.lead_does(intent::Message{"Hello"});
  EXPECT_EQ(why(call), "limit");
}

TEST(DecideTasks, APromiseNeedsATimeAndIsTrueOfItsRequestUntilItIsTakenAway) {
  OfficeCall call;
  const auto promised = [&] {
    return call.contact.control.request().bits.test(call.map.promised->bit);
  };
  call.started().fill("why_escalated", "Policy");
  call.fill("timeframe", "Two days");
  call.fill("key_details", "Sent on Friday");
  call.open("escalation");
  call.answer("escalation", "reason");
  call.answer("escalation", "how", 1);
  EXPECT_EQ(call.contact.control.asks_for, AsksFor::kFollowUp);
  call.does(intent::AddTask{"Say how it went", "", {}, PromiseChannel::kEmail});
  EXPECT_EQ(why(call), "invalid");
  call.does(intent::AddTask{"Look it up", "", {}, {}});
  EXPECT_FALSE(promised()) << "a task of our own is no promise";
  call.does(intent::AddTask{"Say how it went", "", call.now + hours(4), PromiseChannel::kEmail});
  call.does(intent::AddTask{"And ring", "", call.now + hours(5), PromiseChannel::kPhone});
  EXPECT_TRUE(promised());
  EXPECT_EQ(call.contact.control.asks_for, AsksFor::kNothing);
  EXPECT_EQ(call.contact.record.tasks.at(1).owner, "p_mara") << "whoever writes it down has it";
  call.does(intent::RemoveTask{2});
  EXPECT_EQ(why(call), "invalid") << "a promise is not taken away without a reason";
  call.does(intent::RemoveTask{2, "They want no letter"});
  ASSERT_EQ(call.contact.record.kept().removed.size(), 1U);
  EXPECT_EQ(call.contact.record.kept().removed[0].because, "They want no letter");
  EXPECT_TRUE(promised());
  call.does(intent::OpenRequest{});
  EXPECT_FALSE(promised());
  call.does(intent::RemoveTask{3, "Written twice"});
  call.does(intent::SwitchRequest{1});
  EXPECT_FALSE(promised());
}

TEST(DecideTasks, APromiseFallsWithinTheHoursOfWhoeverKeepsIt) {
  OfficeCall call;  // a Tuesday
  const auto promised_for = [&](const char* when, const char* owner, const char* team) {
    call.does(intent::AddTask{"Ring", owner, *parse_iso(when), PromiseChannel::kPhone, team});
    return why(call);
  };
  call.started();
  EXPECT_EQ(promised_for("2026-03-03T23:00:00Z", "Mara", ""), "invalid");
  EXPECT_NE(call.refused->sentence.find("from 2026-03-04 08:00 UTC"), std::string::npos)
      << call.refused->sentence;
  EXPECT_EQ(promised_for("2026-03-04T08:00:00Z", "Mara", ""), "nothing");
  call.map.callback.hours.reset();
  EXPECT_EQ(promised_for("2026-03-03T23:00:00Z", "Mara", ""), "nothing") << "no hours, any time";
  call.map.teams[at(*call.map.team("billing"))].hours = HoursIndex{0};
  EXPECT_EQ(promised_for("2026-03-03T23:00:00Z", "Billing", ""), "invalid");
  EXPECT_EQ(promised_for("2026-03-03T23:00:00Z", "Mara", "billing"), "invalid");
  call.does(intent::AddTask{"Look", "Billing", *parse_iso("2026-03-03T23:00:00Z"), {}});
  EXPECT_EQ(why(call), "nothing") << "a task of our own is nobody's promise";
}

TEST(DecideTasks, APromiseOfNobodyIsRefused) {
  OfficeCall call;
  call.sees(observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "", "", "en", ""});
  call.does(intent::AddTask{"Ring", "", call.now + hours(1), PromiseChannel::kPhone});
  EXPECT_EQ(why(call), "invalid");
  EXPECT_EQ(call.refused->subject, "owner");
}

TEST(DecidePeople, RulesStandBeforeAndAfterTheEndOfAProcedure) {
  OfficeCall call;
  call.started().open("escalation");
  call.answer("escalation", "reason");
  call.answer("escalation", "how", 1);
  ASSERT_EQ(why(call), "rule");
  EXPECT_EQ(call.refused->rule, "escalation_agreed");
  EXPECT_EQ(call.top(), "escalation.how");
  call.fill("why_escalated", "Policy");
  call.fill("timeframe", "Two days");
  call.answer("escalation", "how", 1);
  EXPECT_EQ(call.last(3), "answered owed owed")
      << "the key facts are owed from then on, and the promise";
}

TEST(DecideTasks, AreDoneWithEvidenceAndPassedOnAlsoWhenTheContactHasClosed) {
  OfficeCall call;
  call.started().does(intent::AddTask{"Ring", "Mara", call.now + hours(4), PromiseChannel::kPhone});
  call.does(intent::EndEarly{*call.map.ending("hung_up")});
  ASSERT_FALSE(call.contact.open());
  call.tomas_does(intent::PassTask{1, "Tomas"});
  EXPECT_EQ(call.contact.record.tasks.at(0).owner, "Tomas");
  EXPECT_EQ(call.tomas_does(intent::PassTask{1, "Tomas"}), 0U);
  call.tomas_does(intent::TaskDone{1, ""});
  EXPECT_EQ(why(call), "invalid");
  call.tomas_does(intent::TaskDone{1, "Rang them at noon"});
  EXPECT_EQ(call.contact.record.tasks.at(0).done, call.now);
  EXPECT_EQ(call.contact.record.tasks.at(0).evidence, "Rang them at noon");
  call.tomas_does(intent::TaskDone{1, "Again"});
  EXPECT_EQ(why(call), "not-now");
  call.tomas_does(intent::PassTask{1, "Mara"});
  EXPECT_EQ(why(call), "not-now");
  call.tomas_does(intent::PassTask{1, ""});
  EXPECT_EQ(why(call), "invalid");
  call.tomas_does(intent::TaskDone{9, "Rang"});
  EXPECT_EQ(why(call), "unknown");
  call.tomas_does(intent::PassTask{9, "Mara"});
  EXPECT_EQ(why(call), "unknown");
  call.does(intent::RemoveTask{1});
  EXPECT_EQ(why(call), "closed") << "what was promised is not unwritten afterwards";
}

}  // namespace
}  // namespace callmap
