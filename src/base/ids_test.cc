#include "base/ids.h"

#include <gtest/gtest.h>

#include <type_traits>

namespace callmap {
namespace {

TEST(Names, AcceptLowerCaseLettersDigitsUnderscoreAndHyphenAfterALetter) {
  for (const char* name : {"a", "z9", "sign_in", "cannot-sign-in", "a_", "q1_2-3"}) {
    EXPECT_TRUE(is_name(name)) << name;
  }
}

TEST(Names, RefuseWhatAMapMayNotCallItsThings) {
  for (const char* name : {"", "9a", "_a", "-a", "A", "aB", "a b", "a.b", "a/b", "é", "a\n"}) {
    EXPECT_FALSE(is_name(name)) << name;
  }
  EXPECT_FALSE(is_name(std::string_view("a\0b", 3)));
}

TEST(Names, MayBeSixtyFourCharactersLongAndNoLonger) {
  EXPECT_TRUE(is_name(std::string(kNameLengthMax, 'a')));
  EXPECT_FALSE(is_name(std::string(kNameLengthMax + 1, 'a')));
}

TEST(Ids, OfOneThingCannotBePassedForAnother) {
  EXPECT_FALSE((std::is_convertible_v<ContactId, PersonId>));
  EXPECT_FALSE((std::is_convertible_v<CustomerId, ContactId>));
  EXPECT_LT(ContactId{"a"}, ContactId{"b"});
  EXPECT_EQ(PersonId{"p"}, PersonId{"p"});
}

}  // namespace
}  // namespace callmap
