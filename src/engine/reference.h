#pragma once
// The reference of a contact: short, speakable, with a check character. Eight characters drawn by
// the desk and one check character, from an alphabet of thirteen that neither look nor sound alike,
// written `7KQ-4MD-9FX`. The weighted sum modulo the prime thirteen, with a different weight at
// each place, catches every single wrong character and every swap of two. About 29.6 bits of
// chance: not guessable against a server that limits look-ups.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace callmap {

inline constexpr std::string_view kReferenceAlphabet = "4679DFKLMQRWX";
inline constexpr std::size_t kReferenceLength = 9;

// `random` is any number from a good source; equal numbers give equal references.
[[nodiscard]] std::string make_reference(std::uint64_t random);
// The canonical form of however it was typed (case, spaces, dashes, dots do not matter); nullopt
// when it cannot be one.
[[nodiscard]] std::optional<std::string> parse_reference(std::string_view typed);

}  // namespace callmap
