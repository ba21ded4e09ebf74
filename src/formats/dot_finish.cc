// What the attributes of a graph say of its nodes and arrows, once all of it has been read.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "formats/dot_chart.h"
#include "formats/flow_words.h"
#include "formats/text_cursor.h"

namespace callmap {
namespace {

// `90s` and the like, or `1500ms`: charts may come from programs that measured.
std::optional<Duration> dot_duration(std::string_view text) {
  const auto length = parse_duration(text);
  if (length || !text.ends_with("ms")) return length;
  std::int64_t ms = 0;
  const char* const end = text.data() + text.size() - 2;
  const auto [stop, fault] = std::from_chars(text.data(), end, ms);
  if (fault != std::errc{} || stop != end || ms < 0 || ms > kDurationMax.ms) return std::nullopt;
  return Duration{ms};
}

}  // namespace

const DotChart::Value* DotChart::value(const DotValues& values, DotField field) const {
  const std::uint32_t place = values[static_cast<std::size_t>(field)];
  return place == 0 ? nullptr : &pool_[place];
}

std::string DotChart::words(const Value& value, const DotNames& names, bool is_record) {
  const DotWords words = value.is_html ? dot_html_words(value.text)
                         : is_record   ? dot_record_words(value.text, names)
                                       : dot_words(value.text, names);
  if (words.had_markup) {
    left_out_->note(FindingCode::kStyleLeftOut,
                    is_record && !value.is_html
                        ? "fields of records are left out, their words become one text"
                        : "markup in labels is left out, its words stay",
                    "", value.span);
  }
  if (words.was_cut) {
    tell_once(FindingCode::kTextLeftOut, value,
              fmt::format("a text is cut after {} bytes", kWordsBytesMax));
  }
  return words.text;
}

std::string DotChart::text(const DotValues& values, DotField field, const DotNames& names) {
  const Value* const given = value(values, field);
  return given == nullptr ? std::string() : words(*given, names, false);
}

void DotChart::tell_once(FindingCode code, const Value& value, std::string message) {
  if (told_.insert(&value).second) findings_->add(code, value.span, std::move(message));
}

bool DotChart::has_style(const DotValues& values, std::string_view style) const {
  const Value* const given = value(values, DotField::kStyle);
  return given != nullptr && given->text.find(style) != std::string::npos;
}

void DotChart::finish_head() {
  Flowchart& chart = draft_.chart();
  const DotValues& values = scopes_.front().graph;
  const Value* const name = value(values, DotField::kName);
  if (name != nullptr && !name->text.empty())
    chart.name = bytes_of_word(name->text, '%').value_or(chart.name);
  chart.title = text(values, DotField::kLabel, {.graph = chart.name});
}

void DotChart::finish_label(std::size_t node, bool is_record) {
  const DotValues& values = node_values_[node].values;
  const Value* const label = value(values, DotField::kLabel);
  FlowNode& drawn = draft_.chart().nodes[node];
  // The default label is what draws the name of a node, so that is no label of its own.
  if (label == nullptr || label->text == "\\N") return draft_.label_by_id(node);
  drawn.label = words(*label, {.graph = draft_.chart().name, .node = drawn.id}, is_record);
}

void DotChart::finish_reference(FlowNode& node, const DotValues& values) {
  const DotNames names{.graph = draft_.chart().name, .node = node.id};
  const Value* const url = value(values, DotField::kUrl);
  const Value* const own = value(values, DotField::kChart);
  std::string chart;
  if (url != nullptr) {
    const std::string target = text(values, DotField::kUrl, names);
    chart = chart_of_url(target);
    if (!chart.empty() && node.shape == NodeShape::kDecision) {
      findings_->add(FindingCode::kLinkLeftOut, url->span,
                     fmt::format("the reference of the question {} to the chart {} is left out",
                                 quoted(node.label), quoted(chart)),
                     "draw the reference as a node of its own");
    } else if (!chart.empty()) {
      node.shape = NodeShape::kCall;
    } else if (target.starts_with("https://")) {
      node.link = target;
    } else if (!target.empty()) {
      findings_->add(FindingCode::kLinkLeftOut, url->span,
                     fmt::format("the link {} is left out, for it is not https", quoted(target)));
    }
  }
  if (own != nullptr) {
    chart = text(values, DotField::kChart, names);
    if (!chart.empty()) node.shape = NodeShape::kCall;
  }
  if (node.shape != NodeShape::kCall) return;
  node.chart = chart.empty() && own == nullptr ? node.label : chart;
}

void DotChart::finish_own(FlowNode& node, const DotValues& values) {
  const DotNames names{.graph = draft_.chart().name, .node = node.id};
  node.help = text(values, DotField::kTooltip, names);
  if (const Value* const beside = value(values, DotField::kXlabel)) {
    const std::string note = words(*beside, names, false);
    if (node.help.empty()) {
      node.help = note;
    } else if (!note.empty()) {
      findings_->add(FindingCode::kTextLeftOut, beside->span,
                     fmt::format("{} beside {} is left out, for that has a tooltip as well",
                                 quoted(note), quoted(node.label)));
    }
  }
  node.action = text(values, DotField::kAction, names);
  const Value* const takes = value(values, DotField::kTakes);
  if (takes == nullptr) return;
  const auto length = dot_duration(takes->text);
  if (length) {
    node.takes = *length;
  } else {
    findings_->add(FindingCode::kTextLeftOut, takes->span,
                   fmt::format("{} is no length of time and is left out", quoted(takes->text)),
                   "write `30s`, `2m` or `1h`");
  }
}

void DotChart::finish_node(std::size_t node, bool is_end) {
  NodeValues& given = node_values_[node];
  FlowNode& drawn = draft_.chart().nodes[node];
  const bool has_own_shape = value(given.values, DotField::kShape) != nullptr;
  for (std::size_t n = 0; n < kDotFieldCount; ++n) {
    if (given.values[n] == 0) given.values[n] = given.defaults[n];
  }
  const Value* const shape = value(given.values, DotField::kShape);
  const DotShape means = shape == nullptr ? DotShape{} : dot_shape(shape->text);
  drawn.shape = means.shape;
  if (!means.is_known) {
    left_out_->note(FindingCode::kStyleLeftOut, "shapes that Graphviz does not have are left out",
                    shape->text, shape->span);
  }
  // Round because every node is: says nothing, but where a way begins or is over.
  if (means.shape == NodeShape::kTerminal && !has_own_shape && !is_end) {
    drawn.shape = NodeShape::kPlain;
  }
  finish_label(node, means.is_record);
  finish_reference(drawn, given.values);
  finish_own(drawn, given.values);
}

void DotChart::label_edge(const EdgeValues& edge, FlowEdge& drawn) {
  const std::vector<FlowNode>& nodes = draft_.chart().nodes;
  const std::string_view tail = std::string_view(nodes[edge.from].id).substr(0, kQuotedMax);
  const std::string_view head = std::string_view(nodes[edge.to].id).substr(0, kQuotedMax);
  const std::string arrow = fmt::format("{}->{}", tail, head);
  const DotNames names{.graph = draft_.chart().name, .tail = tail, .head = head, .arrow = arrow};
  for (const DotField field :
       {DotField::kLabel, DotField::kXlabel, DotField::kTailLabel, DotField::kHeadLabel}) {
    const Value* const given = value(edge.values, field);
    if (given == nullptr) continue;
    const std::string label = words(*given, names, false);
    if (drawn.label.empty()) {
      drawn.label = label;
    } else if (!label.empty()) {
      tell_once(FindingCode::kTextLeftOut, *given,
                fmt::format("{} at the arrow {} is left out, for it has words already",
                            quoted(label), quoted(drawn.label)));
    }
  }
}

void DotChart::finish_edge(const EdgeValues& edge) {
  if (has_style(edge.values, "invis")) {
    return left_out_->note(FindingCode::kPartLeftOut, "invisible arrows are left out", "",
                           edge.span);
  }
  FlowEdge drawn{edge.from, edge.to, {}, edge.span};
  label_edge(edge, drawn);
  if (const Value* const tip = value(edge.values, DotField::kTooltip)) {
    tell_once(FindingCode::kTextLeftOut, *tip,
              fmt::format("the tooltip {} of an arrow is left out", quoted(tip->text)));
  }
  if (const Value* const url = value(edge.values, DotField::kUrl)) {
    tell_once(FindingCode::kLinkLeftOut, *url,
              fmt::format("the link {} of an arrow is left out", quoted(url->text)));
  }
  const Value* const dir = value(edge.values, DotField::kDir);
  const Value* const tip = value(edge.values, DotField::kArrowHead);
  const std::string_view way = dir == nullptr ? "forward" : std::string_view(dir->text);
  std::vector<FlowEdge>& edges = draft_.chart().edges;
  if (way == "back") {
    std::swap(drawn.from, drawn.to);
  } else if (way == "none" || (way != "both" && tip != nullptr && tip->text == "none")) {
    findings_->add(
        FindingCode::kOrderGuessed, edge.span,
        "this arrow is drawn without a head; its way is taken from the order of its ends", "");
  }
  edges.push_back(drawn);
  if (way != "both" || drawn.from == drawn.to) return;
  if (!draft_.spend(draft_.limits().edges, 1, edge.span)) return;
  std::swap(drawn.from, drawn.to);
  edges.push_back(drawn);
}

void DotChart::finish_edges() {
  if (!head_.is_directed && !edges_.empty()) {
    findings_->add(FindingCode::kFileSyntax, head_.span,
                   "a `graph` draws lines, and a line does not say which way it leads",
                   "write `digraph` and `->`");
  }
  for (const EdgeValues& edge : edges_) finish_edge(edge);
}

void DotChart::remove_invisible() {
  Flowchart& chart = draft_.chart();
  std::vector<bool> gone(chart.nodes.size());
  for (std::size_t n = 0; n < gone.size(); ++n)
    gone[n] = has_style(node_values_[n].values, "invis");
  for (const FlowEdge& edge : chart.edges) gone[edge.from] = gone[edge.to] = false;
  for (std::size_t n = 0; n < gone.size(); ++n) {
    if (!gone[n]) continue;
    left_out_->note(FindingCode::kPartLeftOut, "invisible nodes without arrows are left out",
                    chart.nodes[n].id, chart.nodes[n].span);
  }
  draft_.remove(gone);
}

void DotChart::finish_ids() {
  Flowchart& chart = draft_.chart();
  std::map<std::string_view, std::size_t> taken;
  for (std::size_t n = 0; n < chart.nodes.size(); ++n) {
    const Value* const id = value(node_values_[n].values, DotField::kId);
    if (id == nullptr || id->text.empty()) continue;
    chart.nodes[n].id = bytes_of_word(id->text, '%').value_or(id->text);
  }
  for (const FlowNode& node : chart.nodes) {
    if (!taken.try_emplace(node.id, node.span.line).second) {
      findings_->add(FindingCode::kIdTwice, node.span,
                     fmt::format("there are two nodes {}", quoted(node.id)),
                     "give each `callmap_id` once");
    }
  }
}

Flowchart DotChart::finish() {
  finish_head();
  finish_edges();
  Flowchart& chart = draft_.chart();
  std::vector<bool> has_way_in(chart.nodes.size());
  std::vector<bool> has_way_out(chart.nodes.size());
  for (const FlowEdge& edge : chart.edges) has_way_out[edge.from] = has_way_in[edge.to] = true;
  for (std::size_t n = 0; n < chart.nodes.size(); ++n) {
    finish_node(n, !has_way_in[n] || !has_way_out[n]);
  }
  finish_ids();
  remove_invisible();
  return std::move(chart);
}

}  // namespace callmap
