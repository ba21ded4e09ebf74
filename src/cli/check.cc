// callmap check MAP: every problem of a map with its place and a hint.

#include <fmt/core.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/map_files.h"
#include "cli/terminal.h"

namespace callmap {
namespace {

void write(JsonWriter& out, const Problem& problem) {
  out.open().field("code", name(problem.code));
  out.field("severity", problem.severity == Severity::kError ? "error" : "warning");
  out.field("file", problem.file);
  out.field("line", static_cast<std::int64_t>(problem.span.line));
  out.field("column", static_cast<std::int64_t>(problem.span.column));
  out.field("message", problem.message);
  out.text_if("hint", problem.hint).close();
}

}  // namespace

int check(const CheckOptions& options) {
  const auto files = read_map_files(options.map);
  if (!files) return say_error(files.error());
  const Loaded loaded = load_map(*files);
  if (options.json) {
    JsonWriter out;
    out.open().field("ok", loaded.map.has_value());
    if (loaded.map) out.field("id", loaded.map->id).field("digest", loaded.map->digest);
    out.key("problems").open_list();
    for (const Problem& problem : loaded.problems) write(out, problem);
    out.close_list().close();
    fmt::print("{}\n", out.text());
    return loaded.map ? kExitDone : kExitNo;
  }
  fmt::print(stderr, "{}", render(loaded.problems));
  if (!loaded.map) {
    fmt::print(stderr, "{} in {}\n",
               loaded.problems.size() == 1 ? "1 problem"
                                           : fmt::format("{} problems", loaded.problems.size()),
               options.map);
    return kExitNo;
  }
  const CallMap& map = *loaded.map;
  fmt::print("{}: {} stages, {} checkpoints, {} fields, {} procedures, {} rules, no errors\n",
             map.title, map.stages.size(), map.checkpoints.size(), map.fields.size(),
             map.procedures.size(), map.rules.size());
  return kExitDone;
}

}  // namespace callmap
