#include "cli/show.h"

#include <fmt/core.h>

#include <chrono>

#include "cli/terminal.h"

namespace callmap {
namespace {

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

}  // namespace

void show(const ProcedureView& procedure) {
  fmt::print("\n{}\n  {}\n", inked(Ink::kRoute, procedure.title),
             inked(Ink::kStrong, procedure.unclear.empty() ? procedure.text : procedure.unclear));
  if (!procedure.help.empty()) fmt::print("  {}\n", inked(Ink::kQuiet, procedure.help));
  for (const PhraseView& phrase : procedure.say)
    fmt::print("    \"{}\"\n", inked(Ink::kPlain, phrase_text(phrase)));
  for (std::size_t i = 0; i < procedure.answers.size(); ++i) {
    fmt::print("  a{} {}\n", i + 1, inked(Ink::kPlain, procedure.answers[i].label));
  }
}

void show(const Guidance& guidance) {
  show_route(guidance);
  if (!guidance.next.empty()) {
    fmt::print("{}\n", inked(Ink::kStrong, guidance.next.front().text));
    if (!guidance.next.front().why.empty())
      fmt::print("{}\n", inked(Ink::kQuiet, guidance.next.front().why));
  }
  if (guidance.procedure) show(*guidance.procedure);
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

Instant wall_clock() {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

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

}  // namespace callmap
