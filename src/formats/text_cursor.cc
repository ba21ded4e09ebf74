#include "formats/text_cursor.h"

#include <fmt/format.h>

#include <algorithm>

namespace callmap {
namespace {

// Length of the well-formed UTF-8 character that starts there, 0 when there is none.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t n) {
    return n < text.size() ? static_cast<unsigned char>(text[n]) : 0U;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return 0;
  for (std::size_t n = 1; n < length; ++n) {
    if ((byte(n) & 0xC0U) != 0x80) return 0;
  }
  const unsigned second = byte(1);
  const bool is_longer_than_needed =
      (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool is_no_character =
      (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
  return is_longer_than_needed || is_no_character ? 0 : length;
}

// Without a mark: nearly every second byte of a Latin text is 0.
bool looks_like_utf16(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
  const std::string_view begin = text.substr(0, 64);
  return begin.size() >= 4 && 3 * std::ranges::count(begin, '\0') >= static_cast<int>(begin.size());
}

std::string latin1_hint(unsigned char byte) {
  if (byte < 0xC0) return "save it as UTF-8";
  const char letter[] = {static_cast<char>(0xC3), static_cast<char>(byte - 0x40), '\0'};
  return fmt::format("save it as UTF-8; in Latin-1 this byte would be `{}`", letter);
}

}  // namespace

std::size_t utf8_until(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = character_length(text.substr(at, 4));
    if (length == 0) return at;
    at += length;
  }
  return text.size();
}

std::optional<std::string_view> plain_text(const FlowSource& source, Findings& findings) {
  std::string_view text = source.text;
  const Span top{source.number, 1, 1, 1, 1};
  if (text.size() > kFlowBytesMax) {
    findings.add(
        FindingCode::kFileTooBig, top,
        fmt::format("the file has {} bytes; at most {} are read", text.size(), kFlowBytesMax),
        "split it into several files");
    return std::nullopt;
  }
  if (looks_like_utf16(text)) {
    findings.add(FindingCode::kFileEncoding, top, "the file is UTF-16", "save it as UTF-8");
    return std::nullopt;
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t bad = std::min(utf8_until(text), text.find('\0'));
  if (bad >= text.size()) return text;
  TextCursor cursor(source.number, text);
  cursor.step(bad);
  if (text[bad] == '\0') {
    findings.add(FindingCode::kFileEncoding, cursor.here(),
                 "there is a NUL byte, which no text has",
                 "export the chart as text and save it as UTF-8");
  } else {
    findings.add(FindingCode::kFileEncoding, cursor.here(), "the file is not UTF-8 here",
                 latin1_hint(static_cast<unsigned char>(text[bad])));
  }
  return std::nullopt;
}

void TextCursor::step() {
  if (done()) return;
  const char byte = peek();
  const bool ends_line = byte == '\n' || (byte == '\r' && peek(1) != '\n');
  ++place_.at;
  if (ends_line) {
    ++place_.line;
    place_.column = 1;
  } else if ((static_cast<unsigned char>(peek()) & 0xC0U) != 0x80) {
    ++place_.column;  // the next byte begins a character
  }
}

void TextCursor::step(std::size_t bytes) {
  for (; bytes > 0 && !done(); --bytes) step();
}

bool TextCursor::take(std::string_view word) {
  if (!sees(word)) return false;
  step(word.size());
  return true;
}

void TextCursor::skip_blanks() {
  while (peek() == ' ' || peek() == '\t') step();
}

void TextCursor::skip_line() {
  while (!at_line_end()) step();
}

}  // namespace callmap
