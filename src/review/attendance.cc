#include "review/attendance.h"

#include <algorithm>

namespace callmap {
namespace {

Duration length(std::span<const TimeSpan> spans) {
  Duration sum;
  for (const TimeSpan& each : spans) sum.ms += (each.to - each.from).ms;
  return sum;
}

void add_within(std::vector<TimeSpan>& into, std::span<const TimeSpan> spans, TimeSpan within) {
  for (const TimeSpan& each : spans) {
    const TimeSpan part{std::max(each.from, within.from), std::min(each.to, within.to)};
    if (part.from < part.to) into.push_back(part);
  }
}

}  // namespace

Attendance& Attendance::operator+=(const Attendance& other) {
  at_work.ms += other.at_work.ms;
  busy.ms += other.busy.ms;
  return *this;
}

Attendance attendance(std::span<const TimeSpan> taking, std::span<const TimeSpan> contacts,
                      TimeSpan within) {
  std::vector<TimeSpan> all;
  add_within(all, contacts, within);
  const Duration busy = length(joined(all));
  add_within(all, taking, within);
  return {length(joined(std::move(all))), busy};
}

}  // namespace callmap
