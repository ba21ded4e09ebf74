#include "formats/chart_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/ids.h"

namespace callmap {
namespace {

bool is_small(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
bool is_wide(char c) {
  return (static_cast<unsigned char>(c) & 0x80) != 0;
}
bool in_word(char c) {
  return is_small(small(c)) || is_digit(c) || is_wide(c);
}

// Letters of western alphabets as they are written without marks; others have no place in a name.
constexpr std::array kPlainLetters = {
    std::pair{"à", "a"}, std::pair{"á", "a"}, std::pair{"â", "a"},  std::pair{"ã", "a"},
    std::pair{"ä", "a"}, std::pair{"å", "a"}, std::pair{"æ", "ae"}, std::pair{"ç", "c"},
    std::pair{"è", "e"}, std::pair{"é", "e"}, std::pair{"ê", "e"},  std::pair{"ë", "e"},
    std::pair{"ì", "i"}, std::pair{"í", "i"}, std::pair{"î", "i"},  std::pair{"ï", "i"},
    std::pair{"ñ", "n"}, std::pair{"ò", "o"}, std::pair{"ó", "o"},  std::pair{"ô", "o"},
    std::pair{"õ", "o"}, std::pair{"ö", "o"}, std::pair{"ø", "o"},  std::pair{"ù", "u"},
    std::pair{"ú", "u"}, std::pair{"û", "u"}, std::pair{"ü", "u"},  std::pair{"ß", "ss"},
    std::pair{"À", "a"}, std::pair{"Á", "a"}, std::pair{"Â", "a"},  std::pair{"Ä", "a"},
    std::pair{"Å", "a"}, std::pair{"Ç", "c"}, std::pair{"É", "e"},  std::pair{"È", "e"},
    std::pair{"Ñ", "n"}, std::pair{"Ö", "o"}, std::pair{"Ø", "o"},  std::pair{"Ü", "u"},
    std::pair{"ł", "l"}, std::pair{"Ł", "l"}, std::pair{"ś", "s"},  std::pair{"š", "s"},
    std::pair{"ż", "z"}, std::pair{"ž", "z"}, std::pair{"ą", "a"},  std::pair{"ę", "e"},
    std::pair{"č", "c"}, std::pair{"ć", "c"}, std::pair{"ř", "r"},  std::pair{"ě", "e"}};

// The plain letters of the character that the text starts with; how many bytes it has in `size`.
std::string_view plain_letters(std::string_view text, std::size_t& size) {
  for (const auto& [letter, plain] : kPlainLetters) {
    if (!text.starts_with(letter)) continue;
    size = std::string_view(letter).size();
    return plain;
  }
  size = 1;
  return {};
}

bool says(std::span<const std::string> words, std::size_t at, std::string_view phrase) {
  while (!phrase.empty()) {
    const std::size_t space = std::min(phrase.find(' '), phrase.size());
    if (at >= words.size() || words[at++] != phrase.substr(0, space)) return false;
    phrase.remove_prefix(std::min(space + 1, phrase.size()));
  }
  return true;
}

constexpr std::array<std::string_view, 16> kDenials = {
    "not", "no",      "cannot", "can't",   "couldn't", "isn't",  "wasn't", "never",
    "un",  "without", "don't",  "doesn't", "didn't",   "failed", "won't",  "if"};

// Within the same thought, at most three words before: "could not be fixed".
bool is_denied(const std::vector<std::string>& words, std::size_t at) {
  for (std::size_t n = at; n > 0 && at - n < 4; --n) {
    const std::string& word = words[n - 1];
    if (word == ".") return false;
    if (std::ranges::find(kDenials, word) != kDenials.end()) return true;
  }
  return false;
}

struct Meaning {
  std::string_view phrase;
  EndResult result;
};
constexpr std::array kMeanings = {Meaning{"resolved", EndResult::kResolved},
                                  Meaning{"solved", EndResult::kResolved},
                                  Meaning{"fixed", EndResult::kResolved},
                                  Meaning{"done", EndResult::kResolved},
                                  Meaning{"escalate", EndResult::kEscalated},
                                  Meaning{"escalated", EndResult::kEscalated},
                                  Meaning{"escalation", EndResult::kEscalated},
                                  Meaning{"transfer to", EndResult::kEscalated},
                                  Meaning{"transferred to", EndResult::kEscalated},
                                  Meaning{"transfer call", EndResult::kEscalated},
                                  Meaning{"human agent", EndResult::kEscalated},
                                  Meaning{"live agent", EndResult::kEscalated},
                                  Meaning{"second line", EndResult::kEscalated},
                                  Meaning{"2nd line", EndResult::kEscalated},
                                  Meaning{"tier 2", EndResult::kEscalated},
                                  Meaning{"level 2", EndResult::kEscalated},
                                  Meaning{"hand over to", EndResult::kEscalated},
                                  Meaning{"hand off to", EndResult::kEscalated},
                                  Meaning{"not applicable", EndResult::kNotApplicable},
                                  Meaning{"n a", EndResult::kNotApplicable},
                                  Meaning{"does not apply", EndResult::kNotApplicable},
                                  Meaning{"out of scope", EndResult::kNotApplicable}};

struct Leading {
  std::string_view words;
  bool certain;
};
constexpr std::array kLeading = {
    Leading{"go to", true},         Leading{"goto", true},         Leading{"see", true},
    Leading{"continue with", true}, Leading{"continue to", true},  Leading{"continue at", true},
    Leading{"proceed to", true},    Leading{"proceed with", true}, Leading{"follow", false},
    Leading{"refer to", false},     Leading{"switch to", false},   Leading{"move to", false},
    Leading{"jump to", false},      Leading{"return to", false},   Leading{"run", false}};
constexpr std::array<std::string_view, 9> kNoChartNext = {"a",     "an", "your", "their", "our",
                                                          "their", "my", "his",  "her"};
constexpr std::array<std::string_view, 8> kChartWords = {
    "path", "flow", "flowchart", "chart", "procedure", "workflow", "process", "diagram"};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && !in_word(text.front())) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.remove_suffix(1);
  return text;
}

// The rest of the text when it starts with these words, however spaced.
std::optional<std::string_view> after(std::string_view text, std::string_view words) {
  text = trimmed(text);
  while (!words.empty()) {
    if (words.front() == ' ') {
      if (text.empty() || (text.front() != ' ' && text.front() != '-')) return std::nullopt;
      while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    } else {
      if (text.empty() || small(text.front()) != words.front()) return std::nullopt;
      text.remove_prefix(1);
    }
    words.remove_prefix(1);
  }
  if (text.empty() || in_word(text.front())) return std::nullopt;
  return trimmed(text);
}

}  // namespace

