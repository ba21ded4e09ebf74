// The roads of the shipped maps, walked: whoever opens one can come to each of its ends by
// answering and writing down what is asked, and the call then stands where the end says.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "engine/move.h"
#include "engine/test_call.h"

namespace callmap {
namespace {

// One contact and what can be done with it; copied at every fork.
struct Walker {
  const CallMap* map = nullptr;
  Contact contact;
  Instant now{1'700'000'000'000};

  std::optional<Refusal> send(std::variant<Intent, Observation, Verdict> what) {
    Author author = TestCall::agent();
    if (std::holds_alternative<Observation>(what)) author = {Author::Kind::kPhone, {}};
    if (std::holds_alternative<Verdict>(what)) author = {Author::Kind::kService, {}};
    auto made = decide(*map, contact, {now, author, std::move(what)});
    if (!made) return std::move(made.error());
    for (const Event& event : *made) contact = apply(std::move(contact), *map, event);
    return std::nullopt;
  }
  void fill(FieldIndex index) {
    const Field& field = map->fields[at(index)];
    if (contact.field(*map, index) != nullptr) return;
    (void)send(Intent{intent::Fill{index, value_of(field), Origin::kTyped}});
  }
  static std::string value_of(const Field& field) {
    switch (field.type) {
      case FieldType::kText:
      case FieldType::kLine: return "something";
      case FieldType::kChoice:
      case FieldType::kChoices: return field.choices[0].id;
      case FieldType::kNumber: return "3";
      case FieldType::kMoney: return "84.20";
      case FieldType::kDate: return "2026-03-01";
      case FieldType::kTime: return "14:30";
      case FieldType::kPhone: return "+442079460111";
      case FieldType::kEmail: return "dana@example.com";
    }
    return {};
  }
  const Step& step() const {
    const StackEntry top = contact.control.top();
    return map->procedures[at(top.procedure)].steps[at(top.step)];
  }
};

Walker started(const CallMap& map) {
  Walker call{.map = &map};
  (void)call.send(Observation{
      observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "", "+442079460111", "en", ""}});
  (void)call.send(Observation{observation::Offered{{"p_mara"}}});
  (void)call.send(Observation{observation::Connected{}});
  for (std::size_t n = 0; n < map.cues.size(); ++n) {
    (void)call.send(Intent{intent::Notice{static_cast<CueIndex>(n)}});
  }
  return call;
}

// Everything filled and ticked that can be, and the caller verified.
void prepare(Walker& call) {
  const CallMap& map = *call.map;
  (void)call.send(Intent{intent::ChooseCustomer{{"u_1"}}});
  for (std::size_t n = 0; n < map.verification.methods.size(); ++n) {
    const Method& method = map.verification.methods[n];
    (void)call.send(Verdict{verdict::Attempted{static_cast<MethodIndex>(n), "", true, false,
                                               PassSource::kCompared, method.opens}});
  }
  for (std::size_t n = 0; n < map.fields.size(); ++n) call.fill(static_cast<FieldIndex>(n));
  for (std::size_t n = 0; n < map.checkpoints.size(); ++n) {
    (void)call.send(Intent{intent::Tick{static_cast<CheckpointIndex>(n)}});
  }
}

// Calls from which a road may be open: as they begin, cut off, without the account, and at every
// stage, for every reason.
std::vector<Walker> starts(const CallMap& map) {
  std::vector<Walker> out;
  const std::size_t reasons =
      map.reason_field ? map.fields[at(*map.reason_field)].choices.size() : 1;
  for (std::size_t reason = 0; reason < reasons; ++reason) {
    Walker call = started(map);
    if (map.reason_field) {
      const std::string id = map.fields[at(*map.reason_field)].choices[reason].id;
      (void)call.send(Intent{intent::Fill{*map.reason_field, id, Origin::kTyped}});
    }
    out.push_back(call);
    Walker general = call;
    for (const Signal& signal : map.signals) {
      if (signal.id == "restricted") general.contact.control.request().bits.set(signal.bit.bit);
    }
    out.push_back(general);
    prepare(call);
    for (std::size_t stage = 0; stage < map.stages.size(); ++stage) {
      if (!call.send(Intent{intent::Go{static_cast<StageIndex>(stage)}})) out.push_back(call);
    }
    Walker cut = call;
    (void)cut.send(Observation{observation::Dropped{}});
    out.push_back(cut);
  }
  return out;
}

bool owes(const Walker& call, std::string_view id) {
  const auto rule = std::ranges::find(call.map->rules, id, &Rule::id);
  return rule != call.map->rules.end() && owed(call.contact.control, *rule) != Owed::kNone;
}

void expect_where(const Walker& call, const ProcedureEnd& end) {
  const Control& control = call.contact.control;
  switch (end.goes) {
    case EndGoes::kBack: break;
    case EndGoes::kProcedure: {
      const auto at_top = control.depth > 0 ? control.top().procedure : ProcedureIndex{};
      EXPECT_TRUE(control.depth > 0 && at_top == *end.procedure) << end.id;
      break;
    }
    case EndGoes::kStage: EXPECT_EQ(at(control.stage), at(end.stage)) << end.id; break;
    case EndGoes::kFinish: EXPECT_EQ(control.phase, Phase::kAfterCall) << end.id; break;
    case EndGoes::kHandOver: EXPECT_EQ(control.handoff, HandoffState::kDrafted) << end.id; break;
    case EndGoes::kCallback:
      EXPECT_EQ(control.asks_for, AsksFor::kCallback) << end.id;
      EXPECT_TRUE(owes(call, "callback_owed")) << end.id;
      break;
    case EndGoes::kFollowUp:
      EXPECT_EQ(control.asks_for, AsksFor::kFollowUp) << end.id;
      EXPECT_TRUE(owes(call, "follow_up_owed")) << end.id;
      break;
  }
}

// What the step asks to be written down, and then what the answer was refused for.
std::optional<Refusal> answer(Walker& call, AnswerIndex which) {
  const StackEntry top = call.contact.control.top();
  for (const FieldIndex field : call.step().document) call.fill(field);
  const Intent intent = intent::Answer{top.procedure, top.step, which};
  auto refusal = call.send(intent);
  if (!refusal) return refusal;
  for (const Missing& missing : refusal->missing) {
    if (const auto field = call.map->field(missing.id)) call.fill(*field);
  }
  return call.send(intent);
}

// Every answer from every step that can be come to. The ends of the road that were reached.
std::set<std::size_t> walk(const Walker& opened, ProcedureIndex road) {
  std::set<std::size_t> ends;
  std::vector<Walker> open = {opened};
  std::vector<Control> seen = {opened.contact.control};
  while (!open.empty() && seen.size() < 2'000) {
    const Walker here = std::move(open.back());
    open.pop_back();
    const StackEntry top = here.contact.control.top();
    for (std::size_t n = 0; n < here.step().answers.size(); ++n) {
      const auto which = static_cast<AnswerIndex>(n);
      Walker call = here;
      const auto reached =
          ends_reached(here.contact.control, *here.map, top.procedure, top.step, which);
      if (answer(call, which)) continue;
      for (const ReachedEnd& each : reached) {
        if (each.procedure != road) continue;
        ends.insert(at(each.end));
        expect_where(call, here.map->procedures[at(road)].ends[at(each.end)]);
      }
      if (!call.contact.control.in_procedure()) continue;
      if (std::ranges::find(seen, call.contact.control) != seen.end()) continue;
      seen.push_back(call.contact.control);
      open.push_back(std::move(call));
    }
  }
  return ends;
}

class ShippedRoads : public testing::TestWithParam<const char*> {};

TEST_P(ShippedRoads, LeadToEachOfTheirEndsAndThenWhereTheEndSays) {
  const CallMap map = shipped_map(GetParam());
  const std::vector<Walker> all = starts(map);
  for (std::size_t n = 0; n < map.procedures.size(); ++n) {
    const Procedure& procedure = map.procedures[n];
    SCOPED_TRACE(procedure.id);
    const auto road = static_cast<ProcedureIndex>(n);
    std::set<std::size_t> ends;
    bool offered = false;
    for (const Walker& each : all) {
      if (ends.size() == procedure.ends.size()) break;
      Walker call = each;
      if (call.send(Intent{intent::Open{road}}) || !call.contact.control.in_procedure()) continue;
      offered = true;
      ends.merge(walk(call, road));
    }
    EXPECT_TRUE(offered) << "no call offers it";
    for (std::size_t end = 0; end < procedure.ends.size(); ++end) {
      EXPECT_TRUE(ends.contains(end))
          << "the end " << procedure.ends[end].id << " is never reached";
    }
  }
}

// The whole map in docs/decision-points.md.
std::string example_of_the_document() {
  std::ifstream file(CALLMAP_SOURCE_DIR "/docs/decision-points.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::string fence = "```yaml full\n";
  const std::size_t from = text.find(fence) + fence.size();
  return text.substr(from, text.find("```", from) - from);
}

TEST(DecisionPoints, TheExampleOfTheDocumentDoesWhatTheDocumentSays) {
  TestCall call(example_of_the_document());
  call.started();
  call.go("close");
  EXPECT_EQ(why(call), "gate") << "the issue is not written down";
  call.open("gas_smell");
  EXPECT_EQ(call.top(), "gas_smell.out");
  call.answer("gas_smell", "out", 0);
  call.answer("gas_smell", "tell");
  call.answer("gas_smell", "how", 0);
  EXPECT_EQ(call.contact.control.handoff, HandoffState::kDrafted);
  EXPECT_EQ(call.contact.control.handoff_kind, HandoffKind::kOutside);
  call.does(intent::HandedOutside{"Jo at the control room"});
  EXPECT_EQ(why(call), "nothing") << "no gate stands in an emergency";
  EXPECT_EQ(call.contact.control.handoff, HandoffState::kAccepted);
}

TEST(DecisionPoints, TheExampleOfTheDocumentOwesWhatMustFollow) {
  TestCall call(example_of_the_document());
  call.started();
  call.open("gas_smell");
  call.answer("gas_smell", "out", 0);
  call.answer("gas_smell", "tell");
  call.answer("gas_smell", "how", 1);
  EXPECT_EQ(call.contact.control.asks_for, AsksFor::kCallback);
  const auto rule = std::ranges::find(call.map.rules, "place_known", &Rule::id);
  EXPECT_EQ(owed(call.contact.control, *rule), Owed::kOwed);
  call.fill("place", "12 Ridge Row");
  EXPECT_EQ(owed(call.contact.control, *rule), Owed::kNone);
  const auto again = std::ranges::find(call.map.rules, "callback_owed", &Rule::id);
  EXPECT_EQ(owed(call.contact.control, *again), Owed::kOwed);
  // A false alarm takes the emergency away again, and the gates stand.
  call.open("gas_smell");
  call.answer("gas_smell", "out", 1);
  call.go("close");
  EXPECT_EQ(why(call), "gate");
}

INSTANTIATE_TEST_SUITE_P(Maps, ShippedRoads, testing::Values("standard", "clinic"),
                         [](const auto& of) { return std::string(of.param); });

}  // namespace
}  // namespace callmap
