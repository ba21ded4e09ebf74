#pragma once
// Charts for tests, written in a few lines of text so that a test shows what it is about:
//   chart refunds Refunds and returns   the name, and the title where it has one
//   start(Start)                        round ends; [ ] a box, < > a question, { } another chart
//   ask<Is it broken?> help=Look first  also link= chart= action= takes=30, each at the end
//   start -> ask                        a node that was not named is a box with its own name on it
//   ask -> fix : Yes

#include <string>
#include <string_view>
#include <vector>

#include "formats/flowchart.h"

namespace callmap {

// Spans have the line of the text. Lines without a chart before them belong to a chart `flow`.
[[nodiscard]] std::vector<Flowchart> charts_from(std::string_view text);

// The charts as that text, with nodes in order and without places.
[[nodiscard]] std::string charts_text(const std::vector<Flowchart>& charts);

}  // namespace callmap
