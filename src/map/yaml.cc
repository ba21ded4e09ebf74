#include "map/yaml.h"

#include <fmt/format.h>
#include <yaml.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace callmap {
namespace {

struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

Span span_at(std::uint16_t file, Position at) {
  return {file, at.line, at.column, at.line, at.column + 1};
}

// Length of the well-formed UTF-8 character that starts there, 0 when there is none.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t n) { return static_cast<unsigned char>(text[n]); };
  const auto tail = [&](std::size_t n) { return n < text.size() && (byte(n) & 0xC0) == 0x80; };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (!tail(1) || !tail(2)) return 0;
    const bool overlong = first == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = first == 0xED && byte(1) > 0x9F;
    return overlong || surrogate ? 0 : 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    const bool overlong = first == 0xF0 && byte(1) < 0x90;
    const bool beyond = first == 0xF4 && byte(1) > 0x8F;
    return overlong || beyond ? 0 : 4;
  }
  return 0;
}

// Looks through the bytes before the parser sees them. False: the file cannot be read on.
class ByteCheck {
 public:
  ByteCheck(std::uint16_t file, std::string_view text, Problems& problems)
      : file_(file), text_(text), problems_(problems) {}

  bool pass() {
    if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF")) {
      problems_.add(ProblemCode::kEncoding, span_at(file_, {}), "the file is UTF-16",
                    "save it as UTF-8");
      return false;
    }
    while (!text_.empty()) {
      if (!step()) return false;
    }
    return fine_;
  }

 private:
  bool step() {
    const std::size_t length = character_length(text_);
    if (length == 0) {
      problems_.add(ProblemCode::kEncoding, span_at(file_, at_), "the file is not UTF-8 here",
                    "save it as UTF-8");
      return false;
    }
    if (!judge(static_cast<unsigned char>(text_[0])) || !judge_wide(length)) return false;
    if (text_[0] == '\n') {
      at_ = {at_.line + 1, 1};
      indent_ = true;
    } else {
      ++at_.column;
    }
    text_.remove_prefix(length);
    return true;
  }

  bool judge(unsigned char byte) {
    const bool white = byte == ' ' || byte == '\t';
    if (byte == '\t' && indent_) {
      problems_.add(ProblemCode::kTab, span_at(file_, at_), "a tab in the indentation",
                    "indent with spaces");
      fine_ = false;
      indent_ = false;  // one report a line
    }
    const bool allowed = byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r';
    if (!allowed || byte == 0x7F) {
      problems_.add(ProblemCode::kCharacter, span_at(file_, at_),
                    fmt::format("a control character (code {}) in the text", byte), "remove it");
      return false;
    }
    if (!white && byte != '\n' && byte != '\r') indent_ = false;
    return true;
  }

  // Characters beyond ASCII that the parser refuses without a place, or takes for a line break.
  bool judge_wide(std::size_t length) {
    const std::string_view character = text_.substr(0, length);
    const bool control =
        length == 2 && character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0;
    const bool separator = character == "\xE2\x80\xA8" || character == "\xE2\x80\xA9";
    const bool mark =
        character == "\xEF\xBB\xBF" || character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";
    if (!control && !separator && !mark) return true;
    problems_.add(ProblemCode::kCharacter, span_at(file_, at_),
                  "an invisible character in the text", "remove it");
    return false;
  }

  std::uint16_t file_;
  std::string_view text_;
  Problems& problems_;
  Position at_;
  bool indent_ = true;
  bool fine_ = true;
};

struct SyntaxWords {
  std::string_view theirs;  // what the parser says
  std::string_view message;
  std::string_view hint;
};

// The parser's words, put as an author would understand them.
constexpr SyntaxWords kSyntaxWords[] = {
    {"mapping values are not allowed in this context", "a `:` where no key can stand",
     "check the indentation; put a text that has `: ` in it into quotes"},
    {"could not find expected ':'", "a key without its `:`",
     "write `key: value`, or put a long text into quotes"},
    {"did not find expected key", "this does not line up with the keys above",
     "give all keys of one thing the same indentation"},
    {"did not find expected '-' indicator", "this does not line up with the list above",
     "start each item of the list with `- ` at the same indentation"},
    {"did not find expected ',' or ']'", "a list that opens with `[` is not closed",
     "close it with `]` and part its items with `,`"},
    {"did not find expected ',' or '}'", "a map that opens with `{` is not closed",
     "close it with `}` and part its keys with `,`"},
    {"found unexpected end of stream", "a quote that is never closed",
     "close it; inside single quotes write '' for an apostrophe"},
    {"found character that cannot start any token", "a text cannot start with this character",
     "put the text into quotes"},
    {"did not find expected node content", "something is missing here", ""},
    {"found unknown escape character", "an unknown escape after `\\`",
     "use single quotes, or write `\\\\` for a backslash"},
    {"did not find expected <document start>", "this stands outside of the map",
     "a map is one list of `key: value` lines from the first column"},
    {"block sequence entries are not allowed in this context", "a list item cannot start here",
     "put the `-` on a line of its own, below its key"},
    {"control characters are not allowed", "a character that a text may not have", "remove it"},
};

