#include "formats/drawio_page.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <set>
#include <vector>

#include "formats/drawio_style.h"
#include "formats/markup.h"

namespace callmap {
namespace {

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
constexpr std::size_t kParentsMax = 64;  // groups in groups
constexpr std::string_view kPageLink = "data:page/id,";

struct Cell {
  std::string id;
  const XmlElement* cell = nullptr;
  const XmlElement* data = nullptr;  // the `object` around it, or the cell itself
  DrawioStyle style{{}};
  DrawnAs drawn = DrawnAs::kShape;
  Span span;
  std::size_t parent = kNowhere;
  bool is_vertex = false, is_edge = false, hidden = false;
  bool connected = false;  // an arrow begins or ends there
  bool holds_shapes = false;
  std::size_t node = kNowhere;  // in the chart
  std::string label, link;
};

class Page {
 public:
  Page(const DrawioPlaces& places, DrawioFile& file, Flowchart& chart, Findings& findings)
      : places_(places), file_(file), chart_(chart), findings_(findings) {}

  void read(const XmlElement& root) {
    for (const XmlElement& part : root.parts) collect(part);
    for (std::size_t n = 0; n < cells_.size(); ++n) relate(n);
    for (Cell& cell : cells_) cell.hidden = is_hidden(cell);
    report_layers();
    for (Cell& cell : cells_) {
      if (!add_vertex(cell)) return;
    }
    for (Cell& cell : cells_) give_text(cell);
    for (const Cell& cell : cells_) {
      if (!add_edge(cell)) return;
    }
  }

 private:
  void collect(const XmlElement& part);
  void relate(std::size_t n);
  [[nodiscard]] bool is_hidden(const Cell& cell) const;
  void report_layers();
  bool add_vertex(Cell& cell);
  void leave_out(const Cell& cell);
  void add_node(Cell& cell);
  void take_link(const Cell& cell, FlowNode& node);
  void take_data(const Cell& cell, FlowNode& node);
  void give_text(Cell& cell);
  bool add_edge(const Cell& cell);
  [[nodiscard]] std::size_t end_of(const Cell& cell, std::string_view side);
  void lost_end(const Cell& cell, std::string_view side, std::string why, std::string_view hint);
  [[nodiscard]] std::size_t find(std::string_view id) const;
  [[nodiscard]] std::string words(const Cell& cell) const;

