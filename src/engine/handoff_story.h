#pragma once
// The one or two sentences that travel with a handoff, drafted from what is written down so that
// nobody has to type them. Called by decide when a handoff is drafted; the sender may change them.
// Public fields only: a story has no sight of its own.

#include <string>

#include "engine/contact.h"

namespace callmap {

// The map's own sentences, those of which all is known; without any, what the customer told, then
// what is known beside it. Empty when nothing is known. As long as the map's story field takes at
// most.
[[nodiscard]] std::string handoff_story(const CallMap& map, const Contact& contact);

}  // namespace callmap
