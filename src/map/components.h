#pragma once
// Which nodes of a graph lie on rings with each other. Procedures that call each other, and steps
// that lead round, are found and measured by it.

#include <cstddef>
#include <vector>

namespace callmap {

using Edges = std::vector<std::vector<std::size_t>>;  // by node: where it leads

struct Components {
  std::vector<std::size_t> of;                    // by node
  std::vector<std::vector<std::size_t>> members;  // what a component leads to stands before it
};

// Tarjan's, without recursion: a chart may be one long chain.
[[nodiscard]] Components components(const Edges& edges);

}  // namespace callmap
