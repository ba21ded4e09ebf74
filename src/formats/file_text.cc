#include "formats/file_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"

namespace callmap {
namespace {

constexpr std::size_t kCountedBytes = 256;  // between two places whose characters are counted
constexpr std::size_t kQuotedCharactersMax = 60;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

bool starts_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

bool is_blank(char c) {
  return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
}

}  // namespace

Places::Places(const FlowSource& source) : file_(source.number), text_(source.text) {
  starts_.push_back(0);
  std::uint32_t characters = 0;
  for (std::size_t at = 0; at < text_.size(); ++at) {
    if (at % kCountedBytes == 0) counted_.push_back(characters);
    if (starts_character(text_[at])) ++characters;
    if (text_[at] == '\n') starts_.push_back(at + 1);
  }
  if (text_.size() % kCountedBytes == 0) counted_.push_back(characters);
}

std::size_t Places::characters_before(std::size_t at) const {
  const std::size_t from = at / kCountedBytes * kCountedBytes;
  const std::string_view rest = text_.substr(from, at - from);
  return counted_[at / kCountedBytes] +
         static_cast<std::size_t>(std::ranges::count_if(rest, starts_character));
}

Places::Place Places::place(std::size_t at) const {
  const auto next = std::ranges::upper_bound(starts_, at);
  const std::size_t start = *(next - 1);
  // The byte order mark is one character that no editor counts.
  const bool marked = start == 0 && at > 0 && text_.starts_with(kByteOrderMark);
  const std::size_t column = characters_before(at) - characters_before(start) + (marked ? 0 : 1);
  return {static_cast<std::uint32_t>(next - starts_.begin()), static_cast<std::uint32_t>(column)};
}

Span Places::span(std::size_t begin, std::size_t end) const {
  begin = std::min(begin, text_.size());
  end = std::clamp(end, begin, text_.size());
  const Place from = place(begin), to = place(end);
  return {.file = file_,
          .line = from.line,
          .column = from.column,
          .end_line = to.line,
          .end_column = to.column};
}

bool is_plain_text(const FlowSource& source, Findings& findings) {
  const Span start{source.number, 1, 1, 1, 1};
  if (source.text.size() > kFlowBytesMax) {
    findings.add(FindingCode::kFileTooBig, start,
                 fmt::format("the file is {} bytes long; {} are the most", source.text.size(),
                             kFlowBytesMax),
                 "leave out pictures, or split it into several files");
    return false;
  }
  if (source.text.starts_with("\xFE\xFF") || source.text.starts_with("\xFF\xFE")) {
    findings.add(FindingCode::kFileEncoding, start, "the file is UTF-16", "save it as UTF-8");
    return false;
  }
  const std::size_t zero = source.text.find('\0');
  const std::size_t wrong = std::min(zero, find_not_utf8(source.text));
  if (wrong == std::string_view::npos) return true;
  findings.add(FindingCode::kFileEncoding, Places(source).span(wrong, wrong + 1),
               wrong == zero ? "there is a zero byte here, so this is no text file"
                             : "the file is not UTF-8 here",
               "save it as UTF-8");
  return false;
}

std::size_t byte_order_mark(std::string_view text) {
  return text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
}

std::string one_line(std::string_view text) {
  std::string out;
  bool gap = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool no_break = text.substr(at).starts_with(kNoBreakSpace);
    if (no_break) ++at;
    if (no_break || is_blank(text[at])) {
      gap = true;
      continue;
    }
    if (gap && !out.empty()) out += ' ';
    gap = false;
    out += text[at];
  }
  return out;
}

std::string quoted(std::string_view text) {
  // Cut first, between two characters: a whole page costs no more than a line.
  std::size_t most = std::min(text.size(), 8 * kQuotedCharactersMax);
  while (most < text.size() && most > 0 && !starts_character(text[most])) --most;
  std::string line = one_line(text.substr(0, most));
  std::size_t characters = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (!starts_character(line[at]) || ++characters <= kQuotedCharactersMax) continue;
    line.resize(at);
    line += "…";
    break;
  }
  return "`" + line + "`";
}

void join_sentence(std::string& text, std::string_view next) {
  if (next.empty()) return;
  if (!text.empty()) text += std::string_view(".!?:;,").contains(text.back()) ? " " : "; ";
  text += next;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_https(std::string_view link) {
  constexpr std::string_view kScheme = "https://";
  return lower_case(link.substr(0, kScheme.size())) == kScheme && link.size() > kScheme.size() &&
         std::ranges::none_of(link, is_blank);
}

}  // namespace callmap
