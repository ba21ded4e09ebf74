#pragma once
// A contact as the engine sees it: `Control`, the finite part that alone decides which commands are
// accepted and what comes next, and `Record`, the texts, values, times and history that people
// read. `apply` makes both from events; nothing else writes them. Plain values, no identity, no
// clock.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/instant.h"
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

// One of the requests that are open at once. `number` counts from 1 over the contact and is how
// people name it.
struct RequestSlot {
  bool open = false;
  std::uint8_t number = 0;
  Bits bits;
  std::array<std::uint8_t, kCountersMax> counters{};
  std::array<Owed, kObligationsMax> owed{};
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
  std::array<Owed, kObligationsMax> owed{};           // of contact scope
  Bits contact;
  Bits system;
  std::vector<RequestSlot> requests;  // kOpenRequestsMax slots; grows as requests open
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
  Instant at;
};
struct SaidEntry {
  PhraseIndex phrase{};
  Instant at;
};
struct FieldEntry {
  FieldIndex field{};
  std::uint8_t request = 0;  // number; 0 for contact and segment scope
  bool erased = false;       // the value's key was destroyed
  Origin origin = Origin::kTyped;
  std::string value;  // choices: ids joined by `,`
  Instant at;
};
struct TriedStep {
  std::uint8_t request = 0;
  std::string text;
  std::optional<OutcomeIndex> outcome;
  Instant at;
};
struct ActionEntry {
  ActionIndex action{};
  std::uint8_t request = 0;
  Instant started;
  std::optional<Instant> finished;
};
struct PathEntry {  // one answer given in a procedure; taken back ones stay, marked
  ProcedureIndex procedure{};
  StepIndex step{};
  std::optional<AnswerIndex> answer;  // none: opened here, or jumped back to here
  std::optional<EndIndex> end;        // the procedure ended with this answer, at this end
  bool taken_back = false;
  std::uint8_t request = 0;
  Instant at;
};
enum class PassSource : std::uint8_t { kCompared, kAttestedByAgent, kAttestedBySystem };
struct AttemptEntry {
  std::optional<MethodIndex> method;  // none: attested by a system such as an IVR
  std::string system;                 // its name then
  bool passed = false;
  bool correction = false;
  PassSource source = PassSource::kCompared;
  Level level = Level::kNone;
  Party party = Party::kHolder;
  Instant at;
  std::optional<Instant> ends;  // of a pass that lapses by itself
};
struct LoweredEntry {
  std::optional<LoweredBy> why;
  Instant at;
};  // none: lapsed by time
struct TaskEntry {
  std::uint16_t number = 0;
  std::string text;
  std::string owner;
  std::optional<Instant> due;
  Instant at;
};
struct RequestEntry {
  std::uint8_t number = 0;
  Instant opened;
  std::optional<DispositionIndex> disposition;
  std::optional<Instant> disposed;
};
struct StageEntry {
  StageIndex stage{};
  Duration spent;
  std::optional<Instant> entered;
};  // entered: the current one
struct SegmentEntry {
  PersonId agent;
  Instant from;
  std::optional<Instant> to;
};

// A time in which nobody could speak: a hold, or the line gone until it was connected again.
struct AwayEntry {
  bool dropped = false;  // else on hold
  Instant from;
  std::optional<Instant> to;
};

// How it ended.
struct Closed {
  Instant at;
  bool early = false;
  std::optional<EndingIndex> ending;
  std::vector<RuleIndex> unmet;  // gates that were not met when it ended
};

struct Record {
  ContactId id;
  std::string reference;
  std::string channel;
  std::string line_called;    // id in the map, may be empty
  std::string caller_number;  // E.164, may be empty; erased with the customer
  std::string language;
  std::string product;
  std::string system_pass;  // name of the system that attested at start, may be empty
  std::optional<CustomerId> customer;
  Instant started;
  std::optional<Instant> connected;
  std::optional<Instant> hung_up;
  std::string hung_up_by;  // `caller`, `agent`, `line`
  std::optional<Instant> held_since;
  Duration held;
  std::optional<Instant> dropped_at;
  Instant last;  // time of the last event
  std::optional<Instant> verified_until;
  std::vector<AwayEntry> away;
  std::vector<SegmentEntry> segments;
  std::vector<StageEntry> stages;
  std::vector<TickEntry> ticks;
  std::vector<SaidEntry> said;
  std::vector<FieldEntry> fields;
  std::vector<TriedStep> steps;
  std::vector<ActionEntry> actions;
  std::vector<PathEntry> path;
  std::vector<AttemptEntry> attempts;
  std::vector<LoweredEntry> lowered;
  std::vector<std::pair<ExceptionIndex, Instant>> exceptions;
  std::vector<std::pair<CueIndex, Instant>> cues;  // noticed and not dismissed
  std::vector<std::pair<CheckpointIndex, std::string>> why_not;
  std::vector<TaskEntry> tasks;
  std::vector<RequestEntry> requests;
  std::vector<std::pair<std::uint8_t, Instant>>
      due;  // obligation slot of a `within` rule, when it is overdue
  std::optional<Closed> closed;
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
