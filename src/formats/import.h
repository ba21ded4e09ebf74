#pragma once
// The whole way in: files of other people's formats, each read by its reader, judged together and
// made into procedures. Callers bring the texts and write what came of them; nothing is opened
// here.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/finding.h"
#include "formats/procedures.h"
#include "map/source.h"

namespace callmap {

enum class FlowFormat : std::uint8_t { kDot, kMermaid, kDrawio, kCsv, kMarkdown, kJson };

// `dot`, `mermaid`, `drawio`, `csv`, `markdown`, `json`.
[[nodiscard]] std::string_view name(FlowFormat format);
[[nodiscard]] std::vector<std::string_view> flow_format_names();
[[nodiscard]] std::optional<FlowFormat> flow_format_named(std::string_view name);

// By the extension of the path and, where that says nothing, by a look at the text.
[[nodiscard]] std::optional<FlowFormat> flow_format_of(std::string_view path,
                                                       std::string_view text);

struct FlowOptions {
  std::optional<FlowFormat> format;  // of all files; none: of each by itself
  std::optional<SourceFile> recipe;  // for JSON
  ProcedureRules rules;
};

struct Imported {
  std::vector<Flowchart> charts;  // as they were understood, with names of their own
  FlowProcedures flow;
  std::vector<Finding> findings;  // in the order of the files; those of the recipe first
  [[nodiscard]] bool has_problem() const;
  [[nodiscard]] std::size_t count(FindingKind kind) const;
};

// All files together; charts may stand for charts of other files.
[[nodiscard]] Imported import_flows(const std::vector<SourceFile>& files,
                                    const FlowOptions& options);

}  // namespace callmap
