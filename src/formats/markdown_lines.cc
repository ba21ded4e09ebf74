#include "formats/markdown_lines.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "formats/file_text.h"
#include "formats/markup.h"

namespace callmap {
namespace {

constexpr std::uint32_t kTabColumns = 4;
constexpr std::size_t kNumberDigitsMax = 6;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text), at_(byte_order_mark(text)) {}

  std::vector<MarkdownLine> read() {
    bool first = true;
    while (at_ < text_.size()) {
      const std::size_t begin = at_;
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      at_ = std::min(end + 1, text_.size());
      line(begin, text_.substr(begin, end - begin), first);
      first = false;
    }
    return std::move(lines_);
  }

 private:
  void line(std::size_t begin, std::string_view text, bool first) {
    std::uint32_t indent = 0;
    std::size_t blanks = 0;
    for (; blanks < text.size() && (text[blanks] == ' ' || text[blanks] == '\t'); ++blanks) {
      indent = text[blanks] == '\t' ? (indent / kTabColumns + 1) * kTabColumns : indent + 1;
    }
    const std::string_view body = trimmed(text);
    const std::size_t start = begin + std::min(blanks, text.size());
    MarkdownLine out{.indent = indent,
                     .after_blank = blank_,
                     .text = body,
                     .begin = start,
                     .end = start + body.size()};
    if (in_matter_ || (first && body == "---")) {
      matter(out, first);
    } else if (!fence_.empty()) {
      code(out);
    } else if (in_comment_ || body.starts_with("<!--")) {
      in_comment_ = !body.contains("-->");
    } else if (body.empty()) {
      blank_ = true;
    } else {
      shape(out);
      add(out);
    }
  }

  void add(const MarkdownLine& line) {
    lines_.push_back(line);
    blank_ = false;
  }

  void matter(MarkdownLine& line, bool first) {
    line.kind = MarkdownLine::Kind::kMatter;
    in_matter_ = first || (line.text != "---" && line.text != "...");
    if (first) add(line);
  }

  void code(MarkdownLine& line) {
    if (line.text.starts_with(fence_) &&
        line.text.find_first_not_of(fence_[0]) == std::string_view::npos) {
      fence_.clear();
      return;
    }
    line.kind = MarkdownLine::Kind::kCode;
    if (!line.text.empty()) add(line);
  }

  void shape(MarkdownLine& line) {
    using Kind = MarkdownLine::Kind;
    const std::string_view text = line.text;
    const char c = text.front();
    if (text.starts_with("```") || text.starts_with("~~~")) {
      const std::size_t marks = std::min(text.find_first_not_of(c), text.size());
      fence_ = std::string(marks, c);
      line.kind = Kind::kFence;
      line.text = trimmed(text.substr(marks));
    } else if (is_rule(text)) {
      underline(line);
    } else if (c == '#') {
      const std::size_t level = std::min(text.find_first_not_of('#'), text.size());
      if (level > 6 || level == text.size() || text[level] != ' ') return;
      line.kind = Kind::kHeading;
      line.number = static_cast<std::uint32_t>(level);
      const std::string_view words = trimmed(text.substr(level));
      const std::size_t last = words.find_last_not_of('#');
      const bool closed = last != std::string_view::npos && words[last] == ' ';
      line.text = closed ? trimmed(words.substr(0, last)) : words;
    } else if (c == '>') {
      line.kind = Kind::kQuote;
      line.text = trimmed(text.substr(1));
    } else {
      item(line);
    }
  }

  // `---` or `***` across the page, or below a text the mark of a heading.
  static bool is_rule(std::string_view text) {
    const char c = text.front();
    if (c != '-' && c != '*' && c != '_' && c != '=') return false;
    if (text.find_first_not_of(c == '=' ? "=" : std::string{c, ' '}) != std::string_view::npos)
      return false;
    return c == '=' || std::ranges::count(text, c) >= 3;
  }

  void underline(MarkdownLine& line) {
    using Kind = MarkdownLine::Kind;
    const char c = line.text.front();
    const bool below_text = !blank_ && !lines_.empty() && lines_.back().kind == Kind::kText;
    if (below_text && (c == '=' || c == '-')) {
      lines_.back().kind = Kind::kHeading;
      lines_.back().number = c == '=' ? 1 : 2;
    }
    line.kind = c == '=' && !below_text ? Kind::kText : Kind::kRule;
  }

