#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "formats/flow_words.h"
#include "formats/write_flow.h"

namespace callmap {
namespace {

constexpr std::string_view kStandIn = "callmap_";

bool is_bare_dot_id(std::string_view id) {
  constexpr auto kWords =
      std::to_array<std::string_view>({"strict", "graph", "digraph", "subgraph", "node", "edge"});
  constexpr std::size_t kLongestWord = 8;
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto is_part = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  if (id.empty() || !is_letter(id.front()) || !std::ranges::all_of(id, is_part)) return false;
  std::string lower(id.substr(0, kLongestWord + 1));
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return std::ranges::find(kWords, lower) == kWords.end();
}

std::string in_dot_quotes(std::string_view text, bool is_label) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || (is_label && c == '\\')) out += '\\';
    out += c;
  }
  return out + '"';
}

std::string dot_label(std::string_view text) {
  return in_dot_quotes(encoded(text, "&", '&'), true);
}

// Graphviz has no way to write a backslash into a name wherever it stands.
bool dot_can_name(std::string_view id) {
  return id.find('\\') == std::string_view::npos;
}

std::string dot_id(std::string_view id) {
  return is_bare_dot_id(id) ? std::string(id) : in_dot_quotes(id, false);
}

// The name of each node in the file: its id where Graphviz can have that.
std::vector<std::string> dot_ids(const Flowchart& chart) {
  std::set<std::string> taken;
  for (const FlowNode& node : chart.nodes) taken.insert(node.id);
  std::vector<std::string> ids;
  std::size_t number = 0;
  for (const FlowNode& node : chart.nodes) {
    std::string id = node.id;
    while (!dot_can_name(id)) {
      const std::string stand_in = fmt::format("{}{}", kStandIn, ++number);
      if (!taken.contains(stand_in)) id = stand_in;
    }
    ids.push_back(dot_id(id));
  }
  return ids;
}

std::string_view dot_shape_of(NodeShape shape) {
  switch (shape) {
    case NodeShape::kPlain: return "";
    case NodeShape::kDecision: return "diamond";
    case NodeShape::kTerminal: return "oval";
    case NodeShape::kCall: return "component";
  }
  return "";
}

std::string dot_takes(Duration takes) {
  const std::string text = to_string(takes);
  return parse_duration(text) == takes ? text : fmt::format("{}ms", takes.ms);
}

std::string dot_attributes(const FlowNode& node) {
  std::string out = "label=" + dot_label(node.label);
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) out += fmt::format(", {}={}", name, dot_label(value));
  };
  const std::string_view shape = dot_shape_of(node.shape);
  if (!shape.empty()) out += fmt::format(", shape={}", shape);
  add("tooltip", node.help);
  add("URL", node.link);
  if (node.shape == NodeShape::kCall) out += ", callmap_chart=" + dot_label(node.chart);
  add("callmap_action", node.action);
  if (node.takes.ms > 0) add("callmap_takes", dot_takes(node.takes));
  if (!dot_can_name(node.id)) add("callmap_id", bytes_as_word(node.id, '%'));
  return out;
}

// `number` tells those apart whose names Graphviz cannot have.
void write_dot_chart(std::string& out, const Flowchart& chart, std::size_t number) {
  const bool has_name = dot_can_name(chart.name);
  out += fmt::format("digraph {} {{\n",
                     has_name ? dot_id(chart.name) : fmt::format("{}{}", kStandIn, number));
  if (!has_name) out += fmt::format("  callmap_name=\"{}\";\n", bytes_as_word(chart.name, '%'));
  if (!chart.title.empty()) out += fmt::format("  label={};\n", dot_label(chart.title));
  out += "  node [shape=box];\n";
  const std::vector<std::string> ids = dot_ids(chart);
  for (std::size_t n = 0; n < ids.size(); ++n) {
    out += fmt::format("  {} [{}];\n", ids[n], dot_attributes(chart.nodes[n]));
  }
  for (const FlowEdge& edge : chart.edges) {
    out += fmt::format("  {} -> {}", ids.at(edge.from), ids.at(edge.to));
    if (!edge.label.empty()) out += fmt::format(" [label={}]", dot_label(edge.label));
    out += ";\n";
  }
  out += "}\n";
}

}  // namespace

std::string write_dot(const std::vector<Flowchart>& charts) {
  std::string out;
  std::size_t number = 0;
  for (const Flowchart& chart : charts) {
    if (!out.empty()) out += "\n";
    write_dot_chart(out, chart, ++number);
  }
  return out;
}

}  // namespace callmap
