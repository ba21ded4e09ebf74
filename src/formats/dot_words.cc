#include "formats/dot_words.h"

#include <algorithm>

#include "formats/flow_words.h"
#include "map/suggest.h"

namespace callmap {
namespace {

struct FieldRow {
  std::string_view attribute;
  DotField field;
};
constexpr auto kFields = std::to_array<FieldRow>({
    {"label", DotField::kLabel},
    {"xlabel", DotField::kXlabel},
    {"taillabel", DotField::kTailLabel},
    {"headlabel", DotField::kHeadLabel},
    {"shape", DotField::kShape},
    {"tooltip", DotField::kTooltip},
    {"URL", DotField::kUrl},
    {"href", DotField::kUrl},
    {"style", DotField::kStyle},
    {"dir", DotField::kDir},
    {"arrowhead", DotField::kArrowHead},
    {"callmap_id", DotField::kId},
    {"callmap_chart", DotField::kChart},
    {"callmap_action", DotField::kAction},
    {"callmap_takes", DotField::kTakes},
    {"callmap_name", DotField::kName},
});

constexpr std::string_view kFontsLeftOut = "fonts are left out";
constexpr std::string_view kColoursLeftOut = "colours, lines and pictures are left out";
constexpr std::string_view kPlacesLeftOut = "places and sizes on the drawing are left out";
constexpr std::string_view kNotesLeftOut = "notes for other programs are left out";

constexpr std::string_view kColours =
    " arrowhead arrowsize arrowtail bgcolor class color colorscheme decorate dir fillcolor "
    "gradientangle image imagepath imagepos imagescale labelfontcolor layer layerlistsep "
    "layers layersep layerselect pencolor penwidth peripheries shapefile style stylesheet "
    "truecolor ";
constexpr std::string_view kPlaces =
    " K Damping area bb beautify center clusterrank compound concentrate constraint "
    "defaultdist dim dimen diredgeconstraints distortion dpi epsilon esep fixedsize group "
    "head_lp headclip headport height inputscale label_scheme labelangle labeldistance "
    "labelfloat labeljust labelloc landscape layout len levels levelsgap lhead lheight lp "
    "ltail lwidth margin maxiter mclimit mindist minlen mode model newrank nodesep nojustify "
    "normalize notranslate nslimit nslimit1 oneblock ordering orientation outputorder "
    "overlap overlap_scaling overlap_shrink pack packmode pad page pagedir pin pos quadtree "
    "quantum radius rank rankdir ranksep ratio rects regular remincross repulsiveforce "
    "resolution root rotate rotation samehead sametail samplepoints scale searchsize sep "
    "showboxes sides size skew smoothing sortv splines start tail_lp tailclip tailport "
    "vertices viewport voro_margin weight width xdotversion xlp z forcelabels ";
constexpr std::string_view kNotes =
    " Background charset comment edgeURL edgehref edgetarget edgetooltip headURL headhref "
    "headtarget headtooltip id key labelURL labelhref labeltarget labeltooltip tailURL "
    "tailhref tailtarget tailtooltip target ";

constexpr std::string_view kDecisions = " diamond Mdiamond ";
constexpr std::string_view kTerminals = " oval ellipse circle doublecircle Mcircle egg point ";
constexpr std::string_view kCalls = " box3d cds component folder tab signature assembly ";

constexpr std::string_view kBoxes =
    " Msquare box cylinder doubleoctagon fivepoverhang hexagon house insulator invhouse "
    "invtrapezium invtriangle larrow lpromoter noverhang none note octagon parallelogram "
    "pentagon plain plaintext polygon primersite promoter proteasesite proteinstab rarrow "
    "rect rectangle restrictionsite ribosite rnastab rpromoter septagon square star "
    "terminator threepoverhang trapezium triangle tripleoctagon underline utr ";

constexpr auto kChartFiles =
    std::to_array<std::string_view>({".dot", ".gv", ".mmd", ".mermaid", ".drawio", ".md", ".csv"});

// Whether the word stands in a list with a blank around each.
bool holds(std::string_view list, std::string_view word) {
  if (word.empty() || word.find(' ') != std::string_view::npos) return false;
  for (std::size_t from = list.find(word); from != std::string_view::npos;
       from = list.find(word, from + 1)) {
    if (list[from - 1] == ' ' && list[from + word.size()] == ' ') return true;
  }
  return false;
}

// Everything but the escapes: named characters and white space. Returns how far it came.
std::size_t add_character(OneLine& line, std::string_view text) {
  if (text.front() == '&') {
    const auto character = named_character(text, '&');
    if (character) {
      line.add_exact(character->text);
      return character->bytes;
    }
  }
  std::size_t end = 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) ++end;
  line.add(text.substr(0, end));
  return end;
}

// What stands after a backslash.
void add_escape(OneLine& line, char letter, const DotNames& names) {
  switch (letter) {
    case 'n':
    case 'l':
    case 'r': return line.space();
    case 'N': return line.add(names.node);
    case 'G': return line.add(names.graph);
    case 'T': return line.add(names.tail);
    case 'H': return line.add(names.head);
    case 'E': return line.add(names.arrow);
    case 'L': return;
    default: return line.add(std::string_view(&letter, 1));
  }
}

std::size_t add_dot_words(OneLine& line, std::string_view text, const DotNames& names) {
  const bool is_escape =
      text.front() == '\\' && text.size() > 1 && static_cast<unsigned char>(text[1]) < 0x80;
  if (!is_escape) return add_character(line, text);
  add_escape(line, text[1], names);
  return 2;
}

}  // namespace

