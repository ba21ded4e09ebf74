#include "engine/value.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "engine/command.h"

namespace callmap {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool has_control_characters(std::string_view text, bool lines_allowed) {
  return std::any_of(text.begin(), text.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x7f || (byte < 0x20 && !(lines_allowed && (c == '\n' || c == '\t')));
  });
}

std::optional<int> whole(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::string> choices(const Field& field, std::string_view typed) {
  std::vector<bool> chosen(field.choices.size());
  std::size_t count = 0;
  while (!typed.empty()) {
    const std::string_view id = trimmed(typed.substr(0, typed.find(',')));
    typed.remove_prefix(std::min(typed.size(), typed.find(',') == std::string_view::npos
                                                   ? typed.size()
                                                   : typed.find(',') + 1));
    const auto known = std::find_if(field.choices.begin(), field.choices.end(),
                                    [&](const Choice& choice) { return choice.id == id; });
    if (known == field.choices.end()) return std::nullopt;
    const auto place = static_cast<std::size_t>(known - field.choices.begin());
    if (!chosen[place]) ++count;
    chosen[place] = true;
  }
  if (field.type == FieldType::kChoice && count > 1) return std::nullopt;
  std::string value;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (!chosen[i]) continue;
    if (!value.empty()) value += ',';
    value += field.choices[i].id;
  }
  return value;
}

// Exactly three digits follow: `1,200`, but not the decimal comma of `84,20`.
bool parts_thousands(std::string_view rest) {
  const auto digits = std::find_if_not(rest.begin(), rest.end(), is_digit) - rest.begin();
  return digits == 3;
}

// Digits with at most one point before `decimals_max` more, an optional minus; spaces and thousands
// commas are dropped.
std::optional<std::string> number(std::string_view typed, std::size_t decimals_max) {
  std::string value;
  std::size_t decimals = 0, digits = 0;
  bool point = false;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    const char c = typed[i];
    if (c == ' ') continue;
    if (c == ',') {
      if (point || !parts_thousands(typed.substr(i + 1))) return std::nullopt;
      continue;
    }
    if (c == '-' && value.empty()) {
      value += c;
    } else if (c == '.' && !point && digits > 0) {
      point = true;
      value += c;
    } else if (is_digit(c)) {
      ++digits;
      if (point && ++decimals > decimals_max) return std::nullopt;
      value += c;
    } else {
      return std::nullopt;
    }
  }
  if (digits == 0 || digits > 18 || value.back() == '.') return std::nullopt;
  return value;
}

std::optional<std::string> date(std::string_view typed) {
  if (typed.size() != 10 || typed[4] != '-' || typed[7] != '-') return std::nullopt;
  const auto year = whole(typed.substr(0, 4));
  const auto month = whole(typed.substr(5, 2));
  const auto day = whole(typed.substr(8, 2));
  if (!year || !month || !day || *month < 1 || *day < 1) return std::nullopt;
  const std::chrono::year_month_day calendar{std::chrono::year(*year),
                                             std::chrono::month(static_cast<unsigned>(*month)),
                                             std::chrono::day(static_cast<unsigned>(*day))};
  if (!calendar.ok()) return std::nullopt;
  return std::string(typed);
}

std::optional<std::string> time_of_day(std::string_view typed) {
  if (typed.size() != 5 || typed[2] != ':') return std::nullopt;
  const auto hour = whole(typed.substr(0, 2));
  const auto minute = whole(typed.substr(3, 2));
  if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59)
    return std::nullopt;
  return std::string(typed);
}

std::optional<std::string> phone(std::string_view typed) {
  std::string value;
  for (const char c : typed) {
    if (is_digit(c) || (c == '+' && value.empty())) {
      value += c;
    } else if (std::string_view(" -./()").find(c) == std::string_view::npos) {
      return std::nullopt;
    }
  }
  const std::size_t digits = value.size() - (value.starts_with('+') ? 1 : 0);
  if (digits < 3 || digits > 15) return std::nullopt;
  return value;
}

std::optional<std::string> email(std::string_view typed) {
  const std::size_t sign = typed.find('@');
  if (sign == std::string_view::npos || sign == 0 ||
      typed.find('@', sign + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view host = typed.substr(sign + 1);
  if (host.find('.') == std::string_view::npos || host.front() == '.' || host.back() == '.') {
    return std::nullopt;
  }
  if (std::any_of(typed.begin(), typed.end(), is_space)) return std::nullopt;
  return std::string(typed);
}

}  // namespace

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::size_t length_max(FieldType type) {
  const bool longer = type == FieldType::kText || type == FieldType::kChoices;
  return longer ? kTextLengthMax : kLineLengthMax;
}

std::optional<std::string> stored_form(const Field& field, std::string_view typed) {
  typed = trimmed(typed);
  const bool is_text = field.type == FieldType::kText;
  const std::size_t most = length_max(field.type);
  if (typed.size() > most && characters(typed) > most) return std::nullopt;
  if (typed.empty()) return std::string();
  if (has_control_characters(typed, is_text)) return std::nullopt;
  switch (field.type) {
    case FieldType::kText:
    case FieldType::kLine: return std::string(typed);
    case FieldType::kChoice:
    case FieldType::kChoices: return choices(field, typed);
    case FieldType::kNumber: return number(typed, 6);
    case FieldType::kMoney: return number(typed, 2);
    case FieldType::kDate: return date(typed);
    case FieldType::kTime: return time_of_day(typed);
    case FieldType::kPhone: return phone(typed);
    case FieldType::kEmail: return email(typed);
  }
  return std::nullopt;
}

std::string_view expected_form(FieldType type) {
  switch (type) {
    case FieldType::kText: return "a text of up to 4,000 characters";
    case FieldType::kLine: return "one line of up to 200 characters";
    case FieldType::kChoice: return "one of the choices of the list";
    case FieldType::kChoices: return "choices of the list, with commas between";
    case FieldType::kNumber: return "a number such as 12.5";
    case FieldType::kMoney: return "an amount such as 84.20";
    case FieldType::kDate: return "a date such as 2026-03-01";
    case FieldType::kTime: return "a time such as 14:30";
    case FieldType::kPhone: return "a phone number of 3 to 15 digits";
    case FieldType::kEmail: return "an email address such as dana@example.com";
  }
  return "";
}

}  // namespace callmap
