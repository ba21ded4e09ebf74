// What is written is read back the same, whatever is in the texts.
#include "formats/write_procedures.h"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "map/compile.h"
#include "map/read.h"

namespace callmap {
namespace {

ProcedureText with_texts(const std::string& text, const std::string& help) {
  ProcedureText procedure{.name = {"p", {}}, .title = {text, {}}};
  StepText ask{.name = {"ask", {}}, .kind = {StepKind::kQuestion, {}}, .text = {text, {}}};
  ask.help = {help, {}};
  ask.answers = {{.name = {"yes", {}}, .label = {text, {}}, .then = {"tell", {}}},
                 {.name = {"no", {}}, .label = {"No", {}}, .then = {"over", {}}}};
  StepText tell{.name = {"tell", {}}, .kind = {StepKind::kInstruction, {}}, .text = {text, {}}};
  tell.then = {"over", {}};
  procedure.steps = {ask, tell};
  procedure.ends = {{.name = {"over", {}}, .text = {text, {}}}};
  procedure.start = {"ask", {}};
  return procedure;
}

void expect_same(const std::string& text, const std::string& help) {
  const std::string map = write_map({"test", text}, {with_texts(text, help)}, {});
  SCOPED_TRACE(map);
  ReadResult read_back = read({{"map.yaml", map}});
  ASSERT_EQ(render(read_back.problems), "");
  const ProcedureText& procedure = read_back.document.procedures.at(0);
  EXPECT_EQ(read_back.document.title.value, text);
  EXPECT_EQ(procedure.title.value, text);
  EXPECT_EQ(procedure.steps.at(0).text.value, text);
  EXPECT_EQ(procedure.steps[0].help.value, help);
  EXPECT_EQ(procedure.steps[0].answers.at(0).label.value, text);
  EXPECT_EQ(procedure.steps.at(1).text.value, text);
  EXPECT_EQ(procedure.ends.at(0).text.value, text);
  EXPECT_TRUE(load_map({{"map.yaml", map}}).map.has_value());
}

TEST(WriteProcedures, WritesTextsThatAreReadBackTheSame) {
  const std::string long_text =
      "A text that is much longer than a line of a page may be, with: colons, # marks, \"quotes\" "
      "and 'more' [of] {all} & that, so that it must be laid over several lines of the file - "
      "and the ünïcödé in it must not be cut in the middle, whatever the width says about it.";
  const char* const texts[] = {"Yes",        "no",
                               "null",       "true",
                               "~",          "1",
                               "1.5",        "-",
                               "- item",     "? what",
                               "#1",         "a #1",
                               "a: b",       "a:",
                               ":a",         "a,b",
                               "[a]",        "{a}",
                               "{a: b}",     "'a'",
                               "\"a\"",      "back\\slash",
                               "100%",       "%x",
                               "@home",      "`code`",
                               "&amp;",      "*star*",
                               "!bang",      "|",
                               ">",          "> more",
                               "a | b",      "---",
                               "...",        "a  b",
                               "ends here?", "Is it on?",
                               "(yes)",      "検査",
                               "é",          "a\ttab",
                               "=",          "<<",
                               "x: {y}",     "key: value # not a remark"};
  for (const char* text : texts) expect_same(text, "Look first");
  expect_same(long_text, long_text);
  expect_same("Short", "First line\nSecond line: with #marks\nThird");
  expect_same("Short", long_text + "\n" + long_text);
  expect_same(std::string(300, 'x'), std::string(150, 'x') + " " + std::string(150, 'y'));
}

TEST(WriteProcedures, WritesAnyTextThatAMapMayHave) {
  const std::string letters = "ab :#,-?[]{}\"'\\%@`&*!|>~.=/$()<1 ";
  std::mt19937 draw(20'261'123);
  for (int round = 0; round < 600; ++round) {
    std::string text = "x";
    const std::size_t length = 1 + draw() % (round % 10 == 0 ? 300 : 12);
    for (std::size_t n = 0; n < length; ++n) text += letters[draw() % letters.size()];
    if (draw() % 2 == 0) text.erase(0, 1);
    while (!text.empty() && text.back() == ' ') text.pop_back();
    while (!text.empty() && text.front() == ' ') text.erase(0, 1);
    if (text.empty()) continue;
    expect_same(text, text);
    if (HasFailure()) return;
  }
}

TEST(WriteProcedures, KeepsItsLinesWithinAHundredColumns) {
  std::string words;
  for (int n = 0; n < 60; ++n) words += "words ";
  words += "end";
  std::istringstream map(write_map({"test", "Test"}, {with_texts(words, words)}, {}));
  std::size_t widest = 0;
  for (std::string line; std::getline(map, line);) {
    widest = std::max(widest, line.size());
  }
  EXPECT_LE(widest, 100u);
}

TEST(WriteProcedures, StartsWhereTheStepsDoNot) {
  ProcedureText procedure = with_texts("Look", "");
  procedure.start = {"tell", {}};
  EXPECT_NE(write_sections({procedure}, {}).find("    start: tell\n"), std::string::npos);
}

TEST(WriteProcedures, DeclaresTheTeamsThatAnEndHandsOverTo) {
  ProcedureText procedure = with_texts("Look", "");
  procedure.ends[0].goes = {EndGoes::kHandOver, {}};
  procedure.ends[0].team = {"second_line", {}};
  const std::string map = write_map({"test", "Test"}, {procedure}, {});
  EXPECT_NE(map.find("teams:\n  second_line: Second line\n"), std::string::npos);
  EXPECT_EQ(render(load_map({{"map.yaml", map}}).problems), "");
}

TEST(WriteProcedures, MakesAMapThatCanOpenWhatItsActionsShow) {
  for (const DataClass each : {DataClass::kPublic, DataClass::kAccount, DataClass::kSensitive}) {
    ProcedureText procedure = with_texts("Look", "");
    procedure.steps[1].kind = {StepKind::kAction, {}};
    procedure.steps[1].text = {"show_bill", {}};
    const ActionText action{
        .name = {"show_bill", {}}, .text = {"Show the bill", {}}, .data_class = {each, {}}};
    const std::string map = write_map({"test", "Test"}, {procedure}, {action});
    EXPECT_EQ(render(load_map({{"map.yaml", map}}).problems), "") << map;
  }
}

}  // namespace
}  // namespace callmap
