#include "map/compile.h"

#include <gtest/gtest.h>

#include "map/print.h"
#include "map/read.h"

namespace callmap {
namespace {

const std::string kHead = "callmap: 1\nid: small\ntitle: Small\n";
const std::string kVerification =
    "verification:\n"
    "  stage: check\n"
    "  methods: { code: { title: Code, attested: true, opens: sensitive } }\n";

CallMap load(const std::string& text) {
  Loaded loaded = load_map({{"map.yaml", kHead + text}});
  EXPECT_EQ(render(loaded.problems), "");
  EXPECT_TRUE(loaded.map.has_value());
  return loaded.map ? std::move(*loaded.map) : CallMap{};
}

const Rule* rule(const CallMap& map, std::string_view id) {
  for (const Rule& each : map.rules) {
    if (each.id == id) return &each;
  }
  return nullptr;
}

TEST(Compile, FindsEverythingByItsName) {
  const CallMap map = load(
      "facts: { told: Told }\n"
      "fields: { mood: { label: Mood, type: choice, choices: [calm, upset] } }\n"
      "actions: { tell: { text: Tell it, sets: [told] } }\n"
      "stages:\n"
      "  check:\n"
      "    title: Check\n"
      "    document: [mood]\n"
      "    actions: [tell]\n"
      "    checkpoints: { said: Said }\n"
      "    say: [{ id: hello, text: Hello }]\n"
      "procedures:\n"
      "  narrow:\n"
      "    title: Narrow\n"
      "    steps: { one: { tell: Say, then: done } }\n"
      "    ends: { done: back }\n"
      "cues: { upset_now: { notice: Upset } }\n"
      "dispositions: { solved: Solved }\n"
      "endings: { test: Test }\n" +
      kVerification);
  EXPECT_EQ(map.stage("check"), StageIndex{0});
  EXPECT_EQ(map.checkpoint("said"), CheckpointIndex{0});
  EXPECT_EQ(map.phrase("hello"), PhraseIndex{0});
  EXPECT_EQ(map.field("mood"), FieldIndex{0});
  EXPECT_EQ(map.choice(FieldIndex{0}, "upset"), ChoiceIndex{1});
  EXPECT_EQ(map.action("tell"), ActionIndex{0});
  EXPECT_EQ(map.procedure("narrow"), ProcedureIndex{0});
  EXPECT_EQ(map.step(ProcedureIndex{0}, "one"), StepIndex{0});
  EXPECT_EQ(map.method("code"), MethodIndex{0});
  EXPECT_EQ(map.cue("upset_now"), CueIndex{0});
  EXPECT_EQ(map.disposition("solved"), DispositionIndex{0});
  EXPECT_EQ(map.ending("test"), EndingIndex{0});
  EXPECT_EQ(map.stage("chekc"), std::nullopt);
  EXPECT_EQ(map.choice(FieldIndex{0}, "sad"), std::nullopt);
}

TEST(Compile, PutsVerificationAfterTheStageThatItsPlaceNames) {
  const std::string stages =
      "stages:\n  greet: { title: A }\n  want: { title: B }\n  check: { title: C }\n  close: { "
      "title: D }\n";
  const auto order = [](const CallMap& map) {
    std::string out;
    for (const Stage& stage : map.stages) out += stage.id + " ";
    return out;
  };
  EXPECT_EQ(order(load(stages + kVerification)), "greet want check close ");
  EXPECT_EQ(order(load(stages + kVerification + "  place: { after: greet }\n")),
            "greet check want close ");
  EXPECT_EQ(order(load(stages + kVerification + "  place: { after: close }\n")),
            "greet want close check ");
}

TEST(Compile, MakesGatesRulesOfWhatTheyGuard) {
  const CallMap map = load(
      "stages:\n"
      "  greet: { title: Greet }\n"
      "  check:\n"
      "    title: Check\n"
      "    checkpoints:\n"
      "      a: { text: A, strength: gate }\n"
      "      b: { text: B, strength: gate, guards: disclose }\n"
      "      c: { text: C, strength: gate, guards: resolve, because: Policy }\n"
      "      d: { text: D, strength: gate, guards: dispose }\n"
      "      e: { text: E, strength: gate, guards: finish, for: { channel: phone } }\n");
  const auto trigger = [&](std::string_view id) { return rule(map, id)->trigger; };
  using Kind = Trigger::Kind;
  EXPECT_EQ(trigger("a"), (Trigger{Kind::kLeaveStage, 1}));
  EXPECT_EQ(trigger("b"), (Trigger{Kind::kDisclose, 1}));
  EXPECT_EQ(trigger("c"), (Trigger{Kind::kResolve, 0}));
  EXPECT_EQ(trigger("d"), (Trigger{Kind::kDispose, 0}));
  EXPECT_EQ(trigger("e"), (Trigger{Kind::kFinish, 0}));
  EXPECT_EQ(rule(map, "c")->because, "Policy");
  EXPECT_EQ(to_text(map, rule(map, "e")->applies), "channel phone");
  EXPECT_EQ(map.rules_for({Kind::kLeaveStage, 1}).size(), 1u);
  EXPECT_TRUE(map.rules_for({Kind::kLeaveStage, 0}).empty());
}

TEST(Compile, GuardsAccountDataInEveryMapThatVerifies) {
  const CallMap map = load("stages:\n  check: { title: Check }\n" + kVerification);
  const Trigger account{Trigger::Kind::kDisclose, 1}, sensitive{Trigger::Kind::kDisclose, 2};
  ASSERT_EQ(map.rules_for(account).size(), 1u);
  EXPECT_EQ(map.rules[at(map.rules_for(account)[0])].id, "verified_for_account");
  EXPECT_EQ(map.rules_for(sensitive).size(), 2u);  // those of account data as well
  EXPECT_TRUE(map.system.level[1].has_value());
  EXPECT_TRUE(map.system.level[2].has_value());
}

TEST(Compile, AlwaysLowersVerificationForAnotherCustomer) {
  const CallMap map = load("stages:\n  check: { title: Check }\n" + kVerification +
                           "  valid: { for: 15m, lowered_by: [new_request] }\n");
  const auto on = [&](LoweredBy why) {
    return map.verification.lowered_by[static_cast<std::size_t>(why)];
  };
  EXPECT_TRUE(on(LoweredBy::kOtherCustomer));
  EXPECT_TRUE(on(LoweredBy::kNewRequest));
  EXPECT_FALSE(on(LoweredBy::kReconnect));
  EXPECT_EQ(map.verification.valid_for, minutes(15));
}

TEST(Compile, CountsAnActionThatMayBeDoneSoOftenOnly) {
  const CallMap map = load(
      "actions: { tell: Tell it }\nstages:\n  talk: { title: Talk, actions: [tell] }\n"
      "rules: [{ id: twice, do: tell, at_most: 2 }]\n");
  ASSERT_EQ(map.counters.size(), 1u);
  EXPECT_EQ(map.counters[0].id, "twice");
  EXPECT_EQ(map.counters[0].limit, 2);
  EXPECT_EQ(map.actions[0].effect.count, std::vector<CounterIndex>{CounterIndex{0}});
  EXPECT_EQ(rule(map, "twice")->counter, CounterIndex{0});
  EXPECT_EQ(to_text(map, rule(map, "twice")->condition), "counter twice");
}

TEST(Compile, GivesEachObligationASlotOfItsOwn) {
  const CallMap map = load(
      "fields: { issue: Issue }\nstages:\n  talk: { title: Talk, document: [issue] }\n"
      "rules:\n"
      "  - { id: first, after: { leave: talk }, owes: [issue], before: closing }\n"
      "  - { id: second, after: { fill: issue }, owes: [issue], within: 2h }\n"
      "  - { id: third, do: finish, needs: [not owed second] }\n");
  EXPECT_EQ(rule(map, "first")->obligation, 0);
  EXPECT_EQ(rule(map, "second")->obligation, 1);
  EXPECT_EQ(rule(map, "second")->within, hours(2));
  EXPECT_FALSE(map.system.owed[0].has_value());
  EXPECT_TRUE(map.system.owed[1].has_value());
  EXPECT_EQ(rule(map, "third")->sentence, "Finishing needs: not owed: Second");
}

TEST(Compile, KeepsBitsOfASegmentApartFromThoseOfTheContact) {
  const CallMap map = load(
      "facts:\n  a: { text: A, scope: contact }\n  b: { text: B, scope: segment }\n  c: { text: C, "
      "scope: request }\n"
      "actions: { tell: { text: Tell it, sets: [a, b, c] } }\n"
      "stages:\n  talk: { title: Talk, actions: [tell] }\n");
  EXPECT_EQ(map.contact_bits, 2u);
  EXPECT_EQ(map.segment_bits, std::vector<std::uint16_t>{1});
  EXPECT_EQ(map.request_bits, 2u);  // c, and that the action was done
  for (const Signal& signal : map.signals) EXPECT_EQ(map.signal(signal.bit), &signal);
}

TEST(Compile, GivesBitsToChoicesThatAreReadOnly) {
  const CallMap map = load(
      "fields: { test: { label: Test, type: choice, choices: [yes, no], first: no } }\n"
      "stages:\n  talk: { title: Talk, document: [test], say: [{ text: Good, when: test is yes }] "
      "}\n");
  const Field& field = map.fields.at(0);
  EXPECT_TRUE(field.choices[0].bit.has_value());
  EXPECT_FALSE(field.choices[1].bit.has_value());
  EXPECT_EQ(field.first, ChoiceIndex{1});
  EXPECT_EQ(map.signal(*field.choices[0].bit)->label, "Test: Yes");
}

TEST(Compile, StacksProceduresAndTakesOnTheClassOfWhatTheyDo) {
  const CallMap map = load(
      "actions: { tell: { text: Tell, class: account } }\n"
      "stages:\n  check: { title: Check }\n"
      "procedures:\n"
      "  top: { title: Top, steps: { a: { call: middle, ends: { done: over } } }, ends: { over: "
      "back } }\n"
      "  middle: { title: Middle, steps: { a: { do: tell, then: done } }, ends: { done: back } "
      "}\n" +
      kVerification);
  EXPECT_EQ(map.procedures[0].height, 2);
  EXPECT_EQ(map.procedures[1].height, 1);
  EXPECT_EQ(map.procedures[0].data_class, DataClass::kAccount);
}

TEST(Compile, StopsEightProceduresHigh) {
  std::string text = "stages:\n  talk: { title: Talk }\nprocedures:\n";
  for (int n = 0; n < 8; ++n) {
    const std::string name = "p" + std::to_string(n);
    const std::string step = n == 7
                                 ? "{ tell: Say, then: done }"
                                 : "{ call: p" + std::to_string(n + 1) + ", ends: { done: done } }";
    text += "  " + name + ": { title: P, steps: { a: " + step + " }, ends: { done: back } }\n";
  }
  EXPECT_EQ(load(text).procedures[0].height, kProcedureHeightMax);
}

TEST(Compile, GivesPhrasesOfNamesakesIdsOfTheirOwn) {
  const CallMap map = load(
      "stages:\n  same: { title: Same, actions: [same], say: [Hello] }\n"
      "actions: { same: { text: Same, say: [Hello] } }\n");
  EXPECT_EQ(map.phrases.size(), 2u);
  EXPECT_NE(map.phrases[0].id, map.phrases[1].id);
  EXPECT_TRUE(map.phrase("same.1").has_value());
}

TEST(Compile, ReadsSlotsOfEveryKind) {
  const CallMap map = load(
      "slots: { company: Northwind }\nfields: { goal: Goal }\n"
      "stages:\n  talk: { title: Talk, document: [goal], say: \"{{x}} {company}{goal|it} {agent}\" "
      "}\n");
  const std::vector<PhrasePart>& parts = map.phrases.at(0).parts;
  using Kind = PhrasePart::Kind;
  ASSERT_EQ(parts.size(), 5u);
  EXPECT_EQ(parts[0].text, "{x} ");
  EXPECT_EQ(parts[1].kind, Kind::kConstant);
  EXPECT_EQ(parts[2].kind, Kind::kField);
  EXPECT_EQ(parts[2].fallback, "it");
  EXPECT_EQ(parts[3].kind, Kind::kWords);
  EXPECT_EQ(parts[4].kind, Kind::kBuiltin);
}

TEST(Compile, SurvivesGatesThatReadEachOtherInALongRow) {
  std::string text = "stages:\n  talk:\n    title: Talk\n    checkpoints:\n      c0: Start\n";
  for (int n = 1; n < 9'000; ++n) {
    text +=
        "      c" + std::to_string(n) + ": { text: C, met_by: [c" + std::to_string(n - 1) + "] }\n";
  }
  EXPECT_TRUE(load_map({{"map.yaml", kHead + text}}).map.has_value());
  // The other way round every gate waits for the next one.
  std::string back = "stages:\n  talk:\n    title: Talk\n    checkpoints:\n";
  for (int n = 0; n < 9'000; ++n) {
    back +=
        "      c" + std::to_string(n) + ": { text: C, met_by: [c" + std::to_string(n + 1) + "] }\n";
  }
  const Loaded loaded = load_map({{"map.yaml", kHead + back + "      c9000: End\n"}});
  ASSERT_FALSE(loaded.problems.empty());
  EXPECT_EQ(loaded.problems[0].code, ProblemCode::kConditionTooLarge);
}

TEST(Compile, GivesNoMapWhileAnErrorStands) {
  const Loaded loaded = load_map({{"map.yaml", kHead + "stages:\n  talk: { titel: Talk }\n"}});
  EXPECT_FALSE(loaded.map.has_value());
  EXPECT_TRUE(has_error(loaded.problems));
}

TEST(Compile, GivesAMapInSpiteOfWarnings) {
  const Loaded loaded =
      load_map({{"map.yaml", kHead + "stages:\n  talk: { title: Talk }\nfacts: { told: Told }\n"}});
  EXPECT_TRUE(loaded.map.has_value());
  ASSERT_EQ(loaded.problems.size(), 1u);
  EXPECT_EQ(loaded.problems[0].severity, Severity::kWarning);
}

TEST(Print, SaysTheSameForTheSameMapEveryTime) {
  const std::string text =
      "stages:\n  talk: { title: Talk, say: [Hello], checkpoints: { said: Said } }\n";
  EXPECT_EQ(print(load(text)), print(load(text)));
}

const std::string kTeams =
    "teams: { leads: Team leads, carrier: { title: Carrier, outside: true } }\n"
    "fields:\n"
    "  issue: Issue\n"
    "  urgency: { label: Urgency, type: choice, choices: [low, high], for: { channel: phone } }\n"
    "handoff: { package: [$identity, issue, $steps, urgency] }\n";

TEST(Compile, AsksForEveryFieldOfThePackageOrForNone) {
  const CallMap map = load("stages: { talk: { title: Talk } }\n" + kTeams);
  const Trigger hand_over{Trigger::Kind::kHandOver, 0};
  EXPECT_EQ(map.rules_for(hand_over).size(), 2u);
  const Rule* issue = rule(map, "handoff_package.issue");
  ASSERT_NE(issue, nullptr);
  EXPECT_EQ(issue->trigger, hand_over);
  EXPECT_EQ(to_text(map, issue->condition), "issue or issue none");
  EXPECT_EQ(issue->sentence, "Travels with the handoff: Issue");
  EXPECT_EQ(to_text(map, rule(map, "handoff_package.urgency")->applies), "channel phone");
  ASSERT_EQ(map.handoff.package.size(), 4u);
  EXPECT_EQ(map.handoff.package[0].source, PackageItem::Source::kIdentity);
  EXPECT_EQ(map.handoff.package[2].source, PackageItem::Source::kSteps);
  EXPECT_NE(map.handoff.package[1].none, map.handoff.package[3].none);
  EXPECT_EQ(map.handoff.timeout, seconds(60));
  EXPECT_EQ(map.team("carrier"), TeamIndex{1});
  EXPECT_EQ(map.team("carier"), std::nullopt);
}

TEST(Compile, MakesADropOweAnAttemptToCallBack) {
  const CallMap map = load(
      "stages: { talk: { title: Talk } }\n"
      "callback: { attempts: 2, after: [0m, 0m] }\n"
      "cues: { open: { notice: Open, by_hand: false, raised_by: owed callback_attempt } }\n");
  const Rule* attempt = rule(map, "callback_attempt");
  ASSERT_NE(attempt, nullptr);
  EXPECT_EQ(attempt->trigger, (Trigger{Trigger::Kind::kDrop, 0}));
  EXPECT_EQ(to_text(map, attempt->condition), "callback tried or not callback due");
  EXPECT_EQ(attempt->before, OwedBefore::kClosing);
  ASSERT_TRUE(attempt->obligation.has_value());
  EXPECT_TRUE(map.system.owed[*attempt->obligation].has_value());
  EXPECT_EQ(describe(map, map.cues[0].raised_by), "owed: Call back after the line dropped");
}

TEST(Compile, LiftsGatesOnTheWayInAnEmergencyAndNeverTheFence) {
  const CallMap map = load(
      "emergency: danger\n"
      "facts: { danger: Danger }\n"
      "actions: { ring: { text: Ring, sets: [danger] } }\n"
      "stages:\n"
      "  greet: { title: Greet }\n"
      "  check:\n"
      "    title: Check\n"
      "    actions: [ring]\n"
      "    checkpoints:\n"
      "      a: { text: A, strength: gate }\n"
      "      b: { text: B, strength: gate, guards: resolve }\n"
      "procedures:\n"
      "  lead:\n"
      "    title: Lead\n"
      "    steps: { one: { tell: Say it, then: done } }\n"
      "    ends: { done: hand_over }\n"
      "rules:\n"
      "  - { id: told, do: lead.done, needs: a }\n"
      "  - { id: kept, do: hand_over, needs: b, when: danger }\n" +
      kTeams + kVerification);
  EXPECT_EQ(to_text(map, rule(map, "a")->applies), "not danger");
  EXPECT_EQ(to_text(map, rule(map, "told")->applies), "not danger");
  EXPECT_EQ(to_text(map, rule(map, "kept")->applies), "never") << "it asks for the emergency";
  EXPECT_EQ(to_text(map, rule(map, "handoff_package.urgency")->applies),
            "channel phone and not danger");
  EXPECT_TRUE(rule(map, "b")->applies.is_always());
  EXPECT_TRUE(rule(map, "verified_for_account")->applies.is_always());
  Bits contact(map.contact_bits), request(map.request_bits), system(map.system_bits);
  EXPECT_TRUE(holds(rule(map, "a")->applies, contact, request, system));
  contact.set(map.emergency->bit);
  EXPECT_FALSE(holds(rule(map, "a")->applies, contact, request, system));
}

TEST(Compile, NumbersTheEndsOfAllProceduresForRules) {
  const auto procedure = [](const std::string& name) {
    return "  " + name + ":\n    title: " + name +
           "\n    steps: { one: { ask: So?, answers: { y: good, n: bad } } }\n"
           "    ends: { good: back, bad: back }\n";
  };
  const CallMap map = load(
      "fields: { why: Why }\n"
      "stages: { talk: { title: Talk, document: [why] } }\n"
      "procedures:\n" +
      procedure("first") + procedure("second") +
      "rules:\n"
      "  - { id: guard, do: second.bad, needs: why }\n"
      "  - { id: duty, after: first.bad, owes: why, before: closing }\n");
  EXPECT_EQ(rule(map, "guard")->trigger, (Trigger{Trigger::Kind::kEnd, 3}));
  EXPECT_EQ(rule(map, "duty")->trigger, (Trigger{Trigger::Kind::kEnd, 1}));
  EXPECT_EQ(map.procedures[1].ends[1].number, 3);
  EXPECT_EQ(rule(map, "guard")->sentence, "second (Bad) needs: Why");
}

TEST(Compile, TellsWhereAnEndGoesAndHowManyContactsAPersonHolds) {
  const CallMap map = load(
      "channels: [phone, chat]\n"
      "capacity: { chat: 3 }\n"
      "callback: { attempts: 1, after: 0m }\n"
      "lines: { help: { title: Help, number: \"+442079460100\", team: leads } }\n"
      "stages: { talk: { title: Talk } }\n"
      "procedures:\n"
      "  lead:\n"
      "    title: Lead\n"
      "    escalates: true\n"
      "    steps: { one: { ask: So?, answers: { a: a, b: b, c: c, d: d } } }\n"
      "    ends:\n"
      "      a: hand_over\n"
      "      b: { goes: { hand_over: leads } }\n"
      "      c: callback\n"
      "      d: { text: Later, goes: follow_up }\n" +
      kTeams);
  const auto& ends = map.procedures[0].ends;
  EXPECT_TRUE(map.procedures[0].escalates);
  EXPECT_EQ(ends[0].goes, EndGoes::kHandOver);
  EXPECT_EQ(ends[0].team, std::nullopt);
  EXPECT_EQ(ends[1].goes, EndGoes::kHandOver);
  EXPECT_EQ(ends[1].team, TeamIndex{0});
  EXPECT_EQ(ends[2].goes, EndGoes::kCallback);
  EXPECT_EQ(ends[3].goes, EndGoes::kFollowUp);
  EXPECT_EQ(map.capacity, (std::vector<std::uint8_t>{1, 3}));
  EXPECT_EQ(map.lines[0].team, TeamIndex{0});
}

}  // namespace
}  // namespace callmap
