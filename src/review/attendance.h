#pragma once
// When people were at work and when contacts kept them busy: what occupancy is made of. Pure.

#include <span>

#include "base/time_span.h"

namespace callmap {

// One person's time between two instants.
struct Attendance {
  Duration at_work;  // taking contacts, or busy with one all the same
  Duration busy;     // with one contact or several: counted once
  Attendance& operator+=(const Attendance& other);
};
[[nodiscard]] Attendance attendance(std::span<const TimeSpan> taking,
                                    std::span<const TimeSpan> contacts, TimeSpan within);

}  // namespace callmap
