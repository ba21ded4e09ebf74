#pragma once
// XML as a small tree with the place of every element. Whatever makes a document larger or other
// than it shows is refused: document types, entities of its own, other encodings, endless nesting.
// Never opens or fetches anything that the text names.

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/finding.h"

namespace callmap {

inline constexpr std::size_t kXmlDepthMax = 64;
inline constexpr std::size_t kXmlElementsMax = 200'000;

struct XmlElement {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string text;  // of the element itself, all pieces together
  std::vector<XmlElement> parts;
  std::size_t begin = 0, end = 0;            // bytes of its start tag
  std::size_t text_begin = 0, text_end = 0;  // of its first to its last piece of text

  // The attribute's value; empty: not given, or empty.
  [[nodiscard]] std::string_view get(std::string_view attribute) const;
  [[nodiscard]] bool has(std::string_view attribute) const;
  // The first part of that name, or nullptr.
  [[nodiscard]] const XmlElement* find(std::string_view part) const;
};

struct XmlFault {
  FindingCode code = FindingCode::kFileSyntax;
  std::size_t offset = 0;
  std::string message, hint;
};

// The root element. `text` is UTF-8 and not above kFlowBytesMax, with or without a byte order mark.
[[nodiscard]] std::expected<XmlElement, XmlFault> parse_xml(std::string_view text);

}  // namespace callmap
