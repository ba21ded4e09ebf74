#include "map/zone.h"

#include <gtest/gtest.h>

namespace callmap {
namespace {

TEST(Zone, TellsTheDayAndItsMinutesThere) {
  const Instant late = *parse_iso("2026-03-05T11:30:00Z");
  EXPECT_EQ(date_text(day_in("Etc/UTC", late)), "2026-03-05");
  EXPECT_EQ(date_text(day_in("Pacific/Auckland", late)), "2026-03-06");
  EXPECT_EQ(date_text(day_in("Pacific/Honolulu", Instant{0})), "1969-12-31");
  const DayNumber day = *parse_date("2026-03-06");
  EXPECT_EQ(to_iso(moment_in("Pacific/Auckland", day, 0, Showing::kFirst)),
            "2026-03-05T11:00:00.000Z");
}

TEST(Zone, TellsItsClockUpToEachChange) {
  const Instant from = *parse_iso("2026-03-01T00:00:00Z");
  const auto spans = clocks_in("Europe/London", from, from + hours(24 * 60));
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_EQ(spans[0], (ClockSpan{0, parse_iso("2026-03-29T01:00:00Z")}));
  EXPECT_EQ(spans[1], (ClockSpan{60, std::nullopt}));
  EXPECT_EQ(clocks_in("Asia/Kathmandu", from, from), (std::vector{ClockSpan{345, std::nullopt}}));
  EXPECT_EQ(clock_in("America/St_Johns", from).ahead_minutes, -210);
  // The moment of the change belongs to what comes after it.
  EXPECT_EQ(clocks_in("Europe/London", from, *spans[0].until).size(), 2U);
  EXPECT_EQ(clocks_in("Europe/London", from, *spans[0].until - seconds(1)).size(), 1U);
}

TEST(Zone, SaysHowToMendAName) {
  EXPECT_EQ(zone_hint("Europe/Londn"), "did you mean `Europe/London`?");
  EXPECT_EQ(zone_hint("the moon"), "write a name of the IANA list, `Europe/London` or `Etc/UTC`");
}

TEST(Zone, KnowsZonesByTheirExactNames) {
  EXPECT_TRUE(is_zone("Europe/London"));
  EXPECT_TRUE(is_zone("Etc/UTC"));
  EXPECT_TRUE(is_zone("UTC"));
  EXPECT_FALSE(is_zone("europe/london"));
  EXPECT_FALSE(is_zone("London"));
  EXPECT_FALSE(is_zone(""));
  EXPECT_FALSE(is_zone("../../etc/passwd"));
}

}  // namespace
}  // namespace callmap
