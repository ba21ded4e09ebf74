#include "engine/card_number.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace callmap {
namespace {

constexpr std::size_t kDigitsLeast = 13, kDigitsMost = 19;
constexpr std::size_t kPhoneDigitsMost = 15;  // E.164

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool parts_groups(char c) {
  return c == ' ' || c == '-';
}

// Luhn: from the right every second digit counts twice, with its digits added.
bool adds_up(std::string_view digits) {
  unsigned sum = 0;
  bool twice = false;
  for (std::size_t i = digits.size(); i-- > 0; twice = !twice) {
    const unsigned digit = static_cast<unsigned>(digits[i] - '0') * (twice ? 2U : 1U);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum > 0 && sum % 10 == 0;
}

// Digits with spaces and dashes between them.
struct Run {
  std::string digits;
  std::vector<std::size_t> edges;  // where its groups begin, and the end
  bool phone = false;              // it begins with `+`
};

// The next run at or after `from`, which moves behind it.
Run next_run(std::string_view text, std::size_t& from) {
  Run run;
  while (from < text.size() && !is_digit(text[from])) ++from;
  run.phone = from > 0 && from < text.size() && text[from - 1] == '+';
  bool apart = true;
  for (; from < text.size() && (is_digit(text[from]) || parts_groups(text[from])); ++from) {
    if (parts_groups(text[from])) {
      apart = true;
      continue;
    }
    if (apart) run.edges.push_back(run.digits.size());
    apart = false;
    run.digits += text[from];
  }
  run.edges.push_back(run.digits.size());
  return run;
}

// Whole groups only, so that a date or a security code beside the number does not hide it.
bool is_card_number(const Run& run) {
  if (run.phone && run.digits.size() <= kPhoneDigitsMost) return false;
  for (std::size_t first = 0; first < run.edges.size(); ++first) {
    for (std::size_t last = first + 1; last < run.edges.size(); ++last) {
      const std::size_t length = run.edges[last] - run.edges[first];
      if (length > kDigitsMost) break;
      if (length < kDigitsLeast) continue;
      if (adds_up(std::string_view(run.digits).substr(run.edges[first], length))) return true;
    }
  }
  return false;
}

}  // namespace

bool has_card_number(std::string_view text) {
  // Nearly every text has too few digits, and is read once.
  if (static_cast<std::size_t>(std::ranges::count_if(text, is_digit)) < kDigitsLeast) return false;
  for (std::size_t from = 0; from < text.size();) {
    if (is_card_number(next_run(text, from))) return true;
  }
  return false;
}

}  // namespace callmap
