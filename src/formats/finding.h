#pragma once
// What an import has to say of somebody's file, each with its place: a problem, where nothing is
// guessed and nothing comes of the chart until it is mended; a guess, which somebody should look
// at; or what was left out because a procedure has no room for it. What was understood is counted
// in `ImportReport`. A map's own mistakes are Problems (map/problem.h).

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "map/problem.h"

namespace callmap {

enum class FindingCode : std::uint8_t {
  // problems of the file
  kUnknownFormat,
  kFileTooBig,
  kFileEncoding,
  kFileSyntax,
  kFileTooDeep,
  kTooManyNodes,
  kXmlEntity,       // an entity or document type of its own
  kPackedTooLarge,  // a compressed part that unpacks to more than a file may have
  kPackedDamaged,
  kNoChart,  // nothing in the file is a chart or a list of steps
  kIdTwice,
  kEdgeNowhere,  // an arrow without one of its ends
  kColumnMissing,
  kRecipe,  // the recipe does not fit the file
  // problems of the chart
  kEmptyChart,
  kNoStart,
  kManyStarts,
  kForkUnlabelled,  // several ways on, and at least one without words
  kForkSameLabel,
  kDecisionOneWay,  // asks, and has one way on
  kChartMissing,    // stands for a chart that is not there
  kChartsInARing,   // charts that stand for each other
  kEndNotMapped,    // an end of the chart that a node stands for has no way on, or a way no end
  kNodeUnreached,
  kLoopWithoutEnd,
  kTooManyWays,
  // guesses
  kStartGuessed,
  kEndGuessed,       // what an end means was read off its words
  kQuestionGuessed,  // ways with words on them leave something that is not drawn as a question
  kLabelGuessed,     // a node without words has those of its name
  kCallGuessed,      // words such as "go to" were taken for a reference
  kOtherwiseUsed,    // an arrow without words was given the answer that the author declared
  kReturnGuessed,    // every end of a called chart leads to the same place
  kOrderGuessed,
  // left out
  kStyleLeftOut,
  kPartLeftOut,  // a group, port, comment box or the like
  kTextLeftOut,
  kLinkLeftOut,
};
inline constexpr std::size_t kFindingCodeCount =
    static_cast<std::size_t>(FindingCode::kLinkLeftOut) + 1;

enum class FindingKind : std::uint8_t { kProblem, kGuessed, kLeftOut };

struct Finding {
  FindingCode code = FindingCode::kFileSyntax;
  std::string file;     // as the import was given it
  Span span;            // line 0: nowhere in particular
  std::string message;  // lower case, no full stop, user text in backticks, one line
  std::string hint;     // how to mend it; may be empty, never for a problem
  bool operator==(const Finding&) const = default;
};

// `fork-unlabelled`: the code in messages, in JSON and in docs/import.md.
[[nodiscard]] std::string_view name(FindingCode code);
[[nodiscard]] FindingKind kind(FindingCode code);

// `flow.dot:12:5: problem: message [code]`, then, when there is a hint, `  hint: …` on a line of
// its own; `guessed:` and `left out:` likewise. Each line ends with a newline. Control characters
// in user text are shown as `?`.
[[nodiscard]] std::string render(const Finding& finding);

// Collects the findings of one file. Of what is left out, and of guesses, it keeps the first
// `kFindingsOfOneCodeMax` of a code and then says how many more there are; problems are all kept
// up to `kFindingsMax`.
inline constexpr std::size_t kFindingsOfOneCodeMax = 50;
inline constexpr std::size_t kFindingsMax = 1'000;

class Findings {
 public:
  explicit Findings(std::vector<std::string> files) : files_(std::move(files)) {}

  void add(FindingCode code, Span span, std::string message, std::string hint = {});
  [[nodiscard]] bool any_problem() const { return problems_ > 0; }
  // In the order of the files and places.
  [[nodiscard]] std::vector<Finding> take();

 private:
  std::vector<std::string> files_;
  std::vector<Finding> found_;
  std::array<std::size_t, kFindingCodeCount> count_{};
  std::size_t problems_ = 0;
};

}  // namespace callmap
