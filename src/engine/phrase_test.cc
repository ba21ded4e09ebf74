#include <gtest/gtest.h>

#include "engine/test_call.h"
#include "engine/viewpoint.h"

namespace callmap {
namespace {

constexpr const char* kMap = R"(callmap: 1
id: slots
title: Slots
language: en
slots: { company: Northwind }
callback_number: callback
fields:
  callback: { label: Number to call back, type: phone, scope: contact }
  part: { label: Broken part, type: choice, choices: { door: The door, lock_: The lock } }
  parts: { label: Parts, type: choices, choices: { door2: Door, lock2: Lock } }
  words: { label: In their words, type: text }
stages:
  talk:
    title: Talk
    goal: Talk.
    say:
      - { id: all, text: "{agent} {reference} {number} {stage} {time}" }
      - { id: parts_said, text: "{part} and {parts}" }
      - { id: takes, text: "It takes {takes|a moment}, then {next_step|we look again}." }
      - { id: words_said, text: "You said {words}." }
    document: [callback, part, parts, words]
    actions: [look, fix]
    links: [{ title: Knowledge, url: "https://kb.example/{part}?q={words}&c={company}" }]
actions:
  look: { text: Look, takes: 30s, next_step: tell you, say: ["This takes {takes}."] }
  fix: { text: Fix, takes: 2m, say: ["This takes {takes}, then {next_step}."] }
dispositions: { done: Done }
notes: { words: { title: Words, lines: [words] } }
)";

std::string words(const PhraseView& phrase) {
  std::string text;
  for (const PhraseView::Part& part : phrase.parts) {
    text += part.empty ? "<" + part.text + ">" : part.text;
  }
  return text;
}

std::string said(const TestCall& call, const char* phrase, std::string_view agent = "Mara") {
  return words(fill(call.map, call.contact, *call.map.phrase(phrase), Sight::kHolder, agent));
}

TEST(Phrase, FillsWhatTheContactKnows) {
  TestCall call(kMap);
  call.started();
  EXPECT_EQ(said(call, "all"), "Mara 7KQ-4MD-9FX the number ending 111 Talk 22:13 UTC");
  call.fill("callback", "+442079460123");
  EXPECT_EQ(said(call, "all"), "Mara 7KQ-4MD-9FX +442079460123 Talk 22:13 UTC");
}

TEST(Phrase, NamesWhatIsStillUnknown) {
  TestCall call(kMap);
  call.started();
  EXPECT_EQ(said(call, "all", "").substr(0, 11), "<[your name");
  EXPECT_EQ(said(call, "words_said"), "You said <[In their words]>.");
}

TEST(Phrase, AValueThatIsASentenceBringsItsOwnStop) {
  TestCall call(kMap);
  call.started();
  call.fill("words", "The door is broken.");
  EXPECT_EQ(said(call, "words_said"), "You said The door is broken.");
  call.fill("words", "Is it the door?");
  EXPECT_EQ(said(call, "words_said"), "You said Is it the door?");
  call.fill("words", "the door");
  EXPECT_EQ(said(call, "words_said"), "You said the door.");
}

TEST(Phrase, SpeaksChoicesByTheirLabels) {
  TestCall call(kMap);
  call.started();
  call.fill("part", "door");
  call.fill("parts", "door2,lock2");
  EXPECT_EQ(said(call, "parts_said"), "The door and Door, Lock");
}

TEST(Phrase, SpeaksOfTheActionUnderWay) {
  TestCall call(kMap);
  call.started();
  EXPECT_EQ(said(call, "takes"), "It takes <a moment>, then <we look again>.");
  call.does(intent::StartAction{*call.map.action("look")});
  EXPECT_EQ(said(call, "takes"), "It takes 30 seconds, then tell you.");
  const Guidance guidance = guide(call.map, call.contact, call.now);
  EXPECT_EQ(words(guidance.actions.at(0).say.at(0)), "This takes 30 seconds.");
  EXPECT_EQ(words(guidance.actions.at(1).say.at(0)), "This takes 2 minutes, then <[next step]>.");
}

TEST(Phrase, EncodesWhatGoesIntoALink) {
  TestCall call(kMap);
  call.started();
  call.fill("part", "door");
  call.fill("words", "it's \"broken\" & öde");
  const Guidance guidance = guide(call.map, call.contact, call.now);
  EXPECT_EQ(guidance.links.at(0).url,
            "https://kb.example/door?q=it%27s%20%22broken%22%20%26%20%C3%B6de&c=Northwind");
}

TEST(Phrase, AnErasedValueIsAnEmptySlot) {
  TestCall call(kMap);
  call.started();
  const event::Filled erased{*call.map.field("words"), "", Origin::kTyped, true};
  call.contact = apply(std::move(call.contact), call.map, {call.now, TestCall::agent(), erased});
  EXPECT_EQ(said(call, "words_said"), "You said <[In their words]>.");
}

TEST(Phrase, ALongFirstLineIsCutAtACharacterForTheTitle) {
  TestCall call(kMap);
  call.started();
  std::string text;
  for (int i = 0; i < 100; ++i) text += "ö";
  call.fill("words", text.c_str());
  const std::string title = guide(call.map, call.contact, call.now).requests.at(0).title;
  EXPECT_EQ(title, text.substr(0, 120) + "…");
}

}  // namespace
}  // namespace callmap
