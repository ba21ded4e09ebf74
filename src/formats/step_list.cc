#include "formats/step_list.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <utility>

#include "formats/file_text.h"
#include "formats/step_words.h"

namespace callmap {
namespace {

using Names = std::map<std::string, std::size_t, std::less<>>;  // in lower case: a place in a list

class Charts {
 public:
  Charts(std::vector<StepList>& lists, UnknownTarget unknown, Findings& findings)
      : lists_(lists), unknown_(unknown), findings_(findings) {
    for (std::size_t n = 0; n < lists_.size(); ++n) {
      by_name_.try_emplace(lower_case(lists_[n].name), n);
      if (!lists_[n].title.empty()) by_name_.try_emplace(lower_case(lists_[n].title), n);
    }
  }

  Flowcharts read() {
    Flowcharts charts;
    for (StepList& list : lists_) {
      if (list.steps.empty()) continue;
      if (charts.size() == kFlowChartsMax) {
        too_many(list.span, fmt::format("there are more than {} procedures", kFlowChartsMax));
      }
      if (too_many_) break;
      charts.push_back(chart_of(list));
    }
    return charts;
  }

 private:
  void too_many(Span span, std::string message) {
    if (!too_many_) {
      findings_.add(FindingCode::kTooManyNodes, span, std::move(message),
                    "split the file and import the parts one by one");
    }
    too_many_ = true;
  }

  Flowchart chart_of(StepList& list) {
    Flowchart chart{.name = list.name, .title = list.title, .span = list.span};
    chart_ = &chart;
    by_id_.clear();
    by_label_.clear();
    extras_.clear();
    for (ListedStep& step : list.steps) add_step(step);
    const std::size_t count = chart.nodes.size();
    for (std::size_t n = 0; n < count && !too_many_; ++n) {
      const ListedStep& step = list.steps[n];
      for (const StepWay& way : step.ways) add_way(n, way);
      if (step.ways.empty() && !step.is_over) follow(n, step, n + 1 == count);
    }
    return chart;
  }

  void add_step(ListedStep& step) {
    if (!room_for(step.node.span)) return;
    const std::size_t place = chart_->nodes.size();
    std::string& id = step.node.id;
    if (!by_id_.try_emplace(lower_case(id), place).second) {
      findings_.add(
          FindingCode::kIdTwice, step.node.span,
          fmt::format("two steps of {} have the number {}", quoted(chart_->name), quoted(id)),
          "give one of them another number");
      id = fmt::format("{} ({})", id, place + 1);
      while (!by_id_.try_emplace(lower_case(id), place).second) id += "'";
    }
    by_label_.try_emplace(lower_case(step.node.label), place);
    chart_->nodes.push_back(step.node);
  }

  bool room_for(Span span) {
    if (nodes_ < kFlowNodesMax) {
      ++nodes_;
      return !too_many_;
    }
    too_many(span, fmt::format("there are more than {} steps", kFlowNodesMax));
    return false;
  }

  void add_edge(std::size_t from, std::size_t to, std::string label, Span span) {
    if (edges_ == kFlowEdgesMax) {
      too_many(span, fmt::format("there are more than {} ways from step to step", kFlowEdgesMax));
      return;
    }
    ++edges_;
    chart_->edges.push_back({from, to, std::move(label), span});
  }

  void follow(std::size_t n, const ListedStep& step, bool last) {
    if (step.follows_by_guess) {
      findings_.add(FindingCode::kOrderGuessed, step.node.span,
                    last ? fmt::format("step {} says nothing of what is next; it is over there",
                                       quoted(step.node.id))
                         : fmt::format("step {} says nothing of what is next; the step below it is",
                                       quoted(step.node.id)),
                    "write the number of the next step, or `end`");
    }
    if (!last) {
      add_edge(n, n + 1, "", step.node.span);
    } else if (const auto end = end_of("Done", step.node.span)) {
      add_edge(n, *end, "", step.node.span);
    }
  }

  // The end of that name, which is made when it is first spoken of.
  std::optional<std::size_t> end_of(const std::string& label, Span span) {
    return extra(label == "Done" ? "done" : label,
                 {.label = label, .shape = NodeShape::kTerminal, .span = span});
  }

  // A node that no step of the list is, once for each. Has the id as it is unless a step has it.
  std::optional<std::size_t> extra(std::string id, FlowNode node) {
    const auto [known, is_new] =
        extras_.try_emplace(fmt::format("{}\n{}", node.chart, node.label), chart_->nodes.size());
    if (!is_new) return known->second;
    if (!room_for(node.span)) return std::nullopt;
    while (!by_id_.try_emplace(lower_case(id), chart_->nodes.size()).second) id += "_";
    node.id = std::move(id);
    chart_->nodes.push_back(std::move(node));
    return known->second;
  }

  void add_way(std::size_t from, const StepWay& way) {
    if (const auto to = target_of(from, way)) add_edge(from, *to, way.label, way.span);
  }

  std::optional<std::size_t> target_of(std::size_t from, const StepWay& way) {
    const std::string meant = reference_in(way.to);
    const std::vector<std::string> references = references_in(way.to);
    for (const std::string& each : references) {
      if (const auto step = by_id_.find(lower_case(each)); step != by_id_.end())
        return step->second;
    }
    if (const auto end = end_in(way.to)) return end_of(*end, way.span);
    for (const std::string& each : references) {
      if (const auto list = by_name_.find(lower_case(each)); list != by_name_.end()) {
        const StepList& other = lists_[list->second];
        return call_of(other.name, other.title.empty() ? other.name : other.title, way.span);
      }
      if (const auto step = by_label_.find(lower_case(each)); step != by_label_.end())
        return step->second;
    }
    const std::string number = chart_->nodes[from].id;
    if (unknown_ == UnknownTarget::kChart && !is_step_number(meant) && !meant.empty()) {
      findings_.add(FindingCode::kCallGuessed, way.span,
                    fmt::format("{} is taken for the name of another procedure", quoted(meant)),
                    "write the number of a step, or `end: …`, if it is none");
      return call_of(meant, meant, way.span);
    }
    findings_.add(FindingCode::kEdgeNowhere, way.span,
                  fmt::format("step {} leads to {}, which is no step of {}", quoted(number),
                              quoted(meant), quoted(chart_->name)),
                  "write the number of a step, the name of a procedure in the file, or `end`");
    return std::nullopt;
  }

  std::optional<std::size_t> call_of(const std::string& name, const std::string& label, Span span) {
    return extra(name, {.label = label, .shape = NodeShape::kCall, .chart = name, .span = span});
  }

  std::vector<StepList>& lists_;
  UnknownTarget unknown_;
  Findings& findings_;
  Names by_name_;
  Names by_id_, by_label_;  // of the chart that is being made
  Names extras_;
  Flowchart* chart_ = nullptr;
  std::size_t nodes_ = 0, edges_ = 0;
  bool too_many_ = false;
};

}  // namespace

Flowcharts charts_of(std::vector<StepList> lists, UnknownTarget unknown, Findings& findings) {
  return Charts(lists, unknown, findings).read();
}

}  // namespace callmap
