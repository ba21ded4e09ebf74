// The figures of calls that are short enough to count by hand.

#include "engine/figures.h"

#include <gtest/gtest.h>

#include "engine/test_office_call.h"

namespace callmap {
namespace {

Figures of(const OfficeCall& call) {
  return figures(call.map, call.contact, call.now);
}

// Waits 20 s for Billing and is then taken by Mara.
OfficeCall answered() {
  OfficeCall call;
  call.sees(observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "billing", "+4420", "en", ""});
  call.sees(observation::Queued{*call.map.team("billing"), 0});
  call.pass(seconds(20));
  call.sees(observation::Offered{{"p_mara"}});
  call.sees(observation::Connected{});
  return call;
}

void finish(OfficeCall& call) {
  call.does(intent::Dispose{1, *call.map.disposition("open_")});
  call.does(intent::Finish{});
  ASSERT_FALSE(call.contact.open()) << call.refused->sentence;
}

TEST(Figures, CountsTalkHoldAndTheWorkAfterTheCall) {
  OfficeCall call = answered();
  call.pass(seconds(60));
  call.sees(observation::Held{});
  call.pass(seconds(30));
  call.sees(observation::Unheld{});
  call.pass(seconds(90));
  call.sees(observation::HungUp{"caller"});
  call.pass(seconds(45));
  finish(call);
  call.pass(hours(5));
  const Figures counted = of(call);
  EXPECT_EQ(counted.team, call.map.team("billing"));
  EXPECT_EQ(counted.waited, seconds(20));
  EXPECT_FALSE(counted.abandoned || counted.short_call);
  ASSERT_EQ(counted.segments.size(), 1U);
  EXPECT_EQ(counted.segments[0].talk, seconds(150));
  EXPECT_EQ(counted.segments[0].hold, seconds(30));
  EXPECT_EQ(counted.segments[0].acw, seconds(45));
  EXPECT_EQ(counted.segments[0].outcome, SegmentOutcome::kHandled);
  EXPECT_EQ(counted.dispositions, std::vector<std::string>{"open_"});
  EXPECT_EQ(counted.closed, *counted.hung_up + seconds(45));
}

TEST(Figures, CountsWhatLastsUpToNow) {
  OfficeCall call = answered();
  call.pass(seconds(60));
  call.sees(observation::Held{});
  call.pass(seconds(30));
  const Figures counted = of(call);
  EXPECT_EQ(counted.segments.at(0).talk, seconds(60));
  EXPECT_EQ(counted.segments[0].hold, seconds(30));
  EXPECT_EQ(counted.segments[0].acw, Duration{});
  EXPECT_EQ(counted.segments[0].outcome, SegmentOutcome::kOpen);
  EXPECT_FALSE(counted.closed);
}

TEST(Figures, WhoHangsUpInTheQueueHasAbandoned) {
  OfficeCall call;
  call.sees(observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "billing", "+4420", "en", ""});
  call.pass(seconds(5));
  call.sees(observation::Queued{*call.map.team("shipping"), 0});
  call.pass(seconds(40));
  call.sees(observation::HungUp{"caller"});
  call.pass(hours(1));
  const Figures counted = of(call);
  EXPECT_TRUE(counted.abandoned);
  EXPECT_EQ(counted.waited, seconds(40));
  EXPECT_EQ(counted.team, call.map.team("shipping"));
  EXPECT_FALSE(counted.answered || counted.short_call);
  EXPECT_TRUE(counted.segments.empty());
  EXPECT_EQ(counted.not_recorded, 0);
}

TEST(Figures, TheTeamIsThatOfTheLineWhenNobodyWaited) {
  OfficeCall call;
  call.sees(observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "billing", "+4420", "en", ""});
  EXPECT_EQ(of(call).team, call.map.team("billing"));
  OfficeCall other;
  other.started();
  EXPECT_EQ(of(other).team, std::nullopt);
}

TEST(Figures, AnAnsweredCallOfAFewSecondsIsShort) {
  OfficeCall call = answered();
  call.pass(Duration{kShortCallMax.ms - 1});
  call.sees(observation::HungUp{"caller"});
  EXPECT_TRUE(of(call).short_call);
  OfficeCall longer = answered();
  longer.pass(kShortCallMax);
  longer.sees(observation::HungUp{"caller"});
  EXPECT_FALSE(of(longer).short_call);
}

