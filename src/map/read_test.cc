#include "map/read.h"

#include <gtest/gtest.h>

#include <set>

#include "map/yaml.h"

namespace callmap {
namespace {

constexpr std::string_view kSmall = "callmap: 1\nid: small\ntitle: Small\n";
const std::string kStages = "stages:\n  talk: { title: Talk }\n";

ReadResult read_text(const std::string& text) {
  return read({{"map.yaml", text}});
}

ReadResult read_small(const std::string& more) {
  return read_text(std::string(kSmall) + kStages + more);
}

std::vector<ProblemCode> codes(const ReadResult& result) {
  std::vector<ProblemCode> out;
  for (const Problem& problem : result.problems) out.push_back(problem.code);
  return out;
}

using Codes = std::vector<ProblemCode>;

TEST(Read, KeepsTheExactPlaceOfEveryValue) {
  const ReadResult result = read_small("facts:\n  told: { text: \"Was told\" }\n");
  ASSERT_TRUE(result.problems.empty()) << render(result.problems);
  const FactText& fact = result.document.facts.at(0);
  EXPECT_EQ(fact.name.value, "told");
  EXPECT_EQ(fact.name.span, (Span{0, 7, 3, 7, 7}));
  EXPECT_EQ(fact.text.value, "Was told");
  EXPECT_EQ(fact.text.span, (Span{0, 7, 17, 7, 27}));
}

TEST(Read, CountsColumnsInCharactersNotBytes) {
  const ReadResult result = read_small("slots: { name: Zürich, other: \"\" }\n");
  ASSERT_EQ(codes(result), Codes{ProblemCode::kEmptyText});
  EXPECT_EQ(result.problems[0].span.column, 31u);
}

TEST(Read, AcceptsTheMarkThatSomeEditorsWriteFirst) {
  const ReadResult result = read_text("\xEF\xBB\xBF" + std::string(kSmall) + kStages);
  EXPECT_TRUE(result.problems.empty()) << render(result.problems);
  EXPECT_EQ(result.document.id.value, "small");
}

TEST(Read, AcceptsLinesThatEndAsOnWindows) {
  const ReadResult result = read_text(
      "callmap: 1\r\nid: small\r\ntitle: Small\r\nstages:\r\n  talk: { title: Talk }\r\n");
  EXPECT_TRUE(result.problems.empty()) << render(result.problems);
}

TEST(Read, CollectsEveryProblemOfAMap) {
  const ReadResult result = read_text(
      "callmap: 7\nid: Not A Name\nlanguage: English\nstages:\n  talk: { titel: Talk }\n"
      "counters: { tries: { text: Tries, limit: 99 } }\n");
  EXPECT_EQ(codes(result),
            (Codes{ProblemCode::kMissingKey, ProblemCode::kVersion, ProblemCode::kBadName,
                   ProblemCode::kBadLanguage, ProblemCode::kMissingKey, ProblemCode::kUnknownKey,
                   ProblemCode::kOutOfRange}))
      << render(result.problems);
}

TEST(Read, SaysNoMoreThanTheLimitOfProblems) {
  std::string text = std::string(kSmall) + kStages + "slots:\n";
  for (int n = 0; n < 400; ++n) text += "  s" + std::to_string(n) + ": \"\"\n";
  EXPECT_EQ(read_text(text).problems.size(), kProblemsMax);
}

TEST(Read, RefusesAMapOfMoreBytesThanTheLimit) {
  const std::string start = std::string(kSmall) + kStages + "# ";
  std::string text = start + std::string(kMapBytesMax - start.size(), 'x');
  EXPECT_TRUE(read_text(text).problems.empty());
  text += 'x';
  EXPECT_EQ(codes(read_text(text)), Codes{ProblemCode::kTooBig});
}

TEST(Read, RefusesAMapOfMoreFilesThanTheLimit) {
  std::vector<SourceFile> files = {{"map.yaml", std::string(kSmall) + kStages}};
  while (files.size() <= kFilesMax) files.push_back({std::to_string(files.size()), ""});
  EXPECT_EQ(codes(read(files)), Codes{ProblemCode::kTooBig});
  files.resize(70'000);
  EXPECT_EQ(codes(read(files)), Codes{ProblemCode::kTooBig});
}

TEST(Read, RefusesMoreValuesThanTheLimit) {
  std::string text = "a: [";
  for (std::size_t n = 0; n < kYamlNodesMax; ++n) text += "b,";
  EXPECT_EQ(codes(read_text(text + "]")), Codes{ProblemCode::kTooBig});
}

TEST(Read, RefusesNoFileAtAll) {
  const ReadResult result = read({});
  ASSERT_EQ(codes(result), Codes{ProblemCode::kNoRoot});
  EXPECT_EQ(render(result.problems[0]).substr(0, 7), "error: ");
}

TEST(Read, GoesDownSixteenLevelsAndNoFurther) {
  const auto nested = [](std::size_t levels) {
    return read_text("a: " + std::string(levels, '[') + std::string(levels, ']') + "\n");
  };
  EXPECT_TRUE(nested(kYamlDepthMax - 1).readable);
  EXPECT_EQ(codes(nested(kYamlDepthMax)), Codes{ProblemCode::kTooDeep});
}

TEST(Read, ReadsSeveralFilesInTheOrderOfTheRoot) {
  const std::string root = std::string(kSmall) + "include: [second.yaml, more/*.yaml]\n" + kStages;
  const ReadResult result = read({{"more/b.yaml", "stages: { b: { title: B } }\n"},
                                  {"more/a.yaml", "stages: { a: { title: A } }\n"},
                                  {"map.yaml", root},
                                  {"second.yaml", "stages: { second: { title: Second } }\n"}});
  ASSERT_TRUE(result.problems.empty()) << render(result.problems);
  std::vector<std::string> names;
  for (const StageText& stage : result.document.stages) names.push_back(stage.name.value);
  EXPECT_EQ(names, (std::vector<std::string>{"talk", "second", "a", "b"}));
}

TEST(Read, FindsItsFilesInWhateverFolderTheRootStands) {
  const std::string root = std::string(kSmall) + "include: more.yaml\n" + kStages;
  const std::string more = "slots: { company: Northwind }\n";
  const ReadResult here = read({{"map.yaml", root}, {"more.yaml", more}});
  const ReadResult there = read({{"maps/x/map.yaml", root}, {"maps/x/more.yaml", more}});
  EXPECT_TRUE(there.problems.empty()) << render(there.problems);
  EXPECT_EQ(here.document.digest, there.document.digest);
}

TEST(Read, GivesTheSameDigestForTheSameFilesInAnyOrderOnly) {
  const std::string root = std::string(kSmall) + "include: [a.yaml, b.yaml]\n" + kStages;
  const SourceFile map{"map.yaml", root}, a{"a.yaml", "slots: { a: A }\n"},
      b{"b.yaml", "slots: { b: B }\n"};
  const std::string digest = read({map, a, b}).document.digest;
  EXPECT_EQ(digest.size(), 64u);
  EXPECT_EQ(read({b, a, map}).document.digest, digest);
  EXPECT_NE(read({map, a, {"b.yaml", "slots: { b: C }\n"}}).document.digest, digest);
  EXPECT_NE(read({map, {"a.yaml", b.text}, {"b.yaml", a.text}}).document.digest, digest);
}

TEST(Read, TakesAListOfOneWithoutBrackets) {
  const ReadResult result = read_small("channels: chat\n");
  ASSERT_EQ(result.document.channels.size(), 1u);
  EXPECT_EQ(result.document.channels[0].value, "chat");
}

TEST(Read, GivesTheDefaultsThatTheFormatNames) {
  const Document document = read_small("fields: { issue: Issue }\n").document;
  EXPECT_EQ(document.language.value, "en");
  EXPECT_EQ(document.languages.at(0).value, "en");
  EXPECT_EQ(document.channels.at(0).value, "phone");
  EXPECT_EQ(document.fields.at(0).type.value, FieldType::kText);
  EXPECT_EQ(document.fields.at(0).scope.value, Scope::kRequest);
  EXPECT_EQ(document.fields.at(0).data_class.value, DataClass::kPublic);
}

TEST(Problem, RendersControlCharactersOfTheAuthorAsQuestionMarks) {
  const Problem problem{
      .code = ProblemCode::kSyntax, .file = "a\x1b.yaml", .message = "two\nlines\x07"};
  EXPECT_EQ(render(problem), "a?.yaml: error: two lines? [syntax]\n");
}

TEST(Problem, SaysOneLineOfReadableLength) {
  Problems problems({"map.yaml"});
  std::string page = "two\nlines ";
  for (int n = 0; n < 1'000; ++n) page += "ü";
  problems.add(ProblemCode::kUnknownKey, {0, 1, 1, 1, 2}, page);
  const std::string message = problems.take().at(0).message;
  EXPECT_TRUE(message.starts_with("two lines ü"));
  EXPECT_TRUE(message.ends_with("ü…"));
  EXPECT_LT(message.size(), 510u);
}

TEST(Problem, KeepsTheFirstErrorEvenBehindManyWarnings) {
  Problems problems({"map.yaml"});
  for (std::uint32_t n = 0; n < 1'000; ++n) {
    problems.add(ProblemCode::kUnreachable, {0, n + 1, 1, n + 1, 2}, "nothing leads here");
  }
  EXPECT_FALSE(problems.any_error());
  problems.add(ProblemCode::kSyntax, {0, 1, 1, 1, 2}, "broken");
  EXPECT_TRUE(problems.any_error());
  EXPECT_EQ(problems.take().size(), kProblemsMax);
}

TEST(Problem, HasANameOfItsOwnForEveryCode) {
  std::set<std::string_view> names;
  for (std::size_t n = 0; n < kProblemCodeCount; ++n) {
    const std::string_view text = name(static_cast<ProblemCode>(n));
    EXPECT_FALSE(text.empty());
    EXPECT_TRUE(names.insert(text).second) << text;
  }
}

}  // namespace
}  // namespace callmap
