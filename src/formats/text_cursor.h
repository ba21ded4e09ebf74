#pragma once
// Walking through the text of a flowchart's file with the line and column at hand, for readers that
// take it character by character. `plain_text` is where every one of them begins: what it lets
// through is UTF-8 without NUL bytes, so that `peek` may say '\0' for the end.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "formats/file_text.h"
#include "formats/finding.h"
#include "formats/read_flow.h"

namespace callmap {

// The source's text without a byte order mark. nullopt for what is too big or not UTF-8; a problem
// with its place is then among the findings.
[[nodiscard]] std::optional<std::string_view> plain_text(const FlowSource& source,
                                                         Findings& findings);

// The first bytes that are no UTF-8, or the size of the text.
[[nodiscard]] std::size_t utf8_until(std::string_view text);

// User text for a message: in backticks, on one line, cut after kQuotedMax characters.
inline constexpr std::size_t kQuotedMax = 60;

// A place in a text: which byte, line and column, the last two counted from 1, in characters.
struct TextPlace {
  std::size_t at = 0;
  std::uint32_t line = 1, column = 1;
};

class TextCursor {
 public:
  TextCursor(std::uint16_t file, std::string_view text, TextPlace begin = {})
      : file_(file), text_(text), place_(begin) {}

  [[nodiscard]] bool done() const { return place_.at >= text_.size(); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return ahead < text_.size() - place_.at ? text_[place_.at + ahead] : '\0';
  }
  [[nodiscard]] std::string_view rest() const { return text_.substr(place_.at); }
  [[nodiscard]] bool sees(std::string_view word) const { return rest().starts_with(word); }
  [[nodiscard]] bool at_line_end() const { return done() || peek() == '\n' || peek() == '\r'; }

  void step();                   // over one byte; `\r\n` ends one line, a lone `\r` does as well
  void step(std::size_t bytes);  // over as many, or to the end
  bool take(std::string_view word);
  void skip_blanks();  // spaces and tabs
  void skip_line();    // to the end of the line, not over it

  [[nodiscard]] TextPlace place() const { return place_; }
  void go(TextPlace place) { place_ = place; }
  [[nodiscard]] std::string_view since(TextPlace begin) const {
    return text_.substr(begin.at, place_.at - begin.at);
  }
  [[nodiscard]] Span span_from(TextPlace begin) const {
    return {file_, begin.line, begin.column, place_.line, place_.column};
  }
  [[nodiscard]] Span here() const { return span_from(place_); }

 private:
  std::uint16_t file_;
  std::string_view text_;
  TextPlace place_;
};

}  // namespace callmap
