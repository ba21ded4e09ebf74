#include "map/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/ensure.h"

namespace callmap {
namespace {

constexpr std::array<std::string_view, kProblemCodeCount> kNames = {
    "no-root",
    "too-big",
    "encoding",
    "character",
    "tab",
    "syntax",
    "alias",
    "anchor",
    "tag",
    "directive",
    "many-documents",
    "empty-file",
    "too-deep",
    "key-not-text",
    "duplicate-key",
    "include-path",
    "include-nothing",
    "include-nested",
    "root-only",
    "section-twice",
    "file-unused",
    "version",
    "wrong-type",
    "unknown-key",
    "missing-key",
    "key-not-here",
    "empty-text",
    "empty-list",
    "too-long",
    "too-many",
    "listed-twice",
    "bad-name",
    "bad-value",
    "bad-number",
    "out-of-range",
    "bad-duration",
    "bad-truth",
    "bad-phone-number",
    "bad-language",
    "bad-length",
    "bad-url",
    "bad-key-letter",
    "step-shape",
    "rule-shape",
    "bad-hours",
    "bad-date",
    "unknown-zone",
    "name-twice",
    "name-reserved",
    "unknown-name",
    "wrong-kind",
    "key-twice",
    "number-twice",
    "bad-condition",
    "condition-too-large",
    "condition-never",
    "condition-cycle",
    "bad-slot",
    "unknown-slot",
    "verbatim-slot",
    "covers-not-plain",
    "guards-without-gate",
    "too-many-gates",
    "early-gate",
    "on-offer-late",
    "nothing-meets",
    "fact-never-set",
    "nowhere",
    "choices-missing",
    "choices-not-here",
    "class-too-low",
    "no-verification",
    "nothing-opens",
    "method-shape",
    "placement",
    "unreachable",
    "no-way-out",
    "procedure-without-end",
    "recursion",
    "too-high",
    "end-not-mapped",
    "counter-needed",
    "never-guarded",
    "cue-never-raised",
    "hours-overlap",
    "never-open",
    "no-teams",
    "team-outside",
    "story-not-packed",
    "callback-shape",
    "no-callback",
    "wrong-scope",
    "escalates-nowhere",
    "answer-goes-on",
    "gives-up-early",
};

constexpr std::size_t kMessageBytesMax = 500;  // an author's word in it may be a whole page

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool starts_character = (byte & 0xC0) != 0x80;
    if (out.size() >= kMessageBytesMax && starts_character) return out + "…";
    if (c == '\n') {
      out += ' ';
    } else {
      out += byte < 0x20 || byte == 0x7f ? '?' : c;
    }
  }
  return out;
}

}  // namespace

std::string_view name(ProblemCode code) {
  const auto place = static_cast<std::size_t>(code);
  ENSURE(place < kProblemCodeCount, "code {}", place);
  return kNames[place];
}

Severity severity(ProblemCode code) {
  switch (code) {
    case ProblemCode::kFileUnused:
    case ProblemCode::kKeyTwice:
    case ProblemCode::kTooManyGates:
    case ProblemCode::kEarlyGate:
    case ProblemCode::kFactNeverSet:
    case ProblemCode::kNowhere:
    case ProblemCode::kNothingOpens:
    case ProblemCode::kAnswerGoesOn:
    case ProblemCode::kGivesUpEarly:
    case ProblemCode::kUnreachable: return Severity::kWarning;
    default:  // the exceptions are few; an error is what a new code should be
      return Severity::kError;
  }
}

std::string render(const Problem& problem) {
  std::string out = one_line(problem.file);
  if (problem.span.line > 0) out += fmt::format(":{}:{}", problem.span.line, problem.span.column);
  if (!out.empty()) out += ": ";
  out += fmt::format("{}: {} [{}]\n", problem.severity == Severity::kError ? "error" : "warning",
                     one_line(problem.message), name(problem.code));
  if (!problem.hint.empty()) out += fmt::format("  hint: {}\n", one_line(problem.hint));
  return out;
}

std::string render(const std::vector<Problem>& problems) {
  std::string out;
  for (const Problem& problem : problems) out += render(problem);
  return out;
}

bool has_error(const std::vector<Problem>& problems) {
  return std::ranges::any_of(
      problems, [](const Problem& problem) { return problem.severity == Severity::kError; });
}

void Problems::add(ProblemCode code, Span span, std::string_view message, std::string_view hint) {
  // The last place is kept for an error: a map that has one must not look as if it had none.
  const std::size_t most = kProblemsMax - (severity(code) == Severity::kWarning ? 1 : 0);
  if (list_.size() >= most) return;
  list_.push_back({.code = code,
                   .severity = severity(code),
                   .file = span.file < files_.size() ? files_[span.file] : std::string(),
                   .span = span,
                   .message = one_line(message),
                   .hint = one_line(hint)});
}

std::vector<Problem> Problems::take() {
  const auto place = [](const Problem& problem) {
    return std::tuple(problem.span.file, problem.span.line, problem.span.column, problem.code);
  };
  std::ranges::stable_sort(list_, {}, place);
  list_.erase(std::unique(list_.begin(), list_.end()), list_.end());
  return std::exchange(list_, {});
}

}  // namespace callmap
