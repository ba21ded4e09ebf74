#pragma once
// Which request comes first: the map names a choice field of theirs, whose choices go from what can
// wait to what cannot. Reads Control alone, so that the next request is decided by what decides
// everything else. decide asks it when a request has ended, guide for the list. Where the map names
// no field, all are as urgent, and the oldest comes first.

#include <cstddef>
#include <vector>

#include "engine/contact.h"

namespace callmap {

// How urgent the request in that slot is: 0 where nothing is chosen, then by the choice's place.
[[nodiscard]] std::size_t urgency(const CallMap& map, const RequestSlot& request);

// The slots of the open requests: the most urgent first, of equals the oldest.
[[nodiscard]] std::vector<std::size_t> by_urgency(const CallMap& map, const Control& control);

}  // namespace callmap
