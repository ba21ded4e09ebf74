#include "formats/placed_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>

namespace callmap {
namespace {

// Walks a text that is known to be JSON beside the tree that was made of it.
class Placing {
 public:
  explicit Placing(std::string_view text) : text_(text), at_(byte_order_mark(text)) {}

  PlacedJson value(const Json& json) {
    PlacedJson out{.value = &json};
    skip_space();
    out.begin = at_;
    switch (json.kind) {
      case Json::Kind::kArray:
        out.parts.reserve(json.items.size());
        ++at_;
        for (const Json& item : json.items) {
          out.parts.push_back(value(item));
          skip_space();
          ++at_;  // the comma or the bracket
        }
        if (json.items.empty()) close_empty();
        break;
      case Json::Kind::kObject:
        out.parts.reserve(json.members.size());
        ++at_;
        for (const auto& [name, member] : json.members) {
          skip_space();
          const std::size_t begin = at_;
          skip_text();
          skip_space();
          ++at_;  // the colon
          out.parts.push_back(value(member));
          out.parts.back().begin = begin;
          skip_space();
          ++at_;
        }
        if (json.members.empty()) close_empty();
        break;
      case Json::Kind::kString: skip_text(); break;
      case Json::Kind::kNull:
      case Json::Kind::kBool:
      case Json::Kind::kInteger:
      case Json::Kind::kNumber:
        at_ = std::min(text_.find_first_of(" \t\r\n,]}", at_), text_.size());
        break;
    }
    out.end = at_;
    return out;
  }

 private:
  void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
  void close_empty() {
    skip_space();
    ++at_;
  }
  void skip_text() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
  }

  std::string_view text_;
  std::size_t at_;
};

bool is_nothing(const Json& json) {
  switch (json.kind) {
    case Json::Kind::kNull: return true;
    case Json::Kind::kString: return json.string.empty();
    case Json::Kind::kArray: return json.items.empty();
    case Json::Kind::kObject: return json.members.empty();
    case Json::Kind::kBool:
    case Json::Kind::kInteger:
    case Json::Kind::kNumber: return false;
  }
  return false;
}

std::optional<std::string> one_text(const Json& json) {
  if (json.is_string()) return one_line(json.string);
  if (json.kind == Json::Kind::kInteger) return fmt::format("{}", json.integer);
  return std::nullopt;
}

void follow_parts(PlacedJson& from, std::span<const std::string> parts,
                  std::vector<std::string>& keys, std::vector<FoundJson>& found) {
  if (parts.empty()) {
    found.push_back({&from, keys});
    return;
  }
  const bool any = parts.front() == "*";
  if (!any && !from.is_map()) return;
  if (any && from.parts.empty()) return;
  for (std::size_t n = 0; n < from.parts.size(); ++n) {
    if (!any && from.value->members[n].first != parts.front()) continue;
    if (any) keys.push_back(from.key(n));
    follow_parts(from.parts[n], parts.subspan(1), keys, found);
    if (any) keys.pop_back();
    if (from.seen == PlacedJson::Seen::kNot) from.seen = PlacedJson::Seen::kOpened;
    if (any) from.each = true;
  }
}

class Unread {
 public:
  explicit Unread(const RecipePaths& ignored) : ignored_(ignored) {}

  void look(const PlacedJson& node) {
    if (node.seen == PlacedJson::Seen::kRead || is_nothing(*node.value)) return;
    if (node.seen == PlacedJson::Seen::kNot) {
      note(node);
      return;
    }
    const bool each = node.each || node.is_list();
    for (std::size_t n = 0; n < node.parts.size(); ++n) {
      path_.push_back(each ? "*" : node.key(n));
      look(node.parts[n]);
      path_.pop_back();
    }
  }

  std::vector<UnreadJson> found;

 private:
  void note(const PlacedJson& node) {
    if (std::ranges::any_of(ignored_, [&](const RecipePath& each) { return covers(each); })) return;
    const std::string path = RecipePath{path_}.text();
    const auto [place, is_new] = places_.try_emplace(path, found.size());
    if (is_new) found.push_back({path, 0, node.begin, node.end});
    ++found[place->second].count;
  }

  [[nodiscard]] bool covers(const RecipePath& ignored) const {
    if (ignored.parts.size() > path_.size()) return false;
    return std::equal(
        ignored.parts.begin(), ignored.parts.end(), path_.begin(),
        [](const std::string& part, const std::string& key) { return part == "*" || part == key; });
  }

  const RecipePaths& ignored_;
  std::vector<std::string> path_;
  std::map<std::string, std::size_t> places_;  // in `found`
};

}  // namespace

std::string PlacedJson::key(std::size_t part) const {
  return is_map() ? value->members[part].first : fmt::format("{}", part + 1);
}

std::optional<std::string> PlacedJson::read_text() {
  if (auto text = one_text(*value)) {
    seen = Seen::kRead;
    return text;
  }
  if (!is_list() || value->items.empty()) return std::nullopt;
  std::string out;
  for (const Json& item : value->items) {
    const auto text = one_text(item);
    if (!text) return std::nullopt;
    join_sentence(out, *text);
  }
  seen = Seen::kRead;
  return out;
}

PlacedJson place_values(const Json& json, std::string_view text) {
  return Placing(text).value(json);
}

std::size_t count_values(std::string_view text) {
  std::size_t count = 1;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted && c == '\\') ++at;
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == ',' || c == '[' || c == '{')) ++count;
  }
  return count;
}

std::vector<FoundJson> follow(PlacedJson& from, const RecipePath& path) {
  std::vector<FoundJson> found;
  std::vector<std::string> keys;
  follow_parts(from, path.parts, keys, found);
  return found;
}

std::vector<UnreadJson> unread(const PlacedJson& root, const RecipePaths& ignored) {
  Unread look(ignored);
  look.look(root);
  return std::move(look.found);
}

}  // namespace callmap
