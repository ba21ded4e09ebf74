#pragma once
// Days of the organisation: from midnight to midnight by the clocks of its time zone, divided into
// half-hours. The desk counts by them. What is stored stands under UTC dates, so that another zone
// changes nothing that is kept.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_span.h"

namespace callmap {

struct LocalDay {
  std::string date;  // 2026-03-01
  TimeSpan span;     // of 23 or 25 hours where the clocks change
};

// Precondition of all: the zone is known (map/zone.h).
[[nodiscard]] LocalDay local_day(std::string_view zone, Instant at);
// nullopt for what is no date.
[[nodiscard]] std::optional<LocalDay> parse_local_day(std::string_view zone, std::string_view date);

// What a clock shows at the beginning of each half-hour of the day, in order: `09:30`. Those that
// it shows twice have their distance from UTC with them, `01:30+01:00` and then `01:30+00:00`.
[[nodiscard]] std::vector<std::string> half_hours(std::string_view zone, const LocalDay& day);

// The UTC dates that the span touches, in order.
[[nodiscard]] std::vector<std::string> utc_dates(TimeSpan span);

}  // namespace callmap
