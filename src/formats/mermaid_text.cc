#include "formats/mermaid_text.h"

#include <algorithm>

#include "formats/flow_words.h"

namespace callmap {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

// The text of the line, without its end; the cursor then stands at the beginning of the next.
std::string_view take_line(TextCursor& cursor) {
  const TextPlace begin = cursor.place();
  cursor.skip_line();
  const std::string_view line = cursor.since(begin);
  if (cursor.sees("\r\n")) cursor.step();
  cursor.step();
  return line;
}

// ` ``` ` and more, or `~~~`: how many of which sign.
struct Fence {
  char sign = '\0';
  std::size_t length = 0;
  std::string_view info;
};

Fence fence_of(std::string_view line) {
  line = trimmed(line);
  if (!line.starts_with("```") && !line.starts_with("~~~")) return {};
  const std::size_t length = std::min(line.find_first_not_of(line.front()), line.size());
  return {line.front(), length, trimmed(line.substr(length))};
}

bool is_mermaid_fence(const Fence& fence) {
  std::string_view info = fence.info;
  while (!info.empty() && (info.front() == '{' || info.front() == ':' || info.front() == '.' ||
                           info.front() == ' ')) {
    info.remove_prefix(1);
  }
  constexpr std::string_view kWord = "mermaid";
  if (info.size() < kWord.size()) return false;
  const bool is_word = std::ranges::equal(info.substr(0, kWord.size()), kWord, {}, [](char byte) {
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
  });
  return is_word && (info.size() == kWord.size() ||
                     std::string_view(" \t{},").find(info[kWord.size()]) != std::string_view::npos);
}

bool has_mermaid_fence(std::uint16_t file, std::string_view text) {
  for (TextCursor cursor(file, text); !cursor.done();) {
    if (is_mermaid_fence(fence_of(take_line(cursor)))) return true;
  }
  return false;
}

// A text in quotation marks as YAML has it; what follows the last mark is no part of it.
std::string yaml_quoted(std::string_view text) {
  const char mark = text.front();
  std::string out;
  for (std::size_t at = 1; at < text.size(); ++at) {
    const bool is_escape = mark == '"' && text[at] == '\\' && at + 1 < text.size();
    if (is_escape) {
      ++at;
      out += text[at] == 'n' || text[at] == 't' ? ' ' : text[at];
    } else if (text[at] != mark) {
      out += text[at];
    } else if (mark == '\'' && text.substr(at + 1).starts_with('\'')) {
      out += text[at++];
    } else {
      break;
    }
  }
  return out;
}

std::string title_of(std::string_view line) {
  std::string_view value = trimmed(line.substr(line.find(':') + 1)).substr(0, kWordsBytesMax);
  value = value.substr(0, utf8_until(value));
  if (value.starts_with('"') || value.starts_with('\'')) return yaml_quoted(value);
  return std::string(trimmed(value.substr(0, value.find(" #"))));
}

// Over `---` … `---` at the beginning, if that is there.
void skip_front_matter(TextCursor& cursor, MermaidDiagram& diagram, Findings& findings) {
  while (!cursor.done() && (cursor.at_line_end() || cursor.peek() == ' ')) cursor.step();
  const TextPlace begin = cursor.place();
  if (trimmed(take_line(cursor)) != "---") return cursor.go(begin);
  std::string title;
  while (!cursor.done()) {
    const std::string_view line = trimmed(take_line(cursor));
    if (line == "---") {
      if (!title.empty()) diagram.title = title;
      return;
    }
    if (line.starts_with("title:")) title = title_of(line);
  }
  cursor.go(begin);
  findings.add(FindingCode::kFileSyntax, cursor.here(),
               "the front matter that begins with `---` here is not closed",
               "add a line `---` before the diagram");
  while (!cursor.done()) {  // on to where the diagram itself seems to begin
    const TextPlace line = cursor.place();
    const std::string_view words = trimmed(take_line(cursor));
    if (words.starts_with("flowchart") || words.starts_with("graph")) return cursor.go(line);
  }
}

std::string heading_of(std::string_view line) {
  const std::size_t level = std::min(line.find_first_not_of('#'), line.size());
  if (level == 0 || level > 6 || level == line.size() || line[level] != ' ') return {};
  std::string_view words = trimmed(line.substr(level)).substr(0, kWordsBytesMax);
  while (words.ends_with('#')) words.remove_suffix(1);
  OneLine one;
  one.add(words.substr(0, utf8_until(words)));
  return one.take();
}

// To the fence's end; the diagram ends before the line that closes it.
MermaidDiagram take_fence(TextCursor& cursor, const Fence& fence, TextPlace opened,
                          Findings& findings) {
  MermaidDiagram diagram{cursor.place(), 0, {}};
  while (!cursor.done()) {
    diagram.end = cursor.place().at;
    const Fence other = fence_of(take_line(cursor));
    if (other.sign == fence.sign && other.length >= fence.length && other.info.empty()) {
      return diagram;
    }
  }
  diagram.end = cursor.place().at;
  cursor.go(opened);
  findings.add(FindingCode::kFileSyntax, cursor.here(), "the fence that opens here is not closed",
               "add a line ` ``` ` after the diagram");
  cursor.step(cursor.rest().size());
  return diagram;
}

std::vector<MermaidDiagram> fenced_diagrams(const FlowSource& source, std::string_view text,
                                            Findings& findings) {
  std::vector<MermaidDiagram> diagrams;
  std::string heading;
  for (TextCursor cursor(source.number, text); !cursor.done();) {
    const TextPlace opened = cursor.place();
    const std::string_view line = take_line(cursor);
    const Fence fence = fence_of(line);
    if (fence.length == 0) {
      std::string words = heading_of(line);
      if (!words.empty()) heading = std::move(words);
      continue;
    }
    MermaidDiagram diagram = take_fence(cursor, fence, opened, findings);
    if (!is_mermaid_fence(fence)) continue;
    diagram.title = heading;
    TextCursor inside(source.number, text.substr(0, diagram.end), diagram.begin);
    skip_front_matter(inside, diagram, findings);
    diagram.begin = inside.place();
    diagrams.push_back(std::move(diagram));
  }
  return diagrams;
}

}  // namespace

std::vector<MermaidDiagram> mermaid_diagrams(const FlowSource& source, std::string_view text,
                                             Findings& findings) {
  if (has_mermaid_fence(source.number, text)) return fenced_diagrams(source, text, findings);
  MermaidDiagram whole{{}, text.size(), {}};
  TextCursor cursor(source.number, text);
  skip_front_matter(cursor, whole, findings);
  whole.begin = cursor.place();
  return {whole};
}

}  // namespace callmap