  const DrawioPlaces& places_;
  DrawioFile& file_;
  Flowchart& chart_;
  Findings& findings_;
  std::vector<Cell> cells_;
  std::map<std::string, std::size_t, std::less<>> by_id_;
  std::set<std::string, std::less<>> unknown_shapes_;
};

std::string text_with_data(const XmlElement& data, std::string_view label) {
  if (data.get("placeholders") != "1") return std::string(label);
  std::string out;
  while (!label.empty()) {
    const std::size_t open = std::min(label.find('%'), label.size());
    out += label.substr(0, open);
    label.remove_prefix(open);
    const std::size_t close = label.find('%', 1);
    if (close == std::string_view::npos) break;
    const std::string_view name = label.substr(1, close - 1);
    if (data.has(name)) {
      out += data.get(name);
      label.remove_prefix(close + 1);
    } else {
      out += label.substr(0, close);
      label.remove_prefix(close);
    }
  }
  return out + std::string(label);
}

double height_of(const XmlElement& cell) {
  const XmlElement* geometry = cell.find("mxGeometry");
  double height = 0;
  if (geometry == nullptr) return height;
  const std::string_view text = geometry->get("height");
  std::from_chars(text.data(), text.data() + text.size(), height);
  return height;
}

void Page::collect(const XmlElement& part) {
  const bool wraps = part.name == "object" || part.name == "UserObject";
  const XmlElement* inner = wraps ? part.find("mxCell") : &part;
  if (inner == nullptr || inner->name != "mxCell") return;
  Cell cell{.cell = inner, .data = &part, .style = DrawioStyle(inner->get("style"))};
  cell.drawn = drawn_as(cell.style);
  cell.span = places_.of(part);
  cell.is_vertex = inner->get("vertex") == "1";
  cell.is_edge = inner->get("edge") == "1";
  const std::string_view id = part.has("id") ? part.get("id") : inner->get("id");
  cell.id = id.empty() ? fmt::format("cell {}", cells_.size() + 1) : one_line(id);
  const MarkupText text =
      text_of_markup(text_with_data(part, wraps ? part.get("label") : inner->get("value")));
  cell.label = text.text;
  cell.link = part.has("link") ? std::string(trimmed(part.get("link"))) : text.link;
  if (!by_id_.try_emplace(cell.id, cells_.size()).second) {
    findings_.add(FindingCode::kIdTwice, cell.span,
                  fmt::format("two cells of the page {} have the id {}", quoted(chart_.title),
                              quoted(cell.id)),
                  "give one of them another id, or draw it anew");
  }
  cells_.push_back(std::move(cell));
}

void Page::relate(std::size_t n) {
  Cell& cell = cells_[n];
  cell.parent = find(cell.cell->get("parent"));
  if (cell.is_edge) {
    for (const std::string_view side : {"source", "target"}) {
      const std::size_t end = find(cell.cell->get(side));
      if (end != kNowhere) cells_[end].connected = true;
    }
  }
  if (cell.parent == kNowhere || cell.parent == n) return;
  if (cell.is_vertex && cells_[cell.parent].is_edge) cell.drawn = DrawnAs::kEdgeLabel;
  const bool shape = cell.drawn == DrawnAs::kShape || cell.drawn == DrawnAs::kGroup;
  if (cell.is_vertex && shape) cells_[cell.parent].holds_shapes = true;
}

bool Page::is_hidden(const Cell& cell) const {
  const Cell* each = &cell;
  for (std::size_t n = 0; n < kParentsMax; ++n) {
    if (each->cell->get("visible") == "0") return true;
    if (each->parent == kNowhere) return false;
    each = &cells_[each->parent];
  }
  return false;
}

void Page::report_layers() {
  for (const Cell& cell : cells_) {
    if (cell.is_vertex || cell.is_edge || cell.parent == kNowhere) continue;
    if (cell.hidden) {
      findings_.add(FindingCode::kPartLeftOut, cell.span,
                    fmt::format("the layer {} is hidden; nothing on it is read", words(cell)),
                    "show the layer in draw.io if it belongs to the chart");
    } else if (!cell.label.empty()) {
      findings_.add(FindingCode::kPartLeftOut, cell.span,
                    fmt::format("the layer {} is not kept; what is drawn on it is", words(cell)));
    }
  }
}

std::string Page::words(const Cell& cell) const {
  return quoted(cell.label.empty() ? cell.id : cell.label);
}

std::size_t Page::find(std::string_view id) const {
  if (id.empty()) return kNowhere;
  const auto found = by_id_.find(one_line(id));
  return found == by_id_.end() ? kNowhere : found->second;
}

bool Page::add_vertex(Cell& cell) {
  if (!cell.is_vertex || cell.drawn == DrawnAs::kEdgeLabel) return true;
  const bool in_node = cell.parent != kNowhere && cells_[cell.parent].is_vertex;
  const bool is_its_text =
      cell.drawn == DrawnAs::kText && in_node && !cells_[cell.parent].holds_shapes;
  if (cell.hidden || cell.holds_shapes) {
    leave_out(cell);
  } else if (is_its_text) {
    // `give_text` sees to it when all nodes are known.
  } else if (cell.connected || (cell.drawn == DrawnAs::kShape && !cell.label.empty())) {
    if (++file_.nodes > kFlowNodesMax) {
      findings_.add(FindingCode::kTooManyNodes, cell.span,
                    fmt::format("there are more than {} steps", kFlowNodesMax),
                    "split the drawing into several files and import them one by one");
      return false;
    }
    add_node(cell);
  } else {
    leave_out(cell);
  }
  return true;
}

void Page::leave_out(const Cell& cell) {
  if (cell.hidden) {
    findings_.add(FindingCode::kPartLeftOut, cell.span,
                  fmt::format("{} is hidden and not read", words(cell)));
    return;
  }
  if (cell.holds_shapes) {
    if (cell.label.empty()) return;  // a mere bracket around shapes that are all read
    findings_.add(FindingCode::kPartLeftOut, cell.span,
                  fmt::format("the group {} is not kept; the steps in it are", words(cell)));
    return;
  }
  std::string_view what;
  switch (cell.drawn) {
    case DrawnAs::kShape: what = "a shape without words and arrows"; break;
    case DrawnAs::kGroup: what = "an empty group"; break;
    case DrawnAs::kText: what = "a text by itself"; break;
    case DrawnAs::kPicture: what = "a picture"; break;
    case DrawnAs::kNote: what = "a note"; break;
    case DrawnAs::kLine: what = "a line"; break;
    case DrawnAs::kEdgeLabel: what = "a label"; break;
  }
  findings_.add(FindingCode::kPartLeftOut, cell.span,
                fmt::format("{} is {} and not read", words(cell), what),
                cell.label.empty() ? "" : "draw an arrow to it if it is a step");
}

void Page::add_node(Cell& cell) {
  const DrawnShape drawn = shape_of(cell.style, height_of(*cell.cell));
  FlowNode node{.id = cell.id, .label = cell.label, .shape = drawn.shape, .span = cell.span};
  take_data(cell, node);
  take_link(cell, node);
  const std::string_view shape = cell.style.shape();
  if (!drawn.known && unknown_shapes_.emplace(shape).second) {
    findings_.add(
        FindingCode::kStyleLeftOut, cell.span,
        fmt::format("the shape {} means nothing in a procedure; {} is read as a plain box",
                    quoted(shape), words(cell)));
  }
  if (node.shape == NodeShape::kCall && node.chart.empty()) node.chart = node.label;
  cell.node = chart_.nodes.size();
  chart_.nodes.push_back(std::move(node));
}

void Page::take_link(const Cell& cell, FlowNode& node) {
  const std::string_view link = cell.link;
  if (link.empty()) return;
  if (link.starts_with(kPageLink)) {
    const std::string_view id = link.substr(kPageLink.size());
    const auto page = file_.charts.find(id);
    node.shape = NodeShape::kCall;
    node.chart = page == file_.charts.end() ? one_line(id) : page->second;
  } else if (is_https(link)) {
    node.link = link;
  } else {
    findings_.add(FindingCode::kLinkLeftOut, cell.span,
                  fmt::format("the link {} of {} is not kept", quoted(link), words(cell)),
                  "links begin with https:// or lead to a page of the drawing");
  }
}

// `tooltip`, `help`, `takes` and `action` are data that draw.io lets everybody add to a shape.
void Page::take_data(const Cell& cell, FlowNode& node) {
  if (cell.data == cell.cell) return;
  std::string others;
  for (const auto& [name, value] : cell.data->attributes) {
    const std::string key = lower_case(name);
    const std::string text = text_of_markup(value).text;
    if (key == "id" || key == "label" || key == "link" || key.starts_with("placeholder")) continue;
    if (text.empty()) continue;
    const auto length = parse_duration(text);
    if (key == "tooltip" || key == "help") {
      join_sentence(node.help, text);
    } else if (key == "action") {
      node.action = text;
    } else if (key == "takes" && length) {
      node.takes = *length;
    } else if (cell.data->get("placeholders") != "1") {  // else it may stand in the label
      others += fmt::format("{}{}", others.empty() ? "" : ", ", quoted(name));
    }
  }
  if (others.empty()) return;
  findings_.add(FindingCode::kTextLeftOut, cell.span,
                fmt::format("the data {} of {} are not read", others, words(cell)),
                "`tooltip`, `help`, `action` and `takes`, such as 30s, are");
}

// Texts that stand inside a shape or on a line are its label, where it has none of its own.
void Page::give_text(Cell& cell) {
  if (!cell.is_vertex || cell.hidden || cell.node != kNowhere || cell.label.empty()) return;
  if (cell.parent == kNowhere) return;
  const Cell& parent = cells_[cell.parent];
  if (cell.drawn == DrawnAs::kText && parent.node != kNowhere) {
    FlowNode& node = chart_.nodes[parent.node];
    cell.node = parent.node;  // an arrow at the text is one at the shape
    if (node.label.empty()) {
      node.label = cell.label;
      if (node.shape == NodeShape::kCall && node.chart.empty()) node.chart = cell.label;
      return;
    }
    findings_.add(FindingCode::kPartLeftOut, cell.span,
                  fmt::format("the text {} in {} is not read", words(cell), quoted(node.label)),
                  "write it into the shape itself");
  } else if (cell.drawn == DrawnAs::kText && parent.is_vertex && !parent.holds_shapes) {
    leave_out(cell);
  } else if (cell.drawn == DrawnAs::kEdgeLabel) {
    if (parent.is_edge) {
      Cell& edge = cells_[cell.parent];
      edge.label += edge.label.empty() ? cell.label : " " + cell.label;
    } else {
      leave_out(cell);
    }
  }
}

bool Page::add_edge(const Cell& cell) {
  if (!cell.is_edge) return true;
  const std::string_view source = cell.cell->get("source"), target = cell.cell->get("target");
  const Heads heads = heads_of(cell.style);
  const std::size_t ends[] = {find(source), find(target)};
  const bool to_hidden = (ends[0] != kNowhere && cells_[ends[0]].hidden) ||
                         (ends[1] != kNowhere && cells_[ends[1]].hidden);
  const bool mere_line = source.empty() && target.empty() && !heads.at_source && !heads.at_target;
  if (cell.hidden || to_hidden || mere_line) {
    findings_.add(
        FindingCode::kPartLeftOut, cell.span,
        fmt::format("the {} {} is {} and not read", mere_line ? "line" : "arrow", words(cell),
                    mere_line ? "at no step" : "hidden, or a step at it is,"));
    return true;
  }
  if (source.empty() && target.empty()) {
    findings_.add(FindingCode::kEdgeNowhere, cell.span,
                  fmt::format("the arrow {} begins and ends nowhere", words(cell)),
                  "drag each end of it onto a step until the step lights up, or delete it");
    return true;
  }
  std::size_t from = end_of(cell, "source"), to = end_of(cell, "target");
  if (from == kNowhere || to == kNowhere) return true;
  if (++file_.edges > kFlowEdgesMax) {
    findings_.add(FindingCode::kTooManyNodes, cell.span,
                  fmt::format("there are more than {} arrows", kFlowEdgesMax),
                  "split the drawing into several files and import them one by one");
    return false;
  }
  if (heads.at_source && !heads.at_target) std::swap(from, to);
  if (heads.at_source == heads.at_target) {
    findings_.add(
        FindingCode::kOrderGuessed, cell.span,
        fmt::format("the line from {} to {} has {}; it is read in the order in which it was drawn",
                    quoted(chart_.nodes[from].label), quoted(chart_.nodes[to].label),
                    heads.at_source ? "a head at both ends" : "no arrowhead"),
        "give it one arrowhead");
  }
  if (!cell.link.empty()) {
    findings_.add(FindingCode::kLinkLeftOut, cell.span,
                  fmt::format("the link {} of an arrow is not kept", quoted(cell.link)));
  }
  chart_.edges.push_back({from, to, cell.label, cell.span});
  return true;
}

// The node at that side of the arrow; kNowhere after a finding.
std::size_t Page::end_of(const Cell& cell, std::string_view side) {
  const std::string_view id = cell.cell->get(side);
  const std::size_t at = find(id);
  if (id.empty()) {
    lost_end(cell, side, "nowhere", "drag that end of it onto a step until the step lights up");
  } else if (at == kNowhere) {
    lost_end(cell, side, fmt::format("at {}, which is not on the page", quoted(id)),
             "drag that end of it onto a step");
  } else if (cells_[at].node != kNowhere) {
    return cells_[at].node;
  } else if (cells_[at].is_edge || cells_[at].drawn == DrawnAs::kEdgeLabel) {
    lost_end(cell, side, "at another arrow", "draw it from a step to a step");
  } else if (cells_[at].is_vertex) {
    lost_end(cell, side, fmt::format("at the group {}", words(cells_[at])),
             "draw it to or from a step in the group");
  } else {
    lost_end(cell, side, fmt::format("at {}, which is no step", words(cells_[at])),
             "draw it from a step to a step");
  }
  return kNowhere;
}

void Page::lost_end(const Cell& cell, std::string_view side, std::string why,
                    std::string_view hint) {
  const bool is_source = side == "source";
  const std::size_t other = find(cell.cell->get(is_source ? "target" : "source"));
  std::string message = fmt::format("the arrow {}", words(cell));
  if (other != kNowhere) {
    message += fmt::format(" {} {}", is_source ? "to" : "from", words(cells_[other]));
  }
  message += fmt::format(" {} {}", is_source ? "begins" : "ends", why);
  findings_.add(FindingCode::kEdgeNowhere, cell.span, std::move(message), std::string(hint));
}

}  // namespace

void read_drawio_page(const XmlElement& model, const DrawioPlaces& places, DrawioFile& file,
                      Flowchart& chart, Findings& findings) {
  const XmlElement* root = model.find("root");
  if (root != nullptr) Page(places, file, chart, findings).read(*root);
}

}  // namespace callmap
