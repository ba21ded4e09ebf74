#include "formats/write_flow.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "formats/read_flow.h"
#include "formats/test_flow.h"

namespace callmap {
namespace {

namespace fs = std::filesystem;

std::string without_places(Flowcharts charts) {
  for (Flowchart& chart : charts) {
    chart.span = {};
    for (FlowNode& node : chart.nodes) node.span = {};
    for (FlowEdge& edge : chart.edges) edge.span = {};
  }
  return print(charts);
}

std::string told(Findings& findings) {
  std::string out;
  for (const Finding& finding : findings.take()) out += render(finding);
  return out;
}

void expect_same_by_dot(const Flowcharts& charts) {
  const std::string text = write_dot(charts);
  Findings findings({"again.dot"});
  const Flowcharts again = read_dot({0, "again", text}, findings);
  EXPECT_EQ(without_places(again), without_places(charts)) << text;
  EXPECT_EQ(told(findings), "") << text;
}

bool can_be_a_file(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
  });
}

// What Mermaid cannot carry is gone, and was told: one finding for each.
std::size_t take_out_what_mermaid_cannot(Flowchart& chart, std::string_view text) {
  std::size_t count = 0;
  for (FlowNode& node : chart.nodes) {
    count += node.action.empty() ? 0 : 1;
    count += node.takes.ms == 0 ? 0 : 1;
    node.action.clear();
    node.takes = {};
    if (!node.link.empty() && text.find("\"" + node.link + "\"") == std::string::npos) {
      ++count;
      node.link.clear();
    }
    if (node.shape != NodeShape::kCall || node.chart == node.label) continue;
    if (can_be_a_file(node.chart)) continue;
    ++count;
    node.chart = node.label;
  }
  return count;
}

void expect_same_by_mermaid(Flowchart chart) {
  Findings lost({"chart"});
  const std::string text = write_mermaid(chart, lost);
  Findings findings({"again.mmd"});
  const Flowcharts again = read_mermaid({0, chart.name, text}, findings);
  const std::size_t count = take_out_what_mermaid_cannot(chart, text);
  EXPECT_EQ(without_places(again), without_places({chart})) << text;
  EXPECT_EQ(told(findings), "") << text;
  EXPECT_EQ(lost.take().size(), std::min<std::size_t>(count, kFindingsOfOneCodeMax)) << text;
}

constexpr auto kNasty = std::to_array<std::string_view>(
    {"\"",       "\\",         "{",     "}",    "|",    "end",      "ü",   "日本",    "<",  ">",
     "<b>",      "&amp;",      "&#65;", "#35;", "#",    "7",        "1. ", "- ",      "* ", "\\n",
     "\\N",      "\\",         "  ",    " ",    "word", "->",       "-->", "--",      "[",  "]]",
     "(",        ")",          "`",     "**",   "_",    "%%",       "%%{", "fa:fa-x", ";",  ":",
     "@{",       "subgraph",   "graph", "node", "'",    "=",        "+",   "//",      "/*", "🙂",
     "callmap_", "callmap_41", "—",     "$",    "~~~",  "\xC2\xA0", ","});

class RandomCharts {
 public:
  explicit RandomCharts(unsigned seed) : random_(seed) {}

  Flowchart chart() {
    Flowchart made{.name = words() + "n", .title = words()};
    const std::size_t count = 1 + below(8);
    for (std::size_t n = 0; n < count; ++n) made.nodes.push_back(node(n));
    for (std::size_t n = below(12); n > 0; --n) {
      made.edges.push_back({below(count), below(count), words(), {}});
    }
    return made;
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }

  std::string words() {
    std::string out;
    for (std::size_t n = below(5); n > 0; --n) out += kNasty[below(kNasty.size())];
    return out;
  }

