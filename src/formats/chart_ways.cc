// What becomes of each node, and whether its ways on say enough.
#include <fmt/format.h>

#include <algorithm>

#include "formats/chart.h"
#include "formats/chart_words.h"

namespace callmap {
namespace {

NodeRole role_of(const Chart& chart, std::size_t n) {
  const FlowNode& node = chart.node(n);
  const bool is_last = chart.graph.is_last(n);
  if (chart.stands_for[n]) {
    return is_last && chart.start != n ? NodeRole::kGoOn
           : is_last                   ? NodeRole::kLast
                                       : NodeRole::kCall;
  }
  // Something is done there, or there would be nothing but an end: it is more than that.
  if (is_last) return !node.action.empty() || chart.start == n ? NodeRole::kLast : NodeRole::kEnd;
  if (chart.graph.out[n].size() > 1) return NodeRole::kAsk;
  return node.action.empty() ? NodeRole::kTell : NodeRole::kDo;
}

class WayJudge {
 public:
  WayJudge(ChartBook& book, Chart& chart) : book_(book), chart_(chart) {}

  void judge() {
    for (const std::size_t edge : chart_.graph.drawn_twice) {
      book_.findings.add(FindingCode::kPartLeftOut, chart_.edge(edge).span,
                         fmt::format("the arrow from {} to {} is drawn twice",
                                     label(chart_.edge(edge).from), label(chart_.edge(edge).to)));
    }
    for (std::size_t n = 0; n < chart_.size(); ++n) judge_node(n);
    if (chart_.start) judge_reach(*chart_.start);
    for (const auto& loop : loops_without_end(chart_.graph)) report(loop);
  }

 private:
  [[nodiscard]] std::string label(std::size_t node) const { return in_ticks(chart_.labels[node]); }

  void judge_node(std::size_t n) {
    const auto& out = chart_.graph.out[n];
    const bool decides = chart_.node(n).shape == NodeShape::kDecision;
    if (decides && out.size() < 2) {
      book_.problem(
          chart_, FindingCode::kDecisionOneWay, chart_.node(n).span,
          out.empty() ? fmt::format("{} is drawn as a question and has no answer", label(n))
                      : fmt::format("{} is drawn as a question and has one answer alone", label(n)),
          "draw an arrow for every answer, or draw it as a step");
      return;
    }
    if (chart_.roles[n] == NodeRole::kCall) return;  // its ways are the ends of another chart
    if (out.size() == 1) {
      drop_words(out[0]);
    } else if (out.size() > 1) {
      judge_fork(n);
    }
  }

  void drop_words(std::size_t edge) {
    if (chart_.answers[edge].empty()) return;
    book_.findings.add(FindingCode::kTextLeftOut, chart_.edge(edge).span,
                       fmt::format("the words {} on the only way on from {}",
                                   in_ticks(chart_.answers[edge]), label(chart_.edge(edge).from)));
  }

  void judge_fork(std::size_t n) {
    const auto& out = chart_.graph.out[n];
    std::vector<std::size_t> unlabelled;
    for (const std::size_t edge : out) {
      if (chart_.answers[edge].empty()) unlabelled.push_back(edge);
    }
    if (unlabelled.size() == 1 && !book_.rules.otherwise.empty()) {
      chart_.answers[unlabelled[0]] = clean_line(book_.rules.otherwise);
      book_.findings.add(
          FindingCode::kOtherwiseUsed, chart_.edge(unlabelled[0]).span,
          fmt::format("the way from {} to {} without words is the answer {}", label(n),
                      label(chart_.edge(unlabelled[0]).to), in_ticks(book_.rules.otherwise)));
      unlabelled.clear();
    }
    if (!unlabelled.empty()) report_unlabelled(n, unlabelled);
    judge_labels(n);
    if (out.size() > kAnswersMax) {
      book_.problem(
          chart_, FindingCode::kTooManyWays, chart_.node(n).span,
          fmt::format("{} has {} ways on, more than {}", label(n), out.size(), kAnswersMax),
          "ask in two steps: first of what kind it is");
    }
    const bool asks = chart_.node(n).shape == NodeShape::kDecision ||
                      chart_.labels[n].ends_with('?') || chart_.labels[n].ends_with("？");
    if (asks || !unlabelled.empty()) return;
    book_.findings.add(
        FindingCode::kQuestionGuessed, chart_.node(n).span,
        fmt::format("{} is a question, because several ways with words leave it", label(n)));
  }

