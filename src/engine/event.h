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
  std::optional<SkillSet> skills = {};  // as whoever started it gave them; none: those of the line
};
// Nobody with the skills took it in time: from here on anybody of the team may.
struct SkillsWaived {
  SkillSet skills;
};
struct Queued {
  TeamIndex team{};
  std::uint8_t priority = 0;
};
struct SegmentBegan {
  PersonId agent;
  std::optional<TeamIndex> team = {};
  SegmentHow how = SegmentHow::kOffered;
};
struct SegmentEnded {
  SegmentEnd how = SegmentEnd::kReleased;
};  // nobody holds it from here on
struct Connected {};
struct Held {};
struct Unheld {};
struct Dropped {};
struct HungUp {
  std::string by;
};
struct LineClosed {
  std::string by;
};  // without a drop: an agreed call back waits, or an attempt reached nobody
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
  Origin origin = Origin::kTyped;  // or kEarlier
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
struct AskedAgain {
  ProcedureIndex procedure{};
  StepIndex step{};
};  // the question of that step in other words
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
  std::string zone;  // of the IANA list; empty: not known, or erased
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
  std::optional<Instant> due = {};
  std::optional<PromiseChannel> channel = {};
};
struct TaskRemoved {
  std::uint16_t number = 0;
  std::optional<std::uint8_t> unpromised = {};  // the request that has no promise left by that
  std::string because = {};
};
struct TaskDone {
  std::uint16_t number = 0;
  std::string evidence;
};
struct TaskPassed {
  std::uint16_t number = 0;
  std::string owner;
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
  std::optional<std::uint8_t> request = {};  // that owes it; none: the current one, or the contact
};
struct Refused {
  std::string rule;
};  // a gate said no; kept for review, changes no control
struct HandoffDrafted {
  TeamIndex team{};
  HandoffKind how = HandoffKind::kWarm;
};
struct HandoffOffered {
  Instant until;
};
struct HandoffAsked {
  PackageIndex item{};
  std::string question;
};
struct HandoffReturned {
  std::string why;
};
struct HandoffAccepted {
  std::string accepted_by;  // outside: the name they gave
};
struct HandoffWithdrawn {
  WithdrawnBy why = WithdrawnBy::kSender;
};
struct NoneGiven {
  FieldIndex field{};
  std::string because;
};
struct CallbackDue {
  Instant due;
  std::uint8_t attempt = 1;
  CallbackHow how = CallbackHow::kDropped;
};
struct CallbackTried {
  CallbackOutcome outcome = CallbackOutcome::kReached;
};
struct CallbackEnded {
  CallbackEnd why = CallbackEnd::kReached;
};
struct LeadCame {
  Presence how = Presence::kMonitor;
  std::string text;  // of a message
};
struct LeadLeft {};
struct Linked {
  ContactId contact;
  bool merged = false;
  std::vector<RuleIndex> owes;  // what that contact still owed, owed here from now on
};
// They are two again. The one that was merged into the other is as it was before; the other one
// gives back what came along.
struct Unlinked {
  ContactId contact;
  std::vector<std::uint16_t> steps;  // places in Record::steps of those that are taken out
};
struct RecordingAsked {
  bool on = false;
};  // of the phone system: to go on with the recording, or to pause it
struct RecordingSeen {
  bool on = false;
};  // what the phone system did, asked or not
struct ConsultAsked {
  TeamIndex team{};
  std::string question;
};
struct ConsultAnswered {
  std::string answer;
};
struct ConsultWithdrawn {};
struct ConsultUnanswered {};  // the contact came to its end
struct Closed {
  bool early = false;
  std::optional<EndingIndex> ending;
  std::vector<RuleIndex> unmet;
};
}  // namespace event

using EventBody = std::variant<
    event::Started, event::Queued, event::SegmentBegan, event::SegmentEnded, event::Connected,
    event::Held, event::Unheld, event::Dropped, event::HungUp, event::LineClosed,
    event::StageEntered, event::Said, event::Ticked, event::Unticked, event::WhyNotGiven,
    event::Filled, event::Cleared, event::ActionStarted, event::ActionFinished, event::StepTried,
    event::StepJudged, event::ProcedureOpened, event::Answered, event::AskedAgain, event::Revisited,
    event::ProcedureLeft, event::CueNoticed, event::CueDismissed, event::PartySpeaks,
    event::CustomerChosen, event::Attempted, event::Lowered, event::ExceptionRecorded,
    event::RequestOpened, event::RequestSwitched, event::TaskAdded, event::TaskRemoved,
    event::TaskDone, event::TaskPassed, event::Disposed, event::Undisposed, event::Owed,
    event::Paid, event::Overdue, event::Refused, event::HandoffDrafted, event::HandoffOffered,
    event::HandoffAsked, event::HandoffReturned, event::HandoffAccepted, event::HandoffWithdrawn,
    event::NoneGiven, event::CallbackDue, event::CallbackTried, event::CallbackEnded,
    event::LeadCame, event::LeadLeft, event::Linked, event::Unlinked, event::RecordingAsked,
    event::RecordingSeen, event::ConsultAsked, event::ConsultAnswered, event::ConsultWithdrawn,
    event::ConsultUnanswered, event::SkillsWaived, event::Closed>;

struct Event {
  Instant at;
  Author by;
  EventBody body;
};

}  // namespace callmap
