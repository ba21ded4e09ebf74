#pragma once
// Bytes as hex digits and back, for rows that hold sealed bytes: their values are texts that people
// look at with other tools.

#include <string>
#include <string_view>

#include "base/result.h"

namespace callmap {

[[nodiscard]] std::string to_hex(std::string_view bytes);
// kDamaged for anything but pairs of hex digits.
[[nodiscard]] Result<std::string> from_hex(std::string_view hex);

}  // namespace callmap