std::string key_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (in_word(c)) out += small(c);
  }
  return out;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  bool inside = false;
  for (const char c : text) {
    const bool apostrophe = c == '\'' && inside;
    if (in_word(c) || apostrophe) {
      if (!inside) out.emplace_back();
      out.back() += small(c);
      inside = true;
      continue;
    }
    inside = false;
    const bool parts = c == '.' || c == ',' || c == ':' || c == ';' || c == '!' || c == '?' ||
                       c == '(' || c == ')' || c == '|';
    if (parts && !out.empty() && out.back() != ".") out.emplace_back(".");
  }
  return out;
}

std::string name_from(std::string_view text) {
  std::string out;
  bool gap = false;
  const auto put = [&](std::string_view letters) {
    if (gap && !out.empty() && out.back() != '_') out += '_';
    gap = false;
    out += letters;
  };
  for (std::size_t size = 1; !text.empty(); text.remove_prefix(size)) {
    size = 1;
    const char c = small(text.front());
    if (is_small(c) || is_digit(c) || c == '_') {
      put({&c, 1});
    } else if (const auto plain = plain_letters(text, size); !plain.empty()) {
      put(plain);
    } else {
      gap = true;
    }
  }
  if (std::ranges::all_of(out, [](char c) { return c == '_'; })) return {};
  if (!is_small(out.front())) out.insert(out.begin(), 'n');
  if (out.size() > kNameLengthMax) out.resize(kNameLengthMax);
  return out;
}

