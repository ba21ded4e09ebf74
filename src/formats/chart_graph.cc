#include "formats/chart_graph.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>
#include <tuple>

namespace callmap {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kTriesMax = 500'000;  // nodes come by while the ways within knots are counted

// Tarjan's walk with a stack of its own: a chart may be one line of ten thousand nodes.
class KnotFinder {
 public:
  explicit KnotFinder(const ChartGraph& graph)
      : graph_(graph), order_(graph.size(), kNone), low_(graph.size()), open_(graph.size()) {
    knots_.of.resize(graph.size());
  }

  Knots find() {
    for (std::size_t n = 0; n < graph_.size(); ++n) {
      if (order_[n] == kNone) walk(n);
    }
    return std::move(knots_);
  }

 private:
  struct Visit {
    std::size_t node, next;
  };

  void enter(std::size_t node) {
    order_[node] = low_[node] = count_++;
    stack_.push_back(node);
    open_[node] = true;
    visits_.push_back({node, 0});
  }

  void walk(std::size_t from) {
    enter(from);
    while (!visits_.empty()) {
      Visit& visit = visits_.back();
      const std::size_t node = visit.node;
      if (visit.next < graph_.next[node].size()) {
        const std::size_t to = graph_.next[node][visit.next++];
        if (order_[to] == kNone) {
          enter(to);
        } else if (open_[to]) {
          low_[node] = std::min(low_[node], order_[to]);
        }
        continue;
      }
      visits_.pop_back();
      if (!visits_.empty()) {
        low_[visits_.back().node] = std::min(low_[visits_.back().node], low_[node]);
      }
      if (low_[node] == order_[node]) close(node);
    }
  }

  void close(std::size_t first) {
    std::vector<std::size_t> knot;
    while (true) {
      const std::size_t node = stack_.back();
      stack_.pop_back();
      open_[node] = false;
      knots_.of[node] = knots_.nodes.size();
      knot.push_back(node);
      if (node == first) break;
    }
    std::ranges::sort(knot);
    knots_.nodes.push_back(std::move(knot));
  }

  const ChartGraph& graph_;
  std::vector<std::size_t> order_, low_, stack_;
  std::vector<bool> open_;
  std::vector<Visit> visits_;
  std::size_t count_ = 0;
  Knots knots_;
};

class WayCounter {
 public:
  WayCounter(const ChartGraph& graph, std::size_t most)
      : graph_(graph),
        most_(most),
        knots_(knots_of(graph)),
        arriving_(graph.size()),
        passing_(graph.size()),
        on_way_(graph.size()) {}

  Ways count(std::size_t start) {
    arriving_[start] = {1, 0};
    for (std::size_t n = knots_.nodes.size(); n-- > 0;) pass(n);
    return ways_;
  }

 private:
  // How many ways lead to a node, and how many nodes the longest has come by before.
  struct Arrival {
    std::size_t count = 0, length = 0;
  };
  struct Visit {
    std::size_t node, next;
  };

  static void add(Arrival& to, Arrival more, std::size_t most) {
    if (more.count == 0) return;
    to.count = std::min(most, to.count + more.count);
    to.length = std::max(to.length, more.length);
  }

  void pass(std::size_t knot) {
    const std::vector<std::size_t>& nodes = knots_.nodes[knot];
    for (const std::size_t entry : nodes) {
      if (arriving_[entry].count > 0) wander(entry);
    }
    for (const std::size_t node : nodes) {
      if (graph_.is_last(node)) {
        ways_.count = std::min(most_, ways_.count + passing_[node].count);
        if (passing_[node].count > 0) ways_.steps = std::max(ways_.steps, passing_[node].length);
      }
      for (const std::size_t to : graph_.next[node]) {
        const Arrival on{passing_[node].count, passing_[node].length + 1};
        if (knots_.of[to] != knot) add(arriving_[to], on, most_);
      }
    }
  }

