// Writes what became of charts as the document of a map.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "formats/chart.h"
#include "formats/chart_words.h"
#include "map/read.h"
#include "map/words.h"

namespace callmap {
namespace {

constexpr std::size_t kAnswerNameMax = 40;

// A name for an answer that a person can read: it stops at the end of a word.
std::string answer_name(std::string_view label) {
  std::string name = name_from(label);
  if (name.size() <= kAnswerNameMax) return name;
  const std::size_t cut = name.rfind('_', kAnswerNameMax);
  name.resize(cut == std::string::npos || cut == 0 ? kAnswerNameMax : cut);
  return name;
}

std::string clean_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string line = clean_line(text.substr(0, end));
    if (!line.empty()) out += (out.empty() ? "" : "\n") + line;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// An address as a map takes it: braces would be slots there.
std::string address_of(std::string_view link) {
  std::string out;
  for (const char c : link) out += c == '{' ? "%7B" : c == '}' ? "%7D" : std::string(1, c);
  return out;
}

class TextWriter {
 public:
  TextWriter(ChartBook& book, FlowProcedures& out) : book_(book), out_(out) {
    // Words that rules and conditions use for something else.
    for (const auto& each : kMomentWords) (void)names_.take(std::string(each.word), "n");
    for (const char* each : {"promised", "transferred"}) (void)names_.take(each, "n");
  }

  void write(const Chart& chart) {
    chart_ = &chart;
    ProcedureText text{.name = {chart.procedure, chart.flow->span},
                       .title = {fit(chart.title, chart.flow->span), chart.flow->span}};
    for (std::size_t n = 0; n < chart.size(); ++n) {
      const NodeRole role = chart.roles[n];
      if (role != NodeRole::kEnd && role != NodeRole::kGoOn) text.steps.push_back(step_of(n));
    }
    for (const ChartEnd& end : chart.ends) text.ends.push_back(end_of(end));
    const std::string& start = chart.names[*chart.start];
    text.start = {start, chart.node(*chart.start).span};
    out_.procedures.push_back(std::move(text));
  }

 private:
  std::string fit(std::string text, Span span) {
    return fitting(std::move(text), span, book_.findings);
  }
  [[nodiscard]] Text target(std::size_t edge) const {
    return {chart_->names[chart_->edge(edge).to], chart_->edge(edge).span};
  }

  StepText step_of(std::size_t n) {
    const FlowNode& node = chart_->node(n);
    StepText step{.name = {chart_->names[n], node.span},
                  .text = {fit(chart_->labels[n], node.span), node.span}};
    step.help = {fit(clean_lines(node.help), node.span), node.span};
    if (const std::string link = link_of(node); !link.empty()) {
      step.links.push_back({{link, node.span}, {link, node.span}});
    }
    // A map counts in whole seconds.
    if (node.takes.ms > 0) {
      step.takes = {seconds(std::max<std::int64_t>(1, (node.takes.ms + 500) / 1000)), node.span};
    }
    const auto& out = chart_->graph.out[n];
    switch (chart_->roles[n]) {
      case NodeRole::kAsk:
        step.kind = {StepKind::kQuestion, node.span};
        write_answers(n, step);
        break;
      case NodeRole::kCall: write_call(n, step); break;
      case NodeRole::kTell:
      case NodeRole::kDo:
      case NodeRole::kLast:
        step.then = out.empty() ? Text{chart_->done, node.span} : target(out[0]);
        write_doing(n, step);
        break;
      case NodeRole::kEnd:
      case NodeRole::kGoOn: break;  // no steps
    }
    return step;
  }

  void write_doing(std::size_t n, StepText& step) {
    const FlowNode& node = chart_->node(n);
    if (chart_->stands_for[n]) {
      write_call(n, step);
      step.then = {};
    } else if (node.action.empty()) {
      step.kind = {StepKind::kInstruction, node.span};
    } else {
      step.kind = {StepKind::kAction, node.span};
      step.text = {action_of(node, step), node.span};
    }
  }

  void write_answers(std::size_t n, StepText& step) {
    NamesTaken taken;
    for (const std::size_t edge : chart_->graph.out[n]) {
      const Span span = chart_->edge(edge).span;
      const std::string& label = chart_->answers[edge];
      AnswerText answer{.name = {taken.take(answer_name(label), "answer"), span},
                        .label = {fit(label, span), span},
                        .then = target(edge)};
      step.answers.push_back(std::move(answer));
    }
  }

