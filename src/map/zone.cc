// The only file that includes the time-zone library, whose exceptions end here.
#include "map/zone.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "base/ensure.h"
#include "map/suggest.h"

namespace callmap {
namespace {

using SystemTime = date::sys_time<std::chrono::milliseconds>;

const date::time_zone& zone_named(std::string_view name) {
  const date::time_zone* found = nullptr;
  try {
    found = date::locate_zone(std::string(name));
  } catch (const std::runtime_error&) {
    found = nullptr;
  }
  ENSURE(found != nullptr, "zone {}", name);
  return *found;
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

SystemTime system_time(Instant at) {
  return SystemTime{std::chrono::milliseconds{at.ms}};
}

Instant instant_of(date::sys_seconds at) {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count()};
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

std::string zone_hint(std::string_view name) {
  const std::vector<std::string>& names = zone_names();
  const std::string_view near = nearest(name, {names.begin(), names.end()});
  return near.empty() ? "write a name of the IANA list, `Europe/London` or `Etc/UTC`"
                      : fmt::format("did you mean `{}`?", near);
}

DayNumber day_in(std::string_view zone, Instant at) {
  const auto local = zone_named(zone).to_local(system_time(at));
  return date::floor<date::days>(local).time_since_epoch().count();
}

std::string date_text(DayNumber day) {
  return date::format("%F", date::local_days{date::days{day}});
}

std::optional<DayNumber> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t length) {
    int value = -1;
    const char* const end = text.data() + from + length;
    const auto [stopped, fault] = std::from_chars(text.data() + from, end, value);
    return fault == std::errc() && stopped == end ? value : -1;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 1970 || month < 0 || day < 0) return std::nullopt;
  const date::year_month_day date{date::year{year}, date::month{static_cast<unsigned>(month)},
                                  date::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return date::local_days{date}.time_since_epoch().count();
}

Instant moment_in(std::string_view zone, DayNumber day, std::uint16_t minute, Showing which) {
  const auto local = date::local_days{date::days{day}} + std::chrono::minutes{minute};
  const auto choice = which == Showing::kFirst ? date::choose::earliest : date::choose::latest;
  return instant_of(zone_named(zone).to_sys(date::local_seconds{local}, choice));
}

ClockSpan clock_in(std::string_view zone, Instant at) {
  const date::sys_info now = zone_named(zone).get_info(system_time(at));
  const auto ahead = std::chrono::duration_cast<std::chrono::minutes>(now.offset);
  return {static_cast<std::int32_t>(ahead.count()), instant_of(now.end)};
}

std::vector<ClockSpan> clocks_in(std::string_view zone, Instant from, Instant to) {
  std::vector<ClockSpan> spans{clock_in(zone, from)};
  while (*spans.back().until <= to) spans.push_back(clock_in(zone, *spans.back().until));
  spans.back().until = std::nullopt;
  return spans;
}

}  // namespace callmap
