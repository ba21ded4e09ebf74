#include "formats/step_words.h"

#include <algorithm>
#include <array>

#include "formats/file_text.h"

namespace callmap {
namespace {

constexpr std::array<std::string_view, 11> kLeads = {
    "go back to", "go to",   "goto",    "continue with", "continue at", "continue to",
    "proceed to", "jump to", "skip to", "return to",     "back to",
};
constexpr std::array<std::string_view, 5> kArrows = {"->", "=>", "→", "⇒", "-->"};
constexpr std::array<std::string_view, 5> kNumberWords = {"step", "number", "no.", "nr.", "#"};
constexpr std::array<std::string_view, 8> kEnds = {
    "end", "done", "stop", "finish", "finished", "exit", "the end", "end of procedure"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes the word off the front, when it is one of them and not the beginning of another.
template <std::size_t N>
bool take(std::string_view& text, const std::array<std::string_view, N>& words) {
  const std::string low = lower_case(text.substr(0, 32));
  for (const std::string_view word : words) {
    if (!std::string_view(low).starts_with(word)) continue;
    const bool is_word = word.back() >= 'a' && word.back() <= 'z';  // and no sign
    const bool goes_on =
        text.size() > word.size() && (is_letter(text[word.size()]) || text[word.size()] == '-');
    if (is_word && goes_on) continue;
    text = trimmed(text.substr(word.size()));
    return true;
  }
  return false;
}

std::string_view without_stop(std::string_view text) {
  while (!text.empty() && (text.back() == '.' || text.back() == ',' || text.back() == ';')) {
    text.remove_suffix(1);
  }
  return trimmed(text);
}

}  // namespace

std::string reference_in(std::string_view text) {
  const std::string line = one_line(text);
  std::string_view rest = line;
  bool more = true;
  while (more) more = take(rest, kArrows) || take(rest, kLeads);
  std::string_view number = rest;
  if (take(number, kNumberWords)) {
    take(number, kNumberWords);  // `step no. 4`
    const std::string_view named = without_stop(number);
    if (is_step_number(named)) return std::string(named);
  }
  rest = without_stop(rest);
  return rest.empty() ? line : std::string(rest);
}

std::vector<std::string> references_in(std::string_view text) {
  const std::string meant = reference_in(text);
  std::vector<std::string> out = {one_line(text), meant};
  std::string_view rest = meant;
  if (take(rest, kNumberWords) && !rest.empty()) out.emplace_back(rest);
  return out;
}

std::optional<std::string> end_in(std::string_view text) {
  const std::string meant = reference_in(text);
  const std::string low = lower_case(meant);
  if (std::ranges::find(kEnds, low) != kEnds.end()) return "Done";
  constexpr std::string_view kEnd = "end";
  if (!low.starts_with(kEnd)) return std::nullopt;
  std::string_view rest = trimmed(std::string_view(meant).substr(kEnd.size()));
  constexpr std::string_view kDash = "–";
  if (rest.starts_with(kDash)) {
    rest.remove_prefix(kDash.size());
  } else if (rest.starts_with(':') || rest.starts_with("- ")) {
    rest.remove_prefix(1);
  } else {
    return std::nullopt;
  }
  rest = trimmed(rest);
  return rest.empty() ? "Done" : std::string(rest);
}

bool leads_somewhere(std::string_view text) {
  const std::string line = one_line(text);
  std::string_view rest = line;
  if (take(rest, kArrows) || take(rest, kLeads)) return !rest.empty();
  const std::string_view whole = rest;
  return take(rest, kNumberWords) && is_step_number(without_stop(rest)) && !whole.empty();
}

bool is_step_number(std::string_view text) {
  constexpr std::size_t kLettersMax = 3, kBytesMax = 16;
  if (text.empty() || text.size() > kBytesMax) return false;
  std::size_t letters = 0, digits = 0;
  for (const char c : text) {
    const bool between = c == '.' || c == '-' || c == '_';
    if (is_digit(c)) {
      ++digits;
    } else if (is_letter(c)) {
      ++letters;
    } else if (!between) {
      return false;
    }
  }
  return digits > 0 && letters <= kLettersMax;
}

}  // namespace callmap
