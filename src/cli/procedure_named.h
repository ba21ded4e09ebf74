#pragma once
// What commands about single procedures name on the command line.

#include <string>

#include "base/result.h"
#include "engine/walk.h"

namespace callmap {

// kInvalid with what was probably meant.
[[nodiscard]] Result<ProcedureIndex> procedure_named(const CallMap& map, const std::string& name);

// `none`, `account` or `sensitive`; `otherwise` when nothing was named.
[[nodiscard]] Level level_named(const std::string& name, Level otherwise);

}  // namespace callmap
