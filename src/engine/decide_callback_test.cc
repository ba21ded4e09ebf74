#include <gtest/gtest.h>

#include <algorithm>

#include "engine/gates.h"
#include "engine/move.h"
#include "engine/test_office_call.h"

namespace callmap {
namespace {

using Outcome = CallbackOutcome;

bool owes_an_attempt(const OfficeCall& call) {
  return std::ranges::any_of(call.map.rules, [&](const Rule& rule) {
    return rule.id == "callback_attempt" && owed(call.contact.control, rule) != Owed::kNone;
  });
}

TEST(DecideCallback, ADropIsDueAtOnceWithTheContactKeptWhereItWas) {
  OfficeCall call;
  call.solving().fill("callback", "+442079460142");
  call.open("escalation");
  call.sees(observation::Dropped{});
  EXPECT_EQ(call.last(3), "dropped callback_due owed");
  EXPECT_EQ(call.callback(), CallbackState::kDue);
  EXPECT_EQ(call.contact.callback()->due, call.now);
  EXPECT_EQ(call.stage(), "resolution");
  EXPECT_EQ(call.top(), "escalation.reason");
  EXPECT_EQ(call.holder(), "p_mara");
  EXPECT_TRUE(owes_an_attempt(call));
}

TEST(DecideCallback, TheAgentsKeySaysTheSameAsThePhoneSystem) {
  OfficeCall call;
  call.started().fill("callback", "+442079460142");
  call.does(intent::ReportDrop{});
  EXPECT_EQ(call.last(3), "dropped callback_due owed");
  call.does(intent::ReportDrop{});
  EXPECT_EQ(why(call), "not-now");
}

TEST(DecideCallback, WithoutANumberNothingIsDueAndNoAttemptIsOwed) {
  OfficeCall call;
  call.sees(observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "", "", "en", ""});
  call.sees(observation::Offered{{"p_mara"}});
  call.sees(observation::Connected{});
  call.sees(observation::Dropped{});
  EXPECT_EQ(call.last(3), "dropped callback_ended owed") << "a number is owed, no attempt";
  EXPECT_EQ(call.callback(), CallbackState::kSpent);
  EXPECT_FALSE(owes_an_attempt(call));
  call.does(intent::ScheduleCallback{call.now + hours(1)});
  ASSERT_EQ(why(call), "not-now");
  EXPECT_EQ(call.refused->missing.at(0).id, "callback");
  call.fill("callback", "+442079460142");
  call.does(intent::ScheduleCallback{call.now + hours(1)});
  EXPECT_EQ(why(call), "nothing");
}

TEST(DecideCallback, AMapWithoutAPolicyHasNone) {
  OfficeCall call;
  call.map.callback = {};
  call.started().sees(observation::Dropped{});
  EXPECT_EQ(call.callback(), CallbackState::kNone);
  call.does(intent::ScheduleCallback{call.now + hours(1)});
  EXPECT_EQ(why(call), "not-offered");
}

TEST(DecideCallback, TheLineThatComesBackByItselfEndsItAndPaysTheDuty) {
  OfficeCall call;
  call.dropped().verified();
  call.sees(observation::Connected{});
  EXPECT_EQ(call.last(4), "connected callback_ended lowered paid");
  EXPECT_EQ(call.contact.callback()->end, CallbackEnd::kWithdrawn);
  EXPECT_FALSE(owes_an_attempt(call));
}

TEST(DecideCallback, IsPutDownAndTakenByAnyOtherWhoThenSaysWhatCameOfIt) {
  OfficeCall call;
  call.dropped().does(intent::Release{});
  EXPECT_EQ(call.holder(), "");
  call.tomas_does(intent::Take{});
  EXPECT_EQ(call.holder(), "p_tomas");
  EXPECT_EQ(call.contact.record.segments.back().how, SegmentHow::kCallback);
  EXPECT_EQ(call.callback(), CallbackState::kTrying);
  call.tomas_does(intent::CallbackResult{Outcome::kReached});
  EXPECT_EQ(call.last(4), "callback_tried callback_ended connected paid");
  EXPECT_EQ(call.line(), Line::kConnected);
  EXPECT_EQ(call.callback(), CallbackState::kEnded);
}

TEST(DecideCallback, OfTwoWhoTakeItOneIsTold) {
  OfficeCall call;
  call.dropped().does(intent::Release{});
  call.tomas_does(intent::Take{});
  call.lead_does(intent::Take{});
  EXPECT_EQ(why(call), "not-now");
  EXPECT_EQ(call.holder(), "p_tomas");
}

TEST(DecideCallback, WhoeverStillHoldsItTakesItInASegmentOfItsOwnOrSaysTheResultAtOnce) {
  OfficeCall call;
  call.dropped().does(intent::Take{});
  EXPECT_EQ(call.callback(), CallbackState::kTrying);
  EXPECT_EQ(call.contact.record.segments.size(), 2U);
  OfficeCall quick;
  quick.dropped().does(intent::CallbackResult{Outcome::kReached});
  EXPECT_EQ(quick.line(), Line::kConnected);
}

TEST(DecideCallback, WhoIsOnTheLineIsTheRightPersonOnlyWhenTheAgentSaysSo) {
  OfficeCall call;
  call.dropped().does(intent::Take{});
  call.sees(observation::Connected{});
  EXPECT_EQ(call.callback(), CallbackState::kTrying) << "the line alone says nothing";
  call.does(intent::CallbackResult{Outcome::kWrongPerson});
  EXPECT_EQ(call.last(4), "callback_tried line_closed callback_due paid");
  EXPECT_EQ(call.line(), Line::kDropped);
  EXPECT_EQ(call.contact.control.callback_attempt, 2);
}

TEST(DecideCallback, AttemptsAreSpacedByThePolicyAndThenSpentAndTheWorkAfterTheCallBegins) {
  OfficeCall call;
  call.dropped();
  const Instant drop = call.now;
  call.pass(minutes(2));
  call.does(intent::CallbackResult{Outcome::kNoAnswer});
  EXPECT_EQ(call.contact.callback()->due, drop + minutes(17));
  EXPECT_FALSE(owes_an_attempt(call)) << "one attempt pays it";
  call.pass(minutes(15));
  call.does(intent::CallbackResult{Outcome::kVoicemail});
  EXPECT_EQ(call.contact.callback()->due, drop + minutes(137));
  call.does(intent::Finish{});
  EXPECT_EQ(why(call), "not-now");
  EXPECT_NE(call.refused->sentence.find("a call back is due at 2026-03-03 12:17 UTC"),
            std::string::npos)
      << call.refused->sentence;
  call.pass(hours(2));
  call.does(intent::CallbackResult{Outcome::kBusy});
  EXPECT_EQ(call.last(3), "callback_tried callback_ended hung_up");
  EXPECT_EQ(call.callback(), CallbackState::kSpent);
  EXPECT_EQ(call.contact.callback()->tries.size(), 3U);
  EXPECT_EQ(call.contact.control.phase, Phase::kAfterCall);
  call.does(intent::Dispose{1, *call.map.disposition("open_")});
  call.does(intent::Finish{});
  EXPECT_EQ(why(call), "nothing");
}

TEST(DecideCallback, ANumberThatDoesNotWorkSpendsThemAll) {
  OfficeCall call;
  call.dropped().does(intent::CallbackResult{Outcome::kBadNumber});
  EXPECT_EQ(call.callback(), CallbackState::kSpent);
  EXPECT_EQ(call.contact.control.phase, Phase::kAfterCall);
  EXPECT_EQ(call.contact.record.hung_up_by, "line");
}

TEST(DecideCallback, NoResultWithoutAnAttempt) {
  OfficeCall call;
  call.started().does(intent::CallbackResult{Outcome::kReached});
  EXPECT_EQ(why(call), "not-now");
  call.does(intent::WithdrawCallback{});
  EXPECT_EQ(why(call), "not-now");
  call.does(intent::ScheduleCallback{call.now + hours(1)});
  call.does(intent::CallbackResult{Outcome::kReached});
  EXPECT_EQ(why(call), "not-now") << "they are still on the line";
}

TEST(DecideCallback, WhoHangsUpAfterATimeWasAgreedIsWaitedForByNobodyInParticular) {
  OfficeCall call;
  call.started().open("not_now");
  call.answer("not_now", "agree");
  EXPECT_EQ(call.contact.control.asks_for, AsksFor::kCallback);
  call.does(intent::ScheduleCallback{call.now + hours(2)});
  EXPECT_EQ(call.contact.control.asks_for, AsksFor::kNothing);
  call.sees(observation::HungUp{"caller"});
  EXPECT_EQ(call.last(2), "line_closed segment_ended");
  EXPECT_TRUE(call.contact.open());
  EXPECT_EQ(call.holder(), "");
  EXPECT_FALSE(owes_an_attempt(call)) << "nothing was dropped";
  call.pass(hours(2));
  call.tomas_does(intent::Take{});
  call.sees(observation::Connected{});
  call.tomas_does(intent::CallbackResult{Outcome::kReached});
  EXPECT_EQ(call.callback(), CallbackState::kEnded);
  EXPECT_EQ(call.line(), Line::kConnected);
}

TEST(DecideCallback, TheTimeAgreedIsNotBeforeNowAndMayBeAgreedAnew) {
  OfficeCall call;
  call.started().does(intent::ScheduleCallback{call.now - seconds(1)});
  EXPECT_EQ(why(call), "invalid");
  call.does(intent::ScheduleCallback{call.now + hours(2)});
  call.does(intent::ScheduleCallback{call.now + hours(3)});
  EXPECT_EQ(call.contact.callback()->due, call.now + hours(3));
  EXPECT_EQ(call.contact.record.kept().callbacks.size(), 1U);
}

TEST(DecideCallback, AttemptsFallWithinTheHoursAndAnAgreedTimeDoesToo) {
  OfficeCall call;
  call.now = *parse_iso("2026-03-03T19:50:00Z");
  call.dropped().does(intent::CallbackResult{Outcome::kNoAnswer});
  EXPECT_EQ(to_iso(call.contact.callback()->due), "2026-03-04T08:00:00.000Z");
  call.does(intent::ScheduleCallback{*parse_iso("2026-03-03T22:00:00Z")});
  ASSERT_EQ(why(call), "invalid");
  EXPECT_EQ(call.refused->sentence,
            "nobody is there to call back then; from 2026-03-04 08:00 UTC somebody is");
  call.does(intent::ScheduleCallback{*parse_iso("2026-03-04T09:00:00Z")});
  EXPECT_EQ(why(call), "nothing");
}

void choose(OfficeCall& call, const char* zone, const char* customer = "u_1") {
  call.does(intent::ChooseCustomer{{customer}, zone});
}
std::string due(const OfficeCall& call) {
  return to_iso(call.contact.callback()->due);
}

TEST(DecideCallback, AttemptsFallWithinTheCustomersHoursByTheirOwnClockToo) {
  OfficeCall call;  // 10:00 in London, 05:00 in New York
  call.started();
  choose(call, "America/New_York");
  call.sees(observation::Dropped{});
  EXPECT_EQ(due(call), "2026-03-03T13:00:00.000Z");
  call.now = *parse_iso("2026-03-03T19:30:00Z");
  call.does(intent::CallbackResult{Outcome::kNoAnswer});
  EXPECT_EQ(due(call), "2026-03-03T19:45:00.000Z");
  call.now = *parse_iso("2026-03-03T19:46:00Z");
  call.does(intent::CallbackResult{Outcome::kBusy});
  EXPECT_EQ(due(call), "2026-03-04T13:00:00.000Z") << "two hours later nobody of ours is there";
}

TEST(DecideCallback, WithoutAKnownZoneTheCustomersHoursAreThoseOfTheMap) {
  for (const char* zone : {"", "Middle/Earth"}) {
    OfficeCall call;
    call.map.callback.hours.reset();
    call.now = *parse_iso("2026-03-03T21:00:00Z");
    call.started();
    choose(call, zone);
    call.sees(observation::Dropped{});
    EXPECT_EQ(due(call), "2026-03-04T08:00:00.000Z") << zone;
  }
}

TEST(DecideCallback, WithoutHoursOfOursTheCustomersAloneCount) {
  OfficeCall call;
  call.map.callback.hours.reset();
  call.now = *parse_iso("2026-03-03T21:00:00Z");
  call.started();
  choose(call, "America/New_York");
  call.sees(observation::Dropped{});
  EXPECT_EQ(due(call), "2026-03-03T21:00:00.000Z");
}

TEST(DecideCallback, ATimeThatTheCustomerWishedForOutranksTheirHoursButWhatFollowsDoesNot) {
  OfficeCall call;
  call.started();
  choose(call, "America/New_York");
  call.does(intent::ScheduleCallback{*parse_iso("2026-03-03T11:00:00Z")});  // 06:00 there
  EXPECT_EQ(why(call), "nothing");
  EXPECT_EQ(due(call), "2026-03-03T11:00:00.000Z");
  call.does(intent::ScheduleCallback{*parse_iso("2026-03-03T21:00:00Z")});
  EXPECT_EQ(why(call), "invalid") << "nobody of ours is there";
  call.sees(observation::HungUp{"caller"});
  call.now = *parse_iso("2026-03-03T11:00:00Z");
  call.tomas_does(intent::Take{});
  call.tomas_does(intent::CallbackResult{Outcome::kNoAnswer});
  EXPECT_EQ(due(call), "2026-03-03T13:00:00.000Z");
}

TEST(DecideCallback, WhereNoTimeSuitsBothADropIsNotCalledBackAndSaysSo) {
  OfficeCall call;
  OpenHours& theirs = call.map.hours[at(*call.map.callback.customer_hours)];
  for (auto& day : theirs.days) day = {{9 * 60, 12 * 60}};  // in Auckland: our night
  call.started();
  choose(call, "Pacific/Auckland");
  call.sees(observation::Dropped{});
  EXPECT_EQ(call.last(3), "dropped callback_ended owed") << "a number is owed, no attempt";
  EXPECT_EQ(call.callback(), CallbackState::kSpent);
  EXPECT_EQ(call.contact.callback()->end, CallbackEnd::kNoTime);
  EXPECT_FALSE(owes_an_attempt(call));
  call.does(intent::ScheduleCallback{call.now + hours(1)});
  EXPECT_EQ(why(call), "nothing") << "a time can be agreed by other means";
}

TEST(DecideCallback, WhereNoTimeSuitsBothAnyMoreTheCallIsOver) {
  OfficeCall call;
  call.dropped().does(intent::Take{});
  OpenHours& theirs = call.map.hours[at(*call.map.callback.customer_hours)];
  for (auto& day : theirs.days) day = {{4 * 60, 5 * 60}};
  call.does(intent::CallbackResult{Outcome::kNoAnswer});
  EXPECT_EQ(call.last(4), "callback_tried callback_ended hung_up paid");
  EXPECT_EQ(call.contact.callback()->end, CallbackEnd::kNoTime);
  EXPECT_EQ(call.contact.control.phase, Phase::kAfterCall);
}

TEST(DecideCallback, TheCustomerWhoIsFoundAfterTheDropIsCalledByTheirOwnClock) {
  OfficeCall call;
  call.dropped();
  call.pass(minutes(5));
  choose(call, "America/New_York");
  EXPECT_EQ(call.last(2), "customer_chosen callback_due");
  EXPECT_EQ(due(call), "2026-03-03T13:00:00.000Z");
  EXPECT_EQ(call.contact.control.callback_attempt, 1);
  EXPECT_EQ(call.contact.record.kept().callbacks.size(), 1U);
  EXPECT_TRUE(owes_an_attempt(call));
  choose(call, "Europe/Dublin", "u_2");
  EXPECT_EQ(due(call), "2026-03-03T10:00:00.000Z") << "due since the drop";
  EXPECT_EQ(call.does(intent::ChooseCustomer{{"u_3"}, "Europe/Lisbon"}), 1U) << "nothing moves";
  call.pass(minutes(5));
  call.does(intent::CallbackResult{Outcome::kBusy});
  choose(call, "America/New_York");
  EXPECT_EQ(due(call), "2026-03-03T13:00:00.000Z");
  EXPECT_EQ(call.contact.control.callback_attempt, 2);
}

TEST(DecideCallback, TheCustomerWhoIsFoundMovesNoAgreedTimeAndNoAttemptUnderWay) {
  OfficeCall agreed;
  agreed.started().does(intent::ScheduleCallback{agreed.now + hours(1)});
  choose(agreed, "America/New_York");
  EXPECT_EQ(due(agreed), "2026-03-03T11:00:00.000Z");
  OfficeCall trying;
  trying.dropped().does(intent::Take{});
  choose(trying, "America/New_York");
  EXPECT_EQ(due(trying), "2026-03-03T10:00:00.000Z");
  EXPECT_EQ(trying.callback(), CallbackState::kTrying);
}

TEST(DecideCallback, TheCustomerWhoIsFoundMayBeOneWhomNoTimeSuits) {
  OfficeCall call;
  OpenHours& theirs = call.map.hours[at(*call.map.callback.customer_hours)];
  for (auto& day : theirs.days) day = {{9 * 60, 12 * 60}};
  call.dropped();
  choose(call, "Pacific/Auckland");
  EXPECT_EQ(call.last(3), "customer_chosen callback_ended paid");
  EXPECT_EQ(call.contact.callback()->end, CallbackEnd::kNoTime);
}

TEST(DecideCallback, NoneIsAgreedWhileOneIsBeingMadeOrOnceTheCallIsOver) {
  OfficeCall call;
  call.dropped().does(intent::Take{});
  call.does(intent::ScheduleCallback{call.now + hours(2)});
  EXPECT_EQ(why(call), "not-now");
  OfficeCall over;
  over.started().sees(observation::HungUp{"caller"});
  over.does(intent::ScheduleCallback{over.now + hours(2)});
  EXPECT_EQ(why(over), "not-now");
}

TEST(DecideCallback, WhoHangsUpDuringAnAttemptLeavesItToTheAgentToSayWhatItWas) {
  OfficeCall call;
  call.dropped().does(intent::Take{});
  call.sees(observation::Connected{});
  call.sees(observation::HungUp{"caller"});
  EXPECT_EQ(call.last(1), "line_closed");
  call.does(intent::CallbackResult{Outcome::kReached});
  EXPECT_EQ(call.last(4), "callback_tried callback_ended hung_up paid");
  EXPECT_EQ(call.contact.control.phase, Phase::kAfterCall);
}

TEST(DecideCallback, ALineLostAgainWhileTheyTalkCountsAsReachedAndIsDueAnew) {
  OfficeCall call;
  call.dropped().does(intent::Take{});
  call.sees(observation::Connected{});
  call.sees(observation::Dropped{});
  EXPECT_EQ(call.callback(), CallbackState::kDue);
  EXPECT_EQ(call.contact.control.callback_attempt, 1);
  EXPECT_EQ(call.contact.record.kept().callbacks.size(), 2U);
  EXPECT_TRUE(owes_an_attempt(call));
}

TEST(DecideCallback, ADropAfterATimeWasAgreedKeepsThatTime) {
  OfficeCall call;
  call.started().does(intent::ScheduleCallback{call.now + hours(2)});
  call.sees(observation::Dropped{});
  EXPECT_EQ(call.last(3), "dropped owed owed");
  EXPECT_EQ(call.contact.callback()->due, call.now + hours(2));
}

TEST(DecideCallback, ALateHangUpOfALineThatIsGoneSaysNothing) {
  OfficeCall call;
  call.dropped();
  EXPECT_EQ(call.sees(observation::HungUp{"caller"}), 0U);
  EXPECT_EQ(call.callback(), CallbackState::kDue);
}

TEST(DecideCallback, TakingItAwayIsOpenOnceAnAttemptWasMade) {
  OfficeCall call;
  call.dropped().does(intent::WithdrawCallback{});
  ASSERT_EQ(why(call), "rule");
  EXPECT_EQ(call.refused->rule, "callback_attempt");
  call.does(intent::CallbackResult{Outcome::kNoAnswer});
  call.does(intent::WithdrawCallback{});
  EXPECT_EQ(call.last(2), "callback_ended hung_up");
  OfficeCall agreed;
  agreed.started().does(intent::ScheduleCallback{agreed.now + hours(1)});
  agreed.does(intent::WithdrawCallback{});
  EXPECT_EQ(agreed.last(1), "callback_ended");
  EXPECT_EQ(agreed.line(), Line::kConnected) << "they are still on the line";
}

TEST(DecideCallback, ADutyOfAnotherKindDoesNotKeepIt) {
  OfficeCall call;
  call.started().sees(observation::Dropped{});
  call.does(intent::CallbackResult{Outcome::kNoAnswer});
  call.does(intent::WithdrawCallback{});
  EXPECT_EQ(why(call), "nothing") << "the number is still owed, and can still be written down";
  call.does(intent::Dispose{1, *call.map.disposition("open_")});
  call.does(intent::Finish{});
  ASSERT_EQ(why(call), "rule");
  EXPECT_EQ(call.refused->rule, "drop_told");
  call.fill("callback", "+442079460142");
  call.does(intent::Finish{});
  EXPECT_EQ(why(call), "nothing");
}

TEST(DecideCallback, TheCustomerWhoCallsInFirstNeedsNone) {
  OfficeCall call;
  call.dropped().does(intent::Release{});
  call.sees(observation::CalledIn{});
  EXPECT_EQ(call.last(3), "callback_ended hung_up paid");
  EXPECT_EQ(call.contact.callback()->end, CallbackEnd::kCalledIn);
  EXPECT_EQ(call.sees(observation::CalledIn{}), 0U);
  call.tomas_does(intent::Take{});
  EXPECT_EQ(call.contact.record.segments.back().how, SegmentHow::kResumed);
}

TEST(DecideCallback, AContactMergedIntoAnotherIsOverUnlessSomebodyIsAtIt) {
  OfficeCall call;
  call.dropped().does(intent::Release{});
  call.sees(observation::Linked{{"c_2"}, true});
  EXPECT_EQ(call.last(4), "linked callback_ended hung_up closed");
  EXPECT_FALSE(call.contact.open());
  EXPECT_EQ(call.sees(observation::Linked{{"c_2"}, true}), 0U);
  OfficeCall given_up;  // nobody had answered when the line was lost
  given_up.sees(
      observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "billing", "+4420", "en", ""});
  given_up.sees(observation::Connected{});
  given_up.sees(observation::Dropped{});
  given_up.sees(observation::Linked{{"c_2"}, true});
  EXPECT_EQ(given_up.last(4), "linked callback_ended hung_up closed") << "closed once";
  OfficeCall talking;
  talking.started().sees(observation::Linked{{"c_2"}, true});
  EXPECT_TRUE(talking.contact.open());
  OfficeCall tried;
  tried.dropped().does(intent::Take{});
  tried.sees(observation::Linked{{"c_2"}, true});
  EXPECT_FALSE(tried.contact.open()) << "whoever was calling back need not any more";
  EXPECT_EQ(tried.contact.callback()->end, CallbackEnd::kCalledIn);
  OfficeCall written_up;
  written_up.started().sees(observation::HungUp{"caller"});
  written_up.sees(observation::Linked{{"c_2"}, true});
  EXPECT_TRUE(written_up.contact.open()) << "its agent still works on it";
  OfficeCall linked;
  linked.dropped().sees(observation::Linked{{"c_2"}, false});
  EXPECT_EQ(linked.callback(), CallbackState::kDue);
  EXPECT_EQ(linked.contact.record.kept().links.at(0).contact.text, "c_2");
  EXPECT_EQ(linked.sees(observation::Linked{{"c_2"}, false}), 0U);
}

