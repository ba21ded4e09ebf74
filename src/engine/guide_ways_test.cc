// Guidance towards gates with several ways through, and actions that wait for something themselves.

#include <gtest/gtest.h>

#include "engine/test_guidance.h"

namespace callmap {
namespace {

constexpr const char* kWaysMap = R"(callmap: 1
id: ways
title: Ways
language: en
reasons: { visit: A visit, other: Something else }
facts: { passed_on: { text: Passed on to another team, scope: request } }
verification:
  stage: test
  answers: { pin: { label: PIN, form: digits } }
  methods: { pin: { title: PIN, ask: "Which PIN?", compares: [pin], opens: account } }
fields:
  result: { label: Test result, type: choice, choices: [works, broken] }
  seen: { label: What they saw, type: line }
  no_test: { label: No test because, type: line }
  slot: { label: Time of the visit, type: line, for: { reason: visit } }
stages:
  test:
    title: Test
    goal: Be certain.
    checkpoints:
      tested:
        text: Test confirmed
        strength: gate
        met_by: { any: [passed_on, { all: [result is works, seen] }, no_test] }
    document: [reason, result, seen, no_test, slot]
    actions: [book, note_it]
  end:
    title: End
    goal: End.
    checkpoints:
      arranged:
        text: Something is arranged
        strength: gate
        guards: resolve
        met_by: { any: [slot, book, passed_on] }
      handed: { text: Handed over, strength: gate, guards: resolve, met_by: [passed_on] }
actions:
  book: { text: Book it, class: account, for: { reason: visit } }
  note_it: { text: Note it }
  pass_on: { text: Pass it on, sets: [passed_on] }
rules:
  - { id: book_needs, do: book, needs: [note_it], because: Note it first. }
dispositions: { done: Done }
notes: { a: { title: A, lines: [reason, seen] } }
)";

TEST(Guide, ShowsTheWayThroughAGateThatCanBeGoneOrIsFurthestAlong) {
  TestCall call(kWaysMap);
  call.started();
  EXPECT_EQ(next(call).substr(0, 12), "field result") << "the author's first that is not an effect";
  EXPECT_EQ(shown(call).stages.at(0).gates.at(0).missing.size(), 2U);
  call.fill("seen", "A green light");
  EXPECT_EQ(next(call).substr(0, 12), "field result") << "one of two is done";
  call.fill("result", "works");
  EXPECT_EQ(next(call).substr(0, 10), "verify pin") << "the gate is met";
}

TEST(Guide, TellsWhatAnActionWaitsForBeforeTheAction) {
  TestCall call(kWaysMap);
  call.started();
  call.fill("no_test", "Not at home");
  call.go("end");
  EXPECT_EQ(next(call), "gate arranged, gate handed, finish") << "no visit is wanted";
  call.fill("reason", "visit");
  EXPECT_EQ(next(call).substr(0, 10), "field slot");
}

TEST(Guide, FollowsAnActionToTheRuleThatKeepsItClosed) {
  std::string text = kWaysMap;
  text.replace(text.find("[slot, book, passed_on]"), 23, "[book, passed_on]      ");
  TestCall call(text);
  call.started();
  call.fill("no_test", "Not at home");
  call.go("end");
  call.fill("reason", "visit");
  EXPECT_EQ(next(call).substr(0, 10), "verify pin");
  call.verified();
  EXPECT_EQ(next(call).substr(0, 14), "action note_it");
  EXPECT_EQ(shown(call).next[0].why, "Note it first.");
  call.does(intent::StartAction{*call.map.action("note_it")});
  EXPECT_EQ(next(call).substr(0, 11), "action book");
}

TEST(Guide, NamesARequestByTheCustomersWordsElseByTheReason) {
  TestCall call(kWaysMap);
  call.started();
  EXPECT_EQ(shown(call).requests.at(0).title, "");
  call.fill("reason", "visit");
  EXPECT_EQ(shown(call).requests.at(0).title, "A visit");
  call.fill("seen", "No heating");
  EXPECT_EQ(shown(call).requests.at(0).title, "No heating");
}

}  // namespace
}  // namespace callmap
