#include "map/open_hours.h"

#include <algorithm>

#include "base/ensure.h"
#include "map/limits.h"

namespace callmap {
namespace {

// Every weekday closed for each date that a map may close, and some to spare.
constexpr int kDaysSearched = 7 * (static_cast<int>(kClosedDaysMax) + 2);

// Monday is 0; 1970-01-01 was a Thursday.
std::size_t weekday_of(DayNumber day) {
  return static_cast<std::size_t>(((day + 3) % 7 + 7) % 7);
}

bool is_closed(const OpenHours& hours, DayNumber day) {
  if (hours.closed.empty()) return false;
  const std::string text = date_text(day);
  return std::ranges::find(hours.closed, text) != hours.closed.end();
}

}  // namespace

bool is_date(std::string_view text) {
  return parse_date(text).has_value();
}

bool is_open(const OpenHours& hours, Instant now) {
  return next_open(hours, now) == now;
}

Instant next_open(const OpenHours& hours, Instant from) {
  return next_open(hours, hours.zone, from);
}

Instant next_open(const OpenHours& hours, std::string_view zone, Instant from) {
  // Where clocks change at midnight, a span of the day before can still be open.
  DayNumber day = day_in(zone, from) - 1;
  for (int n = 0; n < kDaysSearched; ++n, ++day) {
    if (is_closed(hours, day)) continue;
    for (const OpenHours::Span& span : hours.days[weekday_of(day)]) {
      const Instant opens = moment_in(zone, day, span.from, Showing::kFirst);
      const Instant closes = moment_in(zone, day, span.to, Showing::kLast);
      if (closes > from && opens < closes) return std::max(opens, from);
    }
  }
  ENSURE(false, "the hours {} are never open", hours.id);
  return from;
}

std::optional<Instant> next_both_open(const OpenHours& ours, const OpenHours& theirs,
                                      std::string_view zone, Instant from) {
  // Each step moves on to where one of the two opens, so a span is looked at once.
  for (Instant at = from; at <= from + kBothOpenSearched;) {
    const Instant here = next_open(ours, at);
    at = next_open(theirs, zone, here);
    if (at == here) {
      if (at > from + kBothOpenSearched) break;
      return at;
    }
  }
  return std::nullopt;
}

}  // namespace callmap
