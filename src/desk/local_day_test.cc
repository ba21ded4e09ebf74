#include "desk/local_day.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "desk/day_book.h"
#include "desk/test_office.h"
#include "map/zone.h"

namespace callmap {
namespace {

LocalDay day(const char* zone, const char* date) {
  return parse_local_day(zone, date).value();
}
std::string span(const LocalDay& day) {
  return to_iso(day.span.from) + " " + to_iso(day.span.to);
}

TEST(LocalDay, RunsFromMidnightToMidnightByItsOwnClock) {
  EXPECT_EQ(span(day("UTC", "2026-03-05")), "2026-03-05T00:00:00.000Z 2026-03-06T00:00:00.000Z");
  EXPECT_EQ(span(day("Asia/Kathmandu", "2026-03-05")),
            "2026-03-04T18:15:00.000Z 2026-03-05T18:15:00.000Z");
  const Instant late = *parse_iso("2026-03-05T23:59:59.999Z");
  EXPECT_EQ(local_day("UTC", late).date, "2026-03-05");
  EXPECT_EQ(local_day("Australia/Sydney", late).date, "2026-03-06");
  EXPECT_EQ(local_day("America/New_York", late).date, "2026-03-05");
}

TEST(LocalDay, HasTwentyThreeHoursInSpringAndNoHourThatTheClockSkips) {
  const LocalDay spring = day("Europe/London", "2026-03-29");
  EXPECT_EQ((spring.span.to - spring.span.from).ms, hours(23).ms);
  const auto names = half_hours("Europe/London", spring);
  ASSERT_EQ(names.size(), 46U);
  EXPECT_EQ(names[1], "00:30");
  EXPECT_EQ(names[2], "02:00");
  EXPECT_EQ(names.back(), "23:30");
}

TEST(LocalDay, HasTwentyFiveHoursInAutumnAndTellsTheHourThatComesTwiceApart) {
  const LocalDay autumn = day("Europe/London", "2026-10-25");
  EXPECT_EQ((autumn.span.to - autumn.span.from).ms, hours(25).ms);
  const auto names = half_hours("Europe/London", autumn);
  ASSERT_EQ(names.size(), 50U);
  EXPECT_EQ(names[2], "01:00+01:00");
  EXPECT_EQ(names[3], "01:30+01:00");
  EXPECT_EQ(names[4], "01:00+00:00");
  EXPECT_EQ(names[5], "01:30+00:00");
  EXPECT_EQ(names[6], "02:00");
  EXPECT_EQ(half_hours("America/St_Johns", day("America/St_Johns", "2026-11-01"))[2],
            "01:00-02:30");
}

TEST(LocalDay, BeginsAsTheClockIsSetForwardWhereThereIsNoMidnight) {
  const LocalDay spring = day("America/Santiago", "2026-09-06");
  EXPECT_EQ(span(spring), "2026-09-06T04:00:00.000Z 2026-09-07T03:00:00.000Z");
  EXPECT_EQ(half_hours("America/Santiago", spring).front(), "01:00");
  const LocalDay before = day("America/Santiago", "2026-09-05");
  EXPECT_EQ(before.span.to, spring.span.from);
}

TEST(LocalDay, EachDayOfAYearEndsWhereTheNextBegins) {
  for (const char* zone : {"Europe/London", "America/Santiago", "Australia/Lord_Howe"}) {
    LocalDay today = day(zone, "2026-01-01");
    for (int n = 0; n < 365; ++n) {
      const LocalDay next = local_day(zone, today.span.to);
      EXPECT_EQ(next.span.from, today.span.to) << zone << " " << today.date;
      EXPECT_EQ(*parse_date(next.date), *parse_date(today.date) + 1) << zone;
      EXPECT_EQ(local_day(zone, today.span.to - Duration{1}).date, today.date) << zone;
      today = next;
    }
  }
}

TEST(LocalDay, KnowsWhatIsNoDay) {
  EXPECT_FALSE(parse_local_day("UTC", "2026-02-30").has_value());
  EXPECT_FALSE(parse_local_day("UTC", "today").has_value());
  EXPECT_FALSE(parse_local_day("UTC", "").has_value());
}

TEST(LocalDay, TouchesEveryUtcDateOfItsSpan) {
  const auto dates = utc_dates(day("Australia/Sydney", "2026-03-06").span);
  EXPECT_EQ(dates, (std::vector<std::string>{"2026-03-05", "2026-03-06"}));
  EXPECT_EQ(utc_dates(day("UTC", "2026-03-06").span), std::vector<std::string>{"2026-03-06"});
  EXPECT_TRUE(utc_dates({Instant{5}, Instant{5}}).empty());
  EXPECT_EQ(utc_dates({Instant{-1}, Instant{1}}),
            (std::vector<std::string>{"1969-12-31", "1970-01-01"}));
}

// A floor whose days are counted.
class Days : public testing::Test {
 protected:
  explicit Days(const char* zone = "UTC") { in(zone); }
  void in(const char* zone) {
    office.time_zone = zone;
    office.reopen();
  }
  void at(const char* time) { office.clock.pass(*parse_iso(time) - office.clock.now()); }
  // Ada calls and is gone again.
  void call_comes() {
    const ContactId contact = office.verified_call();
    EXPECT_TRUE(office.intend(contact, R"({"do":"end_early","ending":"hung_up"})").done());
  }
  NumbersView numbers(const char* date = "", GroupedBy by = GroupedBy::kNothing) {
    return office.desk->numbers(office.lena, {.day = date, .wanted = {}, .by = by}).value();
  }
  std::uint64_t count(const char* date, Number number = Number::kOffered) {
    return numbers(date).total.counts[static_cast<std::size_t>(number)];
  }

