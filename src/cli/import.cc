// callmap import FILE...: other people's flowcharts and lists of steps as a map, with a report of
// what was understood, guessed and left out.

#include "formats/import.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/map_files.h"
#include "cli/new_file.h"
#include "cli/terminal.h"
#include "formats/chart_words.h"
#include "formats/write_procedures.h"
#include "map/reader.h"

namespace callmap {
namespace {

std::string counted(std::size_t count, std::string_view what, std::string_view plural = {}) {
  if (count == 1) return fmt::format("1 {}", what);
  return plural.empty() ? fmt::format("{} {}s", count, what) : fmt::format("{} {}", count, plural);
}

Result<std::vector<SourceFile>> read_files(const std::vector<std::string>& paths) {
  std::vector<SourceFile> files;
  for (const std::string& path : paths) {
    files.push_back({path, CALLMAP_TRY(read_file(path, kFlowBytesMax))});
  }
  return files;
}

Result<FlowOptions> flow_options(const ImportChartsOptions& options) {
  FlowOptions flow;
  flow.format = flow_format_named(options.format);
  flow.rules.otherwise = options.otherwise;
  flow.rules.team = options.team;
  if (const auto* found = value_of(kDataClassWords, options.data_class)) {
    flow.rules.action_class = *found;
  }
  if (!options.recipe.empty()) {
    flow.recipe = {options.recipe, CALLMAP_TRY(read_file(options.recipe, kFlowBytesMax))};
  }
  return flow;
}

MapHead head_of(const ImportChartsOptions& options, const Imported& imported) {
  MapHead head{options.id, options.title};
  if (head.id.empty()) {
    std::string file = options.files[0];
    if (const auto slash = file.find_last_of('/'); slash != std::string::npos) {
      file.erase(0, slash + 1);
    }
    head.id = name_from(file.substr(0, file.find('.')));
    if (head.id.empty()) head.id = "imported";
  }
  const auto& procedures = imported.flow.procedures;
  if (head.title.empty()) {
    head.title = procedures.size() == 1 ? procedures[0].title.value : humanise(head.id);
  }
  return head;
}

std::string understood(const ChartCount& count) {
  std::string out = fmt::format("{}: {}, {}; {}, {}, ", count.chart, counted(count.nodes, "node"),
                                counted(count.edges, "arrow"), counted(count.questions, "question"),
                                counted(count.ends, "end"));
  const std::string more = count.exact && count.paths < kPathsMax ? "" : " or more";
  out += fmt::format("{}{} through it, the longest of {}", counted(count.paths, "way"), more,
                     counted(count.depth, "step"));
  if (count.procedure.empty()) return out + ": left out";
  return out + fmt::format(": procedure {}", count.procedure);
}

void say_report(const Imported& imported) {
  for (const Finding& each : imported.findings) fmt::print(stderr, "{}", render(each));
  for (const ChartCount& each : imported.flow.counts) {
    fmt::print(stderr, "{}\n", inked(Ink::kPlain, understood(each)));
  }
  const std::size_t whole = imported.flow.procedures.size();
  fmt::print(stderr, "{} of {} understood, {}, {} left out, {}\n", whole,
             counted(imported.flow.counts.size(), "chart"),
             counted(imported.count(FindingKind::kGuessed), "guess", "guesses"),
             counted(imported.count(FindingKind::kLeftOut), "thing"),
             counted(imported.count(FindingKind::kProblem), "problem"));
}

std::string_view word(FindingKind kind) {
  switch (kind) {
    case FindingKind::kProblem: return "problem";
    case FindingKind::kGuessed: return "guessed";
    case FindingKind::kLeftOut: return "left_out";
  }
  return "";
}

void write(JsonWriter& out, const Finding& finding) {
  out.open().field("code", name(finding.code)).field("kind", word(kind(finding.code)));
  out.field("file", finding.file);
  out.field("line", static_cast<std::int64_t>(finding.span.line));
  out.field("column", static_cast<std::int64_t>(finding.span.column));
  out.field("message", finding.message).text_if("hint", finding.hint).close();
}

void write(JsonWriter& out, const ChartCount& count) {
  const auto whole = [](std::size_t number) { return static_cast<std::uint64_t>(number); };
  out.open().field("chart", count.chart).text_if("procedure", count.procedure);
  out.field("nodes", whole(count.nodes)).field("arrows", whole(count.edges));
  out.field("questions", whole(count.questions)).field("ends", whole(count.ends));
  out.field("ways", whole(count.paths)).field("depth", whole(count.depth));
  out.field("exact", count.exact && count.paths < kPathsMax);
  if (!count.names.empty()) {
    out.key("renamed").open_list();
    for (const NodeName& each : count.names) {
      out.open().field("node", each.node).field("name", each.name).close();
    }
    out.close_list();
  }
  out.close();
}

// The report, and the text where it is written to no file.
void say_json(const Imported& imported, bool ok, const std::string& out_path,
              const std::string& text) {
  JsonWriter out;
  out.open().field("ok", ok);
  out.key("charts").open_list();
  for (const ChartCount& each : imported.flow.counts) write(out, each);
  out.close_list();
  out.key("findings").open_list();
  for (const Finding& each : imported.findings) write(out, each);
  out.close_list();
  if (out_path.empty()) {
    out.text_if("text", text);
  } else if (!text.empty()) {
    out.field("written", out_path);
  }
  out.close();
  fmt::print("{}\n", out.text());
}

Result<int> bring_in(const ImportChartsOptions& options) {
  CALLMAP_TRY(may_write(options.out, options.force));
  const FlowOptions flow = CALLMAP_TRY(flow_options(options));
  const auto files = CALLMAP_TRY(read_files(options.files));
  const Imported imported = import_flows(files, flow);
  const auto& [procedures, actions, counts] = imported.flow;
  const bool stopped = procedures.empty() || (imported.has_problem() && !options.partial) ||
                       (options.strict && imported.count(FindingKind::kGuessed) > 0);
  if (!options.json) say_report(imported);
  std::string text;
  if (!stopped) {
    const std::string map = write_map(head_of(options, imported), procedures, actions);
    const Loaded loaded = load_map({{options.out.empty() ? "map.yaml" : options.out, map}});
    fmt::print(stderr, "{}", render(loaded.problems));
    if (!loaded.map) return failure(ErrorKind::kInvalid, "what comes of it is no map yet");
    text = options.part ? write_sections(procedures, actions) : map;
    if (!options.json || !options.out.empty()) {
      CALLMAP_TRY(write_new_file(options.out, options.force, text));
    }
  }
  if (options.json) {
    say_json(imported, !stopped, options.out, text);
  } else if (stopped) {
    fmt::print(stderr, "nothing written{}\n",
               imported.has_problem() && !procedures.empty() && !options.partial
                   ? "; --partial leaves out the charts with a problem"
                   : "");
  } else if (!options.out.empty()) {
    fmt::print(stderr, "wrote {}\n", options.out);
  }
  return stopped || imported.has_problem() ? kExitNo : kExitDone;
}

}  // namespace

int import_charts(const ImportChartsOptions& options) {
  const auto done = bring_in(options);
  return done ? *done : say_error(done.error());
}

}  // namespace callmap
