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
};
struct JudgeStep {
  std::uint16_t step = 0;
  OutcomeIndex outcome{};
};  // place in Record::steps
struct Open {
  ProcedureIndex procedure{};
};  // open already: resumed, nothing happens
struct Answer {
  ProcedureIndex procedure{};
  StepIndex step{};
  AnswerIndex answer{};
};
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
};
struct RecordException {
  ExceptionIndex exception{};
};
struct OpenRequest {};
struct SwitchRequest {
  std::uint8_t number = 0;
};
struct AddTask {
  std::string text;
  std::string owner;
  std::optional<Instant> due;
};
struct RemoveTask {
  std::uint16_t number = 0;
};
struct Dispose {
  std::uint8_t request = 0;
  DispositionIndex disposition{};
};
struct Undispose {
  std::uint8_t request = 0;
};
struct Finish {};  // all work done, contact closed
struct EndEarly {
  EndingIndex ending{};
};  // always possible
}  // namespace intent

using Intent =
    std::variant<intent::Say, intent::Tick, intent::Untick, intent::WhyNot, intent::Fill,
                 intent::Clear, intent::Go, intent::StartAction, intent::FinishAction,
                 intent::TryStep, intent::JudgeStep, intent::Open, intent::Answer, intent::Revisit,
                 intent::Leave, intent::Notice, intent::Dismiss, intent::Speaks,
                 intent::ChooseCustomer, intent::RecordException, intent::OpenRequest,
                 intent::SwitchRequest, intent::AddTask, intent::RemoveTask, intent::Dispose,
                 intent::Undispose, intent::Finish, intent::EndEarly>;

namespace observation {
// The contact comes into being; the first of all. A second one changes nothing.
struct Started {
  ContactId id;
  std::string reference, channel, line_called, caller_number, language, product;
};
struct Offered {
  PersonId agent;
};  // a segment begins; preparation completes itself
struct Connected {};
struct Held {};
struct Unheld {};
struct Dropped {};  // the line went away without anybody ending the call
struct HungUp {
  std::string by;
};  // `caller`, `agent` or `line`; after-call work begins
struct TimePassed {};  // only lets fall due what is due
}  // namespace observation

using Observation = std::variant<observation::Started, observation::Offered, observation::Connected,
                                 observation::Held, observation::Unheld, observation::Dropped,
                                 observation::HungUp, observation::TimePassed>;

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
inline constexpr std::size_t kTasksMax = 50;
inline constexpr std::size_t kRequestsMax = 20;  // over the whole contact
inline constexpr std::size_t kPathMax = 5'000;
inline constexpr std::size_t kAwayMax = 200;  // holds and dropped lines that the notes tell

}  // namespace callmap
