#include "engine/decide.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/guide.h"
#include "engine/move.h"
#include "engine/test_call.h"

namespace callmap {
namespace {

using Reason = RefusalReason;

TEST(Decide, PreparationCompletesItselfWhenTheCallIsOffered) {
  TestCall call;
  call.sees(observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "", "", "en", ""});
  EXPECT_EQ(call.stage(), "preparation");
  call.sees(observation::Offered{{"p_mara"}});
  EXPECT_EQ(call.stage(), "purpose");
  EXPECT_EQ(call.contact.holder().text, "p_mara");
}

TEST(Decide, AGateNamesEverythingThatIsMissingAndWhereItIsDone) {
  TestCall call;
  call.started().fill("issue", "Bill has doubled");
  call.go("verification");
  ASSERT_EQ(why(call), "gate");
  EXPECT_EQ(call.refused->because, "You can only solve what you agreed on.");
  ASSERT_EQ(call.refused->missing.size(), 2u);
  EXPECT_EQ(call.refused->missing[0].id, "goal");
  EXPECT_EQ(call.refused->missing[0].stage, "purpose");
  EXPECT_EQ(call.refused->missing[1].id, "agreed");
  EXPECT_EQ(call.stage(), "purpose");
  call.purpose_agreed().go("verification");
  EXPECT_EQ(why(call), "nothing");
  EXPECT_EQ(call.stage(), "verification");
}

TEST(Decide, JumpingOverAStageMeetsTheGatesOfEveryStageOnTheWay) {
  TestCall call;
  call.started().purpose_agreed();
  call.go("wrap_up");
  ASSERT_EQ(why(call), "gate");
  EXPECT_EQ(call.refused->missing[0].kind, Missing::Kind::kVerification);
  EXPECT_EQ(call.stage(), "purpose");
}

TEST(Decide, GoingBackIsAlwaysOpen) {
  TestCall call;
  call.started().purpose_agreed().go("verification");
  call.does(intent::Untick{*call.map.checkpoint("agreed")});
  call.go("purpose");
  EXPECT_EQ(call.stage(), "purpose");
  call.go("preparation");
  EXPECT_EQ(call.stage(), "preparation");
}

TEST(Decide, SayingAPhraseTicksWhatItCovers) {
  TestCall call;
  call.started().does(intent::Say{*call.map.phrase("ask")});
  EXPECT_TRUE(call.ticked("asked"));
  EXPECT_EQ(call.contact.record.ticks[0].origin, Origin::kSaid);
}

TEST(Decide, ATickIsTakenBackAndItsRuleAppliesAgain) {
  TestCall call;
  call.started().purpose_agreed();
  call.does(intent::Untick{*call.map.checkpoint("agreed")});
  EXPECT_FALSE(call.ticked("agreed"));
  call.go("verification");
  EXPECT_EQ(why(call), "gate");
}

TEST(Decide, AGateCannotBeTickedByHand) {
  TestCall call;
  call.started().does(intent::Tick{*call.map.checkpoint("purpose_agreed")});
  EXPECT_EQ(why(call), "not-by-hand");
  call.does(intent::Untick{*call.map.checkpoint("purpose_agreed")});
  EXPECT_EQ(why(call), "not-by-hand");
}

TEST(Decide, TheSameTickTwiceIsOneEvent) {
  TestCall call;
  call.started();
  EXPECT_EQ(call.does(intent::Tick{*call.map.checkpoint("asked")}), 1u);
  EXPECT_EQ(call.does(intent::Tick{*call.map.checkpoint("asked")}), 0u);
}

TEST(Decide, AFieldTakesOnlyWhatFitsItsType) {
  TestCall call;
  call.started();
  for (const auto& [field, bad] :
       std::vector<std::pair<const char*, const char*>>{{"callback", "call me"},
                                                        {"balance", "84,20"},
                                                        {"confirmed", "maybe"},
                                                        {"confirmed", "yes_,no_"},
                                                        {"moved_on", "2026-02-30"},
                                                        {"moved_on", "1 March"}}) {
    call.fill(field, bad);
    EXPECT_EQ(why(call), "invalid") << field << " " << bad;
    EXPECT_EQ(call.value(field), "");
  }
  for (const auto& [field, good, stored] :
       std::vector<std::tuple<const char*, const char*, const char*>>{
           {"callback", "+44 20 7946-0142", "+442079460142"},
           {"balance", "1,084.20", "1084.20"},
           {"confirmed", "unsure", "unsure"},
           {"moved_on", "2028-02-29", "2028-02-29"},
           {"goal", "  Know why ", "Know why"}}) {
    call.fill(field, good);
    EXPECT_EQ(why(call), "nothing") << field;
    EXPECT_EQ(call.value(field), stored);
  }
}

TEST(Decide, AnEmptyValueClearsTheField) {
  TestCall call;
  call.started().fill("issue", "Bill has doubled");
  call.fill("issue", "   ");
  EXPECT_EQ(call.value("issue"), "");
  EXPECT_FALSE(holds(call.map.checkpoints[at(*call.map.checkpoint("notes_complete"))].met_by,
                     call.contact.control));
}

TEST(Decide, ARuleOfTheAuthorsGuardsItsAction) {
  TestCall call;
  call.started().verified().does(intent::StartAction{*call.map.action("refund")});
  ASSERT_EQ(why(call), "rule");
  EXPECT_EQ(call.refused->rule, "refund_approved");
  call.does(intent::StartAction{*call.map.action("ask_lead")});
  call.does(intent::StartAction{*call.map.action("refund")});
  EXPECT_EQ(why(call), "nothing");
}

TEST(Decide, NeverWhileAndAtMostAreKept) {
  TestCall call;
  call.started().sees(observation::Held{});
  call.does(intent::StartAction{*call.map.action("reset")});
  EXPECT_EQ(why(call), "rule");
  call.sees(observation::Unheld{});
  call.does(intent::StartAction{*call.map.action("reset")});
  EXPECT_EQ(why(call), "nothing");
  call.does(intent::StartAction{*call.map.action("reset")});
  EXPECT_EQ(why(call), "rule") << "at most one";
}

TEST(Decide, ADutyIsOwedPaidAndWhenItsTimeIsUpOverdue) {
  TestCall call;
  call.started().does(intent::StartAction{*call.map.action("promise")});
  const Rule& number = call.map.rules[at(RuleIndex{0})];
  (void)number;
  std::size_t owing = 0;
  for (const Rule& rule : call.map.rules) owing += owed(call.contact.control, rule) == Owed::kOwed;
  EXPECT_EQ(owing, 2u);
  call.fill("callback", "+442079460142");
  owing = 0;
  for (const Rule& rule : call.map.rules) owing += owed(call.contact.control, rule) == Owed::kOwed;
  EXPECT_EQ(owing, 1u);
  call.pass(hours(2));
  call.sees(observation::TimePassed{});
  std::size_t late = 0;
  for (const Rule& rule : call.map.rules)
    late += owed(call.contact.control, rule) == Owed::kOverdue;
  EXPECT_EQ(late, 1u);
}

TEST(Decide, FinishingWaitsForWhatIsOwedBeforeClosing) {
  TestCall call;
  call.started().purpose_agreed().does(intent::StartAction{*call.map.action("promise")});
  call.sees(observation::HungUp{"caller"});
  call.does(intent::Dispose{1, *call.map.disposition("open_")});
  call.does(intent::Finish{});
  EXPECT_EQ(why(call), "rule");
  ASSERT_EQ(call.refused->missing.size(), 1u);
  EXPECT_EQ(call.refused->missing[0].id, "callback");
  call.fill("callback", "+442079460142");
  call.does(intent::Finish{});
  EXPECT_EQ(why(call), "nothing");
  EXPECT_FALSE(call.contact.open());
}

TEST(Decide, ResolvedNeedsAConfirmedTestAndUnsureIsNotYes) {
  TestCall call;
  call.started().purpose_agreed().sees(observation::HungUp{"caller"});
  const intent::Dispose resolved{1, *call.map.disposition("resolved")};
  call.does(resolved);
  EXPECT_EQ(why(call), "gate");
  call.fill("confirmed", "unsure");
  call.does(resolved);
  EXPECT_EQ(why(call), "gate");
  call.fill("confirmed", "yes_");
  call.does(resolved);
  EXPECT_EQ(why(call), "nothing");
}

TEST(Decide, ResolvedDoesNotStandOnceWhatItAskedForIsTakenBack) {
  TestCall call;
  call.started().purpose_agreed().fill("confirmed", "yes_");
  call.sees(observation::HungUp{"caller"});
  call.does(intent::Dispose{1, *call.map.disposition("resolved")});
  EXPECT_TRUE(guide(call.map, call.contact, call.now).out.open);
  call.does(intent::Clear{*call.map.field("confirmed")});
  EXPECT_FALSE(guide(call.map, call.contact, call.now).out.open);
  call.does(intent::Finish{});
  EXPECT_EQ(why(call), "gate");
  EXPECT_EQ(call.refused->subject, "resolved");
  call.fill("confirmed", "yes_");
  call.does(intent::Clear{*call.map.field("issue")});
  call.does(intent::Finish{});
  EXPECT_EQ(why(call), "gate");
  EXPECT_EQ(call.refused->missing.at(0).id, "issue");
  call.fill("issue", "Bill has doubled");
  call.does(intent::Finish{});
  EXPECT_EQ(why(call), "nothing");
  EXPECT_FALSE(call.contact.open());
}

// Who is on the line may have changed since, and a check does not last for ever.
TEST(Decide, AnOutcomeStandsWhenTheCheckItAskedForHasLapsedSince) {
  std::string text = small_map();
  const std::string rules = "rules:\n";
  text.insert(text.find(rules) + rules.size(),
              "  - { id: resolved_verified, do: resolve, needs: verified account }\n");
  TestCall call(text);
  call.started().purpose_agreed().fill("confirmed", "yes_");
  const intent::Dispose resolved{1, *call.map.disposition("resolved")};
  call.does(resolved);
  EXPECT_EQ(why(call), "rule");
  call.verified().does(resolved);
  EXPECT_EQ(why(call), "nothing");
  call.sees(observation::Dropped{});
  call.sees(observation::Connected{});
  EXPECT_EQ(call.contact.control.level, Level::kNone);
  call.sees(observation::HungUp{"caller"});
  call.does(intent::Finish{});
  EXPECT_EQ(why(call), "nothing");
}

TEST(Decide, NotesComeBeforeTheDisposition) {
  TestCall call;
  call.started().sees(observation::HungUp{"caller"});
  call.does(intent::Dispose{1, *call.map.disposition("open_")});
  EXPECT_EQ(why(call), "gate");
  call.does(intent::Finish{});
  EXPECT_EQ(why(call), "not-now");
  EXPECT_EQ(call.refused->missing[0].kind, Missing::Kind::kRequest);
}

TEST(Decide, EndingEarlyIsPossibleAtEveryMomentAndSaysWhatWasUnmet) {
  TestCall call;
  call.sees(observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "", "", "en", ""});
  call.does(intent::EndEarly{*call.map.ending("silent")});
  EXPECT_EQ(why(call), "nothing");
  EXPECT_TRUE(call.contact.record.closed->early);
  EXPECT_FALSE(call.contact.record.closed->unmet.empty());
  call.does(intent::Tick{*call.map.checkpoint("asked")});
  EXPECT_EQ(why(call), "closed");
}

