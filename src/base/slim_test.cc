#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/boxed.h"
#include "base/slim_instant.h"
#include "base/slim_list.h"
#include "base/slim_text.h"

namespace callmap {
namespace {

TEST(SlimText, HoldsShortLongAndEmptyTextsAlike) {
  for (const std::size_t length : {0u, 1u, 14u, 15u, 16u, 17u, 127u, 128u, 4'000u}) {
    const std::string words(length, 'x');
    const SlimText text(words);
    EXPECT_EQ(text, words);
    EXPECT_EQ(text.size(), length);
    EXPECT_EQ(text.empty(), length == 0);
    const SlimText copy(text);
    EXPECT_EQ(copy, text);
  }
  static_assert(sizeof(SlimText) == 16);
}

TEST(SlimText, KeepsBytesThatAreZero) {
  const std::string words("a\0b", 3);
  EXPECT_EQ(SlimText(words), words);
  EXPECT_FALSE(SlimText(words) == "a");
}

TEST(SlimText, IsReplacedAsAWhole) {
  const std::string longer = "more than fifteen bytes of it";
  SlimText text = "short";
  text = longer;
  EXPECT_EQ(text, longer);
  SlimText taken = std::move(text);
  EXPECT_EQ(taken, longer);
  text = "again";
  EXPECT_EQ(text, "again");
  const SlimText& same = taken;
  taken = same;
  EXPECT_EQ(taken, longer);
  EXPECT_LT(SlimText("a"), SlimText("b"));
}

TEST(MaybeId, IsAnOptionalId) {
  struct Id {
    std::string text;
    bool operator==(const Id&) const = default;
  };
  MaybeId<Id> id;
  EXPECT_FALSE(id);
  EXPECT_EQ(std::optional<Id>(id), std::nullopt);
  EXPECT_FALSE(id == Id{});
  id = Id{"u_1"};
  EXPECT_TRUE(id.has_value());
  EXPECT_EQ(*id, Id{"u_1"});
  EXPECT_TRUE(id == Id{"u_1"});
  EXPECT_FALSE(id == Id{"u_2"});
  EXPECT_EQ(MaybeId<Id>(id), id);
}

TEST(SlimList, GrowsAndKeepsItsOrder) {
  SlimList<std::string> list;
  EXPECT_TRUE(list.empty());
  EXPECT_EQ(list.begin(), list.end());
  for (int i = 0; i < 100; ++i) list.push_back("number " + std::to_string(i));
  ASSERT_EQ(list.size(), 100u);
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(list[i], "number " + std::to_string(i));
  EXPECT_EQ(list.front(), "number 0");
  EXPECT_EQ(*list.rbegin(), "number 99");
  list.pop_back();
  EXPECT_EQ(list.back(), "number 98");
}

TEST(SlimList, TakesAnElementOfItsOwnWhileItGrows) {
  SlimList<std::string> list = {"a text that is longer than fifteen bytes"};
  for (int i = 0; i < 40; ++i) list.emplace_back(list.front());
  for (const std::string& each : list) EXPECT_EQ(each, list.front());
}

TEST(SlimList, IsErasedByPlaceAndByWish) {
  SlimList<int> list = {1, 2, 3, 4, 5, 6};
  erase_if(list, [](int value) { return value % 2 == 0; });
  EXPECT_EQ(list, (SlimList<int>{1, 3, 5}));
  list.erase(list.begin(), list.begin() + 1);
  EXPECT_EQ(list, (SlimList<int>{3, 5}));
  list.clear();
  EXPECT_TRUE(list.empty());
  erase_if(list, [](int) { return true; });
  EXPECT_EQ(list, SlimList<int>());
}

TEST(SlimList, CopiesByValueAndTakesNothingWhileEmpty) {
  SlimList<std::string> list(2);
  EXPECT_EQ(list, (SlimList<std::string>{"", ""}));
  list[1] = "two";
  SlimList<std::string> copy = list;
  copy[1] = "changed";
  EXPECT_EQ(list[1], "two");
  copy = list;
  EXPECT_EQ(copy, list);
  const SlimList<std::string> taken = std::move(copy);
  EXPECT_EQ(taken, list);
  EXPECT_EQ(SlimList<int>().data(), nullptr);
  static_assert(sizeof(SlimList<std::string>) == sizeof(void*));
}

TEST(SlimListDeathTest, ChecksThePlaceOfAt) {
  const SlimList<int> list = {1};
  EXPECT_EQ(list.at(0), 1);
  EXPECT_DEATH((void)list.at(1), "1 of 1");
}

TEST(Boxed, IsAnOptionalValue) {
  Boxed<std::string> box;
  EXPECT_FALSE(box);
  EXPECT_EQ(box.make(), "");
  *box = "text";
  Boxed<std::string> copy = box;
  *copy += " changed";
  EXPECT_EQ(box, std::string("text"));
  EXPECT_FALSE(copy == box);
  copy = box;
  EXPECT_EQ(copy, box);
  copy.reset();
  EXPECT_EQ(copy, Boxed<std::string>());
  EXPECT_FALSE(copy == std::string());
  EXPECT_EQ(box->size(), 4u);
  static_assert(sizeof(box) == sizeof(void*));
}

TEST(SlimInstant, HoldsEveryInstantThatCanBeWritten) {
  for (const char* const text : {"1970-01-01T00:00:00.000Z", "1970-01-01T00:01:05.536Z",
                                 "2026-03-01T09:30:00.123Z", "9999-12-31T23:59:59.999Z"}) {
    EXPECT_EQ(to_iso(SlimInstant(*parse_iso(text))), text);
  }
  static_assert(sizeof(SlimInstant) == 6);
}

TEST(SlimInstant, MovesWhatLiesOutsideToTheNearestEnd) {
  EXPECT_EQ(Instant(SlimInstant(Instant{-1})), Instant{0});
  EXPECT_EQ(Instant(SlimInstant(Instant{INT64_MAX})), SlimInstant::kLast);
  EXPECT_TRUE(MaybeInstant(Instant{INT64_MAX})) << "the last one is not none";
}

TEST(SlimInstant, IsOrderedInTime) {
  EXPECT_LT(SlimInstant(Instant{65'535}), SlimInstant(Instant{65'536}));
  EXPECT_LT(SlimInstant(Instant{5}), Instant{6});
  EXPECT_GT(Instant{7}, SlimInstant(Instant{6}));
  EXPECT_LT(SlimInstant(Instant{0x1'0000'0000}), SlimInstant(Instant{0x1'0001'0000}));
}

TEST(SlimDuration, HoldsALengthOfTime) {
  EXPECT_EQ(Duration(SlimDuration(hours(24 * 400))), hours(24 * 400));
  EXPECT_EQ(Duration(SlimDuration(Duration{-1})), Duration{});
  EXPECT_EQ(Duration(SlimDuration(Duration{INT64_MAX})), SlimDuration::kLongest);
  static_assert(sizeof(SlimDuration) == 6);
}

TEST(MaybeInstant, IsAnOptionalInstantInSixBytes) {
  MaybeInstant at;
  EXPECT_FALSE(at);
  EXPECT_EQ(std::optional<Instant>(at), std::nullopt);
  at = Instant{};
  EXPECT_TRUE(at.has_value()) << "the first instant of all is one";
  at = Instant{5};
  EXPECT_EQ(*at, Instant{5});
  EXPECT_EQ(at, Instant{5});
  EXPECT_EQ(MaybeInstant(std::optional<Instant>(at)), at);
  at.reset();
  EXPECT_EQ(at, std::nullopt);
  static_assert(sizeof(at) == 6);
}

}  // namespace
}  // namespace callmap
