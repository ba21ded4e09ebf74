#include "formats/mermaid_lexer.h"

#include <fmt/format.h>

#include <algorithm>

#include "formats/flow_words.h"
#include "formats/mermaid_words.h"

namespace callmap {
namespace {

constexpr std::string_view kBracketBytes = "[](){}|\"";

bool is_mermaid_name_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_' || static_cast<unsigned char>(byte) >= 0x80;
}

}  // namespace

void MermaidLexer::problem(Span span, std::string message, std::string hint, FindingCode code) {
  if (++problems_ > kMermaidProblemsMax) return;
  findings_->add(code, span, std::move(message), std::move(hint));
}

void MermaidLexer::skip_blanks() {
  cursor_.skip_blanks();
  if (cursor_.sees("%%") && !cursor_.sees("%%{")) cursor_.skip_line();
}

void MermaidLexer::skip_between() {
  while (!cursor_.done()) {
    const TextPlace begin = cursor_.place();
    if (cursor_.sees("%%{")) {
      const std::size_t end = cursor_.rest().find("}%%");
      if (end != std::string_view::npos) {
        left_out_->note(FindingCode::kStyleLeftOut, "settings of Mermaid are left out", "",
                        cursor_.here());
        cursor_.step(end + 3);
        continue;
      }
      problem(cursor_.here(), "the directive that begins with `%%{` here is not closed",
              "add `}%%` at its end");
      cursor_.step(cursor_.rest().size());
    } else if (cursor_.at_line_end() || cursor_.peek() == ';') {
      cursor_.step();
    } else {
      skip_blanks();
      if (cursor_.place().at == begin.at) return;
    }
  }
}

bool MermaidLexer::at_statement_end() {
  skip_blanks();
  return cursor_.at_line_end() || cursor_.peek() == ';';
}

std::string_view MermaidLexer::word_here() const {
  const std::string_view rest = cursor_.rest();
  std::size_t end = 0;
  while (end < rest.size() && (is_mermaid_name_byte(rest[end]) || rest[end] == '-')) ++end;
  return rest.substr(0, end);
}

std::string_view MermaidLexer::name_here() const {
  constexpr std::string_view kSigns = "_.!$'*+?/\\#:";
  const std::string_view rest = cursor_.rest();
  std::size_t end = 0;
  for (; end < rest.size(); ++end) {
    const char byte = rest[end];
    const char next = end + 1 < rest.size() ? rest[end + 1] : '\0';
    if (is_mermaid_name_byte(byte)) continue;
    if (byte == '-' && end > 0 && is_mermaid_name_byte(next)) continue;
    if (byte == ':' && (next == ':' || !is_mermaid_name_byte(next))) break;
    if (kSigns.find(byte) == std::string_view::npos) break;
  }
  return rest.substr(0, end);
}

std::string MermaidLexer::words(std::string_view text, Span span) {
  const bool is_markdown = text.size() > 1 && text.starts_with('`') && text.ends_with('`');
  if (is_markdown) text = text.substr(1, text.size() - 2);
  MermaidWords words = mermaid_words(text, is_markdown);
  if (words.had_markup) {
    left_out_->note(FindingCode::kStyleLeftOut, "markup in texts is left out, its words stay", "",
                    span);
  }
  if (words.was_cut) {
    findings_->add(FindingCode::kTextLeftOut, span,
                   fmt::format("a text is cut after {} bytes", kWordsBytesMax));
  }
  return words.text;
}

std::optional<std::string> MermaidLexer::read_quoted() {
  const TextPlace begin = cursor_.place();
  cursor_.step();
  const TextPlace first = cursor_.place();
  const std::size_t end = cursor_.rest().find('"');
  if (end == std::string_view::npos) {
    problem(cursor_.span_from(begin), "the quotation mark that opens here is never closed",
            "add `\"` at the end of the text; write `#quot;` for the mark itself");
    cursor_.skip_line();
    return std::nullopt;
  }
  cursor_.step(end);
  std::string text(cursor_.since(first));
  cursor_.step();
  return text;
}