TEST(Decide, AFinishedCallIsNotFinishedWhileTheLineIsOpen) {
  TestCall call;
  call.started().does(intent::Finish{});
  EXPECT_EQ(why(call), "not-now");
}

TEST(Decide, AfterTheCallTheStageStaysAndNoProcedureOpens) {
  TestCall call;
  call.started().open("wrong_queue");
  call.sees(observation::HungUp{"caller"});
  EXPECT_EQ(call.top(), "");
  call.go("preparation");
  EXPECT_EQ(why(call), "not-now");
  call.open("wrong_queue");
  EXPECT_EQ(why(call), "not-now");
}

TEST(Decide, ARequestOpensAtAnyTimeWithItsOwnFieldsAndGates) {
  TestCall call;
  call.started().purpose_agreed().go("verification");
  call.does(intent::OpenRequest{});
  EXPECT_EQ(call.stage(), "purpose");
  EXPECT_EQ(call.value("issue"), "");
  call.go("verification");
  EXPECT_EQ(why(call), "gate");
  call.does(intent::SwitchRequest{1});
  EXPECT_EQ(call.value("issue"), "Bill has doubled");
  call.does(intent::SwitchRequest{9});
  EXPECT_EQ(why(call), "unknown");
}

TEST(Decide, AnEndingIsChosenOnlyWhereItIsOffered) {
  TestCall call(R"(
callmap: 1
id: small
title: Small
facts: { warned: Warned }
stages: { talk: { title: Talk, actions: [warn] } }
actions: { warn: { text: Warn them, sets: [warned] } }
rules: [{ id: told, after: warn, owes: warned, before: closing, lead: true }]
endings: { left: Left, abusive: { title: Abusive, when: warned } }
)");
  call.started().does(intent::EndEarly{*call.map.ending("abusive")});
  EXPECT_EQ(why(call), "not-offered");
  EXPECT_TRUE(call.contact.open());
  EXPECT_EQ(guide(call.map, call.contact, call.now).endings.size(), 1U);
  call.does(intent::StartAction{*call.map.action("warn")});
  EXPECT_EQ(guide(call.map, call.contact, call.now).endings.size(), 2U);
  call.does(intent::EndEarly{*call.map.ending("abusive")});
  EXPECT_EQ(why(call), "nothing");
}

