#pragma once
// Single letters for normalise.cc: reads UTF-8 and says what base letters a code point stands for.

#include <cstdint>
#include <string>
#include <string_view>

namespace callmap {

inline constexpr char32_t kBrokenPoint = 0xFFFFFFFF;

// The code point at `at`, which moves past it; kBrokenPoint for a byte that begins none.
[[nodiscard]] char32_t next_point(std::string_view text, std::size_t& at);
void append_point(std::string& text, char32_t point);

enum class PointKind : std::uint8_t { kLetter, kSeparator, kNothing };
// What it comes to when folded: base letters or digits appended to `into`, a separator, or nothing
// (apostrophes, combining accents, broken bytes).
PointKind fold_point(char32_t point, std::string& into);

}  // namespace callmap
