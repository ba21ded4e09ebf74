#pragma once
// The columns of a table of steps: which of them is what, by its heading. Spreadsheets name the
// same thing in many ways; the words are listed here and in docs/import.md. For
// read_csv_steps.cc.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callmap {

enum class StepColumn : std::uint8_t {
  kProcedure,
  kTitle,  // of the procedure, or of the step: the rows tell
  kStep,
  kText,
  kQuestion,
  kAction,
  kHelp,
  kLink,
  kTakes,
  kKind,
  kNext,
  kAnswer,  // with its number in the heading, or without
  kThen,
  kNamedAnswer  // `yes`, `no`: the heading is the answer
};

struct TableColumn {
  StepColumn what = StepColumn::kText;
  std::size_t number = 0;  // of `answer 2`, `then 2`; 0: none
  std::string answer;      // of kNamedAnswer, as people read it
};

// nullopt: no word that is known.
[[nodiscard]] std::optional<TableColumn> column_of(std::string_view heading);

// `a procedure`, for messages: what the column has.
[[nodiscard]] std::string_view in_words(StepColumn what);

}  // namespace callmap
