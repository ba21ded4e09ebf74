#pragma once
// Hashing and verifying passwords with argon2id (libsodium). Slow on purpose: only on sign_in's
// workers.

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.h"

namespace callmap {

struct PasswordCost {
  std::uint64_t passes = 2;
  std::size_t memory_bytes = 19u << 20;
};

[[nodiscard]] Result<std::string> hash_password(const std::string& password, PasswordCost cost);
[[nodiscard]] bool password_fits(const std::string& password, const std::string& hash);
// Sixteen characters in groups of four, without look-alikes: `k7fm-xqd4-9rwt-h3pn`.
[[nodiscard]] std::string one_time_password();

}  // namespace callmap
