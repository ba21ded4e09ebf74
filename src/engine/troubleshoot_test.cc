// Troubleshooting on a call: other wordings, tests that are repeated, ways that close, what was
// tried, ends with a result and a tip, one procedure after another.

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/guide.h"
#include "engine/notes.h"
#include "engine/test_call.h"

namespace callmap {
namespace {

constexpr const char* kTroubleMap = R"(
callmap: 1
id: sound
title: Sound
tip: advice
fields:
  advice: { label: Tip for next time, type: line }
  issue: { label: Issue }
stages:
  talk: { title: Talk, document: [issue, advice] }
steps:
  helped: { label: It helped, resets: [no_change] }
  same: { label: No change, counts: [no_change] }
counters: { no_change: { text: Steps with no change, limit: 2 } }
cues:
  stuck:
    notice: Nothing helps
    by_hand: false
    raised_by: [counter no_change]
    then: Say what was tried
procedures:
  no_sound:
    title: No sound
    steps:
      hears:
        ask: Do they hear themselves?
        unclear: ["Dial 100 and speak. Does your voice come back?", "Is it quite silent?"]
        help: The test call is 100.
        links: ["https://kb.example/sound"]
        answers: { yes: fine, no: plug }
      plug:
        tell: Take the plug out and put it back
        to: customer
        takes: 20s
        next_step: to the test call
        say: "This takes {takes}, then on {next_step}."
        then: restart
      restart: { tell: Switch it off and on, to: customer, then: again }
      again:
        retest: hears
        answers:
          yes: { then: mended, outcome: helped }
          no: { then: plug, outcome: same, at_most: 2, after_that: passed_on }
    ends:
      fine: { text: There is sound, result: not_applicable }
      mended: { text: The plug was loose, result: resolved, tip: Push the plug in until it clicks }
      passed_on:
        text: Not to be mended here
        result: escalated
        goes: { procedure: line_check }
  line_check:
    title: Check the line
    steps: { check: { ask: Is the line good?, answers: { yes: good, no: bad } } }
    ends: { good: back, bad: { text: The line is bad, goes: { procedure: no_sound } } }
notes:
  steps: { title: Steps, lines: [$steps, $procedures] }
  next: { title: Next, lines: [advice] }
dispositions: { done: Done }
)";

Guidance shown(const TestCall& call) {
  return guide(call.map, call.contact, call.now, Sight::kHolder);
}

ProcedureView open_step(const TestCall& call) {
  return shown(call).procedure.value_or(ProcedureView{});
}

// From the question to the repeated test, all answers "no".
void try_plug(TestCall& call) {
  call.answer("no_sound", "plug");
  call.answer("no_sound", "restart");
}

void ask_again(TestCall& call, const char* step) {
  const ProcedureIndex procedure = *call.map.procedure("no_sound");
  call.does(intent::AskAgain{procedure, *call.map.step(procedure, step)});
}

TEST(Troubleshoot, AsksInOtherWordsOneAfterTheOtherAndThePathSaysSo) {
  TestCall call(kTroubleMap);
  call.started().open("no_sound");
  EXPECT_TRUE(open_step(call).has_unclear);
  EXPECT_EQ(open_step(call).unclear, "");
  ask_again(call, "hears");
  EXPECT_EQ(open_step(call).unclear, "Dial 100 and speak. Does your voice come back?");
  ask_again(call, "hears");
  EXPECT_EQ(open_step(call).unclear, "Is it quite silent?");
  ASSERT_EQ(open_step(call).past.size(), 2U);
  EXPECT_TRUE(open_step(call).past[0].asked_again);
  EXPECT_EQ(open_step(call).done, 0) << "an answer that was none is no step";
  call.answer("no_sound", "hears", 1);
  ask_again(call, "plug");
  EXPECT_EQ(why(call), "not-offered") << "an instruction is no question";
  ask_again(call, "hears");
  EXPECT_EQ(why(call), "stale");
}

TEST(Troubleshoot, ARepeatedTestHasTheWordsOfTheFirstAndSaysWhatWasAnsweredThen) {
  TestCall call(kTroubleMap);
  call.started().open("no_sound");
  call.answer("no_sound", "hears", 1);
  try_plug(call);
  const ProcedureView step = open_step(call);
  EXPECT_EQ(step.text, "Do they hear themselves?");
  EXPECT_EQ(step.help, "The test call is 100.");
  EXPECT_EQ(step.before, "No");
  EXPECT_EQ(step.kind, StepKind::kQuestion);
}

TEST(Troubleshoot, AWayClosesOnceItWasTakenAsOftenAsTheMapAllows) {
  TestCall call(kTroubleMap);
  call.started().open("no_sound");
  call.answer("no_sound", "hears", 1);
  for (const unsigned left : {2U, 1U}) {
    try_plug(call);
    EXPECT_EQ(open_step(call).answers[1].left.value_or(9), left);
    call.answer("no_sound", "again", 1);
    EXPECT_EQ(call.top(), "no_sound.plug");
  }
  try_plug(call);
  EXPECT_EQ(open_step(call).answers[1].left, 0);
  call.answer("no_sound", "again", 1);
  EXPECT_EQ(call.top(), "line_check.check") << "the end goes on with another procedure";
  call.answer("line_check", "check", 1);
  EXPECT_EQ(call.top(), "no_sound.hears") << "and that one with the first, anew";
  call.answer("no_sound", "hears", 1);
  try_plug(call);
  EXPECT_EQ(open_step(call).answers[1].left, 2) << "another run counts from nothing";
}

TEST(Troubleshoot, AnAnswerJudgesEverythingThatWasTriedSinceTheLastOne) {
  TestCall call(kTroubleMap);
  call.started().open("no_sound");
  call.answer("no_sound", "hears", 1);
  try_plug(call);
  call.answer("no_sound", "again", 1);
  EXPECT_FALSE(std::ranges::any_of(shown(call).cues, &CueView::noticed));
  call.answer("no_sound", "plug");
  call.answer("no_sound", "restart");
  call.answer("no_sound", "again", 1);
  const Guidance guidance = shown(call);
  ASSERT_EQ(guidance.tried.size(), 2U);
  EXPECT_EQ(guidance.tried[1].text, "Take the plug out and put it back; Switch it off and on");
  EXPECT_EQ(guidance.tried[1].outcome, "same");
  EXPECT_TRUE(std::ranges::any_of(guidance.cues, &CueView::noticed)) << "twice without change";
}

TEST(Troubleshoot, GoingBackErasesNothing) {
  TestCall call(kTroubleMap);
  call.started().open("no_sound");
  call.answer("no_sound", "hears", 1);
  try_plug(call);
  const ProcedureIndex procedure = *call.map.procedure("no_sound");
  call.does(intent::Revisit{procedure, *call.map.step(procedure, "hears")});
  const ProcedureView step = open_step(call);
  EXPECT_EQ(step.step, "hears");
  ASSERT_EQ(step.past.size(), 3U);
  for (const auto& past : step.past) EXPECT_TRUE(past.taken_back) << past.text;
  EXPECT_EQ(step.done, 0);
}

TEST(Troubleshoot, ATipIsKeptForNextTimeUnlessSomethingBetterIsWritten) {
  for (const bool written : {false, true}) {
    TestCall call(kTroubleMap);
    call.started();
    if (written) call.fill("advice", "Use the other plug");
    call.open("no_sound");
    call.answer("no_sound", "hears", 1);
    try_plug(call);
    call.answer("no_sound", "again", 0);
    EXPECT_EQ(call.value("advice"),
              written ? "Use the other plug" : "Push the plug in until it clicks");
  }
}

TEST(Troubleshoot, TheListOfProceduresSaysWhatCameOfThem) {
  TestCall call(kTroubleMap);
  call.started().open("no_sound");
  call.answer("no_sound", "hears", 0);
  const auto roads = shown(call).roads;
  const auto road = std::ranges::find(roads, "no_sound", &RoadView::id);
  ASSERT_NE(road, roads.end());
  EXPECT_EQ(road->ended, "There is sound");
  EXPECT_EQ(road->result, EndResult::kNotApplicable);
}

TEST(Troubleshoot, OneProcedureTakesThePlaceOfAnother) {
  TestCall call(kTroubleMap);
  call.started().open("no_sound");
  call.does(intent::Switch{*call.map.procedure("line_check")});
  EXPECT_EQ(call.top(), "line_check.check");
  EXPECT_EQ(call.contact.control.depth, 1) << "the first one was left";
  EXPECT_EQ(call.does(intent::Switch{*call.map.procedure("line_check")}), 0U);
}

TEST(Troubleshoot, SaysHowFarItIs) {
  TestCall call(kTroubleMap);
  call.started().open("no_sound");
  EXPECT_EQ(open_step(call).left_least, 0) << "yes ends it at once";
  EXPECT_EQ(open_step(call).left_most, 3);
  call.answer("no_sound", "hears", 1);
  EXPECT_EQ(open_step(call).done, 1);
  EXPECT_EQ(open_step(call).left_least, 2);
}

TEST(Troubleshoot, TheWaitIsCoveredInWordsAndAnInstructionThatTakesLongerIsSaid) {
  TestCall call(kTroubleMap);
  call.started().open("no_sound");
  call.answer("no_sound", "hears", 1);
  const ProcedureView step = open_step(call);
  EXPECT_EQ(step.to, StepTo::kCustomer);
  ASSERT_EQ(step.say.size(), 1U);
  std::string text;
  for (const auto& part : step.say[0].parts) text += part.text;
  EXPECT_EQ(text, "This takes 20 seconds, then on to the test call.");
  EXPECT_EQ(shown(call).changes_at, call.now + seconds(20) + Duration{1});
  call.pass(seconds(21));
  EXPECT_TRUE(open_step(call).slow);
  EXPECT_EQ(shown(call).next.front().why, "It takes longer than usual: say so, then go on");
}

TEST(Troubleshoot, TheNotesTellThePathOnceWithWhatCameOfIt) {
  TestCall call(kTroubleMap);
  call.started().open("no_sound");
  call.answer("no_sound", "hears", 1);
  try_plug(call);
  call.answer("no_sound", "again", 0);
  const Notes told = notes(call.map, call.contact);
  std::string text;
  for (const auto& section : told.requests.at(0).sections) {
    for (const auto& line : section.lines) text += line.text + "\n";
  }
  EXPECT_EQ(text,
            "No sound: Do they hear themselves? No\n"
            "No sound: Take the plug out and put it back\n"
            "No sound: Switch it off and on\n"
            "No sound: Do they hear themselves? Yes (It helped), then: The plug was loose\n"
            "Push the plug in until it clicks\n");
}

TEST(Troubleshoot, WhatWasTriedStaysInTheNotesWhenItsAnswerWasTakenBack) {
  TestCall call(kTroubleMap);
  call.started().open("no_sound");
  call.answer("no_sound", "hears", 1);
  try_plug(call);
  call.answer("no_sound", "again", 1);
  const ProcedureIndex procedure = *call.map.procedure("no_sound");
  call.does(intent::Revisit{procedure, *call.map.step(procedure, "hears")});
  const std::string told = to_text(notes(call.map, call.contact));
  EXPECT_NE(told.find("Switch it off and on: No change"), std::string::npos) << told;
}

}  // namespace
}  // namespace callmap
