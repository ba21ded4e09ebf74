#pragma once
// The text of a Graphviz file as tokens, each with its place. Joins texts (`"a" + "b"`), takes off
// quotation marks, passes over comments and reports what can be no token; `read_dot` alone calls it
// and says what the tokens mean.

#include <optional>
#include <string>
#include <string_view>

#include "formats/finding.h"
#include "formats/text_cursor.h"

namespace callmap {

// Who has made so many mistakes has sent something else than a Graphviz file.
inline constexpr std::size_t kDotProblemsMax = 100;

struct DotToken {
  enum class Kind : std::uint8_t {
    kEnd,
    kId,       // a bare name or number
    kText,     // in quotation marks; `\"` and line continuations are undone, nothing else
    kHtml,     // between < and >, without these
    kKeyword,  // in lower case: strict graph digraph subgraph node edge
    kArrow,    // -> or --
    kSign      // { } [ ] ; , = :
  };
  Kind kind = Kind::kEnd;
  std::string text;
  Span span;
  bool begins_line = false;  // nothing but blanks stands before it

  [[nodiscard]] bool is(char sign) const { return kind == Kind::kSign && text[0] == sign; }
  [[nodiscard]] bool is_keyword(std::string_view word) const {
    return kind == Kind::kKeyword && text == word;
  }
  [[nodiscard]] bool is_id() const {
    return kind == Kind::kId || kind == Kind::kText || kind == Kind::kHtml;
  }
};

class DotLexer {
 public:
  DotLexer(std::uint16_t file, std::string_view text, Findings& findings)
      : cursor_(file, text), findings_(&findings) {}

  // kEnd at the end, and after kDotProblemsMax problems.
  [[nodiscard]] DotToken next();
  void problem(Span span, std::string message, std::string hint,
               FindingCode code = FindingCode::kFileSyntax);
  // Whether a comment or text that is never closed hid the rest of the file.
  [[nodiscard]] bool is_cut_off() const { return is_cut_off_; }
  // The first text that runs over a line's end: where the mark that closes it may be missing.
  [[nodiscard]] std::optional<Span> long_text() const { return long_text_; }

 private:
  bool skip_between();  // whether a line ended
  void skip_comment();
  void cut_off();
  [[nodiscard]] bool at_comment() const;
  void read_text(DotToken& token);
  bool read_quoted(std::string& text);
  void read_html(DotToken& token);
  void read_name(DotToken& token);
  bool read_number(DotToken& token);
  bool read_arrow(DotToken& token);
  void refuse();  // what can begin no token

  TextCursor cursor_;
  Findings* findings_;
  std::optional<Span> long_text_;
  std::size_t problems_ = 0;
  bool is_cut_off_ = false;
};

}  // namespace callmap
