#pragma once
// One Mermaid flowchart on its way to a chart: its statements are read where the lexer stands, to
// the end of the diagram or to where another one begins. `read_mermaid` calls it for each diagram.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "formats/chart_draft.h"
#include "formats/left_out.h"
#include "formats/mermaid_lexer.h"

namespace callmap {

class MermaidChart {
 public:
  MermaidChart(Flowchart head, MermaidLexer& lexer, DrawingLimits& limits, LeftOut& left_out,
               Findings& findings)
      : lexer_(lexer),
        cursor_(lexer.cursor()),
        draft_(std::move(head), limits, findings),
        left_out_(left_out),
        findings_(findings) {}

  // To the diagram's end, or to where another one begins.
  void read();
  [[nodiscard]] Flowchart finish();

 private:
  struct Click {
    std::string id, url, tooltip;
    Span span;
  };
  using Nodes = std::vector<std::size_t>;
  struct Box {
    Span span;
    std::string title;
  };

  void read_statement();
  bool read_keyword(std::string_view word);
  void read_box();
  void end_box();
  void read_click();
  void read_description();
  void read_chain();
  bool read_nodes(Nodes& nodes, const Span* arrow);
  bool read_node(Nodes& nodes, const Span* arrow);
  void no_node(const Span* arrow);
  bool read_looks(std::size_t node, Span name);
  void set_words(std::size_t node, const std::string& words, Span span);
  void apply(std::size_t node, const MermaidDetails& details);
  bool find_arrow();
  void connect(const Nodes& from, const Nodes& to, const MermaidArrow& arrow);
  void expect_end();
  void finish_boxes();
  void finish_node(std::size_t node);
  void finish_click(const Click& click);
  [[nodiscard]] bool begins_chart() const;

  MermaidLexer& lexer_;
  TextCursor& cursor_;
  ChartDraft draft_;
  LeftOut& left_out_;
  Findings& findings_;
  std::vector<Box> open_;
  std::size_t too_deep_ = 0;
  std::map<std::string, std::string, std::less<>> boxes_;  // id to title
  std::vector<std::optional<Span>> words_;                 // of each node, where it has any
  std::set<std::string, std::less<>> arrow_ids_;
  std::vector<Click> clicks_;
  std::set<std::size_t> has_chart_;
};

}  // namespace callmap
