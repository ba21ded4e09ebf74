#pragma once
// When somebody is there, in a time zone with its daylight saving. The desk asks it for teams, the
// engine for callbacks and promises. Pure, and any thread, as far as map/zone.h is.

#include <optional>
#include <string_view>

#include "base/instant.h"
#include "map/teams.h"
#include "map/zone.h"

namespace callmap {

// `2026-12-25`, a day that there is.
[[nodiscard]] bool is_date(std::string_view text);

// Precondition of all: hours of a compiled map (a zone that is known, a day that is open).
[[nodiscard]] bool is_open(const OpenHours& hours, Instant now);
// The first moment at or after `from` within the hours. A time that a clock skips in spring counts
// as the moment it is set forward; one that it shows twice in autumn opens at the first and closes
// at the second.
[[nodiscard]] Instant next_open(const OpenHours& hours, Instant from);
// The same for the clocks of another zone, which is known.
[[nodiscard]] Instant next_open(const OpenHours& hours, std::string_view zone, Instant from);

// How far ahead a time is looked for that suits two sets of hours.
inline constexpr Duration kBothOpenSearched = hours(24 * 14);
// The first moment at or after `from` at which `ours` are open in their zone and `theirs` are in
// `zone`; nullopt when there is none within kBothOpenSearched.
[[nodiscard]] std::optional<Instant> next_both_open(const OpenHours& ours, const OpenHours& theirs,
                                                    std::string_view zone, Instant from);

}  // namespace callmap
