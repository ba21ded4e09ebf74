#pragma once
// Lists of steps as people write them, before it is known where their words lead: `then 4`, `go to
// Billing`, `end`. `charts_of` finds what is meant, leads each step without a way on to the one
// below it and ends the last. For the readers of tables and of Markdown.

#include <string>
#include <vector>

#include "formats/finding.h"
#include "formats/flowchart.h"
#include "formats/read_flow.h"

namespace callmap {

// Where a step leads to, in the author's words.
struct StepWay {
  std::string label;  // empty: it leads there in any case
  std::string to;
  Span span;
};

struct ListedStep {
  FlowNode node;
  std::vector<StepWay> ways;      // none: to the step below
  bool is_over = false;           // an end: nothing is below
  bool follows_by_guess = false;  // others say what is next, this one does not
};

struct StepList {
  std::string name, title;
  Span span;
  std::vector<ListedStep> steps;
};

enum class UnknownTarget : std::uint8_t {
  kNowhere,  // a problem
  kChart     // the name of a chart that another file may have; numbers of steps are problems
};

// One chart for each list that has steps. Names of lists are unique already. Stops with a problem
// at the limits of an import.
[[nodiscard]] Flowcharts charts_of(std::vector<StepList> lists, UnknownTarget unknown,
                                   Findings& findings);

}  // namespace callmap
