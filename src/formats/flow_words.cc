#include "formats/flow_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "formats/text_cursor.h"

namespace callmap {
namespace {

constexpr std::size_t kEntityBytesMax = 12;

// The names of U+00A0 to U+00FF, in order (HTML 4.01, section 24.2).
constexpr std::array<std::string_view, 96> kLatin1Names = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",
    "copy",   "ordf",   "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn",
    "sup2",   "sup3",   "acute",  "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",
    "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde",
    "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave",
    "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde",
    "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",
    "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil",
    "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",   "eth",
    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave",
    "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};

struct Entity {
  std::string_view name;
  char32_t character;
};
constexpr std::array<Entity, 24> kEntities = {{
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},
    {"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"sbquo", 0x201A},
    {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"bdquo", 0x201E}, {"bull", 0x2022},  {"hellip", 0x2026},
    {"euro", 0x20AC},  {"trade", 0x2122}, {"larr", 0x2190},  {"uarr", 0x2191},  {"rarr", 0x2192},
    {"darr", 0x2193},  {"ne", 0x2260},    {"le", 0x2264},    {"ge", 0x2265},
}};

constexpr auto kTags = std::to_array<std::string_view>(
    {"a",     "b",  "big", "br",    "center", "code",   "del",    "div", "em",  "font",
     "hr",    "i",  "img", "ins",   "kbd",    "li",     "mark",   "o",   "ol",  "p",
     "pre",   "q",  "s",   "small", "span",   "strike", "strong", "sub", "sup", "table",
     "tbody", "td", "th",  "tr",    "tt",     "u",      "ul",     "vr"});
constexpr auto kTagsOfLines = std::to_array<std::string_view>(
    {"br", "div", "hr", "li", "ol", "p", "table", "tbody", "td", "th", "tr", "ul"});

bool is_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

bool is_control(char byte) {
  return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F;
}

std::string utf8(char32_t character) {
  const auto tail = [](char32_t bits) { return static_cast<char>(0x80U | (bits & 0x3FU)); };
  if (character < 0x80) return {static_cast<char>(character)};
  if (character < 0x800) {
    return {static_cast<char>(0xC0U | (character >> 6U)), tail(character)};
  }
  if (character < 0x1'0000) {
    return {static_cast<char>(0xE0U | (character >> 12U)), tail(character >> 6U), tail(character)};
  }
  return {static_cast<char>(0xF0U | (character >> 18U)), tail(character >> 12U),
          tail(character >> 6U), tail(character)};
}

std::optional<char32_t> numbered(std::string_view digits) {
  int base = 10;
  if (digits.starts_with('x') || digits.starts_with('X')) {
    base = 16;
    digits.remove_prefix(1);
  }
  std::uint32_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, fault] = std::from_chars(digits.data(), end, number, base);
  const bool is_character = number > 0 && number < 0x11'0000 && (number & 0x1F'F800U) != 0xD800;
  if (fault != std::errc{} || stop != end || !is_character) return std::nullopt;
  return number;
}

std::optional<char32_t> named(std::string_view name) {
  const auto* const entity = std::ranges::find(kEntities, name, &Entity::name);
  if (entity != kEntities.end()) return entity->character;
  const auto* const letter = std::ranges::find(kLatin1Names, name);
  if (letter == kLatin1Names.end()) return std::nullopt;
  return 0xA0U + static_cast<char32_t>(letter - kLatin1Names.begin());
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& each : out) {
    if (each >= 'A' && each <= 'Z') each = static_cast<char>(each - 'A' + 'a');
  }
  return out;
}

// Where a tag that begins with `<` is closed: outside of quotation marks. 0: nowhere.
std::size_t tag_length(std::string_view text) {
  char quote = '\0';
  for (std::size_t at = 1; at < std::min(text.size(), kWordsBytesMax); ++at) {
    const char byte = text[at];
    if (quote != '\0') {
      if (byte == quote) quote = '\0';
    } else if (byte == '>') {
      return at + 1;
    } else if (byte == '<') {
      return 0;
    } else if (at > 1 && (byte == '"' || byte == '\'') && text[at - 1] == '=') {
      quote = byte;
    }
  }
  return 0;
}

}  // namespace

