#pragma once
// A chart as a graph: what leads where, what reaches what, which loops have no way out, and how
// many ways there are through it. Knows nothing of words. For procedures.cc and its neighbours.

#include <cstddef>
#include <vector>

#include "formats/flowchart.h"

namespace callmap {

struct ChartGraph {
  std::vector<std::vector<std::size_t>> out;   // arrows that leave each node, in their order
  std::vector<std::vector<std::size_t>> next;  // the nodes that they lead to
  std::vector<bool> led_to;                    // some arrow of another node leads there
  std::vector<std::size_t> drawn_twice;        // arrows left out: the same ends, the same words

  [[nodiscard]] bool is_last(std::size_t node) const { return out[node].empty(); }
  [[nodiscard]] std::size_t size() const { return out.size(); }
};

// Precondition: every arrow leads from and to a node of the chart.
[[nodiscard]] ChartGraph graph_of(const Flowchart& chart);

// Nodes from which none can be reached that the node itself cannot be reached from again: a loop,
// or one node alone. In the order in which they can be come by, the last ones first.
struct Knots {
  std::vector<std::vector<std::size_t>> nodes;  // of each knot, in the order of the chart
  std::vector<std::size_t> of;                  // the knot of each node
};
[[nodiscard]] Knots knots_of(const ChartGraph& graph);

// The shortest round from the node back to itself, empty when there is none.
[[nodiscard]] std::vector<std::size_t> round_from(const ChartGraph& graph, const Knots& knots,
                                                  std::size_t node);

[[nodiscard]] std::vector<bool> reached_from(const ChartGraph& graph, std::size_t start);

// Each loop that cannot be left, as the nodes of one round in their order.
[[nodiscard]] std::vector<std::vector<std::size_t>> loops_without_end(const ChartGraph& graph);

// Ways from the start to a node without arrows that come by nothing twice. A way passes each knot
// once, so those within a knot are tried out one by one, and the rest is multiplied: exact for any
// chart without loops and for loops that a person could follow.
struct Ways {
  std::size_t count = 0;  // at most `most`
  std::size_t steps = 0;  // on the longest, the end not counted
  bool exact = true;      // false: a knot was too tangled, there are at least as many
};
[[nodiscard]] Ways ways_through(const ChartGraph& graph, std::size_t start, std::size_t most);

}  // namespace callmap
