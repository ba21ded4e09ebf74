#include "base/time_span.h"

#include <algorithm>

namespace callmap {

Duration overlap(TimeSpan a, TimeSpan b) {
  const Instant from = std::max(a.from, b.from), to = std::min(a.to, b.to);
  return from < to ? to - from : Duration{};
}

std::vector<TimeSpan> joined(std::vector<TimeSpan> spans) {
  std::ranges::sort(spans, {}, &TimeSpan::from);
  std::vector<TimeSpan> all;
  for (const TimeSpan& each : spans) {
    if (all.empty() || all.back().to < each.from)
      all.push_back(each);
    else
      all.back().to = std::max(all.back().to, each.to);
  }
  return all;
}

}  // namespace callmap
