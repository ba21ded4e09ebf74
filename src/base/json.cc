#include "base/json.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/ensure.h"
#include "base/json_fault.h"

namespace callmap {
namespace {

namespace dom = simdjson::dom;

// Above it a parser of its own is used once, so that one large text does not keep its memory on
// every thread for good.
constexpr std::size_t kKeptParserBytesMax = 256u << 10;

// simdjson 3.0 lets a lone low surrogate pass as `\uDC00`; as UTF-8 it begins with ED A0 to ED BF,
// which text that is already checked can contain only by such an escape.
bool has_surrogate(std::string_view text) {
  for (std::size_t at = text.find('\xED'); at != std::string_view::npos;
       at = text.find('\xED', at + 1)) {
    if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0) return true;
  }
  return false;
}

bool has_duplicate(const std::vector<std::pair<std::string, Json>>& members) {
  constexpr std::size_t kFewMembers = 12;  // up to here comparing all pairs beats sorting
  if (members.size() <= kFewMembers) {
    for (std::size_t i = 1; i < members.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (members[i].first == members[j].first) return true;
      }
    }
    return false;
  }
  std::vector<std::string_view> names;
  names.reserve(members.size());
  for (const auto& [name, value] : members) names.push_back(name);
  std::ranges::sort(names);
  return std::ranges::adjacent_find(names) != names.end();
}

bool copy_value(const dom::element& from, Json& to, std::size_t depth);

bool copy_list(const dom::array& from, Json& to, std::size_t depth) {
  to.kind = Json::Kind::kArray;
  if (depth > kJsonDepthMax) return false;
  to.items.reserve(std::min<std::size_t>(from.size(), 1024));  // size() saturates
  for (const dom::element item : from) {
    if (!copy_value(item, to.items.emplace_back(), depth)) return false;
  }
  return true;
}

bool copy_object(const dom::object& from, Json& to, std::size_t depth) {
  to.kind = Json::Kind::kObject;
  if (depth > kJsonDepthMax) return false;
  to.members.reserve(std::min<std::size_t>(from.size(), 1024));
  for (const dom::key_value_pair member : from) {
    // Never pair's default constructor: clang finds none while Json is incomplete.
    auto& [name, value] = to.members.emplace_back(member.key, Json{});
    if (has_surrogate(name) || !copy_value(member.value, value, depth)) return false;
  }
  return !has_duplicate(to.members);
}

bool copy_value(const dom::element& from, Json& to, std::size_t depth) {
  switch (from.type()) {
    case dom::element_type::NULL_VALUE: return true;
    case dom::element_type::BOOL: to.kind = Json::Kind::kBool; return !from.get(to.boolean);
    case dom::element_type::INT64:
      to.kind = Json::Kind::kInteger;
      return !from.get(to.integer) && !from.get(to.number);
    case dom::element_type::UINT64:  // above the largest int64
    case dom::element_type::DOUBLE: to.kind = Json::Kind::kNumber; return !from.get(to.number);
    case dom::element_type::STRING: {
      to.kind = Json::Kind::kString;
      std::string_view text;
      if (from.get(text)) return false;
      to.string = text;
      return !has_surrogate(text);
    }
    case dom::element_type::ARRAY: {
      dom::array items;
      return !from.get(items) && copy_list(items, to, depth + 1);
    }
    case dom::element_type::OBJECT: {
      dom::object members;
      return !from.get(members) && copy_object(members, to, depth + 1);
    }
  }
  return false;
}

bool parse_with(dom::parser& parser, std::string_view bytes, Json& tree) {
  dom::element root;
  if (parser.parse(bytes.data(), bytes.size()).get(root)) return false;
  return copy_value(root, tree, 0);
}

bool parse_fast(std::string_view bytes, Json& tree) {
  if (bytes.size() > kKeptParserBytesMax) {
    dom::parser parser;
    return parse_with(parser, bytes, tree);
  }
  thread_local dom::parser parser;
  return parse_with(parser, bytes, tree);
}

// For each byte of a text: 0 when it stands for itself, the letter of its short escape, or `u`.
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> escapes{};
  for (std::size_t c = 0; c < 0x20; ++c) escapes[c] = 'u';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  escapes['\b'] = 'b';
  escapes['\f'] = 'f';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\t'] = 't';
  return escapes;
}();

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const char escape = kEscapes[c];
    if (escape == 0) [[likely]]
      continue;
    out.append(text, written, i - written);
    written = i + 1;
    out += '\\';
    out += escape;
    if (escape == 'u') {
      out += "00";
      out += static_cast<char>('0' + (c >> 4));
      out += "0123456789abcdef"[c & 0xFU];
    }
  }
  out.append(text, written);
  out += '"';
}

}  // namespace

