#include "base/time_span.h"

#include <gtest/gtest.h>

namespace callmap {
namespace {

TimeSpan between(int from, int to) {
  return {Instant{} + minutes(from), Instant{} + minutes(to)};
}

TEST(TimeSpan, JoinsWhatOverlapsOrTouchesAndKeepsWhatIsApart) {
  EXPECT_EQ(joined({between(30, 40), between(0, 10), between(10, 15), between(12, 14)}),
            (std::vector{between(0, 15), between(30, 40)}));
  EXPECT_TRUE(joined({}).empty());
}

TEST(TimeSpan, OverlapsForAsLongAsBothLast) {
  EXPECT_EQ(overlap(between(0, 10), between(5, 20)), minutes(5));
  EXPECT_EQ(overlap(between(0, 10), between(10, 20)), Duration{});
  EXPECT_EQ(overlap(between(0, 10), between(30, 20)), Duration{}) << "the second never was";
}

}  // namespace
}  // namespace callmap
