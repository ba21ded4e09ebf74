#pragma once
// What names, texts and shapes of a Mermaid flowchart mean. Shared by its reader and its writer, so
// that what one writes the other understands; neither arrows nor statements are known here.

#include <optional>
#include <string>
#include <string_view>

#include "formats/flowchart.h"

namespace callmap {

struct MermaidWords {
  std::string text;
  bool was_cut = false;
  bool had_markup = false;  // tags, stars of a markdown text, icons
};
// `is_markdown`: it stands between "` and `".
[[nodiscard]] MermaidWords mermaid_words(std::string_view text, bool is_markdown);

// An id that Mermaid can have, and the id that one written so stands for. Most stand for
// themselves; `callmap_` begins those that do not.
[[nodiscard]] std::string mermaid_id(std::string_view id);
[[nodiscard]] std::string id_of_mermaid(std::string_view word);

// Words that begin or end a statement and so cannot name a node.
[[nodiscard]] bool is_mermaid_keyword(std::string_view word);

// Of `@{ shape: … }`; nullopt for a shape that Mermaid does not have.
[[nodiscard]] std::optional<NodeShape> mermaid_shape(std::string_view name);

// How a node's text is put in brackets: `[` and `]`. The first that fits is the longest.
struct MermaidBracket {
  std::string_view open, close;
  std::string_view other_close;  // `[/ … \]`
  NodeShape shape = NodeShape::kPlain;
};
[[nodiscard]] const MermaidBracket* mermaid_bracket(std::string_view text);

// What kind of diagram a word begins, for messages: other kinds than flowcharts.
[[nodiscard]] bool is_other_diagram(std::string_view word);

}  // namespace callmap