  void report_unlabelled(std::size_t n, const std::vector<std::size_t>& edges) {
    std::vector<std::string> targets;
    for (const std::size_t edge : edges) targets.push_back(label(chart_.edge(edge).to));
    std::string hint = "write on each arrow for which answer it is taken";
    if (edges.size() == 1) hint += ", or say with `--otherwise` what an arrow without words means";
    book_.problem(chart_, FindingCode::kForkUnlabelled, chart_.edge(edges[0]).span,
                  fmt::format("{} has {} ways on, and {} without words: to {}", label(n),
                              chart_.graph.out[n].size(), edges.size() == 1 ? "one is" : "some are",
                              enumerated(targets)),
                  hint);
  }

  void judge_labels(std::size_t n) {
    const auto& out = chart_.graph.out[n];
    if (out.size() > kAnswersMax) return;  // said, and it would take long
    for (std::size_t second = 1; second < out.size(); ++second) {
      const std::string key = key_of(chart_.answers[out[second]]);
      if (chart_.answers[out[second]].empty()) continue;
      for (std::size_t first = 0; first < second; ++first) {
        if (!same_words(chart_.answers[out[first]], chart_.answers[out[second]])) continue;
        book_.problem(
            chart_, FindingCode::kForkSameLabel, chart_.edge(out[second]).span,
            fmt::format("two ways on from {} have the words {}: to {} and to {}", label(n),
                        in_ticks(chart_.answers[out[second]]), label(chart_.edge(out[first]).to),
                        label(chart_.edge(out[second]).to)),
            "nobody could tell which one to take: give each words of its own");
        break;
      }
    }
  }

  static bool same_words(const std::string& a, const std::string& b) {
    const std::string key = key_of(a);
    return key.empty() ? a == b : key == key_of(b);
  }

  void judge_reach(std::size_t start) {
    const auto reached = reached_from(chart_.graph, start);
    for (std::size_t n = 0; n < chart_.size(); ++n) {
      if (reached[n]) continue;
      book_.problem(chart_, FindingCode::kNodeUnreached, chart_.node(n).span,
                    fmt::format("no way from the start {} leads to {}", label(start), label(n)),
                    chart_.graph.led_to[n] ? "something must lead to what leads here"
                                           : "draw an arrow to it, or remove it");
    }
  }

  void report(const std::vector<std::size_t>& loop) {
    constexpr std::size_t kNamed = 12;
    std::vector<std::string> names;
    for (const std::size_t node : loop) {
      if (names.size() == kNamed) break;
      names.push_back(label(node));
    }
    std::string round = names[0];
    for (std::size_t n = 1; n < names.size(); ++n) round += ", " + names[n];
    if (loop.size() > names.size())
      round += fmt::format(" and {} more", loop.size() - names.size());
    book_.problem(chart_, FindingCode::kLoopWithoutEnd, chart_.node(loop[0]).span,
                  loop.size() == 1 ? fmt::format("{} leads to itself alone", round)
                                   : fmt::format("{} lead round and round and to no end", round),
                  "let one of the ways lead to an end");
  }

  ChartBook& book_;
  Chart& chart_;
};

}  // namespace

void give_roles(ChartBook& book) {
  for (Chart& chart : book.charts) {
    NamesTaken taken;
    for (const std::string& name : chart.names) (void)taken.take(name, "n");
    for (std::size_t n = 0; n < chart.size(); ++n) {
      const NodeRole role = role_of(chart, n);
      chart.roles[n] = role;
      if (role == NodeRole::kEnd || role == NodeRole::kGoOn) {
        chart.ends.push_back({n, chart.names[n], chart.labels[n]});
      }
      if (role != NodeRole::kLast) continue;
      if (chart.done.empty()) {
        chart.done = taken.take("done", "done");
        chart.ends.push_back({n, chart.done, "Done"});
      }
      book.findings.add(FindingCode::kEndGuessed, chart.node(n).span,
                        fmt::format("nothing follows {}: the procedure is over after it",
                                    in_ticks(chart.labels[n])));
    }
  }
}

void judge_ways(ChartBook& book) {
  for (Chart& chart : book.charts) WayJudge(book, chart).judge();
}

}  // namespace callmap
