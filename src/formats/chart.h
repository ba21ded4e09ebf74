#pragma once
// Inside of `procedures_of`: a chart while it is judged, and the parts of the judgement in the
// order in which they are done. Each reads what the ones before found and adds problems; none stops
// at the first. For procedures.cc and the chart_*.cc files alone.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/chart_graph.h"
#include "formats/procedures.h"

namespace callmap {

// What becomes of a node.
enum class NodeRole : std::uint8_t {
  kTell,
  kDo,
  kAsk,
  kCall,
  kEnd,
  kGoOn,  // an end that goes on with another procedure
  kLast   // something is done and nothing follows: a step and an end of its own
};

// How an arrow of a node that stands for a chart is meant: one end of that chart, by place, or all
// that no other arrow takes.
struct WayBack {
  std::size_t edge = 0;
  std::optional<std::size_t> end;
};

struct ChartEnd {
  std::size_t node = 0;
  std::string name, text;
};

struct Chart {
  const Flowchart* flow = nullptr;
  ChartGraph graph;
  std::string procedure;             // its name as a procedure
  std::string title;                 // as people read it
  std::vector<std::string> names;    // of the nodes, as steps and ends
  std::vector<std::string> labels;   // of the nodes, never empty
  std::vector<std::string> answers;  // words on the arrows
  std::optional<std::size_t> start;
  std::vector<std::optional<std::size_t>> stands_for;  // the chart that a node stands for
  std::vector<NodeRole> roles;
  std::vector<ChartEnd> ends;
  std::string done;  // the end of a kLast
  std::vector<std::vector<WayBack>> returns;
  bool broken = false;

  [[nodiscard]] const FlowNode& node(std::size_t n) const { return flow->nodes[n]; }
  [[nodiscard]] const FlowEdge& edge(std::size_t n) const { return flow->edges[n]; }
  [[nodiscard]] std::size_t size() const { return flow->nodes.size(); }
};

// All charts of one import.
struct ChartBook {
  std::vector<Chart> charts;
  const ProcedureRules& rules;
  Findings& findings;

  // Nothing comes of a chart with a problem.
  void problem(Chart& chart, FindingCode code, Span span, std::string message, std::string hint) {
    chart.broken = true;
    findings.add(code, span, std::move(message), std::move(hint));
  }
};

// The text in backticks, a long one cut.
[[nodiscard]] std::string in_ticks(std::string_view text);
// `a`, `b` and `c`.
[[nodiscard]] std::string enumerated(const std::vector<std::string>& texts);
// At most what a text of a map may have; says so when something was cut.
[[nodiscard]] std::string fitting(std::string text, Span span, Findings& findings);

void find_starts(ChartBook& book);
// Which charts the nodes stand for. Needs the starts: a chart is also known by what it opens with.
void find_references(ChartBook& book);
void give_roles(ChartBook& book);
void judge_ways(ChartBook& book);   // forks, decisions, loops, what nothing reaches
void map_returns(ChartBook& book);  // where the ends of called charts lead
void judge_rings(ChartBook& book);
void judge_sizes(ChartBook& book);

// The texts of the charts that `wanted` has, by place, and of the actions that their steps do.
void write_texts(ChartBook& book, const std::vector<bool>& wanted, FlowProcedures& out);

}  // namespace callmap
