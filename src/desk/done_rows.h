#pragma once
// How long it is remembered what a command was answered. A command that comes again under its
// idempotency key gets the same outcome: from its record where there is one, else from a row of
// table `done`. Those rows stay while the contact is open and kAnswersKept beyond it, and as long
// after a start; then they are purged, so that the table does not grow with the years.
//
// Table `done_end` says what to purge when: key the time in milliseconds (13 digits, so that keys
// stand in order of time), sub the key in `done`. A row is written there when a contact closes, and
// with every row of `done` that is not of an open contact.

#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "store/store.h"

namespace callmap {

// Answers that no record can tell again: key the contact, sub person/key; of a start, key
// start/person/key. The value is JSON with `at`, when it was answered.
inline constexpr std::string_view kDoneTable = "done";
inline constexpr std::string_view kDoneEndTable = "done_end";

inline constexpr Duration kAnswersKept = hours(48);
inline constexpr Duration kPurgedEvery = minutes(10);
inline constexpr std::size_t kPurgedAtOnce = 64;  // contacts and starts of one commit

// Written in the commit after which the rows of that key are to be kept no longer than
// kAnswersKept.
[[nodiscard]] RowChange done_end(std::string_view key, Instant now);

class DonePurge {
 public:
  explicit DonePurge(Store& store) : store_(&store) {}

  // Called at every tick, by one thread; looks only now and then, and at a little at once. Nobody
  // waits for it: what a failed commit left is found again.
  void run(Instant now);

 private:
  [[nodiscard]] Result<bool> purge(Instant now);  // true when there is more

  Store* store_;
  std::optional<Instant> next_;
};

}  // namespace callmap
