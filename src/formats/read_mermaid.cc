// The diagrams of a Mermaid or Markdown file: which of them are flowcharts, and their names.

#include <fmt/format.h>

#include "formats/left_out.h"
#include "formats/mermaid_chart.h"
#include "formats/mermaid_lexer.h"
#include "formats/mermaid_text.h"
#include "formats/mermaid_words.h"
#include "formats/read_flow.h"

namespace callmap {
namespace {

// The diagrams of one file.
class MermaidFile {
 public:
  MermaidFile(const FlowSource& source, std::string_view text, Findings& findings)
      : source_(source), text_(text), findings_(findings) {}

  Flowcharts read();

 private:
  struct Other {
    Span span;
    std::string word;
    bool is_known = false;  // a diagram of another kind
  };

  void read_diagram(const MermaidDiagram& diagram);
  void read_way(MermaidLexer& lexer);
  void tell_others();

  const FlowSource& source_;
  std::string_view text_;
  Findings& findings_;
  DrawingLimits limits_;
  LeftOut left_out_;
  std::vector<Other> others_;
  Flowcharts charts_;
};

// `TD` and the like, which says only how it is drawn.
void MermaidFile::read_way(MermaidLexer& lexer) {
  if (lexer.at_statement_end()) return;
  TextCursor& cursor = lexer.cursor();
  const TextPlace begin = cursor.place();
  for (const std::string_view way : {">", "<", "^", "v"}) {
    if (cursor.take(way)) return;
  }
  const std::string_view word = lexer.word_here();
  for (const std::string_view way : {"TD", "TB", "LR", "RL", "BT"}) {
    if (word != way) continue;
    return cursor.step(word.size());
  }
  cursor.skip_line();
  const bool is_dot = cursor.since(begin).find('{') != std::string_view::npos;
  lexer.problem(cursor.span_from(begin),
                fmt::format("expected a direction, found {}", quoted(cursor.since(begin))),
                is_dot ? "this looks like Graphviz; give the file the extension `.dot`"
                       : "write `TD`, `LR`, `BT` or `RL`");
}

void MermaidFile::read_diagram(const MermaidDiagram& diagram) {
  MermaidLexer lexer(source_.number, text_.substr(0, diagram.end), diagram.begin, left_out_,
                     findings_);
  TextCursor& cursor = lexer.cursor();
  for (bool is_first = true; true; is_first = false) {
    lexer.skip_between();
    if (limits_.reached || lexer.gave_up() || (cursor.done() && !is_first)) return;
    const TextPlace begin = cursor.place();
    const std::string word(lexer.word_here());
    cursor.step(word.size());
    const Span span = cursor.span_from(begin);
    if (!word.starts_with("flowchart") && word != "graph") {
      const bool is_told = word.empty() && lexer.has_problem();
      if (!is_told) others_.push_back({span, word, is_other_diagram(word)});
      return;
    }
    if (charts_.size() == kFlowChartsMax) {
      lexer.problem(span, fmt::format("the file has more than {} charts", kFlowChartsMax),
                    "split the file", FindingCode::kTooManyNodes);
      limits_.reached = true;
      return;
    }
    read_way(lexer);
    Flowchart head{.title = is_first ? diagram.title : std::string(), .span = span};
    MermaidChart chart(std::move(head), lexer, limits_, left_out_, findings_);
    chart.read();
    charts_.push_back(chart.finish());
  }
}

void MermaidFile::tell_others() {
  for (const Other& other : others_) {
    if (!charts_.empty() && other.is_known) {
      findings_.add(FindingCode::kPartLeftOut, other.span,
                    fmt::format("the {} is left out, for it is no flowchart", quoted(other.word)));
      continue;
    }
    const bool is_dot = other.word == "digraph" || other.word == "strict";
    findings_.add(FindingCode::kNoChart, other.span,
                  other.is_known ? fmt::format("{} is no flowchart", quoted(other.word))
                  : other.word.empty()
                      ? std::string("there is no flowchart here")
                      : fmt::format("expected `flowchart`, found {}", quoted(other.word)),
                  other.is_known ? "only diagrams that begin with `flowchart` or `graph` are read"
                  : is_dot       ? "this looks like Graphviz; give the file the extension `.dot`"
                                 : "a Mermaid flowchart begins with `flowchart TD`");
  }
}

Flowcharts MermaidFile::read() {
  for (const MermaidDiagram& diagram : mermaid_diagrams(source_, text_, findings_)) {
    read_diagram(diagram);
  }
  tell_others();
  left_out_.tell(findings_);
  for (std::size_t n = 0; n < charts_.size(); ++n) {
    charts_[n].name =
        charts_.size() == 1 ? source_.name : fmt::format("{}-{}", source_.name, n + 1);
  }
  return std::move(charts_);
}

}  // namespace

Flowcharts read_mermaid(const FlowSource& source, Findings& findings) {
  const auto text = plain_text(source, findings);
  if (!text) return {};
  return MermaidFile(source, *text, findings).read();
}

}  // namespace callmap
