#pragma once
// The hours of tests/maps/office, written down a second time for the auditor, with the clocks of
// the few zones in which its customers live: it must not ask the program that it audits when
// somebody is there, or when a customer may be called. The simulation alone calls it.

#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace callmap {

[[nodiscard]] bool office_is_open(Instant at);
// `daytime` by the clock of that zone; of London for one that is not known.
[[nodiscard]] bool may_be_called(Instant at, std::string_view zone);
// The first moment at or after it when the office is open and that customer may be called; nullopt
// when none comes within two weeks.
[[nodiscard]] std::optional<Instant> may_call_from(Instant at, std::string_view zone);
// `2026-03-01`, in London, where the organisation counts its days.
[[nodiscard]] std::string london_date(Instant at);
// `13:30`, the half-hour that a clock in London shows; with `+01:00` or `+00:00` in the hour that
// comes twice.
[[nodiscard]] std::string london_half_hour(Instant at);

}  // namespace callmap
