#pragma once
// Charts as texts of other programs, for whoever draws, prints or carries on with them elsewhere.
// What is written is read back as the same chart by our readers; what a format has no room for is
// said, never dropped in silence.

#include <string>
#include <vector>

#include "formats/finding.h"
#include "formats/flowchart.h"

namespace callmap {

// One Graphviz graph a chart, in their order. Graphviz draws it as it is; what it has no room for
// stands in attributes that begin with `callmap_`, so that nothing is left out.
[[nodiscard]] std::string write_dot(const std::vector<Flowchart>& charts);

// One Mermaid flowchart. Its name is not in the text: it is the name of the file. Actions, expected
// times and references by another name than the words on the node go to `findings`, each with the
// node's place.
[[nodiscard]] std::string write_mermaid(const Flowchart& chart, Findings& findings);

}  // namespace callmap
