#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace callmap {
namespace {

Result<int> halve(int n) {
  if (n % 2 != 0) return failure(ErrorKind::kInvalid, "`" + std::to_string(n) + "` is odd");
  return n / 2;
}

Result<> demand_even(int n) {
  CALLMAP_TRY(halve(n));
  return {};
}

Result<int> quarter(int n) {
  const int half = CALLMAP_TRY(halve(n));
  return halve(half);
}

Result<std::unique_ptr<int>> boxed(int n) {
  auto box = CALLMAP_TRY(Result<std::unique_ptr<int>>(std::make_unique<int>(n)));
  return box;
}

TEST(Result, TryYieldsTheValueAsAnInitialiser) {
  EXPECT_EQ(quarter(12), Result<int>(3));
}

TEST(Result, TryReturnsTheErrorUnchanged) {
  EXPECT_EQ(quarter(6).error(), (Error{ErrorKind::kInvalid, "`3` is odd"}));
  EXPECT_EQ(demand_even(5).error(), (Error{ErrorKind::kInvalid, "`5` is odd"}));
}

TEST(Result, TryIsAWholeStatementWhenThereIsNothingToKeep) {
  EXPECT_TRUE(demand_even(4).has_value());
}

TEST(Result, TryMovesWhatCannotBeCopied) {
  EXPECT_EQ(**boxed(5), 5);
}

TEST(Result, FailureWithoutAKindIsJustFailed) {
  const Result<> result = failure("disk is full");
  EXPECT_EQ(result.error(), (Error{ErrorKind::kFailed, "disk is full"}));
}

}  // namespace
}  // namespace callmap
