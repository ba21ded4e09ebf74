#pragma once
// The event streams of signed-in people: what the desk's feed tells, filtered by each person's
// rights at that moment. Carries positions and the names of what changed, never a value. A stream
// resumes after the position the browser saw last, or is told to start afresh.

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "desk/desk.h"
#include "http/exchange.h"

namespace callmap {

inline constexpr std::size_t kStreamsOfOnePersonMax = 16;  // tabs and machines; one more is 429
inline constexpr Duration kStreamLongest =
    minutes(30);  // then the browser comes back and is checked again

class Live {
 public:
  Live(Desk& desk, const Clock& clock);
  ~Live();
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  // Makes the answer a stream that first tells what came after `position`, if it is known.
  void open(Exchange exchange, std::optional<std::uint64_t> position, Instant now);
  // Ends the streams of that session: it was signed out or changed.
  void end_session(std::string_view token);
  // Ends the person's streams but those of that session: the password was changed.
  void end_other_sessions(const PersonId& person, std::string_view token);
  // Ends those that are older than kStreamLongest.
  void sweep(Instant now);
  void close();
  [[nodiscard]] std::size_t streams() const;

 private:
  struct Watcher;
  void tell(const FeedEvent& event);
  void drop(std::uint64_t number);

  Desk& desk_;
  const Clock& clock_;
  std::uint64_t subscription_ = 0;
  mutable std::mutex mutex_;
  std::uint64_t next_ = 1;
  std::unordered_map<std::uint64_t, std::unique_ptr<Watcher>> watchers_;
  std::unordered_map<std::string, std::vector<std::uint64_t>> by_person_;
  std::vector<std::uint64_t> of_all_;  // people who see every contact
};

}  // namespace callmap
