#include "formats/dot_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace callmap {
namespace {

constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
constexpr std::string_view kSigns = "{}[];,=:";
constexpr auto kDotKeywords =
    std::to_array<std::string_view>({"strict", "graph", "digraph", "subgraph", "node", "edge"});

// Arrows that people write and Graphviz does not know.
constexpr auto kForeignArrows =
    std::to_array<std::string_view>({"-->", "==>", "=>", "—>", "–>", "→", "⟶", "⇒", "➔", "➜"});

bool is_dot_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

bool begins_dot_name(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
         static_cast<unsigned char>(byte) >= 0x80;
}

bool is_dot_space(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\v' ||
         byte == '\f';
}

std::string lower_word(std::string_view text) {
  std::string out(text);
  for (char& each : out) {
    if (each >= 'A' && each <= 'Z') each = static_cast<char>(each - 'A' + 'a');
  }
  return out;
}

std::string_view foreign_arrow(std::string_view text) {
  const auto* const arrow = std::ranges::find_if(
      kForeignArrows, [&](std::string_view each) { return text.starts_with(each); });
  return arrow == kForeignArrows.end() ? std::string_view() : *arrow;
}

}  // namespace

void DotLexer::problem(Span span, std::string message, std::string hint, FindingCode code) {
  if (++problems_ > kDotProblemsMax) return;
  findings_->add(code, span, std::move(message), std::move(hint));
}

bool DotLexer::at_comment() const {
  return cursor_.sees("//") || cursor_.sees("/*");
}

void DotLexer::skip_comment() {
  const TextPlace begin = cursor_.place();
  if (cursor_.sees("//")) return cursor_.skip_line();
  const std::size_t end = cursor_.rest().find("*/", 2);
  if (end != std::string_view::npos) return cursor_.step(end + 2);
  cursor_.step(2);
  problem(cursor_.span_from(begin), "the comment that begins with `/*` here is not closed",
          "add `*/` at its end");
  cut_off();
}

// Whatever follows may be text.
void DotLexer::cut_off() {
  is_cut_off_ = true;
  cursor_.step(cursor_.rest().size());
}

bool DotLexer::skip_between() {
  bool line_ended = cursor_.place().at == 0;
  while (!cursor_.done()) {
    if (is_dot_space(cursor_.peek())) {
      line_ended = line_ended || cursor_.at_line_end();
      cursor_.step();
    } else if (at_comment()) {
      skip_comment();
    } else if (cursor_.peek() == '#' && line_ended) {
      cursor_.skip_line();
    } else {
      break;
    }
  }
  return line_ended;
}

bool DotLexer::read_quoted(std::string& text) {
  const TextPlace begin = cursor_.place();
  cursor_.step();
  const TextPlace first = cursor_.place();
  bool runs_on = false;
  while (!cursor_.done() && cursor_.peek() != '"') {
    if (cursor_.peek() == '\\' && cursor_.peek(1) != '\0') {
      const bool is_quote = cursor_.peek(1) == '"';
      const bool is_line_end = cursor_.peek(1) == '\n' || cursor_.peek(1) == '\r';
      if (is_line_end) {
        cursor_.step(cursor_.peek(2) == '\n' && cursor_.peek(1) == '\r' ? 3 : 2);
        continue;
      }
      if (!is_quote) text += cursor_.peek();
      cursor_.step();
    } else if (cursor_.at_line_end()) {
      runs_on = true;
    }
    text += cursor_.peek();
    cursor_.step();
  }
  if (runs_on && !long_text_) long_text_ = cursor_.span_from(begin);
  if (!cursor_.done()) {
    cursor_.step();
    return true;
  }
  cursor_.go(first);
  problem(cursor_.span_from(begin), "the quotation mark that opens here is never closed",
          long_text_ && long_text_->line < begin.line
              ? fmt::format("add `\"` at the end of the text; the one that opens in line {} runs "
                            "over several lines and may lack it",
                            long_text_->line)
              : "add `\"` at the end of the text");
  cut_off();
  return false;
}

void DotLexer::read_text(DotToken& token) {
  token.kind = DotToken::Kind::kText;
  bool is_whole = read_quoted(token.text);
  while (is_whole) {
    const TextPlace end = cursor_.place();
    skip_between();
    const TextPlace plus = cursor_.place();
    if (cursor_.peek() != '+') return cursor_.go(end);
    cursor_.step();
    skip_between();
    if (cursor_.peek() != '"') {
      cursor_.go(plus);
      cursor_.step();
      return problem(cursor_.span_from(plus), "expected a text in quotation marks after `+`",
                     "write `\"one text\" + \"another\"`");
    }
    is_whole = read_quoted(token.text);
  }
}

