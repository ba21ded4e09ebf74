#pragma once
// What both stores say to a commit that cannot be taken, so that they say the same.

#include <cstdint>
#include <string>

#include "store/store.h"

namespace callmap {

// `contact `c1``, for messages.
[[nodiscard]] std::string describe(const StreamId& stream);

// kInvalid when a part is over its limit or lacks its name.
[[nodiscard]] Result<> check_limits(const Commit& commit);

[[nodiscard]] Error version_conflict(const Append& append, std::uint64_t actual_version);

// What `verify` and reading report.
[[nodiscard]] Error broken_record(const StreamId& stream, std::uint64_t version);
[[nodiscard]] Error lost_head(const StreamId& stream, std::uint64_t version);

}  // namespace callmap
