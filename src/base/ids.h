#pragma once
// Names of things that outlive the process (text) and places in compiled tables (numbers), each a
// type of its own so that one cannot be passed for another. Text ids are made by the desk; this
// file knows only what they are.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace callmap {

struct ContactId {
  std::string text;
  auto operator<=>(const ContactId&) const = default;
};
struct PersonId {
  std::string text;
  auto operator<=>(const PersonId&) const = default;
};
struct CustomerId {
  std::string text;
  auto operator<=>(const CustomerId&) const = default;
};

// True for 1 to 64 characters of a-z, 0-9, `_` and `-`, the first a letter: what a map may call its
// things.
[[nodiscard]] bool is_name(std::string_view text);

inline constexpr std::size_t kNameLengthMax = 64;

}  // namespace callmap
