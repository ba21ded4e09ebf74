#pragma once
// A strict reader of the small part of YAML that maps are written in: maps, lists and texts, with
// the exact place of each. It refuses whatever makes a document mean more than it shows (anchors,
// aliases, tags, directives, keys given twice, several documents) and whatever is not plain UTF-8.
// Called by `read` alone.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "map/problem.h"

namespace callmap {

inline constexpr std::size_t kYamlDepthMax = 16;       // brackets and indents within each other
inline constexpr std::size_t kYamlNodesMax = 200'000;  // maps, lists, texts and keys of one file

struct Node {
  enum class Kind : std::uint8_t { kText, kList, kMap };
  Kind kind = Kind::kText;
  bool plain = true;  // a text without quotes
  Span span;
  std::string text;
  std::vector<Node> keys;   // of a map, each a text, one for each item
  std::vector<Node> items;  // of a list or a map, in the order of the file

  // Nothing was written after the colon or dash.
  [[nodiscard]] bool nothing() const { return kind == Kind::kText && plain && text.empty(); }
  [[nodiscard]] const Node* find(std::string_view key) const;
};

// nullopt when the structure cannot be known; the reason is then among the problems. Otherwise the
// tree, perhaps with problems (a key given twice: the first stands).
[[nodiscard]] std::optional<Node> parse_yaml(std::uint16_t file, std::string_view text,
                                             Problems& problems);

}  // namespace callmap
