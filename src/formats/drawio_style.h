#pragma once
// The style of a cell of draw.io, `rhombus;whiteSpace=wrap;html=1;`, and what it says of the cell:
// whether it is a step at all, and of which shape. Pure; for drawio_page.cc.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/flowchart.h"

namespace callmap {

class DrawioStyle {
 public:
  explicit DrawioStyle(std::string_view style);  // refers to the text

  [[nodiscard]] bool has(std::string_view name) const;  // a name without a value
  [[nodiscard]] std::string_view get(std::string_view key) const;
  // The shape's name, `rhombus` or `mxgraph.flowchart.decision`; empty: a rectangle.
  [[nodiscard]] std::string_view shape() const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> entries_;
};

// What a cell with that style is for whoever looks at the drawing.
enum class DrawnAs : std::uint8_t { kShape, kGroup, kText, kEdgeLabel, kPicture, kNote, kLine };
[[nodiscard]] DrawnAs drawn_as(const DrawioStyle& style);

// `known`: false when the shape is none that means something in a flowchart.
struct DrawnShape {
  NodeShape shape = NodeShape::kPlain;
  bool known = true;
};
[[nodiscard]] DrawnShape shape_of(const DrawioStyle& style, double height);

// Where the arrowheads of a line are.
struct Heads {
  bool at_source = false, at_target = true;
};
[[nodiscard]] Heads heads_of(const DrawioStyle& style);

}  // namespace callmap
