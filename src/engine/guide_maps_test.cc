// The guidance on the maps that are shipped: whoever does what it says first, again and again, ends
// with a finished contact.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "engine/event_json.h"
#include "engine/gates.h"
#include "engine/move.h"
#include "engine/notes.h"
#include "engine/test_call.h"
#include "map/compile.h"

namespace callmap {
namespace {

// An agent who does the first thing of the guidance and nothing else.
class Obedient {
 public:
  explicit Obedient(TestCall& call) : call_(call) {}

  // True when the contact closed within so many commands.
  bool finishes(std::size_t commands) {
    for (std::size_t i = 0; i < commands; ++i) {
      if (!call_.contact.open()) return true;
      const Guidance guidance = guide(call_.map, call_.contact, call_.now);
      if (guidance.next.empty()) return false;
      call_.pass(seconds(1));
      follow(guidance, first_untried(guidance));
    }
    return !call_.contact.open();
  }
  std::string path;

 private:
  // A guide that is not ticked by hand, or a duty that needs another person, cannot be done here:
  // then the next one.
  const NextAction& first_untried(const Guidance& guidance) {
    for (const NextAction& action : guidance.next) {
      const auto checkpoint = call_.map.checkpoint(action.id);
      const bool by_hand = !checkpoint || call_.map.checkpoints[at(*checkpoint)].plain;
      const bool hopeless =
          (action.kind == NextAction::Kind::kGuide && !by_hand) ||
          (action.kind == NextAction::Kind::kGate && (!by_hand || !checkpoint)) ||
          (action.kind == NextAction::Kind::kObligation && tried_.contains(action.id)) ||
          (action.kind == NextAction::Kind::kCue && tried_.contains(action.id));
      if (!hopeless) return action;
    }
    return guidance.next.back();
  }

  void follow(const Guidance& guidance, const NextAction& action) {
    path += action.text + "\n";
    tried_.insert(action.id);
    switch (action.kind) {
      case NextAction::Kind::kStep:
        return void(call_.answer(guidance.procedure->id.c_str(), action.id.c_str()));
      case NextAction::Kind::kGate:
      case NextAction::Kind::kGuide:
        if (const auto checkpoint = call_.map.checkpoint(action.id)) {
          call_.does(intent::Tick{*checkpoint});
        }
        return;
      case NextAction::Kind::kField: return fill(*call_.map.field(action.id));
      case NextAction::Kind::kVerify:
        call_.does(intent::ChooseCustomer{{"u_1"}});
        return void(call_.attempt(action.id.c_str(), true));
      case NextAction::Kind::kFollowUp:
        return void(call_.does(intent::AddTask{.text = "Ring them",
                                               .owner = "p_1",
                                               .due = call_.now + hours(2),
                                               .channel = PromiseChannel::kPhone}));
      case NextAction::Kind::kHandoff:
      case NextAction::Kind::kCallback:
      case NextAction::Kind::kHold: ADD_FAILURE() << "no road led here: " << action.text; return;
      case NextAction::Kind::kObligation: return;
      case NextAction::Kind::kCue:
        return void(call_.does(intent::Dismiss{*call_.map.cue(action.id)}));
      case NextAction::Kind::kStage: return void(call_.go(action.id.c_str()));
      case NextAction::Kind::kAction:
        call_.does(intent::StartAction{*call_.map.action(action.id)});
        return void(call_.does(intent::FinishAction{*call_.map.action(action.id)}));
      case NextAction::Kind::kDispose: {
        const auto& offered = guidance.requests.front().dispositions;
        const auto number = static_cast<std::uint8_t>(std::stoi(action.id));
        const std::string& id = offered.front().first;
        return void(call_.does(intent::Dispose{number, *call_.map.disposition(id)}));
      }
      case NextAction::Kind::kFinish:
        if (guidance.phase == Phase::kLive) return void(call_.sees(observation::HungUp{"agent"}));
        return void(call_.does(intent::Finish{}));
    }
  }

  // The first choice, and the next when that was not what was wanted.
  void fill(FieldIndex index) {
    const Field& field = call_.map.fields[at(index)];
    const auto turn = static_cast<std::size_t>(std::ranges::count(filled_, field.id));
    filled_.push_back(field.id);
    call_.does(intent::Fill{index, value(field, turn), Origin::kTyped});
    EXPECT_FALSE(call_.refused.has_value()) << field.id << ": " << call_.refused->sentence;
  }
  static std::string value(const Field& field, std::size_t turn) {
    switch (field.type) {
      case FieldType::kText:
      case FieldType::kLine: return "something";
      case FieldType::kChoice:
      case FieldType::kChoices: return field.choices[turn % field.choices.size()].id;
      case FieldType::kNumber: return "3";
      case FieldType::kMoney: return "84.20";
      case FieldType::kDate: return "2026-03-01";
      case FieldType::kTime: return "14:30";
      case FieldType::kPhone: return "+442079460111";
      case FieldType::kEmail: return "dana@example.com";
    }
    return {};
  }

