#pragma once
// The compiled call map: immutable, dense, printable, with a digest. `compile` makes it from a
// Document; the engine, the checks and the screens read it. Everything is found by index; the text
// ids stand beside for events and people. It knows nothing of contacts or time of day.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/instant.h"
#include "map/condition.h"
#include "map/indices.h"
#include "map/limits.h"
#include "map/teams.h"

namespace callmap {

// A phrase's text in pieces: plain words, or a slot to be filled from the contact or the map.
struct PhrasePart {
  enum class Kind : std::uint8_t { kWords, kField, kConstant, kBuiltin };
  Kind kind = Kind::kWords;
  std::string text;                 // the words; or the slot's name
  std::optional<FieldIndex> field;  // kField
  std::string fallback;  // said while the slot is empty; empty: the slot's label in brackets
  DataClass data_class = DataClass::kPublic;
};
// Names that kBuiltin may have: agent, reference, number (call-back number or caller's), stage,
// takes, next_step, time, wait (of the team that it is handed to).
inline constexpr std::array<std::string_view, 8> kBuiltinSlots = {
    "agent", "reference", "number", "stage", "takes", "next_step", "time", "wait"};

struct Phrase {
  std::string id;  // `STAGE.n`, `PROCEDURE.STEP.n`, `ACTION.n`, `CUE.n`, or the author's
  std::vector<PhrasePart> parts;
  std::vector<CheckpointIndex> covers;  // ticked when it is said
  std::vector<FieldIndex>
      asks;  // fields whose answer it asks for; the first empty one gets the focus
  bool verbatim = false;
  Condition when = Condition::always();  // narrowing and the author's `when`, together
};

// What a checkpoint guards when it is a gate.
enum class Guard : std::uint8_t { kMoveOn, kDisclose, kResolve, kDispose, kFinish };

struct Checkpoint {
  std::string id;
  std::string text;    // what must be true
  std::string prompt;  // the same as an instruction, for the next action; may be empty
  StageIndex stage{};
  Strength strength = Strength::kGuide;
  Guard guards = Guard::kMoveOn;
  Scope scope = Scope::kRequest;
  bool ask_why = false;
  bool plain = true;  // ticked by hand; false: `met_by` decides and it cannot be ticked
  SignalBit bit;      // plain only
  Condition met_by;   // plain: its own bit
  Condition applies = Condition::always();
  std::string because;  // shown with a refusal, may be empty
};

enum class FieldType : std::uint8_t {
  kText,
  kLine,
  kChoice,
  kChoices,
  kNumber,
  kMoney,
  kDate,
  kTime,
  kPhone,
  kEmail
};

struct Choice {
  std::string id;
  std::string label;
  std::optional<SignalBit> bit;  // only for choices that a condition reads
};

struct Field {
  std::string id;
  std::string label;
  std::string hint;
  FieldType type = FieldType::kText;
  DataClass data_class = DataClass::kPublic;
  Scope scope = Scope::kRequest;
  std::vector<Choice> choices;
  std::optional<ChoiceIndex> first;  // the choice that stands at the start of its scope
  SignalBit filled;
  Condition applies = Condition::always();
  bool is_reason = false;  // the choice that `reasons` declares; narrows by reason
};

struct Link {
  std::string title;
  std::string url;
};

struct Stage {
  std::string id;
  std::string title;
  std::string goal;
  Duration usual;                   // 0: none given
  bool completes_on_offer = false;  // preparation
  std::vector<PhraseIndex> say;
  std::vector<CheckpointIndex> checkpoints;
  std::vector<FieldIndex> document;
  std::vector<FieldIndex> document_after_call;
  std::vector<ActionIndex> actions;
  std::vector<Link> links;
  SignalBit here;
};

// What something does besides being recorded. Empty for plain ticks and fields, by definition.
struct Effect {
  std::vector<SignalBit> set;
  std::vector<SignalBit> clear;
  std::vector<CounterIndex> count;
  std::vector<CounterIndex> reset;
};

struct Action {
  std::string id;
  std::string text;
  DataClass data_class = DataClass::kPublic;
  std::vector<std::string> shows;  // customer attributes or fields shown by it
  Duration takes;                  // 0: at once
  std::string next_step;           // fills {next_step}
  std::vector<PhraseIndex> say;
  Condition applies = Condition::always();
  SignalBit done;
  Effect effect;
};

// kRetest stands in documents alone: compiled, it is a question that `retests` another one.
enum class StepKind : std::uint8_t { kQuestion, kInstruction, kAction, kCall, kRetest };

// Who does what an instruction asks for.
enum class StepTo : std::uint8_t { kAgent, kCustomer };

// Where an answer or the end of a step leads: to a step of the same procedure, or to one of its
// ends.
struct Target {
  bool is_end = false;
  StepIndex step{};
  EndIndex end{};
};

// A way on that may be taken `most` times in one run of the procedure; from then on the same answer
// leads to `after`.
struct LoopLimit {
  std::uint8_t place = 0;  // among the procedure's loops, below kLoopsMax
  std::uint8_t most = 1;
  Target after;
};

struct Answer {
  std::string id;
  std::string label;
  Target target;
  Effect effect;
  std::optional<LoopLimit> loop;
  std::optional<OutcomeIndex> outcome;  // of what was tried since the last such answer
};

struct Step {
  std::string id;
  StepKind kind = StepKind::kInstruction;
  std::string text;  // question or instruction
  std::string help;
  std::vector<std::string> unclear;  // other ways to ask, in the order in which they are tried
  std::vector<Link> links;
  StepTo to = StepTo::kAgent;
  std::optional<StepIndex> retests;  // the question that is asked again here
  std::vector<PhraseIndex> say;
  std::vector<FieldIndex> document;
  std::vector<CheckpointIndex> covers;  // ticked when the step is done
  std::vector<Answer>
      answers;  // question: the named answers; instruction, action: one; call: one an end
  std::optional<ActionIndex> action;   // kAction
  std::optional<ProcedureIndex> call;  // kCall; answers[n] is taken at the callee's end n
  Duration takes;
  std::string next_step;            // fills {next_step}
  std::uint16_t left_least = 0;     // further steps to the nearest end
  std::uint16_t left_most = 0;      // on the longest way that takes no loop twice
  std::vector<TeamIndex> consults;  // who may be asked here, the usual one first
  Effect effect;                    // on entering
};

// Every place that a step can lead to within its procedure, in the order of its answers.
template <class Visit>
void each_target(const Step& step, Visit visit) {
  for (const Answer& answer : step.answers) {
    visit(answer.target);
    if (answer.loop) visit(answer.loop->after);
  }
}

// Where a call stands after a procedure's end. The last three ask the agent for what comes next and
// do nothing by themselves, but that kHandOver drafts the handoff.
// kProcedure opens another procedure in its place, unless it was called.
enum class EndGoes : std::uint8_t {
  kBack,
  kStage,
  kFinish,
  kHandOver,
  kCallback,
  kFollowUp,
  kProcedure
};

// What came of a procedure, in words that all maps share; kOther: the end's own text says it.
enum class EndResult : std::uint8_t { kOther, kResolved, kEscalated, kNotApplicable };

struct ProcedureEnd {
  std::string id;
  std::string text;
  EndGoes goes = EndGoes::kBack;
  StageIndex stage{};
  std::optional<TeamIndex> team;            // kHandOver; none: the agent chooses
  std::optional<ProcedureIndex> procedure;  // kProcedure
  EndResult result = EndResult::kOther;
  std::string tip;           // how the customer helps themselves next time
  std::uint16_t number = 0;  // over all procedures, for a Trigger of kEnd
  Effect effect;
};

struct Procedure {
  std::string id;
  std::string title;
  std::string notice;                         // decision points only: what the agent notices
  std::string key;                            // one letter the author wishes, may be empty
  std::string why;                            // shown when offered
  DataClass data_class = DataClass::kPublic;  // highest of its actions
  std::vector<Step> steps;
  StepIndex start{};
  std::vector<ProcedureEnd> ends;
  std::uint8_t height = 1;  // procedures open at once when it calls others
  Condition applies = Condition::always();
  bool escalates = false;  // reaching its end by hand-over or promise counts as an escalation
  [[nodiscard]] bool is_decision_point() const { return !notice.empty(); }
};

enum class LoweredBy : std::uint8_t {
  kReconnect,
  kNewParty,
  kOtherCustomer,
  kNewRequest,
  kTransfer
};
inline constexpr std::size_t kLoweredByCount = 5;

// How an answer and the stored value are made comparable.
enum class Normalise : std::uint8_t { kText, kDigits, kDate, kPostcode };

struct AnswerItem {  // one thing a caller is asked in verification
  std::string id;
  std::string label;
  Normalise normalise = Normalise::kText;
  std::uint8_t length_min = 1,
               length_max = 64;  // after normalising; outside is malformed, which is no attempt
};

struct Method {
  std::string id;
  std::string title;
  std::string ask;
  std::vector<AnswerItem> items;  // compared by the server; empty when attested
  bool attested = false;
  Level opens = Level::kAccount;
  std::vector<PhraseIndex> say;
};

struct Verification {
  std::vector<Method> methods;
  std::optional<StageIndex> stage;    // none: the map has no verification
  std::uint8_t attempts = 3;          // failed ones per contact
  std::uint8_t attempts_per_day = 6;  // failed ones per customer over 24 hours, across contacts
  Duration valid_for;                 // 0: for the contact
  std::array<bool, kLoweredByCount> lowered_by{};
  std::array<bool, kPartyCount> may_verify{};  // which parties a pass can count for
  std::vector<Choice> exceptions;              // `bit` unused
};

// One attribute of the customer card. Never a secret: what is compared is not on the card.
struct CardRow {
  std::string id;
  std::string label;
  DataClass data_class = DataClass::kAccount;
};

struct Cue {
  std::string id;
  std::string notice;              // "if you notice …"
  std::vector<StageIndex> stages;  // "you are likely at …"
  std::string then;                // "next best action"
  std::string key;
  std::vector<PhraseIndex> say;
  std::optional<ProcedureIndex> opens;
  std::optional<StageIndex> goes;
  bool folds_guides = false;
  bool by_hand = true;  // the agent can mark it; otherwise `raised_by` alone does
  Condition raised_by = Condition::never();  // shown by itself while this holds
  std::vector<std::string> heard;
  SignalBit noticed;
};

enum class RuleKind : std::uint8_t { kNeeds, kOwes, kNever, kAtMost };

// The things a rule can be about.
struct Trigger {
  enum class Kind : std::uint8_t {
    kLeaveStage,
    kAction,
    kDisclose,
    kResolve,
    kDispose,
    kFinish,
    kProcedure,
    kTick,
    kFill,
    kHandOver,    // a handoff is offered, of any kind
    kDrop,        // the line went away without anybody ending the call
    kEnd,         // a procedure reaches that end
    kSegment,     // the person who held the contact holds it no more, and it is not over
    kGoes,        // what the agent opened ends, at whatever end that goes there
    kUnreached,   // a call back ended without them: no attempt, number or time is left
    kHandOverTo,  // a handoff to that team is offered, of any kind
    kConsult      // somebody else is asked a question about the contact
  };
  static constexpr std::size_t kKindCount = 17;
  Kind kind = Kind::kLeaveStage;
  std::uint16_t index = 0;  // stage, action, procedure, checkpoint, field, end or team; data class
                            // for kDisclose, EndGoes for kGoes
  bool operator==(const Trigger&) const = default;
};

enum class OwedBefore : std::uint8_t { kLeaving, kClosing, kWithin };

// How the customer was told that they would hear from us.
enum class PromiseChannel : std::uint8_t { kPhone, kEmail, kSms, kLetter, kApp };
inline constexpr std::size_t kPromiseChannelCount = 5;

struct Rule {
  std::string id;
  RuleKind kind = RuleKind::kNeeds;
  Trigger trigger;
  Condition condition;  // needs: must hold; never: must not hold; owes: pays it when it holds; at
                        // most: the counter is full
  Condition applies = Condition::always();
  Strength strength = Strength::kGate;
  std::string sentence;  // what it says, in the agent's words
  std::string because;
  std::optional<CheckpointIndex> checkpoint;  // the gate it was compiled from
  std::uint8_t at_most = 0;
  std::optional<CounterIndex> counter;  // kAtMost
  OwedBefore before = OwedBefore::kClosing;
  Duration within;
  std::optional<PromiseChannel> channel;   // kWithin: what it becomes is a promise to the customer
  bool lead = false;                       // kOwes: leads see it while it is owed
  std::optional<std::uint8_t> obligation;  // kOwes: its slot
  bool per_request = false;                // what meets it is a matter of one request
};

struct Counter {
  std::string id;
  std::string text;
  std::uint8_t limit = 1;
  Scope scope = Scope::kRequest;
  SignalBit at_limit;
};

struct StepOutcome {  // of the step list that needs no procedure
  std::string id;
  std::string label;
  std::string key;
  Effect effect;
};

struct Disposition {
  std::string id;
  std::string title;
  bool resolves = false;
  Condition applies = Condition::always();  // offered only while this holds
};

struct Ending {  // reasons to end early
  std::string id;
  std::string title;
  std::string key;
  bool no_conversation = false;
  Condition applies = Condition::always();  // offered only while this holds; one holds always
};

// A signal's name and how to speak of it: "the issue is filled in", "Test result confirmed".
struct Signal {
  enum class Kind : std::uint8_t {
    kCheckpoint,
    kField,
    kChoice,
    kFact,
    kAction,
    kCue,
    kStage,
    kLevel,
    kParty,
    kLineState,
    kCounter,
    kOwed,
    kOverdue,
    kInProcedure,
    kAttemptsSpent,
    kChannel,
    kLineCalled,
    kLanguage,
    kProduct,
    kException,
    kCustomerChosen,
    kAfterCall,
    kHandingOver,
    kTransferred,
    kCallbackDue,
    kCallbackTried,
    kCallbackSpent,
    kPromised,
    kNoneGiven  // "none, because …" was said for a field of the package
  };
  Kind kind = Kind::kFact;
  SignalBit bit;
  std::string id;     // what a condition writes: `issue`, `confirmed is yes`, `verified account`
  std::string label;  // what a person reads
  std::uint16_t index = 0;        // into the table its kind names; choice: of its field
  Scope scope = Scope::kContact;  // facts, checkpoints, fields: how long it lasts
};

struct NoteLine {
  enum class Source : std::uint8_t {
    kField,
    kVerification,
    kSteps,
    kActions,
    kProcedures,
    kTasks,
    kReference,
    kDisposition,
    kLine,
    kEnding
  };
  Source source = Source::kField;
  FieldIndex field{};
};
struct NoteSection {
  std::string id;
  std::string title;
  std::vector<NoteLine> lines;
};

struct LineCalled {
  std::string id;
  std::string title;
  std::string number;
  std::optional<TeamIndex> team;       // in whose queue its contacts wait
  SkillSet skills;                     // whoever takes its contacts has them
  std::optional<Duration> skills_for;  // then anybody of the team may; none: never
};

class CallMap {
 public:
  // Made once, in call_map.cc: hundreds of members are slow to compile in every file that has a
  // map.
  CallMap();
  ~CallMap();
  CallMap(const CallMap&);
  CallMap(CallMap&&) noexcept;
  CallMap& operator=(const CallMap&);
  CallMap& operator=(CallMap&&) noexcept;

