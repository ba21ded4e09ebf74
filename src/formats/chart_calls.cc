// Charts that stand in other charts: where their ends lead, and whether they stand in themselves.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "formats/chart.h"
#include "formats/chart_words.h"
#include "map/suggest.h"

namespace callmap {
namespace {

// Gives every end of the chart that a node stands for its way on.
class ReturnMapper {
 public:
  ReturnMapper(ChartBook& book, Chart& chart, std::size_t node)
      : book_(book),
        chart_(chart),
        node_(node),
        callee_(book.charts[*chart.stands_for[node]]),
        taken_(callee_.ends.size()) {}

  void map() {
    if (callee_.ends.empty()) return;  // its own problem
    const auto& out = chart_.graph.out[node_];
    if (out.size() == 1 && map_single(out[0])) return;
    std::vector<std::size_t> unlabelled;
    for (const std::size_t edge : out) {
      if (chart_.answers[edge].empty()) {
        unlabelled.push_back(edge);
      } else {
        map_edge(edge);
      }
    }
    if (unlabelled.size() > 1) {
      book_.problem(
          chart_, FindingCode::kForkUnlabelled, chart_.edge(unlabelled[1]).span,
          fmt::format("{} ways on from {} have no words", unlabelled.size(), label()),
          fmt::format("write on each the end of `{}` after which it is taken", callee_.title));
    } else if (unlabelled.size() == 1) {
      take_rest(unlabelled[0]);
    } else {
      report_rest();
    }
  }

 private:
  [[nodiscard]] std::string label() const { return in_ticks(chart_.labels[node_]); }
  [[nodiscard]] std::string target(std::size_t edge) const {
    return in_ticks(chart_.labels[chart_.edge(edge).to]);
  }

  // One way on whose words name no end: every end leads there. False: its words name one.
  bool map_single(std::size_t edge) {
    const std::string& words = chart_.answers[edge];
    if (!words.empty() && find(words)) return false;
    chart_.returns[node_].push_back({edge, std::nullopt});
    if (callee_.ends.size() == 1 && words.empty()) return true;
    book_.findings.add(FindingCode::kReturnGuessed, chart_.edge(edge).span,
                       fmt::format("whatever comes of `{}`, {} leads on to {}", callee_.title,
                                   label(), target(edge)));
    return true;
  }

  void map_edge(std::size_t edge) {
    const std::string& words = chart_.answers[edge];
    const auto found = find(words);
    if (!found) {
      std::vector<std::string_view> known;
      for (const ChartEnd& end : callee_.ends) known.push_back(end.text);
      std::string hint = suggestion(words, known);
      if (hint.empty()) hint = "write on it the words of an end of that chart";
      book_.problem(chart_, FindingCode::kEndNotMapped, chart_.edge(edge).span,
                    fmt::format("the way {} on from {} is no end of `{}`", in_ticks(words), label(),
                                callee_.title),
                    hint);
      unknown_ = true;
      return;
    }
    if (taken_[found->end]) {
      book_.problem(chart_, FindingCode::kForkSameLabel, chart_.edge(edge).span,
                    fmt::format("two ways on from {} are taken after the end {} of `{}`", label(),
                                in_ticks(callee_.ends[found->end].text), callee_.title),
                    "nobody could tell which one to take");
      return;
    }
    taken_[found->end] = true;
    chart_.returns[node_].push_back({edge, found->end});
    if (found->exact) return;
    book_.findings.add(
        FindingCode::kReturnGuessed, chart_.edge(edge).span,
        fmt::format("the way {} on from {} is taken after the end {} of `{}`", in_ticks(words),
                    label(), in_ticks(callee_.ends[found->end].text), callee_.title));
  }

  void take_rest(std::size_t edge) {
    chart_.returns[node_].push_back({edge, std::nullopt});
    book_.findings.add(FindingCode::kReturnGuessed, chart_.edge(edge).span,
                       fmt::format("after every other end of `{}`, {} leads on to {}",
                                   callee_.title, label(), target(edge)));
  }

  void report_rest() {
    if (unknown_) return;  // what is missing may be what was misnamed
    std::vector<std::string> missing;
    for (std::size_t n = 0; n < taken_.size(); ++n) {
      if (!taken_[n]) missing.push_back(in_ticks(callee_.ends[n].text));
    }
    if (missing.empty()) return;
    book_.problem(chart_, FindingCode::kEndNotMapped, chart_.node(node_).span,
                  fmt::format("{} does not say what comes after {} of `{}`", label(),
                              enumerated(missing), callee_.title),
                  "draw an arrow with those words, or one without words for every other end");
  }

  struct Found {
    std::size_t end = 0;
    bool exact = false;
  };

  template <class Fits>
  std::optional<std::size_t> only(Fits fits) const {
    std::optional<std::size_t> found;
    for (std::size_t n = 0; n < callee_.ends.size(); ++n) {
      if (!fits(callee_.ends[n])) continue;
      if (found) return std::nullopt;
      found = n;
    }
    return found;
  }

