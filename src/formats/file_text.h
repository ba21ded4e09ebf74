#pragma once
// What the readers of files share: whether the bytes are text at all, where in the file something
// stands, and a person's text made fit for one line. Pure; whoever reads a format calls it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/finding.h"
#include "formats/read_flow.h"

namespace callmap {

// Lines and columns of byte places, columns in characters. Asking costs the same wherever the
// place is, also where the file is one single line.
class Places {
 public:
  explicit Places(const FlowSource& source);

  // From the byte at `begin` up to that at `end`, which may be the end of the text.
  [[nodiscard]] Span span(std::size_t begin, std::size_t end) const;

 private:
  struct Place {
    std::uint32_t line = 1, column = 1;
  };
  [[nodiscard]] Place place(std::size_t at) const;
  [[nodiscard]] std::size_t characters_before(std::size_t at) const;

  std::uint16_t file_;
  std::string_view text_;
  std::vector<std::size_t> starts_;     // of lines
  std::vector<std::uint32_t> counted_;  // characters before every 256th byte
};

// False, with a finding, when the text is too long, is not UTF-8 or has a zero byte in it.
[[nodiscard]] bool is_plain_text(const FlowSource& source, Findings& findings);

// The same without a byte order mark at its front, which stays counted where it was: 0 or 3 bytes.
[[nodiscard]] std::size_t byte_order_mark(std::string_view text);

// On one line: every run of spaces, line breaks and control characters is one space, none at the
// ends. A no-break space counts as a space.
[[nodiscard]] std::string one_line(std::string_view text);

// For messages: one line in backticks, cut after 60 characters.
[[nodiscard]] std::string quoted(std::string_view text);

// One text of two: a sentence that has no end gets `; ` before the next.
void join_sentence(std::string& text, std::string_view next);

// ASCII letters alone; what is beyond them stays.
[[nodiscard]] std::string lower_case(std::string_view text);
[[nodiscard]] std::string_view trimmed(std::string_view text);

// A link that a procedure may show: https, no spaces or control characters.
[[nodiscard]] bool is_https(std::string_view link);

}  // namespace callmap