void DotLexer::read_html(DotToken& token) {
  token.kind = DotToken::Kind::kHtml;
  const TextPlace begin = cursor_.place();
  cursor_.step();
  const TextPlace first = cursor_.place();
  for (std::size_t depth = 1; !cursor_.done(); cursor_.step()) {
    if (cursor_.sees("<!--")) {
      const std::size_t end = cursor_.rest().find("-->");
      if (end == std::string_view::npos) break;
      cursor_.step(end + 2);
    } else if (cursor_.peek() == '<') {
      ++depth;
    } else if (cursor_.peek() == '>' && --depth == 0) {
      token.text = cursor_.since(first);
      cursor_.step();
      if (!long_text_ && cursor_.place().line != begin.line) long_text_ = cursor_.span_from(begin);
      return;
    }
  }
  cursor_.go(first);
  problem(cursor_.span_from(begin), "the text that begins with `<` here is never closed",
          "end an HTML-like text with `>`, one for each `<`; write `&lt;` for the sign itself");
  cut_off();
}

void DotLexer::read_name(DotToken& token) {
  const TextPlace begin = cursor_.place();
  while (begins_dot_name(cursor_.peek()) || is_dot_digit(cursor_.peek())) cursor_.step();
  token.text = cursor_.since(begin);
  token.kind = DotToken::Kind::kId;
  if (token.text.find(kNoBreakSpace) != std::string::npos) {
    problem(cursor_.span_from(begin),
            fmt::format("{} has a no-break space in it", quoted(token.text)),
            "type an ordinary space, or put a text of several words in quotation marks");
  } else if (token.text.find("“") != std::string::npos ||
             token.text.find("”") != std::string::npos) {
    problem(cursor_.span_from(begin),
            fmt::format("{} has typographic quotation marks", quoted(token.text)),
            "use `\"`; Graphviz knows no other");
  }
  const std::string word = lower_word(token.text.substr(0, 16));
  if (std::ranges::find(kDotKeywords, word) == kDotKeywords.end()) return;
  token.text = word;
  token.kind = DotToken::Kind::kKeyword;
}

bool DotLexer::read_number(DotToken& token) {
  const std::size_t sign = cursor_.peek() == '-' ? 1 : 0;
  const bool has_digit = is_dot_digit(cursor_.peek(sign)) ||
                         (cursor_.peek(sign) == '.' && is_dot_digit(cursor_.peek(sign + 1)));
  if (!has_digit) return false;
  const TextPlace begin = cursor_.place();
  cursor_.step(sign);
  while (is_dot_digit(cursor_.peek())) cursor_.step();
  if (cursor_.peek() == '.') cursor_.step();
  while (is_dot_digit(cursor_.peek())) cursor_.step();
  const bool goes_on = begins_dot_name(cursor_.peek());
  while (begins_dot_name(cursor_.peek()) || is_dot_digit(cursor_.peek())) cursor_.step();
  token.kind = DotToken::Kind::kId;
  token.text = cursor_.since(begin);
  if (goes_on) {
    problem(cursor_.span_from(begin),
            fmt::format("{} begins like a number and is none", quoted(token.text)),
            "put such a name in quotation marks");
  }
  return true;
}

bool DotLexer::read_arrow(DotToken& token) {
  const TextPlace begin = cursor_.place();
  const std::string_view foreign = foreign_arrow(cursor_.rest());
  token.kind = DotToken::Kind::kArrow;
  if (!foreign.empty()) {
    cursor_.take(foreign);
    token.text = "->";
    problem(cursor_.span_from(begin), fmt::format("{} is no arrow here", quoted(foreign)),
            "Graphviz writes `->`");
    return true;
  }
  token.text = cursor_.rest().substr(0, 2);
  return cursor_.take("->") || cursor_.take("--");
}

void DotLexer::refuse() {
  const TextPlace begin = cursor_.place();
  const char byte = cursor_.peek();
  cursor_.step();
  const std::string_view hint =
      byte == '-'   ? "an arrow is `->`; a name with a hyphen needs quotation marks"
      : byte == '#' ? "begin a comment with `//`; `#` is one only at the beginning of a line"
      : byte == '+' ? "`+` joins texts in quotation marks"
                    : "a name or text with such characters needs quotation marks";
  problem(cursor_.span_from(begin),
          fmt::format("{} can stand only in a text", quoted(cursor_.since(begin))),
          std::string(hint));
}

DotToken DotLexer::next() {
  bool begins_line = false;
  while (problems_ < kDotProblemsMax) {
    begins_line = skip_between() || begins_line;
    DotToken token;
    token.begins_line = begins_line;
    const TextPlace begin = cursor_.place();
    const char byte = cursor_.peek();
    if (cursor_.done()) break;
    if (byte == '"') {
      read_text(token);
    } else if (byte == '<') {
      read_html(token);
    } else if (kSigns.find(byte) != std::string_view::npos && !cursor_.sees("=>") &&
               !cursor_.sees("==>")) {
      token.kind = DotToken::Kind::kSign;
      token.text = byte;
      cursor_.step();
    } else if (begins_dot_name(byte) && foreign_arrow(cursor_.rest()).empty()) {
      read_name(token);
    } else if (!read_number(token) && !read_arrow(token)) {
      refuse();
      continue;
    }
    token.span = cursor_.span_from(begin);
    return token;
  }
  return {.span = cursor_.here(), .begins_line = true};
}

}  // namespace callmap
