#pragma once
// Other people's flowcharts and lists of steps, as their files have them, before anybody asks
// whether they make sense: nodes, arrows and the words on both. Every reader of a format makes
// these, every writer takes them; `procedures_of` judges them and makes procedures, `flowchart_of`
// makes one of a procedure.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "map/limits.h"
#include "map/problem.h"

namespace callmap {

// Named limits of one import, all files together.
inline constexpr std::size_t kFlowBytesMax = kMapBytesMax;
inline constexpr std::size_t kFlowFilesMax = 256;
inline constexpr std::size_t kFlowNodesMax = kItemsMax;
inline constexpr std::size_t kFlowEdgesMax = 4 * kItemsMax;
inline constexpr std::size_t kFlowChartsMax = kProceduresMax;

// What the drawing says of a node. A format that has no such shape says kPlain.
enum class NodeShape : std::uint8_t {
  kPlain,     // a box: something is said or done
  kDecision,  // a diamond: something is asked
  kTerminal,  // round ends: where it begins or where it is over
  kCall       // stands for another chart
};

struct FlowNode {
  std::string id;     // as the file has it; unique within its chart
  std::string label;  // what people read, in one line; empty: nothing is written on it
  NodeShape shape = NodeShape::kPlain;
  std::string help;    // how to do or find out, a tooltip or a note
  std::string link;    // where more is written, https only
  std::string chart;   // kCall: the name, title or id of the chart that it stands for
  std::string action;  // name of what is done in a system, where the file tells that from telling
  Duration takes;      // expected, 0: not said
  Span span;
};

struct FlowEdge {
  std::size_t from = 0, to = 0;  // places in Flowchart::nodes
  std::string label;             // in one line; empty: nothing is written on it
  Span span;
};

struct Flowchart {
  std::string name;   // as the file has it, or the file's own name; unique within an import
  std::string title;  // what people read; empty: the name
  std::vector<FlowNode> nodes;
  std::vector<FlowEdge> edges;  // in the order of the file, which is the order of answers
  Span span;
  bool damaged = false;  // its file has a problem: it is judged, and nothing comes of it
};

}  // namespace callmap