TEST(Decide, FourRequestsAreOpenAtOnceAtMost) {
  TestCall call;
  call.started();
  for (int i = 0; i < 3; ++i) call.does(intent::OpenRequest{});
  EXPECT_EQ(why(call), "nothing");
  call.does(intent::OpenRequest{});
  EXPECT_EQ(why(call), "limit");
}

TEST(Decide, EachRequestGetsItsOwnDisposition) {
  TestCall call;
  call.started().purpose_agreed().does(intent::OpenRequest{});
  call.fill("issue", "New address");
  call.sees(observation::HungUp{"agent"});
  call.does(intent::Dispose{1, *call.map.disposition("open_")});
  call.does(intent::Finish{});
  EXPECT_EQ(call.refused->missing[0].id, "2");
  call.does(intent::Dispose{2, *call.map.disposition("open_")});
  call.does(intent::Finish{});
  EXPECT_EQ(why(call), "nothing");
}

TEST(Decide, TriedStepsFeedTheCounter) {
  TestCall call;
  call.started();
  const OutcomeIndex no_change{1};
  call.does(intent::TryStep{"Restarted it", no_change});
  call.does(intent::TryStep{"Other cable", std::nullopt});
  EXPECT_FALSE(holds(call.map.cues[at(*call.map.cue("stuck"))].raised_by, call.contact.control));
  call.does(intent::JudgeStep{1, no_change});
  EXPECT_TRUE(holds(call.map.cues[at(*call.map.cue("stuck"))].raised_by, call.contact.control));
  call.does(intent::TryStep{"Reset", OutcomeIndex{0}});
  EXPECT_FALSE(holds(call.map.cues[at(*call.map.cue("stuck"))].raised_by, call.contact.control));
  call.does(intent::JudgeStep{99, no_change});
  EXPECT_EQ(why(call), "unknown");
  call.does(intent::TryStep{"  ", no_change});
  EXPECT_EQ(why(call), "invalid");
}

