#pragma once
// From charts to procedures: whether a chart says enough to be run, and what its nodes and arrows
// become. A node with one way on is an instruction or, where the file names an action, an action; a
// node with several ways on that all have words is a question; one that stands for another chart is
// a call or, where nothing follows, an end that goes on with it; a node with no way on is an end.
// What cannot be told is a problem with its place, never a guess that nobody hears of.

#include <string>
#include <utility>
#include <vector>

#include "formats/finding.h"
#include "formats/flowchart.h"
#include "map/document.h"

namespace callmap {

struct ProcedureRules {
  // The answer that one arrow without words at a fork stands for, such as `Otherwise`. Empty: it is
  // a problem.
  std::string otherwise;
  // The team that an end which escalates is handed to; it must be one of the map's. Empty: such an
  // end leads back to the call like any other.
  std::string team;
  // The highest data class of the actions that the files name; they say nothing of it themselves.
  DataClass action_class = DataClass::kAccount;
  // Those of single actions, by the name that the file has for them.
  std::vector<std::pair<std::string, DataClass>> action_classes;
};

// A node and the step or end that it became.
struct NodeName {
  std::string node, name;
};

// One row for each chart, whether or not a procedure came of it.
struct ChartCount {
  std::string chart;
  std::string procedure;  // empty: none came of it
  std::size_t nodes = 0, edges = 0, questions = 0, ends = 0;
  std::size_t depth = 0;  // steps on the longest way that comes by nothing twice
  // Ways from the start to an end that come by nothing twice; kPathsMax: that many or more.
  std::size_t paths = 0;
  bool exact = true;  // false: loops within loops; there are at least that many paths and steps
  std::vector<NodeName> names;  // those that are more than the node's id in small letters
};
inline constexpr std::size_t kPathsMax = 1'000'000;

struct FlowProcedures {
  // Of the charts without a problem that stand for none with one, in their order.
  std::vector<ProcedureText> procedures;
  std::vector<ActionText> actions;  // that their steps do, each once
  std::vector<ChartCount> counts;
};

// Charts may stand for each other. Ids of nodes become names of steps and ends, titles stay.
[[nodiscard]] FlowProcedures procedures_of(const std::vector<Flowchart>& charts,
                                           const ProcedureRules& rules, Findings& findings);

}  // namespace callmap