  std::string id;
  std::string title;
  std::string digest;  // 64 hex digits of the source bytes, canonical order of files
  std::string language;
  std::vector<std::string> channels;
  std::vector<LineCalled> lines;
  std::vector<std::string> languages;
  std::vector<std::string> products;
  std::vector<std::pair<std::string, std::string>> constants;  // `slots`
  std::vector<Stage> stages;
  std::vector<Checkpoint> checkpoints;
  std::vector<Phrase> phrases;
  std::vector<Field> fields;
  std::vector<Action> actions;
  std::vector<Procedure> procedures;
  std::vector<Cue> cues;
  std::vector<Rule> rules;
  std::vector<Counter> counters;
  std::vector<Disposition> dispositions;
  std::vector<Ending> endings;
  std::vector<StepOutcome> step_outcomes;
  std::vector<NoteSection> notes;
  std::vector<CardRow> card;
  std::vector<OpenHours> hours;
  std::vector<Team> teams;
  std::vector<Skill> skills;
  std::vector<SkillSet> reason_skills;  // by choice of `reason_field`
  std::optional<Duration> skills_for;   // of contacts of no line, as there
  std::vector<std::uint8_t> capacity;   // one a channel: contacts that one person may hold
  HandoffPolicy handoff;
  CallbackPolicy callback;
  RecordingPolicy recording;
  HoldPolicy hold;
  std::optional<SignalBit> emergency;  // while it stands no gate on moving on or handing over does
  std::optional<SignalBit> unhurried;  // while it stands nothing is measured or shown as too long
  Verification verification;
  std::vector<Signal> signals;
  std::optional<FieldIndex> reason_field;
  std::optional<FieldIndex> callback_field;  // fills {number}; `callback_number:` names it
  std::optional<FieldIndex> tip_field;       // takes the tip of an end; `tip:` names it
  std::optional<FieldIndex> urgency_field;   // orders requests: its last choice is the most urgent

