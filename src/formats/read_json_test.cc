// JSON by a recipe: golden folders, the corpora's own files, and files that are made to cost.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "base/json.h"
#include "formats/placed_json.h"
#include "formats/recipe.h"
#include "formats/test_flow.h"

namespace callmap {
namespace {

namespace fs = std::filesystem;

const fs::path kProject = CALLMAP_SOURCE_DIR;
const fs::path kCorpora = kProject / "../shared/corpora";
const fs::path kRecipes = kProject / "tests/corpora";

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

Recipe recipe_of(std::string_view text) {
  Problems problems({"recipe.yaml"});
  const auto recipe = read_recipe(0, text, problems);
  EXPECT_TRUE(recipe.has_value()) << render(problems.take());
  return recipe.value_or(Recipe{});
}

struct Read {
  Flowcharts charts;
  std::vector<Finding> findings;
  bool has_problem = false;
  double seconds = 0;
};

Read read(std::string_view text, const Recipe& recipe) {
  Read out;
  Findings findings({"flow.json"});
  const auto start = std::chrono::steady_clock::now();
  out.charts = read_json({0, "flow", text}, recipe, findings);
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  out.has_problem = findings.any_problem();
  out.findings = findings.take();
  return out;
}

// The folder's recipe.yaml, and every other file by it.
FlowOutcome judge(const std::vector<SourceFile>& files) {
  FlowOutcome outcome;
  std::vector<std::string> paths;
  for (const SourceFile& file : files) paths.push_back(file.path);
  Problems problems(paths);
  Findings findings(paths);
  std::optional<Recipe> recipe;
  for (std::size_t n = 0; n < files.size(); ++n) {
    const auto number = static_cast<std::uint16_t>(n);
    if (paths[n] == "recipe.yaml") recipe = read_recipe(number, files[n].text, problems);
  }
  for (std::size_t n = 0; recipe && n < files.size(); ++n) {
    if (paths[n] == "recipe.yaml") continue;
    const FlowSource source{static_cast<std::uint16_t>(n), fs::path(paths[n]).stem().string(),
                            files[n].text};
    outcome.text += print(read_json(source, *recipe, findings));
  }
  outcome.has_problem = !recipe || findings.any_problem();
  outcome.text += render(problems.take());
  for (const Finding& finding : findings.take()) outcome.text += render(finding);
  return outcome;
}

TEST(JsonByRecipe, ReadsTheFoldersAsExpected) {
  expect_goldens("json", 25, judge);
}

TEST(JsonByRecipe, ReadsTheGuidelinesOfARetailer) {
  const fs::path file = kCorpora / "abcd/guidelines.json";
  if (!fs::exists(file)) GTEST_SKIP() << "no " << file << ": the guidelines are not read";
  const std::string text = slurp(file);
  const Read got = read(text, recipe_of(slurp(kRecipes / "abcd.yaml")));
  EXPECT_FALSE(got.has_problem);
  // The same file counted without a recipe.
  std::map<std::string, std::vector<const Json*>> steps;
  const auto json = parse_json(text);
  ASSERT_TRUE(json.has_value());
  for (const auto& [flow, flow_json] : json->members) {
    for (const auto& [name, subflow] : flow_json.find("subflows")->members) {
      for (const Json& each : subflow.find("actions")->items) steps[name].push_back(&each);
    }
  }
  EXPECT_EQ(got.charts.size(), 23u);
  ASSERT_EQ(got.charts.size(), steps.size());
  for (const Flowchart& chart : got.charts) {
    SCOPED_TRACE(chart.name);
    const std::vector<const Json*>& expected = steps.at(chart.name);
    ASSERT_EQ(chart.nodes.size(), expected.size() + 1);  // and the end
    EXPECT_EQ(chart.edges.size(), expected.size());
    for (std::size_t n = 0; n < expected.size(); ++n) {
      const bool has_button = expected[n]->text("button") != "N/A";
      EXPECT_EQ(chart.nodes[n].action.empty(), !has_button);
      EXPECT_FALSE(chart.nodes[n].label.empty());
      EXPECT_EQ(chart.nodes[n].help.empty(), expected[n]->find("subtext")->items.empty());
    }
  }
  // What is said about flows and subflows is no step; nothing else is left out.
  ASSERT_EQ(got.findings.size(), 2u);
  for (const Finding& each : got.findings) EXPECT_EQ(each.code, FindingCode::kTextLeftOut);
}

struct GraphCount {
  std::size_t steps = 0, arrows = 0, left_out = 0;
};

// By the ids alone: what is no outcome and stands at an arrow is a step.
GraphCount count_graph(const Json& json) {
  std::set<std::string> outcomes, used;
  for (const char* each : {"yes", "no", "available", "unavailable", "query_success",
                           "query_failure", "info_missing", "info_missing2"}) {
    outcomes.insert(each);
  }
  GraphCount count;
  for (const auto& [from, to] : json.find("graph")->members) {
    used.insert(from);
    used.insert(to.string);
    ++count.arrows;
  }
  count.left_out = json.find("replies")->members.size() - used.size();
  std::erase_if(used, [&](const std::string& each) { return outcomes.contains(each); });
  count.steps = used.size();
  return count;
}

TEST(JsonByRecipe, ReadsTheTaskFlowsOfElevenAssistants) {
  const fs::path folder = kCorpora / "star/flows";
  if (!fs::exists(folder)) GTEST_SKIP() << "no " << folder << ": the task flows are not read";
  const Recipe recipe = recipe_of(slurp(kRecipes / "star.yaml"));
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path());
    const std::string text = slurp(entry.path());
    const auto json = parse_json(text);
    ASSERT_TRUE(json.has_value());
    const GraphCount expected = count_graph(*json);
    const Read got = read(text, recipe);
    EXPECT_FALSE(got.has_problem) << (got.findings.empty() ? "" : render(got.findings[0]));
    ASSERT_EQ(got.charts.size(), 1u);
    EXPECT_EQ(got.charts[0].name, json->text("task"));
    EXPECT_EQ(got.charts[0].nodes.size(), expected.steps);
    EXPECT_EQ(got.charts[0].edges.size(), expected.arrows);
    EXPECT_EQ(got.findings.size(), expected.left_out);
    // One beginning: whatever else no arrow leads to would be an answer that found no step.
    std::set<std::size_t> reached;
    for (const FlowEdge& edge : got.charts[0].edges) reached.insert(edge.to);
    EXPECT_EQ(reached.size() + 1, got.charts[0].nodes.size());
    ++files;
  }
  EXPECT_EQ(files, 11u);
}

