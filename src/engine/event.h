#pragma once
// What happened. `decide` makes events, the log keeps them for ever, `apply` folds them. In memory
// they name things by index; event_json.h writes them with stable text ids (docs/events.md) and
// parts off what must be sealed.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/command.h"

namespace callmap {

namespace event {
struct Started {  // pins the map
  ContactId id;
  std::string map_digest;
  std::string reference, channel, line_called, caller_number, language, product;
};
struct SegmentBegan {
  PersonId agent;
};
struct Connected {};
struct Held {};
struct Unheld {};
struct Dropped {};
struct HungUp {
  std::string by;
};
struct StageEntered {
  StageIndex stage{};
};
struct Said {
  PhraseIndex phrase{};
};  // ticks what it covers
struct Ticked {
  CheckpointIndex checkpoint{};
};
struct Unticked {
  CheckpointIndex checkpoint{};
};
struct WhyNotGiven {
  CheckpointIndex checkpoint{};
  std::string text;
};
struct Filled {
  FieldIndex field{};
  std::string value;
  Origin origin = Origin::kTyped;
  bool erased = false;
};
struct Cleared {
  FieldIndex field{};
};
struct ActionStarted {
  ActionIndex action{};
};
struct ActionFinished {
  ActionIndex action{};
};
struct StepTried {
  std::string text;
  std::optional<OutcomeIndex> outcome;
};
struct StepJudged {
  std::uint16_t step = 0;
  OutcomeIndex outcome{};
};
struct ProcedureOpened {
  ProcedureIndex procedure{};
};
struct Answered {
  ProcedureIndex procedure{};
  StepIndex step{};
  AnswerIndex answer{};
};  // leads on, calls, or ends
struct Revisited {
  ProcedureIndex procedure{};
  StepIndex step{};
};
struct ProcedureLeft {
  ProcedureIndex procedure{};
};
struct CueNoticed {
  CueIndex cue{};
};
struct CueDismissed {
  CueIndex cue{};
};
struct PartySpeaks {
  Party party = Party::kHolder;
};
struct CustomerChosen {
  CustomerId customer;
};
struct Attempted {
  std::optional<MethodIndex> method;
  std::string system;
  bool passed = false;
  bool correction = false;
  PassSource source = PassSource::kCompared;
  Level level = Level::kNone;
  std::optional<Instant> ends;
};
struct Lowered {
  std::optional<LoweredBy> why;
};  // none: the time was up
struct ExceptionRecorded {
  ExceptionIndex exception{};
};
struct RequestOpened {
  std::uint8_t number = 0;
};
struct RequestSwitched {
  std::uint8_t number = 0;
};
struct TaskAdded {
  std::uint16_t number = 0;
  std::string text;
  std::string owner;
  std::optional<Instant> due;
};
struct TaskRemoved {
  std::uint16_t number = 0;
};
struct Disposed {
  std::uint8_t request = 0;
  DispositionIndex disposition{};
};
struct Undisposed {
  std::uint8_t request = 0;
};
struct Owed {
  RuleIndex rule{};
  std::optional<Instant> due;
};
struct Paid {
  RuleIndex rule{};
};
struct Overdue {
  RuleIndex rule{};
};
struct Refused {
  std::string rule;
};  // a gate said no; kept for review, changes no control
struct Closed {
  bool early = false;
  std::optional<EndingIndex> ending;
  std::vector<RuleIndex> unmet;
};
}  // namespace event

using EventBody =
    std::variant<event::Started, event::SegmentBegan, event::Connected, event::Held, event::Unheld,
                 event::Dropped, event::HungUp, event::StageEntered, event::Said, event::Ticked,
                 event::Unticked, event::WhyNotGiven, event::Filled, event::Cleared,
                 event::ActionStarted, event::ActionFinished, event::StepTried, event::StepJudged,
                 event::ProcedureOpened, event::Answered, event::Revisited, event::ProcedureLeft,
                 event::CueNoticed, event::CueDismissed, event::PartySpeaks, event::CustomerChosen,
                 event::Attempted, event::Lowered, event::ExceptionRecorded, event::RequestOpened,
                 event::RequestSwitched, event::TaskAdded, event::TaskRemoved, event::Disposed,
                 event::Undisposed, event::Owed, event::Paid, event::Overdue, event::Refused,
                 event::Closed>;

struct Event {
  Instant at;
  Author by;
  EventBody body;
};

}  // namespace callmap
