#include "engine/reference.h"

#include <array>

namespace callmap {
namespace {

constexpr unsigned kBase = kReferenceAlphabet.size();
constexpr std::size_t kDrawn = kReferenceLength - 1;
constexpr std::size_t kGroup = 3;            // characters between two dashes
constexpr std::size_t kTypedLengthMax = 64;  // bytes; more is no reference however it is spaced

using Digits = std::array<unsigned, kReferenceLength>;

// The weight at place n is n + 1: nine different numbers, none a multiple of thirteen. A wrong
// character changes the sum by weight x difference, a swap by difference of weights x difference of
// characters; modulo a prime neither is zero.
unsigned weighted_sum(const Digits& digits) {
  unsigned sum = 0;
  for (std::size_t place = 0; place < digits.size(); ++place) {
    sum += static_cast<unsigned>(place + 1) * digits[place];
  }
  return sum % kBase;
}

std::string write(const Digits& digits) {
  std::string text;
  for (std::size_t place = 0; place < digits.size(); ++place) {
    if (place != 0 && place % kGroup == 0) text += '-';
    text += kReferenceAlphabet[digits[place]];
  }
  return text;
}

// What people and word processors put between the groups: ASCII and the dashes and spaces that
// editors make of them (U+00A0, U+2009 to U+2015, U+202F). The number of bytes, 0 for anything
// else.
std::size_t separator_length(std::string_view text) {
  if (std::string_view(" -._/\t\r\n").find(text.front()) != std::string_view::npos) return 1;
  if (text.starts_with("\xC2\xA0")) return 2;
  if (text.size() < 3 || !text.starts_with("\xE2\x80")) return 0;
  const auto last = static_cast<unsigned char>(text[2]);
  return (last >= 0x89 && last <= 0x95) || last == 0xAF ? 3 : 0;
}

}  // namespace

std::string make_reference(std::uint64_t random) {
  Digits digits{};
  for (std::size_t place = 0; place < kDrawn; ++place) {
    digits[place] = static_cast<unsigned>(random % kBase);
    random /= kBase;
  }
  while (weighted_sum(digits) != 0) ++digits[kDrawn];  // one of the thirteen closes the sum
  return write(digits);
}

std::optional<std::string> parse_reference(std::string_view typed) {
  if (typed.size() > kTypedLengthMax) return std::nullopt;
  Digits digits{};
  std::size_t found = 0;
  while (!typed.empty()) {
    if (const std::size_t length = separator_length(typed); length > 0) {
      typed.remove_prefix(length);
      continue;
    }
    const char c = typed.front();
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    const std::size_t digit = kReferenceAlphabet.find(upper);
    if (digit == std::string_view::npos || found == kReferenceLength) return std::nullopt;
    digits[found++] = static_cast<unsigned>(digit);
    typed.remove_prefix(1);
  }
  if (found != kReferenceLength || weighted_sum(digits) != 0) return std::nullopt;
  return write(digits);
}

}  // namespace callmap