bool MermaidLexer::take_close(std::string_view close, std::string_view other_close) {
  return cursor_.take(close) || (!other_close.empty() && cursor_.take(other_close));
}

std::string MermaidLexer::text_between(TextPlace begin, TextPlace end) const {
  return std::string(cursor_.since(begin).substr(0, end.at - begin.at));
}

// Without quotation marks: up to the next bracket, which must be the one that closes.
std::optional<std::string> MermaidLexer::read_bare_text(TextPlace opened, std::string_view close,
                                                        std::string_view other_close) {
  const TextPlace begin = cursor_.place();
  const std::string opener(cursor_.since(opened));
  const auto unclosed = [&] {
    cursor_.go(begin);
    problem(
        cursor_.span_from(opened), fmt::format("{} is not closed here", quoted(opener)),
        fmt::format("add `{}` after the text; a text with brackets needs quotation marks", close));
    cursor_.skip_line();
    return std::nullopt;
  };
  while (!cursor_.done()) {
    const TextPlace end = cursor_.place();
    if (take_close(close, other_close)) return text_between(begin, end);
    if (kBracketBytes.find(cursor_.peek()) != std::string_view::npos) break;
    cursor_.step();
  }
  const TextPlace bracket = cursor_.place();
  if (cursor_.done() || bracket.line != begin.line) return unclosed();
  // Mermaid refuses brackets in such a text; where it ends is plain all the same.
  cursor_.step();
  const Span span = cursor_.span_from(bracket);
  const char sign = cursor_.since(bracket).front();
  const char shut = close.back();
  const char open = shut == ')' ? '(' : shut == ']' ? '[' : shut == '}' ? '{' : '\0';
  std::size_t depth = sign == open ? 1 : 0;
  while (!cursor_.at_line_end()) {
    const TextPlace end = cursor_.place();
    if (depth == 0 && take_close(close, other_close)) {
      problem(span, fmt::format("`{}` stands in a text without quotation marks", sign),
              sign == '"' ? std::string("write `#quot;` for the mark")
                          : fmt::format("write `{}\"…\"{}`", opener, close));
      return text_between(begin, end);
    }
    if (cursor_.peek() == open) ++depth;
    if (cursor_.peek() == shut && depth > 0) --depth;
    cursor_.step();
  }
  return unclosed();
}

std::optional<std::string> MermaidLexer::read_bracket_text(TextPlace opened, std::string_view close,
                                                           std::string_view other_close) {
  cursor_.skip_blanks();
  if (cursor_.peek() != '"') return read_bare_text(opened, close, other_close);
  const TextPlace begin = cursor_.place();
  std::optional<std::string> text = read_quoted();
  if (!text) return std::nullopt;
  const TextPlace end = cursor_.place();
  while (!cursor_.done() && (cursor_.at_line_end() || cursor_.peek() == ' ')) cursor_.step();
  if (take_close(close, other_close)) return text;
  cursor_.go(end);
  // More likely a mark is missing than that lines, or two nodes, are one text.
  if (end.line != begin.line || text->find(close) != std::string::npos) {
    cursor_.go(begin);
    cursor_.step();
    problem(cursor_.span_from(begin), "the quotation mark that opens here is not closed",
            "add `\"` at the end of the text");
  } else {
    problem(cursor_.here(), fmt::format("expected `{}` after the text in quotation marks", close),
            "put the whole text in quotation marks; write `#quot;` for a mark in it");
  }
  cursor_.skip_line();
  return std::nullopt;
}

std::optional<MermaidText> MermaidLexer::read_bracket() {
  const MermaidBracket* const bracket = mermaid_bracket(cursor_.rest());
  if (bracket == nullptr) return std::nullopt;
  const TextPlace opened = cursor_.place();
  cursor_.step(bracket->open.size());
  const auto text = read_bracket_text(opened, bracket->close, bracket->other_close);
  if (!text) return std::nullopt;
  const Span span = cursor_.span_from(opened);
  std::string_view trimmed = *text;
  while (trimmed.ends_with(' ')) trimmed.remove_suffix(1);
  return MermaidText{words(trimmed, span), bracket->shape, span};
}

