#pragma once
// What a person types in `callmap take`, as a line of a trace: `2` says the second phrase, `a1`
// gives the first answer, `issue = bill doubled` fills a field. Anything else is told what it could
// have been.

#include <expected>
#include <string>

#include "engine/guide.h"
#include "engine/trace.h"

namespace callmap {

struct Typed {
  TraceLine line;
  std::string json;  // the same as it stands in a trace file
};

[[nodiscard]] std::expected<Typed, std::string> read_typed(const CallMap& map,
                                                           const Guidance& guidance,
                                                           std::string_view text);
[[nodiscard]] std::string_view typed_help();

}  // namespace callmap
