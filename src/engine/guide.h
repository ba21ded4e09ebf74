#pragma once
// What the engine tells the agent now: where the call stands, the one thing to do next and why,
// what can be said, checked, written down, opened, and what stands in the way. `guide` is pure and
// cheap, and calls nothing but the map and the contact. Screens show it as it is; they add no
// logic. Values of fields above the verified level are left out
// (`locked`), and everything above public is left out for a viewer who is not the holder (`Sight`).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/decide.h"
#include "map/zone.h"

namespace callmap {

enum class Sight : std::uint8_t { kHolder, kOther };

struct PhraseView {
  std::string id;
  struct Part {
    std::string text;
    bool slot = false;
    bool empty = false;
  };  // empty: its value is not known yet
  std::vector<Part> parts;
  std::vector<std::string> asks;  // fields whose answer it asks for
  bool verbatim = false;
  bool best = false;  // covers or asks for what is next
  std::optional<Instant> said;
};

enum class CheckState : std::uint8_t { kOpen, kMet, kNotRecorded };
struct CheckpointView {
  std::string id, text;
  Strength strength = Strength::kGuide;
  bool plain = true;
  CheckState state = CheckState::kOpen;
  std::optional<Instant> at;
  Origin origin = Origin::kTicked;
  bool ask_why = false;  // left unrecorded, a reason is wanted
  std::string why_not;
};

struct FieldView {
  std::string id, label, hint;
  FieldType type = FieldType::kText;
  DataClass data_class = DataClass::kPublic;
  std::vector<std::pair<std::string, std::string>> choices;  // id, label
  std::string value;
  bool locked = false;  // has a class that is closed now
  bool needed = false;  // an unmet gate of this stage asks for it
  std::optional<Instant> at;
  Origin origin = Origin::kTyped;
};

struct GateView {
  std::string rule, text;  // the gate's own words
  bool met = false;
  std::string because;
  std::vector<Missing> missing;
};

enum class StageState : std::uint8_t {
  kAhead,
  kNow,
  kDone,
  kPart
};  // part: left with something not recorded
struct StageView {
  std::string id, title;
  StageState state = StageState::kAhead;
  Duration spent;  // up to the last entry; the current one runs from `entered`
  std::optional<Instant> entered;
  Duration usual;
  std::vector<GateView> gates;  // across the line after this stage
};

// A next best action, in a fixed order: the open procedure's step, unmet gates, guides in the
// author's order, what falls due, cues, the next stage. An unmet gate is told as the first thing to
// do for it, with the kind and id of that thing (the field to write down, the method to verify
// with), so that a screen can put its input right there; kGate is for a gate that is ticked itself
// or that nothing simple opens. `text` reads as an instruction: a checkpoint's `prompt`, where it
// has one.
struct NextAction {
  enum class Kind : std::uint8_t {
    kStep,
    kGate,
    kGuide,
    kField,
    kVerify,
    kObligation,
    kCue,
    kStage,
    kAction,
    kDispose,
    kFinish,
    kHandoff,
    kCallback,
    kFollowUp,
    kHold
  };
  Kind kind = Kind::kStage;
  std::string id;  // of the step, checkpoint, field, method, rule, cue, stage; request number for
                   // kDispose; empty for kFinish; for kHandoff a field of the package, `team`,
                   // `offer`, `outside` or `wait`; for kCallback `take`, `release`, `result` or
                   // `schedule`; for kFollowUp `promise`; for kHold `back`
  std::string text;
  std::string why;
};

struct ActionView {
  std::string id, text;
  DataClass data_class = DataClass::kPublic;
  Duration takes;
  bool allowed = true;  // false: the fence or a rule is closed
  std::optional<Instant> started, finished;
  bool slow = false;  // longer than it usually takes, line not held: say something
  std::vector<PhraseView> say;
};

struct RoadView {  // a decision point or another procedure on offer
  std::string id, title, notice, key, why;
  bool decision_point = false;
  bool open = false;
  std::string ended;  // text of the last end that it came to for this request
  EndResult result = EndResult::kOther;
};

struct ProcedureView {
  std::string id, title;
  std::string step;
  StepKind kind = StepKind::kInstruction;
  std::string text, help;
  StepTo to = StepTo::kAgent;
  struct Answer {
    std::string id, label;
    std::optional<std::uint8_t> left;  // how often this way may still be taken
  };
  std::vector<Answer> answers;
  std::string unclear;       // the other words to ask in, once the first got no answer
  bool has_unclear = false;  // there are such words
  std::string before;        // label of the last answer to a question that is asked again
  std::vector<Link> links;
  Duration takes;                // of an instruction
  std::optional<Instant> since;  // when the step was come to
  bool slow = false;             // longer than it takes, line not held: say something
  std::uint16_t done = 0;        // steps taken in this run, those taken back not counted
  std::uint16_t left_least = 0, left_most = 0;  // further steps to an end, after this one
  std::vector<PhraseView> say;
  std::vector<FieldView> document;
  std::optional<ActionView> action;
  struct Past {
    std::string step, text, answer;
    Instant at;
    bool taken_back = false;
    bool asked_again = false;  // there was no answer, and it was asked in other words
    bool can_revisit = false;
  };
  std::vector<Past> past;
  std::uint8_t depth = 1;
  std::vector<std::pair<std::string, std::string>> consults;  // teams that may be asked here
};

struct VerificationView {
  Level level = Level::kNone;
  Party party = Party::kHolder;
  bool party_may_verify = true;
  std::optional<Instant> until;
  std::uint8_t attempts_left = 0;
  struct Item {
    std::string id, label;
    Normalise form = Normalise::kText;
  };
  struct MethodView {
    std::string id, title, ask;
    bool attested = false;
    Level opens = Level::kAccount;
    std::vector<Item> items;
    std::optional<bool> last;
    bool may_correct = false;
  };
  std::vector<MethodView> methods;  // in the author's order
  std::vector<std::pair<std::string, std::string>> exceptions;
  std::vector<std::string> recorded_exceptions;
};

struct CueView {
  std::string id, notice, then, key;
  bool noticed = false;    // marked by the agent or raised by itself
  bool by_itself = false;  // raised by what stands: nobody can take it away by hand
  bool likely_here = false;
  std::vector<std::string> stages;  // titles
  std::vector<PhraseView> say;
  std::string opens;  // procedure id
  std::string goes;   // stage id
};

// Something to choose by the letter that its author gave it; empty: none.
struct LetteredView {
  std::string id, label, key;
};

struct RequestView {
  std::uint8_t number = 0;
  std::string title;  // issue, else reason, else empty
  bool current = false, open = false;
  std::string urgency;                                            // id of the choice; see urgencies
  std::string disposition;                                        // id
  std::vector<std::pair<std::string, std::string>> dispositions;  // on offer now
  std::string proposed;  // the only one on offer that depends on what happened, after the call
};

struct TriedView {
  std::uint16_t step = 0;
  std::string text, outcome;
  Instant at;
};

struct WayOut {                           // the foot of the stage
  std::optional<std::string> next_stage;  // id
  std::string next_title;
  bool open = true;
  std::vector<GateView> gates;  // those before the next stage, or before finishing
};

struct TeamView {
  std::string id, title, handles;
  bool outside = false, blind = false;
};

// Something that travels with a handoff. Locked: it is there, and this person, or this team, may
// not read it.
struct PackageItemView {
  enum class State : std::uint8_t { kMissing, kFilled, kNone, kLocked };
  std::string id, label, text;
  State state = State::kMissing;
  std::string because;             // kNone
  std::optional<FieldView> field;  // where the holder writes it
};
struct HandoffView {
  std::string team, title;
  HandoffKind how = HandoffKind::kWarm;
  HandoffState state = HandoffState::kDrafted;
  Instant since;
  std::optional<Instant> until;  // while it is offered
  bool complete = false;         // nothing stands before offering it
  std::vector<PackageItemView> items;
  std::string story;
  std::vector<std::string> steps;  // what was done already, one by one
  std::vector<GateView> needs;     // everything that is asked for before handing over
  std::vector<FieldView> asks;     // for the sender: what they miss and that does not travel itself
  struct Asked {
    std::string item, question;
    Instant at;
  };
  std::vector<Asked> questions;
  std::string returned;     // why
  std::string accepted_by;  // outside: the name that was given
};

struct CallbackView {
  CallbackState state = CallbackState::kDue;
  std::optional<Instant> due;
  std::optional<Instant> call_from;  // by the customer's hours; none: they may be called now
  std::uint8_t attempt = 0, attempts = 0;
  CallbackHow how = CallbackHow::kDropped;
  struct Try {
    CallbackOutcome outcome = CallbackOutcome::kReached;
    Instant at;
    std::string by;  // person id; who reads puts names (`put_names`)
  };
  std::vector<Try> tries;
  std::string stage_title, next;  // where the call was, and what comes next in it
  std::string team_title;         // who makes it; empty: anybody
  bool for_others = false;        // and whoever looks is none of them
  std::vector<PhraseView> greeting, right_party, voicemail;
};

// A time at which the customer's clock shows so many minutes more than UTC, up to `until`.
using CustomerClock = std::vector<ClockSpan>;
inline constexpr Duration kCustomerClockAhead = hours(24 * 60);  // how far it is told

struct Guidance {
  // Made once, in guide.cc, as a map's are.
  Guidance();
  ~Guidance();
  Guidance(const Guidance&);
  Guidance(Guidance&&) noexcept;
  Guidance& operator=(const Guidance&);
  Guidance& operator=(Guidance&&) noexcept;

