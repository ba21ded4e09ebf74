// Lists of steps in tables and in Markdown: golden folders, and files that are made to cost.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "formats/step_words.h"
#include "formats/test_flow.h"

namespace callmap {
namespace {

struct Read {
  Flowcharts charts;
  std::vector<Finding> findings;
  double seconds = 0;
};

Read read(FlowReader reader, std::string_view text) {
  Read out;
  Findings findings({"steps"});
  const auto start = std::chrono::steady_clock::now();
  out.charts = reader({0, "steps", text}, findings);
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  out.findings = findings.take();
  return out;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t n = 0; n < times; ++n) out += text;
  return out;
}

TEST(CsvSteps, ReadsTheFoldersAsExpected) {
  expect_goldens("csv", 28, judge_of(read_csv_steps));
}

TEST(CsvSteps, ReadsTenThousandStepsQuickly) {
  std::string text = "step,text,yes,no\n";
  for (std::size_t n = 1; n < kFlowNodesMax; ++n) text += fmt::format("{0},Step {0}?,end,{0}\n", n);
  const Read got = read(read_csv_steps, text);
  ASSERT_EQ(got.charts.size(), 1u);
  EXPECT_EQ(got.charts[0].nodes.size(), kFlowNodesMax);  // and the end
  EXPECT_TRUE(got.findings.empty());
  EXPECT_LT(got.seconds, 100);
  EXPECT_EQ(read(read_csv_steps, text + "x,X,end,x\n").findings.at(0).code,
            FindingCode::kTooManyNodes);
}

TEST(CsvSteps, ReadsFourMebibytesAndRefusesMore) {
  const std::string text = "text,help\nAsk,kindly\n";
  const std::string full = text + repeated("\n", kFlowBytesMax - text.size());
  EXPECT_TRUE(read(read_csv_steps, full).findings.empty());
  EXPECT_EQ(read(read_csv_steps, full + "\n").findings.at(0).code, FindingCode::kFileTooBig);
}

TEST(CsvSteps, IsLinearInWhateverARowHas) {
  for (const std::string_view each : {",", ";", "\"", "a,\n", "1,x,1\n", ",,,\n", "x", "-> "}) {
    const std::string text = "step,text,next\n" + repeated(each, (1u << 20) / each.size());
    EXPECT_LT(read(read_csv_steps, text).seconds, 100) << each;
  }
}

TEST(StepWords, KnowWhereSomethingLeads) {
  for (const char* each :
       {"4", "step 4", "Go to step 4.", "-> 4", "→ Step no. 4", "goto 4", "#4"}) {
    EXPECT_EQ(reference_in(each), "4") << each;
  }
  EXPECT_EQ(reference_in("go to Billing."), "Billing");
  EXPECT_EQ(reference_in("Stepping stones"), "Stepping stones");
  EXPECT_EQ(reference_in("->"), "->");
  EXPECT_EQ(end_in("end"), "Done");
  EXPECT_EQ(end_in("Go to end"), "Done");
  EXPECT_EQ(end_in("End: refunded."), "refunded");
  EXPECT_EQ(end_in("Ending it"), std::nullopt);
  EXPECT_TRUE(leads_somewhere("go to Billing"));
  EXPECT_FALSE(leads_somewhere("Goat"));
  EXPECT_TRUE(is_step_number("P300"));
  EXPECT_FALSE(is_step_number("Billing"));
}

TEST(MarkdownSteps, ReadsTheFoldersAsExpected) {
  expect_goldens("markdown", 6, judge_of(read_markdown_steps));
}

TEST(MarkdownSteps, ReadsTenThousandStepsQuickly) {
  std::string text = "# Long\n\n";
  for (std::size_t n = 1; n < kFlowNodesMax; ++n) text += fmt::format("{}. Step {}\n", n, n);
  const Read got = read(read_markdown_steps, text);
  ASSERT_EQ(got.charts.size(), 1u);
  EXPECT_GE(got.charts[0].nodes.size(), kFlowNodesMax - 1);
  EXPECT_LT(got.seconds, 100);
}

}  // namespace
}  // namespace callmap
