#include "review/numbers.h"

#include <gtest/gtest.h>

namespace callmap {
namespace {

const Instant kMidnight{1'700'006'400'000};  // 2023-11-15T00:00:00Z
const Instant kNine = kMidnight + hours(9);

PartEntry part(const std::string& agent, Duration talk, Duration hold, Duration acw,
               bool over = true) {
  return {{agent}, "billing", kNine, talk, hold, acw, {}, over};
}

PartEntry later_part(const std::string& agent, Duration talk, Duration acw) {
  PartEntry later = part(agent, talk, {}, acw);
  later.from = kNine + minutes(5);
  return later;
}

// A call at nine, answered after ten seconds, handled by Ana in five minutes.
Counted handled_call(const std::string& id) {
  Counted contact{{id}, "REF-" + id, {}, false, false};
  DayEntry& figures = contact.figures;
  figures.map = "standard";
  figures.team = "billing";
  figures.reason = "bill";
  figures.customer = "u_" + id;
  figures.started = kNine;
  figures.inbound = true;
  figures.queued = kNine;
  figures.answered = kNine + seconds(10);
  figures.ended = kNine + minutes(5);
  figures.closed = true;
  figures.resolved = true;
  figures.verified = true;
  figures.dispositions = {"resolved"};
  figures.parts = {part("ana", minutes(4), seconds(30), seconds(30))};
  return contact;
}

std::uint64_t count(const NumbersRow& row, Number number) {
  return row.counts[static_cast<std::size_t>(number)];
}

TEST(Numbers, OfNobodysDayDivideNothing) {
  const NumbersRow row = total({}, {}, kNine);
  EXPECT_EQ(count(row, Number::kOffered), 0u);
  EXPECT_FALSE(row.asa || row.aht || row.fcr_percent);
}

TEST(Numbers, DoNotCountAPartThatOnlyRangAsHandled) {
  std::vector<Counted> day = {handled_call("1"), handled_call("2")};
  day[1].figures.parts = {part("ben", {}, {}, {})};
  NumbersRow row = total(day, {}, kNine + hours(1));
  EXPECT_EQ(count(row, Number::kHandled), 1u);
  EXPECT_EQ(row.aht, minutes(5));
  day[1].figures.parts = {part("ben", {}, {}, seconds(20))};
  row = total(day, {}, kNine + hours(1));
  EXPECT_EQ(count(row, Number::kHandled), 2u) << "writing it up is work";
}

TEST(Numbers, CountAnsweredAbandonedAndServiceLevel) {
  std::vector<Counted> day = {handled_call("1"), handled_call("2"), handled_call("3")};
  day[1].figures.answered = kNine + seconds(21);
  day[2].figures.answered.reset();
  day[2].figures.abandoned = true;
  day[2].figures.parts.clear();
  const NumbersRow row = total(day, {}, kNine + hours(1));
  EXPECT_EQ(count(row, Number::kOffered), 3u);
  EXPECT_EQ(count(row, Number::kAnswered), 2u);
  EXPECT_EQ(count(row, Number::kAbandoned), 1u);
  EXPECT_EQ(count(row, Number::kInServiceLevel), 1u);
  EXPECT_EQ(row.asa, Duration{15'500});
  EXPECT_EQ(row.longest_wait, seconds(21));
}

TEST(Numbers, SplitHandleTimeIntoTalkHoldAndAfterCallWork) {
  std::vector<Counted> day = {handled_call("1")};
  day[0].figures.parts.push_back(part("ben", minutes(2), {}, minutes(1)));
  day[0].figures.parts.push_back(part("cleo", minutes(9), {}, {}, false));
  const NumbersRow row = total(day, {}, kNine);
  EXPECT_EQ(count(row, Number::kHandled), 2u) << "a part that goes on is not handled yet";
  EXPECT_EQ(row.talk, minutes(3));
  EXPECT_EQ(row.hold, seconds(15));
  EXPECT_EQ(row.acw, seconds(45));
  EXPECT_EQ(row.aht, minutes(4));
}

TEST(Numbers, LeaveWhoNeedsMoreTimeOutOfHandleTimesAndOfNothingElse) {
  std::vector<Counted> day = {handled_call("1"), handled_call("2")};
  day[1].figures.unhurried = true;
  day[1].figures.parts = {part("ana", minutes(50), minutes(5), minutes(5))};
  const NumbersRow row = total(day, {}, kNine);
  EXPECT_EQ(count(row, Number::kHandled), 2u);
  EXPECT_EQ(count(row, Number::kAnswered), 2u);
  EXPECT_EQ(row.talk, minutes(4));
  EXPECT_EQ(row.hold, seconds(30));
  EXPECT_EQ(row.acw, seconds(30));
  EXPECT_EQ(row.aht, minutes(5));
  day[0].figures.unhurried = true;
  EXPECT_FALSE(total(day, {}, kNine).aht) << "there is nothing to divide";
}

TEST(Numbers, OfOnePersonAreTheirPartsAlone) {
  std::vector<Counted> day = {handled_call("1"), handled_call("2")};
  day[0].figures.parts.push_back(later_part("ben", minutes(2), minutes(1)));
  const Wanted ben{.team = {}, .agent = "ben", .reason = {}};
  const NumbersRow row = total(day, ben, kNine);
  EXPECT_EQ(count(row, Number::kOffered), 0u) << "it came to Ana";
  EXPECT_EQ(count(row, Number::kHandled), 1u);
  EXPECT_EQ(row.aht, minutes(3));
  EXPECT_FALSE(row.asa) << "Ana answered it";
  EXPECT_EQ(row.fcr_percent, 100u) << "Ben closed it";
}

TEST(Numbers, CountWhatHappenedForWhomItHappenedTo) {
  std::vector<Counted> day = {handled_call("1")};
  DayEntry& figures = day[0].figures;
  figures.parts.push_back(later_part("ben", minutes(2), minutes(1)));
  const auto in_part = [&](std::size_t part, auto Happened::* what) {
    figures.*what = 1;
    figures.parts[part].happened.*what = 1;
  };
  for (const auto what : {&Happened::warm, &Happened::escalated, &Happened::drops}) {
    in_part(0, what);
  }
  in_part(1, &Happened::gates_refused);
  in_part(1, &Happened::kept);
  in_part(1, &Happened::verified);
  figures.parts[1].happened.dispositions = figures.dispositions;
  figures.not_recorded = 1;
  day[0].repeat = true;
  figures.exceptions = 1;  // while nobody held it
  const auto rows = grouped(day, {}, GroupedBy::kAgent, {}, kNine);
  ASSERT_EQ(rows.size(), 2u);
  const auto told = [](const NumbersRow& row) {
    std::string text;
    for (std::size_t n = 0; n < kNumberCount; ++n) {
      if (row.counts[n] > 0) text += std::string(name(static_cast<Number>(n))) + " ";
    }
    return text;
  };
  EXPECT_EQ(told(rows[0]),
            "offered answered in_service_level handled transfers_warm escalated drops repeats ");
  EXPECT_EQ(told(rows[1]), "handled verified gates_refused not_recorded kept ");
  EXPECT_TRUE(rows[0].dispositions.empty());
  EXPECT_EQ(rows[1].dispositions.at("resolved"), 1u);
  EXPECT_EQ(count(total(day, {}, kNine), Number::kExceptions), 1u);
}

TEST(Numbers, CountAnAbandonedOrShortCallForOnePersonAlone) {
  std::vector<Counted> day = {handled_call("1"), handled_call("2")};
  for (Counted& each : day) {
    each.figures.parts.push_back(later_part("ben", {}, {}));
  }
  day[0].figures.answered.reset();
  day[0].figures.abandoned = true;
  day[1].figures.answered = kNine + minutes(6);
  day[1].figures.short_call = true;
  const auto rows = grouped(day, {}, GroupedBy::kAgent, {}, kNine);
  for (const Number number : {Number::kAbandoned, Number::kShort, Number::kAnswered}) {
    EXPECT_EQ(count(rows.at(0), number), 0u) << name(number);
    EXPECT_EQ(count(rows.at(1), number), 1u) << name(number);
  }
  EXPECT_EQ(count(rows[0], Number::kOffered), 2u);
}

TEST(Numbers, AreGroupedByHalfHourTeamReasonAndAgent) {
  std::vector<Counted> day = {handled_call("1"), handled_call("2")};
  day[1].figures.started = kNine + minutes(31);
  day[1].figures.team = "shipping";
  day[1].figures.reason = "order";
  day[1].figures.parts.push_back(later_part("ben", minutes(2), {}));
  // Half-hours are told in their order, whatever they are named.
  const HalfHours slots{kNine - hours(1), {"z0", "z1", "b", "a"}};
  const auto keys = [&](GroupedBy by) {
    std::string told;
    for (const NumbersRow& row : grouped(day, {}, by, slots, kNine)) {
      told += row.key + "=" + std::to_string(count(row, Number::kOffered)) + "/" +
              std::to_string(count(row, Number::kHandled)) + " ";
    }
    return told;
  };
  EXPECT_EQ(keys(GroupedBy::kHalfHour), "b=1/1 a=1/2 ");
  EXPECT_EQ(keys(GroupedBy::kTeam), "billing=1/1 shipping=1/2 ");
  EXPECT_EQ(keys(GroupedBy::kReason), "bill=1/1 order=1/2 ");
  EXPECT_EQ(keys(GroupedBy::kAgent), "ana=2/2 ben=0/1 ");
  EXPECT_EQ(keys(GroupedBy::kNothing), "");
}

TEST(Numbers, CallAPromiseOverdueFromItsTimeOnAndWhenItWasKeptLate) {
  std::vector<Counted> day = {handled_call("1")};
  day[0].figures.promised = 3;
  day[0].figures.kept = 1;
  day[0].figures.late = 1;
  day[0].figures.due = {kNine + hours(2)};
  EXPECT_EQ(count(total(day, {}, kNine + hours(1)), Number::kOverdue), 1u);
  EXPECT_EQ(count(total(day, {}, kNine + hours(3)), Number::kOverdue), 2u);
}

TEST(Numbers, CountAResolvedContactAsFirstContactResolutionUnlessTheCustomerCameBack) {
  std::vector<Counted> day = {handled_call("1"), handled_call("2"), handled_call("3"),
                              handled_call("4")};
  day[1].came_back = true;
  day[2].figures.resolved = false;
  day[3].figures.customer.clear();
  EXPECT_EQ(total(day, {}, kNine).fcr_percent, 33u) << "one of the three whose customer is known";
}

TEST(Numbers, ThatAreLookedIntoAddUpToTheRow) {
  std::vector<Counted> day = {handled_call("1"), handled_call("2")};
  day[1].figures.warm = 2;
  for (std::size_t n = 0; n < kNumberCount; ++n) {
    const auto number = static_cast<Number>(n);
    std::uint64_t sum = 0;
    for (const Counted& each : day) sum += adds(each, number, {}, kNine);
    EXPECT_EQ(sum, count(total(day, {}, kNine), number)) << name(number);
    EXPECT_EQ(parse_number(name(number)), number);
  }
  EXPECT_EQ(parse_number("aht_ms"), std::nullopt) << "a mean has no contacts of its own";
}

TEST(Numbers, AreLookedIntoTogetherAndByOutcome) {
  std::vector<Counted> day = {handled_call("1"), handled_call("2"), handled_call("3")};
  day[0].figures.blind = 1;
  day[1].figures.warm = 2;
  day[2].figures.dispositions = {"not_resolved"};
  const auto behind = [&](std::string_view asked) {
    std::string told;
    for (const Counted& each : day) {
      if (adds(each, parse_looked(asked).value(), {}, kNine) > 0) told += each.contact.text;
    }
    return told;
  };
  EXPECT_EQ(behind("transfers_warm,transfers_blind,transfers_outside"), "12");
  EXPECT_EQ(behind("transfers_outside"), "");
  EXPECT_EQ(behind("disposition:resolved"), "12");
  EXPECT_EQ(behind("disposition:not_resolved,transfers_blind"), "13");
  EXPECT_EQ(behind("disposition:of_another_map"), "");
  for (const char* wrong :
       {"", ",", "offered,", "aht_ms", "disposition:", "disposition:,offered"}) {
    EXPECT_FALSE(parse_looked(wrong)) << wrong;
  }
  std::string many = "offered";
  for (std::size_t n = 1; n < kLookedMax; ++n) many += ",offered";
  EXPECT_TRUE(parse_looked(many));
  EXPECT_FALSE(parse_looked(many + ",offered"));
}

}  // namespace
}  // namespace callmap
