#include "formats/test_charts.h"

#include <fmt/format.h>

#include <array>
#include <sstream>

namespace callmap {
namespace {

struct Brackets {
  char open, close;
  NodeShape shape;
};
constexpr std::array kBrackets = {
    Brackets{'(', ')', NodeShape::kTerminal}, Brackets{'[', ']', NodeShape::kPlain},
    Brackets{'<', '>', NodeShape::kDecision}, Brackets{'{', '}', NodeShape::kCall}};
constexpr std::array kKeys = {" help=", " link=", " chart=", " action=", " takes="};

std::string trimmed(const std::string& text) {
  const std::size_t from = text.find_first_not_of(' ');
  if (from == std::string::npos) return {};
  return text.substr(from, text.find_last_not_of(' ') - from + 1);
}

std::string value_after(const std::string& text, const std::string& key) {
  const std::size_t at = text.find(key);
  if (at == std::string::npos) return {};
  std::size_t end = text.size();
  for (const char* each : kKeys) {
    const std::size_t next = text.find(each, at + key.size());
    end = std::min(end, next);
  }
  return trimmed(text.substr(at + key.size(), end - at - key.size()));
}

std::size_t place_of(Flowchart& chart, const std::string& id, Span span) {
  for (std::size_t n = 0; n < chart.nodes.size(); ++n) {
    if (chart.nodes[n].id == id) return n;
  }
  chart.nodes.push_back({.id = id, .label = id, .span = span});
  return chart.nodes.size() - 1;
}

void read_edge(Flowchart& chart, const std::string& line, std::size_t arrow, Span span) {
  std::string rest = line.substr(arrow + 4);
  std::string label;
  if (const std::size_t colon = rest.find(" : "); colon != std::string::npos) {
    label = trimmed(rest.substr(colon + 3));
    rest.resize(colon);
  }
  const std::size_t from = place_of(chart, trimmed(line.substr(0, arrow)), span);
  const std::size_t to = place_of(chart, trimmed(rest), span);
  chart.edges.push_back({from, to, label, span});
}

void read_node(Flowchart& chart, const std::string& line, Span span) {
  const std::size_t at = line.find_first_of("([<{");
  FlowNode& node = chart.nodes[place_of(chart, trimmed(line.substr(0, at)), span)];
  node.span = span;
  if (at == std::string::npos) return;
  for (const Brackets& each : kBrackets) {
    if (line[at] != each.open) continue;
    std::string tail = line.substr(at + 1);
    std::size_t first_key = tail.size();
    for (const char* key : kKeys) first_key = std::min(first_key, tail.find(key));
    const std::size_t close = tail.rfind(each.close, first_key);
    node.label = tail.substr(0, close);
    node.shape = each.shape;
    tail.erase(0, first_key);
    node.help = value_after(tail, kKeys[0]);
    node.link = value_after(tail, kKeys[1]);
    node.chart = value_after(tail, kKeys[2]);
    node.action = value_after(tail, kKeys[3]);
    if (const std::string takes = value_after(tail, kKeys[4]); !takes.empty()) {
      node.takes = seconds(std::stoll(takes));
    }
  }
}

std::string written(std::string_view key, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("{}{}", key, value);
}

}  // namespace

std::vector<Flowchart> charts_from(std::string_view text) {
  std::vector<Flowchart> out;
  std::istringstream in{std::string(text)};
  std::string line;
  for (std::uint32_t number = 1; std::getline(in, line); ++number) {
    const Span span{0, number, 1, number, 2};
    line = trimmed(line);
    if (line.empty()) continue;
    if (line.starts_with("chart ")) {
      const std::size_t space = std::min(line.find(' ', 6), line.size());
      out.push_back({.name = line.substr(6, space - 6),
                     .title = trimmed(line.substr(space)),
                     .nodes = {},
                     .edges = {},
                     .span = span});
      continue;
    }
    if (out.empty())
      out.push_back({.name = "flow", .title = "", .nodes = {}, .edges = {}, .span = span});
    const std::size_t arrow = line.find(" -> ");
    if (arrow == std::string::npos) {
      read_node(out.back(), line, span);
    } else {
      read_edge(out.back(), line, arrow, span);
    }
  }
  return out;
}

std::string charts_text(const std::vector<Flowchart>& charts) {
  std::string out;
  for (const Flowchart& chart : charts) {
    out += fmt::format("chart {}{}{}\n", chart.name, chart.title.empty() ? "" : " ", chart.title);
    for (const FlowNode& node : chart.nodes) {
      for (const Brackets& each : kBrackets) {
        if (each.shape != node.shape) continue;
        out += fmt::format("{}{}{}{}", node.id, each.open, node.label, each.close);
      }
      out += written(kKeys[0], node.help) + written(kKeys[1], node.link);
      out += written(kKeys[2], node.chart) + written(kKeys[3], node.action);
      if (node.takes.ms > 0) out += fmt::format("{}{}", kKeys[4], node.takes.ms / 1000);
      out += "\n";
    }
    for (const FlowEdge& edge : chart.edges) {
      out += fmt::format("{} -> {}{}{}\n", chart.nodes[edge.from].id, chart.nodes[edge.to].id,
                         edge.label.empty() ? "" : " : ", edge.label);
    }
  }
  return out;
}

}  // namespace callmap
