#include "opening_hours.h"

#include <fmt/core.h>

#include <chrono>

namespace callmap {
namespace {

namespace calendar = std::chrono;

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;

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

Instant office_opens(Instant at) {
  if (office_is_open(at)) return at;
  Instant next{(at.ms / kMinuteMs + 1) * kMinuteMs};
  while (!office_is_open(next)) next.ms += kMinuteMs;
  return next;
}

std::string utc_date(Instant at) {
  const calendar::year_month_day date(calendar::floor<calendar::days>(time_of(at)));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

}  // namespace callmap
