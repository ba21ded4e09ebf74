#pragma once
// Single characters of UTF-8 text (RFC 3629): how long the next one is, and writing one. For
// readers of outside bytes, who trust neither; pure.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace callmap {

// The length of the well-formed character at the front, 0 when there is none.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

// `code` is at most 10FFFF and no half of a surrogate pair.
void append_utf8(std::string& text, std::uint32_t code);

// Where the first byte stands that is no part of a well-formed character, or npos.
[[nodiscard]] std::size_t find_not_utf8(std::string_view text);

}  // namespace callmap