  // Every way within the knot from where it is entered.
  void wander(std::size_t entry) {
    const Arrival from = arriving_[entry];
    come_by(entry, from);
    while (!way_.empty()) {
      Visit& visit = way_.back();
      const auto& next = graph_.next[visit.node];
      if (visit.next == next.size() || tries_ > kTriesMax) {
        on_way_[visit.node] = false;
        way_.pop_back();
        continue;
      }
      const std::size_t to = next[visit.next++];
      if (on_way_[to] || knots_.of[to] != knots_.of[entry]) continue;
      come_by(to, {from.count, from.length + way_.size()});
      if (++tries_ > kTriesMax) ways_.exact = false;
    }
  }

  void come_by(std::size_t node, Arrival arrival) {
    add(passing_[node], arrival, most_);
    on_way_[node] = true;
    way_.push_back({node, 0});
  }

  const ChartGraph& graph_;
  std::size_t most_;
  Knots knots_;
  std::vector<Arrival> arriving_, passing_;
  std::vector<bool> on_way_;
  std::vector<Visit> way_;
  std::size_t tries_ = 0;
  Ways ways_;
};

}  // namespace

ChartGraph graph_of(const Flowchart& chart) {
  const std::size_t count = chart.nodes.size();
  ChartGraph graph{.out = std::vector<std::vector<std::size_t>>(count),
                   .next = std::vector<std::vector<std::size_t>>(count),
                   .led_to = std::vector<bool>(count)};
  std::set<std::tuple<std::size_t, std::size_t, std::string_view>> seen;
  for (std::size_t n = 0; n < chart.edges.size(); ++n) {
    const FlowEdge& edge = chart.edges[n];
    if (!seen.emplace(edge.from, edge.to, edge.label).second) {
      graph.drawn_twice.push_back(n);
      continue;
    }
    graph.out[edge.from].push_back(n);
    graph.next[edge.from].push_back(edge.to);
    if (edge.from != edge.to) graph.led_to[edge.to] = true;
  }
  return graph;
}

Knots knots_of(const ChartGraph& graph) {
  return KnotFinder(graph).find();
}

std::vector<std::size_t> round_from(const ChartGraph& graph, const Knots& knots,
                                    std::size_t start) {
  std::vector<std::size_t> before(graph.size(), kNone);
  std::vector<std::size_t> open = {start};
  for (std::size_t n = 0; n < open.size(); ++n) {
    for (const std::size_t to : graph.next[open[n]]) {
      if (to == start) {
        std::vector<std::size_t> round;
        for (std::size_t at = open[n]; at != start; at = before[at]) round.push_back(at);
        round.push_back(start);
        std::ranges::reverse(round);
        return round;
      }
      if (before[to] != kNone || knots.of[to] != knots.of[start]) continue;
      before[to] = open[n];
      open.push_back(to);
    }
  }
  return {};
}

std::vector<bool> reached_from(const ChartGraph& graph, std::size_t start) {
  std::vector<bool> seen(graph.size());
  std::vector<std::size_t> open = {start};
  seen[start] = true;
  while (!open.empty()) {
    const std::size_t node = open.back();
    open.pop_back();
    for (const std::size_t to : graph.next[node]) {
      if (seen[to]) continue;
      seen[to] = true;
      open.push_back(to);
    }
  }
  return seen;
}

std::vector<std::vector<std::size_t>> loops_without_end(const ChartGraph& graph) {
  const Knots knots = knots_of(graph);
  std::vector<std::vector<std::size_t>> out;
  for (const auto& nodes : knots.nodes) {
    if (graph.is_last(nodes.front())) continue;
    const bool is_left = std::ranges::any_of(nodes, [&](std::size_t node) {
      return std::ranges::any_of(graph.next[node],
                                 [&](std::size_t to) { return knots.of[to] != knots.of[node]; });
    });
    if (!is_left) out.push_back(round_from(graph, knots, nodes.front()));
  }
  std::ranges::sort(out);
  return out;
}

Ways ways_through(const ChartGraph& graph, std::size_t start, std::size_t most) {
  return WayCounter(graph, most).count(start);
}

}  // namespace callmap
