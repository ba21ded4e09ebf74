#pragma once
// What the fuzzers of flowchart readers hold every outcome to: whatever the bytes were, places
// exist, messages are one line, arrows join nodes that are there and no limit is passed.

#include <algorithm>
#include <set>
#include <string_view>

#include "base/ensure.h"
#include "base/utf8.h"
#include "formats/finding.h"
#include "formats/read_flow.h"

namespace callmap {

inline void judge_place(const Span& span, std::string_view text) {
  if (span.line == 0) return;
  std::ptrdiff_t lines = 1;  // a carriage return by itself ends one too
  for (std::size_t n = 0; n < text.size(); ++n) {
    const bool pair = text[n] == '\r' && n + 1 < text.size() && text[n + 1] == '\n';
    if (text[n] == '\n' || (text[n] == '\r' && !pair)) ++lines;
  }
  ENSURE(span.file == 0);
  ENSURE(span.line <= lines && span.line <= span.end_line && span.end_line <= lines,
         "{} to {} of {} lines", span.line, span.end_line, lines);
  ENSURE(span.column >= 1 && span.end_column >= 1, "column {}", span.column);
  ENSURE(span.column <= text.size() + 1 && span.end_column <= text.size() + 1, "column {}",
         span.column);
}

inline void judge_line(std::string_view text) {
  ENSURE(std::ranges::none_of(text, [](char c) { return c == '\n' || c == '\r'; }), "{}", text);
  ENSURE(find_not_utf8(text) == std::string_view::npos, "{}", text);
}

inline void judge_chart(const Flowchart& chart, std::string_view text) {
  ENSURE(!chart.name.empty());
  judge_place(chart.span, text);
  for (const FlowNode& node : chart.nodes) {
    ENSURE(node.takes.ms >= 0);
    // A name in a Graphviz file may be empty or have line ends in it.
    ENSURE(find_not_utf8(node.id) == std::string_view::npos, "{}", node.id);
    for (const std::string& each : {node.label, node.help, node.link, node.chart, node.action}) {
      judge_line(each);
    }
    judge_place(node.span, text);
  }
  for (const FlowEdge& edge : chart.edges) {
    ENSURE(edge.from < chart.nodes.size() && edge.to < chart.nodes.size());
    judge_line(edge.label);
    judge_place(edge.span, text);
  }
}

// `source` is the one file, numbered 0.
inline void judge_flow(const FlowSource& source, const Flowcharts& charts, Findings& findings) {
  const bool had_problem = findings.any_problem();
  const std::vector<Finding> found = findings.take();
  ENSURE(!charts.empty() || had_problem, "neither a chart nor a problem");
  ENSURE(charts.size() <= kFlowChartsMax);
  std::size_t nodes = 0, edges = 0;
  for (const Flowchart& chart : charts) {
    judge_chart(chart, source.text);
    nodes += chart.nodes.size();
    edges += chart.edges.size();
    std::set<std::string_view> ids;
    for (const FlowNode& node : chart.nodes) {
      ENSURE(ids.insert(node.id).second || had_problem, "two nodes are `{}`", node.id);
    }
  }
  ENSURE(nodes <= kFlowNodesMax && edges <= kFlowEdgesMax, "{} nodes, {} edges", nodes, edges);
  for (const Finding& each : found) {
    ENSURE(!each.message.empty(), "{}", name(each.code));
    ENSURE(kind(each.code) != FindingKind::kProblem || !each.hint.empty(), "{}", each.message);
    judge_line(each.message);
    judge_line(each.hint);
    judge_place(each.span, source.text);
  }
}

}  // namespace callmap
