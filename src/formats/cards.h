#pragma once
// The paper fallback: procedures as one page of numbered cards that a browser prints on A4 or
// Letter, in black and white, to be used at a desk while nothing else works. The page is complete
// in itself: no script, no address that is fetched, every text escaped.

#include <string>
#include <vector>

#include "map/call_map.h"

namespace callmap {

// Those procedures in this order, and after them every one that a step or an end of theirs leads
// to: an answer must never point to a card that is not there.
[[nodiscard]] std::string write_cards(const CallMap& map,
                                      const std::vector<ProcedureIndex>& procedures);

}  // namespace callmap
