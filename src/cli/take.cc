// callmap take MAP: a whole call in the terminal, on the engine that the server uses, without a
// server. An author's tool: say, tick, fill, answer, and see at once what the agent would see. What
// a server would compare is typed as `pass METHOD` or `fail METHOD`.

#include <fmt/core.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iostream>

#include "cli/commands.h"
#include "cli/map_files.h"
#include "cli/show.h"
#include "cli/terminal.h"
#include "cli/typed.h"
#include "engine/notes.h"
#include "engine/trace.h"
#include "engine/view_json.h"

namespace callmap {
namespace {

// The one agent of a call in the terminal is whoever types.
Notes own_notes(const CallMap& map, const Contact& contact) {
  Notes written = notes(map, contact);
  put_names(written, [](const std::string&) { return std::string("You"); });
  return written;
}

// One JSON line for what came of one line of a trace.
void print_json(const CallMap& map, const TracePlayer& player,
                const std::optional<Refusal>& refusal) {
  JsonWriter out;
  out.open().field("done", !refusal);
  if (refusal) {
    out.key("refusal");
    write(out, *refusal);
  }
  out.key("guidance");
  write(out, guide(map, player.contact(), player.now()));
  out.close();
  fmt::print("{}\n", out.text());
}

// Plays a file; the number of the first line that could not be played or met no expectation, 0 when
// all went well.
Result<int> play_file(const CallMap& map, TracePlayer& player, const TakeOptions& options) {
  const std::string text = CALLMAP_TRY(read_file(options.trace, kMapBytesMax));
  int number = 0, wrong = 0;
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const std::string_view line = std::string_view(text).substr(from, end - from);
    from = end + 1;
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos || line.starts_with("#"))
      continue;
    const auto parsed = parse_trace_line(map, line);
    if (!parsed) {
      return failure(ErrorKind::kInvalid,
                     fmt::format("{}:{}: {}", options.trace, number, parsed.error()));
    }
    const auto refusal = player.play(*parsed);
    if (options.json) print_json(map, player, refusal);
    if (player.unexpected() && wrong == 0) {
      wrong = number;
      fmt::print(stderr, "{}:{}: {}\n", options.trace, number, *player.unexpected());
    }
  }
  return wrong;
}

// The conversation: one typed line after the other until the contact closes or the input ends.
int converse(const CallMap& map, TracePlayer& player, std::ofstream* save) {
  std::string line;
  const bool person = isatty(STDIN_FILENO) == 1;
  show(guide(map, player.contact(), player.now()));
  while (player.contact().open()) {
    if (person) fmt::print("{} ", inked(Ink::kRoute, ">"));
    std::fflush(stdout);
    if (!std::getline(std::cin, line)) break;
    if (line == "?" || line == "help") {
      fmt::print("{}", typed_help());
      continue;
    }
    if (line == "quit") break;
    if (line == "notes") {
      fmt::print("{}", inked(Ink::kPlain, to_text(own_notes(map, player.contact()))));
      continue;
    }
    const auto typed = read_typed(map, guide(map, player.contact(), player.now()), line);
    if (!typed) {
      fmt::print("{}\n", inked(Ink::kWarn, typed.error()));
      continue;
    }
    if (save) *save << typed->json << '\n' << std::flush;
    if (const auto refusal = player.play(typed->line)) {
      show(*refusal);
    } else {
      show(guide(map, player.contact(), player.now()));
    }
  }
  fmt::print("\n{}", inked(Ink::kPlain, to_text(own_notes(map, player.contact()))));
  return kExitDone;
}

}  // namespace

int take(const TakeOptions& options) {
  const auto map = load_map_or_say(options.map);
  if (!map) return say_error(map.error());
  const auto line = line_named(*map, options.line);
  if (!line) return say_error(line.error());
  const Instant begin = wall_clock();
  TracePlayer player(*map, begin, connected_contact(*map, begin, *line));
  std::ofstream save;
  if (!options.save.empty()) {
    save.open(options.save, std::ios::trunc);
    if (!save)
      return say_error({ErrorKind::kFailed, fmt::format("cannot write `{}`", options.save)});
  }
  if (!options.trace.empty()) {
    const auto wrong = play_file(*map, player, options);
    if (!wrong) return say_error(wrong.error());
    if (*wrong > 0) return kExitNo;
  }
  if (options.json) return kExitDone;
  if (!options.trace.empty() && isatty(STDIN_FILENO) != 1) {
    fmt::print("{}", inked(Ink::kPlain, to_text(own_notes(*map, player.contact()))));
    return kExitDone;
  }
  return converse(*map, player, options.save.empty() ? nullptr : &save);
}

}  // namespace callmap