TEST(DecideCallback, EndingEarlyLetsGoOfIt) {
  OfficeCall call;
  call.dropped().does(intent::EndEarly{*call.map.ending("hung_up")});
  EXPECT_EQ(call.last(2), "callback_ended closed");
  EXPECT_FALSE(is_pending(call.callback()));
}

TEST(DecideCallback, OnlyAContactWithoutALineIsPutDown) {
  OfficeCall call;
  call.started().does(intent::Release{});
  EXPECT_EQ(why(call), "not-now");
  call.sees(observation::HungUp{"caller"});
  call.does(intent::Release{});
  EXPECT_EQ(call.refused->sentence, "the call is over: finish the work after it");
  OfficeCall none;
  none.map.callback = {};
  none.dropped().does(intent::Release{});
  EXPECT_EQ(none.refused->sentence, "no call back is due: schedule one, or end the call");
}

TEST(DecideCallback, WhoTriesAndPutsItDownOrLeavesLeavesItDue) {
  OfficeCall call;
  call.dropped().does(intent::Take{});
  call.does(intent::Release{});
  EXPECT_EQ(call.callback(), CallbackState::kDue);
  call.tomas_does(intent::Take{});
  call.sees(observation::Left{{"p_tomas"}});
  EXPECT_EQ(call.callback(), CallbackState::kDue);
  EXPECT_EQ(call.contact.record.segments.back().end, SegmentEnd::kLeft);
}

TEST(DecideCallback, ReachedLowersTheVerificationAsAReconnectDoes) {
  OfficeCall call;
  call.started().verified();
  call.sees(observation::Dropped{});
  call.does(intent::CallbackResult{Outcome::kReached});
  EXPECT_EQ(call.contact.control.level, Level::kNone);
}

}  // namespace
}  // namespace callmap
