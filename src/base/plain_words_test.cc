// Words as they are compared when case and signs do not count.

#include "base/plain_words.h"

#include <gtest/gtest.h>

namespace callmap {
namespace {

TEST(PlainWords, AreLettersAndDigitsInLowerCaseWithOneSpaceForWhateverElseStandsBetween) {
  EXPECT_EQ(plain_words("Yes (No Service)"), "yes no service");
  EXPECT_EQ(plain_words("pull-up_account"), "pull up account");
  EXPECT_EQ(plain_words("  5G?  "), "5g");
  EXPECT_EQ(plain_words("Größe"), "größe");
  EXPECT_EQ(plain_words("…"), "…");
  EXPECT_EQ(plain_words("?!"), "");
}

}  // namespace
}  // namespace callmap
