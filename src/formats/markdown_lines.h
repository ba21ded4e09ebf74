#pragma once
// The lines of a Markdown text, each for what it is, and the words of a line without their marks.
// As much of CommonMark as lists of steps need; nothing is rendered. For read_markdown_steps.cc.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callmap {

struct MarkdownLine {
  enum class Kind : std::uint8_t {
    kHeading,
    kNumbered,  // `1. text`
    kTask,      // `- [ ] text`
    kBullet,
    kText,
    kQuote,   // `> text`
    kFence,   // the line that opens a block of code; its language is the text
    kCode,    // a line within
    kMatter,  // the block of settings at the top
    kRule     // `---`
  };
  Kind kind = Kind::kText;
  std::uint32_t number = 0;  // kNumbered: as written; kHeading: its level
  std::uint32_t indent = 0;  // columns before the mark
  bool after_blank = false;
  std::string_view text;           // behind the mark
  std::size_t begin = 0, end = 0;  // bytes of the line, without the spaces around it
};

// Blank lines and comments are not among them.
[[nodiscard]] std::vector<MarkdownLine> markdown_lines(std::string_view text);

struct MarkdownWords {
  std::string text;    // on one line
  std::string button;  // `[Button]` at the front, which the text then lacks
  std::string link;    // of the first link; empty: none
  bool more_links = false, picture = false;
};
[[nodiscard]] MarkdownWords markdown_words(std::string_view text);

}  // namespace callmap
