#pragma once
// Where the diagrams of a file are: the whole of a Mermaid file, or the ```mermaid fences of a
// Markdown file, each with the heading above it. Passes over their front matter and keeps its
// title; what stands in a diagram is read by `read_mermaid`.

#include <string>
#include <string_view>
#include <vector>

#include "formats/finding.h"
#include "formats/read_flow.h"
#include "formats/text_cursor.h"

namespace callmap {

struct MermaidDiagram {
  TextPlace begin;      // behind the front matter
  std::size_t end = 0;  // in bytes
  std::string title;    // of the front matter, or of the heading above the fence
};

[[nodiscard]] std::vector<MermaidDiagram> mermaid_diagrams(const FlowSource& source,
                                                           std::string_view text,
                                                           Findings& findings);

}  // namespace callmap
