#pragma once
// A stretch of time between two instants. Pure.

#include <vector>

#include "base/instant.h"

namespace callmap {

struct TimeSpan {
  Instant from, to;  // without `to`
  bool operator==(const TimeSpan&) const = default;
};

[[nodiscard]] constexpr bool contains(TimeSpan span, Instant at) {
  return span.from <= at && at < span.to;
}

// How long both last at once.
[[nodiscard]] Duration overlap(TimeSpan a, TimeSpan b);

// The same time in order and without overlaps.
[[nodiscard]] std::vector<TimeSpan> joined(std::vector<TimeSpan> spans);

}  // namespace callmap
