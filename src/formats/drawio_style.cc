#include "formats/drawio_style.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ranges>

#include "formats/file_text.h"

namespace callmap {
namespace {

constexpr std::array<std::string_view, 8> kDecisions = {"rhombus",
                                                        "mxgraph.flowchart.decision",
                                                        "mxgraph.bpmn.gateway",
                                                        "mxgraph.bpmn.gateway2",
                                                        "mxgraph.flowchart.decision2",
                                                        "diamond",
                                                        "mxgraph.basic.diamond",
                                                        "isoRhombus"};
constexpr std::array<std::string_view, 13> kTerminals = {"ellipse",
                                                         "doubleEllipse",
                                                         "mxgraph.flowchart.terminator",
                                                         "mxgraph.flowchart.start_1",
                                                         "mxgraph.flowchart.start_2",
                                                         "mxgraph.bpmn.event",
                                                         "mxgraph.bpmn.start_event",
                                                         "mxgraph.bpmn.end_event",
                                                         "startState",
                                                         "endState",
                                                         "mxgraph.flowchart.stop",
                                                         "terminator",
                                                         "mxgraph.flowchart.end"};
constexpr std::array<std::string_view, 6> kCalls = {"process",
                                                    "process2",
                                                    "offPageConnector",
                                                    "mxgraph.flowchart.predefined_process",
                                                    "mxgraph.flowchart.off-page_reference",
                                                    "mxgraph.bpmn.call_activity"};
// Boxes of flowcharts in which something is said or done.
constexpr std::array<std::string_view, 28> kBoxes = {"",
                                                     "rectangle",
                                                     "rect",
                                                     "rounded",
                                                     "label",
                                                     "ext",
                                                     "parallelogram",
                                                     "document",
                                                     "card",
                                                     "step",
                                                     "manualInput",
                                                     "manualOperation",
                                                     "trapezoid",
                                                     "hexagon",
                                                     "delay",
                                                     "display",
                                                     "internalStorage",
                                                     "singleArrow",
                                                     "plaque",
                                                     "mxgraph.bpmn.task",
                                                     "mxgraph.bpmn.task2",
                                                     "mxgraph.flowchart.process",
                                                     "mxgraph.flowchart.data",
                                                     "mxgraph.flowchart.document",
                                                     "mxgraph.flowchart.manual_input",
                                                     "mxgraph.flowchart.manual_operation",
                                                     "mxgraph.flowchart.preparation",
                                                     "mxgraph.flowchart.display"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

double number(std::string_view text, double otherwise) {
  double value = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// draw.io rounds corners by a share of the shorter side, 50 being half a circle, or by a length.
bool has_round_ends(const DrawioStyle& style, double height) {
  if (style.get("rounded") != "1" && !style.has("rounded")) return false;
  constexpr double kUsualArc = 20, kRoundShare = 40;
  const double arc = number(style.get("arcSize"), kUsualArc);
  if (style.get("absoluteArcSize") == "1")
    return height > 0 && arc >= height * 2 * kRoundShare / 100;
  return arc >= kRoundShare;
}

}  // namespace

DrawioStyle::DrawioStyle(std::string_view style) {
  while (!style.empty()) {
    const std::size_t end = std::min(style.find(';'), style.size());
    const std::string_view entry = trimmed(style.substr(0, end));
    style.remove_prefix(std::min(end + 1, style.size()));
    if (entry.empty()) continue;
    const std::size_t equals = std::min(entry.find('='), entry.size());
    const bool bare = equals == entry.size();
    entries_.emplace_back(entry.substr(0, equals), bare ? "" : entry.substr(equals + 1));
  }
}

bool DrawioStyle::has(std::string_view name) const {
  return std::ranges::any_of(
      entries_, [&](const auto& each) { return each.first == name && each.second.empty(); });
}

std::string_view DrawioStyle::get(std::string_view key) const {
  for (const auto& [name, value] : std::views::reverse(entries_)) {
    if (name == key) return value;
  }
  return {};
}

std::string_view DrawioStyle::shape() const {
  if (const std::string_view shape = get("shape"); !shape.empty()) return shape;
  for (const auto& [name, value] : entries_) {
    if (value.empty()) return name == "whiteSpace" || name == "html" ? std::string_view() : name;
  }
  return {};
}

DrawnAs drawn_as(const DrawioStyle& style) {
  const std::string_view shape = style.shape();
  if (style.has("edgeLabel")) return DrawnAs::kEdgeLabel;
  if (style.has("text") || shape == "text") return DrawnAs::kText;
  const bool group = style.has("group") || style.has("swimlane") || style.get("container") == "1";
  if (group || shape == "swimlane" || shape == "table" || shape == "tableRow")
    return DrawnAs::kGroup;
  if (shape == "image" || style.has("image") || style.has("icon")) return DrawnAs::kPicture;
  if (shape == "note" || shape == "note2" || shape == "callout") return DrawnAs::kNote;
  if (shape == "line" || shape == "curlyBracket") return DrawnAs::kLine;
  return DrawnAs::kShape;
}

DrawnShape shape_of(const DrawioStyle& style, double height) {
  const std::string_view shape = style.shape();
  if (is_one_of(kDecisions, shape)) return {NodeShape::kDecision};
  if (is_one_of(kTerminals, shape)) return {NodeShape::kTerminal};
  if (is_one_of(kCalls, shape)) return {NodeShape::kCall};
  if (has_round_ends(style, height)) return {NodeShape::kTerminal};
  if (is_one_of(kBoxes, shape)) return {};
  const std::string_view perimeter = style.get("perimeter");
  if (perimeter == "rhombusPerimeter") return {NodeShape::kDecision};
  if (perimeter == "ellipsePerimeter" && shape.starts_with("mxgraph.bpmn.")) {
    return {NodeShape::kTerminal};
  }
  return {NodeShape::kPlain, drawn_as(style) != DrawnAs::kShape};
}

Heads heads_of(const DrawioStyle& style) {
  const std::string_view start = style.get("startArrow"), end = style.get("endArrow");
  return {.at_source = !start.empty() && start != "none", .at_target = end != "none"};
}

}  // namespace callmap