void OneLine::put(std::string_view character) {
  if (was_cut_) return;
  const std::size_t space = space_pending_ && !line_.empty() ? 1 : 0;
  space_pending_ = false;
  if (line_.size() + space + character.size() > kWordsBytesMax) {
    was_cut_ = true;
    return;
  }
  line_.append(space, ' ');
  line_ += character;
}

void OneLine::add(std::string_view text) {
  for (std::size_t at = 0; at < text.size() && !was_cut_;) {
    if (text[at] == ' ' || is_control(text[at])) {
      space();
      ++at;
      continue;
    }
    std::size_t end = at + 1;  // a character is never cut in two
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) ++end;
    put(text.substr(at, end - at));
    at = end;
  }
}

void OneLine::add_exact(std::string_view text) {
  if (text.size() == 1 && is_control(text.front())) return space();
  put(text);
}

std::string OneLine::take() {
  space_pending_ = false;
  return std::move(line_);
}

std::optional<NamedCharacter> named_character(std::string_view text, char mark) {
  if (!text.starts_with(mark)) return std::nullopt;
  const std::size_t end = text.substr(0, kEntityBytesMax).find(';');
  if (end == std::string_view::npos || end < 2) return std::nullopt;
  std::string_view name = text.substr(1, end - 1);
  std::optional<char32_t> character;
  if (mark == '&' && name.starts_with('#')) {
    character = numbered(name.substr(1));
  } else if (mark == '#' && !is_letter(name.front())) {
    character = numbered(name);
  } else {
    character = named(name);
  }
  if (!character) return std::nullopt;
  return NamedCharacter{end + 1, utf8(*character)};
}

Markup markup_at(std::string_view text, bool known_only) {
  if (text.starts_with("<!--")) {
    const std::size_t end = text.substr(0, kWordsBytesMax).find("-->");
    return end == std::string_view::npos ? Markup{} : Markup{end + 3, false};
  }
  std::size_t at = text.starts_with("</") ? 2 : 1;
  const std::size_t begin = at;
  while (at < text.size() && is_letter(text[at])) ++at;
  const std::string tag = lower(text.substr(begin, std::min<std::size_t>(at - begin, 16)));
  if (tag.empty()) return {};
  if (known_only && std::ranges::find(kTags, tag) == kTags.end()) return {};
  const std::size_t length = tag_length(text);
  const bool breaks_line = std::ranges::find(kTagsOfLines, tag) != kTagsOfLines.end();
  return {length, breaks_line};
}

std::string encoded(std::string_view text, std::string_view special, char mark) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char byte = text[at];
    const bool is_lost_space =
        byte == ' ' && (at == 0 || at + 1 == text.size() || text[at - 1] == ' ');
    if (!is_lost_space && special.find(byte) == std::string_view::npos) {
      out += byte;
      continue;
    }
    out += mark == '&' ? "&#" : "#";
    out += fmt::format("{};", static_cast<int>(static_cast<unsigned char>(byte)));
  }
  return out;
}

std::string bytes_as_word(std::string_view bytes, char mark) {
  std::string out;
  for (const char byte : bytes) {
    if (is_letter(byte) || (byte >= '0' && byte <= '9')) {
      out += byte;
    } else {
      out += fmt::format("{}{:02X}", mark, static_cast<unsigned char>(byte));
    }
  }
  return out;
}

std::optional<std::string> bytes_of_word(std::string_view word, char mark) {
  std::string out;
  for (std::size_t at = 0; at < word.size(); ++at) {
    if (word[at] != mark) {
      out += word[at];
      continue;
    }
    const std::string_view digits = word.substr(at + 1, 2);
    unsigned byte = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, fault] = std::from_chars(digits.data(), end, byte, 16);
    if (digits.size() != 2 || fault != std::errc{} || stop != end) return std::nullopt;
    out += static_cast<char>(byte);
    at += 2;
  }
  if (utf8_until(out) != out.size() || out.find('\0') != std::string::npos) return std::nullopt;
  return out;
}

}  // namespace callmap
