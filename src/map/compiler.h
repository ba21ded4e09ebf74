#pragma once
// Inside of compile: what its parts share. First all names are declared and get their places and
// bits, then bodies are compiled against them, then the whole is looked over. For compile*.cc
// alone.

#include <fmt/format.h>

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "map/call_map.h"
#include "map/document.h"
#include "map/suggest.h"
#include "map/words.h"

namespace callmap {

// Checkpoints, fields, facts, actions, cues and counters share one space of names.
struct SharedName {
  Signal::Kind kind = Signal::Kind::kFact;
  std::uint16_t index = 0;
  SignalBit bit;
  Span span;
};

using Names = std::map<std::string, std::uint16_t, std::less<>>;

// A checkpoint's `met_by` is compiled when the first condition reads it.
struct CheckpointState {
  const CheckpointText* text = nullptr;
  enum class Progress : std::uint8_t { kNot, kRunning, kDone } progress = Progress::kNot;
};

struct Compiler {
  Compiler(const Document& read, Problems& found) : document(read), problems(found) {}

  const Document& document;
  Problems& problems;
  CallMap map;

  std::map<std::string, SharedName, std::less<>> shared;
  Names stages, procedures, methods, dispositions, exceptions, teams, hours, skills;
  Names channels, languages, lines, products;                    // values of `for`
  std::map<std::string, std::uint8_t, std::less<>> obligations;  // by rule
  std::map<std::string, std::string_view, std::less<>> constants;
  std::set<std::string, std::less<>> phrase_ids;
  std::vector<const StageText*> stage_texts;  // as map.stages, in the final order
  std::vector<CheckpointState> checkpoints;   // as map.checkpoints
  std::size_t gates_inlined = 0;              // how deep gates read gates at the moment
  std::size_t condition_work = 0;             // clauses compared so far
  std::vector<bool> facts_set;                // by fact
  std::vector<bool> counters_counted;
  std::vector<bool> actions_offered;
  std::vector<bool> fields_asked;

  void problem(ProblemCode code, Span span, std::string_view message, std::string_view hint = {}) {
    problems.add(code, span, message, hint);
  }
};

[[nodiscard]] std::string_view in_words(Signal::Kind kind);  // "field"

// The rule that every map with `callback` has.
inline constexpr std::string_view kCallbackRule = "callback_attempt";
inline constexpr std::string_view kCallbackSentence = "Call back after the line dropped";

// The rules that every map has whose ends go there.
struct EndDuty {
  EndGoes goes;
  std::string_view rule, sentence, because;
};
inline constexpr std::array kEndDuties = {
    EndDuty{EndGoes::kCallback, "callback_owed",
            "Agree when to call back, or promise it in writing",
            "They were told that we call them."},
    EndDuty{EndGoes::kFollowUp, "follow_up_owed", "Write down what was promised, and by when",
            "They were told that they hear from us."},
};
// True when an end of some procedure goes there.
[[nodiscard]] bool leads_anywhere(const Compiler& compiler, EndGoes goes);

// ---- names (compile_names.cc)
void declare_names(Compiler& compiler);
// The place of a name, or a problem with a suggestion. An empty name was reported before: nullopt.
[[nodiscard]] std::optional<std::uint16_t> find_name(Compiler& compiler, const Names& names,
                                                     const Text& name, std::string_view kind);
[[nodiscard]] std::optional<std::uint16_t> find_shared(Compiler& compiler, const Text& name,
                                                       Signal::Kind kind);
[[nodiscard]] std::vector<FieldIndex> find_fields(Compiler& compiler, const Texts& names);
// Plain checkpoints only: others cannot be ticked.
[[nodiscard]] std::vector<CheckpointIndex> find_plain(Compiler& compiler, const Texts& names);
[[nodiscard]] Effect compile_effect(Compiler& compiler, const EffectText& text);

// ---- signals (compile_signals.cc)
[[nodiscard]] SignalBit new_bit(CallMap& map, Space space);
[[nodiscard]] SignalBit new_bit(CallMap& map, Scope scope);
// The bit of something that has one only where a condition reads it; made when first asked for.
[[nodiscard]] SignalBit system_bit(Compiler& compiler, Signal::Kind kind, std::uint16_t index);
[[nodiscard]] SignalBit choice_bit(Compiler& compiler, FieldIndex field, ChoiceIndex choice);

// ---- conditions (compile_conditions.cc)
[[nodiscard]] Condition compile_condition(Compiler& compiler, const ConditionText& text);
// `when` and `for` together.
[[nodiscard]] Condition compile_narrowing(Compiler& compiler, const GivenCondition& when,
                                          const Narrowing& narrowing);
[[nodiscard]] Condition literal(SignalBit bit, bool positive = true);
[[nodiscard]] Condition either(Condition left, const Condition& right);
// The condition, and not the bit. never() when it cannot hold without.
[[nodiscard]] Condition without(const Condition& condition, SignalBit bit);
// Compiles the checkpoint's `met_by` if that was not done yet. False: it reads itself.
bool settle_checkpoint(Compiler& compiler, std::size_t index);

// ---- phrases (compile_phrases.cc)
[[nodiscard]] std::vector<PhraseIndex> compile_phrases(Compiler& compiler, std::string_view kind,
                                                       const std::string& owner,
                                                       const std::vector<PhraseText>& texts);
void check_link(Compiler& compiler, const Text& url);

// ---- the tables
void compile_fields(Compiler& compiler);        // compile_stages.cc
void compile_stages(Compiler& compiler);        // compile_stages.cc
void compile_verification(Compiler& compiler);  // compile_stages.cc
void compile_actions(Compiler& compiler);       // compile_stages.cc
void compile_cues(Compiler& compiler);          // compile_stages.cc
void compile_outcomes(Compiler& compiler);      // compile_stages.cc
void compile_procedures(Compiler& compiler);    // compile_procedures.cc
void measure_procedures(Compiler& compiler);    // measure_procedures.cc
void compile_teams(Compiler& compiler);         // compile_teams.cc
void compile_handoff(Compiler& compiler);       // compile_teams.cc
void compile_callback(Compiler& compiler);      // compile_teams.cc
void compile_recording(Compiler& compiler);     // compile_teams.cc
void compile_hold(Compiler& compiler);          // compile_teams.cc
void compile_emergency(Compiler& compiler);     // compile_teams.cc; after the rules
void compile_rules(Compiler& compiler);         // compile_rules.cc
void compare_answers(Compiler& compiler);       // compare_answers.cc
void look_over(Compiler& compiler);             // compile_look_over.cc

}  // namespace callmap
