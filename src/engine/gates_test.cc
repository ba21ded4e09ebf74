#include "engine/gates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "engine/guide.h"
#include "engine/test_call.h"

namespace callmap {
namespace {

// A gate with several ways through: an effect, two things together, or one thing alone.
constexpr const char* kWays = R"(callmap: 1
id: ways
title: Ways
language: en
reasons: { visit: A visit, other: Something else }
facts: { passed_on: { text: Passed on to another team, scope: request } }
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
        met_by: { any: [passed_on, slot, { all: [result is works, seen] }, no_test] }
    document: [reason, result, seen, no_test, slot]
  end: { title: End, goal: End. }
actions: { pass_on: { text: Pass it on, sets: [passed_on] } }
dispositions: { done: Done }
notes: { a: { title: A, lines: [reason, seen] } }
)";

std::string names(const std::vector<Missing>& missing) {
  std::string text;
  for (const Missing& one : missing) text += (text.empty() ? "" : ", ") + one.id;
  return text;
}

std::string refused_for(TestCall& call) {
  call.go("end");
  return call.refused ? names(call.refused->missing) : "";
}

TEST(Gates, ARefusalNamesTheWayThatThisCallCanGo) {
  TestCall call(kWays);
  call.started();
  EXPECT_EQ(refused_for(call), "result, seen") << "one effect less, yet no agent can tick it";
  EXPECT_EQ(call.refused->sentence, "End stays closed: Test result: Works, What they saw");
  call.fill("reason", "visit");
  EXPECT_EQ(refused_for(call), "slot") << "asked for on this call, and the author's first";
  call.fill("seen", "A green light");
  EXPECT_EQ(refused_for(call), "result") << "furthest along";
  call.fill("result", "works");
  EXPECT_EQ(refused_for(call), "");
}

// What an agent might do next, whatever it is.
void do_something(TestCall& call, std::mt19937& dice) {
  const CallMap& map = call.map;
  const auto one_of = [&](const auto& things) { return dice() % things.size(); };
  call.pass(seconds(1));
  switch (dice() % 6) {
    case 0:
      return void(call.does(intent::Tick{static_cast<CheckpointIndex>(one_of(map.checkpoints))}));
    case 1:
      return void(call.does(intent::StartAction{static_cast<ActionIndex>(one_of(map.actions))}));
    case 2: return void(call.does(intent::Go{static_cast<StageIndex>(one_of(map.stages))}));
    case 3:
      if (dice() % 4 == 0) call.verified(map.verification.methods.front().id.c_str());
      if (dice() % 8 == 0) call.sees(observation::HungUp{"caller"});
      return;
    default: break;
  }
  const std::size_t index = one_of(map.fields);
  const Field& field = map.fields[index];
  const std::string value =
      field.choices.empty() ? "2026-03-01" : field.choices[one_of(field.choices)].id;
  call.does(intent::Fill{static_cast<FieldIndex>(index), value, Origin::kTyped});
}

// Every gate that the guidance shows as closed, by its rule.
std::vector<GateView> closed_gates(const TestCall& call) {
  std::vector<GateView> gates;
  const Guidance guidance = guide(call.map, call.contact, call.now);
  const auto add = [&gates](const std::vector<GateView>& more) {
    std::ranges::copy_if(more, std::back_inserter(gates),
                         [](const auto& gate) { return !gate.met; });
  };
  for (const StageView& stage : guidance.stages) add(stage.gates);
  add(guidance.out.gates);
  return gates;
}

class GatesOf : public testing::TestWithParam<const char*> {};

TEST_P(GatesOf, ARefusalAndTheGuidanceNameTheSameThingToDo) {
  std::size_t compared = 0;
  for (unsigned seed = 0; seed < 30; ++seed) {
    std::mt19937 dice(seed);
    TestCall call;
    if (GetParam() != std::string("small")) call.map = shipped_map(GetParam());
    call.started();
    for (int n = 0; n < 40; ++n) {
      do_something(call, dice);
      const std::vector<GateView> gates = closed_gates(call);
      if (!call.refused || call.refused->missing.empty()) continue;
      for (const GateView& gate : gates) {
        if (gate.rule != call.refused->rule) continue;
        EXPECT_EQ(gate.missing, call.refused->missing) << "seed " << seed << ", " << gate.rule;
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 30u);
}

INSTANTIATE_TEST_SUITE_P(Maps, GatesOf, testing::Values("small", "standard", "clinic"),
                         [](const auto& of) { return std::string(of.param); });

}  // namespace
}  // namespace callmap
