#pragma once
// One page of a draw.io drawing as a chart: which cells are steps, which lines lead where, and what
// of the drawing has no place in a procedure. For read_drawio.cc, which finds the pages.

#include <map>
#include <optional>
#include <string>

#include "formats/file_text.h"
#include "formats/finding.h"
#include "formats/flowchart.h"
#include "formats/xml.h"

namespace callmap {

struct DrawioPlaces {
  const Places* places = nullptr;
  // A compressed page has one place for all of it.
  std::optional<Span> packed;

  [[nodiscard]] Span of(const XmlElement& element) const {
    return packed ? *packed : places->span(element.begin, element.end);
  }
};

// What all pages of a file have together.
struct DrawioFile {
  std::map<std::string, std::string, std::less<>> charts;  // by the page's id
  std::size_t nodes = 0, edges = 0;                        // so far
};

// Adds nodes and edges of the `mxGraphModel` to the chart. Stops with a problem when the file has
// more of them than an import may have.
void read_drawio_page(const XmlElement& model, const DrawioPlaces& places, DrawioFile& file,
                      Flowchart& chart, Findings& findings);

}  // namespace callmap
