#pragma once
// Token buckets keyed by text (an address, a person, a customer), for sign-in and for answers that
// are compared. Each key may take `burst` at once and then one every `refill`. The table is
// bounded: when it is full of keys that are not yet rested, unknown keys share one bucket, so that
// flooding it with invented keys frees nobody. Pure: time comes as an argument; one thread at a
// time.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/instant.h"

namespace callmap {

struct RateLimitOptions {
  int burst = 5;                  // 1 or more
  Duration refill = seconds(12);  // for one more; above zero
  std::size_t keys_max = 100'000;
};

struct RateDecision {
  bool allowed = false;
  Duration retry_after;  // zero when allowed
  bool operator==(const RateDecision&) const = default;
};

class RateLimit {
 public:
  explicit RateLimit(RateLimitOptions options);

  // Takes one for that key if there is one. A clock that goes back refills nothing.
  [[nodiscard]] RateDecision take(std::string_view key, Instant now);
  // What `take` would say, taking nothing.
  [[nodiscard]] RateDecision look(std::string_view key, Instant now) const;
  // After a success: the key starts afresh.
  void forget(std::string_view key);
  [[nodiscard]] std::size_t keys() const { return full_at_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  [[nodiscard]] RateDecision decide(Instant full_at, Instant now) const;
  void drop_rested(Instant now);

  RateLimitOptions options_;
  // A bucket is one number: when it will be full again. A key that is absent is full.
  std::unordered_map<std::string, Instant, Hash, std::equal_to<>> full_at_;
  Instant shared_full_at_;  // of the keys that found no room
  Instant next_sweep_;
};

}  // namespace callmap
