// Which nodes stand for other charts: those drawn so, and those whose words lead there and that
// nothing follows.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "formats/chart.h"
#include "formats/chart_words.h"
#include "map/suggest.h"

namespace callmap {
namespace {

constexpr std::size_t kKeyLettersMin = 4;  // of words that are taken for a title on their own

std::string_view before_colon(std::string_view text) {
  return text.substr(0, text.find(':'));
}
std::string_view after_colon(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
}

// The charts by everything that they may be called, surest first.
class Directory {
 public:
  explicit Directory(const std::vector<Chart>& charts) : charts_(charts) {
    for (std::size_t n = 0; n < charts.size(); ++n) {
      add(0, charts[n].flow->name, n);
      add(0, charts[n].title, n);
      add_parts(2, charts[n].title, n);
      add_opening(n);
    }
  }

  // More than one: the words could mean each of them.
  [[nodiscard]] std::vector<std::size_t> find(std::string_view words) const {
    std::vector<std::string> keys = {key_of(words), without_chart_words(words)};
    const bool numbered = is_numbered_chart(words);
    if (numbered) keys.push_back(key_of(before_colon(words)));
    for (const std::string& key : keys) {
      for (const auto& tier : tiers_) {
        const auto found = tier.find(key);
        if (!key.empty() && found != tier.end()) return found->second;
      }
    }
    return numbered ? with_number(keys.back()) : std::vector<std::size_t>();
  }

 private:
  void add(std::size_t tier, std::string_view words, std::size_t chart) {
    auto& charts = tiers_[tier][key_of(words)];
    if (std::ranges::find(charts, chart) == charts.end()) charts.push_back(chart);
  }

  void add_parts(std::size_t tier, std::string_view title, std::size_t chart) {
    if (is_numbered_chart(title)) add(tier, before_colon(title), chart);
    if (key_of(after_colon(title)).size() >= kKeyLettersMin) add(tier, after_colon(title), chart);
  }

  // What the chart opens with: its start and, behind it, round ends that carry its title.
  void add_opening(std::size_t n) {
    const Chart& chart = charts_[n];
    if (!chart.start) return;
    std::size_t node = *chart.start;
    for (std::size_t depth = 0; depth < 3; ++depth) {
      if (depth > 0 && chart.node(node).shape != NodeShape::kTerminal) return;
      if (!says_start(chart.labels[node])) add(1, chart.labels[node], n);
      add_parts(1, chart.labels[node], n);
      if (chart.graph.next[node].size() != 1) return;
      node = chart.graph.next[node][0];
      if (chart.graph.is_last(node)) return;
    }
  }

  // `Refund flow` is called `refund` as well.
  static std::string without_chart_words(std::string_view words) {
    std::string key = key_of(words);
    for (const std::string_view word : {"procedure", "flowchart", "workflow", "chart", "flow"}) {
      if (key.size() > word.size() && key.ends_with(word))
        return key.substr(0, key.size() - word.size());
      if (key.size() > word.size() && key.starts_with(word)) return key.substr(word.size());
    }
    return {};
  }

  // `Path 1` is the chart of the file path1_no_service.
  [[nodiscard]] std::vector<std::size_t> with_number(const std::string& key) const {
    std::vector<std::size_t> out;
    for (std::size_t n = 0; n < charts_.size(); ++n) {
      const std::string name = key_of(charts_[n].flow->name);
      const bool more_digits =
          name.size() > key.size() && name[key.size()] >= '0' && name[key.size()] <= '9';
      if (name.starts_with(key) && !more_digits) out.push_back(n);
    }
    return out;
  }

  const std::vector<Chart>& charts_;
  std::array<std::unordered_map<std::string, std::vector<std::size_t>>, 3> tiers_;
};

class References {
 public:
  explicit References(ChartBook& book) : book_(book), directory_(book.charts) {}

  void find(std::size_t n) {
    Chart& chart = book_.charts[n];
    for (std::size_t node = 0; node < chart.size(); ++node) {
      if (chart.node(node).shape == NodeShape::kCall) {
        find_drawn(chart, node);
      } else if (chart.graph.is_last(node) && chart.node(node).shape != NodeShape::kDecision) {
        find_in_words(n, node);
      }
    }
  }

 private:
  void find_drawn(Chart& chart, std::size_t node) {
    const std::string& named = chart.node(node).chart;
    std::string words = named.empty() ? chart.labels[node] : named;
    std::vector<std::size_t> found = directory_.find(words);
    if (const auto leading = leading_words(words); found.empty() && leading) {
      words = leading->to;
      found = directory_.find(words);
    }
    if (found.size() == 1) {
      chart.stands_for[node] = found[0];
      return;
    }
    miss(chart, node, words, found);
  }

  void find_in_words(std::size_t self, std::size_t node) {
    Chart& chart = book_.charts[self];
    const std::string& label = chart.labels[node];
    const auto leading = leading_words(label);
    const std::string_view words = leading ? leading->to : std::string_view(label);
    std::vector<std::size_t> found = directory_.find(words);
    if (!leading) std::erase(found, self);
    if (found.size() == 1) {
      chart.stands_for[node] = found[0];
      book_.findings.add(FindingCode::kCallGuessed, chart.node(node).span,
                         fmt::format("{} goes on with the chart `{}`", in_ticks(label),
                                     book_.charts[found[0]].title));
    } else if (!found.empty() || is_numbered_chart(words) || (leading && leading->certain)) {
      miss(chart, node, words, found);
    } else if (leading) {
      book_.findings.add(
          FindingCode::kEndGuessed, chart.node(node).span,
          fmt::format("{} names no chart of this import and is an end", in_ticks(label)));
    }
  }

  void miss(Chart& chart, std::size_t node, std::string_view words,
            const std::vector<std::size_t>& found) {
    if (found.empty()) {
      book_.problem(chart, FindingCode::kChartMissing, chart.node(node).span,
                    fmt::format("{} stands for a chart that is not there, {}",
                                in_ticks(chart.labels[node]), in_ticks(words)),
                    hint(chart, node, words));
      return;
    }
    std::vector<std::string> titles;
    for (const std::size_t each : found) titles.push_back(in_ticks(book_.charts[each].flow->name));
    book_.problem(chart, FindingCode::kChartMissing, chart.node(node).span,
                  fmt::format("{} could stand for each of the charts {}",
                              in_ticks(chart.labels[node]), enumerated(titles)),
                  "name one of them in full");
  }

  [[nodiscard]] std::string hint(const Chart& chart, std::size_t node,
                                 std::string_view words) const {
    const std::string key = key_of(words);
    for (std::size_t n = 0; n < chart.size(); ++n) {
      const bool is_named = n != node && (key == key_of(chart.labels[n]) ||
                                          key == key_of(before_colon(chart.labels[n])) ||
                                          key == key_of(chart.node(n).id));
      if (is_named) {
        return fmt::format("{} is a node of this chart: draw an arrow to it",
                           in_ticks(chart.labels[n]));
      }
    }
    std::vector<std::string_view> known;
    for (const Chart& each : book_.charts) {
      known.push_back(each.flow->name);
      if (each.title != each.flow->name) known.push_back(each.title);
    }
    const std::string_view near = nearest(words, known);
    if (!near.empty()) return fmt::format("did you mean `{}`?", near);
    return "import the file with that chart as well, or let an arrow lead on from here";
  }

  ChartBook& book_;
  Directory directory_;
};

}  // namespace

void find_references(ChartBook& book) {
  References references(book);
  for (std::size_t n = 0; n < book.charts.size(); ++n) references.find(n);
}

}  // namespace callmap
