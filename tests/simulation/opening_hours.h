#pragma once
// The opening hours of tests/maps/office, written down a second time for the auditor: it must not
// ask the program that it audits when somebody is there. The auditor alone calls it.

#include <string>

#include "base/instant.h"

namespace callmap {

[[nodiscard]] bool office_is_open(Instant at);
// The first moment at or after it when the office is open.
[[nodiscard]] Instant office_opens(Instant at);
// `2026-03-01`, in UTC.
[[nodiscard]] std::string utc_date(Instant at);

}  // namespace callmap
