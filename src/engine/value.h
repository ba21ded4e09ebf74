#pragma once
// What may stand in a field. `decide` asks before it lets a value in; the screens ask nobody and
// show what comes back.

#include <optional>
#include <string>
#include <string_view>

#include "map/call_map.h"

namespace callmap {

// The value as it is stored: trimmed, choices in the map's order and once each, a date as
// 2026-03-01, a number and a phone without ornaments. nullopt when it does not fit the field; empty
// when there is nothing in it.
[[nodiscard]] std::optional<std::string> stored_form(const Field& field, std::string_view typed);

// Of a UTF-8 text, as people count them; the most that a field of that type has room for.
[[nodiscard]] std::size_t characters(std::string_view text);
[[nodiscard]] std::size_t length_max(FieldType type);

// How to write it right, for the message of a refusal: `a date such as 2026-03-01`.
[[nodiscard]] std::string_view expected_form(FieldType type);

}  // namespace callmap