TEST(Figures, ATransferEndsTheSendersSegmentAndEachHasItsOwnTalk) {
  OfficeCall call;
  call.told();
  call.pass(seconds(100));
  call.hand_over("billing");
  call.does(intent::OfferHandoff{});
  call.tomas_does(intent::ReturnHandoff{"Not ours"});
  call.hand_over("shipping");
  call.does(intent::OfferHandoff{});
  call.pass(seconds(61));
  call.sees(observation::TimePassed{});
  call.hand_over("leads");
  call.does(intent::OfferHandoff{});
  call.pass(seconds(19));
  call.tomas_does(intent::AcceptHandoff{});
  call.pass(seconds(50));
  call.sees(observation::HungUp{"caller"});
  const Figures counted = of(call);
  EXPECT_EQ(counted.transfers.warm, 1);
  EXPECT_EQ(counted.transfers.returned, 1);
  EXPECT_EQ(counted.transfers.expired, 1);
  EXPECT_EQ(counted.transfers.blind + counted.transfers.outside, 0);
  ASSERT_EQ(counted.segments.size(), 2U);
  EXPECT_EQ(counted.segments[0].talk, seconds(180));
  EXPECT_EQ(counted.segments[0].outcome, SegmentOutcome::kTransferred);
  EXPECT_EQ(counted.segments[1].talk, seconds(50));
  EXPECT_EQ(counted.segments[1].team, call.map.team("leads"));
  EXPECT_EQ(counted.segments[1].how, SegmentHow::kHandoff);
  EXPECT_EQ(counted.reason, "order");
}

TEST(Figures, BlindAndOutsideAreTransfersOfTheirOwn) {
  OfficeCall blind;
  blind.told().hand_over("shipping", HandoffKind::kBlind);
  blind.does(intent::OfferHandoff{});
  EXPECT_EQ(of(blind).transfers.blind, 1);
  EXPECT_EQ(of(blind).segments.at(0).outcome, SegmentOutcome::kTransferred);
  OfficeCall outside;
  outside.told().hand_over("carrier", HandoffKind::kOutside);
  outside.does(intent::HandedOutside{"Jo"});
  EXPECT_EQ(of(outside).transfers.outside, 1);
  EXPECT_EQ(of(outside).segments.at(0).outcome, SegmentOutcome::kTransferred);
}

TEST(Figures, TakenOverLeftAndReleasedAreToldApart) {
  OfficeCall call;
  call.dropped().does(intent::Release{});
  call.tomas_does(intent::Take{});
  call.lead_does(intent::TakeOver{});
  call.sees(observation::Left{{"p_lead"}});
  call.tomas_does(intent::Take{});
  const Figures counted = of(call);
  ASSERT_EQ(counted.segments.size(), 4U);
  EXPECT_EQ(counted.segments[0].outcome, SegmentOutcome::kReleased);
  EXPECT_EQ(counted.segments[1].outcome, SegmentOutcome::kTakenOver);
  EXPECT_EQ(counted.segments[2].outcome, SegmentOutcome::kLeft);
  EXPECT_EQ(counted.segments[3].outcome, SegmentOutcome::kOpen);
}

TEST(Figures, ADropIsRecoveredWhenTheCustomerIsBackAndNotByAVoicemail) {
  OfficeCall call;
  call.dropped();
  call.pass(minutes(3));
  EXPECT_EQ(of(call).drops, 1);
  EXPECT_EQ(of(call).recovered, 0);
  call.does(intent::Take{});
  call.sees(observation::Connected{});
  call.does(intent::CallbackResult{CallbackOutcome::kVoicemail});
  EXPECT_EQ(of(call).recovered, 0);
  call.pass(minutes(15));
  call.does(intent::CallbackResult{CallbackOutcome::kReached});
  EXPECT_EQ(of(call).recovered, 1);
  OfficeCall by_itself;
  by_itself.dropped().sees(observation::Connected{});
  EXPECT_EQ(of(by_itself).recovered, 1);
}

TEST(Figures, TimeWithoutALineIsNoTalk) {
  OfficeCall call = answered();
  const Instant answer = call.now;
  call.pass(seconds(30));
  call.sees(observation::Dropped{});
  call.pass(seconds(200));
  call.does(intent::CallbackResult{CallbackOutcome::kReached});
  call.pass(seconds(40));
  call.sees(observation::HungUp{"caller"});
  call.pass(seconds(10));
  const SegmentFigures counted = of(call).segments.at(0);
  EXPECT_EQ(counted.talk, seconds(70));
  EXPECT_EQ(counted.acw, seconds(10));
  const std::vector<TimeSpan> busy{{answer, answer + seconds(30)},
                                   {answer + seconds(230), answer + seconds(280)}};
  EXPECT_EQ(counted.busy, busy);
}

TEST(Figures, GuidesOfARequestThatWasClosedBeforeTheNextWasOpenedCountToo) {
  OfficeCall call = answered();
  call.does(intent::Dispose{1, *call.map.disposition("open_")});
  call.does(intent::OpenRequest{});
  call.sees(observation::HungUp{"caller"});
  EXPECT_EQ(call.contact.control.requests.size(), 2U);
  EXPECT_EQ(of(call).not_recorded, 5) << "the reference, and two of each request";
}

