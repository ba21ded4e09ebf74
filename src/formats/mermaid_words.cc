#include "formats/mermaid_words.h"

#include <algorithm>
#include <array>

#include "formats/flow_words.h"

namespace callmap {
namespace {

constexpr std::string_view kMermaidMark = "callmap_";

constexpr std::string_view kMermaidKeywords =
    " end graph flowchart subgraph click style linkstyle classdef class direction default href "
    "call "
    "callback interpolate acctitle accdescr ";
constexpr std::string_view kOtherDiagrams =
    " sequenceDiagram classDiagram classDiagram-v2 stateDiagram stateDiagram-v2 erDiagram gantt "
    "pie "
    "journey gitGraph mindmap timeline quadrantChart requirementDiagram sankey-beta xychart-beta "
    "sankey xychart block block-beta packet packet-beta kanban architecture architecture-beta "
    "C4Context C4Container C4Component C4Dynamic C4Deployment zenuml radar radar-beta treemap "
    "treemap-beta info ";
constexpr std::string_view kDecisionNames = " diam decision diamond question ";
constexpr std::string_view kTerminalNames =
    " stadium pill terminal circle circ dbl-circ double-circle sm-circ small-circle start fr-circ "
    "framed-circle stop ellipse ";
constexpr std::string_view kCallNames = " fr-rect framed-rectangle subproc subprocess subroutine ";
constexpr std::string_view kPlainNames =
    " bang notch-rect card notched-rectangle cloud hourglass collate bolt com-link lightning-bolt "
    "brace brace-l comment brace-r braces lean-r in-out lean-right lean-l lean-left out-in cyl "
    "cylinder database db das h-cyl horizontal-cylinder curv-trap curved-trapezoid display "
    "div-rect "
    "div-proc divided-process divided-rectangle doc document rounded event tri extract triangle "
    "fork "
    "join hex hexagon prepare lin-cyl disk lined-cylinder lin-doc lined-document lin-rect lin-proc "
    "lined-process lined-rectangle shaded-process notch-pent loop-limit notched-pentagon flip-tri "
    "flipped-triangle manual-file sl-rect manual-input sloped-rectangle trap-t inv-trapezoid "
    "manual "
    "trapezoid-top docs documents st-doc stacked-document st-rect processes procs "
    "stacked-rectangle "
    "odd flag paper-tape bow-rect bow-tie-rectangle stored-data cross-circ crossed-circle summary "
    "tag-doc tagged-document tag-rect tag-proc tagged-process tagged-rectangle text trap-b "
    "priority "
    "trapezoid trapezoid-bottom delay half-rounded-rectangle datastore data-store rect proc "
    "process "
    "rectangle win-pane internal-storage window-pane f-circ filled-circle junction ";

// Longest first.
constexpr auto kBrackets = std::to_array<MermaidBracket>({
    {"(((", ")))", "", NodeShape::kTerminal},
    {"([", "])", "", NodeShape::kTerminal},
    {"((", "))", "", NodeShape::kTerminal},
    {"(-", "-)", "", NodeShape::kTerminal},
    {"[[", "]]", "", NodeShape::kCall},
    {"[(", ")]", "", NodeShape::kPlain},
    {"[/", "/]", "\\]", NodeShape::kPlain},
    {"[\\", "\\]", "/]", NodeShape::kPlain},
    {"{{", "}}", "", NodeShape::kPlain},
    {"[", "]", "", NodeShape::kPlain},
    {"(", ")", "", NodeShape::kPlain},
    {"{", "}", "", NodeShape::kDecision},
    {">", "]", "", NodeShape::kPlain},
});

bool is_listed(std::string_view list, std::string_view word) {
  if (word.empty() || word.find(' ') != std::string_view::npos) return false;
  for (std::size_t at = list.find(word); at != std::string_view::npos;
       at = list.find(word, at + 1)) {
    if (list[at - 1] == ' ' && list[at + word.size()] == ' ') return true;
  }
  return false;
}

bool is_word_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || static_cast<unsigned char>(byte) >= 0x80;
}

// Length of `fa:fa-phone` or `fab:fa-twitter` at the beginning of the text, or 0.
std::size_t icon_length(std::string_view text) {
  if (!text.starts_with("fa")) return 0;
  const std::size_t colon = text.substr(0, 4).find(':');
  if (colon == std::string_view::npos || !text.substr(colon + 1).starts_with("fa-")) return 0;
  std::size_t end = colon + 1;
  while (end < text.size() && (is_word_byte(text[end]) || text[end] == '-')) ++end;
  return end;
}

// Stars, and underscores that do not stand within a word, only make a markdown text bold.
bool is_emphasis(std::string_view text, char before) {
  if (text.front() == '*') return true;
  const bool ends_word = text.size() < 2 || !is_word_byte(text[1]);
  return text.front() == '_' && (!is_word_byte(before) || ends_word);
}

// How many bytes were words of the kind that stand for something else, 0: an ordinary character.
std::size_t add_special(OneLine& line, std::string_view text, char before, MermaidWords& words,
                        bool is_markdown) {
  const char byte = text.front();
  if (byte == '#' || byte == '&') {
    const auto character = named_character(text, byte);
    if (!character) return 0;
    line.add_exact(character->text);
    return character->bytes;
  }
  if (byte == '\\' && text.starts_with("\\n")) {
    line.space();
    return 2;
  }
  std::size_t markup_bytes = 0;
  if (byte == '<') {
    const Markup markup = markup_at(text, true);
    if (markup.breaks_line) line.space();
    markup_bytes = markup.bytes;
    if (markup.breaks_line) return markup_bytes;
  } else if (byte == 'f' && !is_word_byte(before)) {
    markup_bytes = icon_length(text);
  } else if (is_markdown && is_emphasis(text, before)) {
    markup_bytes = 1;
  }
  words.had_markup = words.had_markup || markup_bytes > 0;
  return markup_bytes;
}

}  // namespace

