#include "formats/test_flow.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace callmap {
namespace {

namespace fs = std::filesystem;

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<fs::path> sorted(const fs::path& folder) {
  std::vector<fs::path> paths;
  if (!fs::exists(folder)) return paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  std::ranges::sort(paths);
  return paths;
}

std::string_view word(NodeShape shape) {
  switch (shape) {
    case NodeShape::kPlain: return "plain";
    case NodeShape::kDecision: return "decision";
    case NodeShape::kTerminal: return "terminal";
    case NodeShape::kCall: return "call";
  }
  return "";
}

std::string more(std::string_view name, std::string_view value) {
  return value.empty() ? std::string() : fmt::format(" {}=\"{}\"", name, value);
}

void print_node(std::string& out, const FlowNode& node) {
  out += fmt::format("  node {} {} \"{}\"", node.id, word(node.shape), node.label);
  out += more("help", node.help) + more("link", node.link) + more("chart", node.chart);
  out += more("action", node.action);
  if (node.takes.ms > 0) out += fmt::format(" takes={}ms", node.takes.ms);
  out += fmt::format(" @{}:{}\n", node.span.line, node.span.column);
}

void judge_folder(const fs::path& folder, bool is_good, const FlowJudge& judge) {
  std::vector<SourceFile> files;
  for (const fs::path& path : sorted(folder)) {
    if (path.filename() == "expected.txt") continue;
    files.push_back({path.filename().string(), slurp(path)});
  }
  ASSERT_FALSE(files.empty());
  const FlowOutcome outcome = judge(files);
  EXPECT_EQ(outcome.has_problem, !is_good) << outcome.text;
  const fs::path expected = folder / "expected.txt";
  if (std::getenv("CALLMAP_UPDATE_GOLDENS") != nullptr) {
    std::ofstream(expected, std::ios::binary) << outcome.text;
    return;
  }
  EXPECT_EQ(outcome.text, slurp(expected));
}

}  // namespace

std::string print(const std::vector<Flowchart>& charts) {
  std::string out;
  for (const Flowchart& chart : charts) {
    out += fmt::format("chart {} \"{}\" @{}:{}\n", chart.name, chart.title, chart.span.line,
                       chart.span.column);
    for (const FlowNode& node : chart.nodes) print_node(out, node);
    for (const FlowEdge& edge : chart.edges) {
      out += fmt::format("  edge {} -> {} \"{}\" @{}:{}\n", chart.nodes.at(edge.from).id,
                         chart.nodes.at(edge.to).id, edge.label, edge.span.line, edge.span.column);
    }
  }
  return out;
}

FlowJudge judge_of(FlowReader reader) {
  return [reader](const std::vector<SourceFile>& files) {
    std::vector<std::string> paths;
    for (const SourceFile& file : files) paths.push_back(file.path);
    Findings findings(paths);
    FlowOutcome outcome;
    for (std::size_t n = 0; n < files.size(); ++n) {
      const std::string name = fs::path(files[n].path).stem().string();
      outcome.text += print(reader({static_cast<std::uint16_t>(n), name, files[n].text}, findings));
    }
    outcome.has_problem = findings.any_problem();
    for (const Finding& finding : findings.take()) outcome.text += render(finding);
    return outcome;
  };
}

void expect_goldens(const std::string& format, std::size_t count, const FlowJudge& judge) {
  const fs::path folder = fs::path(CALLMAP_SOURCE_DIR) / "tests" / "formats" / format;
  std::size_t seen = 0;
  for (const bool is_good : {true, false}) {
    for (const fs::path& each : sorted(folder / (is_good ? "good" : "bad"))) {
      SCOPED_TRACE(each);
      ++seen;
      judge_folder(each, is_good, judge);
    }
  }
  EXPECT_GE(seen, count) << "in " << folder;
}

}  // namespace callmap
