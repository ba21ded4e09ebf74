#pragma once
// Unpacks a page that draw.io wrote compressed: base64 of raw deflate (RFC 1951) of percent-encoded
// UTF-8. Stops at the limit that it is given: a bomb costs no more memory or time than a page of
// that size.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace callmap {

enum class UnpackFault : std::uint8_t {
  kTooLarge,  // more bytes than `most` come of it
  kNotBase64,
  kNotDeflate,  // damaged or cut off
  kNotPercentEncoded,
  kNotUtf8
};

// Spaces and line breaks within the base64 do not count.
[[nodiscard]] std::expected<std::string, UnpackFault> unpack(std::string_view packed,
                                                             std::size_t most);

// In words for a message: `its compressed text is cut off or damaged`.
[[nodiscard]] std::string_view in_words(UnpackFault fault);

}  // namespace callmap
