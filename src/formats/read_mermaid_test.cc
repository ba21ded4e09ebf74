#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "formats/read_flow.h"
#include "formats/test_flow.h"

namespace callmap {
namespace {

struct MermaidRead {
  Flowcharts charts;
  std::vector<Finding> findings;

  [[nodiscard]] bool has(FindingCode code) const {
    return std::ranges::find(findings, code, &Finding::code) != findings.end();
  }
};

MermaidRead read_text(std::string_view text) {
  Findings findings({"flow.mmd"});
  MermaidRead result;
  result.charts = read_mermaid({0, "flow", text}, findings);
  result.findings = findings.take();
  return result;
}

std::string times(std::string_view piece, std::size_t count) {
  std::string out;
  for (std::size_t n = 0; n < count; ++n) out += piece;
  return out;
}

std::string ring(std::size_t nodes) {
  std::string text = "flowchart TD\n";
  for (std::size_t n = 0; n < nodes; ++n) {
    text += fmt::format("  n{}[\"Step {}\"] --> n{}\n", n, n, (n + 1) % nodes);
  }
  return text;
}

TEST(ReadMermaid, SaysWhatStandsInEachGoldenFile) {
  expect_goldens("mermaid", 40, judge_of(read_mermaid));
}

TEST(ReadMermaid, ReadsAFileOfFourMebibytesAndRefusesOneByteMore) {
  std::string text = "flowchart TD\n A[A] --> B[B]\n%% ";
  text.resize(kFlowBytesMax, 'x');
  EXPECT_EQ(read_text(text).charts.size(), 1u);
  EXPECT_TRUE(read_text(text).findings.empty());
  text += 'x';
  EXPECT_TRUE(read_text(text).charts.empty());
  EXPECT_TRUE(read_text(text).has(FindingCode::kFileTooBig));
}

TEST(ReadMermaid, ReadsTenThousandNodesInARingAndRefusesOneMore) {
  const MermaidRead whole = read_text(ring(kFlowNodesMax));
  ASSERT_EQ(whole.charts.size(), 1u);
  EXPECT_EQ(whole.charts[0].nodes.size(), kFlowNodesMax);
  EXPECT_EQ(whole.charts[0].edges.size(), kFlowNodesMax);
  EXPECT_TRUE(whole.findings.empty());
  EXPECT_TRUE(read_text(ring(kFlowNodesMax + 1)).has(FindingCode::kTooManyNodes));
}

TEST(ReadMermaid, StopsAtArrowsBetweenGroupsThatAreTooMany) {
  std::string group = "a0";
  for (int n = 1; n < 300; ++n) group += fmt::format(" & a{}", n);
  const std::string text = fmt::format("flowchart TD\n{} --> {}\n", group, group);
  EXPECT_TRUE(read_text(text).has(FindingCode::kTooManyNodes));
}

TEST(ReadMermaid, EndsWithWhateverIsRepeatedToTheLimit) {
  for (const std::string_view piece : {"A[",
                                       "A[\"",
                                       "A(((",
                                       "A{{",
                                       "A>",
                                       "A[/",
                                       "A --",
                                       "A -. ",
                                       "A == ",
                                       "A-->|",
                                       "A-->",
                                       "A & ",
                                       "A@{",
                                       "A@{ label: \"x\", ",
                                       "subgraph x\n",
                                       "end\n",
                                       "%%{",
                                       "%%",
                                       "click A \"",
                                       "---\n",
                                       "A:::",
                                       "x@-->",
                                       "\"",
                                       "<!--",
                                       "A[<b",
                                       "A[#",
                                       "-->",
                                       ";",
                                       "\r",
                                       "accDescr {",
                                       "style A\n",
                                       "flowchart TD\n",
                                       "A~~~",
                                       "A[(",
                                       "[",
                                       "A[x\n",
                                       "`",
                                       "A o--o\n"}) {
    SCOPED_TRACE(piece);
    const std::size_t count = kFlowBytesMax / 4 / piece.size();
    const MermaidRead result = read_text("flowchart TD\n" + times(piece, count));
    EXPECT_LE(result.findings.size(), 1'100u);
  }
}

TEST(ReadMermaid, ReadsManyFencesOfOneFile) {
  const MermaidRead result = read_text(times("# H\n```mermaid\ngraph TD\nA[A]-->B[B]\n```\n", 50));
  ASSERT_EQ(result.charts.size(), 50u);
  EXPECT_EQ(result.charts[49].name, "flow-50");
  EXPECT_TRUE(result.findings.empty());
}

TEST(ReadMermaid, GivesUpAfterAHundredMistakes) {
  EXPECT_EQ(read_text("graph TD\n" + times(") (\n", 5'000)).findings.size(), 100u);
}

TEST(ReadMermaid, RefusesManyBoxesWithinEachOther) {
  const MermaidRead deep =
      read_text("graph TD\n" + times("subgraph\n", 100'000) + times("end\n", 100'000));
  EXPECT_TRUE(deep.has(FindingCode::kFileTooDeep));
  EXPECT_EQ(deep.findings.size(), 1u);
}

}  // namespace
}  // namespace callmap