  FlowNode node(std::size_t n) {
    FlowNode made{.id = fmt::format("{}{}", words(), n), .label = words()};
    if (below(3) == 0) made.id = fmt::format("{}{}", n, words());
    made.shape = static_cast<NodeShape>(below(4));
    if (below(2) == 0) made.help = words();
    if (below(4) == 0) made.link = "https://kb.example/" + (below(2) == 0 ? words() : "a?b=c&d=e");
    if (made.shape == NodeShape::kCall) made.chart = below(2) == 0 ? made.label : words();
    if (below(4) == 0) made.action = words();
    if (below(4) == 0) made.takes = {static_cast<std::int64_t>(below(100'000))};
    return made;
  }

  std::mt19937 random_;
};

TEST(WriteDot, IsReadBackAsTheSameChartsWhateverTheirWords) {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    RandomCharts random(seed);
    Flowcharts charts = {random.chart(), random.chart()};
    charts[1].name += "2";
    if (charts[0].name != charts[1].name) expect_same_by_dot(charts);
    if (HasFailure()) return;
  }
}

TEST(WriteMermaid, IsReadBackAsTheSameChartButForWhatItSaid) {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    expect_same_by_mermaid(RandomCharts(seed).chart());
    if (HasFailure()) return;
  }
}

TEST(WriteFlow, BringsEveryGoodGoldenBackByBothFormats) {
  std::size_t count = 0;
  for (const bool is_dot : {true, false}) {
    const fs::path folder =
        fs::path(CALLMAP_SOURCE_DIR) / "tests/formats" / (is_dot ? "dot" : "mermaid") / "good";
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file() || entry.path().filename() == "expected.txt") continue;
      SCOPED_TRACE(entry.path());
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(file), {}};
      Findings findings({"golden"});
      const FlowSource source{0, entry.path().stem().string(), text};
      const Flowcharts charts =
          is_dot ? read_dot(source, findings) : read_mermaid(source, findings);
      expect_same_by_dot(charts);
      for (const Flowchart& chart : charts) expect_same_by_mermaid(chart);
      count += charts.size();
    }
  }
  EXPECT_GE(count, 36u);
}

TEST(WriteDot, WritesWhatSomebodyCanRead) {
  Flowchart chart{.name = "kettle", .title = "The kettle stays \"cold\""};
  chart.nodes = {{.id = "plugged in", .label = "Plugged in?", .shape = NodeShape::kDecision},
                 {.id = "descale", .label = "Descale", .shape = NodeShape::kCall, .chart = "scale"},
                 {.id = "over", .label = "Warm & well", .shape = NodeShape::kTerminal}};
  chart.nodes[1].takes = seconds(90);
  chart.edges = {{0, 1, "Yes", {}}, {0, 2, "No", {}}};
  EXPECT_EQ(write_dot({chart}), R"(digraph kettle {
  label="The kettle stays \"cold\"";
  node [shape=box];
  "plugged in" [label="Plugged in?", shape=diamond];
  descale [label="Descale", shape=component, callmap_chart="scale", callmap_takes="90s"];
  over [label="Warm &#38; well", shape=oval];
  "plugged in" -> descale [label="Yes"];
  "plugged in" -> over [label="No"];
}
)");
}

TEST(WriteMermaid, WritesWhatSomebodyCanReadAndSaysWhatIsLost) {
  Flowchart chart{.name = "kettle", .title = "The kettle stays \"cold\""};
  chart.nodes = {{.id = "plugged in", .label = "Plugged in?", .shape = NodeShape::kDecision},
                 {.id = "descale", .label = "Descale", .shape = NodeShape::kCall, .chart = "scale"},
                 {.id = "end", .label = "\"Warm\"", .shape = NodeShape::kTerminal}};
  chart.nodes[1].takes = seconds(90);
  chart.nodes[1].action = "start_descaling";
  chart.nodes[2].help = "Ask for the colour of the lamp";
  chart.edges = {{0, 1, "Yes", {}}, {0, 2, "", {}}};
  Findings findings({"kettle.mmd"});
  EXPECT_EQ(write_mermaid(chart, findings), R"(---
title: "The kettle stays \"cold\""
---
flowchart TD
  callmap_plugged_20in{"Plugged in?"}
  descale[["Descale"]]
  callmap_end(["#34;Warm#34;"])
  callmap_plugged_20in -->|"Yes"| descale
  callmap_plugged_20in --> callmap_end
  click descale href "scale.mmd"
  click callmap_end callback "Ask for the colour of the lamp"
)");
  EXPECT_EQ(told(findings),
            "kettle.mmd: left out: Mermaid has no room for the action `start_descaling` of "
            "`Descale` [text-left-out]\n"
            "kettle.mmd: left out: Mermaid has no room for how long `Descale` takes "
            "[text-left-out]\n");
}

}  // namespace
}  // namespace callmap
