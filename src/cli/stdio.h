#pragma once
// The lines by which another program drives a call or a procedure: one JSON object each way.
// docs/run-stdio.md says what they are, docs/run-stdio.schema.json how they look. A line that
// cannot be read is answered by an error, and the next one counts as if it had not come.

#include <iosfwd>
#include <optional>
#include <string>

#include "engine/trace.h"

namespace callmap {

inline constexpr std::size_t kStdioLineMax = 64 * 1024;  // bytes

// Reads lines until the input ends. `procedure`: the one that is walked by itself; none: a whole
// call. The first line that is written says where it stands at the beginning.
void drive(const CallMap& map, TracePlayer& player, std::optional<ProcedureIndex> procedure,
           std::istream& in, std::ostream& out);

}  // namespace callmap
