#pragma once
// A contact as the engine sees it: `Control`, the finite part that alone decides which commands are
// accepted and what comes next, and `Record`, the texts, values, times and history that people
// read. `apply` makes both from events; nothing else writes them. Plain values, no identity, no
// clock. Hundreds of thousands stay in memory, so they are made of SlimList, SlimText, Boxed and
// SlimInstant and weigh under 2 kB at every moment of a standard call (bench/engine_bench).

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/boxed.h"
#include "base/ids.h"
#include "base/instant.h"
#include "base/slim_instant.h"
#include "base/slim_list.h"
#include "base/slim_text.h"
#include "engine/callback.h"
#include "engine/consult.h"
#include "engine/follow_up.h"
#include "engine/handoff.h"
#include "map/call_map.h"

namespace callmap {

// Who did something. Clock and phone have no person.
struct Author {
  enum class Kind : std::uint8_t { kPerson, kPhone, kClock, kService };
  Kind kind = Kind::kPerson;
  PersonId person;
  bool operator==(const Author&) const = default;
};

enum class Phase : std::uint8_t { kNone, kLive, kAfterCall, kClosed };

struct StackEntry {
  ProcedureIndex procedure{};
  StepIndex step{};
  std::uint16_t loops = 0;  // how often its limited ways were taken, four bits each
  [[nodiscard]] bool stands_at(ProcedureIndex there, StepIndex on) const {
    return procedure == there && step == on;
  }
  [[nodiscard]] std::uint8_t taken(const LoopLimit& loop) const {
    return static_cast<std::uint8_t>((loops >> (4u * loop.place)) & 0xFu);
  }
  void take(const LoopLimit& loop) {
    loops = static_cast<std::uint16_t>(loops + (1u << (4u * loop.place)));
  }
  bool operator==(const StackEntry&) const = default;
  static_assert(4 * kLoopsMax <= 16 && kLoopTimesMax <= 0xF);
};

enum class Owed : std::uint8_t { kNone, kOwed, kOverdue };

// What stands owed, by obligation slot: two bits each, so that asking for any is one comparison.
class OwedSlots {
 public:
  [[nodiscard]] Owed operator[](std::size_t slot) const {
    if (((overdue_ >> slot) & 1u) != 0) return Owed::kOverdue;
    return ((owed_ >> slot) & 1u) != 0 ? Owed::kOwed : Owed::kNone;
  }
  void set(std::size_t slot, Owed state) {
    const std::uint32_t bit = std::uint32_t{1} << slot;
    owed_ = state == Owed::kNone ? owed_ & ~bit : owed_ | bit;
    overdue_ = state == Owed::kOverdue ? overdue_ | bit : overdue_ & ~bit;
  }
  [[nodiscard]] bool any() const { return owed_ != 0; }
  bool operator==(const OwedSlots&) const = default;

 private:
  std::uint32_t owed_ = 0;  // overdue ones too
  std::uint32_t overdue_ = 0;
  static_assert(kObligationsMax <= 32);
};

// How a person came to hold a contact, and how they came to hold it no more without another
// following.
enum class SegmentHow : std::uint8_t { kOffered, kHandoff, kCallback, kResumed, kTakenOver };
enum class SegmentEnd : std::uint8_t { kReleased, kLeft };
// What a lead does on a contact that somebody else holds.
enum class Presence : std::uint8_t { kMonitor, kMessage, kJoin };
// What a procedure's end asks of the agent next.
enum class AsksFor : std::uint8_t { kNothing, kHandOver, kCallback, kFollowUp };

// One of the requests that are open at once. `number` counts from 1 over the contact and is how
// people name it.
struct RequestSlot {
  bool open = false;
  std::uint8_t number = 0;
  Bits bits;
  std::array<std::uint8_t, kCountersMax> counters{};
  OwedSlots owed;
  bool operator==(const RequestSlot&) const = default;
};

struct Control {
  Phase phase = Phase::kNone;
  StageIndex stage{};
  Line line = Line::kRinging;
  Party party = Party::kHolder;
  Level level = Level::kNone;
  bool customer_chosen = false;
  std::uint8_t attempts_failed = 0;
  std::uint8_t methods_failed = 0;     // one bit a method whose last attempt failed
  std::uint8_t methods_corrected = 0;  // one bit a method whose one correction is used
  std::uint8_t current = 0;            // slot of the current request
  std::uint8_t depth = 0;              // procedures open; the top is stack[depth - 1]
  bool held = false;                   // somebody holds it
  bool ever_held = false;
  bool waiting = false;  // in the queue of `waits_for`
  TeamIndex waits_for{};
  HandoffState handoff = HandoffState::kNone;
  HandoffKind handoff_kind = HandoffKind::kWarm;
  TeamIndex handoff_team{};
  bool transferred = false;  // a handoff of it was accepted
  CallbackState callback = CallbackState::kNone;
  CallbackHow callback_how = CallbackHow::kDropped;
  std::uint8_t callback_attempt = 0;  // the one that is due or being made, from 1
  bool callback_tried = false;        // since the line dropped; or there is no need any more
  bool callback_answered = false;     // somebody came on the line in this attempt
  AsksFor asks_for = AsksFor::kNothing;
  ConsultState consult = ConsultState::kNone;
  std::array<StackEntry, kProcedureHeightMax> stack{};
  std::array<std::uint8_t, kCountersMax> counters{};  // of contact scope
  OwedSlots owed;                                     // of contact scope
  Bits contact;
  Bits system;
  SlimList<RequestSlot> requests;  // kOpenRequestsMax slots; grows as requests open
  bool operator==(const Control&) const = default;

