#pragma once
// Time zones of the IANA list: which there are, and what their clocks show, with daylight saving.
// Opening hours, customers' clocks and the days of the organisation are made of it. Pure but for
// the zone data, which the system's package tzdata holds and which is read once; any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"

namespace callmap {

// A name of the IANA list that this system knows: `Europe/London`, `Etc/UTC`.
[[nodiscard]] bool is_zone(std::string_view name);
[[nodiscard]] const std::vector<std::string>& zone_names();  // all of them, in order
// How to mend a name that is none: the nearest one, or what a name looks like.
[[nodiscard]] std::string zone_hint(std::string_view name);

// Of everything below: the zone is known.

// A day of the calendar, counted from 1970-01-01.
using DayNumber = std::int64_t;
[[nodiscard]] DayNumber day_in(std::string_view zone, Instant at);
// `2026-03-01`, and back; nullopt for what is no day that there is, or one before 1970.
[[nodiscard]] std::string date_text(DayNumber day);
[[nodiscard]] std::optional<DayNumber> parse_date(std::string_view text);

// When a clock there shows that minute of that day. A minute that it skips in spring counts as the
// moment at which it is set forward; of one that it shows twice in autumn either is given.
enum class Showing : std::uint8_t { kFirst, kLast };
[[nodiscard]] Instant moment_in(std::string_view zone, DayNumber day, std::uint16_t minute,
                                Showing which);

// How far a clock there is ahead of UTC, in minutes, behind it when negative; and until when.
struct ClockSpan {
  std::int32_t ahead_minutes = 0;
  std::optional<Instant> until;  // exclusive; none: no change comes within what was asked for
  bool operator==(const ClockSpan&) const = default;
};
[[nodiscard]] ClockSpan clock_in(std::string_view zone, Instant at);
// Those from `from` on, in order, up to the one that holds `to`.
[[nodiscard]] std::vector<ClockSpan> clocks_in(std::string_view zone, Instant from, Instant to);

}  // namespace callmap
