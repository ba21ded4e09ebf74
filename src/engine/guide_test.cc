#include "engine/guide.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/test_guidance.h"

namespace callmap {
namespace {

std::string best(const Guidance& guidance) {
  std::string text;
  for (const PhraseView& phrase : guidance.phrases) {
    if (phrase.best) text += phrase.id + " ";
  }
  return text;
}

std::string words(const PhraseView& phrase) {
  std::string text;
  for (const PhraseView::Part& part : phrase.parts) {
    text += part.empty ? "<" + part.text + ">" : part.text;
  }
  return text;
}

template <class Thing>
const Thing& by_id(const std::vector<Thing>& things, std::string_view id) {
  const auto found = std::ranges::find(things, id, &Thing::id);
  if (found == things.end()) throw std::runtime_error("none of that id: " + std::string(id));
  return *found;
}

std::string states(const Guidance& guidance) {
  static constexpr std::array<std::string_view, 4> kStates{"ahead", "now", "done", "part"};
  std::string text;
  for (const StageView& stage : guidance.stages) {
    text += std::string(kStates[static_cast<std::size_t>(stage.state)]) + " ";
  }
  return text;
}

TEST(Guide, SaysNothingOfACallThatHasNotStarted) {
  const TestCall call;
  const Guidance guidance = shown(call);
  EXPECT_EQ(guidance.phase, Phase::kNone);
  EXPECT_TRUE(guidance.next.empty() && guidance.stages.empty());
}

TEST(Guide, PutsUnmetGatesBeforeGuidesAndBothBeforeTheNextStage) {
  TestCall call;
  call.started();
  EXPECT_EQ(next(call), "field issue, guide asked, guide agreed, stage verification");
  call.fill("issue", "Bill has doubled");
  EXPECT_EQ(next(call), "field goal, guide asked, guide agreed, stage verification");
  call.fill("goal", "Know why");
  EXPECT_EQ(next(call), "guide agreed, guide asked, stage verification");
  call.purpose_agreed();
  EXPECT_EQ(next(call), "guide asked, stage verification");
}

TEST(Guide, SaysWhyInTheAuthorsWords) {
  TestCall call;
  call.started();
  const Guidance guidance = shown(call);
  EXPECT_EQ(guidance.next[0].text, "Write down: Stated issue");
  EXPECT_EQ(guidance.next[0].why, "You can only solve what you agreed on.");
  EXPECT_EQ(guidance.next[1].text, "Ask what it is about");
  EXPECT_EQ(guidance.next[1].why, "Know what they want.");
  EXPECT_EQ(guidance.next.back().text, "Go on to Verification");
}

TEST(Guide, HeadsTheNextActionWithTheInstructionAndKeepsTheTextForWhatIsTrue) {
  TestCall call;
  call.started().fill("issue", "Bill has doubled");
  call.fill("goal", "Know why");
  const Guidance guidance = shown(call);
  EXPECT_EQ(guidance.next[0].text, "The goal was said back") << "without a prompt the text stands";
  EXPECT_EQ(guidance.next[1].text, "Ask what it is about");
  EXPECT_EQ(by_id(guidance.checkpoints, "asked").text, "Asked what it is about");
}

TEST(Guide, GivesEndingsAndOutcomesTheLettersOfTheMap) {
  TestCall call;
  call.started();
  const Guidance guidance = shown(call);
  EXPECT_EQ(by_id(guidance.endings, "hung_up").key, "h");
  EXPECT_EQ(by_id(guidance.endings, "hung_up").label, "Caller hung up");
  EXPECT_EQ(by_id(guidance.endings, "silent").key, "s");
  EXPECT_EQ(by_id(guidance.outcomes, "helped").key, "e");
  EXPECT_EQ(by_id(guidance.outcomes, "no_change_").key, "o");
}

TEST(Guide, NamesTheFieldsThatAPhraseAsksFor) {
  TestCall call;
  call.started();
  EXPECT_EQ(by_id(shown(call).phrases, "agree").asks, std::vector<std::string>{"goal"});
  EXPECT_TRUE(by_id(shown(call).phrases, "ask").asks.empty());
}

TEST(Guide, ProposesAfterTheCallTheOnlyOutcomeThatDependsOnWhatHappened) {
  std::string text = small_map();
  const std::string open = "open_: { title: Still open }";
  text.replace(text.find(open), open.size(),
               open +
                   ", told: { title: Told, when: [read_balance] }, "
                   "promised: { title: Promised, when: [promise] }");
  TestCall call(text);
  call.started().purpose_agreed().go("verification");
  call.verified();
  call.go("resolution");
  call.does(intent::StartAction{*call.map.action("read_balance")});
  call.does(intent::FinishAction{*call.map.action("read_balance")});
  EXPECT_EQ(shown(call).requests[0].proposed, "") << "not while the caller is there";
  call.sees(observation::HungUp{"caller"});
  EXPECT_EQ(shown(call).requests[0].proposed, "told");
  call.does(intent::Dispose{1, *call.map.disposition("open_")});
  EXPECT_EQ(shown(call).requests[0].proposed, "") << "one was chosen";

  TestCall both(text);
  both.started().purpose_agreed().go("verification");
  both.verified();
  both.go("resolution");
  for (const char* action : {"read_balance", "promise"}) {
    both.does(intent::StartAction{*both.map.action(action)});
    both.does(intent::FinishAction{*both.map.action(action)});
  }
  both.sees(observation::HungUp{"caller"});
  EXPECT_EQ(shown(both).requests[0].proposed, "") << "the agent chooses between two";

  TestCall neither(text);
  neither.started().sees(observation::HungUp{"caller"});
  EXPECT_EQ(shown(neither).requests[0].proposed, "");
}

TEST(Guide, PutsWhatWasNoticedInAnEarlierStageBehindTheNextOne) {
  TestCall call;
  call.started().purpose_agreed();
  call.does(intent::Notice{*call.map.cue("upset")});
  EXPECT_EQ(next(call), "cue upset, stage verification");
  call.go("verification");
  call.verified();
  EXPECT_EQ(next(call), "stage resolution, cue upset");
}

TEST(Guide, NeverLeavesTheAgentWithoutANextActionWhileTheContactIsOpen) {
  TestCall call;
  call.started().purpose_agreed();
  for (const char* stage : {"verification", "resolution", "wrap_up"}) {
    EXPECT_FALSE(next(call).empty());
    if (std::string(stage) == "resolution") call.verified();
    if (std::string(stage) == "wrap_up") call.fill("outcome", "solved");
    call.go(stage);
    ASSERT_FALSE(call.refused) << call.refused->sentence;
  }
  EXPECT_FALSE(next(call).empty());
  call.sees(observation::HungUp{"caller"});
  EXPECT_FALSE(next(call).empty());
}

TEST(Guide, MarksThePhraseThatServesWhatIsNext) {
  TestCall call;
  call.started();
  EXPECT_EQ(best(shown(call)), "ask ");
  call.does(intent::Say{*call.map.phrase("ask")});
  EXPECT_EQ(best(shown(call)), "agree ");
  call.does(intent::Say{*call.map.phrase("agree")});
  EXPECT_EQ(best(shown(call)), "");
  EXPECT_EQ(by_id(shown(call).phrases, "ask").said, call.now);
}

TEST(Guide, FillsSlotsAndShowsWhichAreStillEmpty) {
  TestCall call;
  call.started();
  EXPECT_EQ(words(by_id(shown(call).phrases, "ask")), "What made you call Northwind today?");
  EXPECT_EQ(words(by_id(shown(call).phrases, "agree")), "So you want <that>?");
  call.fill("goal", "to pay less");
  EXPECT_EQ(words(by_id(shown(call).phrases, "agree")), "So you want to pay less?");
}

TEST(Guide, LeavesAccountValuesOutOfPhrasesFieldsAndForOtherViewers) {
  TestCall call;
  call.started().purpose_agreed().go("verification");
  call.verified();
  call.go("resolution");
  call.fill("balance", "84.20");
  EXPECT_EQ(words(by_id(shown(call).phrases, "tell")), "You owe 84.20.");
  EXPECT_EQ(by_id(shown(call).fields, "balance").value, "84.20");
  const Guidance other = shown(call, Sight::kOther);
  EXPECT_EQ(words(by_id(other.phrases, "tell")), "You owe <[Balance told]>.");
  EXPECT_EQ(by_id(other.fields, "balance").value, "");
  EXPECT_TRUE(by_id(other.fields, "balance").locked);
  call.does(intent::Speaks{Party::kOther});
  EXPECT_EQ(words(by_id(shown(call).phrases, "tell")), "You owe <[Balance told]>.");
  EXPECT_TRUE(by_id(shown(call).fields, "balance").locked);
}

TEST(Guide, ClosesTheFenceAtTheMomentTheVerificationLapses) {
  TestCall call;
  call.started().purpose_agreed().go("verification");
  call.verified();
  call.go("resolution");
  call.fill("balance", "84.20");
  const Instant lapses = call.now + minutes(10);
  EXPECT_EQ(shown(call).lapses, lapses);
  EXPECT_EQ(shown(call).changes_at, lapses);
  call.now = lapses - Duration{1};
  EXPECT_EQ(by_id(shown(call).fields, "balance").value, "84.20");
  call.now = lapses;
  const Guidance closed = shown(call);
  EXPECT_TRUE(by_id(closed.fields, "balance").locked);
  EXPECT_EQ(closed.verification.level, Level::kNone);
  EXPECT_FALSE(by_id(closed.actions, "read_balance").allowed);
  EXPECT_EQ(closed.changes_at, std::nullopt);
}

TEST(Guide, ShowsTheRouteWithItsGates) {
  TestCall call;
  call.started();
  Guidance guidance = shown(call);
  EXPECT_EQ(states(guidance), "done now ahead ahead ahead ");
  ASSERT_EQ(guidance.stages[1].gates.size(), 1U);
  const GateView& gate = guidance.stages[1].gates[0];
  EXPECT_EQ(gate.text, "Issue and goal agreed");
  EXPECT_FALSE(gate.met);
  EXPECT_EQ(gate.missing.size(), 3U);
  EXPECT_EQ(guidance.stages[3].gates.size(), 2U) << "a gate stands where it is written";
  EXPECT_EQ(guidance.out.next_stage, "verification");
  EXPECT_FALSE(guidance.out.open);
  call.purpose_agreed();
  EXPECT_TRUE(shown(call).out.open);
  call.pass(seconds(90));
  call.go("verification");
  guidance = shown(call);
  EXPECT_EQ(states(guidance), "done part now ahead ahead ") << "`asked` was not recorded";
  EXPECT_EQ(guidance.stages[1].spent, seconds(90));
  EXPECT_EQ(guidance.stages[2].entered, call.now);
}

TEST(Guide, ShowsWhatWasTickedAndHowAndWhatWasLeft) {
  TestCall call;
  call.started();
  call.does(intent::Say{*call.map.phrase("ask")});
  Guidance guidance = shown(call);
  EXPECT_EQ(by_id(guidance.checkpoints, "asked").state, CheckState::kMet);
  EXPECT_EQ(by_id(guidance.checkpoints, "asked").origin, Origin::kSaid);
  EXPECT_EQ(by_id(guidance.checkpoints, "agreed").state, CheckState::kOpen);
  EXPECT_FALSE(by_id(guidance.checkpoints, "purpose_agreed").plain);
  call.purpose_agreed().go("verification");
  call.does(intent::Untick{*call.map.checkpoint("asked")});
  call.does(intent::WhyNot{*call.map.checkpoint("asked"), "They told it first"});
  call.go("purpose");
  guidance = shown(call);
  EXPECT_EQ(by_id(guidance.checkpoints, "asked").state, CheckState::kNotRecorded);
  EXPECT_EQ(by_id(guidance.checkpoints, "asked").why_not, "They told it first");
  EXPECT_EQ(by_id(guidance.checkpoints, "purpose_agreed").state, CheckState::kMet);
}

TEST(Guide, MarksTheFieldsThatAGateNeeds) {
  TestCall call;
  call.started();
  EXPECT_TRUE(by_id(shown(call).fields, "issue").needed);
  EXPECT_FALSE(by_id(shown(call).fields, "reason").needed);
  call.fill("issue", "Bill has doubled");
  EXPECT_FALSE(by_id(shown(call).fields, "issue").needed);
  EXPECT_EQ(by_id(shown(call).fields, "issue").value, "Bill has doubled");
}

TEST(Guide, BringsAFieldThatAGateNeedsToTheStageAlthoughAnotherDocumentsIt) {
  TestCall call;
  call.started().purpose_agreed().go("verification");
  call.verified();
  call.go("resolution");
  EXPECT_TRUE(by_id(shown(call).fields, "outcome").needed);
  EXPECT_EQ(next(call), "field confirmed, field outcome, stage wrap_up");
}

TEST(Guide, VerifiesWithTheNextMethodAndStopsWhenNoTriesAreLeft) {
  TestCall call;
  call.started().purpose_agreed().go("verification");
  EXPECT_EQ(shown(call).next[0].text, "Find the customer, then verify");
  call.does(intent::ChooseCustomer{{"u_1"}});
  EXPECT_EQ(next(call), "verify pin, stage resolution");
  EXPECT_EQ(shown(call).next[0].text, "Which PIN did you choose?");
  EXPECT_EQ(shown(call).verification.attempts_left, 2);
  call.attempt("pin", false);
  EXPECT_EQ(next(call), "verify code, stage resolution");
  const auto verification = shown(call).verification;
  EXPECT_EQ(verification.attempts_left, 1);
  EXPECT_EQ(verification.methods[0].last, false);
  EXPECT_TRUE(verification.methods[0].may_correct);
  EXPECT_EQ(verification.methods[0].items.at(0).label, "PIN");
  EXPECT_EQ(verification.methods[1].last, std::nullopt);
  call.attempt("code", false);
  EXPECT_EQ(shown(call).next[0].text, "Help without opening the account");
  EXPECT_EQ(shown(call).next[0].kind, NextAction::Kind::kGate);
  EXPECT_EQ(shown(call).verification.attempts_left, 0);
}

TEST(Guide, SaysWhenThePersonSpeakingCannotBeVerified) {
  TestCall call;
  call.started().purpose_agreed().go("verification");
  call.does(intent::Speaks{Party::kMinor});
  EXPECT_FALSE(shown(call).verification.party_may_verify);
  EXPECT_EQ(shown(call).next[0].why, "The person speaking cannot be verified for it");
}

TEST(Guide, ShowsTheOpenProcedureFirstWithItsPast) {
  TestCall call;
  call.started();
  call.open("wrong_queue");
  call.answer("wrong_queue", "confirm", 1);
  const Guidance guidance = shown(call);
  EXPECT_EQ(next(call).substr(0, 11), "step own_it");
  ASSERT_TRUE(guidance.procedure.has_value());
  EXPECT_EQ(guidance.procedure->step, "own_it");
  EXPECT_EQ(guidance.procedure->text, "Own the handoff");
  ASSERT_EQ(guidance.procedure->past.size(), 1U);
  EXPECT_EQ(guidance.procedure->past[0].answer, "B");
  EXPECT_TRUE(guidance.procedure->past[0].can_revisit);
  EXPECT_TRUE(by_id(guidance.roads, "wrong_queue").open);
}

TEST(Guide, ShowsAnswersTakenBackAndForgetsEarlierRuns) {
  TestCall call;
  call.started();
  const auto procedure = *call.map.procedure("wrong_queue");
  call.open("wrong_queue");
  call.answer("wrong_queue", "confirm", 1);
  call.does(intent::Revisit{procedure, *call.map.step(procedure, "confirm")});
  auto past = shown(call).procedure->past;
  ASSERT_EQ(past.size(), 1U);
  EXPECT_TRUE(past[0].taken_back);
  EXPECT_FALSE(past[0].can_revisit);
  call.answer("wrong_queue", "confirm", 1);
  call.does(intent::Leave{procedure});
  call.open("wrong_queue");
  EXPECT_TRUE(shown(call).procedure->past.empty()) << "left and opened again";
  call.answer("wrong_queue", "confirm", 0);
  EXPECT_FALSE(shown(call).procedure.has_value());
  call.open("wrong_queue");
  EXPECT_TRUE(shown(call).procedure->past.empty()) << "ended and opened again";
}

TEST(Guide, OffersDecisionPointsFirstAndOnlyRoadsForThisCall) {
  TestCall call;
  call.started();
  const auto has = [&](std::string_view id) {
    const auto roads = shown(call).roads;
    return std::ranges::find(roads, id, &RoadView::id) != roads.end();
  };
  const auto roads = shown(call).roads;
  EXPECT_EQ(roads.at(0).id, "wrong_queue");
  EXPECT_EQ(roads.at(0).key, "w");
  EXPECT_TRUE(roads.at(0).decision_point && roads.at(1).decision_point);
  EXPECT_FALSE(roads.at(2).decision_point);
  EXPECT_FALSE(has("inner")) << "only called by another";
  EXPECT_FALSE(has("for_sign_in"));
  call.fill("reason", "sign_in");
  EXPECT_TRUE(has("for_sign_in"));
}

TEST(Guide, SaysWhenAnActionTakesLongerThanUsualAndNotOnHold) {
  TestCall call;
  call.started().purpose_agreed().go("verification");
  call.verified();
  call.go("resolution");
  EXPECT_TRUE(by_id(shown(call).actions, "read_balance").allowed);
  EXPECT_FALSE(by_id(shown(call).actions, "refund").allowed);
  call.does(intent::StartAction{*call.map.action("read_balance")});
  const Instant started = call.now;
  EXPECT_EQ(shown(call).changes_at, started + seconds(10) + Duration{1});
  call.pass(seconds(10));
  EXPECT_FALSE(by_id(shown(call).actions, "read_balance").slow);
  call.pass(Duration{1});
  EXPECT_TRUE(by_id(shown(call).actions, "read_balance").slow);
  EXPECT_EQ(next(call).substr(0, 19), "action read_balance");
  call.sees(observation::Held{});
  EXPECT_FALSE(by_id(shown(call).actions, "read_balance").slow);
  call.sees(observation::Unheld{});
  call.does(intent::FinishAction{*call.map.action("read_balance")});
  EXPECT_FALSE(by_id(shown(call).actions, "read_balance").slow);
  EXPECT_EQ(by_id(shown(call).actions, "read_balance").finished, call.now);
}

TEST(Guide, TellsWhatIsOwedAndWhenThatWillBeLate) {
  TestCall call;
  call.started().purpose_agreed();
  call.does(intent::StartAction{*call.map.action("promise")});
  const Instant due = call.now + hours(2);
  EXPECT_EQ(next(call), "guide asked, field moved_on, field callback, stage verification")
      << "each duty as the thing that pays it";
  EXPECT_TRUE(by_id(shown(call).fields, "callback").needed) << "and its field where it is told";
  EXPECT_EQ(shown(call).changes_at, due);
  call.now = due;
  call.sees(observation::TimePassed{});
  const Guidance late = shown(call);
  EXPECT_EQ(late.next[1].id, "moved_on");
  EXPECT_EQ(late.next[1].why, "Overdue");
  call.fill("callback", "+442079460111");
  EXPECT_EQ(next(call), "guide asked, field moved_on, stage verification");
}

TEST(Guide, AsksAfterTheCallForWhatIsOwedBeforeClosing) {
  TestCall call;
  call.started().purpose_agreed();
  call.does(intent::StartAction{*call.map.action("promise")});
  call.sees(observation::HungUp{"caller"});
  const Guidance guidance = shown(call);
  EXPECT_TRUE(by_id(guidance.fields, "callback").needed);
  const auto gate = std::ranges::find(guidance.out.gates, "promise_number", &GateView::rule);
  ASSERT_NE(gate, guidance.out.gates.end());
  ASSERT_EQ(gate->missing.size(), 1u);
  EXPECT_EQ(gate->missing[0].id, "callback");
}

TEST(Guide, FoldsGuidesButNoGatesWhenTheCustomerIsUpset) {
  TestCall call;
  call.started();
  EXPECT_FALSE(shown(call).guides_folded);
  call.does(intent::Notice{*call.map.cue("upset")});
  const Guidance guidance = shown(call);
  EXPECT_TRUE(guidance.guides_folded);
  EXPECT_EQ(next(call), "field issue, cue upset, stage verification");
  EXPECT_TRUE(by_id(guidance.cues, "upset").noticed);
  EXPECT_TRUE(by_id(guidance.cues, "upset").likely_here);
  EXPECT_EQ(by_id(guidance.cues, "upset").stages, std::vector<std::string>{"Purpose"});
  call.does(intent::Dismiss{*call.map.cue("upset")});
  EXPECT_FALSE(shown(call).guides_folded);
}

TEST(Guide, RaisesACueByItselfWhenTwoStepsChangedNothing) {
  TestCall call;
  call.started();
  call.does(intent::TryStep{"Restarted it", OutcomeIndex{1}});
  EXPECT_FALSE(by_id(shown(call).cues, "stuck").noticed);
  call.does(intent::TryStep{"Signed in again", OutcomeIndex{1}});
  EXPECT_TRUE(by_id(shown(call).cues, "stuck").noticed);
  const Guidance guidance = shown(call);
  ASSERT_EQ(guidance.tried.size(), 2U);
  EXPECT_EQ(guidance.tried[1].step, 1);
  EXPECT_EQ(guidance.tried[1].outcome, "no_change_");
  EXPECT_EQ(guidance.outcomes.size(), 2U);
}

TEST(Guide, OffersResolvedOnlyOnceTheTestIsConfirmed) {
  TestCall call;
  call.started().purpose_agreed();
  const auto offered = [&] {
    std::string text;
    const Guidance guidance = shown(call);
    for (const auto& [id, title] : guidance.requests.at(0).dispositions) text += id + " ";
    return text;
  };
  EXPECT_EQ(offered(), "open_ ");
  call.fill("confirmed", "yes_");
  EXPECT_EQ(offered(), "resolved open_ ");
}

TEST(Guide, KeepsRequestsApartAndAsksForTheOutcomeOfEach) {
  TestCall call;
  call.started().purpose_agreed();
  call.fill("confirmed", "yes_");
  call.does(intent::OpenRequest{});
  call.fill("issue", "New address");
  call.sees(observation::HungUp{"caller"});
  Guidance guidance = shown(call);
  EXPECT_EQ(guidance.phase, Phase::kAfterCall);
  ASSERT_EQ(guidance.requests.size(), 2U);
  EXPECT_EQ(guidance.requests[0].title, "Bill has doubled");
  EXPECT_EQ(guidance.requests[0].dispositions.size(), 2U);
  EXPECT_EQ(guidance.requests[1].dispositions.size(), 1U) << "no test was confirmed for it";
  EXPECT_TRUE(guidance.requests[1].current);
  EXPECT_EQ(next(call), "dispose 1, dispose 2, finish");
  EXPECT_FALSE(guidance.out.open);
  call.does(intent::Dispose{1, DispositionIndex{0}});
  call.does(intent::Dispose{2, DispositionIndex{1}});
  guidance = shown(call);
  EXPECT_EQ(next(call), "finish");
  EXPECT_TRUE(guidance.out.open);
  EXPECT_EQ(guidance.requests[0].disposition, "resolved");
  call.does(intent::Finish{});
  EXPECT_EQ(shown(call).phase, Phase::kClosed);
  EXPECT_TRUE(shown(call).next.empty());
}

TEST(Guide, AfterTheCallAsksForWhatTheDispositionNeeds) {
  TestCall call;
  call.started();
  call.sees(observation::HungUp{"caller"});
  EXPECT_EQ(next(call), "field issue, dispose 1, finish");
  const Guidance guidance = shown(call);
  EXPECT_TRUE(by_id(guidance.fields, "issue").needed);
  EXPECT_FALSE(guidance.out.open);
  ASSERT_EQ(guidance.out.gates.size(), 1U);
  EXPECT_EQ(guidance.out.gates[0].text, "Notes complete");
  EXPECT_TRUE(guidance.roads.empty());
}

TEST(Guide, ADutyBeforeClosingStandsInTheWayOut) {
  TestCall call;
  call.started().purpose_agreed();
  call.does(intent::StartAction{*call.map.action("promise")});
  call.sees(observation::HungUp{"caller"});
  call.does(intent::Dispose{1, DispositionIndex{1}});
  EXPECT_FALSE(shown(call).out.open);
  EXPECT_EQ(shown(call).out.gates.back().rule, "promise_number");
  call.fill("callback", "+442079460111");
  EXPECT_TRUE(shown(call).out.open);
}

TEST(Guide, AtTheLastStageTheWayOutIsTheEndOfTheCall) {
  TestCall call;
  call.started().purpose_agreed().go("verification");
  call.verified();
  call.fill("outcome", "solved");
  call.go("wrap_up");
  ASSERT_EQ(call.stage(), "wrap_up");
  EXPECT_EQ(shown(call).out.next_stage, std::nullopt);
  EXPECT_EQ(shown(call).out.next_title, "End the call");
  EXPECT_EQ(next(call), "finish");
}

TEST(Guide, APhraseSaidForAnEarlierRequestIsToBeSaidAgain) {
  TestCall call;
  call.started();
  call.does(intent::Say{*call.map.phrase("ask")});
  call.pass(seconds(60));
  call.does(intent::OpenRequest{});
  EXPECT_EQ(by_id(shown(call).phrases, "ask").said, std::nullopt);
  EXPECT_EQ(best(shown(call)), "ask ");
  call.does(intent::SwitchRequest{1});
  EXPECT_TRUE(by_id(shown(call).phrases, "ask").said.has_value());
}

TEST(Guide, ListsTheReasonsToEndEarlyAndTheTasks) {
  TestCall call;
  call.started();
  call.does(intent::AddTask{"See to the credit", "Back office", std::nullopt});
  const Guidance guidance = shown(call);
  EXPECT_EQ(guidance.endings.size(), 2U);
  EXPECT_EQ(guidance.tasks.at(0).text, "See to the credit");
}

}  // namespace
}  // namespace callmap
