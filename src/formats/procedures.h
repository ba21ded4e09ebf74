#pragma once
// From charts to procedures: whether a chart says enough to be run, and what its nodes and arrows
// become. A node with one way on is an instruction or, where the file names an action, an action; a
// node with several ways on that all have words is a question; one that stands for another chart is
// a call or, where nothing follows, an end that goes on with it; a node with no way on is an end.
// What cannot be told is a problem with its place, never a guess that nobody hears of.

#include <string>
#include <vector>

#include "formats/finding.h"
#include "formats/flowchart.h"
#include "map/document.h"

namespace callmap {

struct ProcedureRules {
  // The answer that one arrow without words at a fork stands for, such as `Otherwise`. Empty: it is
  // a problem.
  std::string otherwise;
  // The highest data class of the actions that the files name; they say nothing of it themselves.
  DataClass action_class = DataClass::kAccount;
};

// One row for each chart, whether or not a procedure came of it.
struct ChartCount {
  std::string chart, procedure;
  std::size_t nodes = 0, edges = 0, questions = 0, ends = 0;
  std::size_t depth = 0;  // steps on the longest way that comes by nothing twice
  // Ways from the start to an end that come by nothing twice; kPathsMax: that many or more.
  std::size_t paths = 0;
};
inline constexpr std::size_t kPathsMax = 1'000'000;

struct FlowProcedures {
  std::vector<ProcedureText> procedures;  // of the charts without a problem, in their order
  std::vector<ActionText> actions;        // that their steps do, each once
  std::vector<ChartCount> counts;
};

// Charts may stand for each other. Ids of nodes become names of steps and ends, titles stay.
[[nodiscard]] FlowProcedures procedures_of(const std::vector<Flowchart>& charts,
                                           const ProcedureRules& rules, Findings& findings);

}  // namespace callmap