  // How many bits each space has, and which contact bits end with a segment.
  std::size_t contact_bits = 0, request_bits = 0, system_bits = 0;
  std::vector<std::uint16_t> segment_bits;

  // System bits that `apply` keeps up to date; nullopt where no condition reads them.
  struct SystemBits {
    std::array<std::optional<SignalBit>, 3>
        level;  // "verified" at least that level; [kNone] unused
    std::array<std::optional<SignalBit>, kPartyCount> party;
    std::array<std::optional<SignalBit>, kLineCount> line;
    std::optional<SignalBit> in_procedure, attempts_spent, customer_chosen, after_call;
    std::optional<SignalBit> handing_over, transferred, callback_due, callback_tried,
        callback_spent;
    std::vector<std::optional<SignalBit>> channel, line_called, language, product;
    std::array<std::optional<SignalBit>, kObligationsMax> owed, overdue;
    std::vector<std::optional<SignalBit>> exception;
  } system;

  // Those of a level, a party and a line, to be set at once.
  struct FrameBits {
    Bits all;
    std::array<Bits, 3> level;
    std::array<Bits, kPartyCount> party;
    std::array<Bits, kLineCount> line;
  } frame;

  std::optional<SignalBit> promised;  // request: a follow-up was promised for it

  // The rules a trigger has, by kind and index, so that judging a command reads only those. Telling
  // sensitive data has the rules of telling account data as well.
  [[nodiscard]] const std::vector<RuleIndex>& rules_for(Trigger trigger) const {
    const auto& of_kind = rules_by_trigger[static_cast<std::size_t>(trigger.kind)];
    return trigger.index < of_kind.size() ? of_kind[trigger.index] : no_rules_;
  }
  // By kind, then index; short where the last of a kind have no rule.
  std::array<std::vector<std::vector<RuleIndex>>, Trigger::kKindCount> rules_by_trigger;

