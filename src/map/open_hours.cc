// The only file that includes the time-zone library, whose exceptions end here.
#include "map/open_hours.h"

#include <date/tz.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "base/ensure.h"
#include "map/limits.h"

namespace callmap {
namespace {

// Every weekday closed for each date that a map may close, and some to spare.
constexpr int kDaysSearched = 7 * (static_cast<int>(kClosedDaysMax) + 2);

const date::time_zone* find_zone(std::string_view name) {
  try {
    return date::locate_zone(std::string(name));
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

std::vector<std::string> read_zone_names() {
  std::vector<std::string> out;
  try {
    for (const date::time_zone& zone : date::get_tzdb().zones) out.push_back(zone.name());
  } catch (const std::runtime_error&) {
    return {};  // no tzdata: no zone is known
  }
  std::ranges::sort(out);
  return out;
}

date::sys_time<std::chrono::milliseconds> system_time(Instant at) {
  return date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{at.ms}};
}

Instant instant_of(const date::time_zone& zone, date::local_days day, std::uint16_t minute,
                   date::choose which) {
  const auto local = day + std::chrono::minutes{minute};
  const auto sys = zone.to_sys(local, which);
  return {std::chrono::duration_cast<std::chrono::milliseconds>(sys.time_since_epoch()).count()};
}

bool is_closed(const OpenHours& hours, date::local_days day) {
  if (hours.closed.empty()) return false;
  const std::string text = date::format("%F", day);
  return std::ranges::find(hours.closed, text) != hours.closed.end();
}

}  // namespace

bool is_zone(std::string_view name) {
  return std::ranges::binary_search(zone_names(), name, {},
                                    [](const std::string& each) { return std::string_view(each); });
}

const std::vector<std::string>& zone_names() {
  static const std::vector<std::string> names = read_zone_names();
  return names;
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto number = [&](std::size_t from, std::size_t length) {
    int value = -1;
    const char* const end = text.data() + from + length;
    const auto [stopped, fault] = std::from_chars(text.data() + from, end, value);
    return fault == std::errc() && stopped == end ? value : -1;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 1970 || month < 0 || day < 0) return false;
  return date::year_month_day{date::year{year}, date::month{static_cast<unsigned>(month)},
                              date::day{static_cast<unsigned>(day)}}
      .ok();
}

bool is_open(const OpenHours& hours, Instant now) {
  return next_open(hours, now) == now;
}

Instant next_open(const OpenHours& hours, Instant from) {
  const date::time_zone* const zone = find_zone(hours.zone);
  ENSURE(zone != nullptr, "zone {}", hours.zone);
  // Where clocks change at midnight, a span of the day before can still be open.
  date::local_days day = date::floor<date::days>(zone->to_local(system_time(from))) - date::days{1};
  for (int n = 0; n < kDaysSearched; ++n, day += date::days{1}) {
    if (is_closed(hours, day)) continue;
    const unsigned weekday = date::weekday{day}.iso_encoding() - 1;
    for (const OpenHours::Span& span : hours.days[weekday]) {
      const Instant opens = instant_of(*zone, day, span.from, date::choose::earliest);
      const Instant closes = instant_of(*zone, day, span.to, date::choose::latest);
      if (closes > from && opens < closes) return std::max(opens, from);
    }
  }
  ENSURE(false, "the hours {} are never open", hours.id);
  return from;
}

}  // namespace callmap