  // Its very words, else a part of them, else the same meaning, where one end alone fits.
  [[nodiscard]] std::optional<Found> find(const std::string& words) const {
    const std::string key = key_of(words);
    if (key.empty()) return std::nullopt;
    const auto exact = only([&](const ChartEnd& end) { return key == key_of(end.text); });
    if (exact) return Found{*exact, true};
    const auto named = only([&](const ChartEnd& end) { return key == key_of(end.name); });
    if (named) return Found{*named, true};
    const auto partly = only([&](const ChartEnd& end) {
      return key.size() > 3 && key_of(end.text).find(key) != std::string::npos;
    });
    if (partly) return Found{*partly, false};
    const EndResult result = result_in(words);
    if (result == EndResult::kOther) return std::nullopt;
    const auto alike = only([&](const ChartEnd& end) { return result_in(end.text) == result; });
    if (alike) return Found{*alike, false};
    return std::nullopt;
  }

  ChartBook& book_;
  Chart& chart_;
  std::size_t node_;
  const Chart& callee_;
  std::vector<bool> taken_;
  bool unknown_ = false;
};

bool calls(const Chart& chart, std::size_t node) {
  return chart.stands_for[node] && chart.roles[node] != NodeRole::kGoOn;
}

ChartGraph graph_of_calls(const ChartBook& book) {
  ChartGraph graph{.out = std::vector<std::vector<std::size_t>>(book.charts.size()),
                   .next = std::vector<std::vector<std::size_t>>(book.charts.size())};
  for (std::size_t n = 0; n < book.charts.size(); ++n) {
    const Chart& chart = book.charts[n];
    for (std::size_t node = 0; node < chart.size(); ++node) {
      if (!calls(chart, node)) continue;
      graph.out[n].push_back(node);
      graph.next[n].push_back(*chart.stands_for[node]);
    }
  }
  return graph;
}

void report_ring(ChartBook& book, const ChartGraph& graph, const std::vector<std::size_t>& ring) {
  const std::size_t to = ring.size() > 1 ? ring[1] : ring[0];
  Chart& chart = book.charts[ring[0]];
  const auto found = std::ranges::find(graph.next[ring[0]], to) - graph.next[ring[0]].begin();
  const std::size_t node = graph.out[ring[0]][static_cast<std::size_t>(found)];
  std::vector<std::string> titles;
  for (const std::size_t each : ring) titles.push_back(in_ticks(book.charts[each].title));
  book.problem(
      chart, FindingCode::kChartsInARing, chart.node(node).span,
      ring.size() == 1
          ? fmt::format("{} stands for the chart that it is in", in_ticks(chart.labels[node]))
          : fmt::format("the charts {} stand for each other in a ring", enumerated(titles)),
      "let one of them end by going on with the next, or lead to an earlier step");
}

}  // namespace

void map_returns(ChartBook& book) {
  for (Chart& chart : book.charts) {
    for (std::size_t node = 0; node < chart.size(); ++node) {
      if (chart.roles[node] == NodeRole::kCall) ReturnMapper(book, chart, node).map();
    }
  }
}

void judge_rings(ChartBook& book) {
  const ChartGraph graph = graph_of_calls(book);
  const Knots knots = knots_of(graph);
  std::vector<std::size_t> heights(graph.size(), 1);
  for (const auto& knot : knots.nodes) {  // what is called comes before what calls it
    const auto ring = round_from(graph, knots, knot[0]);
    if (!ring.empty()) {
      report_ring(book, graph, ring);
      for (const std::size_t each : knot) book.charts[each].broken = true;
      continue;
    }
    Chart& chart = book.charts[knot[0]];
    std::size_t& height = heights[knot[0]];
    for (const std::size_t to : graph.next[knot[0]]) height = std::max(height, heights[to] + 1);
    if (height <= kProcedureHeightMax) continue;
    book.problem(chart, FindingCode::kTooManyWays, chart.flow->span,
                 fmt::format("{} charts stand within each other below `{}`", height, chart.title),
                 fmt::format("at most {} procedures can be open at once: let one end by going on "
                             "with the next",
                             kProcedureHeightMax));
    height = 1;  // all that stand above it would say the same
  }
}

void judge_sizes(ChartBook& book) {
  std::size_t steps = 0, ends = 0;
  std::unordered_set<std::string> actions;
  for (Chart& chart : book.charts) {
    const auto too_many = [&](std::size_t most, std::string_view what, std::string_view hint) {
      book.problem(
          chart, FindingCode::kTooManyWays, chart.flow->span,
          fmt::format("with the chart `{}` there are more than {} {}", chart.title, most, what),
          std::string(hint));
    };
    if (chart.ends.size() > kEndsMax) {
      too_many(kEndsMax, "ends of one procedure", "let those that mean the same be one node");
    }
    const auto is_step = [](NodeRole role) {
      return role != NodeRole::kEnd && role != NodeRole::kGoOn;
    };
    const auto more = static_cast<std::size_t>(std::ranges::count_if(chart.roles, is_step));
    if (steps + more > kItemsMax) {
      too_many(kItemsMax, "steps", "import the charts into several maps");
    } else {
      steps += more;
    }
    for (const FlowNode& node : chart.flow->nodes) {
      if (!node.action.empty()) actions.insert(key_of(node.action));
    }
    if (actions.size() > kActionsMax) {
      too_many(kActionsMax, "actions", "import the charts into several maps");
    }
    if (ends + chart.ends.size() > kEndsAllMax) {
      too_many(kEndsAllMax, "ends", "import the charts into several maps");
    } else {
      ends += chart.ends.size();
    }
  }
}

}  // namespace callmap
