// callmap export MAP: procedures of a map as charts of other programs, or as cards to print.

#include <fmt/core.h>

#include "cli/commands.h"
#include "cli/map_files.h"
#include "cli/new_file.h"
#include "cli/procedure_named.h"
#include "cli/terminal.h"
#include "formats/cards.h"
#include "formats/flowchart_of.h"
#include "formats/write_flow.h"

namespace callmap {
namespace {

Result<std::vector<ProcedureIndex>> chosen(const CallMap& map, const ExportOptions& options) {
  std::vector<ProcedureIndex> out;
  if (options.procedures.empty()) {
    for (std::size_t n = 0; n < map.procedures.size(); ++n) {
      out.push_back(static_cast<ProcedureIndex>(n));
    }
  }
  for (const std::string& name : options.procedures) {
    out.push_back(CALLMAP_TRY(procedure_named(map, name)));
  }
  if (out.empty()) return failure(ErrorKind::kInvalid, "the map has no procedures");
  return out;
}

Result<std::string> text_of(const CallMap& map, const std::vector<ProcedureIndex>& procedures,
                            const ExportOptions& options) {
  if (options.to == "cards") return write_cards(map, procedures);
  if (options.to == "mermaid" && procedures.size() > 1) {
    return failure(ErrorKind::kInvalid,
                   "a Mermaid text holds one chart; name one with --procedure");
  }
  Findings findings({options.map});
  std::vector<Flowchart> charts;
  for (const ProcedureIndex each : procedures) {
    charts.push_back(flowchart_of(map, each, findings));
  }
  std::string text = options.to == "dot" ? write_dot(charts) : write_mermaid(charts[0], findings);
  for (const Finding& each : findings.take()) fmt::print(stderr, "{}", render(each));
  return text;
}

Result<> write_out(const ExportOptions& options) {
  CALLMAP_TRY(may_write(options.out, options.force));
  const CallMap map = CALLMAP_TRY(load_map_or_say(options.map));
  const auto procedures = CALLMAP_TRY(chosen(map, options));
  const std::string text = CALLMAP_TRY(text_of(map, procedures, options));
  return write_new_file(options.out, options.force, text);
}

}  // namespace

int export_procedures(const ExportOptions& options) {
  const auto done = write_out(options);
  return done ? kExitDone : say_error(done.error());
}

}  // namespace callmap