std::optional<std::string> MermaidLexer::read_value() {
  if (cursor_.peek() == '"') return read_quoted();
  const TextPlace begin = cursor_.place();
  if (cursor_.peek() == '\'') {
    cursor_.step();
    const TextPlace first = cursor_.place();
    while (!cursor_.at_line_end() && cursor_.peek() != '\'') cursor_.step();
    const std::string text(cursor_.since(first));
    if (cursor_.take("'")) return text;
    problem(cursor_.span_from(begin), "the quotation mark that opens here is not closed",
            "add `'` at the end of the text");
    return std::nullopt;
  }
  while (!cursor_.at_line_end() && cursor_.peek() != ',' && cursor_.peek() != '}') cursor_.step();
  std::string_view text = cursor_.since(begin);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return std::string(text);
}

std::optional<MermaidDetails> MermaidLexer::read_details() {
  const TextPlace opened = cursor_.place();
  if (!cursor_.take("@{")) return std::nullopt;
  MermaidDetails details{.span = cursor_.span_from(opened)};
  while (true) {
    while (!cursor_.done() && (cursor_.at_line_end() || cursor_.peek() == ' ' ||
                               cursor_.peek() == '\t' || cursor_.peek() == ',')) {
      cursor_.step();
    }
    if (cursor_.take("}")) break;
    const TextPlace begin = cursor_.place();
    const std::string key(word_here());
    cursor_.step(key.size());
    const Span key_span = cursor_.span_from(begin);
    cursor_.skip_blanks();
    if (key.empty() || !cursor_.take(":")) {
      problem(cursor_.here(), "expected `name: value` or `}` here",
              "write `@{ shape: diamond, label: \"…\" }`");
      cursor_.skip_line();
      return std::nullopt;
    }
    cursor_.skip_blanks();
    const TextPlace value_begin = cursor_.place();
    const auto value = read_value();
    if (!value) return std::nullopt;
    if (key == "label") {
      details.label = words(*value, cursor_.span_from(value_begin));
    } else if (key == "shape") {
      details.shape = value;
      details.shape_span = cursor_.span_from(value_begin);
    } else {
      left_out_->note(FindingCode::kStyleLeftOut, "pictures, sizes and motion are left out", key,
                      key_span);
    }
  }
  details.span = cursor_.span_from(opened);
  return details;
}

std::size_t MermaidLexer::run_of(char sign) const {
  std::size_t length = 0;
  while (cursor_.peek(length) == sign) ++length;
  return length;
}

bool MermaidLexer::at_arrow() const {
  std::string_view rest = cursor_.rest().substr(0, 4);
  if (rest.starts_with('<') || rest.starts_with('x') || rest.starts_with('o')) {
    rest.remove_prefix(1);
  }
  return rest.starts_with("--") || rest.starts_with("-.") || rest.starts_with("==") ||
         rest.starts_with("~~~");
}

bool MermaidLexer::take_head() {
  return cursor_.take(">") || cursor_.take("x") || cursor_.take("o");
}