TEST(JsonByRecipe, ReadsTenThousandStepsQuicklyAlsoOnOneLine) {
  std::string steps, graph;
  for (std::size_t n = 0; n < kFlowNodesMax; ++n) {
    steps += fmt::format("{}\"n{}\":\"Step {}\"", n == 0 ? "" : ",", n, n);
    graph += fmt::format("{}\"n{}\":\"n{}\"", n == 0 ? "" : ",", n, (n + 1) % kFlowNodesMax);
  }
  const Recipe recipe = recipe_of("recipe: 1\nsteps: s\narrows: g\n");
  const Read got = read(fmt::format("{{\"s\":{{{}}},\"g\":{{{}}}}}", steps, graph), recipe);
  ASSERT_EQ(got.charts.size(), 1u);
  EXPECT_EQ(got.charts[0].nodes.size(), kFlowNodesMax);
  EXPECT_EQ(got.charts[0].edges.size(), kFlowNodesMax);
  EXPECT_TRUE(got.findings.empty());
  EXPECT_LT(got.seconds, 100);
  const Read more =
      read(fmt::format("{{\"s\":{{{},\"x\":\"y\"}},\"g\":{{{}}}}}", steps, graph), recipe);
  EXPECT_EQ(more.findings.at(0).code, FindingCode::kTooManyNodes);
}

TEST(JsonByRecipe, ReadsFourMebibytesAndRefusesMore) {
  const Recipe recipe = recipe_of("recipe: 1\nsteps: s\n");
  const std::string text = R"({"s": ["One", "Two"]})";
  const std::string full = text + std::string(kFlowBytesMax - text.size(), ' ');
  EXPECT_TRUE(read(full, recipe).findings.empty());
  EXPECT_EQ(read(full + " ", recipe).findings.at(0).code, FindingCode::kFileTooBig);
}

TEST(JsonByRecipe, RefusesMoreValuesThanAChartHas) {
  const Recipe recipe = recipe_of("recipe: 1\nsteps: s\n");
  std::string ones = "[1";
  for (std::size_t n = 1; n <= kFlowJsonValuesMax; ++n) ones += ",1";
  EXPECT_EQ(read(ones + "]", recipe).findings.at(0).code, FindingCode::kTooManyNodes);
  const Read deep = read(std::string(100'000, '['), recipe);
  EXPECT_EQ(deep.findings.at(0).code, FindingCode::kFileTooDeep);
  EXPECT_LT(deep.seconds, 100);
}

TEST(JsonByRecipe, MultipliesNoArrowsThroughAnswers) {
  // Two hundred steps lead to one answer with three hundred ways on: more than there may be.
  std::string steps = "\"yes\":\"Yes\"", graph, ways;
  for (int n = 0; n < 300; ++n) {
    steps += fmt::format(",\"a{}\":\"A\",\"b{}\":\"B\"", n, n);
    graph += fmt::format("\"a{}\":\"yes\",", n);
    ways += fmt::format("{}\"b{}\"", n == 0 ? "" : ",", n);
  }
  const Read got =
      read(fmt::format("{{\"s\":{{{}}},\"g\":{{{}\"yes\":[{}]}}}}", steps, graph, ways),
           recipe_of("recipe: 1\nsteps: s\narrows: g\noutcomes: { a: [\"yes\"] }\n"));
  EXPECT_TRUE(got.has_problem);
  EXPECT_EQ(got.findings.at(0).code, FindingCode::kTooManyNodes);
}

TEST(Recipe, FitsPatternsWithStars) {
  EXPECT_TRUE(fits_pattern("a*c", "abbc"));
  EXPECT_TRUE(fits_pattern("*", ""));
  EXPECT_TRUE(fits_pattern("*_ask_*", "hotel_ask_date"));
  EXPECT_TRUE(fits_pattern("a*b*c", "aXbXbc"));
  EXPECT_FALSE(fits_pattern("a*c", "abcd"));
  EXPECT_FALSE(fits_pattern("", "a"));
}

}  // namespace
}  // namespace callmap
