#pragma once
// What the attributes of a Graphviz file mean to a chart: which ones carry words, shapes and ways,
// which say only how it looks, and how a value becomes words that people read. `dot_chart` asks;
// nothing here knows of nodes and arrows.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "formats/flowchart.h"

namespace callmap {

// Attributes that mean something to a chart. Those that begin with `callmap_` are our own: what
// Graphviz has no room for, so that an export comes back whole.
enum class DotField : std::uint8_t {
  kLabel,
  kXlabel,
  kTailLabel,
  kHeadLabel,
  kShape,
  kTooltip,
  kUrl,
  kStyle,
  kDir,
  kArrowHead,
  kId,      // callmap_id: the id, where Graphviz cannot have it
  kChart,   // callmap_chart
  kAction,  // callmap_action
  kTakes,   // callmap_takes
  kName     // callmap_name: of the chart
};
inline constexpr std::size_t kDotFieldCount = static_cast<std::size_t>(DotField::kName) + 1;

[[nodiscard]] std::optional<DotField> dot_field(std::string_view attribute);

// What is said of an attribute that is left out, `fonts are left out`. Empty: it is none that
// Graphviz knows.
[[nodiscard]] std::string_view dot_left_out(std::string_view attribute);
// The attribute that was meant, among those with words, or empty.
[[nodiscard]] std::string_view dot_meant(std::string_view attribute);

struct DotShape {
  NodeShape shape = NodeShape::kPlain;
  bool is_known = true;
  bool is_record = false;
};
[[nodiscard]] DotShape dot_shape(std::string_view name);

// What stands for `\N`, `\G` and the other names in a label.
struct DotNames {
  std::string_view graph, node, tail, head, arrow;
};
struct DotWords {
  std::string text;
  bool was_cut = false;
  bool had_markup = false;
};
// A label, tooltip or the like.
[[nodiscard]] DotWords dot_words(std::string_view value, const DotNames& names);
[[nodiscard]] DotWords dot_html_words(std::string_view value);
// A record's label: its fields, with ` | ` between them.
[[nodiscard]] DotWords dot_record_words(std::string_view value, const DotNames& names);

// `billing` of `charts/billing.dot#2` and other files of charts; empty: it is none.
[[nodiscard]] std::string_view chart_of_url(std::string_view url);

}  // namespace callmap