  [[nodiscard]] const RequestSlot& request() const { return requests[current]; }
  [[nodiscard]] RequestSlot& request() { return requests[current]; }
  [[nodiscard]] bool in_procedure() const { return depth > 0; }
  [[nodiscard]] StackEntry top() const { return stack[depth - 1]; }
};

// How something got recorded, for the notes' origin column.
// kEarlier: from a contact that was merged into this one.
enum class Origin : std::uint8_t {
  kTyped,
  kSaid,
  kTicked,
  kStep,
  kAction,
  kCard,
  kHeard,
  kSystem,
  kEarlier
};

struct TickEntry {
  CheckpointIndex checkpoint{};
  std::uint8_t request = 0;
  Origin origin = Origin::kTicked;
  SlimInstant at;
};
struct SaidEntry {
  PhraseIndex phrase{};
  SlimInstant at;
};
struct FieldEntry {
  FieldIndex field{};
  std::uint8_t request = 0;  // number; 0 for contact and segment scope
  bool erased = false;       // the value's key was destroyed
  Origin origin = Origin::kTyped;
  SlimText value;  // choices: ids joined by `,`
  SlimInstant at;
};
struct TriedStep {
  std::uint8_t request = 0;
  Origin origin = Origin::kTyped;  // or kEarlier
  SlimText text;
  std::optional<OutcomeIndex> outcome;
  SlimInstant at;
};
struct ActionEntry {
  ActionIndex action{};
  std::uint8_t request = 0;
  SlimInstant started;
  MaybeInstant finished;
};
struct PathEntry {  // one answer given in a procedure; taken back ones stay, marked
  ProcedureIndex procedure{};
  StepIndex step{};
  std::optional<AnswerIndex> answer;  // none: opened, jumped back to or asked again here
  std::optional<EndIndex> end;        // the procedure ended with this answer, at this end
  bool taken_back : 1 = false;
  bool asked_again : 1 = false;  // in other words, after an answer that was none
  std::uint8_t request = 0;
  SlimInstant at;
};
enum class PassSource : std::uint8_t { kCompared, kAttestedByAgent, kAttestedBySystem };
struct AttemptEntry {
  std::optional<MethodIndex> method;  // none: attested by a system such as an IVR
  SlimText system;                    // its name then
  bool passed = false;
  bool correction = false;
  PassSource source = PassSource::kCompared;
  Level level = Level::kNone;
  Party party = Party::kHolder;
  SlimInstant at;
  MaybeInstant ends;  // of a pass that lapses by itself
};
struct LoweredEntry {
  std::optional<LoweredBy> why;
  SlimInstant at;
};  // none: lapsed by time
struct TaskEntry {
  std::uint16_t number = 0;
  std::uint8_t request = 0;
  std::optional<PromiseChannel> channel;  // a promise to the customer
  std::string text;
  std::string owner;
  MaybeInstant due;
  SlimInstant at;
  PersonId by;  // who wrote it down
  MaybeInstant done;
  SlimText evidence;