// Makes the tree out of the parser's events. One use, one file.
class Loader {
 public:
  Loader(std::uint16_t file, std::string_view text, Problems& problems)
      : file_(file), problems_(problems) {
    ready_ = yaml_parser_initialize(&parser_) == 1;
    if (!ready_) return;
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;
  ~Loader() {
    if (ready_) yaml_parser_delete(&parser_);
  }

  std::optional<Node> load() {
    while (ready_) {
      yaml_event_t event;
      if (yaml_parser_parse(&parser_, &event) == 0) {
        report_syntax();
        return std::nullopt;
      }
      const bool on = take(event);
      const bool last = event.type == YAML_STREAM_END_EVENT;
      yaml_event_delete(&event);
      if (!on) return std::nullopt;
      if (last) break;
    }
    if (!root_ || root_->nothing()) {
      problems_.add(ProblemCode::kEmptyFile, span_at(file_, {}), "the file has nothing in it",
                    "write at least one `key: value`");
      return std::nullopt;
    }
    if (aliased_) return std::nullopt;  // what it stands for is missing, and would be missed
    return std::move(root_);
  }

 private:
  struct Open {  // a list or map whose end has not come yet
    Node node;
    std::optional<Node> key;
    std::unordered_set<std::string> names;
    bool dropped_key = false;  // the coming value belongs to a key that was refused
  };

  [[nodiscard]] Span span_of(const yaml_mark_t& from, const yaml_mark_t& to) const {
    return {file_, static_cast<std::uint32_t>(from.line + 1),
            static_cast<std::uint32_t>(from.column + 1), static_cast<std::uint32_t>(to.line + 1),
            static_cast<std::uint32_t>(to.column + 1)};
  }

  void report_syntax() {
    const std::string_view theirs = parser_.problem != nullptr ? parser_.problem : "not YAML";
    // An open quote or bracket is reported where it opens: its end is somewhere else, or nowhere.
    const bool open = theirs == "found unexpected end of stream" ||
                      theirs.starts_with("did not find expected ','");
    const yaml_mark_t& mark =
        open && parser_.context != nullptr ? parser_.context_mark : parser_.problem_mark;
    Span span = span_of(mark, mark);
    ++span.end_column;
    for (const SyntaxWords& words : kSyntaxWords) {
      if (words.theirs != theirs) continue;
      problems_.add(ProblemCode::kSyntax, span, std::string(words.message),
                    std::string(words.hint));
      return;
    }
    problems_.add(ProblemCode::kSyntax, span, std::string(theirs));
  }

  // False: reading cannot go on.
  bool take(const yaml_event_t& event) {
    const Span span = span_of(event.start_mark, event.end_mark);
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT: return begin_document(event, span);
      case YAML_ALIAS_EVENT:
        problems_.add(ProblemCode::kAlias, span, "an alias (`*name`) is not allowed",
                      "write the thing out");
        aliased_ = true;
        return place({.plain = false, .span = span, .text = "alias"});
      case YAML_SCALAR_EVENT: return take_text(event, span);
      case YAML_SEQUENCE_START_EVENT:
        refuse_properties(event.data.sequence_start.anchor, event.data.sequence_start.tag, span);
        return open(Node::Kind::kList, span);
      case YAML_MAPPING_START_EVENT:
        refuse_properties(event.data.mapping_start.anchor, event.data.mapping_start.tag, span);
        return open(Node::Kind::kMap, span);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: return close(span);
      case YAML_NO_EVENT:
      case YAML_STREAM_START_EVENT:
      case YAML_STREAM_END_EVENT:
      case YAML_DOCUMENT_END_EVENT: break;
    }
    return true;
  }

