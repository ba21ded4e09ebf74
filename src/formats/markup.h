#pragma once
// The text of a drawing's label, which draw.io keeps as HTML: what somebody who looks at the
// drawing reads, on one line. Never runs, fetches or renders anything.

#include <string>
#include <string_view>

namespace callmap {

struct MarkupText {
  std::string text;  // on one line
  std::string link;  // of the first `<a href>`; empty: none
};

// Tags of HTML are dropped, those that begin a line or a cell become a space; what merely looks
// like a tag, such as `<name>` or `a < b`, is text. Entities are decoded once. Linear.
[[nodiscard]] MarkupText text_of_markup(std::string_view markup);

}  // namespace callmap
