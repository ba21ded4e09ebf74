// The grammar of Graphviz files (https://graphviz.org/doc/info/lang.html), read by descent; a
// subgraph is the only thing that nests, at most kDotDepthMax deep. After a mistake it goes on at
// the next statement, so that several are told at once.

#include <fmt/format.h>

#include <set>

#include "formats/dot_chart.h"
#include "formats/dot_text.h"
#include "formats/read_flow.h"
#include "formats/text_cursor.h"

namespace callmap {
namespace {

constexpr std::size_t kDotDepthMax = 64;  // subgraphs within each other

// What follows `graph` in a Mermaid file.
bool is_mermaid_way(std::string_view name) {
  return name == "TD" || name == "TB" || name == "LR" || name == "RL" || name == "BT";
}

class DotParser {
 public:
  DotParser(const FlowSource& source, std::string_view text, Findings& findings)
      : source_(source), findings_(findings), lexer_(source.number, text, findings) {
    next_ = lexer_.next();
    step();
  }

  Flowcharts read();

 private:
  // One end of an arrow: a part of `Path::ends`.
  struct Side {
    std::size_t begin = 0, end = 0;
  };
  // A chain of arrows as far as it is read.
  struct Path {
    std::vector<std::size_t> ends;
    std::vector<Side> sides;
    std::vector<DotToken> arrows;
    std::vector<DotToken> ids;  // of the first side, where it is nodes
  };

  void step();
  bool take(char sign);
  [[nodiscard]] bool at_graph() const;
  [[nodiscard]] bool hidden() const;
  void expected(std::string_view what, std::string hint);
  [[nodiscard]] std::string found() const;
  void no_chart();

  void read_graph();
  void tell_name_twice(Span span, std::string_view name);
  void name_chart(DotHead& head);
  void read_body(Span opened, std::string_view what);
  void read_statement();
  void read_defaults();
  void read_paths();
  bool read_side(Path& path);
  bool read_node_side(Path& path);
  bool read_subgraph(Path& path);
  bool read_arrow(Path& path);
  void skip_braces();
  void read_port();
  DotAttributes read_attributes();
  bool read_attribute(const DotToken& opened, DotAttributes& attributes);
  void refuse_attribute(const DotToken& name, const DotAttributes& attributes);
  void skip_statement();

