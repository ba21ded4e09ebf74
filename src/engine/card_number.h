#pragma once
// Finds what looks like the number of a payment card in a typed text: 13 to 19 digits, written
// together or in groups, that pass the check every card number passes. The engine asks before it
// keeps a text, since payment values are never typed or stored. It never says what it found.

#include <string_view>

namespace callmap {

[[nodiscard]] bool has_card_number(std::string_view text);

}  // namespace callmap
