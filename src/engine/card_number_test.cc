#include "engine/card_number.h"

#include <gtest/gtest.h>

#include "engine/test_call.h"

namespace callmap {
namespace {

// Numbers that the card schemes publish for tests.
constexpr const char* kCards[] = {"4111111111111111",
                                  "4111 1111 1111 1111",
                                  "4111-1111-1111-1111",
                                  "378282246310005",
                                  "3782 822463 10005",
                                  "4222222222222",
                                  "her card is 5555 5555 5555 4444, she says",
                                  "12 26 4111 1111 1111 1111 123",
                                  "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"};

TEST(CardNumber, IsFoundTogetherAndInGroups) {
  for (const char* text : kCards) {
    EXPECT_TRUE(has_card_number(text)) << text;
  }
}

TEST(CardNumber, IsNotSeenInOtherNumbers) {
  for (const char* text :
       {"", "bill of 84.20 since June", "4111111111111112", "411111111111", "NW-100042",
        "+44 20 7946 0111", "+8613800000004", "ring 020 7946 0111 or 020 7946 0112",
        "2026-03-01 14:30", "0000000000000000", "41111111111111111111111111",
        "4111 1111, 1111 1111"}) {
    EXPECT_FALSE(has_card_number(text)) << text;
  }
}

TEST(CardNumber, IsRefusedInEveryTypedTextAndNeverRepeated) {
  const std::string card = "4111 1111 1111 1111";
  TestCall call;
  call.started().verified();
  const auto checkpoint = *call.map.checkpoint("asked");
  const std::vector<Intent> intents{
      intent::Fill{*call.map.field("issue"), "Paid with " + card, Origin::kTyped},
      intent::Fill{*call.map.field("goal"), card, Origin::kHeard},
      intent::Fill{*call.map.field("balance"), card, Origin::kTyped},
      intent::WhyNot{checkpoint, card},
      intent::TryStep{"Charged " + card, std::nullopt},
      intent::AddTask{"Charge " + card, "", std::nullopt},
      intent::AddTask{"Charge it", card, std::nullopt}};
  const std::size_t events = call.events.size();
  for (const Intent& intent : intents) {
    call.does(intent);
    ASSERT_TRUE(call.refused) << intent.index();
    EXPECT_EQ(call.refused->reason, RefusalReason::kInvalid);
    EXPECT_NE(call.refused->sentence.find("payment values are never typed"), std::string::npos)
        << call.refused->sentence;
    EXPECT_EQ(call.refused->sentence.find("1111"), std::string::npos) << call.refused->sentence;
  }
  EXPECT_EQ(call.events.size(), events);
  call.fill("issue", "Paid with 4111 1111 1111 1112");
  EXPECT_FALSE(call.refused) << "no card has that number";
  call.fill("callback", "+8613800000004");
  EXPECT_FALSE(call.refused) << "a phone number stays one";
}

}  // namespace
}  // namespace callmap
