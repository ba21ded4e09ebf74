#include "cli/procedure_named.h"

#include <fmt/format.h>

#include "map/suggest.h"

namespace callmap {

Result<ProcedureIndex> procedure_named(const CallMap& map, const std::string& name) {
  if (const auto found = map.procedure(name)) return *found;
  std::vector<std::string_view> known;
  for (const Procedure& each : map.procedures) known.push_back(each.id);
  const std::string meant = suggestion(name, known);
  return failure(ErrorKind::kInvalid, fmt::format("the map has no procedure `{}`{}{}", name,
                                                  meant.empty() ? "" : ": ", meant));
}

Level level_named(const std::string& name, Level otherwise) {
  if (name.empty()) return otherwise;
  if (name == "sensitive") return Level::kSensitive;
  return name == "account" ? Level::kAccount : Level::kNone;
}

}  // namespace callmap
