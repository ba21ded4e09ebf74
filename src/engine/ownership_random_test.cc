// Whatever people, phones and the clock do in whatever order: one holder at most, no offer without
// an end, nothing closed while a call back is due, and the log folds to the same contact.
//   build/quick/bin/engine_test --gtest_filter='OwnershipAtRandom.*'

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "engine/test_office_call.h"

namespace callmap {
namespace {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t bound) { return random_() % bound; }
  template <class Index>
  Index one_of(const auto& table) {
    return static_cast<Index>(below(table.size()));
  }

 private:
  std::mt19937_64 random_;
};

constexpr std::size_t kIntents = 33;

Intent any_intent(const OfficeCall& call, Chance& chance) {
  const CallMap& map = call.map;
  const auto field = [&] { return chance.one_of<FieldIndex>(map.fields); };
  if (call.handoff() == HandoffState::kOffered && chance.below(3) == 0) {
    switch (chance.below(4)) {
      case 0: return intent::AcceptHandoff{};
      case 1: return intent::ReturnHandoff{"Not ours"};
      case 2: return intent::WithdrawHandoff{};
      default:
        return intent::AskHandoff{chance.one_of<PackageIndex>(map.handoff.package), "Which?"};
    }
  }
  switch (chance.below(kIntents)) {
    case 0:
    case 29:
    case 30: {
      const auto team = chance.one_of<TeamIndex>(map.teams);
      const HandoffKind inside = chance.below(4) == 0 ? HandoffKind::kBlind : HandoffKind::kWarm;
      const bool wrong = chance.below(8) == 0;
      const bool outside = map.teams[at(team)].outside != wrong;
      return intent::HandOver{team, outside ? HandoffKind::kOutside : inside};
    }
    case 1: return intent::NoneBecause{map.handoff.package[1 + chance.below(2)].field, "None"};
    case 2:
    case 3: return intent::OfferHandoff{};
    case 4: return intent::WithdrawHandoff{};
    case 5: return intent::HandedOutside{"Jo"};
    case 6: return intent::AcceptHandoff{};
    case 7: return intent::ReturnHandoff{"Not ours"};
    case 8:
    case 9: return intent::Tick{chance.one_of<CheckpointIndex>(map.checkpoints)};
    case 10: return intent::ReportDrop{};
    case 11: return intent::ScheduleCallback{call.now + minutes(5)};
    case 12:
    case 13:
      return intent::CallbackResult{
          static_cast<CallbackOutcome>(chance.below(kCallbackOutcomeCount))};
    case 14: return intent::WithdrawCallback{};
    case 15: return intent::Release{};
    case 16:
    case 17: return intent::Take{};
    case 18: return intent::TakeOver{};
    case 19: return intent::Monitor{};
    case 20: return intent::LeaveContact{};
    case 21:
      return intent::AddTask{
          "Ring", "Mara", call.now + hours(1),
          chance.below(2) == 0 ? std::optional(PromiseChannel::kPhone) : std::nullopt};
    case 22: return intent::RemoveTask{static_cast<std::uint16_t>(1 + chance.below(4))};
    case 23: return intent::TaskDone{static_cast<std::uint16_t>(1 + chance.below(4)), "Rang"};
    case 24: return intent::Open{chance.one_of<ProcedureIndex>(map.procedures)};
    case 25: {
      if (!call.contact.exists() || !call.contact.control.in_procedure()) return intent::Take{};
      const StackEntry top = call.contact.control.top();
      const auto& answers = map.procedures[at(top.procedure)].steps[at(top.step)].answers;
      return intent::Answer{top.procedure, top.step, chance.one_of<AnswerIndex>(answers)};
    }
    case 26: return intent::Tick{chance.one_of<CheckpointIndex>(map.checkpoints)};
    case 27: return intent::Fill{field(), "normal", Origin::kTyped};
    case 28: return intent::Clear{field()};
    case 31: return intent::Dispose{1, *map.disposition("open_")};
    default: return chance.below(3) == 0 ? Intent(intent::Finish{}) : Intent(intent::OpenRequest{});
  }
}

Observation any_observation(const OfficeCall& call, Chance& chance) {
  const auto person = [&] { return PersonId{chance.below(2) == 0 ? "p_mara" : "p_tomas"}; };
  switch (chance.below(11)) {
    case 0: return observation::Queued{chance.one_of<TeamIndex>(call.map.teams), 0};
    case 1: return observation::Offered{person()};
    case 2:
    case 3: return observation::Connected{};
    case 4: return observation::Held{};
    case 5: return observation::Unheld{};
    case 6: return observation::Dropped{};
    case 7:
      if (chance.below(3) != 0) return observation::TimePassed{};
      return observation::HungUp{chance.below(2) == 0 ? "caller" : "agent"};
    case 8: return observation::Left{person()};
    case 9: return observation::CalledIn{};
    default: return observation::TimePassed{};
  }
}