  // Every end of the other chart, in its order, with the way that was found for it.
  void write_call(std::size_t n, StepText& step) {
    const Chart& callee = book_.charts[*chart_->stands_for[n]];
    const FlowNode& node = chart_->node(n);
    step.kind = {StepKind::kCall, node.span};
    step.text = {callee.procedure, node.span};
    const std::string key = key_of(chart_->labels[n]);
    if (key != key_of(callee.title) && key != key_of(callee.flow->name)) {
      book_.findings.add(FindingCode::kTextLeftOut, node.span,
                         fmt::format("the words {}: the step has the title of the procedure that "
                                     "it calls, `{}`",
                                     in_ticks(chart_->labels[n]), callee.title));
    }
    for (std::size_t end = 0; end < callee.ends.size(); ++end) {
      AnswerText answer{.name = {callee.ends[end].name, node.span},
                        .label = {callee.ends[end].text, node.span},
                        .then = {chart_->done, node.span}};
      for (const WayBack& each : chart_->returns[n]) {
        if (each.end == end) answer.then = target(each.edge);
        if (!each.end && !is_taken(n, end)) answer.then = target(each.edge);
      }
      step.answers.push_back(std::move(answer));
    }
  }

  [[nodiscard]] bool is_taken(std::size_t n, std::size_t end) const {
    return std::ranges::any_of(chart_->returns[n],
                               [&](const WayBack& each) { return each.end == end; });
  }

  // One action for each name that the file has; what else a node says of it is help.
  std::string action_of(const FlowNode& node, StepText& step) {
    const auto [found, is_new] = actions_.emplace(key_of(node.action), out_.actions.size());
    if (is_new) {
      std::string name = name_from(node.action);
      out_.actions.push_back({.name = {names_.take(std::move(name), "action"), node.span},
                              .text = step.text,
                              .data_class = {class_of(node.action), node.span}});
      return out_.actions.back().name.value;
    }
    const ActionText& action = out_.actions[found->second];
    if (action.text.value != step.text.value) {
      std::string help = step.text.value;
      if (!step.help.value.empty()) help += "\n" + step.help.value;
      step.help = {fit(std::move(help), node.span), node.span};
    }
    return action.name.value;
  }

  [[nodiscard]] DataClass class_of(const std::string& action) const {
    for (const auto& [name, data_class] : book_.rules.action_classes) {
      if (key_of(name) == key_of(action)) return data_class;
    }
    return book_.rules.action_class;
  }

  std::string link_of(const FlowNode& node) {
    if (node.link.empty()) return {};
    const bool spaced = std::ranges::any_of(
        node.link, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; });
    const std::string address = address_of(node.link);
    if (node.link.starts_with("https://") && !spaced && address.size() <= kTextBytesMax &&
        clean_line(address) == address) {
      return address;
    }
    book_.findings.add(FindingCode::kLinkLeftOut, node.span,
                       fmt::format("the link {} is no address of a page", in_ticks(node.link)));
    return {};
  }

  EndText end_of(const ChartEnd& end) {
    const FlowNode& node = chart_->node(end.node);
    EndText text{.name = {end.name, node.span}, .text = {fit(end.text, node.span), node.span}};
    if (end.name == chart_->done) return text;
    text.tip = {fit(clean_lines(node.help), node.span), node.span};
    if (!node.link.empty()) {
      book_.findings.add(FindingCode::kLinkLeftOut, node.span,
                         fmt::format("the link of {}: an end has none", in_ticks(end.text)));
    }
    if (chart_->roles[end.node] == NodeRole::kGoOn) {
      text.procedure = {book_.charts[*chart_->stands_for[end.node]].procedure, node.span};
      return text;
    }
    const EndResult result = result_in(end.text);
    if (result == EndResult::kOther) return text;
    text.result = {result, node.span};
    std::string goes;
    if (result == EndResult::kEscalated && !book_.rules.team.empty()) {
      text.goes = {EndGoes::kHandOver, node.span};
      text.team = {book_.rules.team, node.span};
      goes = fmt::format(" and hands over to `{}`", book_.rules.team);
    }
    book_.findings.add(
        FindingCode::kEndGuessed, node.span,
        fmt::format("{} is the result {}{}", in_ticks(end.text), in_words(result), goes));
    return text;
  }

  static std::string_view in_words(EndResult result) {
    switch (result) {
      case EndResult::kResolved: return "`resolved`";
      case EndResult::kEscalated: return "`escalated`";
      case EndResult::kNotApplicable: return "`not_applicable`";
      case EndResult::kOther: break;
    }
    return "of its own";
  }

  ChartBook& book_;
  FlowProcedures& out_;
  const Chart* chart_ = nullptr;
  std::map<std::string, std::size_t> actions_;
  NamesTaken names_;
};

}  // namespace

std::string fitting(std::string text, Span span, Findings& findings) {
  if (text.size() <= kTextBytesMax) return text;
  findings.add(FindingCode::kTextLeftOut, span,
               fmt::format("{} has {} bytes, and what is beyond {} is cut off", in_ticks(text),
                           text.size(), kTextBytesMax));
  std::size_t cut = kTextBytesMax;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  text.resize(cut);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.pop_back();
  return text;
}

void write_texts(ChartBook& book, const std::vector<bool>& wanted, FlowProcedures& out) {
  TextWriter writer(book, out);
  for (std::size_t n = 0; n < book.charts.size(); ++n) {
    if (wanted[n]) writer.write(book.charts[n]);
  }
}

}  // namespace callmap
