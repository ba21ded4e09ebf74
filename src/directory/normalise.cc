#include "directory/normalise.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "directory/fold.h"

namespace callmap {
namespace {

constexpr int kEarliestYear = 1880;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The digits of a text in which nothing but separators stands between them; empty otherwise.
std::string only_digits(std::string_view text, std::string_view separators) {
  std::string digits;
  for (const char c : text) {
    if (is_digit(c))
      digits += c;
    else if (separators.find(c) == std::string_view::npos)
      return {};
  }
  return digits;
}

// `1st`, `march`, `1980` … : runs of digits and runs of letters of the folded text.
std::vector<std::string> runs(std::string_view text) {
  std::vector<std::string> found;
  char before = ' ';
  for (const char c : fold(text)) {
    if (c != ' ') {
      if (before == ' ' || is_digit(before) != is_digit(c)) found.emplace_back();
      found.back() += c;
    }
    before = c;
  }
  return found;
}

struct MonthName {
  std::string_view name;
  int month;
};
constexpr std::array kMonths = std::to_array<MonthName>({
    {"january", 1},   {"januar", 1},   {"jan", 1},       {"february", 2},  {"februar", 2},
    {"feb", 2},       {"march", 3},    {"marz", 3},      {"maerz", 3},     {"mrz", 3},
    {"mar", 3},       {"april", 4},    {"apr", 4},       {"may", 5},       {"mai", 5},
    {"june", 6},      {"juni", 6},     {"jun", 6},       {"july", 7},      {"juli", 7},
    {"jul", 7},       {"august", 8},   {"aug", 8},       {"september", 9}, {"sept", 9},
    {"sep", 9},       {"october", 10}, {"oktober", 10},  {"oct", 10},      {"okt", 10},
    {"november", 11}, {"nov", 11},     {"december", 12}, {"dezember", 12}, {"dec", 12},
    {"dez", 12},
});
constexpr std::array<std::string_view, 8> kFillers = {"st", "nd",  "rd",  "th",
                                                      "of", "the", "den", "der"};

struct Number {
  int value = 0;
  std::size_t digits = 0;
};

struct DateWords {
  std::vector<Number> numbers;
  int month = 0;                   // named; 0: none
  std::size_t numbers_before = 0;  // the month's name
};

std::optional<DateWords> read_words(std::string_view typed) {
  DateWords words;
  for (const std::string& run : runs(typed)) {
    if (is_digit(run[0])) {
      if (run.size() > 8) return std::nullopt;
      int value = 0;
      std::from_chars(run.data(), run.data() + run.size(), value);
      words.numbers.push_back({value, run.size()});
      continue;
    }
    if (std::ranges::find(kFillers, run) != kFillers.end()) continue;
    const auto month = std::ranges::find(kMonths, run, &MonthName::name);
    if (month == kMonths.end() || words.month != 0) return std::nullopt;
    words.month = month->month;
    words.numbers_before = words.numbers.size();
  }
  return words;
}

std::optional<int> full_year(Number year) {
  if (year.digits == 2) {
    const int century = kLatestYear / 100 * 100;
    return century + year.value > kLatestYear ? century - 100 + year.value : century + year.value;
  }
  if (year.digits != 4 || year.value < kEarliestYear || year.value > kLatestYear) {
    return std::nullopt;
  }
  return year.value;
}

int days_in(int month, int year) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

std::optional<std::string> date(std::optional<int> year, int month, int day) {
  if (!year || month < 1 || month > 12 || day < 1 || day > days_in(month, *year)) {
    return std::nullopt;
  }
  return fmt::format("{:04}-{:02}-{:02}", *year, month, day);
}

std::optional<std::string> day_first(Number first, Number second, Number year) {
  if (auto found = date(full_year(year), second.value, first.value)) return found;
  return date(full_year(year), first.value, second.value);
}

// `01031980`, `19800301`, `010380`: digits without separators.
std::optional<std::string> packed_date(Number number) {
  const int n = number.value;
  if (number.digits == 6) return day_first({n / 10'000, 2}, {n / 100 % 100, 2}, {n % 100, 2});
  if (number.digits != 8) return std::nullopt;
  if (auto found = date(full_year({n / 10'000, 4}), n / 100 % 100, n % 100)) return found;
  return day_first({n / 1'000'000, 2}, {n / 10'000 % 100, 2}, {n % 10'000, 4});
}

std::optional<std::string> named_date(const DateWords& words) {
  if (words.numbers.size() != 2) return std::nullopt;
  const auto [first, second] = std::pair(words.numbers[0], words.numbers[1]);
  if (first.digits == 4) return date(full_year(first), words.month, second.value);
  return date(full_year(second), words.month, first.value);
}

std::optional<std::string> normalise_postcode(std::string_view typed) {
  std::string code;
  for (char c : fold(typed)) {
    if (c == ' ') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (!is_digit(c) && !(c >= 'A' && c <= 'Z')) return std::nullopt;
    code += c;
  }
  return code;
}

}  // namespace

std::string fold(std::string_view text) {
  std::string folded;
  std::string letters;
  bool separated = false;
  for (std::size_t at = 0; at < text.size();) {
    letters.clear();
    const PointKind kind = fold_point(next_point(text, at), letters);
    if (kind == PointKind::kSeparator) separated = true;
    if (kind != PointKind::kLetter) continue;
    if (separated && !folded.empty()) folded += ' ';
    separated = false;
    folded += letters;
  }
  return folded;
}

std::vector<std::string> folded_words(std::string_view text) {
  std::vector<std::string> words;
  const std::string folded = fold(text);
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t end = std::min(folded.find(' ', at), folded.size());
    words.push_back(folded.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::optional<std::string> normalise_date(std::string_view typed) {
  const auto words = read_words(typed);
  if (!words) return std::nullopt;
  if (words->month != 0) return named_date(*words);
  const auto& numbers = words->numbers;
  if (numbers.size() == 1) return packed_date(numbers[0]);
  if (numbers.size() != 3) return std::nullopt;
  if (numbers[0].digits == 4) {
    return date(full_year(numbers[0]), numbers[1].value, numbers[2].value);
  }
  return day_first(numbers[0], numbers[1], numbers[2]);
}

bool date_in_doubt(std::string_view typed) {
  const auto form = normalise_date(typed);
  const auto words = read_words(typed);
  if (!form || !words) return false;
  const auto& numbers = words->numbers;
  const bool full = std::ranges::any_of(
      numbers, [](Number each) { return each.digits == 4 || each.digits == 8; });
  if (!full) return true;
  if (words->month != 0 || numbers.front().digits == 4) return false;
  const std::string year_first = form->substr(0, 4) + form->substr(5, 2) + form->substr(8, 2);
  if (numbers.size() == 1 && std::to_string(numbers.front().value) == year_first) return false;
  const std::string month = form->substr(5, 2);
  const std::string day = form->substr(8, 2);
  return day <= "12" && day != month;
}

std::optional<std::string> normalise(const AnswerItem& item, std::string_view typed) {
  if (typed.size() > kAnswerBytesMax) return std::nullopt;
  std::optional<std::string> form;
  switch (item.normalise) {
    case Normalise::kText: form = fold(typed); break;
    case Normalise::kDigits: form = only_digits(typed, " -./()#"); break;
    case Normalise::kDate: return normalise_date(typed);
    case Normalise::kPostcode: form = normalise_postcode(typed); break;
  }
  if (!form || form->empty()) return std::nullopt;
  if (form->size() < item.length_min || form->size() > item.length_max) return std::nullopt;
  return form;
}

std::optional<std::string> normalise_phone(std::string_view typed) {
  const auto first = typed.find_first_not_of(' ');
  if (first == std::string_view::npos) return std::nullopt;
  std::string_view rest = typed.substr(first);
  if (rest.starts_with('+'))
    rest.remove_prefix(1);
  else if (rest.starts_with("00"))
    rest.remove_prefix(2);
  else
    return std::nullopt;
  const std::string digits = only_digits(rest, " -./()");
  if (digits.size() < 7 || digits.size() > 15 || digits[0] == '0') return std::nullopt;
  return "+" + digits;
}

std::string_view expected_form(Normalise form) {
  switch (form) {
    case Normalise::kText: return "words, in the expected length";
    case Normalise::kDigits: return "digits, in the expected number";
    case Normalise::kDate: return "a date, such as 1 March 1980 or 01/03/1980";
    case Normalise::kPostcode: return "a postcode, letters and digits";
  }
  return {};
}

}  // namespace callmap
