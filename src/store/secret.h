#pragma once
// 32 secret bytes that are wiped when they go out of scope, and the master key, which is read from
// its file once. Only the key ring's files include this.

#include <sodium.h>

#include <array>
#include <string>
#include <string_view>

#include "base/result.h"

namespace callmap {

// Text as libsodium takes it.
inline unsigned char* raw(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
inline const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

struct Secret {
  std::array<unsigned char, 32> bytes{};
  Secret() = default;
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret() { sodium_memzero(bytes.data(), bytes.size()); }
};

// A secret for one use, which says nothing about the master key or another use's.
[[nodiscard]] Secret derive_secret(const Secret& master, std::string_view use);

[[nodiscard]] Secret random_secret();

// Reads 64 hex digits. When the file does not exist it is made, mode 0600, if `may_make`. Errors
// never hold what was read.
[[nodiscard]] Result<Secret> open_master_key(const std::string& path, bool may_make);

}  // namespace callmap
