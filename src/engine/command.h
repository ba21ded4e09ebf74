#pragma once
// What can be asked of a contact, in three types so that no route can mix them up. Intents are what
// people claim, choose or do and may be refused. Observations are what the phone system or the
// clock saw and are never refused by a rule. Verdicts are results of a comparison or of a system's
// word; only the server makes them, and no text that comes over the API parses into one
// (intent_json.h).

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/contact.h"

namespace callmap {

namespace intent {
struct Say {
  PhraseIndex phrase{};
};
struct Tick {
  CheckpointIndex checkpoint{};
};
struct Untick {
  CheckpointIndex checkpoint{};
};
struct WhyNot {
  CheckpointIndex checkpoint{};
  std::string text;
};
struct Fill {
  FieldIndex field{};
  std::string value;
  Origin origin = Origin::kTyped;
};  // choices: ids joined by `,`
struct Clear {
  FieldIndex field{};
};
struct Go {
  StageIndex stage{};
};  // back is always open
struct StartAction {
  ActionIndex action{};
};  // with no `takes` it is finished at once
struct FinishAction {
  ActionIndex action{};
};
struct TryStep {
  std::string text;
  std::optional<OutcomeIndex> outcome;
  Origin origin = Origin::kTyped;  // or kEarlier
};
struct JudgeStep {
  std::uint16_t step = 0;
  OutcomeIndex outcome{};
};  // place in Record::steps
struct Open {
  ProcedureIndex procedure{};
};  // open already: resumed, nothing happens
struct Switch {
  ProcedureIndex procedure{};
};  // opens it in the place of the open one, which is left
struct Answer {
  ProcedureIndex procedure{};
  StepIndex step{};
  AnswerIndex answer{};
};
struct AskAgain {
  ProcedureIndex procedure{};
  StepIndex step{};
};  // what they said was no answer to the top step's question
struct Revisit {
  ProcedureIndex procedure{};
  StepIndex step{};
};  // back to an earlier step of the top procedure
struct Leave {
  ProcedureIndex procedure{};
};  // leaves the top procedure without an end
struct Notice {
  CueIndex cue{};
};
struct Dismiss {
  CueIndex cue{};
};
struct Speaks {
  Party party = Party::kHolder;
};
struct ChooseCustomer {
  CustomerId customer;
  std::string zone = {};  // the customer's, stamped by the desk; in no written intent
};
struct RecordException {
  ExceptionIndex exception{};
};
struct OpenRequest {
  bool aside = false;  // the stage stays: it comes from another contact
};
struct SwitchRequest {
  std::uint8_t number = 0;
};
// How urgent an open request is, the current one or one that waits: a choice of the map's urgency.
struct Prioritise {
  std::uint8_t number = 0;
  std::string urgency;
};
struct AddTask {
  std::string text;
  std::string owner;
  std::optional<Instant> due = {};
  std::optional<PromiseChannel> channel = {};  // a promise to the customer
  std::string team = {};  // the owner's, stamped by the desk; in no written intent
};
struct RemoveTask {
  std::uint16_t number = 0;
  std::string because = {};  // a promise is not taken away without
};
struct Dispose {
  std::uint8_t request = 0;
  DispositionIndex disposition{};
};
struct Undispose {
  std::uint8_t request = 0;
};
struct Finish {
  std::string by = {};  // as in EndEarly
};                      // all work done, contact closed
struct EndEarly {
  EndingIndex ending{};
  std::string by = {};  // the name of who ends it, stamped by the desk; in no written intent
};                      // always possible

struct HandOver {
  TeamIndex team{};
  HandoffKind how = HandoffKind::kWarm;
};  // drafts the handoff; again with another team: drafts it anew
struct NoneBecause {
  FieldIndex field{};
  std::string because;
};                       // nothing travels in that field of the package
struct OfferHandoff {};  // a blind one is put through
struct WithdrawHandoff {};
struct HandedOutside {
  std::string accepted_by;
};
struct AcceptHandoff {};
struct ReturnHandoff {
  std::string why;
};
struct AskHandoff {
  PackageIndex item{};
  std::string question;
};
struct ReportDrop {};  // the line went away: the same as the observation
struct ScheduleCallback {
  Instant due;
};
struct CallbackResult {
  CallbackOutcome outcome = CallbackOutcome::kReached;
};
struct WithdrawCallback {};
struct Release {};  // puts a dropped contact down, to wait for its call back
struct Take {};     // a contact that nobody holds, or one's own call back
struct TakeOver {};
struct Monitor {};
struct Join {};
struct Message {
  std::string text;
};
struct LeaveContact {};  // no longer monitors or joins
// A question to somebody else; whoever asks keeps the contact.
struct Consult {
  TeamIndex team{};
  std::string question;
};
struct AnswerConsult {
  std::string answer;
};
struct WithdrawConsult {};
struct TaskDone {
  std::uint16_t number = 0;
  std::string evidence;
};  // also on a closed contact
struct PassTask {
  std::uint16_t number = 0;
  std::string owner;
};  // also on a closed contact
}  // namespace intent

using Intent = std::variant<
    intent::Say, intent::Tick, intent::Untick, intent::WhyNot, intent::Fill, intent::Clear,
    intent::Go, intent::StartAction, intent::FinishAction, intent::TryStep, intent::JudgeStep,
    intent::Open, intent::Switch, intent::Answer, intent::AskAgain, intent::Revisit, intent::Leave,
    intent::Notice, intent::Dismiss, intent::Speaks, intent::ChooseCustomer,
    intent::RecordException, intent::OpenRequest, intent::SwitchRequest, intent::Prioritise,
    intent::AddTask, intent::RemoveTask, intent::Dispose, intent::Undispose, intent::Finish,
    intent::EndEarly, intent::HandOver, intent::NoneBecause, intent::OfferHandoff,
    intent::WithdrawHandoff, intent::HandedOutside, intent::AcceptHandoff, intent::ReturnHandoff,
    intent::AskHandoff, intent::ReportDrop, intent::ScheduleCallback, intent::CallbackResult,
    intent::WithdrawCallback, intent::Release, intent::Take, intent::TakeOver, intent::Monitor,
    intent::Join, intent::Message, intent::LeaveContact, intent::Consult, intent::AnswerConsult,
    intent::WithdrawConsult, intent::TaskDone, intent::PassTask>;

// Who may ask for it. The engine judges whether it can be done now; who a person is to a contact
// the desk knows, and lets nobody else ask.
enum class Asker : std::uint8_t {
  kHolder,    // who holds the contact
  kOffered,   // to whom the handoff is offered
  kAnyone,    // who takes contacts at all
  kLead,      // who may look over others' work
  kAsked,     // a lead, or one of the team that is asked
  kFollowUp,  // the task's owner, a holder of now or before, a lead
};
template <class Asked>
inline constexpr Asker kAskerOf = Asker::kHolder;
template <>
inline constexpr Asker kAskerOf<intent::AcceptHandoff> = Asker::kOffered;
template <>
inline constexpr Asker kAskerOf<intent::ReturnHandoff> = Asker::kOffered;
template <>
inline constexpr Asker kAskerOf<intent::AskHandoff> = Asker::kOffered;
template <>
inline constexpr Asker kAskerOf<intent::Take> = Asker::kAnyone;
template <>
inline constexpr Asker kAskerOf<intent::TakeOver> = Asker::kLead;
template <>
inline constexpr Asker kAskerOf<intent::Monitor> = Asker::kLead;
template <>
inline constexpr Asker kAskerOf<intent::Join> = Asker::kLead;
template <>
inline constexpr Asker kAskerOf<intent::Message> = Asker::kLead;
template <>
inline constexpr Asker kAskerOf<intent::LeaveContact> = Asker::kLead;
template <>
inline constexpr Asker kAskerOf<intent::AnswerConsult> = Asker::kAsked;
template <>
inline constexpr Asker kAskerOf<intent::TaskDone> = Asker::kFollowUp;
template <>
inline constexpr Asker kAskerOf<intent::PassTask> = Asker::kFollowUp;

[[nodiscard]] constexpr Asker asker_of(const Intent& intent) {
  return std::visit([]<class Asked>(const Asked&) { return kAskerOf<Asked>; }, intent);
}

// Something owed, and until when where there is a time.
struct Duty {
  RuleIndex rule{};
  std::optional<Instant> due;
};

namespace observation {
// The contact comes into being; the first of all. A second one changes nothing.
struct Started {
  ContactId id;
  std::string reference, channel, line_called, caller_number, language, product;
  std::optional<SkillSet> skills = {};  // none: those of the line called
};
// It waits for that team. One that somebody holds does not.
struct Queued {
  TeamIndex team{};
  std::uint8_t priority = 0;
};
struct Offered {
  PersonId agent;
  std::optional<TeamIndex> team = {};  // whose queue it came from
  SegmentHow how = SegmentHow::kOffered;
};  // a segment begins; preparation completes itself
struct Connected {};
struct Held {};
struct Unheld {};
struct Dropped {};  // the line went away without anybody ending the call
struct HungUp {
  std::string by;
};                     // `caller`, `agent` or `line`; after-call work begins
struct TimePassed {};  // only lets fall due what is due
struct Left {
  PersonId agent;
};                   // who held it is gone: signed off, or their machine is
struct CalledIn {};  // the customer came first, on another contact
// Another contact of the same customer. Merged: that one goes on, and this one is over unless
// somebody is at it (merge.h).
struct Linked {
  ContactId contact;
  bool merged = false;
  std::vector<Duty> owes = {};
};
// They turned out to be two. The one that was merged is open again; the other one takes out what
// came along.
struct Unlinked {
  ContactId contact;
  std::vector<std::uint16_t> steps = {};  // of this one, that came from there
};
// Whether the call is recorded now.
struct Recording {
  bool on = false;
};
}  // namespace observation

using Observation = std::variant<observation::Started, observation::Queued, observation::Offered,
                                 observation::Connected, observation::Held, observation::Unheld,
                                 observation::Dropped, observation::HungUp, observation::TimePassed,
                                 observation::Left, observation::CalledIn, observation::Linked,
                                 observation::Unlinked, observation::Recording>;

namespace verdict {
// Answers were compared, or somebody attested. A correction replaces a typing mistake of the
// attempt before it.
struct Attempted {
  std::optional<MethodIndex> method;
  std::string system;  // attested by a system: its name
  bool passed = false;
  bool correction = false;
  PassSource source = PassSource::kCompared;
  Level level = Level::kNone;  // what a pass opens
};
}  // namespace verdict

using Verdict = std::variant<verdict::Attempted>;

// `at` and `by` are stamped by the desk. `at` is never earlier than the contact's last event.
struct Command {
  Instant at;
  Author by;
  std::variant<Intent, Observation, Verdict> what;
};

inline constexpr std::size_t kTextLengthMax = 4'000;  // characters of one typed text
inline constexpr std::size_t kLineLengthMax = 200;    // of a field of type line, number, phone …
inline constexpr std::size_t kStepsTriedMax = 200;
inline constexpr std::size_t kTriedTextMax = 400;  // bytes of steps that one answer judges
inline constexpr std::size_t kTasksMax = 50;
inline constexpr std::size_t kRequestsMax = 20;  // over the whole contact
inline constexpr std::size_t kPathMax = 5'000;
inline constexpr std::size_t kMessagesMax = 100;  // of leads to the agent
inline constexpr std::size_t kPriorityMax = 9;    // of a contact that waits
inline constexpr std::size_t kAwayMax = 200;      // holds and dropped lines that the notes tell

}  // namespace callmap
