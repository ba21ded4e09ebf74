#include "base/instant.h"

#include <gtest/gtest.h>

#include <limits>

namespace callmap {
namespace {

TEST(Duration, IsReadAsAWholeNumberAndOneUnit) {
  EXPECT_EQ(parse_duration("0m"), Duration{0});
  EXPECT_EQ(parse_duration("30s"), seconds(30));
  EXPECT_EQ(parse_duration("15m"), minutes(15));
  EXPECT_EQ(parse_duration("2h"), hours(2));
  EXPECT_EQ(parse_duration("5d"), hours(120));
}

TEST(Duration, RefusesEveryOtherForm) {
  for (const char* text : {"", "s", "5", "-5s", "+5s", "1.5h", "5 s", " 5s", "5s ", "5S", "5w",
                           "5ms", "s5", "1h30m", "99999999999999999999s", "5\xc3\xa9"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(Duration, MayBeAYearLongAndNoLonger) {
  EXPECT_EQ(parse_duration("366d"), kDurationMax);
  EXPECT_EQ(parse_duration("367d"), std::nullopt);
  EXPECT_EQ(parse_duration("8785h"), std::nullopt);
}

TEST(Duration, IsWrittenInTheShortestFormThatReadsBack) {
  EXPECT_EQ(to_string(seconds(0)), "0s");
  EXPECT_EQ(to_string(seconds(90)), "90s");
  EXPECT_EQ(to_string(seconds(120)), "2m");
  EXPECT_EQ(to_string(hours(24)), "1d");
  EXPECT_EQ(to_string(hours(25)), "25h");
  EXPECT_EQ(to_string(Duration{1999}), "1s");
  EXPECT_EQ(to_string(Duration{-5000}), "0s");
  for (std::int64_t n = 0; n < 100'000; n += 37) {
    EXPECT_EQ(parse_duration(to_string(seconds(n))), seconds(n));
  }
}

TEST(Duration, ShowsAsAClockForPeople) {
  EXPECT_EQ(to_clock(seconds(245)), "4:05");
  EXPECT_EQ(to_clock(seconds(3723)), "1:02:03");
  EXPECT_EQ(to_clock(Duration{999}), "0:00");
  EXPECT_EQ(to_clock(Duration{-4000}), "0:00");
  EXPECT_EQ(to_clock(hours(100)), "100:00:00");
}

TEST(Instant, IsWrittenAsUtcWithMilliseconds) {
  EXPECT_EQ(to_iso(Instant{0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_iso(Instant{1'772'357'400'000}), "2026-03-01T09:30:00.000Z");
  EXPECT_EQ(to_iso(Instant{-1}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(to_iso(Instant{951'782'400'123}), "2000-02-29T00:00:00.123Z");
}

TEST(Instant, IsReadWithOrWithoutAFractionAndInAnyZone) {
  EXPECT_EQ(parse_iso("2026-03-01T09:30:00.000Z"), Instant{1'772'357'400'000});
  EXPECT_EQ(parse_iso("2026-03-01T09:30:00Z"), Instant{1'772'357'400'000});
  EXPECT_EQ(parse_iso("2026-03-01t09:30:00z"), Instant{1'772'357'400'000});
  EXPECT_EQ(parse_iso("2026-03-01T11:30:00+02:00"), Instant{1'772'357'400'000});
  EXPECT_EQ(parse_iso("2026-03-01T04:00:00-05:30"), Instant{1'772'357'400'000});
  EXPECT_EQ(parse_iso("2026-03-01T09:30:00.0279Z"), Instant{1'772'357'400'027});
  EXPECT_EQ(parse_iso("2026-03-01T09:30:00.5Z"), Instant{1'772'357'400'500});
}

TEST(Instant, RefusesWhatIsNoMomentOfTheCalendar) {
  for (const char* text : {"",
                           "2026-03-01",
                           "2026-03-01T09:30Z",
                           "2026-03-01T09:30:00",
                           "2026-03-01 09:30:00Z",
                           "2026-02-29T00:00:00Z",
                           "1900-02-29T00:00:00Z",
                           "2026-04-31T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-01-00T00:00:00Z",
                           "2026-01-01T24:00:00Z",
                           "2026-01-01T00:60:00Z",
                           "2026-01-01T00:00:60Z",
                           "2026-01-01T00:00:00.Z",
                           "2026-01-01T00:00:00.1234567890Z",
                           "2026-01-01T00:00:00+24:00",
                           "2026-01-01T00:00:00+00:60",
                           "2026-01-01T00:00:00+0000",
                           "2026-01-01T00:00:00Zx",
                           "+026-01-01T00:00:00Z",
                           "2026-1-01T00:00:00Z"}) {
    EXPECT_EQ(parse_iso(text), std::nullopt) << text;
  }
}

TEST(Instant, ReadsBackAsWrittenForEveryDayOfFourCenturies) {
  constexpr std::int64_t kDay = 86'400'000;
  for (std::int64_t day = -80'000; day < 80'000; ++day) {
    const Instant at{day * kDay + 45'296'789};
    ASSERT_EQ(parse_iso(to_iso(at)), at) << to_iso(at);
  }
}

TEST(Instant, AtTheEndsOfTheNumberIsStillWritten) {
  EXPECT_FALSE(to_iso(Instant{std::numeric_limits<std::int64_t>::max()}).empty());
  EXPECT_FALSE(to_iso(Instant{std::numeric_limits<std::int64_t>::min()}).empty());
}

TEST(Instant, AddsAndTakesAwayLengths) {
  EXPECT_EQ(Instant{1000} + seconds(2), Instant{3000});
  EXPECT_EQ(Instant{3000} - seconds(2), Instant{1000});
  EXPECT_EQ(Instant{3000} - Instant{1000}, seconds(2));
}

}  // namespace
}  // namespace callmap
