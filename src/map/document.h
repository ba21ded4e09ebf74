#pragma once
// A map as its author wrote it: plain structs, every piece with its place in the files. `read`
// makes it, `compile` turns it into a CallMap and reports what makes no sense. Shorthands are
// already written out and values have their types; names are still texts and may lead nowhere.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "map/call_map.h"
#include "map/problem.h"

namespace callmap {

// A value with its place. Not given: the author left it out, `value` is the default.
template <class T>
struct Given {
  T value{};
  Span span;
  [[nodiscard]] bool given() const { return span.line > 0; }
  bool operator==(const Given&) const = default;
};
using Text = Given<std::string>;
using Texts = std::vector<Text>;

// A condition before names are looked up.
struct ConditionText {
  enum class Kind : std::uint8_t { kAll, kAny, kNone, kLiteral };
  Kind kind = Kind::kAll;
  Span span;
  std::string literal;  // kLiteral, `not` included
  std::vector<ConditionText> parts;
};
using GivenCondition = std::optional<ConditionText>;

// One `for`: any of the groups, all keys of a group, any value of a key.
struct Narrowing {
  struct Key {
    Text key;  // channel, line, product, reason or language
    Texts values;
  };
  std::vector<std::vector<Key>> groups;
  [[nodiscard]] bool given() const { return !groups.empty(); }
};

struct EffectText {
  Texts sets, clears, counts, resets;
};

struct NamedText {  // `name: label`
  Text name;
  Text label;
};

struct PhraseText {
  Text id;  // may be not given
  Text text;
  Texts covers, asks;
  GivenCondition when;
  Narrowing narrowing;
  Given<bool> verbatim;
};

struct ReasonText {
  Text name, label;
  Texts skills;
};

// `skills_for`: a time, or `always`.
struct SkillsForText {
  Span span;
  Duration time;
  bool always = false;
  [[nodiscard]] bool given() const { return span.line > 0; }
};

struct LineText {
  Text name, title, number, team;
  Texts skills;
  SkillsForText skills_for;
};

struct FactText {
  Text name, text;
  Given<Scope> scope;
};

struct CardText {
  Text name, label;
  Given<DataClass> data_class{DataClass::kAccount, {}};
};

struct AnswerItemText {
  Text name, label;
  Given<Normalise> form;
  Given<std::pair<std::uint8_t, std::uint8_t>> length{{1, 64}, {}};
};

struct MethodText {
  Text name, title, ask;
  Texts compares;
  Given<bool> attested;
  Given<Level> opens{Level::kAccount, {}};
  std::vector<PhraseText> say;
};

struct VerificationText {
  Span span;
  Text after;  // `place: { after: STAGE }`
  Text stage;
  std::vector<AnswerItemText> answers;
  std::vector<MethodText> methods;
  Given<std::int64_t> attempts{3, {}};
  Given<std::int64_t> attempts_per_day{6, {}};
  Given<Duration> valid_for;
  std::optional<std::vector<Given<LoweredBy>>> lowered_by;
  std::optional<std::vector<Given<Party>>> parties;
  std::vector<NamedText> exceptions;
};

struct FieldText {
  Text name, label, hint;
  Given<FieldType> type;
  Given<DataClass> data_class;
  Given<Scope> scope{Scope::kRequest, {}};
  std::vector<NamedText> choices;
  Text first;
  GivenCondition when;
  Narrowing narrowing;
};

struct CheckpointText {
  Text name, text, prompt;
  Given<Strength> strength;
  Given<Guard> guards;
  GivenCondition met_by;
  Text because;
  Given<Scope> scope{Scope::kRequest, {}};
  GivenCondition when;
  Narrowing narrowing;
  Given<bool> ask_why;
};

struct LinkText {
  Text title, url;
};

struct StageText {
  Text name, title, goal;
  Given<Duration> usual;
  Text completes;  // `on_offer`
  std::vector<PhraseText> say;
  std::vector<CheckpointText> checkpoints;
  Texts document, after_call, actions;
  std::vector<LinkText> links;
};

struct ActionText {
  Text name, text;
  Given<DataClass> data_class;
  Given<Scope> scope{Scope::kRequest, {}};
  Texts shows;
  Given<Duration> takes;
  Text next_step;
  std::vector<PhraseText> say;
  GivenCondition when;
  Narrowing narrowing;
  EffectText effect;
};

struct OutcomeText {
  Text name, label, key;
  EffectText effect;
};

struct CounterText {
  Text name, text;
  Given<std::int64_t> limit{1, {}};
  Given<Scope> scope{Scope::kRequest, {}};
};

struct AnswerText {
  Text name, label, then;
  Given<std::int64_t> at_most;  // times in one run of the procedure
  Text after_that;              // where it leads from then on
  Text outcome;                 // of what was tried since the last one: a name under `steps`
  EffectText effect;
};

struct StepText {
  Text name;
  Given<StepKind> kind;
  Text text;  // question or instruction; of `do`, `call` and `retest`: the name of what is done,
              // called or asked again
  Text then;  // instruction and action
  Text help;
  Given<StepTo> to;  // instruction: who does it
  Text next_step;
  Texts unclear;  // question: other ways to ask it
  std::vector<LinkText> links;
  std::vector<AnswerText> answers;  // question: its answers; call: the callee's ends
  std::vector<PhraseText> say;
  Texts document, covers, consults;
  Given<Duration> takes;
  EffectText effect;
};

struct EndText {
  Text name, text;
  Given<EndGoes> goes;
  Text stage, team, procedure;
  Given<EndResult> result;
  Text tip;
  EffectText effect;
};

struct ProcedureText {
  Text name, title, notice, key, why, start;
  Given<bool> escalates;
  std::vector<StepText> steps;
  std::vector<EndText> ends;
  GivenCondition when;
  Narrowing narrowing;
};

struct CueText {
  Text name, notice, then, key, opens, goes;
  Texts stages;
  std::vector<PhraseText> say;
  Given<bool> folds_guides;
  Given<bool> by_hand{true, {}};
  GivenCondition raised_by;
  Texts heard;
};

// What a rule is about, `do:` or `after:`.
struct TriggerText {
  Given<Trigger::Kind> kind;
  Text subject;  // name of the action, procedure, stage, checkpoint, field, data class, or
                 // `PROCEDURE.END`
};

struct RuleText {
  Text name, text, because;
  Given<RuleKind> kind;
  TriggerText trigger;
  ConditionText condition;  // not kAtMost
  Given<Strength> strength{Strength::kGate, {}};
  Given<std::int64_t> at_most;
  Text counter;
  Given<OwedBefore> before;
  Duration within;
  Given<PromiseChannel> channel;
  Given<bool> lead;
  GivenCondition when;
  Narrowing narrowing;
};

struct DispositionText {
  Text name, title;
  Given<bool> resolves;
  GivenCondition when;
  Narrowing narrowing;
};

struct EndingText {
  Text name, title, key;
  Given<bool> no_conversation;
  GivenCondition when;
  Narrowing narrowing;
};

struct NoteText {
  Text name, title;
  Texts lines;
};

struct HoursText {
  Text name, zone;
  std::array<std::vector<Given<OpenHours::Span>>, 7> days;  // Monday first
  Texts closed;
  bool has_days = false;  // some day has hours, perhaps malformed
};

struct TeamText {
  Text name, title, handles, hours, number;
  Texts skills;
  Given<bool> outside, blind;
  Given<DataClass> reads;
};

struct CapacityText {
  Text channel;
  Given<std::int64_t> most{1, {}};
};

struct HandoffText {
  Span span;
  Texts package;
  Text story, team;
  std::vector<PhraseText> draft;
  Given<Duration> timeout;
};

struct CallbackText {
  Span span;
  Given<std::int64_t> attempts{1, {}};
  std::vector<Given<Duration>> after;
  Text hours, customer_hours, team;
  std::vector<PhraseText> greeting, right_party, voicemail;
};

struct HoldText {
  Span span;
  Given<Duration> promise;
  std::vector<PhraseText> back;
};

struct RecordingText {
  Span span;
  Text field, on;
  Texts paused;
};

struct Document {
  std::vector<std::string> files;  // as spans count them
  std::string digest;              // 64 hex digits over the files that belong to the map
  Text id, title, language, callback_number, urgency, tip;
  Texts channels, languages;
  std::vector<LineText> lines;
  std::vector<NamedText> products, slots, skills;
  std::vector<ReasonText> reasons;
  std::vector<FactText> facts;
  std::vector<CardText> card;
  std::optional<VerificationText> verification;
  std::vector<FieldText> fields;
  std::vector<StageText> stages;
  std::vector<ActionText> actions;
  std::vector<OutcomeText> steps;
  std::vector<CounterText> counters;
  std::vector<ProcedureText> procedures;
  std::vector<CueText> cues;
  std::vector<RuleText> rules;
  std::vector<DispositionText> dispositions;
  std::vector<EndingText> endings;
  std::vector<NoteText> notes;
  std::vector<HoursText> hours;
  std::vector<TeamText> teams;
  std::vector<CapacityText> capacity;
  std::optional<HandoffText> handoff;
  std::optional<CallbackText> callback;
  std::optional<RecordingText> recording;
  std::optional<HoldText> hold;
  Text emergency, unhurried;
  SkillsForText skills_for;
};

}  // namespace callmap
