#include "formats/finding.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace callmap {
namespace {

struct CodeRow {
  FindingCode code;
  std::string_view name;
  FindingKind kind;
};

constexpr auto kProblem = FindingKind::kProblem;
constexpr auto kGuessed = FindingKind::kGuessed;
constexpr auto kLeftOut = FindingKind::kLeftOut;

constexpr std::array<CodeRow, kFindingCodeCount> kCodes = {{
    {FindingCode::kUnknownFormat, "unknown-format", kProblem},
    {FindingCode::kFileTooBig, "file-too-big", kProblem},
    {FindingCode::kFileEncoding, "file-encoding", kProblem},
    {FindingCode::kFileSyntax, "file-syntax", kProblem},
    {FindingCode::kFileTooDeep, "file-too-deep", kProblem},
    {FindingCode::kTooManyNodes, "too-many-nodes", kProblem},
    {FindingCode::kXmlEntity, "xml-entity", kProblem},
    {FindingCode::kPackedTooLarge, "packed-too-large", kProblem},
    {FindingCode::kPackedDamaged, "packed-damaged", kProblem},
    {FindingCode::kNoChart, "no-chart", kProblem},
    {FindingCode::kIdTwice, "id-twice", kProblem},
    {FindingCode::kEdgeNowhere, "edge-nowhere", kProblem},
    {FindingCode::kColumnMissing, "column-missing", kProblem},
    {FindingCode::kRecipe, "recipe", kProblem},
    {FindingCode::kEmptyChart, "empty-chart", kProblem},
    {FindingCode::kNoStart, "no-start", kProblem},
    {FindingCode::kManyStarts, "many-starts", kProblem},
    {FindingCode::kForkUnlabelled, "fork-unlabelled", kProblem},
    {FindingCode::kForkSameLabel, "fork-same-label", kProblem},
    {FindingCode::kDecisionOneWay, "decision-one-way", kProblem},
    {FindingCode::kChartMissing, "chart-missing", kProblem},
    {FindingCode::kChartsInARing, "charts-in-a-ring", kProblem},
    {FindingCode::kEndNotMapped, "end-not-mapped", kProblem},
    {FindingCode::kNodeUnreached, "node-unreached", kProblem},
    {FindingCode::kLoopWithoutEnd, "loop-without-end", kProblem},
    {FindingCode::kTooManyWays, "too-many-ways", kProblem},
    {FindingCode::kStartGuessed, "start-guessed", kGuessed},
    {FindingCode::kEndGuessed, "end-guessed", kGuessed},
    {FindingCode::kQuestionGuessed, "question-guessed", kGuessed},
    {FindingCode::kLabelGuessed, "label-guessed", kGuessed},
    {FindingCode::kCallGuessed, "call-guessed", kGuessed},
    {FindingCode::kOtherwiseUsed, "otherwise-used", kGuessed},
    {FindingCode::kReturnGuessed, "return-guessed", kGuessed},
    {FindingCode::kOrderGuessed, "order-guessed", kGuessed},
    {FindingCode::kStyleLeftOut, "style-left-out", kLeftOut},
    {FindingCode::kPartLeftOut, "part-left-out", kLeftOut},
    {FindingCode::kTextLeftOut, "text-left-out", kLeftOut},
    {FindingCode::kLinkLeftOut, "link-left-out", kLeftOut},
}};

consteval bool in_order() {
  for (std::size_t n = 0; n < kCodes.size(); ++n) {
    if (static_cast<std::size_t>(kCodes[n].code) != n) return false;
  }
  return true;
}
static_assert(in_order());

const CodeRow& row(FindingCode code) {
  return kCodes[static_cast<std::size_t>(code)];
}

std::string_view word(FindingKind kind) {
  switch (kind) {
    case FindingKind::kProblem: return "problem";
    case FindingKind::kGuessed: return "guessed";
    case FindingKind::kLeftOut: return "left out";
  }
  return "";
}

std::string shown(std::string_view text) {
  std::string out(text);
  for (char& each : out) {
    if (static_cast<unsigned char>(each) < 0x20 || each == 0x7F) each = '?';
  }
  return out;
}

}  // namespace

std::string_view name(FindingCode code) {
  return row(code).name;
}
FindingKind kind(FindingCode code) {
  return row(code).kind;
}

std::string render(const Finding& finding) {
  std::string place = shown(finding.file);
  if (finding.span.line > 0) {
    place += fmt::format(":{}:{}", finding.span.line, finding.span.column);
  }
  std::string out = fmt::format("{}: {}: {} [{}]\n", place, word(kind(finding.code)),
                                shown(finding.message), name(finding.code));
  if (!finding.hint.empty()) out += fmt::format("  hint: {}\n", shown(finding.hint));
  return out;
}

void Findings::add(FindingCode code, Span span, std::string message, std::string hint) {
  const bool is_problem = kind(code) == FindingKind::kProblem;
  if (is_problem) ++problems_;
  const std::size_t most = is_problem ? kFindingsMax : kFindingsOfOneCodeMax;
  if (++count_[static_cast<std::size_t>(code)] > most) return;
  std::string file = span.file < files_.size() ? files_[span.file] : std::string();
  found_.push_back({code, std::move(file), span, std::move(message), std::move(hint)});
}

std::vector<Finding> Findings::take() {
  std::ranges::stable_sort(found_, {}, [](const Finding& each) {
    return std::tuple(each.span.file, each.span.line, each.span.column);
  });
  for (const CodeRow& each : kCodes) {
    const std::size_t most = each.kind == kProblem ? kFindingsMax : kFindingsOfOneCodeMax;
    const std::size_t all = count_[static_cast<std::size_t>(each.code)];
    if (all <= most) continue;
    found_.push_back({each.code,
                      files_.empty() ? std::string() : files_.front(),
                      {},
                      fmt::format("{} more of this kind are not listed", all - most),
                      each.kind == kProblem ? "mend the first ones and import again" : ""});
  }
  return std::move(found_);
}

}  // namespace callmap