std::optional<DotField> dot_field(std::string_view attribute) {
  const auto* const row = std::ranges::find(kFields, attribute, &FieldRow::attribute);
  if (row == kFields.end()) return std::nullopt;
  return row->field;
}

std::string_view dot_left_out(std::string_view attribute) {
  if (attribute.starts_with("font") || attribute.starts_with("labelfont")) return kFontsLeftOut;
  if (holds(kColours, attribute)) return kColoursLeftOut;
  if (holds(kPlaces, attribute) || attribute.starts_with('_')) return kPlacesLeftOut;
  if (holds(kNotes, attribute)) return kNotesLeftOut;
  return {};
}

std::string_view dot_meant(std::string_view attribute) {
  constexpr std::size_t kAttributeBytesMax = 32;
  if (attribute.size() > kAttributeBytesMax) return {};
  std::vector<std::string_view> known;
  for (const FieldRow& row : kFields) known.push_back(row.attribute);
  return nearest(attribute, known);
}

DotShape dot_shape(std::string_view name) {
  if (name == "record" || name == "Mrecord") return {NodeShape::kPlain, true, true};
  if (holds(kDecisions, name)) return {NodeShape::kDecision, true, false};
  if (holds(kTerminals, name)) return {NodeShape::kTerminal, true, false};
  if (holds(kCalls, name)) return {NodeShape::kCall, true, false};
  return {NodeShape::kPlain, holds(kBoxes, name), false};
}

DotWords dot_words(std::string_view value, const DotNames& names) {
  OneLine line;
  while (!value.empty() && !line.was_cut()) {
    value.remove_prefix(add_dot_words(line, value, names));
  }
  return {line.take(), line.was_cut(), false};
}

DotWords dot_html_words(std::string_view value) {
  OneLine line;
  bool had_markup = false;
  while (!value.empty() && !line.was_cut()) {
    const Markup markup = value.front() == '<' ? markup_at(value, false) : Markup{};
    if (markup.bytes == 0) {
      value.remove_prefix(add_character(line, value));
      continue;
    }
    had_markup = true;
    if (markup.breaks_line) line.space();
    value.remove_prefix(markup.bytes);
  }
  return {line.take(), line.was_cut(), had_markup};
}

DotWords dot_record_words(std::string_view value, const DotNames& names) {
  OneLine line;
  bool had_fields = false;
  bool field_has_words = false;  // a line between fields is drawn once, and never at the ends
  bool separator_pending = false;
  while (!value.empty() && !line.was_cut()) {
    const char byte = value.front();
    if (byte == '<') {
      const std::size_t end = value.find('>');
      had_fields = true;
      if (end == std::string_view::npos) break;
      value.remove_prefix(end + 1);
      continue;
    }
    if (byte == '{' || byte == '}' || byte == '|') {
      separator_pending = separator_pending || field_has_words;
      field_has_words = false;
      had_fields = true;
      value.remove_prefix(1);
      continue;
    }
    if (byte != ' ' && separator_pending) {
      line.add(" | ");
      separator_pending = false;
    }
    field_has_words = field_has_words || byte != ' ';
    value.remove_prefix(add_dot_words(line, value, names));
  }
  return {line.take(), line.was_cut(), had_fields};
}

std::string_view chart_of_url(std::string_view url) {
  if (url.find("://") != std::string_view::npos) return {};
  url = url.substr(0, url.find_first_of("#?"));
  for (const std::string_view ending : kChartFiles) {
    if (!url.ends_with(ending)) continue;
    url.remove_suffix(ending.size());
    const std::size_t slash = url.find_last_of("/\\");
    return slash == std::string_view::npos ? url : url.substr(slash + 1);
  }
  return {};
}

}  // namespace callmap
