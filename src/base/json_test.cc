#include "base/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <thread>

#include "base/json_fault.h"

namespace callmap {
namespace {

Json parsed(std::string_view bytes) {
  auto tree = parse_json(bytes);
  EXPECT_TRUE(tree.has_value()) << bytes << ": " << tree.error().message;
  return tree.value_or(Json{});
}

std::string rewritten(std::string_view bytes) {
  JsonWriter out;
  out.value(parsed(bytes));
  return out.take();
}

TEST(JsonReader, KeepsEveryKindOfValueAndTheOrderOfMembers) {
  const Json tree = parsed(R"( {"z":null,"a":true,"n":-5,"x":1.5,"s":"é","l":[1,[]],"o":{}} )");
  ASSERT_TRUE(tree.is_object());
  EXPECT_EQ(tree.members.front().first, "z");
  EXPECT_EQ(tree.find("z")->kind, Json::Kind::kNull);
  EXPECT_EQ(tree.truth("a"), true);
  EXPECT_EQ(tree.whole("n"), -5);
  EXPECT_EQ(tree.find("n")->number, -5.0);
  EXPECT_EQ(tree.find("x")->number, 1.5);
  EXPECT_EQ(tree.text("s"), "é");
  EXPECT_TRUE(tree.find("l")->is_array());
  EXPECT_EQ(tree.find("l")->items.size(), 2U);
  EXPECT_TRUE(tree.find("o")->is_object());
}

TEST(JsonReader, GivesNothingForAMemberThatIsAbsentOrOfAnotherType) {
  const Json tree = parsed(R"({"a":1,"b":"x","c":null,"d":1.0})");
  EXPECT_EQ(tree.find("e"), nullptr);
  EXPECT_EQ(tree.text("a"), std::nullopt);
  EXPECT_EQ(tree.text("c"), std::nullopt);
  EXPECT_EQ(tree.whole("b"), std::nullopt);
  EXPECT_EQ(tree.whole("d"), std::nullopt);
  EXPECT_EQ(tree.truth("a"), std::nullopt);
  EXPECT_EQ(parsed("[1]").find("a"), nullptr);
}

TEST(JsonReader, KeepsWholeNumbersExactlyWhenTheyFit) {
  EXPECT_EQ(parsed("9223372036854775807").integer, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(parsed("-9223372036854775808").integer, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(parsed("9223372036854775808").kind, Json::Kind::kNumber);
  EXPECT_EQ(parsed("9223372036854775808").number, 9223372036854775808.0);
  EXPECT_EQ(parsed("0").integer, 0);
  EXPECT_EQ(parsed("1e3").kind, Json::Kind::kNumber);
}

TEST(JsonReader, ReadsEscapesAndKeepsANulCharacter) {
  EXPECT_EQ(parsed(R"("\"\\\/\b\f\n\r\té😀")").string, "\"\\/\b\f\n\r\t\xc3\xa9\xf0\x9f\x98\x80");
  EXPECT_EQ(parsed(R"("a\u0000b")").string, std::string("a\0b", 3));
}

struct Refused {
  const char* bytes;
  std::size_t offset;
  const char* what;
};

TEST(JsonReader, RefusesWhatIsNotJsonWithThePlaceAndTheReason) {
  constexpr Refused kCases[] = {
      {"", 0, "expected a value"},
      {"  ", 2, "expected a value"},
      {"nul", 0, "expected a value"},
      {"True", 0, "expected a value"},
      {"1 2", 2, "unexpected bytes after the value"},
      {"{} {}", 3, "unexpected bytes after the value"},
      {"[1,]", 3, "expected a value"},
      {"[1 2]", 3, "expected `,` or `]`"},
      {"[1", 2, "expected `,` or `]`"},
      {R"({"a":1)", 6, "expected `,` or `}`"},
      {R"({"a" 1})", 5, "expected `:`"},
      {R"({a:1})", 1, "expected a name in quotes"},
      {R"({"a":1,})", 7, "expected a name in quotes"},
      {"01", 1, "unexpected bytes after the value"},
      {"-", 1, "expected a digit"},
      {"1.", 2, "expected a digit"},
      {"1e+", 3, "expected a digit"},
      {"+1", 0, "expected a value"},
      {"NaN", 0, "expected a value"},
      {"18446744073709551616", 0, "number out of range"},
      {"-9223372036854775809", 0, "number out of range"},
      {"[1e400]", 1, "number out of range"},
      {"\"a", 2, "text without an end"},
      {"\"a\nb\"", 2, "control character in a text"},
      {R"("\x")", 1, "unknown escape"},
      {R"("\u12G4")", 1, "expected four hexadecimal digits"},
      {R"("\ud83d")", 1, "half of a surrogate pair"},
      {R"("\ude00")", 1, "half of a surrogate pair"},
      {R"("\ud83dA")", 1, "half of a surrogate pair"},
      {R"({"\ude00":1})", 2, "half of a surrogate pair"},
      {"\"\xff\"", 1, "not UTF-8"},
      {"\"\xc0\x80\"", 1, "not UTF-8"},
      {"\"\xed\xa0\x80\"", 1, "not UTF-8"},
      {"\"\xf5\x80\x80\x80\"", 1, "not UTF-8"},
      {"\xef\xbb\xbf{}", 0, "expected a value"},
      {R"({"a":1,"b":2,"a":3})", 13, "name used twice"},
      {R"({"a":1,"\u0061":3})", 7, "name used twice"},
      {R"([{"o":{"k":1,"k":1}}])", 13, "name used twice"},
  };
  for (const Refused& each : kCases) {
    const auto tree = parse_json(each.bytes);
    ASSERT_FALSE(tree.has_value()) << each.bytes;
    EXPECT_EQ(tree.error().kind, ErrorKind::kInvalid);
    EXPECT_EQ(tree.error().message,
              "not JSON at byte " + std::to_string(each.offset) + ": " + each.what)
        << each.bytes;
  }
}

TEST(JsonReader, RefusesNoBytesAtAll) {
  EXPECT_EQ(parse_json(std::string_view()).error().message, "not JSON at byte 0: expected a value");
}

TEST(JsonReader, RefusesANulByteBetweenValues) {
  EXPECT_FALSE(parse_json(std::string_view("[1,\0]", 5)).has_value());
  EXPECT_FALSE(parse_json(std::string_view("1\0", 2)).has_value());
}

TEST(JsonReader, AcceptsWhatLooksOddAndIsJson) {
  for (const char* bytes : {"-0", "1e-400", "0e999999999999", "0.0000000000001e+10", "\"\"", "[[]]",
                            "\"\xed\x9f\xbf\"", "\"\xed\x95\x9c\"", "\t[ ]\r\n", "\"\x7f\""}) {
    EXPECT_TRUE(parse_json(bytes).has_value()) << bytes;
    EXPECT_FALSE(find_json_fault(bytes).has_value()) << bytes;
  }
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(JsonReader, AcceptsTheDeepestNestingAndRefusesOneMore) {
  EXPECT_TRUE(parse_json(nested(kJsonDepthMax)).has_value());
  EXPECT_EQ(parse_json(nested(kJsonDepthMax + 1)).error().message,
            "not JSON at byte 32: nested too deeply");
  EXPECT_FALSE(parse_json(nested(100'000)).has_value());
  EXPECT_FALSE(parse_json(std::string(1'000'000, '[')).has_value());
}

TEST(JsonReader, AcceptsTheLongestTextAndRefusesOneByteMore) {
  const std::string longest = '"' + std::string(kJsonBytesMax - 2, 'x') + '"';
  EXPECT_EQ(parsed(longest).string.size(), kJsonBytesMax - 2);
  EXPECT_EQ(parse_json(longest + ' ').error().message,
            "JSON of 8388609 bytes is longer than 8388608 bytes");
}

TEST(JsonReader, FindsADuplicateAmongManyMembers) {
  JsonWriter out;
  out.open();
  for (int i = 0; i < 1000; ++i) out.field("name" + std::to_string(i), i);
  std::string text = out.close().take();
  EXPECT_EQ(parsed(text).members.size(), 1000U);
  text.insert(text.size() - 1, R"(,"name500":0)");
  EXPECT_NE(parse_json(text).error().message.find("name used twice"), std::string::npos);
}

TEST(JsonReader, WorksOnSeveralThreadsAtOnce) {
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      const std::string text = "[" + std::to_string(t) + "]";
      for (int i = 0; i < 1000; ++i) {
        const auto tree = parse_json(text);
        ASSERT_TRUE(tree.has_value());
        ASSERT_EQ(tree->items[0].integer, t);
      }
    });
  }
  for (std::thread& each : threads) each.join();
}

TEST(JsonWriter, NestsAndSeparates) {
  JsonWriter out;
  out.open().key("a").value(1).key("b").open_list().value("x").value(true).null().close_list();
  out.key("c").open().close().key("d").open_list().close_list().close();
  EXPECT_EQ(out.text(), R"({"a":1,"b":["x",true,null],"c":{},"d":[]})");
}

TEST(JsonWriter, EscapesWhatJsonDemandsAndNothingElse) {
  JsonWriter out;
  out.value(std::string_view("\"\\/\b\f\n\r\t\0\x1f\x7fé", 13));
  EXPECT_EQ(out.text(), "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7fé\"");
}

TEST(JsonWriter, WritesNumbersThatReadBackTheSame) {
  JsonWriter out;
  out.open_list().value(std::numeric_limits<std::int64_t>::min());
  out.value(std::numeric_limits<std::uint64_t>::max()).value(0.1).value(1e300).value(5e-324);
  out.value(7U).close_list();
  EXPECT_EQ(out.text(), "[-9223372036854775808,18446744073709551615,0.1,1e+300,5e-324,7]");
  const Json tree = parsed(out.text());
  EXPECT_EQ(tree.items[2].number, 0.1);
  EXPECT_EQ(tree.items[4].number, 5e-324);
}

TEST(JsonWriter, WritesAZeroOfEitherSignAsZero) {
  EXPECT_EQ(rewritten("[-0.0,-41e-400,0e5,-0]"), "[0,0,0,0]");
}

TEST(JsonWriter, LeavesOutAnEmptyTextAndIsAsNewAfterTake) {
  JsonWriter out;
  out.open().text_if("a", "").text_if("b", "x").field("c", false).close();
  EXPECT_EQ(out.take(), R"({"b":"x","c":false})");
  out.open_list().raw(R"({"ready":1})").raw("2").close_list();
  EXPECT_EQ(out.take(), R"([{"ready":1},2])");
}

TEST(JsonWriter, WritesATreeAsItWasRead) {
  const char* const text =
      R"({"a":[1,-2.5,"x\ny",null,true,false,{"b":{}}],"c":18446744073709552000.0})";
  EXPECT_EQ(parsed(rewritten(text)), parsed(text));
  EXPECT_EQ(rewritten(R"([ 1 , {"a" : [ ] } ])"), R"([1,{"a":[]}])");
}

TEST(JsonWriterDeathTest, AbortsWhenCallsDoNotNest) {
  EXPECT_DEATH(JsonWriter().close(), "closes nothing");
  EXPECT_DEATH(JsonWriter().open().close_list(), "closes nothing");
  EXPECT_DEATH(JsonWriter().open().value(1), "a value without its name");
  EXPECT_DEATH(JsonWriter().open().key("a").close(), "a name without its value");
  EXPECT_DEATH(JsonWriter().open().key("a").key("b"), "follows a name");
  EXPECT_DEATH(JsonWriter().open_list().key("a"), "outside an object");
  EXPECT_DEATH(JsonWriter().value(1).value(2), "a second value");
  EXPECT_DEATH(static_cast<void>(JsonWriter().open().take()), "still open");
  EXPECT_DEATH(JsonWriter().value(std::nan("")), "isfinite");
}

}  // namespace
}  // namespace callmap
