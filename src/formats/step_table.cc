#include "formats/step_table.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "formats/file_text.h"

namespace callmap {
namespace {

using Word = std::pair<std::string_view, StepColumn>;

constexpr std::array kWords = {
    Word{"procedure", StepColumn::kProcedure},
    Word{"procedure name", StepColumn::kProcedure},
    Word{"flow", StepColumn::kProcedure},
    Word{"flowchart", StepColumn::kProcedure},
    Word{"process", StepColumn::kProcedure},
    Word{"process name", StepColumn::kProcedure},
    Word{"title", StepColumn::kTitle},
    Word{"step", StepColumn::kStep},
    Word{"step id", StepColumn::kStep},
    Word{"step no", StepColumn::kStep},
    Word{"step number", StepColumn::kStep},
    Word{"process step id", StepColumn::kStep},
    Word{"id", StepColumn::kStep},
    Word{"number", StepColumn::kStep},
    Word{"no", StepColumn::kStep},  // unless there is a `yes`
    Word{"nr", StepColumn::kStep},
    Word{"#", StepColumn::kStep},
    Word{"text", StepColumn::kText},
    Word{"step text", StepColumn::kText},
    Word{"instruction", StepColumn::kText},
    Word{"instructions", StepColumn::kText},
    Word{"what to do", StepColumn::kText},
    Word{"action", StepColumn::kText},
    Word{"description", StepColumn::kText},
    Word{"step description", StepColumn::kText},
    Word{"process step description", StepColumn::kText},
    Word{"question", StepColumn::kQuestion},
    Word{"system action", StepColumn::kAction},
    Word{"action name", StepColumn::kAction},
    Word{"button", StepColumn::kAction},
    Word{"help", StepColumn::kHelp},
    Word{"help text", StepColumn::kHelp},
    Word{"hint", StepColumn::kHelp},
    Word{"note", StepColumn::kHelp},
    Word{"notes", StepColumn::kHelp},
    Word{"link", StepColumn::kLink},
    Word{"url", StepColumn::kLink},
    Word{"takes", StepColumn::kTakes},
    Word{"duration", StepColumn::kTakes},
    Word{"type", StepColumn::kKind},
    Word{"kind", StepColumn::kKind},
    Word{"shape", StepColumn::kKind},
    Word{"shape type", StepColumn::kKind},
    Word{"next", StepColumn::kNext},
    Word{"next step", StepColumn::kNext},
    Word{"next step id", StepColumn::kNext},
    Word{"then", StepColumn::kNext},
    Word{"go to", StepColumn::kNext},
    Word{"goto", StepColumn::kNext},
    Word{"answer", StepColumn::kAnswer},
    Word{"option", StepColumn::kAnswer},
    Word{"connector label", StepColumn::kAnswer},
};

constexpr std::array kNumbered = {
    Word{"answer", StepColumn::kAnswer},  Word{"option", StepColumn::kAnswer},
    Word{"then", StepColumn::kThen},      Word{"next", StepColumn::kThen},
    Word{"next step", StepColumn::kThen}, Word{"go to", StepColumn::kThen},
    Word{"goto", StepColumn::kThen},
};

constexpr std::array<std::string_view, 4> kAnswers = {"yes", "no", "maybe", "unsure"};

// Small letters, one space between words: `Step_No.` is `step no`.
std::string plain(std::string_view heading) {
  std::string out = lower_case(heading);
  std::ranges::replace(out, '_', ' ');
  std::ranges::replace(out, '-', ' ');
  while (!out.empty() && (out.back() == '.' || out.back() == ':' || out.back() == '?')) {
    out.pop_back();
  }
  return one_line(out);
}

std::optional<StepColumn> find(const auto& words, std::string_view word) {
  const auto found = std::ranges::find(words, word, &Word::first);
  return found == words.end() ? std::nullopt : std::optional(found->second);
}

std::optional<TableColumn> numbered(std::string_view heading) {
  const std::size_t last = heading.find_last_not_of("0123456789");
  if (last == std::string_view::npos || last + 1 == heading.size()) return std::nullopt;
  const std::string_view digits = heading.substr(last + 1);
  std::size_t number = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || number == 0) return std::nullopt;
  const auto what = find(kNumbered, trimmed(heading.substr(0, last + 1)));
  if (!what) return std::nullopt;
  return TableColumn{*what, number, {}};
}

}  // namespace

std::optional<TableColumn> column_of(std::string_view heading) {
  const std::string word = plain(heading);
  for (const std::string_view answer : kAnswers) {
    const bool is_it = word == answer || word == "if " + std::string(answer) ||
                       word == std::string(answer) + " then" ||
                       word == std::string(answer) + " go to";
    if (!is_it) continue;
    std::string label(answer);
    label[0] = static_cast<char>(label[0] - 'a' + 'A');
    return TableColumn{StepColumn::kNamedAnswer, 0, std::move(label)};
  }
  if (const auto what = find(kWords, word)) return TableColumn{*what, 0, {}};
  return numbered(word);
}

std::string_view in_words(StepColumn what) {
  switch (what) {
    case StepColumn::kProcedure: return "the procedure";
    case StepColumn::kTitle: return "the title";
    case StepColumn::kStep: return "the step's number";
    case StepColumn::kText: return "the step's words";
    case StepColumn::kQuestion: return "the question";
    case StepColumn::kAction: return "the action";
    case StepColumn::kHelp: return "the help";
    case StepColumn::kLink: return "the link";
    case StepColumn::kTakes: return "the time";
    case StepColumn::kKind: return "the kind of step";
    case StepColumn::kNext: return "the next step";
    case StepColumn::kAnswer: return "the answer";
    case StepColumn::kThen: return "the step after an answer";
    case StepColumn::kNamedAnswer: return "the step after an answer";
  }
  return "";
}

}  // namespace callmap
