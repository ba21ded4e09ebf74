#include "formats/chart_draft.h"

#include <fmt/format.h>

#include "formats/flow_words.h"
#include "formats/text_cursor.h"
#include "map/suggest.h"

namespace callmap {
namespace {

// Looking for a misspelling compares with every other id, so only small charts have it looked for.
constexpr std::size_t kSuggestNodesMax = 200;
constexpr std::size_t kSuggestBytesMin = 3;  // letters alone are near to every other
constexpr std::size_t kSuggestBytesMax = 64;

}  // namespace

bool ChartDraft::spend(std::size_t& budget, std::size_t amount, Span span) {
  if (budget >= amount && !limits_->reached) {
    budget -= amount;
    return true;
  }
  if (!limits_->reached) {
    const bool is_nodes = &budget == &limits_->nodes;
    findings_->add(
        FindingCode::kTooManyNodes, span,
        fmt::format("the file has more than {} {}; nothing is read from here on",
                    is_nodes ? kFlowNodesMax : kFlowEdgesMax, is_nodes ? "nodes" : "arrows"),
        "split it into several charts");
  }
  limits_->reached = true;
  return false;
}

std::optional<std::size_t> ChartDraft::node(std::string_view id, Span span) {
  const auto known = ids_.find(id);
  if (known != ids_.end()) return known->second;
  if (!spend(limits_->nodes, 1, span)) return std::nullopt;
  const std::size_t place = chart_.nodes.size();
  ids_.emplace(id, place);
  chart_.nodes.push_back({.id = std::string(id), .span = span});
  declared_.push_back(false);
  return place;
}

void ChartDraft::declare(std::size_t node, Span span) {
  if (declared_[node]) return;
  declared_[node] = true;
  chart_.nodes[node].span = span;
}

void ChartDraft::connect(std::span<const std::size_t> from, std::span<const std::size_t> to,
                         const FlowEdge& edge) {
  if (from.empty() || to.empty()) return;
  for (const std::size_t begin : from) {
    for (const std::size_t end : to) {
      if (!spend(limits_->edges, 1, edge.span)) return;
      chart_.edges.push_back({begin, end, edge.label, edge.span});
    }
  }
}

void ChartDraft::label_by_id(std::size_t node) {
  FlowNode& unnamed = chart_.nodes[node];
  OneLine words;
  words.add(unnamed.id);
  unnamed.label = words.take();
  if (declared_[node]) return;
  std::string_view meant;
  if (chart_.nodes.size() <= kSuggestNodesMax && unnamed.id.size() >= kSuggestBytesMin &&
      unnamed.id.size() <= kSuggestBytesMax) {
    std::vector<std::string_view> others;
    for (std::size_t n = 0; n < chart_.nodes.size(); ++n) {
      if (declared_[n] && chart_.nodes[n].id.size() <= kSuggestBytesMax) {
        others.push_back(chart_.nodes[n].id);
      }
    }
    meant = nearest(unnamed.id, others);
  }
  findings_->add(
      FindingCode::kLabelGuessed, unnamed.span,
      fmt::format("{} stands only at arrows; its name is taken for its words", quoted(unnamed.id)),
      meant.empty() ? "" : fmt::format("did you mean {}?", quoted(meant)));
}

void ChartDraft::remove(const std::vector<bool>& gone) {
  std::vector<std::size_t> places(chart_.nodes.size());
  std::vector<FlowNode> nodes;
  for (std::size_t n = 0; n < chart_.nodes.size(); ++n) {
    places[n] = nodes.size();
    if (!gone[n]) nodes.push_back(std::move(chart_.nodes[n]));
  }
  std::vector<FlowEdge> edges;
  for (FlowEdge& edge : chart_.edges) {
    if (gone[edge.from] || gone[edge.to]) continue;
    edge.from = places[edge.from];
    edge.to = places[edge.to];
    edges.push_back(std::move(edge));
  }
  chart_.nodes = std::move(nodes);
  chart_.edges = std::move(edges);
}

}  // namespace callmap
