#pragma once
// One chart out of somebody's JSON, by a recipe: its steps, its arrows, and which of the steps are
// answers of others. For read_json.cc, which finds the charts.

#include <cstddef>

#include "formats/file_text.h"
#include "formats/finding.h"
#include "formats/flowchart.h"
#include "formats/placed_json.h"
#include "formats/recipe.h"

namespace callmap {

struct JsonFlow {
  const Recipe& recipe;
  const Places& places;
  Findings& findings;
  std::size_t nodes = 0, edges = 0;  // of all charts so far

  [[nodiscard]] Span span(const PlacedJson& node) const {
    return places.span(node.begin, node.end);
  }
};

// Fills in the nodes and edges of a chart that has its name.
void read_json_chart(PlacedJson& from, JsonFlow& flow, Flowchart& chart);

}  // namespace callmap
