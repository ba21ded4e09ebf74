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
  bool operator==(const StackEntry&) const = default;
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
enum class Origin : std::uint8_t { kTyped, kSaid, kTicked, kStep, kAction, kCard, kHeard, kSystem };

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
  std::optional<AnswerIndex> answer;  // none: opened here, or jumped back to here
  std::optional<EndIndex> end;        // the procedure ended with this answer, at this end
  bool taken_back = false;
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
  std::string text;
  std::string owner;
  MaybeInstant due;
  SlimInstant at;
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
};

// A time in which nobody could speak: a hold, or the line gone until it was connected again.
struct AwayEntry {
  bool dropped = false;  // else on hold
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
  SlimText id;
  SlimText reference;
  SlimText channel;
  SlimText line_called;    // id in the map, may be empty
  SlimText caller_number;  // E.164, may be empty; erased with the customer
  SlimText language;
  SlimText product;
  SlimText system_pass;  // name of the system that attested at start, may be empty
  MaybeId<CustomerId> customer;
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
  SlimList<std::pair<std::uint8_t, Instant>>
      due;  // obligation slot of a `within` rule, when it is overdue
  Boxed<Closed> closed;
  std::uint16_t tasks_made = 0;
};

struct Contact {
  Control control;
  Record record;

  [[nodiscard]] bool exists() const { return control.phase != Phase::kNone; }
  [[nodiscard]] bool open() const { return exists() && control.phase != Phase::kClosed; }
  // The agent who holds it; empty before a segment began and after the contact closed.
  [[nodiscard]] PersonId holder() const;
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
