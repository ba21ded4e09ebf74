#include <gtest/gtest.h>

#include <algorithm>

#include "engine/move.h"
#include "engine/test_office_call.h"

namespace callmap {
namespace {

TEST(DecideHandoff, IsOfferedOnceThePackageAndItsGatesAreThereAndMovesNobodyUntilItIsAccepted) {
  OfficeCall call;
  call.told().hand_over("billing");
  EXPECT_EQ(call.handoff(), HandoffState::kDrafted);
  EXPECT_EQ(call.does(intent::OfferHandoff{}), 1U);
  EXPECT_EQ(call.handoff(), HandoffState::kOffered);
  EXPECT_EQ(call.holder(), "p_mara");
  EXPECT_EQ(call.contact.handoff()->until, call.now + seconds(60));
}

TEST(DecideHandoff, AcceptingBeginsASegmentLowersTheVerificationAndLeavesWhatWasOpen) {
  OfficeCall call;
  call.told().verified();
  call.hand_over("billing");
  call.open("wrong_queue");
  call.does(intent::OfferHandoff{});
  call.tomas_does(intent::AcceptHandoff{});
  EXPECT_EQ(call.last(4), "handoff_accepted segment_began lowered procedure_left");
  EXPECT_EQ(call.holder(), "p_tomas");
  EXPECT_EQ(call.top(), "");
  EXPECT_EQ(call.contact.control.level, Level::kNone);
  EXPECT_EQ(call.stage(), "purpose") << "the receiver starts where the sender was";
  const SegmentEntry& segment = call.contact.record.segments.back();
  EXPECT_EQ(segment.how, SegmentHow::kHandoff);
  EXPECT_EQ(segment.team, call.map.team("billing"));
  EXPECT_EQ(call.contact.handoff()->answerer.text, "p_tomas");
}

TEST(DecideHandoff, AProcedureStaysOpenAtItsStepForWhoeverComesNextAndADecisionPointOnItDoesNot) {
  OfficeCall call;
  std::string text = office_map();
  const std::string key = "\nprocedures:\n";
  text.insert(text.find(key) + key.size(), R"(  lost:
    title: A lost parcel
    steps:
      label: { ask: Was the label right?, answers: { "yes": trace, "no": away } }
      trace: { tell: Trace it., then: away }
    ends: { away: back }
)");
  call.map = std::move(*load_map({{"map.yaml", text}}).map);
  call.told().open("lost");
  call.answer("lost", "label");
  call.hand_over("billing");
  call.open("wrong_queue");
  call.does(intent::OfferHandoff{});
  call.tomas_does(intent::AcceptHandoff{});
  EXPECT_EQ(call.top(), "lost.trace");
  const ProcedureIndex lost = *call.map.procedure("lost");
  call.tomas_does(intent::Answer{lost, *call.map.step(lost, "trace"), AnswerIndex{0}});
  EXPECT_EQ(why(call), "nothing");
  EXPECT_EQ(call.top(), "");
}

TEST(DecideHandoff, EveryItemOfThePackageIsThereOrSaidToBeNone) {
  OfficeCall call;
  call.started().fill("issue", "The parcel never came");
  call.tick("reference_given");
  call.tick("expectations_set");
  call.hand_over("billing");
  for (const char* field : {"reason", "key_details", "goal", "balance"}) {
    call.does(intent::OfferHandoff{});
    ASSERT_EQ(why(call), "rule") << field;
    EXPECT_EQ(call.refused->rule, std::string("handoff_package.") + field);
    call.none(field, "They did not say");
  }
  call.does(intent::OfferHandoff{});
  EXPECT_EQ(why(call), "nothing");
}

TEST(DecideHandoff, ReferenceAndExpectationsAreSaidFirst) {
  OfficeCall call;
  call.told().does(intent::Untick{*call.map.checkpoint("expectations_set")});
  call.hand_over("billing");
  call.does(intent::OfferHandoff{});
  ASSERT_EQ(why(call), "rule");
  EXPECT_EQ(call.refused->rule, "told_first");
  EXPECT_EQ(call.refused->because, "They must find their way back.");
  EXPECT_EQ(call.refused->missing.at(0).id, "expectations_set");
}

TEST(DecideHandoff, NothingIsOfferedToATeamThatIsClosed) {
  OfficeCall call;
  call.told().hand_over("billing");
  call.pass(hours(11));
  call.does(intent::OfferHandoff{});
  ASSERT_EQ(why(call), "not-now");
  EXPECT_EQ(call.refused->sentence, "Billing is closed now: call back, or promise an answer");
  call.hand_over("shipping");
  call.does(intent::OfferHandoff{});
  EXPECT_EQ(why(call), "nothing") << "they are always there";
}

TEST(DecideHandoff, TheStoryIsMadeOfTheMapsSentencesOfWhichAllIsKnown) {
  std::string text = office_map();
  const std::string key = "  story: story\n";
  text.insert(text.find(key) + key.size(),
              "  draft: [\"{issue}.\", \"They want: {goal}.\", \"By {timeframe}.\"]\n");
  TestCall call(text);
  call.started();
  call.does(intent::HandOver{*call.map.team("shipping"), HandoffKind::kWarm});
  EXPECT_EQ(call.value("story"), "") << "nothing is known but what stood there from the start";
  call.fill("issue", "The parcel never came.");
  call.does(intent::WithdrawHandoff{});
  call.does(intent::HandOver{*call.map.team("shipping"), HandoffKind::kWarm});
  EXPECT_EQ(call.value("story"), "The parcel never came.") << "no time is known";
  call.does(intent::WithdrawHandoff{});
  call.fill("goal", "have it sent again");
  call.does(intent::HandOver{*call.map.team("shipping"), HandoffKind::kWarm});
  EXPECT_EQ(call.value("story"), "The parcel never came. They want: have it sent again.");
}

TEST(DecideHandoff, TheStoryWritesItselfAndChangesWithWhatIsKnownUntilSomebodyWritesIt) {
  OfficeCall call;
  call.told().does(intent::Clear{*call.map.field("goal")});
  call.hand_over("shipping");
  EXPECT_EQ(call.value("story"),
            "The parcel never came. Reason: Order on its way; Key facts: Sent on Friday.");
  call.fill("goal", "Have it sent again");
  call.does(intent::OfferHandoff{});
  EXPECT_EQ(
      call.value("story"),
      "The parcel never came. Reason: Order on its way; Key facts: Sent on Friday; Goal: Have "
      "it sent again.");
  call.does(intent::WithdrawHandoff{});
  call.fill("story", "They wait for a parcel.");
  call.fill("urgency", "high");
  call.hand_over("billing");
  EXPECT_EQ(call.value("story"), "They wait for a parcel.");
}

TEST(DecideHandoff, NothingOfTheAccountGetsIntoTheStory) {
  OfficeCall call;
  call.told().verified();
  call.fill("balance", "84.20");
  call.hand_over("billing");
  EXPECT_EQ(call.value("story").find("84.20"), std::string::npos) << call.value("story");
}

TEST(DecideHandoff, AQuestionIsAskedWhileItIsOfferedAndChangesNothingElse) {
  OfficeCall call;
  call.offered();
  EXPECT_EQ(call.tomas_does(intent::AskHandoff{PackageIndex{1}, "Which parcel?"}), 1U);
  EXPECT_EQ(call.handoff(), HandoffState::kOffered);
  ASSERT_EQ(call.contact.handoff()->asked.size(), 1U);
  EXPECT_EQ(call.contact.handoff()->asked[0].question, "Which parcel?");
  call.tomas_does(intent::AskHandoff{PackageIndex{1}, " "});
  EXPECT_EQ(why(call), "invalid");
  for (std::size_t i = 1; i < kQuestionsMax; ++i) {
    call.tomas_does(intent::AskHandoff{PackageIndex{1}, "And?"});
  }
  EXPECT_EQ(why(call), "nothing");
  call.tomas_does(intent::AskHandoff{PackageIndex{1}, "And?"});
  EXPECT_EQ(why(call), "limit");
}

TEST(DecideHandoff, ReturnedWithItsReasonTheSenderKeepsTheContactAndMayOfferItElsewhere) {
  OfficeCall call;
  call.offered();
  call.tomas_does(intent::ReturnHandoff{""});
  EXPECT_EQ(why(call), "invalid");
  call.tomas_does(intent::ReturnHandoff{"It is about a parcel"});
  EXPECT_EQ(call.handoff(), HandoffState::kReturned);
  EXPECT_EQ(call.holder(), "p_mara");
  EXPECT_EQ(call.contact.handoff()->why, "It is about a parcel");
  call.hand_over("shipping");
  EXPECT_EQ(call.handoff(), HandoffState::kDrafted);
  EXPECT_EQ(call.contact.record.kept().handoffs.size(), 2U);
}

TEST(DecideHandoff, NotAcceptedInTimeItStaysWithTheSenderAndWhoComesLateIsTold) {
  OfficeCall call;
  call.offered();
  call.pass(seconds(60));
  call.tomas_does(intent::AcceptHandoff{});
  EXPECT_EQ(why(call), "not-now");
  EXPECT_EQ(call.refused->sentence, "nobody accepted this handoff in time");
  EXPECT_EQ(call.handoff(), HandoffState::kOffered) << "a refusal alone writes nothing";
  call.sees(observation::TimePassed{});
  EXPECT_EQ(call.last(1), "handoff_withdrawn");
  EXPECT_EQ(call.handoff(), HandoffState::kExpired);
  EXPECT_EQ(call.holder(), "p_mara");
}

TEST(DecideHandoff, TheCustomerWhoHangsUpEndsTheOfferAndTheSenderKeepsTheWorkAfterTheCall) {
  OfficeCall call;
  call.offered().sees(observation::HungUp{"caller"});
  EXPECT_EQ(call.last(2), "handoff_withdrawn hung_up");
  EXPECT_EQ(call.holder(), "p_mara");
  call.tomas_does(intent::AcceptHandoff{});
  EXPECT_EQ(call.refused->sentence, "the customer hung up before this handoff was accepted");
}

TEST(DecideHandoff, IsNotAcceptedOnceSomethingOfItsPackageWasTakenBack) {
  OfficeCall call;
  call.told().hand_over("shipping");
  call.does(intent::OfferHandoff{});
  call.does(intent::Clear{*call.map.field("goal")});
  call.tomas_does(intent::AcceptHandoff{});
  EXPECT_EQ(why(call), "rule");
  call.fill("goal", "Have it today");
  call.tomas_does(intent::AcceptHandoff{});
  EXPECT_EQ(why(call), "nothing");
}

TEST(DecideHandoff, OfTwoWhoAcceptTheSecondIsToldThatItIsTaken) {
  OfficeCall call;
  call.offered().tomas_does(intent::AcceptHandoff{});
  call.lead_does(intent::AcceptHandoff{});
  EXPECT_EQ(why(call), "not-now");
  EXPECT_EQ(call.refused->sentence, "this handoff was accepted already");
  EXPECT_EQ(call.holder(), "p_tomas");
}

TEST(DecideHandoff, TheSenderTakesItBackAndCannotAcceptIt) {
  OfficeCall call;
  call.offered().does(intent::AcceptHandoff{});
  EXPECT_EQ(why(call), "not-now");
  call.does(intent::WithdrawHandoff{});
  EXPECT_EQ(call.handoff(), HandoffState::kWithdrawn);
  call.tomas_does(intent::ReturnHandoff{"No"});
  EXPECT_EQ(call.refused->sentence, "the sender took this handoff back");
  call.tomas_does(intent::AskHandoff{PackageIndex{1}, "Who?"});
  EXPECT_EQ(why(call), "not-now");
  call.does(intent::WithdrawHandoff{});
  EXPECT_EQ(why(call), "not-now");
}

TEST(DecideHandoff, WhatIsOfferedIsTakenBackBeforeItIsDraftedAnew) {
  OfficeCall call;
  call.offered().hand_over("shipping");
  EXPECT_EQ(why(call), "not-now");
  call.does(intent::OfferHandoff{});
  EXPECT_EQ(why(call), "not-now");
}

TEST(DecideHandoff, ADraftChangesItsTeamAndStaysOneDraft) {
  OfficeCall call;
  call.told().hand_over("billing");
  EXPECT_EQ(call.hand_over("billing"), 0U);
  EXPECT_EQ(call.hand_over("shipping"), 1U);
  EXPECT_EQ(call.contact.record.kept().handoffs.size(), 1U);
  EXPECT_EQ(call.contact.control.handoff_team, *call.map.team("shipping"));
}

TEST(DecideHandoff, PuttingThroughUnannouncedIsOnlyForTeamsThatTakeIt) {
  OfficeCall call;
  call.told().hand_over("billing", HandoffKind::kBlind);
  EXPECT_EQ(why(call), "not-offered");
  call.hand_over("shipping", HandoffKind::kBlind);
  call.does(intent::OfferHandoff{});
  EXPECT_EQ(call.last(3), "handoff_accepted segment_ended queued");
  EXPECT_EQ(call.holder(), "");
  EXPECT_TRUE(call.contact.control.waiting);
  call.sees(observation::Offered{{"p_tomas"}});
  EXPECT_EQ(call.contact.record.segments.back().how, SegmentHow::kHandoff);
  EXPECT_EQ(call.contact.record.segments.back().team, call.map.team("shipping"));
  EXPECT_FALSE(call.contact.control.waiting);
}

TEST(DecideHandoff, OutsideIsToldByPhoneAndAcceptedByAName) {
  OfficeCall call;
  call.told().hand_over("carrier");
  EXPECT_EQ(why(call), "invalid") << "they are not on this system";
  call.hand_over("billing", HandoffKind::kOutside);
  EXPECT_EQ(why(call), "invalid");
  call.does(intent::HandedOutside{"Jo"});
  EXPECT_EQ(why(call), "not-now") << "nothing is drafted";
  call.hand_over("carrier", HandoffKind::kOutside);
  call.does(intent::OfferHandoff{});
  EXPECT_EQ(why(call), "not-now") << "there is nobody to offer it to";
  call.does(intent::HandedOutside{" "});
  EXPECT_EQ(why(call), "invalid");
  call.does(intent::HandedOutside{"Jo at the depot"});
  EXPECT_EQ(call.last(2), "handoff_accepted hung_up");
  EXPECT_EQ(call.contact.handoff()->accepted_by, "Jo at the depot");
  EXPECT_EQ(call.holder(), "p_mara") << "the notes are still theirs to finish";
  call.does(intent::Dispose{1, *call.map.disposition("handed_over")});
  EXPECT_EQ(why(call), "nothing");
}

TEST(DecideHandoff, OutsideHasTheSameGates) {
  OfficeCall call;
  call.started();
  call.hand_over("carrier", HandoffKind::kOutside);
  call.does(intent::HandedOutside{"Jo"});
  EXPECT_EQ(why(call), "rule");
  call.hand_over("billing");
  call.does(intent::HandedOutside{"Jo"});
  EXPECT_EQ(why(call), "not-now") << "they are on this system";
}

TEST(DecideHandoff, NobodyIsHandedOverWhoIsNotOnTheLine) {
  OfficeCall call;
  call.sees(observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "", "", "en", ""});
  call.sees(observation::Offered{{"p_mara"}});
  call.hand_over("billing");
  EXPECT_EQ(why(call), "not-now");
  OfficeCall lost;
  lost.told().hand_over("billing");
  lost.sees(observation::Dropped{});
  lost.does(intent::OfferHandoff{});
  EXPECT_EQ(why(lost), "not-now");
  lost.does(intent::HandedOutside{"Jo"});
  EXPECT_EQ(why(lost), "not-now");
  OfficeCall over;
  over.told().sees(observation::HungUp{"caller"});
  over.hand_over("billing");
  EXPECT_EQ(why(over), "not-now");
}

TEST(DecideHandoff, WhatIsOwedBeforeLeavingIsOwedBeforeHandingOver) {
  OfficeCall call;
  call.told().does(intent::StartAction{*call.map.action("ask_goodbye")});
  call.hand_over("billing");
  call.does(intent::OfferHandoff{});
  ASSERT_EQ(why(call), "rule");
  EXPECT_EQ(call.refused->rule, "goodbye_said");
  call.fill("goodbye", "Until Monday");
  call.does(intent::OfferHandoff{});
  EXPECT_EQ(why(call), "nothing");
}

TEST(DecideHandoff, AnEmergencyLiftsTheGatesOnMovingOnAndHandingOverAndNotTheFence) {
  OfficeCall call;
  call.started().go("resolution");
  EXPECT_EQ(why(call), "gate");
  call.does(intent::StartAction{*call.map.action("ask_goodbye")});
  call.open("danger");
  call.answer("danger", "help");
  EXPECT_EQ(call.handoff(), HandoffState::kDrafted) << "the end hands over";
  call.go("resolution");
  EXPECT_EQ(why(call), "nothing");
  call.does(intent::StartAction{*call.map.action("read_balance")});
  EXPECT_EQ(why(call), "not-verified");
  call.does(intent::OfferHandoff{});
  EXPECT_EQ(why(call), "nothing");
  EXPECT_EQ(call.handoff(), HandoffState::kOffered);
}

TEST(DecideHandoff, AnEmergencyAsksATeamThatIsClosed) {
  OfficeCall call;
  call.started().open("danger");
  call.answer("danger", "help");
  call.hand_over("billing");
  call.pass(hours(11));
  call.does(intent::OfferHandoff{});
  EXPECT_EQ(why(call), "nothing");
}

TEST(DecideHandoff, NothingIsOfferedBeforeItIsDrafted) {
  OfficeCall call;
  call.told().does(intent::OfferHandoff{});
  ASSERT_EQ(why(call), "not-now");
  EXPECT_EQ(call.refused->sentence, "no handoff is drafted: choose the team first");
}

TEST(DecideHandoff, ARuleMayOweSomethingAfterEveryKindOfHandingOver) {
  for (const auto& [team, how] :
       std::vector<std::pair<const char*, HandoffKind>>{{"billing", HandoffKind::kWarm},
                                                        {"shipping", HandoffKind::kBlind},
                                                        {"carrier", HandoffKind::kOutside}}) {
    OfficeCall call(
        "  - { id: told_lead, after: hand_over, owes: [timeframe], before: closing }\n");
    call.told().hand_over(team, how);
    if (how == HandoffKind::kOutside) {
      call.does(intent::HandedOutside{"Jo"});
    } else {
      call.does(intent::OfferHandoff{});
    }
    const auto rule = std::ranges::find(call.map.rules, "told_lead", &Rule::id);
    ASSERT_NE(rule, call.map.rules.end());
    EXPECT_EQ(owed(call.contact.control, *rule), Owed::kOwed) << team;
    if (how == HandoffKind::kWarm) call.tomas_does(intent::AcceptHandoff{});
    const auto owings = std::ranges::count_if(call.events, [](const Event& event) {
      return std::holds_alternative<event::Owed>(event.body);
    });
    EXPECT_EQ(owings, 1) << "once, and not again when it is accepted";
  }
}

TEST(DecideHandoff, NoneIsSaidOnlyOfWhatTravelsAndIsEmptyAndIsTakenBackByWriting) {
  OfficeCall call;
  call.started();
  call.none("callback", "None");
  EXPECT_EQ(why(call), "not-offered");
  call.does(intent::NoneBecause{*call.map.field("goal"), ""});
  EXPECT_EQ(why(call), "invalid");
  EXPECT_EQ(call.does(intent::NoneBecause{*call.map.field("goal"), "They just complain"}), 1U);
  EXPECT_EQ(call.does(intent::NoneBecause{*call.map.field("goal"), "They just complain"}), 0U);
  ASSERT_NE(call.contact.none(*call.map.field("goal")), nullptr);
  const SignalBit bit = call.map.handoff.package[5].none;
  EXPECT_TRUE(call.contact.control.request().bits.test(bit.bit));
  call.fill("goal", "An apology");
  EXPECT_EQ(call.contact.none(*call.map.field("goal")), nullptr);
  EXPECT_FALSE(call.contact.control.request().bits.test(bit.bit));
  call.does(intent::NoneBecause{*call.map.field("goal"), "None"});
  EXPECT_EQ(why(call), "not-now") << "it is written down";
  call.does(intent::Clear{*call.map.field("goal")});
  call.does(intent::NoneBecause{*call.map.field("goal"), "None"});
  EXPECT_EQ(why(call), "nothing");
  EXPECT_EQ(call.does(intent::Clear{*call.map.field("goal")}), 1U);
  EXPECT_FALSE(call.contact.control.request().bits.test(bit.bit));
}

TEST(DecideHandoff, AProcedureDraftsItToTheTeamThatItsEndNames) {
  OfficeCall call;
  call.told().open("wrong_queue");
  call.answer("wrong_queue", "confirm", 2);
  EXPECT_EQ(call.handoff(), HandoffState::kDrafted);
  EXPECT_EQ(call.contact.control.handoff_team, *call.map.team("shipping"));
  EXPECT_EQ(call.contact.control.asks_for, AsksFor::kNothing);
}

TEST(DecideHandoff, AProcedureAsksForTheTeamUnlessItIsWrittenDown) {
  OfficeCall call;
  call.told().open("wrong_queue");
  call.answer("wrong_queue", "confirm", 1);
  EXPECT_EQ(call.handoff(), HandoffState::kNone);
  EXPECT_EQ(call.contact.control.asks_for, AsksFor::kHandOver);
  call.hand_over("billing");
  EXPECT_EQ(call.contact.control.asks_for, AsksFor::kNothing);
  OfficeCall known;
  known.told().fill("right_team", "carrier");
  known.open("wrong_queue");
  known.answer("wrong_queue", "confirm", 1);
  EXPECT_EQ(known.handoff(), HandoffState::kDrafted);
  EXPECT_EQ(known.contact.control.handoff_kind, HandoffKind::kOutside);
}

TEST(DecideHandoff, EndingEarlyLetsGoOfWhatWasOffered) {
  OfficeCall call;
  call.offered().does(intent::EndEarly{*call.map.ending("hung_up")});
  EXPECT_EQ(call.last(2), "handoff_withdrawn closed");
  call.tomas_does(intent::AcceptHandoff{});
  EXPECT_EQ(why(call), "closed");
}

TEST(DecideHandoff, ThereIsAMostOfHandoffsOfOneContact) {
  OfficeCall call;
  call.told();
  for (std::size_t i = 0; i < kHandoffsMax; ++i) {
    call.hand_over("billing");
    ASSERT_EQ(why(call), "nothing") << i;
    call.does(intent::WithdrawHandoff{});
  }
  call.hand_over("billing");
  EXPECT_EQ(why(call), "limit");
}

// A part that ends owes the reference and what comes next, however it ends.
constexpr const char* kPartTold =
    "  - { id: part_told, after: segment, owes: [reference_given, expectations_set], "
    "before: closing }\n";

bool owes_the_telling(const OfficeCall& call) {
  const Rule& rule = *std::ranges::find(call.map.rules, "part_told", &Rule::id);
  return owed(call.contact.control, rule) != Owed::kNone;
}

TEST(DecideHandoff, APartThatEndsUntoldIsOwedByWhoeverComesNext) {
  OfficeCall taken(kPartTold);
  taken.started();
  EXPECT_FALSE(owes_the_telling(taken)) << "nobody held it before";
  taken.lead_does(intent::TakeOver{});
  EXPECT_TRUE(owes_the_telling(taken));
  taken.lead_does(intent::Tick{*taken.map.checkpoint("reference_given")});
  EXPECT_TRUE(owes_the_telling(taken));
  taken.lead_does(intent::Tick{*taken.map.checkpoint("expectations_set")});
  EXPECT_EQ(taken.last(1), "paid");

  OfficeCall gone(kPartTold);
  gone.started().sees(observation::Left{{"p_mara"}});
  EXPECT_TRUE(owes_the_telling(gone));

  OfficeCall put_down(kPartTold);
  put_down.dropped().does(intent::Release{});
  EXPECT_TRUE(owes_the_telling(put_down));
  put_down.tomas_does(intent::Take{});
  EXPECT_TRUE(owes_the_telling(put_down)) << "the next one owes it still";
}

TEST(DecideHandoff, APartThatWasToldOwesNothing) {
  OfficeCall call(kPartTold);
  call.offered();
  call.tomas_does(intent::AcceptHandoff{});
  EXPECT_FALSE(owes_the_telling(call)) << "it was said before it was offered";
  OfficeCall over(kPartTold);
  over.started().does(intent::EndEarly{*over.map.ending("hung_up")});
  EXPECT_FALSE(owes_the_telling(over)) << "a contact that is over owes nothing";
}

TEST(DecideHandoff, WhatIsSaidAnewInEachPartCountsForThePartThatEnds) {
  std::string text = office_map_with(kPartTold);
  const std::string from = "prompt: Say what comes next }";
  const auto place = text.find(from);
  ASSERT_NE(place, std::string::npos);
  text.replace(place, from.size(), "prompt: Say what comes next, scope: segment }");
  TestCall call(text);
  call.now = *parse_iso("2026-03-03T10:00:00Z");
  call.started().does(intent::Tick{*call.map.checkpoint("expectations_set")});
  call.does(intent::Tick{*call.map.checkpoint("reference_given")});
  call.send({call.now, OfficeCall::lead(), intent::TakeOver{}});
  EXPECT_FALSE(call.ticked("expectations_set"));
  const Rule& rule = *std::ranges::find(call.map.rules, "part_told", &Rule::id);
  EXPECT_EQ(owed(call.contact.control, rule), Owed::kNone);
}

TEST(DecideHandoff, TheStandardMapLetsNobodyBeHandedOnUntold) {
  const CallMap map = shipped_map("standard");
  const auto rule = std::ranges::find(map.rules, "told_before_handoff", &Rule::id);
  ASSERT_NE(rule, map.rules.end());
  EXPECT_EQ(rule->trigger, (Trigger{Trigger::Kind::kHandOver, 0}));
  EXPECT_EQ(rule->strength, Strength::kGate);
}

}  // namespace
}  // namespace callmap
