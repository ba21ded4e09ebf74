#pragma once
// The digest chain of a stream: the digest of a record covers its content, its place in its stream
// and the digest before it, so that a changed, lost or swapped record is found without a key. Both
// stores call it. The chain leaves the global position out, so that a stream copied elsewhere still
// verifies.

#include <array>
#include <cstdint>
#include <string_view>

#include "store/store.h"

namespace callmap {

using Digest = std::array<unsigned char, 32>;  // BLAKE2b-256; all zero before a stream's first

// What one link covers. The views are only read.
struct ChainLink {
  const StreamId& stream;
  std::uint64_t version = 0;
  Instant at;
  std::string_view clear;
  std::string_view sealed;
};

[[nodiscard]] Digest next_digest(const Digest& previous, const ChainLink& link);

}  // namespace callmap
