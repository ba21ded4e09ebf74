#include "map/suggest.h"

#include <gtest/gtest.h>

namespace callmap {
namespace {

TEST(Suggest, CountsSlipsOfTheFinger) {
  EXPECT_EQ(edit_distance("issue", "issue"), 0u);
  EXPECT_EQ(edit_distance("isue", "issue"), 1u);
  EXPECT_EQ(edit_distance("isseu", "issue"), 1u);  // two letters swapped
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(Suggest, NamesTheNearestCandidate) {
  EXPECT_EQ(nearest("verifed", {"purpose", "verified", "verification"}), "verified");
}

TEST(Suggest, IsSilentWhenNothingIsNear) {
  EXPECT_EQ(nearest("zebra", {"purpose", "verification"}), "");
  EXPECT_EQ(suggestion("zebra", {}), "");
}

TEST(Suggest, ListsAFewCandidatesWhenNoneIsNear) {
  EXPECT_EQ(suggestion("zebra", {"back", "finish"}), "one of `back`, `finish`");
  EXPECT_EQ(suggestion("zebra", {"back"}), "it can be `back`");
  EXPECT_EQ(suggestion("fnish", {"back", "finish"}), "did you mean `finish`?");
}

TEST(Suggest, IsNotSlowedDownByHugeWords) {
  EXPECT_EQ(nearest(std::string(100'000, 'a'), {"a", "aa"}), "");
}

}  // namespace
}  // namespace callmap