  TestCall& call_;
  std::set<std::string> tried_;
  std::vector<std::string> filled_;
};

// So that the literal does not hold any more.
void take_away(Control& control, const Literal& literal) {
  const auto bit = literal.signal.bit;
  switch (literal.signal.space) {
    case Space::kContact: return control.contact.set(bit, !literal.positive);
    case Space::kRequest: return control.request().bits.set(bit, !literal.positive);
    case Space::kSystem: control.level = Level::kNone; return;
  }
}

class ShippedMaps : public testing::TestWithParam<const char*> {};

TEST_P(ShippedMaps, WhoeverFollowsTheGuidanceFinishesTheCall) {
  TestCall call;
  call.map = shipped_map(GetParam());
  call.started();
  Obedient agent(call);
  EXPECT_TRUE(agent.finishes(200)) << agent.path;
  EXPECT_TRUE(call.contact.record.closed && !call.contact.record.closed->early);
  EXPECT_TRUE(call.contact.record.closed->unmet.empty()) << agent.path;
  EXPECT_TRUE(notes(call.map, call.contact).complete);
}

TEST_P(ShippedMaps, TheLogOfAWholeCallFoldsToTheSameContact) {
  TestCall call;
  call.map = shipped_map(GetParam());
  call.started();
  Obedient(call).finishes(200);
  Contact read;
  for (const Event& event : call.events) {
    const EncodedEvent encoded = encode(call.map, event);
    const auto decoded = decode(call.map, encoded.clear, encoded.secret);
    ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
    read = apply(std::move(read), call.map, *decoded);
  }
  EXPECT_EQ(read.control, call.contact.control);
  EXPECT_EQ(to_text(notes(call.map, read)), to_text(notes(call.map, call.contact)));
}

CallMap standard_map_with_the_check_first() {
  const std::filesystem::path root = CALLMAP_SOURCE_DIR "/maps/standard";
  std::vector<SourceFile> files;
  std::size_t changed = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream file(entry.path());
    std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::string_view place = "place: { after: purpose }";
    if (const auto found = text.find(place); found != std::string::npos) {
      text.replace(found, place.size(), "place: { after: greeting }");
      ++changed;
    }
    files.push_back({std::filesystem::relative(entry.path(), root).string(), std::move(text)});
  }
  EXPECT_EQ(changed, 1U);
  std::ranges::sort(files, {}, &SourceFile::path);
  Loaded loaded = load_map(files);
  EXPECT_TRUE(loaded.problems.empty()) << render(loaded.problems);
  return std::move(loaded.map).value_or(CallMap{});
}

// One line of the map decides where verification stands; all else in it holds for both.
TEST(StandardMap, GoesAsWellWithTheCheckRightAfterTheGreeting) {
  TestCall call;
  call.map = standard_map_with_the_check_first();
  call.started();
  EXPECT_EQ(call.map.stages.at(2).id, "verification");
  EXPECT_EQ(call.map.stages.at(3).id, "purpose");
  call.go("greeting");
  call.go("purpose");
  EXPECT_EQ(call.refused->rule, "verified_before_access");
  call.go("verification");
  EXPECT_EQ(why(call), "nothing") << "nothing of the purpose is asked for before the check";
  call.verified("pin").go("purpose");
  EXPECT_EQ(why(call), "nothing");
  call.go("resolution");
  EXPECT_EQ(call.refused->rule, "purpose_agreed");
  Obedient agent(call);
  EXPECT_TRUE(agent.finishes(200)) << agent.path;
  EXPECT_TRUE(call.contact.record.closed && !call.contact.record.closed->early);
  EXPECT_TRUE(call.contact.record.closed->unmet.empty()) << agent.path;
  EXPECT_TRUE(notes(call.map, call.contact).complete);
}

// The log names rules and phrases by id: two of the same name could not be told apart.
TEST_P(ShippedMaps, NamesEveryRuleAndPhraseOnce) {
  const CallMap map = shipped_map(GetParam());
  std::set<std::string> rules;
  std::set<std::string> phrases;
  for (const Rule& rule : map.rules) EXPECT_TRUE(rules.insert(rule.id).second) << rule.id;
  for (const Phrase& phrase : map.phrases) EXPECT_TRUE(phrases.insert(phrase.id).second);
}

// A line may go at any stage, so what guards moving on has to guard the end as resolved as well.
TEST_P(ShippedMaps, NoRequestEndsAsResolvedWithAGateOnMovingOnUnmet) {
  const CallMap map = shipped_map(GetParam());
  for (const Rule& gate : map.rules) {
    if (!gate.checkpoint || gate.trigger.kind != Trigger::Kind::kLeaveStage) continue;
    TestCall call;
    call.map = map;
    call.started();
    Obedient(call).finishes(200);
    // As the call ended but for what that gate asks for.
    Control control = call.contact.control;
    control.phase = Phase::kAfterCall;
    for (const Clause& clause : gate.condition.clauses) {
      for (const Literal& literal : clause.literals) take_away(control, literal);
    }
    refresh_system(control, map);
    ASSERT_FALSE(holds(gate.condition, control)) << gate.id;
    for (std::size_t i = 0; i < map.dispositions.size(); ++i) {
      if (!map.dispositions[i].resolves) continue;
      EXPECT_TRUE(disposition_in_the_way(map, control, control.current, DispositionIndex(i)))
          << map.dispositions[i].id << " with " << gate.id << " unmet";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Maps, ShippedMaps, testing::Values("standard", "clinic"),
                         [](const auto& of) { return std::string(of.param); });

}  // namespace
}  // namespace callmap
