#pragma once
// A call in the terminal: what the agent would see, as text.

#include <string>

#include "base/result.h"
#include "engine/guide.h"

namespace callmap {

void show(const Guidance& guidance);
void show(const ProcedureView& procedure);  // the open step, what can be said and answered
void show(const Refusal& refusal);

// When a call in the terminal begins.
[[nodiscard]] Instant wall_clock();

// The id of the line, named by its id or its number; empty when none was named.
[[nodiscard]] Result<std::string> line_named(const CallMap& map, const std::string& wanted);

}  // namespace callmap
