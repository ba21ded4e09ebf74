#include "review/day_entry.h"

#include <gtest/gtest.h>

#include "engine/test_office_call.h"

namespace callmap {
namespace {

DayEntry of(const OfficeCall& call) {
  return day_entry(call.map, call.contact, call.now);
}

TEST(DayEntry, SaysThatTheCustomerNeedsMoreTimeWhenTheContactDoes) {
  OfficeCall call;
  call.started();
  EXPECT_FALSE(of(call).unhurried);
  constexpr OutcomeIndex kSlow{2};  // the map's third
  call.does(intent::TryStep{"Read it out", kSlow});
  EXPECT_TRUE(of(call).unhurried);
}

TEST(DayEntry, ReadsAsItWasWritten) {
  OfficeCall call;
  call.told();
  DayEntry entry = of(call);
  entry.unhurried = true;
  entry.dispositions = {"solved"};
  entry.due = {call.now + hours(1)};
  entry.not_recorded = 2;
  Happened& happened = entry.parts.at(0).happened;
  happened.warm = 1;
  happened.verified = true;
  happened.due = entry.due;
  happened.dispositions = {"solved"};
  EXPECT_EQ(parse_day_entry(to_json(entry)).value(), entry);
}

TEST(DayEntry, KeepsTheGapInWhichNobodyWasBusy) {
  OfficeCall call;
  call.told();
  call.pass(seconds(10));
  call.sees(observation::Dropped{});
  call.pass(seconds(20));
  call.sees(observation::Connected{});
  call.pass(seconds(30));
  const DayEntry entry = of(call);
  EXPECT_EQ(entry.parts.at(0).busy.size(), 2U);
  EXPECT_EQ(parse_day_entry(to_json(entry)).value(), entry);
}

TEST(DayEntry, OfAnEarlierVersionReadsAsHurried) {
  constexpr std::string_view kRow =
      R"({"started":1700038800000,"map":"standard","team":"billing","inbound":true,"closed":true,)"
      R"("warm":1,"answered":1700038810000,"due":[],"dispositions":["resolved"],"parts":[)"
      R"({"agent":"ana","team":"billing","from":1700038800000,"talk":9,"hold":0,"acw":1,)"
      R"("over":true}]})";
  const DayEntry entry = parse_day_entry(kRow).value();
  EXPECT_FALSE(entry.unhurried);
  EXPECT_EQ(entry.warm, 1);
  EXPECT_EQ(entry.parts.at(0).talk.ms, 9);
  EXPECT_EQ(entry.parts.at(0).busy,
            (std::vector<TimeSpan>{{{1700038800000}, {1700038800010}}})) << "without a gap";
  EXPECT_EQ(entry.parts.at(0).happened.warm, 1) << "there was no other part";
  EXPECT_EQ(entry.parts.at(0).happened.dispositions, std::vector<std::string>{"resolved"});
}

TEST(DayEntry, OfAnEarlierVersionSaysNothingOfSeveralParts) {
  constexpr std::string_view kRow =
      R"({"started":1,"warm":1,"due":[],"dispositions":[],"parts":[{"agent":"ana"},)"
      R"({"agent":"ben"}]})";
  const DayEntry entry = parse_day_entry(kRow).value();
  EXPECT_EQ(entry.warm, 1);
  for (const PartEntry& part : entry.parts) EXPECT_EQ(part.happened, Happened{});
}

TEST(DayEntry, SaysInWhosePartAThingHappened) {
  OfficeCall call;
  call.told();
  call.does(intent::ChooseCustomer{{"u_1"}});
  call.attempt("pin", true);
  call.pass(seconds(10));
  call.sees(observation::Dropped{});
  call.pass(seconds(10));
  call.sees(observation::Connected{});
  call.does(intent::AddTask{"Send it", "", call.now + hours(2), PromiseChannel::kEmail});
  fold(call.contact, call.map, {call.now, OfficeCall::agent(), event::Refused{"told_first"}});
  call.does(intent::TaskDone{1, "Sent"});
  call.hand_over("billing");
  call.does(intent::OfferHandoff{});
  call.tomas_does(intent::AcceptHandoff{});
  call.pass(seconds(10));
  fold(call.contact, call.map, {call.now, OfficeCall::tomas(), event::Refused{"told_first"}});
  call.sees(observation::HungUp{"caller"});
  call.tomas_does(intent::Dispose{1, *call.map.disposition("handed_over")});
  const DayEntry entry = of(call);
  ASSERT_EQ(entry.parts.size(), 2u);
  const Happened& first = entry.parts[0].happened;
  const Happened& second = entry.parts[1].happened;
  EXPECT_EQ(first.warm, 1) << "by whom it was sent, though both held it at that instant";
  EXPECT_EQ(second.warm, 0);
  EXPECT_EQ(first.drops, 1);
  EXPECT_EQ(first.recovered, 1);
  EXPECT_TRUE(first.verified);
  EXPECT_FALSE(second.verified);
  EXPECT_EQ(first.promised, 1);
  EXPECT_EQ(first.kept, 1);
  EXPECT_EQ(first.gates_refused, 1);
  EXPECT_EQ(second.gates_refused, 1);
  EXPECT_EQ(entry.gates_refused, 2);
  EXPECT_EQ(second.drops + second.promised, 0);
  EXPECT_EQ(second.dispositions, std::vector<std::string>{"handed_over"});
  EXPECT_TRUE(first.dispositions.empty());
}

TEST(DayEntry, ThatIsDamagedIsToldAndNotGuessed) {
  for (const char* text : {"", "{}", "[]", R"({"started":1,"due":[],"dispositions":[]})"}) {
    EXPECT_EQ(parse_day_entry(text).error().kind, ErrorKind::kDamaged) << text;
  }
}

}  // namespace
}  // namespace callmap
