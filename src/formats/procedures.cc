#include "formats/procedures.h"

#include <fmt/format.h>

#include <algorithm>

#include "formats/chart.h"
#include "formats/chart_words.h"

namespace callmap {
namespace {

constexpr std::size_t kQuotedMax = 80;  // bytes of somebody's text in a message

std::string small(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

// `path1_no_service` as people read it.
std::string title_of(const Flowchart& flow) {
  std::string title = clean_line(flow.title.empty() ? flow.name : flow.title);
  if (!flow.title.empty()) return title;
  std::ranges::replace(title, '_', ' ');
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z')
    title[0] = static_cast<char>(title[0] - 32);
  return clean_line(title);
}

Chart open_chart(const Flowchart& flow, NamesTaken& procedures, Findings& findings) {
  Chart chart{.flow = &flow, .graph = graph_of(flow)};
  chart.procedure = procedures.take(name_from(flow.name), "chart");
  chart.title = title_of(flow);
  if (chart.title.empty()) chart.title = chart.procedure;
  chart.broken = flow.damaged;
  NamesTaken names;
  for (const FlowNode& node : flow.nodes) {
    std::string name = name_from(node.id);
    if (name.empty()) name = name_from(node.label);
    chart.names.push_back(names.take(std::move(name), "node"));
    std::string label = clean_line(node.label);
    if (label.empty()) {
      label = clean_line(node.id);
      if (label.empty()) label = chart.names.back();
      findings.add(FindingCode::kLabelGuessed, node.span,
                   fmt::format("{} has no words and is shown by its name", in_ticks(label)));
    }
    chart.labels.push_back(std::move(label));
  }
  for (const FlowEdge& edge : flow.edges) chart.answers.push_back(clean_line(edge.label));
  chart.stands_for.resize(flow.nodes.size());
  chart.roles.resize(flow.nodes.size());
  chart.returns.resize(flow.nodes.size());
  return chart;
}

// Charts without a problem that lean on none with one.
std::vector<bool> whole_charts(const ChartBook& book) {
  std::vector<bool> whole;
  for (const Chart& chart : book.charts) whole.push_back(!chart.broken);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t n = 0; n < book.charts.size(); ++n) {
      const auto& all = book.charts[n].stands_for;
      const bool leans =
          std::ranges::any_of(all, [&](const auto& to) { return to && !whole[*to]; });
      if (!whole[n] || !leans) continue;
      whole[n] = false;
      changed = true;
    }
  }
  return whole;
}

ChartCount count_of(const Chart& chart, bool whole) {
  ChartCount count{.chart = chart.flow->name,
                   .procedure = whole ? chart.procedure : "",
                   .nodes = chart.size(),
                   .edges = chart.flow->edges.size(),
                   .ends = chart.ends.size()};
  count.questions = static_cast<std::size_t>(std::ranges::count(chart.roles, NodeRole::kAsk));
  if (chart.size() == 0) return count;
  for (std::size_t n = 0; n < chart.size(); ++n) {
    const std::string& id = chart.node(n).id;
    if (chart.names[n] != small(id)) count.names.push_back({id, chart.names[n]});
  }
  if (!chart.start) return count;
  const Ways ways = ways_through(chart.graph, *chart.start, kPathsMax);
  count.paths = ways.count;
  count.exact = ways.exact;
  const bool ends_in_step = chart.roles[*chart.start] == NodeRole::kLast;
  count.depth = ways.steps + (ends_in_step ? 1 : 0);
  return count;
}

}  // namespace

std::string in_ticks(std::string_view text) {
  if (text.size() <= kQuotedMax) return fmt::format("`{}`", text);
  std::size_t cut = kQuotedMax;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return fmt::format("`{}…`", text.substr(0, cut));
}

std::string enumerated(const std::vector<std::string>& texts) {
  constexpr std::size_t kListed = 8;
  std::string out;
  const std::size_t count = std::min(texts.size(), kListed);
  for (std::size_t n = 0; n < count; ++n) {
    const bool last = n + 1 == texts.size();
    out += n == 0 ? "" : last ? " and " : ", ";
    out += texts[n];
  }
  if (texts.size() > count) out += fmt::format(" and {} more", texts.size() - count);
  return out;
}

FlowProcedures procedures_of(const std::vector<Flowchart>& charts, const ProcedureRules& rules,
                             Findings& findings) {
  ChartBook book{.charts = {}, .rules = rules, .findings = findings};
  NamesTaken procedures;
  for (const Flowchart& flow : charts)
    book.charts.push_back(open_chart(flow, procedures, findings));
  for (Chart& chart : book.charts) {
    if (chart.size() > 0) continue;
    book.problem(chart, FindingCode::kEmptyChart, chart.flow->span,
                 fmt::format("the chart `{}` has no nodes", chart.title),
                 "draw its first step, or remove the chart");
  }
  find_starts(book);
  find_references(book);
  give_roles(book);
  judge_ways(book);
  map_returns(book);
  judge_rings(book);
  judge_sizes(book);
  FlowProcedures out;
  const std::vector<bool> whole = whole_charts(book);
  write_texts(book, whole, out);
  for (std::size_t n = 0; n < book.charts.size(); ++n) {
    out.counts.push_back(count_of(book.charts[n], whole[n]));
  }
  return out;
}

}  // namespace callmap