  [[nodiscard]] FollowUpState state() const {
    return done ? FollowUpState::kDone : FollowUpState::kOpen;
  }
};
struct RequestEntry {
  std::uint8_t number = 0;
  SlimInstant opened;
  std::optional<DispositionIndex> disposition;
  MaybeInstant disposed;
};
struct StageEntry {
  StageIndex stage{};
  SlimDuration spent;
  MaybeInstant entered;
};  // entered: the current one
struct SegmentEntry {
  PersonId agent;
  SlimInstant from;
  MaybeInstant to;
  std::optional<TeamIndex> team;
  SegmentHow how = SegmentHow::kOffered;
  std::optional<SegmentEnd> end;  // none: it lasts, another followed, or the contact closed
};

// A time in a team's queue.
struct QueueEntry {
  TeamIndex team{};
  std::uint8_t priority = 0;
  bool waived = false;  // it waits for anybody of the team, whatever it needs
  Instant from;
  std::optional<Instant> to;
};
struct AskedEntry {  // about an item of the package
  PackageIndex item{};
  std::string question;
  PersonId by;
  Instant at;
};
struct HandoffEntry {
  TeamIndex team{};
  HandoffKind how = HandoffKind::kWarm;
  HandoffState state = HandoffState::kDrafted;
  WithdrawnBy withdrawn_by = WithdrawnBy::kSender;
  bool waived = false;  // as of a time in a queue
  PersonId by;          // who sends
  PersonId answerer;    // who accepted or returned it
  Instant drafted;
  std::optional<Instant> offered, until, ended;
  std::string why;          // returned
  std::string accepted_by;  // outside
  std::vector<AskedEntry> asked;
};
struct NoneEntry {  // "none, because" for a field of the package
  FieldIndex field{};
  std::uint8_t request = 0;
  std::string because;
  Instant at;
};
struct TryEntry {  // one attempt to call back
  CallbackOutcome outcome = CallbackOutcome::kReached;
  std::uint8_t attempt = 0;
  PersonId by;
  Instant at;
};
struct CallbackEntry {  // from a drop or an agreement to its end
  CallbackHow how = CallbackHow::kDropped;
  Instant at;   // when it became due or was agreed
  Instant due;  // of the attempt that is next, or was last
  std::vector<TryEntry> tries;
  std::optional<CallbackEnd> end;
  std::optional<Instant> ended;
};
struct RemovedEntry {  // a task that was taken away, and why
  std::string text, because;
  PersonId by;
  Instant at;
};
struct WatcherEntry {
  PersonId person;
  Presence how = Presence::kMonitor;
  Instant since;
};
struct MessageEntry {  // of a lead to whoever holds the contact
  PersonId by;
  std::string text;
  Instant at;
};
struct ConsultEntry {  // a question to somebody else, and what came of it
  TeamIndex team{};
  ConsultState state = ConsultState::kAsked;
  PersonId by, answerer;
  SlimText question, answer;
  Instant at;
  MaybeInstant ended;
};
struct LinkEntry {
  ContactId contact;
  bool merged = false;
  Instant at;
  std::vector<RuleIndex> owes;  // duties of that contact that came here
};

// What was asked of the phone system's recording and has not been seen done.
struct RecordingEntry {
  bool on = false;  // to go on with it; else to pause it
  Instant at;
};

struct Contact;

// How the contact was kept and passed on: what most contacts have nothing of.
struct Ownership {
  std::vector<QueueEntry> queued;
  std::vector<HandoffEntry> handoffs;
  std::vector<NoneEntry> nones;
  std::vector<CallbackEntry> callbacks;
  std::vector<WatcherEntry> watchers;  // now
  std::vector<MessageEntry> messages;
  std::vector<LinkEntry> links;
  std::vector<RemovedEntry> removed;
  SlimList<ConsultEntry> consults;
  std::optional<RecordingEntry> recording;
  std::optional<SkillSet> skills;  // that it was started with, in place of those of its line
  std::uint16_t gates_refused = 0;
  std::vector<std::uint16_t> gates_refused_in;  // of those, by segment; as long as it has to be
  Boxed<Contact> before_merge;                  // as it was when it was merged into another one
};

// A `within` rule that is owed: by when. It stays when that has come, until it is paid.
struct DueEntry {
  std::uint8_t slot = 0;     // of the obligation
  std::uint8_t request = 0;  // number; 0 for what is owed once a contact
  Instant at;
};

// A time in which nobody could speak: a hold, or no line until it was connected again. Closed: it
// was not lost, a call back waits or is being made.
enum class Away : std::uint8_t { kHeld, kDropped, kClosed };
struct AwayEntry {
  Away what = Away::kHeld;
  SlimInstant from;
  MaybeInstant to;
};

// How it ended.
struct Closed {
  SlimInstant at;
  bool early = false;
  std::optional<EndingIndex> ending;
  SlimList<RuleIndex> unmet;  // gates that were not met when it ended
};

struct Record {
  // Made once, in contact.cc, as a map's are.
  Record();
  ~Record();
  Record(const Record&);
  Record(Record&&) noexcept;
  Record& operator=(const Record&);
  Record& operator=(Record&&) noexcept;