TEST(Figures, AHoldKeepsWhoHoldsTheContactBusy) {
  OfficeCall call = answered();
  const Instant answer = call.now;
  call.pass(seconds(30));
  call.sees(observation::Held{});
  call.pass(seconds(60));
  call.sees(observation::Unheld{});
  call.pass(seconds(10));
  EXPECT_EQ(of(call).segments.at(0).busy, (std::vector<TimeSpan>{{answer, answer + seconds(100)}}));
}

TEST(Figures, AnAgreedCallBackIsNeitherADropNorTalk) {
  OfficeCall call = answered();
  call.pass(seconds(30));
  call.does(intent::ScheduleCallback{call.now + hours(2)});
  call.sees(observation::HungUp{"caller"});
  call.pass(hours(2));
  call.tomas_does(intent::Take{});
  call.pass(seconds(10));
  call.sees(observation::Connected{});
  call.tomas_does(intent::CallbackResult{CallbackOutcome::kReached});
  call.pass(seconds(60));
  call.sees(observation::HungUp{"caller"});
  const Figures counted = of(call);
  EXPECT_EQ(counted.drops, 0);
  EXPECT_EQ(counted.segments.at(0).talk, seconds(30));
  EXPECT_EQ(counted.segments.at(1).talk, seconds(60));
}

TEST(Figures, ALineThatClosedBeforeAnybodySpokeTakesNothingFromTheTalk) {
  OfficeCall call;
  call.sees(observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "billing", "+4420", "en", ""});
  call.sees(observation::Offered{{"p_mara"}});
  call.fill("callback", "+442079460142");
  call.does(intent::ScheduleCallback{call.now + hours(1)});
  call.sees(observation::HungUp{"caller"});
  call.pass(hours(1));
  call.tomas_does(intent::Take{});
  call.pass(minutes(37));
  call.tomas_does(intent::CallbackResult{CallbackOutcome::kReached});
  call.pass(minutes(23));
  call.sees(observation::HungUp{"caller"});
  const Figures counted = of(call);
  ASSERT_EQ(counted.segments.size(), 2U);
  EXPECT_EQ(counted.segments[0].talk, Duration{});
  EXPECT_EQ(counted.segments[1].talk, minutes(23));
}

TEST(Figures, PromisesAreKeptWhenTheyAreDoneInTime) {
  OfficeCall call;
  call.started();
  call.does(intent::AddTask{"Ring", "", call.now + hours(1), PromiseChannel::kPhone});
  call.does(intent::AddTask{"Write", "", call.now + hours(1), PromiseChannel::kEmail});
  call.does(intent::AddTask{"Text", "", call.now + hours(9), PromiseChannel::kSms});
  call.does(intent::AddTask{"Our own", "", call.now + hours(1), std::nullopt});
  call.does(intent::TaskDone{1, "Rang"});
  call.pass(hours(2));
  EXPECT_EQ(of(call).promises.made, 3);
  EXPECT_EQ(of(call).promises.kept, 1);
  EXPECT_EQ(of(call).promises.overdue, 1);
  call.does(intent::TaskDone{2, "Wrote late"});
  EXPECT_EQ(of(call).promises.kept, 1);
  EXPECT_EQ(of(call).promises.overdue, 1);
}

TEST(Figures, CountsEscalationsVerificationAndGatesThatSaidNo) {
  OfficeCall call;
  call.started().does(intent::ChooseCustomer{{"u_1"}});
  call.attempt("pin", false);
  EXPECT_TRUE(of(call).verification.failed);
  call.attempt("pin", true);
  EXPECT_TRUE(of(call).verification.passed);
  EXPECT_FALSE(of(call).verification.failed);
  call.fill("why_escalated", "Policy");
  call.fill("timeframe", "Two days");
  call.open("escalation");
  call.answer("escalation", "reason");
  EXPECT_EQ(of(call).escalated, 0);
  call.answer("escalation", "how", 1);
  EXPECT_EQ(of(call).escalated, 1);
  EXPECT_EQ(of(call).gates_refused, 0);
  fold(call.contact, call.map, {call.now, OfficeCall::agent(), event::Refused{"told_first"}});
  EXPECT_EQ(of(call).gates_refused, 1);
}

TEST(Figures, CountsTheGuidesThatWereLeftOpenInStagesThatWereLeft) {
  OfficeCall call;
  call.started();
  EXPECT_EQ(of(call).not_recorded, 0) << "they are still there";
  call.purpose_agreed();
  call.go("verification");
  EXPECT_EQ(of(call).not_recorded, 2) << "reference and expectations";
  call.tick("reference_given");
  EXPECT_EQ(of(call).not_recorded, 1);
  call.does(intent::OpenRequest{});
  call.purpose_agreed();
  call.go("verification");
  EXPECT_EQ(of(call).not_recorded, 2) << "expectations of both";
}

}  // namespace
}  // namespace callmap