MermaidWords mermaid_words(std::string_view text, bool is_markdown) {
  MermaidWords words;
  OneLine line;
  char before = ' ';
  while (!text.empty() && !line.was_cut()) {
    std::size_t length = add_special(line, text, before, words, is_markdown);
    if (length == 0) {
      length = 1;
      while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80) {
        ++length;
      }
      line.add(text.substr(0, length));
    }
    before = text[length - 1];
    text.remove_prefix(length);
  }
  words.was_cut = line.was_cut();
  words.text = line.take();
  return words;
}

std::string mermaid_id(std::string_view id) {
  const bool is_plain = !id.empty() && std::ranges::all_of(id, [](char byte) {
    return (is_word_byte(byte) && static_cast<unsigned char>(byte) < 0x80) || byte == '_';
  });
  if (is_plain && !is_mermaid_keyword(id) && !id.starts_with(kMermaidMark)) return std::string(id);
  return std::string(kMermaidMark) + bytes_as_word(id, '_');
}

std::string id_of_mermaid(std::string_view word) {
  if (!word.starts_with(kMermaidMark)) return std::string(word);
  return bytes_of_word(word.substr(kMermaidMark.size()), '_').value_or(std::string(word));
}

bool is_mermaid_keyword(std::string_view word) {
  constexpr std::size_t kLongest = 12;
  if (word.size() > kLongest) return false;
  std::string lower(word);
  for (char& byte : lower) {
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte - 'A' + 'a');
  }
  return is_listed(kMermaidKeywords, lower);
}

std::optional<NodeShape> mermaid_shape(std::string_view name) {
  if (is_listed(kDecisionNames, name)) return NodeShape::kDecision;
  if (is_listed(kTerminalNames, name)) return NodeShape::kTerminal;
  if (is_listed(kCallNames, name)) return NodeShape::kCall;
  if (is_listed(kPlainNames, name)) return NodeShape::kPlain;
  return std::nullopt;
}

const MermaidBracket* mermaid_bracket(std::string_view text) {
  const auto* const found = std::ranges::find_if(
      kBrackets, [&](const MermaidBracket& each) { return text.starts_with(each.open); });
  return found == kBrackets.end() ? nullptr : found;
}

bool is_other_diagram(std::string_view word) {
  return is_listed(kOtherDiagrams, word);
}

}  // namespace callmap
