#include "base/ensure.h"

#include <gtest/gtest.h>

namespace callmap {
namespace {

TEST(EnsureDeathTest, AbortsWithTheConditionThePlaceAndTheValues) {
  const int index = 7;
  EXPECT_DEATH(ENSURE(index < 3, "index {} of {}", index, 3),
               "ensure_test\\.cc:[0-9]+: ensure failed: index < 3 index 7 of 3");
}

TEST(EnsureDeathTest, NeedsNoValues) {
  EXPECT_DEATH(ENSURE(1 + 1 == 3), "ensure failed: 1 \\+ 1 == 3");
}

TEST(Ensure, DoesNothingWhenTheConditionHoldsAndDoesNotFormatItsValues) {
  int formatted = 0;
  const auto counted = [&] { return ++formatted; };
  const bool holds = formatted == 0;
  ENSURE(holds, "{}", counted());
  EXPECT_EQ(formatted, 0);
}

}  // namespace
}  // namespace callmap
