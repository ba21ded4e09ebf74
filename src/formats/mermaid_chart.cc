// The statements of Mermaid flowcharts (https://mermaid.js.org/syntax/flowchart.html). Boxes around
// nodes nest, but nothing is read by recursion. After a mistake it goes on at the next line.

#include "formats/mermaid_chart.h"

#include <fmt/format.h>

#include "formats/dot_words.h"
#include "formats/mermaid_words.h"

namespace callmap {
namespace {

constexpr std::size_t kMermaidDepthMax = 64;  // boxes within each other

}  // namespace

bool MermaidChart::begins_chart() const {
  const std::string_view word = lexer_.word_here();
  return word == "flowchart" || word == "graph";
}

void MermaidChart::read() {
  for (lexer_.skip_between(); !cursor_.done(); lexer_.skip_between()) {
    if (begins_chart() || lexer_.gave_up() || draft_.limits().reached) break;
    read_statement();
  }
  for (const Box& box : open_) {
    lexer_.problem(box.span,
                   fmt::format("the box {} that begins here has no `end`", quoted(box.title)),
                   "add a line `end`");
  }
}

void MermaidChart::expect_end() {
  if (lexer_.at_statement_end()) return;
  const std::string_view word = lexer_.word_here();
  lexer_.problem(cursor_.here(),
                 fmt::format("expected an arrow or the end of the line, found {}",
                             quoted(word.empty() ? cursor_.rest().substr(0, 1) : word)),
                 "a node is a name and a text in brackets, such as `A[\"Ask for the number\"]`");
  cursor_.skip_line();
}

void MermaidChart::read_statement() {
  const std::string_view word = lexer_.word_here();
  if (!word.empty() && read_keyword(word)) return;
  read_chain();
}

// Whether the word began a statement of its own kind, which is then read.
bool MermaidChart::read_keyword(std::string_view word) {
  const TextPlace begin = cursor_.place();
  if (word == "subgraph") {
    cursor_.step(word.size());
    read_box();
  } else if (word == "end") {
    end_box();
  } else if (word == "click") {
    cursor_.step(word.size());
    read_click();
  } else if (word == "accTitle" || word == "accDescr") {
    read_description();
  } else if (word == "direction") {
    cursor_.skip_line();
  } else if (word == "classDef" || word == "class" || word == "style" || word == "linkStyle") {
    cursor_.step(word.size());
    left_out_.note(FindingCode::kStyleLeftOut, "colours and lines are left out", word,
                   cursor_.span_from(begin));
    while (!cursor_.at_line_end() && cursor_.peek() != ';') cursor_.step();
  } else {
    return false;
  }
  return true;
}

// `subgraph id [title]`, `subgraph "title"` or `subgraph some words`.
void MermaidChart::read_box() {
  cursor_.skip_blanks();
  const TextPlace begin = cursor_.place();
  std::string id;
  std::string title;
  if (cursor_.peek() == '"') {
    title = lexer_.read_quoted().value_or("");
    id = title;
  } else {
    while (!cursor_.at_line_end() && cursor_.peek() != '[' && cursor_.peek() != ';') cursor_.step();
    std::string_view words = cursor_.since(begin);
    while (words.ends_with(' ')) words.remove_suffix(1);
    title = id = words;
    if (cursor_.peek() == '[') {
      const auto text = lexer_.read_bracket();
      if (text) title = text->words;
    }
  }
  const Span span = cursor_.span_from(begin);
  title = lexer_.words(title, span);
  if (open_.size() == kMermaidDepthMax) {
    if (too_deep_++ == 0) {
      lexer_.problem(span, fmt::format("boxes are more than {} deep", kMermaidDepthMax),
                     "take some of the `subgraph` and `end` out", FindingCode::kFileTooDeep);
    }
    return;
  }
  if (!title.empty()) {
    findings_.add(FindingCode::kPartLeftOut, span,
                  fmt::format("the box {} is left out, what is in it stays", quoted(title)));
  }
  open_.push_back({span, title});
  boxes_.try_emplace(id, title);
}

void MermaidChart::end_box() {
  const TextPlace begin = cursor_.place();
  cursor_.step(3);
  const Span span = cursor_.span_from(begin);
  if (!lexer_.at_statement_end()) {
    lexer_.problem(span, "`end` closes a `subgraph` and cannot be a node's name", "write `End`");
    return cursor_.skip_line();
  }
  if (too_deep_ > 0) {
    --too_deep_;
  } else if (open_.empty()) {
    lexer_.problem(span, "there is no `subgraph` that this `end` could close", "take it out");
  } else {
    open_.pop_back();
  }
}

// `click id href "url" "tooltip" _blank`, also without `href`, or with a call instead of it.
void MermaidChart::read_click() {
  cursor_.skip_blanks();
  const TextPlace begin = cursor_.place();
  Click click{id_of_mermaid(lexer_.name_here()), {}, {}, {}};
  cursor_.step(lexer_.name_here().size());
  click.span = cursor_.span_from(begin);
  cursor_.skip_blanks();
  const std::string_view word = lexer_.word_here();
  const bool has_url = word == "href" || word.empty();
  if (!has_url) {
    const auto stops = [&](char sign) { return cursor_.peek() == sign || cursor_.peek() == ';'; };
    const bool is_call = word == "call";
    while (!cursor_.at_line_end() && !stops(is_call ? ')' : '"')) cursor_.step();
    if (is_call) cursor_.take(")");
    cursor_.skip_blanks();
  } else {
    cursor_.step(word.size());
    cursor_.skip_blanks();
  }
  if (cursor_.peek() == '"' && has_url) {
    const TextPlace url = cursor_.place();
    const auto text = lexer_.read_quoted();
    if (!text) return;
    click.url = lexer_.words(*text, cursor_.span_from(url));
    cursor_.skip_blanks();
  }
  if (cursor_.peek() == '"') {
    const TextPlace tooltip = cursor_.place();
    const auto text = lexer_.read_quoted();
    if (!text) return;
    click.tooltip = lexer_.words(*text, cursor_.span_from(tooltip));
  }
  if (click.id.empty() || (has_url && click.url.empty())) {
    lexer_.problem(click.span, "`click` needs a node and a link",
                   "write `click A href \"https://…\" \"tooltip\"`");
  }
  clicks_.push_back(std::move(click));
  while (!cursor_.at_line_end() && cursor_.peek() != ';') cursor_.step();
}

// `accTitle: words`, `accDescr: words` or `accDescr { words }`: for screen readers.
void MermaidChart::read_description() {
  const TextPlace begin = cursor_.place();
  const bool is_title = cursor_.sees("accTitle");
  cursor_.step(std::string_view("accTitle").size());
  cursor_.skip_blanks();
  const bool has_braces = cursor_.take("{");
  if (!has_braces) cursor_.take(":");
  const TextPlace first = cursor_.place();
  while (!cursor_.done() && (has_braces ? cursor_.peek() != '}' : !cursor_.at_line_end())) {
    cursor_.step();
  }
  const std::string words = lexer_.words(cursor_.since(first), cursor_.span_from(begin));
  if (has_braces && !cursor_.take("}")) {
    lexer_.problem(cursor_.span_from(begin), "the description that begins here is not closed",
                   "add `}`");
  }
  std::string& title = draft_.chart().title;
  if (is_title && title.empty()) {
    title = words;
  } else if (!words.empty()) {
    findings_.add(FindingCode::kTextLeftOut, cursor_.span_from(begin),
                  fmt::format("the description {} is left out", quoted(words)));
  }
}

void MermaidChart::set_words(std::size_t node, const std::string& words, Span span) {
  FlowNode& drawn = draft_.chart().nodes[node];
  if (words_[node] && !drawn.label.empty() && drawn.label != words) {
    findings_.add(FindingCode::kTextLeftOut, *words_[node],
                  fmt::format("the text {} of {} is left out, for it has another one in line {}",
                              quoted(drawn.label), quoted(drawn.id), span.line));
  }
  drawn.label = words;
  words_[node] = span;
}

void MermaidChart::apply(std::size_t node, const MermaidDetails& details) {
  if (details.label) set_words(node, *details.label, details.span);
  if (!details.shape) return;
  const auto shape = mermaid_shape(*details.shape);
  draft_.chart().nodes[node].shape = shape.value_or(NodeShape::kPlain);
  if (shape) return;
  lexer_.problem(details.shape_span,
                 details.shape->empty()
                     ? std::string("expected a shape's name after `shape:`")
                     : fmt::format("Mermaid has no shape {}", quoted(*details.shape)),
                 "such as `rect`, `diamond`, `stadium` or `subproc`");
}

// What stands right behind a node's name. false: it is broken, and the line is over.
bool MermaidChart::read_looks(std::size_t node, Span name) {
  const TextPlace end = cursor_.place();
  cursor_.skip_blanks();
  const bool is_apart = cursor_.place().at != end.at;
  const MermaidBracket* const bracket = mermaid_bracket(cursor_.rest());
  if (bracket != nullptr && !(is_apart && cursor_.peek() == '>')) {
    const auto text = lexer_.read_bracket();
    draft_.declare(node, name);
    if (!text) return false;
    set_words(node, text->words, text->span);
    draft_.chart().nodes[node].shape = text->shape;
  } else {
    cursor_.go(end);
  }
  for (int n = 0; n < 2; ++n) {
    if (cursor_.take(":::")) cursor_.step(lexer_.word_here().size());
    if (!cursor_.sees("@{")) continue;
    const auto details = lexer_.read_details();
    if (!details) return false;
    draft_.declare(node, name);
    apply(node, *details);
  }
  return true;
}

void MermaidChart::no_node(const Span* arrow) {
  if (arrow != nullptr) {
    lexer_.problem(*arrow, "this arrow leads nowhere", "write a node after it",
                   FindingCode::kEdgeNowhere);
  } else if (lexer_.at_arrow()) {
    const TextPlace begin = cursor_.place();
    lexer_.read_arrow();
    lexer_.problem(cursor_.span_from(begin), "this arrow begins nowhere", "write a node before it",
                   FindingCode::kEdgeNowhere);
  } else {
    lexer_.problem(cursor_.here(),
                   fmt::format("expected a node, found {}", quoted(cursor_.rest().substr(0, 1))),
                   "a node is a name and a text in brackets, such as `A[\"Ask for the number\"]`");
  }
  cursor_.skip_line();
}

bool MermaidChart::read_node(Nodes& nodes, const Span* arrow) {
  const TextPlace begin = cursor_.place();
  const std::string_view name = lexer_.name_here();
  const bool is_keyword = name == "end" || name == "subgraph";
  if (name.empty() || (is_keyword && arrow != nullptr && cursor_.place().line != arrow->line)) {
    no_node(arrow);
    if (is_keyword) cursor_.go(begin);
    return false;
  }
  cursor_.step(name.size());
  const Span span = cursor_.span_from(begin);
  if (is_keyword) {
    lexer_.problem(span,
                   fmt::format("`{}` is a word of Mermaid's own and cannot be a node's name", name),
                   name == "end" ? "write `End`" : "give the node another name");
    cursor_.skip_line();
    return false;
  }
  if (arrow_ids_.contains(name) && cursor_.sees("@{")) return lexer_.read_details().has_value();
  const auto node = draft_.node(id_of_mermaid(name), span);
  if (!node) return false;
  words_.resize(draft_.chart().nodes.size());
  nodes.push_back(*node);
  return read_looks(*node, span);
}

bool MermaidChart::read_nodes(Nodes& nodes, const Span* arrow) {
  while (true) {
    if (!read_node(nodes, arrow)) return false;
    lexer_.skip_blanks();
    if (!cursor_.take("&")) return true;
    cursor_.skip_blanks();
  }
}

// Moves to an arrow that goes on from here: in this line, or at the beginning of the next.
bool MermaidChart::find_arrow() {
  const TextPlace end = cursor_.place();
  lexer_.skip_blanks();
  if (!lexer_.at_arrow()) {
    const std::string_view id = lexer_.word_here();
    const TextPlace begin = cursor_.place();
    cursor_.step(id.size());
    if (!id.empty() && cursor_.take("@") && lexer_.at_arrow()) {
      arrow_ids_.emplace(id);
      return true;
    }
    cursor_.go(begin);
  }
  if (lexer_.at_arrow()) return true;
  if (!cursor_.at_line_end()) return false;
  while (!cursor_.done() &&
         (cursor_.at_line_end() || cursor_.peek() == ' ' || cursor_.peek() == '\t')) {
    cursor_.step();
  }
  const char first = cursor_.peek();
  if (lexer_.at_arrow() && first != 'x' && first != 'o') return true;
  cursor_.go(end);
  return false;
}

void MermaidChart::connect(const Nodes& from, const Nodes& to, const MermaidArrow& arrow) {
  if (arrow.is_invisible) {
    return left_out_.note(FindingCode::kPartLeftOut, "invisible arrows are left out", "~~~",
                          arrow.span);
  }
  if (!draft_.spend(draft_.limits().pairs, from.size() * to.size(), arrow.span)) return;
  const FlowEdge edge{.label = arrow.label, .span = arrow.span};
  if (arrow.leads_on || !arrow.leads_back) draft_.connect(from, to, edge);
  if (arrow.leads_back) draft_.connect(to, from, edge);
  if (arrow.leads_on || arrow.leads_back) return;
  findings_.add(FindingCode::kOrderGuessed, arrow.span,
                "this arrow has no head; its way is taken from the order of its ends",
                "write `-->` where it leads on");
}

void MermaidChart::read_chain() {
  Nodes from;
  const bool is_read = read_nodes(from, nullptr);
  bool has_arrow = false;
  while (is_read && find_arrow()) {
    has_arrow = true;
    const auto arrow = lexer_.read_arrow();
    if (!arrow) return;
    lexer_.skip_blanks();
    // Mermaid lets the target stand in the next line where no words came between.
    if (arrow->label.empty()) {
      while (!cursor_.done() && (cursor_.at_line_end() || cursor_.peek() == ' ')) cursor_.step();
    }
    Nodes to;
    if (!read_nodes(to, &arrow->span)) return;
    connect(from, to, *arrow);
    from = std::move(to);
  }
  if (!is_read) return;
  for (const std::size_t node : from) {
    if (!has_arrow) draft_.declare(node, draft_.chart().nodes[node].span);
  }
  expect_end();
}

// Arrows at a box lead to no step; the box itself is no node.
void MermaidChart::finish_boxes() {
  Flowchart& chart = draft_.chart();
  std::vector<bool> gone(chart.nodes.size());
  for (std::size_t n = 0; n < chart.nodes.size(); ++n) {
    gone[n] = !words_[n] && boxes_.contains(chart.nodes[n].id);
  }
  for (const FlowEdge& edge : chart.edges) {
    if (!gone[edge.from] && !gone[edge.to]) continue;
    const bool is_end = gone[edge.to];
    lexer_.problem(
        edge.span,
        fmt::format("this arrow {} the box {}, which is no step", is_end ? "leads to" : "begins at",
                    quoted(chart.nodes[is_end ? edge.to : edge.from].id)),
        is_end ? "let it lead to the step in the box that comes first"
               : "let it begin at the step in the box that comes last",
        FindingCode::kEdgeNowhere);
  }
  draft_.remove(gone);
}

void MermaidChart::finish_node(std::size_t node) {
  if (!words_[node]) draft_.label_by_id(node);
}

void MermaidChart::finish_click(const Click& click) {
  const auto known = draft_.ids().find(click.id);
  if (known == draft_.ids().end()) {
    findings_.add(FindingCode::kLinkLeftOut, click.span,
                  fmt::format("`click` names {}, which is no node", quoted(click.id)));
    return;
  }
  FlowNode& node = draft_.chart().nodes[known->second];
  if (!click.tooltip.empty()) node.help = click.tooltip;
  const std::string_view chart = chart_of_url(click.url);
  if (!chart.empty() && node.shape != NodeShape::kDecision) {
    node.shape = NodeShape::kCall;
    node.chart = chart;
    has_chart_.insert(known->second);
  } else if (click.url.starts_with("https://")) {
    node.link = click.url;
  } else if (!click.url.empty()) {
    findings_.add(FindingCode::kLinkLeftOut, click.span,
                  fmt::format("the link {} of {} is left out, for it is {}", quoted(click.url),
                              quoted(click.id), chart.empty() ? "not https" : "at a question"));
  }
}

Flowchart MermaidChart::finish() {
  Flowchart& chart = draft_.chart();
  for (std::size_t n = 0; n < chart.nodes.size(); ++n) {
    const bool is_box = !words_[n] && boxes_.contains(chart.nodes[n].id);
    if (!is_box) finish_node(n);
  }
  for (const Click& click : clicks_) finish_click(click);
  for (std::size_t n = 0; n < chart.nodes.size(); ++n) {
    FlowNode& node = chart.nodes[n];
    if (node.shape == NodeShape::kCall && !has_chart_.contains(n)) node.chart = node.label;
  }
  finish_boxes();
  return std::move(chart);
}

}  // namespace callmap