  Office office;
};

TEST_F(Days, AContactBelongsToTheDayOnWhichItStartedByTheClockOfTheOrganisation) {
  in("Asia/Tokyo");
  at("2026-03-05T23:30:00Z");  // half past eight on the 6th
  call_comes();
  at("2026-03-06T14:59:59Z");
  call_comes();
  at("2026-03-06T15:00:00Z");  // midnight
  call_comes();
  EXPECT_EQ(numbers().day, "2026-03-07");
  EXPECT_EQ(numbers().zone, "Asia/Tokyo");
  EXPECT_EQ(count("2026-03-05"), 0U);
  EXPECT_EQ(count("2026-03-06"), 2U);
  EXPECT_EQ(count("2026-03-07"), 1U);
  const auto rows = numbers("2026-03-06", GroupedBy::kHalfHour).rows;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].key, "08:30");
  EXPECT_EQ(rows[1].key, "23:30");
  EXPECT_EQ(
      office.desk->counted_contacts(office.lena, {.day = "2026-03-06", .wanted = {}}, "offered")
          ->total,
      2U);
}

TEST_F(Days, TheContactsBehindANumberAreTheFirstByTimeAndHowManyThereAre) {
  at("2026-03-06T23:00:00Z");
  Commit commit;
  for (std::size_t n = 0; n <= kCountedShownMax; ++n) {
    Counted contact{{"c_" + std::to_string(1'000 + n)}, "REF", {}, false, false};
    contact.figures.started = office.clock.now() - seconds(static_cast<int>(n));
    contact.figures.inbound = contact.figures.closed = true;
    if (n == 7) contact.figures.dispositions = {"solved"};
    commit.rows.push_back(DayBook::row(contact));
  }
  ASSERT_TRUE(office.store->commit_now(std::move(commit)).has_value());
  const auto behind = [&](const char* number) {
    return office.desk->counted_contacts(office.lena, {.day = "2026-03-06", .wanted = {}}, number);
  };
  const CountedList offered = behind("offered").value();
  EXPECT_EQ(offered.total, kCountedShownMax + 1);
  ASSERT_EQ(offered.contacts.size(), kCountedShownMax);
  EXPECT_EQ(offered.contacts.front().contact.text, "c_1500") << "the earliest";
  EXPECT_EQ(offered.contacts.back().contact.text, "c_1001");
  EXPECT_TRUE(std::ranges::is_sorted(offered.contacts, {}, &CountedView::started));
  const CountedList solved = behind("disposition:solved").value();
  EXPECT_EQ(solved.total, 1U);
  EXPECT_EQ(solved.contacts.at(0).contact.text, "c_1007");
  EXPECT_EQ(behind("drops,recovered")->total, 0U);
  EXPECT_EQ(behind("aht_ms").error().kind, ErrorKind::kInvalid);
}

TEST_F(Days, AnotherZoneCountsTheSameContactsAnew) {
  at("2026-03-05T23:30:00Z");
  call_comes();
  at("2026-03-06T01:00:00Z");
  call_comes();
  EXPECT_EQ(count("2026-03-05"), 1U);
  EXPECT_EQ(count("2026-03-06"), 1U);
  in("America/New_York");
  EXPECT_EQ(count("2026-03-05"), 2U);
  EXPECT_EQ(count("2026-03-06"), 0U);
}

TEST_F(Days, WhoCameBackWithinSevenTimesTwentyFourHoursIsARepeatOnWhicheverDay) {
  in("Pacific/Auckland");
  at("2026-03-27T10:59:00Z");  // 23:59 on the 27th, nine days before the clock is set back
  call_comes();
  at("2026-04-03T10:58:00Z");
  call_comes();
  at("2026-04-10T10:59:00Z");  // a minute more than a week later
  call_comes();
  EXPECT_EQ(count("2026-03-27", Number::kRepeats), 0U);
  EXPECT_EQ(count("2026-04-03", Number::kRepeats), 1U);
  EXPECT_EQ(count("2026-04-10", Number::kRepeats), 0U);
}

TEST_F(Days, TheHourThatComesTwiceHasARowForEachTime) {
  in("Europe/London");
  at("2026-10-25T00:40:00Z");
  call_comes();
  at("2026-10-25T01:40:00Z");
  call_comes();
  call_comes();
  at("2026-10-25T23:59:00Z");
  call_comes();
  const auto rows = numbers("2026-10-25", GroupedBy::kHalfHour).rows;
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].key, "01:30+01:00");
  EXPECT_EQ(rows[1].key, "01:30+00:00");
  EXPECT_EQ(rows[1].counts[static_cast<std::size_t>(Number::kOffered)], 2U);
  EXPECT_EQ(rows[2].key, "23:30");
  EXPECT_EQ(count("2026-10-25"), 4U);
  const auto behind = [&](const char* half_hour) {
    return office.desk->counted_contacts(
        office.lena, {.day = "2026-10-25", .wanted = {}, .half_hour = half_hour}, "offered");
  };
  EXPECT_EQ(behind("01:30+00:00")->total, 2U);
  EXPECT_EQ(behind("02:00")->total, 0U);
  EXPECT_EQ(behind("01:30").error().message,
            "`half_hour` is the key of a row by half-hour of that day, 13:30");
}

TEST_F(Days, OccupancyIsThatOfTheLocalDay) {
  in("Asia/Tokyo");
  at("2026-03-05T14:30:00Z");  // half past eleven at night
  ASSERT_TRUE(office.call().text.size() > 0);
  at("2026-03-05T15:30:00Z");
  EXPECT_EQ(numbers("2026-03-05").total.occupancy_percent, 100U);
  EXPECT_EQ(numbers("2026-03-06").total.occupancy_percent, 100U) << "it goes on after midnight";
  EXPECT_EQ(numbers("2026-03-07").total.occupancy_percent, std::nullopt);
}

TEST_F(Days, OccupancyCountsAContactThatBeganDaysBefore) {
  at("2026-03-05T14:00:00Z");
  ASSERT_TRUE(office.call().text.size() > 0);
  at("2026-03-09T10:00:00Z");
  EXPECT_EQ(numbers("2026-03-08").total.occupancy_percent, 100U);
  at("2026-03-13T15:00:00Z");
  EXPECT_EQ(numbers("2026-03-13").total.occupancy_percent, std::nullopt) << "a week is over";
}

TEST_F(Days, TheCsvSaysTheDayAndTheZone) {
  in("Asia/Tokyo");
  at("2026-03-05T23:30:00Z");
  const std::string csv = to_csv(numbers());
  EXPECT_NE(csv.find(",day,zone\r\n"), std::string::npos) << csv;
  EXPECT_TRUE(csv.ends_with(",2026-03-06,Asia/Tokyo\r\n")) << csv;
}

}  // namespace
}  // namespace callmap
