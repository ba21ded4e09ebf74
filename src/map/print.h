#pragma once
// The compiled map as text: what `callmap print` shows and what golden files keep. The same map
// prints the same bytes on every machine; nothing in it depends on where a thing stood in the files
// beyond the author's order.

#include <string>

#include "map/call_map.h"

namespace callmap {

// The whole map, one thing a line, indented, with every default written out. Not meant to be read
// back.
[[nodiscard]] std::string print(const CallMap& map);

// As an author would write it: `issue and (not restricted or verified account)`, `always`, `never`.
[[nodiscard]] std::string to_text(const CallMap& map, const Condition& condition);

// For people: the labels of what it asks, `Stated issue, Goal` or `A, or: B, not C`.
[[nodiscard]] std::string describe(const CallMap& map, const Condition& condition);

// The phrase with its slots in braces, as it was written.
[[nodiscard]] std::string to_text(const Phrase& phrase);

}  // namespace callmap