  SlimText id;
  SlimText reference;
  SlimText channel;
  SlimText line_called;    // id in the map, may be empty
  SlimText caller_number;  // E.164, may be empty; erased with the customer
  SlimText language;
  SlimText product;
  SlimText system_pass;  // name of the system that attested at start, may be empty
  MaybeId<CustomerId> customer;
  SlimText customer_zone;  // as that customer's record had it when they were chosen, may be empty
  Instant started;
  MaybeInstant connected;
  MaybeInstant hung_up;
  SlimText hung_up_by;  // `caller`, `agent`, `line`
  MaybeInstant held_since;
  Duration held;
  MaybeInstant dropped_at;
  Instant last;  // time of the last event
  MaybeInstant verified_until;
  SlimList<AwayEntry> away;
  SlimList<SegmentEntry> segments;
  SlimList<StageEntry> stages;
  SlimList<TickEntry> ticks;
  SlimList<SaidEntry> said;
  SlimList<FieldEntry> fields;
  SlimList<TriedStep> steps;
  SlimList<ActionEntry> actions;
  SlimList<PathEntry> path;
  SlimList<AttemptEntry> attempts;
  SlimList<LoweredEntry> lowered;
  SlimList<std::pair<ExceptionIndex, SlimInstant>> exceptions;
  SlimList<std::pair<CueIndex, SlimInstant>> cues;  // noticed and not dismissed
  SlimList<std::pair<CheckpointIndex, SlimText>> why_not;
  SlimList<TaskEntry> tasks;
  SlimList<RequestEntry> requests;
  SlimList<DueEntry> due;
  Boxed<Closed> closed;
  std::uint16_t tasks_made = 0;
  Boxed<Ownership> ownership;

  // What there is of that; an empty one where there is nothing.
  [[nodiscard]] const Ownership& kept() const;
};

struct Contact {
  Control control;
  Record record;

  [[nodiscard]] bool exists() const { return control.phase != Phase::kNone; }
  [[nodiscard]] bool open() const { return exists() && control.phase != Phase::kClosed; }
  // The agent who holds it; empty before a segment began, while nobody does, and after the contact
  // closed.
  [[nodiscard]] PersonId holder() const;
  // The handoff that is under way or was last, the call back that is pending or was last, the
  // "none, because" of a field for the current request; nullptr when there is none.
  [[nodiscard]] const HandoffEntry* handoff() const;
  [[nodiscard]] const CallbackEntry* callback() const;
  [[nodiscard]] const NoneEntry* none(FieldIndex field) const;
  // The question that waits for its answer; nullptr when none does.
  [[nodiscard]] const ConsultEntry* consult() const;
  // The value that stands in a field, of the current request for request scope; nullptr when empty.
  [[nodiscard]] const FieldEntry* field(const CallMap& map, FieldIndex field) const;
  // The same for a request by its number.
  [[nodiscard]] const FieldEntry* field(FieldIndex field, std::uint8_t request) const;
};

// Reads the condition over this contact's current request.
[[nodiscard]] bool holds(const Condition& condition, const Control& control);

// True when a value of that class may be shown to, said or changed by the holder at this moment.
[[nodiscard]] constexpr bool opens(Level level, DataClass data_class) {
  return static_cast<int>(level) >= static_cast<int>(data_class);
}

}  // namespace callmap
