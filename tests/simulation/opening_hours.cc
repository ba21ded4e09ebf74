#include "opening_hours.h"

#include <fmt/core.h>

#include <chrono>

namespace callmap {
namespace {

namespace calendar = std::chrono;

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kTwoWeeksMs = 14 * 24 * kHourMs;

calendar::sys_time<calendar::milliseconds> time_of(Instant at) {
  return calendar::sys_time<calendar::milliseconds>(calendar::milliseconds(at.ms));
}

// British summer time: from the last Sunday of March to that of October, at 01:00 UTC.
bool is_summer(Instant at) {
  const auto day = calendar::floor<calendar::days>(time_of(at));
  const auto year = calendar::year_month_day(day).year();
  const auto change = [year](calendar::month month) {
    const calendar::year_month_weekday_last last(year, month,
                                                 calendar::weekday_last(calendar::Sunday));
    return calendar::sys_days(last) + calendar::hours(1);
  };
  return time_of(at) >= change(calendar::March) && time_of(at) < change(calendar::October);
}

// American summer time in New York: from the second Sunday of March, at 07:00 UTC, to the first of
// November, at 06:00 UTC.
bool is_summer_in_new_york(Instant at) {
  const auto day = calendar::floor<calendar::days>(time_of(at));
  const auto year = calendar::year_month_day(day).year();
  const calendar::sys_days begins(year / calendar::March / calendar::Sunday[2]);
  const calendar::sys_days ends(year / calendar::November / calendar::Sunday[1]);
  return time_of(at) >= begins + calendar::hours(7) && time_of(at) < ends + calendar::hours(6);
}

std::int64_t ahead_minutes(Instant at, std::string_view zone) {
  if (zone == "Asia/Tokyo") return 9 * 60;
  if (zone == "Asia/Kathmandu") return 5 * 60 + 45;
  if (zone == "Pacific/Fiji") return 12 * 60;
  if (zone == "Pacific/Honolulu") return -10 * 60;
  if (zone == "America/New_York") return is_summer_in_new_york(at) ? -4 * 60 : -5 * 60;
  return is_summer(at) ? 60 : 0;
}

}  // namespace

bool office_is_open(Instant at) {
  const Instant local{at.ms + (is_summer(at) ? kHourMs : 0)};
  const auto day = calendar::floor<calendar::days>(time_of(local));
  const auto minutes = calendar::duration_cast<calendar::minutes>(time_of(local) - day).count();
  const calendar::year_month_day date(day);
  const bool christmas =
      date == calendar::year_month_day(calendar::year(2026), calendar::December, calendar::day(25));
  const calendar::weekday weekday(day);
  if (weekday == calendar::Sunday || christmas) return false;
  if (weekday != calendar::Saturday) return minutes >= 8 * 60 && minutes < 20 * 60;
  return (minutes >= 9 * 60 && minutes < 13 * 60) || (minutes >= 14 * 60 && minutes < 17 * 60);
}

bool may_be_called(Instant at, std::string_view zone) {
  const Instant local{at.ms + ahead_minutes(at, zone) * kMinuteMs};
  const auto day = calendar::floor<calendar::days>(time_of(local));
  const auto hour = calendar::duration_cast<calendar::hours>(time_of(local) - day).count();
  return hour >= 8 && hour < 20;
}

std::optional<Instant> may_call_from(Instant at, std::string_view zone) {
  const auto suits = [zone](Instant then) {
    return office_is_open(then) && may_be_called(then, zone);
  };
  if (suits(at)) return at;
  const std::int64_t last = at.ms + kTwoWeeksMs;
  for (Instant next{(at.ms / kMinuteMs + 1) * kMinuteMs}; next.ms <= last; next.ms += kMinuteMs) {
    if (suits(next)) return next;
  }
  return std::nullopt;
}

std::string london_date(Instant at) {
  const Instant local{at.ms + ahead_minutes(at, "Europe/London") * kMinuteMs};
  const calendar::year_month_day date(calendar::floor<calendar::days>(time_of(local)));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string london_half_hour(Instant at) {
  const auto ahead = [](Instant then) { return ahead_minutes(then, "Europe/London"); };
  const Instant local{at.ms + ahead(at) * kMinuteMs};
  const auto day = calendar::floor<calendar::days>(time_of(local));
  const auto minutes = calendar::floor<calendar::minutes>(time_of(local) - day).count();
  // In the night in which the clock goes back one hour comes twice: by summer time, then without.
  const Instant later{at.ms + 60 * kMinuteMs}, earlier{at.ms - 60 * kMinuteMs};
  const bool first = ahead(at) > ahead(later), second = ahead(at) < ahead(earlier);
  return fmt::format("{:02}:{:02}{}", minutes / 60, minutes % 60 / 30 * 30,
                     first ? "+01:00" : (second ? "+00:00" : ""));
}

}  // namespace callmap