  const FlowSource& source_;
  Findings& findings_;
  DotLexer lexer_;
  DotToken now_, next_;
  DrawingLimits limits_;
  LeftOut left_out_;
  Flowcharts charts_;
  std::set<std::string> names_;
  std::optional<DotChart> chart_;
  Span graph_span_;
  bool is_directed_ = true;
  bool is_other_format_ = false;
  bool leaving_ = false;  // the graph ends here without its brace
};

void DotParser::step() {
  if (limits_.reached) {
    now_ = {.span = now_.span};
    next_ = now_;
    return;
  }
  now_ = std::move(next_);
  next_ = lexer_.next();
}

bool DotParser::take(char sign) {
  if (!now_.is(sign)) return false;
  step();
  return true;
}

bool DotParser::at_graph() const {
  return now_.is_keyword("strict") || now_.is_keyword("graph") || now_.is_keyword("digraph");
}

std::string DotParser::found() const {
  if (now_.kind == DotToken::Kind::kEnd) return "the end of the file";
  return quoted(now_.text);
}

// What is missing may stand in what a text that is never closed has hidden.
bool DotParser::hidden() const {
  return now_.kind == DotToken::Kind::kEnd && lexer_.is_cut_off();
}

void DotParser::expected(std::string_view what, std::string hint) {
  if (limits_.reached || hidden()) return;
  lexer_.problem(now_.span, fmt::format("expected {}, found {}", what, found()), std::move(hint));
}

void DotParser::no_chart() {
  is_other_format_ = true;
  const bool is_empty = now_.kind == DotToken::Kind::kEnd && !findings_.any_problem();
  const bool is_mermaid = now_.text == "flowchart";
  lexer_.problem(now_.span,
                 is_empty ? "there is no graph in the file"
                          : fmt::format("expected `digraph`, found {}", found()),
                 is_mermaid ? "this looks like Mermaid; give the file the extension `.mmd`"
                            : "a Graphviz file begins with `digraph name {`",
                 FindingCode::kNoChart);
}

Flowcharts DotParser::read() {
  if (!at_graph()) no_chart();
  while (now_.kind != DotToken::Kind::kEnd && !is_other_format_) {
    if (at_graph()) {
      read_graph();
    } else if (take(';')) {
      continue;
    } else {
      expected("`digraph` or the end of the file",
               now_.is('}') ? "there is one `}` too many, here or above"
                            : "what belongs to the graph stands before its `}`");
      while (now_.kind != DotToken::Kind::kEnd && !at_graph()) step();
    }
  }
  left_out_.tell(findings_);
  return std::move(charts_);
}

void DotParser::tell_name_twice(Span span, std::string_view name) {
  lexer_.problem(span, fmt::format("there are two graphs {} in the file", quoted(name)),
                 "give each a name of its own", FindingCode::kIdTwice);
}

void DotParser::name_chart(DotHead& head) {
  const bool has_name = now_.is_id();
  if (has_name) {
    head.name = now_.text;
    step();
  }
  if (head.name.empty()) {
    head.name = source_.name;
    for (std::size_t n = 2; names_.contains(head.name); ++n) {
      head.name = fmt::format("{}-{}", source_.name, n);
    }
  } else if (names_.contains(head.name)) {
    tell_name_twice(head.span, head.name);
  }
  names_.insert(head.name);
}

void DotParser::read_graph() {
  DotHead head{.span = now_.span};
  if (now_.is_keyword("strict")) {
    head.is_strict = true;
    step();
  }
  if (!now_.is_keyword("graph") && !now_.is_keyword("digraph")) {
    return expected("`digraph` after `strict`", "write `strict digraph name {`");
  }
  head.span = now_.span;
  head.is_directed = now_.is_keyword("digraph");
  step();
  name_chart(head);
  if (!now_.is('{')) {
    const bool is_mermaid = !head.is_directed && is_mermaid_way(head.name);
    expected("`{`", is_mermaid ? "this looks like Mermaid; give the file the extension `.mmd`"
                               : "a graph's statements stand between `{` and `}`");
    is_other_format_ = is_mermaid;
    if (is_mermaid) return;
    while (now_.kind != DotToken::Kind::kEnd && !at_graph()) step();
    return;
  }
  if (charts_.size() == kFlowChartsMax) {
    lexer_.problem(head.span, fmt::format("the file has more than {} graphs", kFlowChartsMax),
                   "split the file", FindingCode::kTooManyNodes);
    limits_.reached = true;
    return step();
  }
  graph_span_ = head.span;
  is_directed_ = head.is_directed;
  leaving_ = false;
  chart_.emplace(head, limits_, left_out_, findings_);
  read_body(head.span, "graph");
  charts_.push_back(chart_->finish());
  const std::string& name = charts_.back().name;
  if (name != head.name && !names_.insert(name).second) tell_name_twice(head.span, name);
  if (limits_.reached) step();
}

void DotParser::read_body(Span opened, std::string_view what) {
  step();  // over `{`
  while (now_.kind != DotToken::Kind::kEnd && !now_.is('}') && !leaving_ && !limits_.reached) {
    read_statement();
  }
  if (leaving_ || take('}') || limits_.reached || hidden()) return;
  std::string hint = "add `}` at its end";
  if (const auto text = lexer_.long_text()) {
    hint += fmt::format("; or a quotation mark is missing in line {}", text->line);
  }
  lexer_.problem(now_.span,
                 fmt::format("expected `}}`, found the end of the file: the {} of line {} is not "
                             "closed",
                             what, opened.line),
                 hint);
}

void DotParser::read_statement() {
  if (take(';')) return;
  const bool is_default =
      now_.is_keyword("graph") || now_.is_keyword("node") || now_.is_keyword("edge");
  const bool is_graph =
      (now_.is_keyword("digraph") || now_.is_keyword("graph")) && (next_.is_id() || next_.is('{'));
  if (is_graph || (now_.is_keyword("strict") && next_.kind == DotToken::Kind::kKeyword)) {
    lexer_.problem(now_.span,
                   fmt::format("a graph begins inside of the one of line {}", graph_span_.line),
                   "close the one before with `}`");
    leaving_ = true;
  } else if (is_default) {
    read_defaults();
  } else if (now_.is_id() && next_.is('=')) {
    DotAttributes one;
    const DotToken name = now_;
    if (!read_attribute(name, one)) return skip_statement();
    chart_->set_default(DotKind::kGraph, one);
  } else if (now_.is_id() || now_.is('{') || now_.is_keyword("subgraph") ||
             now_.kind == DotToken::Kind::kArrow) {
    read_paths();
  } else {
    expected("a node, an arrow or `}`",
             now_.is(']') ? "there is no `[` before this one"
             : now_.kind == DotToken::Kind::kKeyword
                 ? fmt::format("a node that is called {} needs quotation marks", found())
                 : "a statement begins with a node's name");
    step();
    skip_statement();
  }
}

void DotParser::read_defaults() {
  const DotKind kind = now_.is_keyword("node")   ? DotKind::kNode
                       : now_.is_keyword("edge") ? DotKind::kEdge
                                                 : DotKind::kGraph;
  const std::string word = now_.text;
  step();
  if (!now_.is('[')) {
    expected(fmt::format("`[` after `{}`", word),
             fmt::format("a node that is called `{}` needs quotation marks", word));
    return skip_statement();
  }
  chart_->set_default(kind, read_attributes());
}

void DotParser::read_port() {
  const Span span = now_.span;
  for (int n = 0; n < 2 && now_.is(':'); ++n) {
    step();
    if (!now_.is_id()) return expected("a port's name after `:`", "write `node:port`");
    step();
  }
  chart_->note_port(span);
}

bool DotParser::read_node_side(Path& path) {
  while (true) {
    const auto node = chart_->node(now_);
    if (!node) return false;
    path.ends.push_back(*node);
    if (path.sides.empty()) path.ids.push_back(now_);
    step();
    if (now_.is(':')) read_port();
    if (!now_.is(',')) return true;
    step();
    if (!now_.is_id()) {
      expected("a node after `,`", "write `a, b -> c`, or take the `,` out");
      return false;
    }
  }
}

bool DotParser::read_side(Path& path) {
  const std::size_t begin = path.ends.size();
  if (!(now_.is_id() ? read_node_side(path) : read_subgraph(path))) return false;
  path.sides.push_back({begin, path.ends.size()});
  return true;
}

void DotParser::skip_braces() {
  std::size_t depth = 0;
  do {
    if (now_.is('{')) ++depth;
    if (now_.is('}')) --depth;
    step();
  } while (depth > 0 && now_.kind != DotToken::Kind::kEnd);
}

// Its nodes are an end where it stands at an arrow.
bool DotParser::read_subgraph(Path& path) {
  const Span opened = now_.span;
  std::string name;
  if (now_.is_keyword("subgraph")) {
    step();
    if (now_.is_id()) {
      name = now_.text;
      step();
    }
    if (!now_.is('{')) {
      expected("`{` after `subgraph`", "write `subgraph name { … }`");
      return false;
    }
  }
  if (chart_->depth() > kDotDepthMax) {
    lexer_.problem(opened, fmt::format("subgraphs are more than {} deep", kDotDepthMax),
                   "take some of the `{` and `}` out", FindingCode::kFileTooDeep);
    skip_braces();
    return true;
  }
  chart_->open(name, opened);
  read_body(opened, "subgraph");
  const std::size_t set = chart_->close();
  if (!path.sides.empty() || now_.kind == DotToken::Kind::kArrow) {
    const std::vector<std::size_t> nodes = chart_->nodes_of(set, opened);
    path.ends.insert(path.ends.end(), nodes.begin(), nodes.end());
  }
  return !leaving_;
}

// An arrow and what it leads to.
bool DotParser::read_arrow(Path& path) {
  const DotToken arrow = now_;
  step();
  if (is_directed_ != (arrow.text == "->")) {
    lexer_.problem(
        arrow.span,
        fmt::format("expected `{}`, found `{}`: this is a `{}`", is_directed_ ? "->" : "--",
                    arrow.text, is_directed_ ? "digraph" : "graph"),
        is_directed_ ? "write `->`" : "write `digraph` and `->` everywhere");
  }
  if (now_.is_id() || now_.is('{') || now_.is_keyword("subgraph")) {
    path.arrows.push_back(arrow);
    return read_side(path);
  }
  const bool is_keyword = now_.kind == DotToken::Kind::kKeyword;
  lexer_.problem(arrow.span, fmt::format("the arrow `{}` leads nowhere", arrow.text),
                 is_keyword ? fmt::format("a node that is called {} needs quotation marks", found())
                            : "write a node after it",
                 FindingCode::kEdgeNowhere);
  return false;
}

// Nodes, a subgraph, or a chain of arrows between such.
void DotParser::read_paths() {
  if (now_.kind == DotToken::Kind::kArrow) {
    lexer_.problem(now_.span, fmt::format("the arrow `{}` begins nowhere", now_.text),
                   "write a node before it", FindingCode::kEdgeNowhere);
    return step();
  }
  Path path;
  if (!read_side(path)) return skip_statement();
  while (now_.kind == DotToken::Kind::kArrow) {
    if (!read_arrow(path)) return skip_statement();
  }
  const DotAttributes attributes = read_attributes();
  if (path.arrows.empty()) {
    for (std::size_t n = 0; n < path.ids.size(); ++n) {
      chart_->set_node(path.ends[n], path.ids[n], attributes);
    }
    return;
  }
  const DotValues values = chart_->edge_values(attributes);
  const std::span<const std::size_t> ends(path.ends);
  for (std::size_t n = 0; n < path.arrows.size(); ++n) {
    const Side from = path.sides[n];
    const Side to = path.sides[n + 1];
    chart_->connect(ends.subspan(from.begin, from.end - from.begin),
                    ends.subspan(to.begin, to.end - to.begin), path.arrows[n].span, values);
  }
}

DotAttributes DotParser::read_attributes() {
  DotAttributes attributes;
  while (now_.is('[')) {
    const DotToken opened = now_;
    step();
    while (!now_.is(']')) {
      if (take(',') || take(';')) continue;
      if (!read_attribute(opened, attributes)) return attributes;
    }
    step();
  }
  return attributes;
}

// false: what follows cannot belong to the attributes, or nothing does.
bool DotParser::read_attribute(const DotToken& opened, DotAttributes& attributes) {
  const bool is_statement = !opened.is('[');
  const bool is_other = !now_.is_id() || (now_.begins_line && !next_.is('='));
  if (is_other && !is_statement) {
    if (limits_.reached || hidden()) return false;
    if (now_.is('=') || now_.is(':')) {
      refuse_attribute(now_, attributes);
      return true;
    }
    lexer_.problem(opened.span,
                   fmt::format("expected `]` before {}: this `[` is not closed", found()),
                   "add `]`");
    return false;
  }
  const DotToken name = now_;
  step();
  if (!take('=')) {
    refuse_attribute(name, attributes);
    return true;
  }
  if (!now_.is_id()) {
    if (now_.kind != DotToken::Kind::kKeyword) {
      expected(fmt::format("a value after {}", quoted(name.text + " =")),
               fmt::format("write {}", quoted(name.text + "=\"…\"")));
      return !is_statement;
    }
    lexer_.problem(now_.span, fmt::format("{} is a word of Graphviz's own", quoted(now_.text)),
                   "put it in quotation marks");
  }
  attributes.push_back({name, now_});
  step();
  return true;
}

void DotParser::refuse_attribute(const DotToken& name, const DotAttributes& attributes) {
  const bool follows_word = !attributes.empty() &&
                            attributes.back().value.kind == DotToken::Kind::kId &&
                            attributes.back().value.span.line == name.span.line;
  std::string hint = "an attribute is `name=\"value\"`";
  const auto text = lexer_.long_text();
  if (follows_word && attributes.back().value.text.starts_with("http")) {
    hint = "a link needs quotation marks";
  } else if (follows_word) {
    hint = "a text of several words, or with signs in it, needs quotation marks";
  } else if (text) {
    hint = fmt::format(
        "the text that begins in line {} runs over several lines: is the mark "
        "missing that closes it?",
        text->line);
  } else if (name.is_id()) {
    hint = fmt::format("write {}, or take it out", quoted(name.text + "=\"…\""));
  }
  lexer_.problem(name.span,
                 name.is_id()
                     ? fmt::format("expected `=` after the attribute {}", quoted(name.text))
                     : fmt::format("expected an attribute, found {}", quoted(name.text)),
                 hint);
  if (!name.is_id()) step();
  // The rest of the unquoted words would each be told again.
  while (now_.kind != DotToken::Kind::kEnd && !now_.is(',') && !now_.is(';') && !now_.is(']') &&
         !now_.begins_line && !(now_.is_id() && next_.is('=')) && !now_.is('{') && !now_.is('}')) {
    step();
  }
}

void DotParser::skip_statement() {
  while (now_.kind != DotToken::Kind::kEnd && !leaving_) {
    if (take(';') || now_.is('{') || now_.is('}') || now_.begins_line) return;
    step();
  }
}

}  // namespace

Flowcharts read_dot(const FlowSource& source, Findings& findings) {
  const auto text = plain_text(source, findings);
  if (!text) return {};
  return DotParser(source, *text, findings).read();
}

}  // namespace callmap