// Whoever holds it does what a handoff asks for, so that not every offer is refused.
void prepare(OfficeCall& call) {
  if (!call.contact.exists()) return;
  for (const PackageItem& item : call.map.handoff.package) {
    if (item.source == PackageItem::Source::kField) {
      call.does(intent::NoneBecause{item.field, "They did not say"});
    }
  }
  call.tick("reference_given");
  call.tick("expectations_set");
  call.fill("goodbye", "Until Monday");
}

void check(const OfficeCall& call) {
  const Control& control = call.contact.control;
  const Record& record = call.contact.record;
  const auto holders = std::ranges::count_if(
      record.segments, [](const SegmentEntry& segment) { return !segment.to.has_value(); });
  EXPECT_LE(holders, 1);
  EXPECT_EQ(control.held, !call.contact.holder().text.empty());
  EXPECT_FALSE(control.waiting && control.held);
  const HandoffEntry* const handoff = call.contact.handoff();
  EXPECT_EQ(control.handoff, handoff == nullptr ? HandoffState::kNone : handoff->state);
  for (const HandoffEntry& entry : record.kept().handoffs) {
    if (&entry != handoff) {
      EXPECT_FALSE(is_under_way(entry.state));
    }
  }
  if (control.phase == Phase::kAfterCall || control.phase == Phase::kClosed) {
    EXPECT_FALSE(is_under_way(control.handoff));
    EXPECT_FALSE(is_pending(control.callback));
    EXPECT_FALSE(control.waiting);
  }
  if (is_pending(control.callback)) {
    ASSERT_NE(call.contact.callback(), nullptr);
    EXPECT_FALSE(call.contact.callback()->ended.has_value());
  }
  EXPECT_TRUE(control.callback != CallbackState::kTrying || control.held);
  EXPECT_TRUE(call.contact.open() || record.kept().watchers.empty());
}

void check_log(const OfficeCall& call) {
  Contact again;
  for (const Event& event : call.events) {
    const EncodedEvent written = encode(call.map, event);
    const auto read = decode(call.map, written.clear, written.secret);
    ASSERT_TRUE(read.has_value()) << written.clear << read.error().message;
    fold(again, call.map, *read);
  }
  EXPECT_EQ(again.control, call.contact.control);
  EXPECT_EQ(again.record.kept().handoffs.size(), call.contact.record.kept().handoffs.size());
  EXPECT_EQ(again.record.kept().callbacks.size(), call.contact.record.kept().callbacks.size());
}

void play(std::uint64_t seed, std::set<std::string_view>& seen) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  Chance chance(seed);
  OfficeCall call;
  if (chance.below(2) == 0) {
    call.told();
  } else {
    const std::string number = chance.below(3) == 0 ? "" : "+442079460111";
    call.sees(observation::Started{{"c"}, "7KQ-4MD-9FX", "phone", "billing", number, "en", ""});
  }
  const Author people[] = {OfficeCall::agent(), OfficeCall::tomas(), OfficeCall::lead()};
  for (int i = 0; i < 120 && !::testing::Test::HasFailure(); ++i) {
    if (chance.below(8) == 0) call.pass(seconds(static_cast<std::int64_t>(chance.below(90))));
    if (chance.below(3) == 0) {
      call.sees(any_observation(call, chance));
      EXPECT_FALSE(call.refused) << "what was seen is never refused";
    } else {
      Intent intent = any_intent(call, chance);
      if (std::holds_alternative<intent::OfferHandoff>(intent)) prepare(call);
      call.send({call.now, people[chance.below(3)], std::move(intent)});
    }
    check(call);
  }
  call.pass(minutes(5));
  call.sees(observation::TimePassed{});
  EXPECT_NE(call.handoff(), HandoffState::kOffered) << "every offer has an end";
  call.does(intent::EndEarly{*call.map.ending("hung_up")});
  EXPECT_FALSE(call.contact.open()) << "ending is always possible";
  check(call);
  check_log(call);
  for (const Event& event : call.events) seen.insert(kind(event.body));
}

TEST(OwnershipAtRandom, OneHolderAtMostEveryOfferEndsAndNothingClosesWhileACallBackIsDue) {
  std::set<std::string_view> seen;
  for (std::uint64_t seed = 1; seed <= 200 && !HasFailure(); ++seed) play(seed, seen);
  for (const std::string_view kind :
       {"queued", "segment_ended", "line_closed", "handoff_accepted", "handoff_asked",
        "handoff_returned", "handoff_withdrawn", "none_given", "callback_due", "callback_tried",
        "callback_ended", "lead_came", "lead_left", "task_added", "task_removed", "task_done"}) {
    EXPECT_TRUE(seen.contains(kind)) << kind << " never happened: the test looks at too little";
  }
}

}  // namespace
}  // namespace callmap
