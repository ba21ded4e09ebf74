#pragma once
// One graph of a Graphviz file on its way to a chart: scopes with their default attributes, the
// nodes of each subgraph, arrows between subgraphs, and at the end what attributes say of nodes and
// arrows. `read_dot` calls it statement by statement.

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "formats/chart_draft.h"
#include "formats/dot_text.h"
#include "formats/dot_words.h"
#include "formats/left_out.h"

namespace callmap {

struct DotAttribute {
  DotToken name, value;
};
using DotAttributes = std::vector<DotAttribute>;

// Values by field; each is a place in the pool of values, 0: not given. Defaults are copied into
// every scope and node, so they are places and not texts.
using DotValues = std::array<std::uint32_t, kDotFieldCount>;

enum class DotKind : std::uint8_t { kGraph, kNode, kEdge };

struct DotHead {
  std::string name;  // of the file where the graph has none
  bool is_directed = true;
  bool is_strict = false;
  Span span;
};

class DotChart {
 public:
  DotChart(const DotHead& head, DrawingLimits& limits, LeftOut& left_out, Findings& findings);

  // A subgraph; an empty name: one without. They close in the order of a stack.
  void open(std::string_view name, Span span);
  std::size_t close();  // the set that `nodes_of` takes
  [[nodiscard]] std::vector<std::size_t> nodes_of(std::size_t set, Span span);
  [[nodiscard]] std::size_t depth() const { return scopes_.size(); }

  std::optional<std::size_t> node(const DotToken& id);
  void set_default(DotKind kind, const DotAttributes& attributes);
  void set_node(std::size_t node, const DotToken& id, const DotAttributes& attributes);
  // What arrows with these attributes have, the defaults of the place included.
  [[nodiscard]] DotValues edge_values(const DotAttributes& attributes);
  void connect(std::span<const std::size_t> from, std::span<const std::size_t> to, Span arrow,
               const DotValues& values);
  void note_port(Span span);

  [[nodiscard]] Flowchart finish();

 private:
  struct Value {
    std::string text;
    bool is_html = false;
    Span span;
  };
  struct Scope {
    std::size_t set = 0;
    DotValues node{}, edge{}, graph{};
    Span span;
    bool is_cluster = false;
  };
  struct NodeValues {
    DotValues values{};
    DotValues defaults{};
    bool is_described = false;  // its place is where that is, not where a list names it
  };
  struct EdgeValues {
    DotValues values{};
    std::size_t from = 0, to = 0;
    Span span;
  };

  void apply(DotKind kind, const DotAttribute& attribute, DotValues& values);
  void leave_out(const DotAttribute& attribute);
  void add_edge(std::size_t from, std::size_t to, const EdgeValues& edge);
  [[nodiscard]] const Value* value(const DotValues& values, DotField field) const;
  [[nodiscard]] std::string text(const DotValues& values, DotField field, const DotNames& names);
  [[nodiscard]] std::string words(const Value& value, const DotNames& names, bool is_record);
  // Of one value that several arrows have, what is lost is told once.
  void tell_once(FindingCode code, const Value& value, std::string message);
  [[nodiscard]] bool has_style(const DotValues& values, std::string_view style) const;
  void finish_head();
  void finish_node(std::size_t node, bool is_end);
  void finish_label(std::size_t node, bool is_record);
  void finish_reference(FlowNode& node, const DotValues& values);
  void finish_own(FlowNode& node, const DotValues& values);
  void finish_edges();
  void finish_edge(const EdgeValues& edge);
  void label_edge(const EdgeValues& edge, FlowEdge& drawn);
  void finish_ids();
  void remove_invisible();

  DotHead head_;
  ChartDraft draft_;
  LeftOut* left_out_;
  Findings* findings_;
  std::vector<Value> pool_;
  std::set<const Value*> told_;
  std::vector<Scope> scopes_;
  std::vector<std::set<std::size_t>> sets_;
  std::map<std::pair<std::size_t, std::string>, std::size_t> named_sets_;  // by set around it
  std::vector<NodeValues> node_values_;
  std::vector<EdgeValues> edges_;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> strict_;  // the one edge of a pair
};

}  // namespace callmap
