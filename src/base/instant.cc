#include "base/instant.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace callmap {
namespace {

struct Unit {
  char letter;
  std::int64_t ms;
};
constexpr std::array<Unit, 4> kUnits{
    {{'d', 86'400'000}, {'h', 3'600'000}, {'m', 60'000}, {'s', 1000}}};
constexpr std::int64_t kDayMs = 86'400'000;

struct Date {
  std::int64_t year = 0;
  int month = 0;  // 1 to 12
  int day = 0;    // 1 to 31
};

// Both conversions count in eras of 400 years that begin on 1 March, so that the leap day is the
// last day of a year (Howard Hinnant, "chrono-compatible low-level date algorithms").
constexpr std::int64_t kEraDays = 146'097;
constexpr std::int64_t kEpochFromEra = 719'468;  // days from 0000-03-01 to 1970-01-01

constexpr std::int64_t floor_divide(std::int64_t n, std::int64_t by) {
  return n / by - (n % by < 0 ? 1 : 0);
}

constexpr std::int64_t days_from_date(Date date) {
  const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = floor_divide(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t month_from_march = (date.month + 9) % 12;
  const std::int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kEraDays + day_of_era - kEpochFromEra;
}

constexpr Date date_from_days(std::int64_t days) {
  days += kEpochFromEra;
  const std::int64_t era = floor_divide(days, kEraDays);
  const std::int64_t day_of_era = days - era * kEraDays;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const int month =
      static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  const int day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

constexpr int days_in_month(std::int64_t year, int month) {
  constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

// Reads from the front of what is left; the first thing that is not there fails all the rest.
class Reader {
 public:
  explicit Reader(std::string_view text) : left_(text) {}

  // Exactly that many digits.
  int digits(std::size_t count) {
    int number = 0;
    if (left_.size() < count) return fail();
    for (const char c : left_.substr(0, count)) {
      if (c < '0' || c > '9') return fail();
      number = number * 10 + (c - '0');
    }
    left_.remove_prefix(count);
    return number;
  }
  // One of these characters, which is returned.
  char one_of(std::string_view characters) {
    if (left_.empty() || !characters.contains(left_.front())) return static_cast<char>(fail());
    const char c = left_.front();
    left_.remove_prefix(1);
    return c;
  }
  // `.` and one to nine digits, as milliseconds; 0 when there is no `.`.
  int fraction_ms() {
    if (left_.empty() || left_.front() != '.') return 0;
    left_.remove_prefix(1);
    const std::size_t end = std::min(left_.find_first_not_of("0123456789"), left_.size());
    if (end == 0 || end > 9) return fail();
    int ms = 0;
    for (std::size_t i = 0; i < 3; ++i) ms = ms * 10 + (i < end ? left_[i] - '0' : 0);
    left_.remove_prefix(end);
    return ms;
  }
  [[nodiscard]] bool done() const { return ok_ && left_.empty(); }

 private:
  int fail() {
    ok_ = false;
    return 0;
  }
  std::string_view left_;
  bool ok_ = true;
};

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const auto unit = std::ranges::find(kUnits, text.back(), &Unit::letter);
  const std::string_view digits = text.substr(0, text.size() - 1);
  if (unit == kUnits.end() || digits.front() == '-') return std::nullopt;
  std::int64_t count = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, fault] = std::from_chars(digits.data(), end, count);
  if (fault != std::errc{} || stop != end || count > kDurationMax.ms / unit->ms) {
    return std::nullopt;
  }
  return Duration{count * unit->ms};
}

std::string to_string(Duration length) {
  const std::int64_t ms = std::max<std::int64_t>(length.ms, 0) / 1000 * 1000;
  if (ms == 0) return "0s";
  const auto unit = std::ranges::find_if(kUnits, [&](Unit each) { return ms % each.ms == 0; });
  return fmt::format("{}{}", ms / unit->ms, unit->letter);
}

std::string to_clock(Duration length) {
  const std::int64_t total = std::max<std::int64_t>(length.ms, 0) / 1000;
  const std::int64_t hour = total / 3600;
  const std::int64_t minute = total / 60 % 60;
  if (hour == 0) return fmt::format("{}:{:02}", minute, total % 60);
  return fmt::format("{}:{:02}:{:02}", hour, minute, total % 60);
}

std::string to_iso(Instant at) {
  const std::int64_t days = floor_divide(at.ms, kDayMs);
  const std::int64_t ms = (at.ms % kDayMs + kDayMs) % kDayMs;
  const Date date = date_from_days(days);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", date.year, date.month, date.day,
                     ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
}

std::optional<Instant> parse_iso(std::string_view text) {
  Reader read(text);
  Date date;
  date.year = read.digits(4);
  read.one_of("-");
  date.month = read.digits(2);
  read.one_of("-");
  date.day = read.digits(2);
  read.one_of("Tt");
  const int hour = read.digits(2);
  read.one_of(":");
  const int minute = read.digits(2);
  read.one_of(":");
  const int second = read.digits(2);
  const int ms = read.fraction_ms();
  int ahead_minutes = 0;  // of UTC
  if (const char zone = read.one_of("Zz+-"); zone == '+' || zone == '-') {
    const int zone_hour = read.digits(2);
    read.one_of(":");
    const int zone_minute = read.digits(2);
    if (zone_hour > 23 || zone_minute > 59) return std::nullopt;
    ahead_minutes = (zone_hour * 60 + zone_minute) * (zone == '+' ? 1 : -1);
  }
  if (!read.done() || date.month < 1 || date.month > 12 || date.day < 1) return std::nullopt;
  if (date.day > days_in_month(date.year, date.month)) return std::nullopt;
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const std::int64_t minutes_of_day = hour * 60 + minute - ahead_minutes;
  return Instant{days_from_date(date) * kDayMs + minutes_of_day * 60'000 + second * 1000 + ms};
}

}  // namespace callmap
