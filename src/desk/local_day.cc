#include "desk/local_day.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "map/zone.h"
#include "review/numbers.h"

namespace callmap {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kMinutesOfDay = 24 * 60;

LocalDay day_numbered(std::string_view zone, DayNumber day) {
  return {date_text(day),
          {moment_in(zone, day, 0, Showing::kFirst), moment_in(zone, day + 1, 0, Showing::kFirst)}};
}

DayNumber utc_day(Instant at) {
  constexpr std::int64_t kDayMs = kMinutesOfDay * kMinuteMs;
  return at.ms / kDayMs - (at.ms % kDayMs < 0 ? 1 : 0);
}

std::string clock_face(Instant at, std::int32_t ahead_minutes) {
  const std::int64_t minutes = at.ms / kMinuteMs + ahead_minutes;
  const std::int64_t of_day = (minutes % kMinutesOfDay + kMinutesOfDay) % kMinutesOfDay;
  return fmt::format("{:02}:{:02}", of_day / 60, of_day % 60);
}

std::string distance_from_utc(std::int32_t ahead_minutes) {
  const std::int32_t minutes = std::abs(ahead_minutes);
  return fmt::format("{}{:02}:{:02}", ahead_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace

LocalDay local_day(std::string_view zone, Instant at) {
  return day_numbered(zone, day_in(zone, at));
}

std::optional<LocalDay> parse_local_day(std::string_view zone, std::string_view date) {
  const auto day = parse_date(date);
  if (!day) return std::nullopt;
  return day_numbered(zone, *day);
}

std::vector<std::string> half_hours(std::string_view zone, const LocalDay& day) {
  std::vector<std::pair<std::string, std::int32_t>> shown;
  std::map<std::string, int> times;
  for (Instant at = day.span.from; at < day.span.to; at = at + kSlot) {
    const std::int32_t ahead = clock_in(zone, at).ahead_minutes;
    shown.emplace_back(clock_face(at, ahead), ahead);
    ++times[shown.back().first];
  }
  std::vector<std::string> names;
  for (const auto& [face, ahead] : shown) {
    names.push_back(times[face] == 1 ? face : face + distance_from_utc(ahead));
  }
  return names;
}

std::vector<std::string> utc_dates(TimeSpan span) {
  std::vector<std::string> dates;
  if (span.from >= span.to) return dates;
  for (DayNumber day = utc_day(span.from); day <= utc_day(span.to - Duration{1}); ++day) {
    dates.push_back(date_text(day));
  }
  return dates;
}

}  // namespace callmap
