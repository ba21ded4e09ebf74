#pragma once
// Tells whoever watches that something happened, after it is durable and in the order of the log.
// Carries positions and the names of what changed, never a value. The desk publishes; http
// subscribes once and spreads to its event streams by `seen_by`.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "desk/caller.h"

namespace callmap {

struct FeedEvent {
  std::uint64_t position = 0;  // of the commit's last event
  ContactId contact;
  std::uint64_t version = 0;
  std::vector<std::string_view> what;  // `ticked`, `filled` …: static texts, no repeats
  PersonId holder;                     // after it; empty when nobody holds it
  PersonId holder_before;              // of the same contact before it, when another
};

// Whether this person's streams may carry it, by present rights.
[[nodiscard]] bool seen_by(const FeedEvent& event, const Caller& caller);

inline constexpr std::size_t kFeedKept = 16'384;  // events that a stream can resume over

class Feed {
 public:
  using OnEvent = std::function<void(const FeedEvent&)>;

  explicit Feed(std::uint64_t position) : floor_(position), last_(position) {}

  // Calls for every later event, in order, on the committing thread; must not block nor call back
  // into the feed. Returns the number to unsubscribe by.
  [[nodiscard]] std::uint64_t subscribe(OnEvent on_event);
  // No call is under way or follows once it returns.
  void unsubscribe(std::uint64_t subscription);

  // Events after that position, in order; nullopt when it is too old (or not ours): the reader
  // starts afresh.
  [[nodiscard]] std::optional<std::vector<FeedEvent>> since(std::uint64_t position) const;
  [[nodiscard]] std::uint64_t position() const;

  void publish(FeedEvent event);

 private:
  mutable std::mutex mutex_;
  std::deque<FeedEvent> kept_;
  std::uint64_t floor_;  // everything after it is kept
  std::uint64_t last_;
  std::map<std::uint64_t, OnEvent> subscribers_;
  std::uint64_t next_subscription_ = 1;
};

}  // namespace callmap
