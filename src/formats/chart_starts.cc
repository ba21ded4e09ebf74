// Where a chart begins.
#include <fmt/format.h>

#include <algorithm>

#include "formats/chart.h"
#include "formats/chart_words.h"

namespace callmap {
namespace {

bool looks_like_start(const Chart& chart, std::size_t node) {
  return says_start(chart.labels[node]) || says_start(chart.node(node).id);
}

// The only one of them that fits, if there is one.
template <class Fits>
std::optional<std::size_t> only(const std::vector<std::size_t>& nodes, Fits fits) {
  std::optional<std::size_t> found;
  for (const std::size_t node : nodes) {
    if (!fits(node)) continue;
    if (found) return std::nullopt;
    found = node;
  }
  return found;
}

// The one that says so, or else the one that is drawn so.
std::optional<std::size_t> obvious(const Chart& chart, const std::vector<std::size_t>& nodes) {
  const auto named = only(nodes, [&](std::size_t n) { return looks_like_start(chart, n); });
  if (named) return named;
  return only(nodes, [&](std::size_t n) { return chart.node(n).shape == NodeShape::kTerminal; });
}

void guess(ChartBook& book, Chart& chart, std::size_t node, std::string_view why) {
  chart.start = node;
  book.findings.add(FindingCode::kStartGuessed, chart.node(node).span,
                    fmt::format("the chart `{}` starts at {}: {}", chart.title,
                                in_ticks(chart.labels[node]), why));
}

void choose(ChartBook& book, Chart& chart, const std::vector<std::size_t>& firsts) {
  if (const auto found = obvious(chart, firsts)) {
    const bool says = looks_like_start(chart, *found);
    if (says) {
      chart.start = *found;
    } else {
      guess(book, chart, *found, "of the nodes that nothing leads to, it alone has round ends");
    }
    return;
  }
  std::vector<std::string> names;
  for (const std::size_t node : firsts) names.push_back(in_ticks(chart.labels[node]));
  book.problem(chart, FindingCode::kManyStarts, chart.node(firsts[1]).span,
               fmt::format("the chart `{}` could start at {}", chart.title, enumerated(names)),
               "let one node lead to all of them, or write `Start` on the first one");
}

// Everything is led to by something: the first step is part of a loop.
void choose_in_loop(ChartBook& book, Chart& chart) {
  std::vector<std::size_t> all;
  for (std::size_t n = 0; n < chart.size(); ++n) {
    if (!chart.graph.is_last(n)) all.push_back(n);
  }
  if (const auto found = obvious(chart, all)) {
    guess(book, chart, *found,
          looks_like_start(chart, *found) ? "its words say so, though something leads to it"
                                          : "it alone has round ends and leads on");
    return;
  }
  const auto reached = reached_from(chart.graph, 0);
  if (std::ranges::all_of(reached, [](bool each) { return each; })) {
    guess(book, chart, 0, "it comes first in the file and leads to all others");
    return;
  }
  book.problem(
      chart, FindingCode::kNoStart, chart.node(0).span,
      fmt::format("the chart `{}` has no start: something leads to every node of it", chart.title),
      "add a node that leads to the first step, such as `Start`");
}

void find_start(ChartBook& book, Chart& chart) {
  std::vector<std::size_t> firsts, alone;
  for (std::size_t n = 0; n < chart.size(); ++n) {
    if (chart.graph.led_to[n]) continue;
    (chart.graph.is_last(n) ? alone : firsts).push_back(n);
  }
  if (firsts.size() == 1) {
    chart.start = firsts[0];
  } else if (firsts.size() > 1) {
    choose(book, chart, firsts);
  } else if (alone.size() == chart.size()) {
    if (alone.size() == 1) {
      chart.start = alone[0];
    } else {
      choose(book, chart, alone);
    }
  } else {
    choose_in_loop(book, chart);
  }
}

}  // namespace

void find_starts(ChartBook& book) {
  for (Chart& chart : book.charts) {
    if (chart.size() > 0) find_start(book, chart);
  }
}

}  // namespace callmap
