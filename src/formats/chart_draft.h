#pragma once
// A chart while it is read from a drawing where nodes are named again and again: finds them by
// their ids, draws arrows between groups of them, and counts what is drawn against the limits of
// the file. Used by the readers of DOT and Mermaid; it knows neither grammar.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/finding.h"
#include "formats/flowchart.h"

namespace callmap {

// What one file may still draw. `pairs` bounds arrows between groups, also those that add nothing.
struct DrawingLimits {
  std::size_t nodes = kFlowNodesMax;
  std::size_t edges = kFlowEdgesMax;
  std::size_t pairs = 4 * kFlowEdgesMax;
  bool reached = false;  // told once; whoever reads stops then
};

class ChartDraft {
 public:
  ChartDraft(Flowchart head, DrawingLimits& limits, Findings& findings)
      : chart_(std::move(head)), limits_(&limits), findings_(&findings) {}

  [[nodiscard]] Flowchart& chart() { return chart_; }
  [[nodiscard]] const std::map<std::string, std::size_t, std::less<>>& ids() const { return ids_; }

  // Place of the node with that id, a new one if need be. nullopt: the limit is reached.
  [[nodiscard]] std::optional<std::size_t> node(std::string_view id, Span span);
  // Its id stands by itself or with words, not only at an arrow. The first such place is its span.
  void declare(std::size_t node, Span span);
  [[nodiscard]] bool is_declared(std::size_t node) const { return declared_[node]; }

  // An arrow from each to each, in their order.
  void connect(std::span<const std::size_t> from, std::span<const std::size_t> to,
               const FlowEdge& edge);
  // Whether so much more may be done; tells it once when not.
  bool spend(std::size_t& budget, std::size_t amount, Span span);
  [[nodiscard]] DrawingLimits& limits() { return *limits_; }

  // A node that nothing says more of than its name has that for words; said where only an arrow
  // names it.
  void label_by_id(std::size_t node);
  // Takes out the nodes with `gone`, and their arrows.
  void remove(const std::vector<bool>& gone);

 private:
  Flowchart chart_;
  DrawingLimits* limits_;
  Findings* findings_;
  std::map<std::string, std::size_t, std::less<>> ids_;
  std::vector<bool> declared_;
};

}  // namespace callmap