  std::vector<RuleIndex> duties;  // every rule that owes
  std::size_t duty_slots = 0;     // one more than the last slot that a duty has

  // By text id; nullopt when the map has none of that name.
  [[nodiscard]] std::optional<StageIndex> stage(std::string_view id) const;
  [[nodiscard]] std::optional<CheckpointIndex> checkpoint(std::string_view id) const;
  [[nodiscard]] std::optional<PhraseIndex> phrase(std::string_view id) const;
  [[nodiscard]] std::optional<FieldIndex> field(std::string_view id) const;
  [[nodiscard]] std::optional<ChoiceIndex> choice(FieldIndex field, std::string_view id) const;
  [[nodiscard]] std::optional<ActionIndex> action(std::string_view id) const;
  [[nodiscard]] std::optional<ProcedureIndex> procedure(std::string_view id) const;
  [[nodiscard]] std::optional<StepIndex> step(ProcedureIndex procedure, std::string_view id) const;
  [[nodiscard]] std::optional<MethodIndex> method(std::string_view id) const;
  [[nodiscard]] std::optional<CueIndex> cue(std::string_view id) const;
  [[nodiscard]] std::optional<DispositionIndex> disposition(std::string_view id) const;
  [[nodiscard]] std::optional<EndingIndex> ending(std::string_view id) const;
  [[nodiscard]] std::optional<TeamIndex> team(std::string_view id) const;
  [[nodiscard]] std::optional<SkillIndex> skill(std::string_view id) const;
  [[nodiscard]] const Signal* signal(SignalBit bit) const;
  // Builds the look-ups above once the tables stand; `compile` calls it last.
  void index_names();

 private:
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  void index_frame();

  using Names = std::unordered_map<std::string, std::uint16_t, NameHash, std::equal_to<>>;
  Names stage_names_, checkpoint_names_, phrase_names_, field_names_, action_names_,
      procedure_names_, method_names_, cue_names_, disposition_names_, ending_names_;
  std::unordered_map<std::uint32_t, std::uint16_t> signals_by_bit_;
  std::vector<RuleIndex> no_rules_;  // stays empty
};

}  // namespace callmap