  bool begin_document(const yaml_event_t& event, Span span) {
    if (root_) {
      problems_.add(ProblemCode::kManyDocuments, span, "a second document begins here",
                    "a file holds one map: remove the `---`");
      return false;
    }
    const auto& start = event.data.document_start;
    if (start.version_directive != nullptr ||
        start.tag_directives.start != start.tag_directives.end) {
      problems_.add(ProblemCode::kDirective, span, "a directive (`%…`) is not allowed",
                    "remove the line");
    }
    return true;
  }

  void refuse_properties(const yaml_char_t* anchor, const yaml_char_t* tag, Span span) {
    if (anchor != nullptr) {
      problems_.add(ProblemCode::kAnchor, span, "an anchor (`&name`) is not allowed",
                    "write the thing out where it is needed");
    }
    if (tag != nullptr) {
      problems_.add(ProblemCode::kTag, span, "a tag (`!name`) is not allowed", "remove it");
    }
  }

  bool take_text(const yaml_event_t& event, Span span) {
    const auto& scalar = event.data.scalar;
    refuse_properties(scalar.anchor, scalar.tag, span);
    std::string text(reinterpret_cast<const char*>(scalar.value), scalar.length);
    if (text.find('\0') != std::string::npos) {  // `"\0"`, an escape
      problems_.add(ProblemCode::kCharacter, span, "a text may not have the character with code 0",
                    "remove it");
      std::erase(text, '\0');
    }
    return place(
        {.plain = scalar.style == YAML_PLAIN_SCALAR_STYLE, .span = span, .text = std::move(text)});
  }

  bool open(Node::Kind kind, Span span) {
    if (stack_.size() >= kYamlDepthMax) {
      problems_.add(ProblemCode::kTooDeep, span,
                    fmt::format("more than {} levels within each other", kYamlDepthMax),
                    "a map never needs that");
      return false;
    }
    if (!stack_.empty() && expects_key()) {
      problems_.add(ProblemCode::kKeyNotText, span, "a key must be one plain word");
      return false;
    }
    stack_.push_back({});
    stack_.back().node.kind = kind;
    stack_.back().node.span = span;
    return true;
  }

  bool close(Span span) {
    Node node = std::move(stack_.back().node);
    stack_.pop_back();
    // The parser ends an indented thing at the next one; we end it with its last item.
    const bool bracket = span.line != span.end_line || span.column != span.end_column;
    const Span& last = node.items.empty() ? node.span : node.items.back().span;
    node.span.end_line = bracket ? span.end_line : last.end_line;
    node.span.end_column = bracket ? span.end_column : last.end_column;
    return place(std::move(node));
  }

  [[nodiscard]] bool expects_key() const {
    const Open& top = stack_.back();
    return top.node.kind == Node::Kind::kMap && !top.key && !top.dropped_key;
  }

  bool place(Node node) {
    if (++nodes_ > kYamlNodesMax) {
      problems_.add(ProblemCode::kTooBig, node.span,
                    fmt::format("more than {} keys and values in one file", kYamlNodesMax));
      return false;
    }
    if (stack_.empty()) {
      root_ = std::move(node);
      return true;
    }
    Open& top = stack_.back();
    if (top.node.kind == Node::Kind::kList) {
      top.node.items.push_back(std::move(node));
    } else if (top.dropped_key) {
      top.dropped_key = false;
    } else if (top.key) {
      top.node.keys.push_back(std::move(*top.key));
      top.node.items.push_back(std::move(node));
      top.key.reset();
    } else {
      take_key(top, std::move(node));
    }
    return true;
  }

  void take_key(Open& top, Node key) {
    if (!top.names.insert(key.text).second) {
      const auto first = std::ranges::find(top.node.keys, key.text, &Node::text);
      problems_.add(ProblemCode::kDuplicateKey, key.span,
                    fmt::format("the key `{}` is given twice", key.text),
                    fmt::format("first on line {}", first->span.line));
      top.dropped_key = true;
      return;
    }
    top.key = std::move(key);
  }

  std::uint16_t file_;
  Problems& problems_;
  yaml_parser_t parser_{};
  bool ready_ = false;
  bool aliased_ = false;
  std::vector<Open> stack_;
  std::optional<Node> root_;
  std::size_t nodes_ = 0;
};

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (std::size_t n = 0; n < keys.size(); ++n) {
    if (keys[n].text == key) return &items[n];
  }
  return nullptr;
}

std::optional<Node> parse_yaml(std::uint16_t file, std::string_view text, Problems& problems) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // the mark that some editors write
  if (!ByteCheck(file, text, problems).pass()) return std::nullopt;
  return Loader(file, text, problems).load();
}

}  // namespace callmap
