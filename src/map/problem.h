#pragma once
// A problem is an author's mistake in a map: what, where, how bad, and what to do about it. `read`
// and `compile` collect all of them; `render` is the one place that writes them for people. A map
// with an error is never published; a warning is advice.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callmap {

enum class ProblemCode : std::uint8_t {
  // the files
  kNoRoot,
  kTooBig,
  kEncoding,
  kCharacter,
  kTab,
  kSyntax,
  kAlias,
  kAnchor,
  kTag,
  kDirective,
  kManyDocuments,
  kEmptyFile,
  kTooDeep,
  kKeyNotText,
  kDuplicateKey,
  kIncludePath,
  kIncludeNothing,
  kIncludeNested,
  kRootOnly,
  kSectionTwice,
  kFileUnused,
  // the shape
  kVersion,
  kWrongType,
  kUnknownKey,
  kMissingKey,
  kKeyNotHere,
  kEmptyText,
  kEmptyList,
  kTooLong,
  kTooMany,
  kListedTwice,
  kBadName,
  kBadValue,
  kBadNumber,
  kOutOfRange,
  kBadDuration,
  kBadTruth,
  kBadPhoneNumber,
  kBadLanguage,
  kBadLength,
  kBadUrl,
  kBadKeyLetter,
  kStepShape,
  kRuleShape,
  kBadHours,
  kBadDate,
  kUnknownZone,
  // the names
  kNameTwice,
  kNameReserved,
  kUnknownName,
  kWrongKind,
  kKeyTwice,
  kNumberTwice,
  // conditions and phrases
  kBadCondition,
  kConditionTooLarge,
  kConditionNever,
  kConditionCycle,
  kBadSlot,
  kUnknownSlot,
  kVerbatimSlot,
  kCoversNotPlain,
  // the sense of it
  kGuardsWithoutGate,
  kTooManyGates,
  kEarlyGate,
  kOnOfferLate,
  kNothingMeets,
  kFactNeverSet,
  kNowhere,
  kChoicesMissing,
  kChoicesNotHere,
  kClassTooLow,
  kNoVerification,
  kNothingOpens,
  kMethodShape,
  kPlacement,
  kUnreachable,
  kNoWayOut,
  kProcedureWithoutEnd,
  kRecursion,
  kTooHigh,
  kEndNotMapped,
  kCounterNeeded,
  kNeverGuarded,
  kCueNeverRaised,
  // teams, handoffs, callbacks
  kHoursOverlap,
  kNeverOpen,
  kNoTeams,
  kTeamOutside,
  kStoryNotPacked,
  kCallbackShape,
  kNoCallback,
  kWrongScope,
  kEscalatesNowhere,
  // questions that are asked more than once
  kAnswerGoesOn,
  kGivesUpEarly,
};
inline constexpr std::size_t kProblemCodeCount =
    static_cast<std::size_t>(ProblemCode::kGivesUpEarly) + 1;

enum class Severity : std::uint8_t { kError, kWarning };

// A piece of a file. Lines and columns count from 1, columns in characters; the end is one past
// the last character. Line 0: nowhere, the thing was not written.
struct Span {
  std::uint16_t file = 0;  // place in the list of files that was read
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t end_line = 0;
  std::uint32_t end_column = 0;
  bool operator==(const Span&) const = default;
};

struct Problem {
  ProblemCode code = ProblemCode::kSyntax;
  Severity severity = Severity::kError;
  std::string file;  // as the reader was given it
  Span span;
  std::string message;  // lower case, no full stop, user text in backticks, one line
  std::string hint;     // may be empty
  bool operator==(const Problem&) const = default;
};

// `unknown-name`: the code in messages, in the API and in docs/map-format.md.
[[nodiscard]] std::string_view name(ProblemCode code);
[[nodiscard]] Severity severity(ProblemCode code);

// `map.yaml:12:5: error: message [code]`, then, when there is a hint, `  hint: …` on a line of its
// own. Each line ends with a newline. Control characters in user text are shown as `?`.
[[nodiscard]] std::string render(const Problem& problem);
// All of them, in order.
[[nodiscard]] std::string render(const std::vector<Problem>& problems);

[[nodiscard]] bool has_error(const std::vector<Problem>& problems);

inline constexpr std::size_t kProblemsMax = 200;  // kept of one map; more would not be read

// Collects problems while a map is read or compiled.
class Problems {
 public:
  explicit Problems(std::vector<std::string> files) : files_(std::move(files)) {}

  // Message and hint are put on one line, a very long one is cut.
  void add(ProblemCode code, Span span, std::string_view message, std::string_view hint = {});
  [[nodiscard]] bool any_error() const { return has_error(list_); }
  [[nodiscard]] const std::vector<std::string>& files() const { return files_; }
  // In the order of files, lines and columns; what was said twice is said once.
  [[nodiscard]] std::vector<Problem> take();

 private:
  std::vector<std::string> files_;
  std::vector<Problem> list_;
};

}  // namespace callmap
