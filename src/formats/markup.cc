#include "formats/markup.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

#include "base/utf8.h"
#include "formats/file_text.h"

namespace callmap {
namespace {

constexpr std::size_t kTagNameMax = 10;     // bytes of the longest name below
constexpr std::size_t kEntityNameMax = 10;  // bytes between `&` and `;`

// Sorted, for binary search.
constexpr std::array<std::string_view, 34> kBlockTags = {
    "address", "article", "blockquote", "br",     "center",  "dd",    "div",   "dl",    "dt",
    "h1",      "h2",      "h3",         "h4",     "h5",      "h6",    "hr",    "img",   "li",
    "ol",      "p",       "pre",        "script", "section", "style", "table", "tbody", "td",
    "tfoot",   "th",      "thead",      "title",  "tr",      "ul",    "video"};
constexpr std::array<std::string_view, 31> kInlineTags = {
    "a",     "abbr", "b",      "bdi",    "big", "body",  "cite", "code", "del", "em", "font",
    "head",  "html", "i",      "ins",    "kbd", "label", "mark", "meta", "q",   "s",  "samp",
    "small", "span", "strike", "strong", "sub", "sup",   "tt",   "u",    "wbr"};
static_assert(std::ranges::is_sorted(kBlockTags) && std::ranges::is_sorted(kInlineTags));

constexpr std::array<std::pair<std::string_view, std::string_view>, 30> kEntities = {{
    {"Auml", "Ä"},   {"Eacute", "É"}, {"Ouml", "Ö"},   {"Uuml", "Ü"},   {"aacute", "á"},
    {"agrave", "à"}, {"amp", "&"},    {"apos", "'"},   {"auml", "ä"},   {"bull", "•"},
    {"ccedil", "ç"}, {"deg", "°"},    {"eacute", "é"}, {"egrave", "è"}, {"euro", "€"},
    {"gt", ">"},     {"hellip", "…"}, {"laquo", "«"},  {"ldquo", "“"},  {"lt", "<"},
    {"mdash", "—"},  {"middot", "·"}, {"nbsp", " "},   {"ndash", "–"},  {"ouml", "ö"},
    {"quot", "\""},  {"rarr", "→"},   {"rsquo", "’"},  {"szlig", "ß"},  {"uuml", "ü"},
}};
static_assert(std::ranges::is_sorted(kEntities, {}, [](const auto& each) { return each.first; }));

bool is_name_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

class Markup {
 public:
  explicit Markup(std::string_view markup) : rest_(markup) {}

  MarkupText read() {
    while (!rest_.empty()) {
      if (rest_.front() == '<' && take_tag()) continue;
      if (rest_.front() == '&' && take_entity()) continue;
      const std::size_t stop = std::min(rest_.find_first_of("<&", 1), rest_.size());
      out_.text += rest_.substr(0, stop);
      rest_.remove_prefix(stop);
    }
    out_.text = one_line(out_.text);
    return std::move(out_);
  }

 private:
  bool take_tag() {
    if (rest_.starts_with("<!--")) return take_through("-->");
    const bool closes = rest_.substr(1).starts_with('/');
    const std::size_t start = closes ? 2 : 1;
    std::size_t stop = start;
    while (stop < rest_.size() && stop < start + kTagNameMax && is_name_letter(rest_[stop])) ++stop;
    const std::string name = lower_case(rest_.substr(start, stop - start));
    const bool is_block = std::ranges::binary_search(kBlockTags, name);
    if (!is_block && !std::ranges::binary_search(kInlineTags, name)) return false;
    if (stop < rest_.size() && is_name_letter(rest_[stop])) return false;
    const std::size_t end = end_of_tag(stop);
    if (end == std::string_view::npos) return false;
    if (name == "a" && !closes && out_.link.empty()) take_link(rest_.substr(stop, end - stop));
    rest_.remove_prefix(end + 1);
    if (is_block) out_.text += ' ';
    if (!closes && (name == "script" || name == "style"))
      take_through(name == "style" ? "</style" : "</script");
    return true;
  }

  // The place of the `>` that ends it, outside quotes; npos when there is none.
  std::size_t end_of_tag(std::size_t at) {
    if (no_end_) return std::string_view::npos;
    char quote = 0;
    for (; at < rest_.size(); ++at) {
      const char c = rest_[at];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        return at;
      }
    }
    no_end_ = true;  // what follows has none either, or is an oddity that may stand as text
    return std::string_view::npos;
  }

  bool take_through(std::string_view mark) {
    const std::size_t at = rest_.find(mark);
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size()
                                                     : at + (mark[0] == '<' ? 0 : 3));
    return true;
  }

  void take_link(std::string_view attributes) {
    const std::size_t at = attributes.find("href=");
    if (at == std::string_view::npos || at + 5 >= attributes.size()) return;
    const char quote = attributes[at + 5];
    if (quote != '"' && quote != '\'') return;
    const std::string_view rest = attributes.substr(at + 6);
    out_.link = text_of_markup(rest.substr(0, rest.find(quote))).text;
  }

  bool take_entity() {
    const std::size_t end = rest_.substr(0, kEntityNameMax + 2).find(';');
    if (end == std::string_view::npos || end < 2) return false;
    const std::string_view name = rest_.substr(1, end - 1);
    if (name.front() == '#') {
      if (!append_code(name.substr(1))) return false;
    } else {
      const auto found = std::ranges::lower_bound(kEntities, name, {},
                                                  [](const auto& each) { return each.first; });
      if (found == kEntities.end() || found->first != name) return false;
      out_.text += found->second;
    }
    rest_.remove_prefix(end + 1);
    return true;
  }

  bool append_code(std::string_view digits) {
    const bool hex = digits.starts_with('x') || digits.starts_with('X');
    if (hex) digits.remove_prefix(1);
    std::uint32_t code = 0;
    const auto [stop, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
    if (error != std::errc{} || stop != digits.data() + digits.size()) return false;
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
    append_utf8(out_.text, code);
    return true;
  }

  std::string_view rest_;
  MarkupText out_;
  bool no_end_ = false;
};

}  // namespace

MarkupText text_of_markup(std::string_view markup) {
  return Markup(markup).read();
}

}  // namespace callmap
