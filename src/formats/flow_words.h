#pragma once
// The words on a drawing, as one line: line breaks become spaces, runs of space become one, named
// and numbered characters (`&eacute;`, `#35;`) become what they stand for, HTML-like markup goes.
// Readers put labels together with `OneLine`; writers ask `encoded` for a text that comes back the
// same. What an author wrote as a numbered character stays as it is, a space too.

#include <optional>
#include <string>
#include <string_view>

namespace callmap {

// Of one label, tooltip or the like; more is cut.
inline constexpr std::size_t kWordsBytesMax = 4'000;

class OneLine {
 public:
  void add(std::string_view text);        // white space and control characters become one space
  void add_exact(std::string_view text);  // as it is, but for control characters
  void space() { space_pending_ = true; }
  [[nodiscard]] bool was_cut() const { return was_cut_; }
  [[nodiscard]] bool full() const { return was_cut_; }
  [[nodiscard]] std::string take();

 private:
  void put(std::string_view character);
  std::string line_;
  bool space_pending_ = false;
  bool was_cut_ = false;
};

// A character that is written by its name or number: how many bytes that took, and the character.
struct NamedCharacter {
  std::size_t bytes = 0;
  std::string text;  // UTF-8
};
// At the beginning of `text`: `&amp;`, `&#38;`, `&#x26;` where `mark` is '&'; `#amp;`, `#38;` where
// it is '#' (Mermaid). nullopt when it is no such thing, or names a character that is not known.
[[nodiscard]] std::optional<NamedCharacter> named_character(std::string_view text, char mark);

// Length of the markup that begins there, `<br/>` or `<!-- … -->`, 0 when none does.
// `known_only`: what is not a tag of HTML, such as `<name>`, is words.
struct Markup {
  std::size_t bytes = 0;
  bool breaks_line = false;
};
[[nodiscard]] Markup markup_at(std::string_view text, bool known_only);

// `text` with every character of `special`, and spaces that would be lost, written as `&#38;`, or
// `#38;` where `mark` is '#'.
[[nodiscard]] std::string encoded(std::string_view text, std::string_view special, char mark);

// Any bytes as letters, digits and `mark` with two hexadecimal digits, and back. Undone only where
// it is whole and comes out as UTF-8; otherwise nullopt.
[[nodiscard]] std::string bytes_as_word(std::string_view bytes, char mark);
[[nodiscard]] std::optional<std::string> bytes_of_word(std::string_view word, char mark);

}  // namespace callmap
