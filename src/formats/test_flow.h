#pragma once
// What tests of the formats share: charts as text, and golden folders. tests/formats/FORMAT/good
// and tests/formats/FORMAT/bad have a folder for each case with its files and `expected.txt`: the
// charts and the findings. CALLMAP_UPDATE_GOLDENS=1 writes what came out.

#include <functional>
#include <string>
#include <vector>

#include "formats/finding.h"
#include "formats/flowchart.h"
#include "formats/read_flow.h"
#include "map/source.h"

namespace callmap {

// One line a chart, node and edge, each with its place.
[[nodiscard]] std::string print(const std::vector<Flowchart>& charts);

// What comes of the files of one folder, as text. Says whether a problem was among the findings.
struct FlowOutcome {
  std::string text;
  bool has_problem = false;
};
using FlowJudge = std::function<FlowOutcome(const std::vector<SourceFile>& files)>;
using FlowReader = Flowcharts (*)(const FlowSource&, Findings&);

// A judge that reads each file by itself and prints charts and findings.
[[nodiscard]] FlowJudge judge_of(FlowReader reader);

// Every folder of tests/formats/FORMAT against its expected.txt: those in `good` have no problem,
// those in `bad` have one. At least `count` folders.
void expect_goldens(const std::string& format, std::size_t count, const FlowJudge& judge);

}  // namespace callmap
