#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "formats/read_flow.h"
#include "formats/test_flow.h"

namespace callmap {
namespace {

struct Read {
  Flowcharts charts;
  std::vector<Finding> findings;

  [[nodiscard]] bool has(FindingCode code) const {
    return std::ranges::find(findings, code, &Finding::code) != findings.end();
  }
};

Read read(std::string_view text) {
  Findings findings({"flow.dot"});
  Read result;
  result.charts = read_dot({0, "flow", text}, findings);
  result.findings = findings.take();
  return result;
}

std::string repeated(std::string_view piece, std::size_t count) {
  std::string out;
  for (std::size_t n = 0; n < count; ++n) out += piece;
  return out;
}

std::string chain(std::size_t nodes) {
  std::string text = "digraph g {\n";
  for (std::size_t n = 0; n < nodes; ++n) {
    text += fmt::format("  n{} [label=\"Step {}\"];\n  n{} -> n{};\n", n, n, n, (n + 1) % nodes);
  }
  return text + "}\n";
}

TEST(ReadDot, SaysWhatStandsInEachGoldenFile) {
  expect_goldens("dot", 40, judge_of(read_dot));
}

TEST(ReadDot, ReadsAFileOfFourMebibytesAndRefusesOneByteMore) {
  std::string text = "digraph g { a [label=\"A\"]; a -> a }\n// ";
  text.resize(kFlowBytesMax, 'x');
  EXPECT_EQ(read(text).charts.size(), 1u);
  EXPECT_TRUE(read(text).findings.empty());
  text += 'x';
  EXPECT_TRUE(read(text).charts.empty());
  EXPECT_TRUE(read(text).has(FindingCode::kFileTooBig));
}

TEST(ReadDot, ReadsTenThousandNodesInARingAndRefusesOneMore) {
  const Read whole = read(chain(kFlowNodesMax));
  ASSERT_EQ(whole.charts.size(), 1u);
  EXPECT_EQ(whole.charts[0].nodes.size(), kFlowNodesMax);
  EXPECT_EQ(whole.charts[0].edges.size(), kFlowNodesMax);
  EXPECT_TRUE(whole.findings.empty());
  EXPECT_TRUE(read(chain(kFlowNodesMax + 1)).has(FindingCode::kTooManyNodes));
}

TEST(ReadDot, StopsAtArrowsBetweenGroupsThatAreTooMany) {
  std::string text = "digraph g { subgraph a {";
  for (int n = 0; n < 300; ++n) text += fmt::format(" a{}", n);
  text += " } -> {";
  for (int n = 0; n < 300; ++n) text += fmt::format(" b{}", n);
  EXPECT_TRUE(read(text + " } }").has(FindingCode::kTooManyNodes));
  // Arrows that add nothing count as well: each pair has one already.
  const std::string again = repeated("subgraph a { } -> subgraph a { }\n", 100);
  EXPECT_TRUE(read("strict " + text + " } " + again + "}").has(FindingCode::kTooManyNodes));
}

TEST(ReadDot, RefusesAHundredThousandBracesInsteadOfDescendingIntoThem) {
  for (const std::string_view piece :
       {"{", "subgraph s {", "{ a -> {", "[", "a [", "<", "\"\" + "}) {
    const Read result = read("digraph g {" + repeated(piece, 100'000));
    EXPECT_FALSE(result.findings.empty()) << piece;
  }
  const Read closed = read("digraph g {" + repeated("{", 100'000) + repeated("}", 100'001));
  EXPECT_TRUE(closed.has(FindingCode::kFileTooDeep));
  EXPECT_EQ(closed.findings.size(), 1u);
}

TEST(ReadDot, EndsWithWhateverIsRepeatedToTheLimit) {
  for (const std::string_view piece :
       {"\"",   "\\",   "a->",    "a-",        "-",
        "<!--", "/*",   "#\n",    "\"\\\"",    "a[label=<<b>",
        "%",    "=",    ":",      ",",         "a:b:c ",
        "{}->", "a[x=", "graph{", "digraph x", "node[label=\"\\N\\N\"]x",
        "\r",   "[a=b]"}) {
    SCOPED_TRACE(piece);
    const std::size_t count = kFlowBytesMax / 4 / piece.size();
    EXPECT_FALSE(read("digraph g {" + repeated(piece, count)).findings.empty());
  }
}

TEST(ReadDot, GivesUpAfterAHundredMistakes) {
  EXPECT_EQ(read("digraph g {" + repeated("-> ;\n", 5'000) + "}").findings.size(), 100u);
}

TEST(ReadDot, CutsALabelThatNobodyCouldRead) {
  const Read result = read("digraph g { a [label=\"" + repeated("word ", 2'000) + "\"] }");
  ASSERT_EQ(result.charts.size(), 1u);
  EXPECT_LE(result.charts[0].nodes[0].label.size(), 4'000u);
  EXPECT_TRUE(result.has(FindingCode::kTextLeftOut));
}

TEST(ReadDot, ReadsAFlowThatATelecomDeskUses) {
  const auto path = std::filesystem::path(CALLMAP_SOURCE_DIR) /
                    "../shared/corpora/tau2_telecom/path1_no_service.dot";
  std::ifstream file(path, std::ios::binary);
  if (!file) GTEST_SKIP() << "there is no " << path;
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const Read result = read(text);
  ASSERT_EQ(result.charts.size(), 1u);
  const Flowchart& chart = result.charts[0];
  EXPECT_EQ(chart.nodes.size(), 33u);
  EXPECT_EQ(chart.edges.size(), 42u);
  EXPECT_EQ(std::ranges::count(chart.nodes, NodeShape::kDecision, &FlowNode::shape), 11);
  for (const Finding& finding : result.findings) {
    EXPECT_EQ(finding.code, FindingCode::kStyleLeftOut) << render(finding);
  }
}

}  // namespace
}  // namespace callmap
