#pragma once
// A procedure of a map as a chart, for those who write formats: steps and ends are nodes, the start
// first, answers are arrows. What comes of it when it is imported again is the same procedure, but
// for what no chart can say, which is listed: what may be said, written down or ticked, conditions,
// effects, and where an end leads beyond another procedure.

#include "formats/finding.h"
#include "formats/flowchart.h"
#include "map/call_map.h"

namespace callmap {

// Findings have no place: a compiled map knows none.
[[nodiscard]] Flowchart flowchart_of(const CallMap& map, ProcedureIndex procedure,
                                     Findings& findings);

}  // namespace callmap