  Phase phase = Phase::kNone;
  Line line = Line::kRinging;
  std::string stage, stage_title, goal;
  std::vector<StageView> stages;
  std::vector<NextAction> next;  // never empty while the contact is open
  std::vector<PhraseView> phrases;
  std::vector<CheckpointView> checkpoints;
  std::vector<FieldView> fields;  // of the stage; after the call, those of after-call work
  std::vector<ActionView> actions;
  std::vector<RoadView> roads;
  std::optional<ProcedureView> procedure;
  VerificationView verification;
  std::vector<CueView> cues;
  std::vector<RequestView>
      requests;  // on the line the open ones first, most urgent first; by number
  // How urgent a request can be, the most urgent first: while several are open and the map says.
  std::vector<LetteredView> urgencies;
  std::vector<TriedView> tried;
  std::vector<LetteredView> outcomes;  // for a tried step
  std::vector<Link> links;
  std::vector<TaskEntry> tasks;
  std::vector<TeamView> teams;
  std::optional<HandoffView> handoff;  // the one under way, or the last
  std::optional<CallbackView> callback;
  std::optional<Instant> back_at;  // whoever is on hold was promised that somebody is back by then
  // Where the number to call back is written, while the contact is open and the map calls back.
  std::optional<FieldView> callback_number;
  // For the holder, where the map calls back and the customer's zone is known; else empty.
  CustomerClock customer_clock;
  bool emergency = false;
  AsksFor asks_for = AsksFor::kNothing;  // what a procedure's end left to do
  WayOut out;
  std::vector<LetteredView> endings;
  bool guides_folded = false;
  std::optional<Instant> lapses;      // a verification that lapses, for the warning
  std::optional<Instant> changes_at;  // when this guidance would change by itself
};

// What the engine does not know: the queues, and the teams of whoever looks.
struct Surroundings {
  std::string wait;           // in the team of the handoff, as people say it; empty: not known
  bool nobody_there = false;  // who is signed in there could take it: no wait is foretold
  bool may_call_back = true;  // whoever looks, where the map says who makes calls back
};

// `agent_name` fills {agent}; the engine knows people by id only. Empty: the slot stays empty.
[[nodiscard]] Guidance guide(const CallMap& map, const Contact& contact, Instant now,
                             Sight sight = Sight::kHolder, std::string_view agent_name = {},
                             const Surroundings& around = {});

// The handoff under way, or the last, for somebody to whom it is offered; nullopt when there is
// none. Nothing above public for whoever does not hold the contact.
[[nodiscard]] std::optional<HandoffView> handoff_for(const CallMap& map, const Contact& contact,
                                                     Instant now, Sight sight);

// Puts people's names where the engine has their ids. `name` gives the name for an id's text.
void put_names(Guidance& guidance, auto name) {
  if (!guidance.callback) return;
  for (CallbackView::Try& tried : guidance.callback->tries) tried.by = name(tried.by);
}

// The phrase with its slots filled as the contact stands. Values above the open level are shown as
// empty slots.
[[nodiscard]] PhraseView fill(const CallMap& map, const Contact& contact, PhraseIndex phrase,
                              Sight sight, std::string_view agent_name = {});

}  // namespace callmap