const Json* Json::find(std::string_view name) const {
  const auto at = std::ranges::find(members, name, &std::pair<std::string, Json>::first);
  return at == members.end() ? nullptr : &at->second;
}

std::optional<std::string_view> Json::text(std::string_view name) const {
  const Json* const member = find(name);
  if (member == nullptr || member->kind != Kind::kString) return std::nullopt;
  return member->string;
}

std::optional<std::int64_t> Json::whole(std::string_view name) const {
  const Json* const member = find(name);
  if (member == nullptr || member->kind != Kind::kInteger) return std::nullopt;
  return member->integer;
}

std::optional<bool> Json::truth(std::string_view name) const {
  const Json* const member = find(name);
  if (member == nullptr || member->kind != Kind::kBool) return std::nullopt;
  return member->boolean;
}

Result<Json> parse_json(std::string_view bytes) {
  if (bytes.size() > kJsonBytesMax) {
    return failure(ErrorKind::kInvalid, fmt::format("JSON of {} bytes is longer than {} bytes",
                                                    bytes.size(), kJsonBytesMax));
  }
  Json tree;
  // simdjson copies even nothing, from a pointer that may be null.
  if (!bytes.empty() && parse_fast(bytes, tree)) return tree;
  const auto fault = find_json_fault(bytes);
  if (!fault) return failure(ErrorKind::kInvalid, "not JSON");
  return failure(ErrorKind::kInvalid,
                 fmt::format("not JSON at byte {}: {}", fault->offset, fault->what));
}

void JsonWriter::begin_value() {
  if (depth_ == 0) {
    ENSURE(text_.empty(), "a second value after one of {} bytes", text_.size());
  } else if ((lists_ >> depth_ & 1) == 0) {
    ENSURE(text_.back() == ':', "a value without its name");
  } else if (!fresh_) {
    text_ += ',';
  }
  fresh_ = false;
}

void JsonWriter::open_bracket(char bracket, bool list) {
  begin_value();
  ENSURE(depth_ < 63);
  ++depth_;
  const std::uint64_t bit = std::uint64_t{1} << depth_;
  lists_ = list ? lists_ | bit : lists_ & ~bit;
  text_ += bracket;
  fresh_ = true;
}

void JsonWriter::close_bracket(char bracket, bool list) {
  ENSURE(depth_ > 0 && (lists_ >> depth_ & 1) == (list ? 1U : 0U), "`{}` closes nothing", bracket);
  ENSURE(text_.back() != ':', "a name without its value");
  --depth_;
  text_ += bracket;
  fresh_ = false;
}

JsonWriter& JsonWriter::open() {
  return open_bracket('{', false), *this;
}
JsonWriter& JsonWriter::close() {
  return close_bracket('}', false), *this;
}
JsonWriter& JsonWriter::open_list() {
  return open_bracket('[', true), *this;
}
JsonWriter& JsonWriter::close_list() {
  return close_bracket(']', true), *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  ENSURE(depth_ > 0 && (lists_ >> depth_ & 1) == 0, "`{}` outside an object", name);
  ENSURE(text_.back() != ':', "`{}` follows a name", name);
  if (!fresh_) text_ += ',';
  fresh_ = false;
  append_quoted(text_, name);
  text_ += ':';
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  begin_value();
  append_quoted(text_, text);
  return *this;
}

JsonWriter& JsonWriter::value(bool truth) {
  return raw(truth ? "true" : "false");
}
JsonWriter& JsonWriter::null() {
  return raw("null");
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  const fmt::format_int digits(number);
  return raw({digits.data(), digits.size()});
}

JsonWriter& JsonWriter::value(std::uint64_t number) {
  const fmt::format_int digits(number);
  return raw({digits.data(), digits.size()});
}

JsonWriter& JsonWriter::value(double number) {
  ENSURE(std::isfinite(number));
  if (number == 0) return raw("0");  // of either sign: `-0` would read back as the integer
  begin_value();
  fmt::format_to(std::back_inserter(text_), "{}", number);
  return *this;
}

JsonWriter& JsonWriter::value(const Json& tree) {
  switch (tree.kind) {
    case Json::Kind::kNull: return null();
    case Json::Kind::kBool: return value(tree.boolean);
    case Json::Kind::kInteger: return value(tree.integer);
    case Json::Kind::kNumber: return value(tree.number);
    case Json::Kind::kString: return value(tree.string);
    case Json::Kind::kArray:
      open_list();
      for (const Json& item : tree.items) value(item);
      return close_list();
    case Json::Kind::kObject:
      open();
      for (const auto& [name, member] : tree.members) key(name).value(member);
      return close();
  }
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  begin_value();
  text_ += json;
  return *this;
}

std::string JsonWriter::take() {
  ENSURE(depth_ == 0, "{} brackets are still open", depth_);
  fresh_ = true;
  return std::exchange(text_, {});
}

}  // namespace callmap