TEST(Decide, ACueThatRaisesItselfIsNotMarkedByHand) {
  TestCall call;
  call.started().does(intent::Notice{*call.map.cue("stuck")});
  EXPECT_EQ(why(call), "not-offered");
  EXPECT_EQ(call.does(intent::Notice{*call.map.cue("upset")}), 1u);
  EXPECT_EQ(call.does(intent::Dismiss{*call.map.cue("upset")}), 1u);
}

TEST(Decide, TasksAreAddedAndTakenAway) {
  TestCall call;
  call.started().does(intent::AddTask{"Send the bill", "Billing", std::nullopt});
  EXPECT_EQ(call.contact.record.tasks.size(), 1u);
  call.does(intent::RemoveTask{1});
  EXPECT_TRUE(call.contact.record.tasks.empty());
  call.does(intent::RemoveTask{1});
  EXPECT_EQ(why(call), "unknown");
  call.does(intent::AddTask{"", "Billing", std::nullopt});
  EXPECT_EQ(why(call), "invalid");
}

TEST(Decide, AnActionThatTakesTimeIsStartedAndFinished) {
  TestCall call;
  call.started().does(intent::FinishAction{*call.map.action("read_balance")});
  EXPECT_EQ(why(call), "not-now");
  call.verified();
  EXPECT_EQ(call.does(intent::StartAction{*call.map.action("read_balance")}), 1u);
  EXPECT_EQ(call.does(intent::StartAction{*call.map.action("read_balance")}), 0u);
  EXPECT_EQ(call.does(intent::FinishAction{*call.map.action("read_balance")}), 1u);
}

