// callmap print MAP: the compiled map in its canonical form, the one that goldens compare.

#include "map/print.h"

#include <fmt/core.h>

#include "cli/commands.h"
#include "cli/map_files.h"
#include "cli/terminal.h"

namespace callmap {

int print(const PrintOptions& options) {
  const auto map = load_map_or_say(options.map);
  if (!map) return say_error(map.error());
  fmt::print("{}", print(*map));
  return kExitDone;
}

}  // namespace callmap
