#pragma once
// The pieces of a Mermaid flowchart: names, texts in brackets, arrows with the words on them, each
// read where the cursor stands. `read_mermaid` puts them together; here nothing is known of nodes.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "formats/finding.h"
#include "formats/flowchart.h"
#include "formats/left_out.h"
#include "formats/text_cursor.h"

namespace callmap {

inline constexpr std::size_t kMermaidProblemsMax = 100;  // more of one file are not looked for

struct MermaidArrow {
  Span span;
  std::string label;
  bool leads_back = false;  // a head at its beginning
  bool leads_on = false;
  bool is_invisible = false;
};

struct MermaidText {
  std::string words;
  NodeShape shape = NodeShape::kPlain;
  Span span;
};

// What `@{ … }` says of a node.
struct MermaidDetails {
  std::optional<std::string> label, shape;
  Span span, shape_span;
};

class MermaidLexer {
 public:
  MermaidLexer(std::uint16_t file, std::string_view text, TextPlace begin, LeftOut& left_out,
               Findings& findings)
      : cursor_(file, text, begin), left_out_(&left_out), findings_(&findings) {}

  [[nodiscard]] TextCursor& cursor() { return cursor_; }
  void problem(Span span, std::string message, std::string hint,
               FindingCode code = FindingCode::kFileSyntax);
  [[nodiscard]] bool has_problem() const { return problems_ > 0; }
  [[nodiscard]] bool gave_up() const { return problems_ >= kMermaidProblemsMax; }

  void skip_blanks();   // and a comment at the end of the line
  void skip_between();  // line ends, `;`, comments and directives as well
  [[nodiscard]] bool at_statement_end();

  // The name that begins here, without moving; empty: none does.
  [[nodiscard]] std::string_view name_here() const;
  [[nodiscard]] std::string_view word_here() const;  // letters, digits, `-` and `_`
  // nullopt, and a problem, when it is never closed.
  std::optional<std::string> read_quoted();

  // nullopt when none begins here, or it is broken: then a problem was told and the line is over.
  std::optional<MermaidText> read_bracket();
  std::optional<MermaidDetails> read_details();
  [[nodiscard]] bool at_arrow() const;
  std::optional<MermaidArrow> read_arrow();

  std::string words(std::string_view text, Span span);

 private:
  std::optional<std::string> read_bracket_text(TextPlace opened, std::string_view close,
                                               std::string_view other_close);
  std::optional<std::string> read_bare_text(TextPlace opened, std::string_view close,
                                            std::string_view other_close);
  [[nodiscard]] std::string text_between(TextPlace begin, TextPlace end) const;
  bool take_close(std::string_view close, std::string_view other_close);
  std::optional<std::string> read_value();
  std::optional<std::string> read_arrow_text(char sign, TextPlace begin);
  [[nodiscard]] bool take_head();
  bool read_pipe_text(MermaidArrow& arrow);
  std::size_t run_of(char sign) const;

  TextCursor cursor_;
  LeftOut* left_out_;
  Findings* findings_;
  std::size_t problems_ = 0;
};

}  // namespace callmap
