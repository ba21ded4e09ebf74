#include "desk/feed.h"

#include <algorithm>

#include "desk/rights.h"

namespace callmap {

bool seen_by(const FeedEvent& event, const Caller& caller) {
  if (!may(caller, Deed::kFollowStream)) return false;
  if (may(caller, Deed::kSeeAllContacts) || caller.roles.has(Role::kService)) return true;
  return !caller.id.text.empty() && (event.holder == caller.id || event.holder_before == caller.id);
}

std::uint64_t Feed::subscribe(OnEvent on_event) {
  const std::lock_guard lock(mutex_);
  subscribers_.emplace(next_subscription_, std::move(on_event));
  return next_subscription_++;
}

void Feed::unsubscribe(std::uint64_t subscription) {
  const std::lock_guard lock(mutex_);
  subscribers_.erase(subscription);
}

std::optional<std::vector<FeedEvent>> Feed::since(std::uint64_t position) const {
  const std::lock_guard lock(mutex_);
  if (position < floor_ || position > last_) return std::nullopt;
  const auto first = std::ranges::upper_bound(kept_, position, {}, &FeedEvent::position);
  return std::vector<FeedEvent>(first, kept_.end());
}

std::uint64_t Feed::position() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

void Feed::publish(FeedEvent event) {
  const std::lock_guard lock(mutex_);
  last_ = std::max(last_, event.position);
  kept_.push_back(std::move(event));
  if (kept_.size() > kFeedKept) {
    floor_ = kept_.front().position;
    kept_.pop_front();
  }
  for (const auto& [number, on_event] : subscribers_) on_event(kept_.back());
}

}  // namespace callmap
