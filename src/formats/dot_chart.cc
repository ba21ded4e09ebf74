#include "formats/dot_chart.h"

#include <fmt/format.h>

#include <algorithm>

#include "formats/text_cursor.h"

namespace callmap {

DotChart::DotChart(const DotHead& head, DrawingLimits& limits, LeftOut& left_out,
                   Findings& findings)
    : head_(head),
      draft_({.name = head.name, .span = head.span}, limits, findings),
      left_out_(&left_out),
      findings_(&findings),
      pool_(1),
      scopes_(1),
      sets_(1) {}

void DotChart::open(std::string_view name, Span span) {
  Scope scope = scopes_.back();
  scope.graph = {};
  scope.span = span;
  scope.is_cluster = name.starts_with("cluster");
  if (name.empty()) {
    scope.set = sets_.size();
    sets_.emplace_back();
  } else {
    const auto [known, is_new] =
        named_sets_.try_emplace({scopes_.back().set, std::string(name)}, sets_.size());
    if (is_new) sets_.emplace_back();
    scope.set = known->second;
  }
  scopes_.push_back(scope);
}

std::size_t DotChart::close() {
  const Scope scope = scopes_.back();
  scopes_.pop_back();
  const Value* const label = value(scope.graph, DotField::kLabel);
  if (scope.is_cluster && label != nullptr) {
    const std::string title = words(*label, {.graph = head_.name}, false);
    if (!title.empty()) {
      findings_->add(FindingCode::kPartLeftOut, label->span,
                     fmt::format("the box {} is left out, what is in it stays", quoted(title)));
    }
  }
  return scope.set;
}

std::vector<std::size_t> DotChart::nodes_of(std::size_t set, Span span) {
  const std::set<std::size_t>& nodes = sets_[set];
  if (!draft_.spend(draft_.limits().pairs, nodes.size(), span)) return {};
  return {nodes.begin(), nodes.end()};
}

std::optional<std::size_t> DotChart::node(const DotToken& id) {
  const std::optional<std::size_t> place = draft_.node(id.text, id.span);
  if (!place) return std::nullopt;
  if (*place == node_values_.size()) node_values_.push_back({{}, scopes_.back().node});
  // What is in a subgraph is in all around it, so the way up ends where it is known.
  for (std::size_t n = scopes_.size(); n-- > 0;) {
    if (!sets_[scopes_[n].set].insert(*place).second) break;
  }
  return place;
}

void DotChart::leave_out(const DotAttribute& attribute) {
  const std::string& name = attribute.name.text;
  const std::string_view kind = dot_left_out(name);
  if (!kind.empty()) {
    return left_out_->note(FindingCode::kStyleLeftOut, kind, name, attribute.name.span);
  }
  const std::string_view meant = dot_meant(name);
  if (meant.empty()) {
    return left_out_->note(FindingCode::kTextLeftOut,
                           "attributes that mean nothing here are left out", name,
                           attribute.name.span);
  }
  findings_->add(FindingCode::kTextLeftOut, attribute.name.span,
                 fmt::format("{} is no attribute of Graphviz and is left out", quoted(name)),
                 fmt::format("did you mean {}?", quoted(meant)));
}

void DotChart::apply(DotKind kind, const DotAttribute& attribute, DotValues& values) {
  const std::optional<DotField> field = dot_field(attribute.name.text);
  if (!field) return leave_out(attribute);
  const bool only_looks = *field == DotField::kStyle || *field == DotField::kArrowHead;
  if (only_looks && kind != DotKind::kGraph && attribute.value.text != "invis" &&
      attribute.value.text != "none") {
    leave_out(attribute);
  }
  pool_.push_back(
      {attribute.value.text, attribute.value.kind == DotToken::Kind::kHtml, attribute.value.span});
  values[static_cast<std::size_t>(*field)] = static_cast<std::uint32_t>(pool_.size() - 1);
}

void DotChart::set_default(DotKind kind, const DotAttributes& attributes) {
  Scope& scope = scopes_.back();
  DotValues& values = kind == DotKind::kNode   ? scope.node
                      : kind == DotKind::kEdge ? scope.edge
                                               : scope.graph;
  for (const DotAttribute& each : attributes) apply(kind, each, values);
}

void DotChart::set_node(std::size_t node, const DotToken& id, const DotAttributes& attributes) {
  draft_.declare(node, id.span);
  if (!attributes.empty() && !node_values_[node].is_described) {
    node_values_[node].is_described = true;
    draft_.chart().nodes[node].span = id.span;
  }
  DotValues& values = node_values_[node].values;
  for (const DotAttribute& each : attributes) {
    const Value* const before = value(values, DotField::kLabel);
    const bool is_label = each.name.text == "label";
    if (is_label && before != nullptr && !before->text.empty() && before->text != each.value.text) {
      findings_->add(FindingCode::kTextLeftOut, before->span,
                     fmt::format("the label {} of {} is left out, for it has another one in line "
                                 "{}",
                                 quoted(before->text), quoted(id.text), each.value.span.line));
    }
    apply(DotKind::kNode, each, values);
  }
}

DotValues DotChart::edge_values(const DotAttributes& attributes) {
  DotValues values = scopes_.back().edge;
  for (const DotAttribute& each : attributes) apply(DotKind::kEdge, each, values);
  return values;
}

void DotChart::connect(std::span<const std::size_t> from, std::span<const std::size_t> to,
                       Span arrow, const DotValues& values) {
  if (from.empty() || to.empty()) return;
  if (!draft_.spend(draft_.limits().pairs, from.size() * to.size(), arrow)) return;
  for (const std::size_t begin : from) {
    for (const std::size_t end : to) add_edge(begin, end, {values, begin, end, arrow});
  }
}

void DotChart::add_edge(std::size_t from, std::size_t to, const EdgeValues& edge) {
  if (head_.is_strict) {
    const bool turns = !head_.is_directed && to < from;
    const std::pair<std::size_t, std::size_t> pair =
        turns ? std::pair(to, from) : std::pair(from, to);
    const auto [known, is_new] = strict_.try_emplace(pair, edges_.size());
    if (!is_new) {
      DotValues& values = edges_[known->second].values;
      for (std::size_t n = 0; n < kDotFieldCount; ++n) {
        if (edge.values[n] != 0) values[n] = edge.values[n];
      }
      return;
    }
  }
  if (draft_.spend(draft_.limits().edges, 1, edge.span)) edges_.push_back(edge);
}

void DotChart::note_port(Span span) {
  left_out_->note(FindingCode::kPartLeftOut,
                  "where arrows touch their nodes (`node:port`) is left out", "", span);
}

}  // namespace callmap
