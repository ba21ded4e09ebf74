// callmap print MAP: the compiled map in its canonical form, the one that goldens compare.

#include "map/print.h"

#include <fmt/core.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/map_files.h"
#include "cli/terminal.h"

namespace callmap {

int print(const PrintOptions& options) {
  const auto map = load_map_or_say(options.map);
  if (!map) return say_error(map.error());
  const std::string text = print(*map);
  if (!options.json) {
    fmt::print("{}", text);
    return kExitDone;
  }
  JsonWriter out;
  out.open().field("id", map->id).field("title", map->title).field("digest", map->digest);
  out.field("text", text).close();
  fmt::print("{}\n", out.text());
  return kExitDone;
}

}  // namespace callmap