  static void item(MarkdownLine& line) {
    using Kind = MarkdownLine::Kind;
    const std::string_view text = line.text;
    constexpr std::string_view kDot = "•";
    const bool dot = text.starts_with(kDot);
    const std::size_t mark = dot ? kDot.size() : 1;
    const bool bullet = dot || text[0] == '-' || text[0] == '*' || text[0] == '+';
    if (bullet && text.size() > mark && (text[mark] == ' ' || text[mark] == '\t')) {
      line.kind = Kind::kBullet;
      line.text = trimmed(text.substr(mark));
      const bool box = line.text.size() >= 3 && line.text[0] == '[' && line.text[2] == ']' &&
                       std::string_view(" xX").contains(line.text[1]) &&
                       (line.text.size() == 3 || line.text[3] == ' ');
      if (!box) return;
      line.kind = Kind::kTask;
      line.text = trimmed(line.text.substr(3));
      return;
    }
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    if (digits == 0 || digits > kNumberDigitsMax || digits + 1 >= text.size()) return;
    if (text[digits] != '.' && text[digits] != ')') return;
    if (text[digits + 1] != ' ' && text[digits + 1] != '\t') return;
    line.kind = Kind::kNumbered;
    std::from_chars(text.data(), text.data() + digits, line.number);
    line.text = trimmed(text.substr(digits + 1));
  }

  std::string_view text_;
  std::size_t at_;
  std::vector<MarkdownLine> lines_;
  std::string fence_;  // the marks that close it; empty: outside
  bool in_matter_ = false, in_comment_ = false, blank_ = true;
};

class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  MarkdownWords read() {
    take_button();
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\\' && at_ + 1 < text_.size() && !is_word(text_[at_ + 1])) {
        plain_ += text_[at_ + 1];
        at_ += 2;
      } else if (c == '`') {
        take_code();
      } else if (c == '[' || (c == '!' && text_.substr(at_).starts_with("!["))) {
        take_link();
      } else if (c == '*' || c == '_' || c == '~') {
        take_emphasis(c);
      } else {
        plain_ += c;
        ++at_;
      }
    }
    out_.text = text_of_markup(plain_).text;
    return std::move(out_);
  }

 private:
  void take_button() {
    if (!text_.starts_with('[')) return;
    const std::size_t close = text_.find(']');
    if (close == std::string_view::npos || close < 2) return;
    const char next = close + 1 < text_.size() ? text_[close + 1] : ' ';
    if (next == '(' || next == '[') return;
    out_.button = one_line(text_.substr(1, close - 1));
    at_ = close + 1;
    if (next == ':') ++at_;
  }

  void take_code() {
    const std::size_t marks = std::min(text_.find_first_not_of('`', at_), text_.size()) - at_;
    const std::size_t begin = at_ + marks;
    const std::size_t end =
        no_more_code_ ? std::string_view::npos : text_.find(text_.substr(at_, marks), begin);
    at_ = begin;
    if (end == std::string_view::npos) {
      no_more_code_ = true;
      return;
    }
    plain_ += text_.substr(begin, end - begin);
    at_ = end + marks;
  }

  // `[text](target)`, `![text](target)`; of `[text][name]` the text.
  void take_link() {
    const bool picture = text_[at_] == '!';
    const std::size_t open = at_ + (picture ? 1 : 0);
    const std::size_t close = no_more_links_ ? std::string_view::npos : text_.find(']', open);
    if (close == std::string_view::npos) {
      no_more_links_ = true;
      plain_ += text_[at_++];
      return;
    }
    const char next = close + 1 < text_.size() ? text_[close + 1] : ' ';
    const char last = next == '(' ? ')' : ']';
    const std::size_t end =
        next == '(' || next == '[' ? text_.find(last, close + 2) : std::string_view::npos;
    if (end == std::string_view::npos) {
      plain_ += text_[at_++];
      return;
    }
    if (picture) {
      out_.picture = true;
    } else {
      plain_ += text_.substr(open + 1, close - open - 1);
      const std::string_view target = trimmed(text_.substr(close + 2, end - close - 2));
      if (next == '(' && !target.starts_with('#')) keep_link(target.substr(0, target.find(' ')));
    }
    at_ = end + 1;
  }

  void keep_link(std::string_view link) {
    if (!out_.link.empty()) out_.more_links = true;
    if (out_.link.empty()) out_.link = link;
  }

  void take_emphasis(char c) {
    const std::size_t end = std::min(text_.find_first_not_of(c, at_), text_.size());
    const std::size_t marks = end - at_;
    const bool word_before = at_ > 0 && is_word(text_[at_ - 1]);
    const bool word_behind = end < text_.size() && is_word(text_[end]);
    const bool space_before = at_ == 0 || text_[at_ - 1] == ' ';
    const bool space_behind = end == text_.size() || text_[end] == ' ';
    const bool alone = (space_before && space_behind) || (c == '_' && word_before && word_behind) ||
                       (c == '~' && marks == 1);
    if (alone) plain_ += text_.substr(at_, marks);
    at_ = end;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string plain_;
  MarkdownWords out_;
  bool no_more_code_ = false, no_more_links_ = false;
};

}  // namespace

std::vector<MarkdownLine> markdown_lines(std::string_view text) {
  return Lines(text).read();
}

MarkdownWords markdown_words(std::string_view text) {
  return Words(text).read();
}

}  // namespace callmap
