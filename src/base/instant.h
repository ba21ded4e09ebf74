#pragma once
// Points in time and lengths of time, in whole milliseconds. Pure values: nobody here reads a clock
// (see Clock below, the one seam through which the time of day enters).

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace callmap {

struct Duration {
  std::int64_t ms = 0;
  auto operator<=>(const Duration&) const = default;
};

// Milliseconds since 1970-01-01T00:00:00Z.
struct Instant {
  std::int64_t ms = 0;
  auto operator<=>(const Instant&) const = default;
};

[[nodiscard]] constexpr Instant operator+(Instant at, Duration length) {
  return {at.ms + length.ms};
}
[[nodiscard]] constexpr Instant operator-(Instant at, Duration length) {
  return {at.ms - length.ms};
}
[[nodiscard]] constexpr Duration operator-(Instant later, Instant earlier) {
  return {later.ms - earlier.ms};
}

[[nodiscard]] constexpr Duration seconds(std::int64_t n) {
  return {n * 1000};
}
[[nodiscard]] constexpr Duration minutes(std::int64_t n) {
  return {n * 60'000};
}
[[nodiscard]] constexpr Duration hours(std::int64_t n) {
  return {n * 3'600'000};
}

inline constexpr Duration kDurationMax = hours(24 * 366);  // longest length a map may name

// `0m`, `30s`, `15m`, `2h`, `5d`: a whole number and one unit. nullopt for anything else or above
// kDurationMax.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);
// The shortest of the same form, `90s` for a minute and a half.
[[nodiscard]] std::string to_string(Duration length);
// For people: `4:05`, `1:02:03`. Rounded down to seconds; negative lengths show as `0:00`.
[[nodiscard]] std::string to_clock(Duration length);

// RFC 3339 in UTC with milliseconds, `2026-03-01T09:30:00.000Z`.
[[nodiscard]] std::string to_iso(Instant at);
[[nodiscard]] std::optional<Instant> parse_iso(std::string_view text);

// The seam for the time of day: the real clock in cli/, a jumping one in tests.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;  // any thread
};

}  // namespace callmap
