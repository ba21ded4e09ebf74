// callmap run MAP: a procedure by itself, walked by whoever types; or, with --stdio, a procedure or
// a whole call that another program drives.

#include <fmt/core.h>
#include <unistd.h>

#include <iostream>

#include "cli/commands.h"
#include "cli/map_files.h"
#include "cli/procedure_named.h"
#include "cli/show.h"
#include "cli/stdio.h"
#include "cli/terminal.h"
#include "cli/typed.h"
#include "engine/names.h"

namespace callmap {
namespace {

void show_end(const CallMap& map, const ReachedEnd& reached) {
  const ProcedureEnd& end = map.procedures[at(reached.procedure)].ends[at(reached.end)];
  fmt::print("\n{}{}\n", inked(Ink::kStrong, end.text.empty() ? end.id : end.text),
             end.result == EndResult::kOther
                 ? ""
                 : inked(Ink::kQuiet, fmt::format("  ({})", name(end.result))));
  if (!end.tip.empty()) fmt::print("  {}\n", inked(Ink::kPlain, end.tip));
}

void show_path(const CallMap& map, const Contact& contact) {
  fmt::print("\n");
  for (const PathEntry& entry : contact.record.path) {
    if (!entry.answer) continue;
    const Step& step = map.procedures[at(entry.procedure)].steps[at(entry.step)];
    const std::string& text =
        step.text.empty() && step.action ? map.actions[at(*step.action)].text : step.text;
    fmt::print("  {} {}{}\n", inked(Ink::kPlain, text),
               inked(Ink::kQuiet, step.answers[at(*entry.answer)].label),
               entry.taken_back ? inked(Ink::kQuiet, "  taken back") : "");
  }
}

// One typed line after the other, until the procedure is over or the input ends.
int converse(const CallMap& map, TracePlayer& player) {
  const bool person = isatty(STDIN_FILENO) == 1;
  std::optional<ReachedEnd> end;
  std::string line;
  while (player.contact().control.in_procedure()) {
    const Guidance guidance = guide(map, player.contact(), player.now());
    show(*guidance.procedure);
    std::optional<TraceLine> next;
    while (!next) {
      if (person) fmt::print("{} ", inked(Ink::kRoute, ">"));
      std::fflush(stdout);
      if (!std::getline(std::cin, line) || line == "quit") return kExitDone;
      const bool asks = line == "?" || line == "help";
      auto typed =
          asks ? std::unexpected(std::string(typed_help())) : read_typed(map, guidance, line);
      if (typed) next = std::move(typed->line);
      if (!typed) fmt::print("{}\n", inked(Ink::kWarn, typed.error()));
    }
    const Control before = player.contact().control;
    if (const auto refusal = player.play(*next)) show(*refusal);
    end = walked_end(map, before, player.contact());
  }
  if (end) show_end(map, *end);
  show_path(map, player.contact());
  return kExitDone;
}

// As far as the procedure's own actions need, and those of whatever it calls.
Level enough_for(const CallMap& map, ProcedureIndex procedure) {
  return static_cast<Level>(map.procedures[at(procedure)].data_class);
}

int run_call(const CallMap& map, const WalkOptions& options) {
  const auto line = line_named(map, options.line);
  if (!line) return say_error(line.error());
  const Instant begin = wall_clock();
  Contact contact = connected_contact(map, begin, *line);
  const Level level = level_named(options.verified, Level::kNone);
  if (level != Level::kNone) verify_by_system(contact, map, level, begin);
  TracePlayer player(map, begin, std::move(contact));
  drive(map, player, std::nullopt, std::cin, std::cout);
  return kExitDone;
}

}  // namespace

int run_procedure(const WalkOptions& options) {
  auto loaded = load_map_or_say(options.map);
  if (!loaded) return say_error(loaded.error());
  if (options.procedure.empty()) {
    if (options.stdio) return run_call(*loaded, options);
    fmt::print(stderr,
               "callmap: name a --procedure; `callmap take` takes a whole call in the terminal\n");
    return kExitUsage;
  }
  const auto procedure = procedure_named(*loaded, options.procedure);
  if (!procedure) return say_error(procedure.error());
  const CallMap map = without_call(std::move(*loaded));
  const Instant begin = wall_clock();
  const Level level = level_named(options.verified, enough_for(map, *procedure));
  TracePlayer player(map, begin, placed_in(map, *procedure, level, begin));
  if (!options.stdio) return converse(map, player);
  drive(map, player, *procedure, std::cin, std::cout);
  return kExitDone;
}

}  // namespace callmap