// The words between `--` and `-->`, or likewise; the cursor then stands at the second part.
std::optional<std::string> MermaidLexer::read_arrow_text(char sign, TextPlace begin) {
  const Span arrow = cursor_.span_from(begin);
  const std::string_view end_sign = sign == '-' ? "--" : sign == '=' ? "==" : ".-";
  cursor_.skip_blanks();
  const TextPlace first = cursor_.place();
  std::optional<std::string> text;
  if (cursor_.peek() == '"') {
    text = read_quoted();
    if (!text) return std::nullopt;
    cursor_.skip_blanks();
  }
  const TextPlace rest = cursor_.place();
  while (!cursor_.at_line_end() && !cursor_.sees(end_sign) &&
         !(sign == '.' && cursor_.sees("-."))) {
    cursor_.step();
  }
  if (cursor_.at_line_end() || (text && cursor_.place().at != rest.at)) {
    problem(arrow,
            fmt::format("the arrow that begins with `{}` here has no end",
                        sign == '.' ? "-." : std::string(2, sign)),
            fmt::format("write `{}`", sign == '-'   ? "-->` or `-- text -->"
                                      : sign == '=' ? "==>` or `== text ==>"
                                                    : "-.->` or `-. text .->"));
    cursor_.skip_line();
    return std::nullopt;
  }
  if (text) return text;
  std::string_view bare = cursor_.since(first);
  if (bare.ends_with(" <") || bare.ends_with(" x") || bare.ends_with(" o")) bare.remove_suffix(2);
  while (bare.ends_with(' ')) bare.remove_suffix(1);
  return std::string(bare);
}

bool MermaidLexer::read_pipe_text(MermaidArrow& arrow) {
  const TextPlace opened = cursor_.place();
  skip_blanks();
  const TextPlace begin = cursor_.place();
  if (!cursor_.take("|")) {
    cursor_.go(opened);
    return true;
  }
  const auto text = read_bracket_text(begin, "|", "");
  if (!text) return false;
  std::string_view trimmed = *text;
  while (trimmed.ends_with(' ')) trimmed.remove_suffix(1);
  const std::string label = words(trimmed, cursor_.span_from(begin));
  if (!arrow.label.empty() && !label.empty() && label != arrow.label) {
    findings_->add(FindingCode::kTextLeftOut, cursor_.span_from(begin),
                   fmt::format("{} at the arrow {} is left out, for it has words already",
                               quoted(label), quoted(arrow.label)));
  } else if (arrow.label.empty()) {
    arrow.label = label;
  }
  return true;
}

std::optional<MermaidArrow> MermaidLexer::read_arrow() {
  const TextPlace begin = cursor_.place();
  MermaidArrow arrow;
  arrow.leads_back = cursor_.take("<");
  const bool has_mark = !arrow.leads_back && (cursor_.take("x") || cursor_.take("o"));
  const char sign = cursor_.sees("-.") ? '.' : cursor_.peek();
  if (sign == '~') {
    cursor_.step(run_of('~'));
    arrow.is_invisible = true;
    arrow.span = cursor_.span_from(begin);
    return arrow;
  }
  if (sign == '.') cursor_.step();
  const std::size_t length = run_of(sign);
  cursor_.step(length);
  const bool is_dotted_whole = sign == '.' && cursor_.take("-");
  arrow.leads_on = (sign != '.' || is_dotted_whole) && take_head();
  const bool is_whole = arrow.leads_on || (sign == '.' ? is_dotted_whole : length > 2);
  arrow.span = cursor_.span_from(begin);
  if (!is_whole) {
    const TextPlace text_begin = cursor_.place();
    const auto text = read_arrow_text(sign, begin);
    if (!text) return std::nullopt;
    arrow.label = words(*text, cursor_.span_from(text_begin));
    const TextPlace end = cursor_.place();
    if (sign == '.') cursor_.take("-");
    cursor_.step(run_of(sign));
    if (sign == '.') cursor_.take("-");
    arrow.leads_on = take_head();
    if (!arrow.leads_on && sign == '-' && cursor_.since(end).size() < 3) {
      problem(cursor_.span_from(end), "`--` does not end an arrow", "write `-- text -->`");
      cursor_.skip_line();
      return std::nullopt;
    }
    arrow.span = cursor_.span_from(begin);
  }
  if (sign != '-') {
    left_out_->note(FindingCode::kStyleLeftOut, "dotted and thick lines are left out", "",
                    arrow.span);
  }
  // A cross or circle at both ends says nothing of the way.
  if (has_mark && !cursor_.since(begin).ends_with('>')) arrow.leads_on = false;
  if (!read_pipe_text(arrow)) return std::nullopt;
  return arrow;
}

}  // namespace callmap
