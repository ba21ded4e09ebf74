// draw.io: an `mxfile` with pages, plain or compressed, or the graph of a single page by itself.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "formats/drawio_page.h"
#include "formats/file_text.h"
#include "formats/read_flow.h"
#include "formats/unpack.h"
#include "formats/xml.h"

namespace callmap {
namespace {

constexpr std::string_view kModel = "mxGraphModel";

// What draw.io calls the first page in the languages of its menus that number pages so.
bool is_first_page(std::string_view name) {
  constexpr std::array<std::string_view, 9> kNames = {"",         "Page-1",   "Seite-1",
                                                      "Página-1", "Pagina-1", "Strona-1",
                                                      "Sida-1",   "Side-1",   "Страница-1"};
  return std::ranges::find(kNames, name) != kNames.end();
}

class Drawing {
 public:
  Drawing(const FlowSource& source, Findings& findings)
      : source_(source), places_(source), findings_(findings) {}

  Flowcharts read() {
    const auto root = parse_xml(source_.text);
    if (!root) {
      report(root.error(), places_.span(root.error().offset, root.error().offset + 1), "");
      return {};
    }
    if (root->name == kModel) {
      add_page(*root, {&places_, {}}, {.name = source_.name, .span = span(*root)});
    } else if (root->name == "mxfile") {
      read_pages(*root);
    } else {
      findings_.add(
          FindingCode::kNoChart, span(*root),
          fmt::format("the file begins with {} and not with a drawing", quoted(root->name)),
          "in draw.io choose File, Save as, XML file (.drawio)");
      return {};
    }
    if (charts_.empty() && !damaged_) {
      findings_.add(FindingCode::kNoChart, span(*root), "no page of the drawing has a step on it",
                    "draw the steps as shapes and connect them with arrows");
    }
    return std::move(charts_);
  }

 private:
  [[nodiscard]] Span span(const XmlElement& element) const {
    return places_.span(element.begin, element.end);
  }

  void report(const XmlFault& fault, Span at, std::string_view where) {
    damaged_ = true;
    findings_.add(fault.code, at, fmt::format("{}{}", where, fault.message), fault.hint);
  }

  void read_pages(const XmlElement& file) {
    std::vector<std::pair<const XmlElement*, Flowchart>> pages;
    std::set<std::string> names;
    const bool alone = file.parts.size() == 1;
    for (const XmlElement& part : file.parts) {
      if (part.name != "diagram") continue;
      if (pages.size() == kFlowChartsMax) {
        findings_.add(FindingCode::kTooManyNodes, span(part),
                      fmt::format("there are more than {} pages", kFlowChartsMax),
                      "split the drawing into several files and import them one by one");
        break;
      }
      Flowchart chart{.title = one_line(part.get("name")), .span = span(part)};
      chart.name = unique_name(chart, alone, pages.size() + 1, names);
      const std::string id = one_line(part.get("id"));
      if (!id.empty()) file_.charts.try_emplace(id, chart.name);
      pages.emplace_back(&part, std::move(chart));
    }
    for (auto& [page, chart] : pages) read_page(*page, std::move(chart));
  }

  // The name that draw.io gives to a first page says less than that of the file.
  std::string unique_name(Flowchart& chart, bool alone, std::size_t number,
                          std::set<std::string>& names) {
    std::string name = chart.title;
    if (alone && is_first_page(name)) name = source_.name;
    if (name != chart.title) chart.title.clear();
    if (name.empty()) name = fmt::format("{} {}", source_.name, number);
    if (names.insert(name).second) return name;
    std::string other = fmt::format("{} ({})", name, number);
    while (!names.insert(other).second) other += "'";
    findings_.add(FindingCode::kLabelGuessed, chart.span,
                  fmt::format("a page before has the name {} as well; this one is called {}",
                              quoted(name), quoted(other)),
                  "give each page a name of its own");
    return other;
  }

  void read_page(const XmlElement& page, Flowchart chart) {
    if (const XmlElement* model = page.find(kModel)) {
      add_page(*model, {&places_, {}}, std::move(chart));
      return;
    }
    if (trimmed(page.text).empty()) {
      leave_out(chart);
      return;
    }
    const Span packed = packed_span(page);
    const std::string where = fmt::format("the page {}: ", quoted(chart.name));
    auto text = unpack(page.text, unpacked_most_);
    if (!text) {
      damaged_ = true;
      const bool bomb = text.error() == UnpackFault::kTooLarge;
      const bool alone = unpacked_most_ == kFlowBytesMax;
      if (bomb) unpacked_most_ = 0;  // what a bomb has cost is not spent again
      findings_.add(
          bomb ? FindingCode::kPackedTooLarge : FindingCode::kPackedDamaged, packed,
          fmt::format("{}{}{}", where, bomb && !alone ? "with the pages before it, " : "",
                      in_words(text.error())),
          bomb ? fmt::format("all pages of a file may have {} bytes; split it", kFlowBytesMax)
               : "open the file in draw.io and save it with File, Properties, Compressed "
                 "switched off");
      return;
    }
    unpacked_most_ -= text->size();
    const auto model = parse_xml(*text);
    if (!model) {
      report(model.error(), packed, where);
    } else if (model->name != kModel) {
      damaged_ = true;
      findings_.add(
          FindingCode::kPackedDamaged, packed,
          fmt::format("{}it unpacks to {} and not to a drawing", where, quoted(model->name)),
          "open the file in draw.io and save it anew");
    } else {
      add_page(*model, {&places_, packed}, std::move(chart));
    }
  }

  [[nodiscard]] Span packed_span(const XmlElement& page) const {
    const std::string_view text =
        source_.text.substr(page.text_begin, page.text_end - page.text_begin);
    const std::size_t blanks = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    return places_.span(page.text_begin + blanks, page.text_begin + blanks + trimmed(text).size());
  }

  void add_page(const XmlElement& model, const DrawioPlaces& places, Flowchart chart) {
    read_drawio_page(model, places, file_, chart, findings_);
    if (chart.nodes.empty()) {
      leave_out(chart);
    } else {
      charts_.push_back(std::move(chart));
    }
  }

  void leave_out(const Flowchart& chart) {
    findings_.add(FindingCode::kPartLeftOut, chart.span,
                  fmt::format("the page {} has no steps on it", quoted(chart.name)));
  }

  const FlowSource& source_;
  Places places_;
  Findings& findings_;
  DrawioFile file_;
  bool damaged_ = false;  // a page could not be read, and a problem says why
  Flowcharts charts_;
  std::size_t unpacked_most_ = kFlowBytesMax;  // still, all pages together
};

}  // namespace

Flowcharts read_drawio(const FlowSource& source, Findings& findings) {
  if (!is_plain_text(source, findings)) return {};
  return Drawing(source, findings).read();
}

}  // namespace callmap
