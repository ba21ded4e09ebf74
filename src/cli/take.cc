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

std::string phrase_text(const PhraseView& phrase) {
  std::string text;
  for (const auto& part : phrase.parts) text += part.text;
  return text;
}

void show_route(const Guidance& guidance) {
  std::string route;
  for (const StageView& stage : guidance.stages) {
    if (!route.empty()) route += inked(Ink::kQuiet, " > ");
    const bool now = stage.state == StageState::kNow;
    route +=
        now ? inked(Ink::kRoute, fmt::format("[{}]", stage.title))
            : inked(stage.state == StageState::kAhead ? Ink::kQuiet : Ink::kPlain, stage.title);
  }
  fmt::print("\n{}\n", route);
}

void show_procedure(const ProcedureView& procedure) {
  fmt::print("\n{}\n  {}\n", inked(Ink::kRoute, procedure.title),
             inked(Ink::kStrong, procedure.unclear.empty() ? procedure.text : procedure.unclear));
  for (const PhraseView& phrase : procedure.say)
    fmt::print("    \"{}\"\n", inked(Ink::kPlain, phrase_text(phrase)));
  for (std::size_t i = 0; i < procedure.answers.size(); ++i) {
    fmt::print("  a{} {}\n", i + 1, inked(Ink::kPlain, procedure.answers[i].label));
  }
}

// What can still be said and ticked: nothing once the line is gone.
void show_talk(const Guidance& guidance) {
  for (std::size_t i = 0; i < guidance.phrases.size(); ++i) {
    const PhraseView& phrase = guidance.phrases[i];
    fmt::print("  {} \"{}\"\n", i + 1,
               inked(phrase.said ? Ink::kQuiet : Ink::kPlain, phrase_text(phrase)));
  }
  for (const CheckpointView& checkpoint : guidance.checkpoints) {
    const char* box = checkpoint.state == CheckState::kMet ? "[x]" : "[ ]";
    const bool gate = checkpoint.strength == Strength::kGate;
    fmt::print("  {} {}{}\n", box, inked(Ink::kPlain, checkpoint.text),
               gate ? inked(Ink::kWarn, "  gate") : inked(Ink::kQuiet, "  tick " + checkpoint.id));
  }
}

void show_stage(const Guidance& guidance) {
  if (guidance.phase == Phase::kLive) show_talk(guidance);
  for (const FieldView& field : guidance.fields) {
    fmt::print("  {}: {}{}\n", inked(Ink::kQuiet, field.id),
               inked(Ink::kPlain, field.locked ? "locked" : field.value),
               field.needed && field.value.empty() ? inked(Ink::kWarn, "  needed") : "");
  }
  for (const ActionView& action : guidance.actions) {
    fmt::print("  do {}  {}\n", action.id,
               inked(action.allowed ? Ink::kPlain : Ink::kQuiet, action.text));
  }
}

void show_way_out(const Guidance& guidance) {
  for (const GateView& gate : guidance.out.gates) {
    if (gate.met) continue;
    fmt::print("  {} {}\n", inked(Ink::kWarn, "closed:"), inked(Ink::kPlain, gate.text));
  }
  for (const RequestView& request : guidance.requests) {
    if (guidance.phase != Phase::kAfterCall || !request.disposition.empty()) continue;
    for (const auto& [id, label] : request.dispositions) {
      fmt::print("  dispose {} {}  {}\n", request.number, id, inked(Ink::kQuiet, label));
    }
  }
}

void show(const Guidance& guidance) {
  show_route(guidance);
  if (!guidance.next.empty()) {
    fmt::print("{}\n", inked(Ink::kStrong, guidance.next.front().text));
    if (!guidance.next.front().why.empty())
      fmt::print("{}\n", inked(Ink::kQuiet, guidance.next.front().why));
  }
  if (guidance.procedure) show_procedure(*guidance.procedure);
  show_stage(guidance);
  show_way_out(guidance);
}

void show(const Refusal& refusal) {
  fmt::print("{}\n", inked(Ink::kWarn, refusal.sentence));
  for (const Missing& missing : refusal.missing) {
    fmt::print("  {}{}\n", inked(Ink::kPlain, missing.label),
               missing.id.empty() ? "" : inked(Ink::kQuiet, fmt::format("  ({})", missing.id)));
  }
  if (!refusal.because.empty()) fmt::print("  {}\n", inked(Ink::kQuiet, refusal.because));
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

// The id of the line, named by its id or its number; empty when none was named.
Result<std::string> line_named(const CallMap& map, const std::string& wanted) {
  if (wanted.empty()) return std::string();
  std::string known;
  for (const LineCalled& line : map.lines) {
    if (line.id == wanted || (!line.number.empty() && line.number == wanted)) return line.id;
    known += fmt::format("{}`{}`", known.empty() ? "" : ", ", line.id);
  }
  return failure(
      ErrorKind::kInvalid,
      fmt::format("the map has no line `{}`; {}", wanted,
                  known.empty() ? "it has no lines, leave --line out" : "its lines are " + known));
}

Instant wall_clock() {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
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
  TracePlayer player(*map, wall_clock(), *line);
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
