#pragma once
// The readers of other people's formats, one function and one file each. They know a format's
// grammar and nothing of calls: what makes no sense as a procedure is found by `procedures_of`.
// None opens a file, follows a link or trusts a length; whatever bytes come, they end in charts, in
// findings, or in both.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/finding.h"
#include "formats/flowchart.h"

namespace callmap {

// One file of an import. `number` is its place in the list of files, as spans count them.
struct FlowSource {
  std::uint16_t number = 0;
  std::string name;  // without folders and extension: what a chart without a name is called
  std::string_view text;
};

using Flowcharts = std::vector<Flowchart>;

[[nodiscard]] Flowcharts read_dot(const FlowSource& source, Findings& findings);
[[nodiscard]] Flowcharts read_mermaid(const FlowSource& source, Findings& findings);
[[nodiscard]] Flowcharts read_drawio(const FlowSource& source, Findings& findings);
[[nodiscard]] Flowcharts read_csv_steps(const FlowSource& source, Findings& findings);
[[nodiscard]] Flowcharts read_markdown_steps(const FlowSource& source, Findings& findings);

}  // namespace callmap
