#include "map/open_hours.h"

#include <gtest/gtest.h>

#include "map/limits.h"

namespace callmap {
namespace {

constexpr std::uint16_t hm(int hour, int minute = 0) {
  return static_cast<std::uint16_t>(hour * 60 + minute);
}

// Monday to Friday 8 to 20, Saturday with a break at noon, closed on two days.
OpenHours office(const std::string& zone = "Europe/London") {
  OpenHours out{.id = "office", .zone = zone};
  for (int day = 0; day < 5; ++day) out.days[static_cast<std::size_t>(day)] = {{hm(8), hm(20)}};
  out.days[5] = {{hm(9), hm(13)}, {hm(14), hm(17)}};
  out.closed = {"2026-12-25", "2026-12-28"};
  return out;
}

std::string opens(const OpenHours& hours, const char* from) {
  return to_iso(next_open(hours, *parse_iso(from)));
}

TEST(OpenHours, ATimeWithinTheHoursIsItself) {
  EXPECT_EQ(opens(office(), "2026-01-07T10:15:00.250Z"), "2026-01-07T10:15:00.250Z");
  EXPECT_TRUE(is_open(office(), *parse_iso("2026-01-07T10:15:00Z")));
}

TEST(OpenHours, TheHoursBeginWithTheirFirstMomentAndEndBeforeTheirLast) {
  EXPECT_TRUE(is_open(office(), *parse_iso("2026-01-07T08:00:00Z")));
  EXPECT_FALSE(is_open(office(), *parse_iso("2026-01-07T07:59:59.999Z")));
  EXPECT_TRUE(is_open(office(), *parse_iso("2026-01-07T19:59:59.999Z")));
  EXPECT_FALSE(is_open(office(), *parse_iso("2026-01-07T20:00:00Z")));
}

TEST(OpenHours, EveningBreakAndSundayWaitForTheNextSpan) {
  EXPECT_EQ(opens(office(), "2026-01-07T20:00:00Z"), "2026-01-08T08:00:00.000Z");
  EXPECT_EQ(opens(office(), "2026-01-10T13:30:00Z"), "2026-01-10T14:00:00.000Z");
  EXPECT_EQ(opens(office(), "2026-01-10T17:00:00Z"), "2026-01-12T08:00:00.000Z");
}

TEST(OpenHours, AClosedDayIsSkipped) {
  EXPECT_EQ(opens(office(), "2026-12-24T21:00:00Z"), "2026-12-26T09:00:00.000Z");
  // Saturday evening, then Sunday, then a Monday that is closed.
  EXPECT_EQ(opens(office(), "2026-12-26T18:00:00Z"), "2026-12-29T08:00:00.000Z");
}

TEST(OpenHours, EightInTheMorningMovesWithDaylightSaving) {
  // London goes forward on 2026-03-29 and back on 2026-10-25.
  EXPECT_EQ(opens(office(), "2026-03-27T21:00:00Z"), "2026-03-28T09:00:00.000Z");
  EXPECT_EQ(opens(office(), "2026-03-28T18:00:00Z"), "2026-03-30T07:00:00.000Z");
  EXPECT_EQ(opens(office(), "2026-10-24T17:00:00Z"), "2026-10-26T08:00:00.000Z");
}

TEST(OpenHours, ATimeThatTheClockSkipsOpensAsItIsSetForward) {
  OpenHours night{.id = "night", .zone = "Europe/Berlin"};
  night.days[6] = {{hm(2, 30), hm(5)}};  // 02:00 to 03:00 is skipped on 2026-03-29
  EXPECT_EQ(opens(night, "2026-03-28T12:00:00Z"), "2026-03-29T01:00:00.000Z");
  // Hours that the clock skips altogether are not there that day.
  night.days[6] = {{hm(2, 10), hm(2, 50)}};
  EXPECT_EQ(opens(night, "2026-03-28T12:00:00Z"), "2026-04-05T00:10:00.000Z");
}

TEST(OpenHours, AnHourThatTheClockShowsTwiceIsOpenBothTimes) {
  OpenHours night{.id = "night", .zone = "Europe/Berlin"};
  night.days[6] = {{hm(2), hm(3)}};  // 02:00 to 03:00 comes twice on 2026-10-25
  EXPECT_EQ(opens(night, "2026-10-24T12:00:00Z"), "2026-10-25T00:00:00.000Z");
  EXPECT_TRUE(is_open(night, *parse_iso("2026-10-25T00:30:00Z")));
  EXPECT_TRUE(is_open(night, *parse_iso("2026-10-25T01:30:00Z")));
  EXPECT_FALSE(is_open(night, *parse_iso("2026-10-25T02:00:00Z")));
}

TEST(OpenHours, MidnightBelongsToTheDayThatBegins) {
  OpenHours all{.id = "all", .zone = "America/New_York"};
  all.days[4] = {{hm(22), hm(24)}};
  all.days[5] = {{hm(0), hm(6)}};
  EXPECT_TRUE(is_open(all, *parse_iso("2026-01-10T04:59:59.999Z")));
  EXPECT_TRUE(is_open(all, *parse_iso("2026-01-10T05:00:00Z")));
  EXPECT_FALSE(is_open(all, *parse_iso("2026-01-10T11:00:00Z")));
}

TEST(OpenHours, AClosedDateIsTheDateOfTheZone) {
  OpenHours far = office("Pacific/Auckland");  // 13 hours ahead in December
  EXPECT_FALSE(is_open(far, *parse_iso("2026-12-24T20:00:00Z"))) << "the 25th there";
  EXPECT_TRUE(is_open(far, *parse_iso("2026-12-23T20:00:00Z")));
}

TEST(OpenHours, HoursWithAlmostEveryDayClosedAreStillFound) {
  OpenHours rare{.id = "rare", .zone = "Etc/UTC"};
  rare.days[4] = {{hm(9), hm(10)}};
  // Every Friday for as many weeks as a map may close days.
  Instant friday = *parse_iso("2026-01-02T00:00:00Z");
  for (std::size_t n = 0; n < kClosedDaysMax; ++n, friday = friday + hours(24 * 7)) {
    rare.closed.push_back(to_iso(friday).substr(0, 10));
  }
  EXPECT_EQ(next_open(rare, *parse_iso("2026-01-02T00:00:00Z")), friday + hours(9));
}

// Every day from 8 to 20, by whose clock is said with each question.
OpenHours daytime() {
  OpenHours out{.id = "daytime", .zone = "Europe/London"};
  for (auto& day : out.days) day = {{hm(8), hm(20)}};
  return out;
}

std::string both(const char* zone, const char* from, const OpenHours& theirs = daytime()) {
  const auto at = next_both_open(office(), theirs, zone, *parse_iso(from));
  return at ? to_iso(*at) : "never";
}

TEST(OpenHours, TwoSetsAreOpenTogetherFromTheLaterOpeningOn) {
  EXPECT_EQ(both("Europe/London", "2026-01-07T10:15:00Z"), "2026-01-07T10:15:00.000Z");
  EXPECT_EQ(both("America/New_York", "2026-01-07T10:15:00Z"), "2026-01-07T13:00:00.000Z");
  EXPECT_EQ(both("America/New_York", "2026-01-07T20:00:00Z"), "2026-01-08T13:00:00.000Z");
  // 8 in Auckland is 19 in London, and on Saturday we end at 17.
  EXPECT_EQ(both("Pacific/Auckland", "2026-01-09T19:59:00Z"), "2026-01-09T19:59:00.000Z");
  EXPECT_EQ(both("Pacific/Auckland", "2026-01-09T20:00:00Z"), "2026-01-12T19:00:00.000Z");
  // On Saturday our afternoon begins at 14, and in Honolulu it is 4 in the night.
  EXPECT_EQ(both("Pacific/Honolulu", "2026-01-10T13:30:00Z"), "2026-01-12T18:00:00.000Z");
}

TEST(OpenHours, TheTwoClocksChangeEachOnItsOwnDay) {
  // New York goes forward on 2026-03-08, London on 2026-03-29.
  EXPECT_EQ(both("America/New_York", "2026-03-06T08:00:00Z"), "2026-03-06T13:00:00.000Z");
  EXPECT_EQ(both("America/New_York", "2026-03-09T08:00:00Z"), "2026-03-09T12:00:00.000Z");
  EXPECT_EQ(both("America/New_York", "2026-03-30T07:00:00Z"), "2026-03-30T12:00:00.000Z");
  // In July it is 8 in the evening in Auckland when we begin at 8 in the morning, an hour later
  // than in January.
  EXPECT_EQ(both("Pacific/Auckland", "2026-07-06T07:59:00Z"), "2026-07-06T07:59:00.000Z");
  EXPECT_EQ(both("Pacific/Auckland", "2026-07-06T08:00:00Z"), "2026-07-07T07:00:00.000Z");
}

TEST(OpenHours, ATimeForBothIsLookedForTwoWeeksAhead) {
  OpenHours theirs{.id = "rare", .zone = "Europe/London"};
  theirs.days[6] = {{hm(8), hm(20)}};  // on Sundays, when we are not there
  EXPECT_EQ(both("Europe/London", "2026-01-07T10:15:00Z", theirs), "never");
  // The Monday after the next is within two weeks of Monday, and the one after that is not.
  theirs = {.id = "mondays", .zone = "Europe/London"};
  theirs.days[0] = {{hm(9), hm(10)}};
  theirs.closed = {"2026-01-05"};
  EXPECT_EQ(both("Europe/London", "2026-01-05T09:00:00Z", theirs), "2026-01-12T09:00:00.000Z");
  theirs.closed = {"2026-01-05", "2026-01-12"};
  EXPECT_EQ(both("Europe/London", "2026-01-05T09:00:00Z", theirs), "2026-01-19T09:00:00.000Z");
  EXPECT_EQ(both("Europe/London", "2026-01-05T08:59:59Z", theirs), "never");
}

TEST(OpenHours, KnowsWhichDaysThereAre) {
  EXPECT_TRUE(is_date("2028-02-29"));
  for (const char* wrong : {"2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "2026-01-0x", "",
                            "2026-01-011", "2026/01/01"}) {
    EXPECT_FALSE(is_date(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace callmap
