#include "store/hex.h"

#include <sodium.h>

namespace callmap {

std::string to_hex(std::string_view bytes) {
  std::string hex(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                 bytes.size());
  hex.pop_back();  // the terminating NUL
  return hex;
}

Result<std::string> from_hex(std::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  std::size_t size = 0;
  const int failed = sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                                    hex.data(), hex.size(), nullptr, &size, nullptr);
  if (failed != 0 || 2 * size != hex.size()) {
    return failure(ErrorKind::kDamaged, "a row of sealed bytes is damaged");
  }
  return bytes;
}

}  // namespace callmap
