#pragma once
// Instants and lengths of time for values of which millions stay in memory: six bytes each. They
// are read and compared as Instant and std::optional<Instant>. From 1970 to the year 10889, which
// holds every instant that can be written in RFC 3339; what lies outside is moved to the nearest
// end. Lengths are from nothing to as long.

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "base/instant.h"

namespace callmap {

// A number from 0 to 2^48 - 1, as three parts so that it needs no place of its own to stand at.
class SlimNumber {
 public:
  constexpr SlimNumber() = default;
  explicit constexpr SlimNumber(std::int64_t number)
      : parts_{static_cast<std::uint16_t>(number), static_cast<std::uint16_t>(number >> 16),
               static_cast<std::uint16_t>(number >> 32)} {}
  [[nodiscard]] constexpr std::int64_t value() const {
    return std::int64_t{parts_[0]} | std::int64_t{parts_[1]} << 16 | std::int64_t{parts_[2]} << 32;
  }
  bool operator==(const SlimNumber&) const = default;

 private:
  std::array<std::uint16_t, 3> parts_{};  // the lowest first
};

class SlimDuration {
 public:
  static constexpr Duration kLongest{(std::int64_t{1} << 48) - 1};

  constexpr SlimDuration() = default;
  constexpr SlimDuration(Duration length)
      : ms_(std::clamp(length.ms, std::int64_t{0}, kLongest.ms)) {}
  constexpr operator Duration() const { return {ms_.value()}; }
  bool operator==(const SlimDuration&) const = default;

 private:
  SlimNumber ms_;
};

class SlimInstant {
 public:
  static constexpr Instant kLast{(std::int64_t{1} << 48) - 2};

  constexpr SlimInstant() = default;
  constexpr SlimInstant(Instant at) : ms_(std::clamp(at.ms, std::int64_t{0}, kLast.ms)) {}
  constexpr operator Instant() const { return {ms_.value()}; }
  friend constexpr bool operator==(const SlimInstant&, const SlimInstant&) = default;
  friend constexpr auto operator<=>(const SlimInstant& left, const SlimInstant& right) {
    return left.ms_.value() <=> right.ms_.value();
  }

  friend constexpr bool operator==(const SlimInstant& left, const Instant& right) {
    return Instant(left) == right;
  }
  friend constexpr auto operator<=>(const SlimInstant& left, const Instant& right) {
    return Instant(left) <=> right;
  }

 private:
  friend class MaybeInstant;
  static constexpr SlimNumber kNone{kLast.ms + 1};

  explicit constexpr SlimInstant(SlimNumber ms) : ms_(ms) {}

  SlimNumber ms_;
};

// Used as std::optional<Instant> is.
class MaybeInstant {
 public:
  constexpr MaybeInstant() = default;
  constexpr MaybeInstant(std::nullopt_t) {}
  constexpr MaybeInstant(Instant at) : at_(at) {}
  constexpr MaybeInstant(SlimInstant at) : at_(at) {}
  constexpr MaybeInstant(std::optional<Instant> at) {
    if (at) at_ = *at;
  }
  constexpr operator std::optional<Instant>() const {
    return has_value() ? std::optional(**this) : std::nullopt;
  }
  [[nodiscard]] constexpr bool has_value() const { return at_ != kNone; }
  constexpr explicit operator bool() const { return has_value(); }
  [[nodiscard]] constexpr Instant operator*() const { return at_; }
  constexpr void reset() { at_ = kNone; }
  bool operator==(const MaybeInstant&) const = default;

 private:
  static constexpr SlimInstant kNone{SlimInstant::kNone};
  SlimInstant at_ = kNone;
};

}  // namespace callmap