TEST(Decide, ObservationsAreNeverRefusedAndSayNothingTwice) {
  TestCall call;
  EXPECT_EQ(call.sees(observation::Held{}), 0u) << "before the contact exists";
  call.started();
  EXPECT_EQ(call.sees(observation::Connected{}), 0u);
  EXPECT_EQ(call.sees(observation::Unheld{}), 0u);
  EXPECT_EQ(call.sees(observation::Held{}), 1u);
  EXPECT_EQ(call.sees(observation::Held{}), 0u);
  EXPECT_EQ(call.sees(observation::HungUp{"caller"}), 1u);
  EXPECT_EQ(call.sees(observation::HungUp{"caller"}), 0u);
  EXPECT_EQ(call.sees(observation::Dropped{}), 0u);
  EXPECT_EQ(call.sees(observation::Started{{"c_2"}, "x", "phone", "", "", "", ""}), 0u);
  EXPECT_FALSE(call.refused);
}

TEST(Decide, NothingIsAskedOfAContactThatHasNotStarted) {
  TestCall call;
  call.does(intent::Finish{});
  EXPECT_EQ(why(call), "no-contact");
}

TEST(Decide, ASecondSegmentStartsItsOwnSegmentFields) {
  TestCall call;
  call.started().fill("recording", "paused");
  call.sees(observation::Offered{{"p_tomas"}});
  EXPECT_EQ(call.value("recording"), "on_");
  EXPECT_EQ(call.contact.holder().text, "p_tomas");
}

TEST(Apply, TheEventsFoldToTheSameContactAgain) {
  TestCall call;
  call.started().purpose_agreed().verified().go("resolution");
  call.open("wrong_queue");
  call.answer("wrong_queue", "confirm", 1);
  call.does(intent::OpenRequest{});
  call.sees(observation::HungUp{"caller"});
  Contact again;
  for (const Event& event : call.events) again = apply(std::move(again), call.map, event);
  EXPECT_EQ(again.control, call.contact.control);
  EXPECT_EQ(again.record.last, call.contact.record.last);
  EXPECT_EQ(again.record.fields.size(), call.contact.record.fields.size());
}

TEST(Refusal, EveryReasonHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kRefusalReasonCount; ++i) names.insert(name(static_cast<Reason>(i)));
  EXPECT_EQ(names.size(), kRefusalReasonCount);
}

}  // namespace
}  // namespace callmap