std::string NamesTaken::take(std::string name, std::string_view otherwise) {
  if (name.empty()) name = otherwise;
  if (taken_.insert(name).second) return name;
  for (std::size_t n = 2;; ++n) {
    const std::string number = fmt::format("_{}", n);
    std::string next = name.substr(0, kNameLengthMax - number.size()) + number;
    if (taken_.insert(next).second) return next;
  }
}

std::string clean_line(std::string_view text) {
  std::string out;
  for (std::size_t n = 0; n < text.size(); ++n) {
    const auto byte = [&](std::size_t at) {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
    };
    const bool control_of_two = byte(n) == 0xC2 && byte(n + 1) >= 0x80 && byte(n + 1) < 0xA0;
    const std::string_view wide = text.substr(n, 3);
    const bool unseen = wide == "\xE2\x80\xA8" || wide == "\xE2\x80\xA9" ||
                        wide == "\xEF\xBB\xBF" || wide == "\xEF\xBF\xBE" || wide == "\xEF\xBF\xBF";
    const bool control = byte(n) < 0x20 || byte(n) == 0x7F;
    if (!control && !unseen && !control_of_two && byte(n) != ' ') {
      out += text[n];
      continue;
    }
    n += unseen ? 2 : control_of_two ? 1 : 0;
    if (!out.empty() && out.back() != ' ') out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool says_start(std::string_view text) {
  const std::vector<std::string> words = words_of(text);
  if (words.empty()) return false;
  const auto begins = [](const std::string& word) {
    return word == "start" || word == "begin" || word == "beginning" || word == "starts";
  };
  return begins(words.front()) || (words.size() > 1 && words[0] == "call" && begins(words[1]));
}

EndResult result_in(std::string_view text) {
  const std::vector<std::string> words = words_of(text);
  EndResult found = EndResult::kOther;
  bool denies_success = false;
  for (std::size_t n = 0; n < words.size(); ++n) {
    for (const Meaning& each : kMeanings) {
      if (!says(words, n, each.phrase)) continue;
      if (is_denied(words, n)) {
        denies_success = denies_success || each.result == EndResult::kResolved;
        continue;
      }
      if (found != EndResult::kOther && found != each.result) return EndResult::kOther;
      found = each.result;
    }
  }
  return denies_success && found == EndResult::kResolved ? EndResult::kOther : found;
}

std::optional<LeadingWords> leading_words(std::string_view text) {
  for (const Leading& each : kLeading) {
    const auto rest = after(text, each.words);
    if (!rest || rest->empty()) continue;
    std::string_view to = *rest;
    if (const auto named = after(to, "the")) to = *named;
    const std::vector<std::string> words = words_of(to);
    if (words.empty()) continue;
    const bool of_somebody = std::ranges::find(kNoChartNext, words[0]) != kNoChartNext.end();
    const bool says_chart = std::ranges::any_of(words, [](const std::string& word) {
      return std::ranges::find(kChartWords, word) != kChartWords.end();
    });
    return LeadingWords{to, says_chart || (each.certain && !of_somebody && to == *rest)};
  }
  return std::nullopt;
}

bool is_numbered_chart(std::string_view text) {
  const std::vector<std::string> words = words_of(text.substr(0, text.find(':')));
  return words.size() >= 2 && std::ranges::find(kChartWords, words[0]) != kChartWords.end() &&
         is_digit(words[1][0]) &&
         std::ranges::all_of(words.begin() + 1, words.end(), [](const std::string& word) {
           return word == "." || (is_digit(word[0]) && word.size() <= 3);
         });
}

}  // namespace callmap
