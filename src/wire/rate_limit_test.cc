#include "wire/rate_limit.h"

#include <gtest/gtest.h>

namespace callmap {
namespace {

constexpr Instant kNow{1'000'000};
constexpr RateDecision kYes{.allowed = true, .retry_after = {}};

TEST(RateLimit, AllowsABurstAndThenOneARefill) {
  RateLimit limit({.burst = 3, .refill = seconds(10)});
  for (int count = 0; count < 3; ++count) EXPECT_EQ(limit.take("a", kNow), kYes);
  EXPECT_EQ(limit.take("a", kNow), (RateDecision{false, seconds(10)}));
  EXPECT_EQ(limit.take("a", kNow + Duration{4'000}), (RateDecision{false, seconds(6)}));
  EXPECT_EQ(limit.take("a", kNow + seconds(10)), kYes);
  EXPECT_FALSE(limit.take("a", kNow + seconds(10)).allowed);
}

TEST(RateLimit, NeverSavesUpMoreThanTheBurst) {
  RateLimit limit({.burst = 2, .refill = seconds(1)});
  EXPECT_TRUE(limit.take("a", kNow).allowed);
  const Instant later = kNow + hours(10);
  EXPECT_TRUE(limit.take("a", later).allowed);
  EXPECT_TRUE(limit.take("a", later).allowed);
  EXPECT_FALSE(limit.take("a", later).allowed);
}

TEST(RateLimit, KeepsKeysApart) {
  RateLimit limit({.burst = 1, .refill = seconds(1)});
  EXPECT_TRUE(limit.take("a", kNow).allowed);
  EXPECT_TRUE(limit.take("b", kNow).allowed);
  EXPECT_FALSE(limit.take("a", kNow).allowed);
}

TEST(RateLimit, RefusalsDoNotPutTheNextChanceOff) {
  RateLimit limit({.burst = 1, .refill = seconds(10)});
  EXPECT_TRUE(limit.take("a", kNow).allowed);
  for (int second = 0; second < 10; ++second) {
    EXPECT_FALSE(limit.take("a", kNow + seconds(second)).allowed);
  }
  EXPECT_TRUE(limit.take("a", kNow + seconds(10)).allowed);
}

TEST(RateLimit, LookingTakesNothing) {
  RateLimit limit({.burst = 1, .refill = seconds(10)});
  for (int count = 0; count < 3; ++count) EXPECT_EQ(limit.look("a", kNow), kYes);
  EXPECT_EQ(limit.keys(), 0u);
  EXPECT_TRUE(limit.take("a", kNow).allowed);
  EXPECT_EQ(limit.look("a", kNow), (RateDecision{false, seconds(10)}));
}

TEST(RateLimit, ForgetsAKeyAfterASuccess) {
  RateLimit limit({.burst = 1, .refill = seconds(10)});
  EXPECT_TRUE(limit.take("a", kNow).allowed);
  limit.forget("a");
  limit.forget("never seen");
  EXPECT_TRUE(limit.take("a", kNow).allowed);
}

TEST(RateLimit, AClockThatGoesBackRefillsNothing) {
  RateLimit limit({.burst = 1, .refill = seconds(10)});
  EXPECT_TRUE(limit.take("a", kNow).allowed);
  EXPECT_EQ(limit.take("a", kNow - seconds(5)), (RateDecision{false, seconds(15)}));
}

TEST(RateLimit, FloodingTheTableFreesNobody) {
  RateLimit limit({.burst = 2, .refill = seconds(10), .keys_max = 100});
  EXPECT_TRUE(limit.take("guesser", kNow).allowed);
  EXPECT_TRUE(limit.take("guesser", kNow).allowed);
  int allowed = 0;
  for (int count = 0; count < 1000; ++count) {
    allowed += limit.take("invented " + std::to_string(count), kNow).allowed ? 1 : 0;
  }
  EXPECT_EQ(allowed, 99 + 2);  // those with room, then one shared bucket
  EXPECT_EQ(limit.keys(), 100u);
  EXPECT_FALSE(limit.take("guesser", kNow).allowed);
  EXPECT_FALSE(limit.look("somebody new", kNow).allowed);
  // Rested keys make room again.
  EXPECT_TRUE(limit.take("somebody new", kNow + seconds(30)).allowed);
  EXPECT_EQ(limit.keys(), 1u);
}

TEST(RateLimitDeathTest, RefusesALimitThatAllowsNothing) {
  EXPECT_DEATH(RateLimit({.burst = 0}), "burst 0");
}

}  // namespace
}  // namespace callmap
