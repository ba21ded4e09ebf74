#pragma once
// What the words on other people's charts say: names that a map may have, whether two texts mean
// the same thing, whether one says "start", "go to …" or how it ended. Everything that is read off
// words stands here, so that it can be judged in one place; who uses it says what was guessed.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "map/call_map.h"

namespace callmap {

// The letters and digits of a text alone, small: two texts with the same key mean the same name.
// Letters beyond ASCII stay as they are.
[[nodiscard]] std::string key_of(std::string_view text);

// The words of a text in small letters, and `.` wherever punctuation parts two thoughts.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);

// A name that a map may have, as close to the text as can be: `P1_Start` becomes `p1_start`, `2b`
// becomes `n2b`. Empty when nothing of the text can stand in a name.
[[nodiscard]] std::string name_from(std::string_view text);

// Gives names that were not given before; the second `a` is `a_2`.
class NamesTaken {
 public:
  // `otherwise` is the name of what has none. Precondition: it is one.
  [[nodiscard]] std::string take(std::string name, std::string_view otherwise);

 private:
  std::unordered_set<std::string> taken_;
};

// Without what a map's text cannot have (control and invisible characters), and on one line.
[[nodiscard]] std::string clean_line(std::string_view text);

// `Start`, `Begin here`: the words of a first step.
[[nodiscard]] bool says_start(std::string_view text);

// What an end means by its words, kOther when they do not say, say two things, or deny one.
[[nodiscard]] EndResult result_in(std::string_view text);

// Words that lead somewhere else: "go to Path 2" leads to `Path 2`.
struct LeadingWords {
  std::string_view to;
  bool certain = false;  // nothing else can be meant: there must be a chart of that name
};
[[nodiscard]] std::optional<LeadingWords> leading_words(std::string_view text);

// `Path 2`, `Flow 3: Refunds`: a chart by its number, the only words before a `:`.
[[nodiscard]] bool is_numbered_chart(std::string_view text);

}  // namespace callmap
