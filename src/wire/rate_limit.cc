#include "wire/rate_limit.h"

#include <algorithm>

#include "base/ensure.h"

namespace callmap {

RateLimit::RateLimit(RateLimitOptions options) : options_(options) {
  ENSURE(options.burst >= 1 && options.refill.ms > 0, "burst {}, refill {} ms", options.burst,
         options.refill.ms);
}

// A bucket that is full at `full_at` lacks (full_at - now) / refill tokens, rounded up; taking one
// is possible while at most burst - 1 are lacking.
RateDecision RateLimit::decide(Instant full_at, Instant now) const {
  const std::int64_t lacking_ms = std::max<std::int64_t>(0, (full_at - now).ms);
  const std::int64_t allowed_ms = options_.refill.ms * (options_.burst - 1);
  if (lacking_ms <= allowed_ms) return {.allowed = true, .retry_after = {}};
  return {.allowed = false, .retry_after = {lacking_ms - allowed_ms}};
}

RateDecision RateLimit::look(std::string_view key, Instant now) const {
  if (const auto found = full_at_.find(key); found != full_at_.end()) {
    return decide(found->second, now);
  }
  return full_at_.size() < options_.keys_max ? RateDecision{.allowed = true, .retry_after = {}}
                                             : decide(shared_full_at_, now);
}

RateDecision RateLimit::take(std::string_view key, Instant now) {
  auto found = full_at_.find(key);
  if (found == full_at_.end()) {
    if (full_at_.size() >= options_.keys_max) drop_rested(now);
    if (full_at_.size() < options_.keys_max) found = full_at_.emplace(key, now).first;
  }
  Instant& full_at = found == full_at_.end() ? shared_full_at_ : found->second;
  const RateDecision decision = decide(full_at, now);
  if (decision.allowed) full_at = std::max(full_at, now) + options_.refill;
  return decision;
}

void RateLimit::forget(std::string_view key) {
  if (const auto found = full_at_.find(key); found != full_at_.end()) full_at_.erase(found);
}

// Looks through the whole table, so not more often than buckets can fill.
void RateLimit::drop_rested(Instant now) {
  if (now < next_sweep_) return;
  next_sweep_ = now + options_.refill;
  std::erase_if(full_at_, [&](const auto& entry) { return entry.second <= now; });
}

}  // namespace callmap
