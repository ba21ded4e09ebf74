#include "directory/fold.h"

#include <algorithm>
#include <array>

namespace callmap {
namespace {

// Ranges of code points with one base, in order (Unicode 15, Latin-1 Supplement to Latin Extended
// Additional).
struct Range {
  char32_t first, last;
  std::string_view base;
};
constexpr std::array kBases = std::to_array<Range>({
    {0xAA, 0xAA, "a"},     {0xB5, 0xB5, "u"},      {0xBA, 0xBA, "o"},     {0xC0, 0xC5, "a"},
    {0xC6, 0xC6, "ae"},    {0xC7, 0xC7, "c"},      {0xC8, 0xCB, "e"},     {0xCC, 0xCF, "i"},
    {0xD0, 0xD0, "d"},     {0xD1, 0xD1, "n"},      {0xD2, 0xD6, "o"},     {0xD8, 0xD8, "o"},
    {0xD9, 0xDC, "u"},     {0xDD, 0xDD, "y"},      {0xDE, 0xDE, "th"},    {0xDF, 0xDF, "ss"},
    {0xE0, 0xE5, "a"},     {0xE6, 0xE6, "ae"},     {0xE7, 0xE7, "c"},     {0xE8, 0xEB, "e"},
    {0xEC, 0xEF, "i"},     {0xF0, 0xF0, "d"},      {0xF1, 0xF1, "n"},     {0xF2, 0xF6, "o"},
    {0xF8, 0xF8, "o"},     {0xF9, 0xFC, "u"},      {0xFD, 0xFD, "y"},     {0xFE, 0xFE, "th"},
    {0xFF, 0xFF, "y"},     {0x100, 0x105, "a"},    {0x106, 0x10D, "c"},   {0x10E, 0x111, "d"},
    {0x112, 0x11B, "e"},   {0x11C, 0x123, "g"},    {0x124, 0x127, "h"},   {0x128, 0x131, "i"},
    {0x132, 0x133, "ij"},  {0x134, 0x135, "j"},    {0x136, 0x138, "k"},   {0x139, 0x142, "l"},
    {0x143, 0x14B, "n"},   {0x14C, 0x151, "o"},    {0x152, 0x153, "oe"},  {0x154, 0x159, "r"},
    {0x15A, 0x161, "s"},   {0x162, 0x167, "t"},    {0x168, 0x173, "u"},   {0x174, 0x175, "w"},
    {0x176, 0x178, "y"},   {0x179, 0x17E, "z"},    {0x17F, 0x17F, "s"},   {0x218, 0x219, "s"},
    {0x21A, 0x21B, "t"},   {0x1E00, 0x1E01, "a"},  {0x1E02, 0x1E07, "b"}, {0x1E08, 0x1E09, "c"},
    {0x1E0A, 0x1E13, "d"}, {0x1E14, 0x1E1D, "e"},  {0x1E1E, 0x1E1F, "f"}, {0x1E20, 0x1E21, "g"},
    {0x1E22, 0x1E2B, "h"}, {0x1E2C, 0x1E2F, "i"},  {0x1E30, 0x1E35, "k"}, {0x1E36, 0x1E3D, "l"},
    {0x1E3E, 0x1E43, "m"}, {0x1E44, 0x1E4B, "n"},  {0x1E4C, 0x1E53, "o"}, {0x1E54, 0x1E57, "p"},
    {0x1E58, 0x1E5F, "r"}, {0x1E60, 0x1E69, "s"},  {0x1E6A, 0x1E71, "t"}, {0x1E72, 0x1E7B, "u"},
    {0x1E7C, 0x1E7F, "v"}, {0x1E80, 0x1E89, "w"},  {0x1E8A, 0x1E8D, "x"}, {0x1E8E, 0x1E8F, "y"},
    {0x1E90, 0x1E95, "z"}, {0x1E9E, 0x1E9E, "ss"}, {0x1EA0, 0x1EB7, "a"}, {0x1EB8, 0x1EC7, "e"},
    {0x1EC8, 0x1ECB, "i"}, {0x1ECC, 0x1EE3, "o"},  {0x1EE4, 0x1EF1, "u"}, {0x1EF2, 0x1EF9, "y"},
});

bool is_apostrophe(char32_t point) {
  return point == '\'' || point == '`' || point == 0xB4 || point == 0x2018 || point == 0x2019 ||
         point == 0x2BC;
}

bool is_separator(char32_t point) {
  return (point >= 0x80 && point < 0xC0) || point == 0xD7 || point == 0xF7 ||
         (point >= 0x2000 && point <= 0x2BFF) || (point >= 0x3000 && point <= 0x303F) ||
         point == 0xFEFF;
}

// Greek and Cyrillic capitals to their small letters; others as they are.
char32_t lower(char32_t point) {
  if (point >= 0x391 && point <= 0x3A9) return point + 0x20;
  if (point >= 0x410 && point <= 0x42F) return point + 0x20;
  if (point >= 0x400 && point <= 0x40F) return point + 0x50;
  return point;
}

PointKind fold_ascii(char32_t point, std::string& into) {
  const char c = static_cast<char>(point);
  if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
    into += c;
    return PointKind::kLetter;
  }
  if (c >= 'A' && c <= 'Z') {
    into += static_cast<char>(c - 'A' + 'a');
    return PointKind::kLetter;
  }
  return PointKind::kSeparator;
}

std::size_t point_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xF0 && first < 0xF5) return 4;
  return 0;
}

}  // namespace

char32_t next_point(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t length = point_length(first);
  if (length <= 1) {
    ++at;
    return length == 1 ? first : kBrokenPoint;
  }
  if (at + length > text.size()) {
    ++at;
    return kBrokenPoint;
  }
  char32_t point = first & (0xFFu >> (length + 1));
  for (std::size_t n = 1; n < length; ++n) {
    const auto next = static_cast<unsigned char>(text[at + n]);
    if ((next & 0xC0u) != 0x80u) {
      ++at;
      return kBrokenPoint;
    }
    point = (point << 6) | (next & 0x3Fu);
  }
  at += length;
  return point;
}

void append_point(std::string& text, char32_t point) {
  const auto add = [&text](char32_t bits) { text += static_cast<char>(bits); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0 | (point >> 6));
    add(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    add(0xE0 | (point >> 12));
    add(0x80 | ((point >> 6) & 0x3F));
    add(0x80 | (point & 0x3F));
  } else {
    add(0xF0 | (point >> 18));
    add(0x80 | ((point >> 12) & 0x3F));
    add(0x80 | ((point >> 6) & 0x3F));
    add(0x80 | (point & 0x3F));
  }
}

PointKind fold_point(char32_t point, std::string& into) {
  if (point == kBrokenPoint || is_apostrophe(point)) return PointKind::kNothing;
  if (point >= 0x300 && point <= 0x36F) return PointKind::kNothing;  // combining accents
  if (point < 0x80) return fold_ascii(point, into);
  const auto range = std::ranges::lower_bound(kBases, point, {}, &Range::last);
  if (range != kBases.end() && point >= range->first) {
    into += range->base;
    return PointKind::kLetter;
  }
  if (is_separator(point)) return PointKind::kSeparator;
  append_point(into, lower(point));
  return PointKind::kLetter;
}

}  // namespace callmap
