#pragma once
// Records every look that an auditor takes, on a stream of the person kind named `ID.access`
// (docs/events.md). Nobody waits for it.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/instant.h"
#include "desk/caller.h"
#include "store/store.h"

namespace callmap {

class AccessLog {
 public:
  explicit AccessLog(Store& store) : store_(&store) {}

  // Does nothing for anybody but an auditor. `what`: view, notes, log, list.
  void looked(const Caller& viewer, std::string_view what, const ContactId& contact, Instant now);

 private:
  Store* store_;
  std::atomic<bool> failed_{false};  // a commit, since versions were read
  std::mutex mutex_;                 // keeps versions and commits in one order
  std::unordered_map<std::string, std::uint64_t> versions_;  // by stream; as queued
};

}  // namespace callmap
