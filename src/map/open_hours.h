#pragma once
// When somebody is there, in a time zone with its daylight saving. The desk asks it for teams, the
// engine for callbacks and promises. Pure but for the zone data, which the system's package tzdata
// holds and which is read once; any thread.

#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "map/teams.h"

namespace callmap {

// A name of the IANA list that this system knows: `Europe/London`, `Etc/UTC`.
[[nodiscard]] bool is_zone(std::string_view name);
[[nodiscard]] const std::vector<std::string>& zone_names();  // all of them, in order

// `2026-12-25`, a day that there is.
[[nodiscard]] bool is_date(std::string_view text);

// Precondition of both: hours of a compiled map (a zone that is known, a day that is open).
[[nodiscard]] bool is_open(const OpenHours& hours, Instant now);
// The first moment at or after `from` within the hours. A time that a clock skips in spring counts
// as the moment it is set forward; one that it shows twice in autumn opens at the first and closes
// at the second.
[[nodiscard]] Instant next_open(const OpenHours& hours, Instant from);

}  // namespace callmap
