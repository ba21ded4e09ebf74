#include "map/reader.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "base/ensure.h"
#include "base/ids.h"
#include "map/read.h"
#include "map/shapes.h"

namespace callmap {
namespace {

constexpr std::size_t kListMax = 512;     // names in one list, and choices of one condition
constexpr std::size_t kPhrasesEach = 64;  // phrases of one stage, step, action, method or cue

}  // namespace

std::vector<std::string_view> keys_of(std::string_view shape) {
  const auto found = std::ranges::find(kShapes, shape, &Shape::name);
  ENSURE(found != kShapes.end(), "shape {}", shape);
  std::vector<std::string_view> keys;
  std::string_view rest = found->keys;
  while (!rest.empty()) {
    const std::size_t space = std::min(rest.find(' '), rest.size());
    keys.push_back(rest.substr(0, space));
    rest.remove_prefix(std::min(space + 1, rest.size()));
  }
  return keys;
}

std::string humanise(std::string_view name) {
  std::string out(name);
  std::ranges::replace(out, '_', ' ');
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 32);
  return out;
}

std::string_view kind_in_words(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::kText: return "a text";
    case Node::Kind::kList: return "a list";
    case Node::Kind::kMap: return "a map of `key: value`";
  }
  return {};
}

std::optional<Thing> Reader::thing(const Node& node, std::string_view shape, std::string what,
                                   Span span) {
  if (node.kind != Node::Kind::kMap) {
    problem(ProblemCode::kWrongType, node.nothing() ? span : node.span,
            fmt::format("{} must be a map of `key: value`, not {}", what,
                        node.nothing() ? "empty" : kind_in_words(node.kind)));
    return std::nullopt;
  }
  const std::vector<std::string_view> keys = keys_of(shape);
  for (const Node& key : node.keys) {
    if (std::ranges::find(keys, key.text) != keys.end()) continue;
    problem(ProblemCode::kUnknownKey, key.span, fmt::format("`{}` is no key of {}", key.text, what),
            suggestion(key.text, keys));
  }
  return Thing{&node, std::move(what), span};
}

Reader::ShortOrThing Reader::short_or_thing(const Node& node, std::string_view shape,
                                            std::string what, Span span) {
  if (node.kind == Node::Kind::kText) return {text_of(node, what), std::nullopt};
  return {{}, thing(node, shape, std::move(what), span)};
}

void Reader::missing(const Thing& thing, std::string_view key) {
  problem(ProblemCode::kMissingKey, thing.span, fmt::format("{} needs `{}`", thing.what, key));
}

Text Reader::text_of(const Node& node, std::string_view what) {
  if (node.kind != Node::Kind::kText) {
    problem(ProblemCode::kWrongType, node.span,
            fmt::format("{} must be a text, not {}", what, kind_in_words(node.kind)));
    return {"", node.span};
  }
  if (std::ranges::all_of(node.text, [](char c) { return c == ' ' || c == '\n' || c == '\t'; })) {
    problem(ProblemCode::kEmptyText, node.span, fmt::format("{} is empty", what),
            "write a text, or remove the key");
    return {"", node.span};
  }
  if (node.text.size() > kTextBytesMax) {
    problem(ProblemCode::kTooLong, node.span,
            fmt::format("{} has {} bytes, more than {}", what, node.text.size(), kTextBytesMax));
    return {"", node.span};
  }
  Text text{node.text, node.span};
  while (text.value.back() == '\n') text.value.pop_back();  // `|` and `>` leave one
  return text;
}

Text Reader::text(const Thing& thing, std::string_view key) {
  const Node* node = thing.node->find(key);
  return node == nullptr ? Text{} : text_of(*node, fmt::format("`{}` of {}", key, thing.what));
}

Text Reader::needed_text(const Thing& thing, std::string_view key) {
  Text found = text(thing, key);
  if (!found.given()) {
    missing(thing, key);
    found.span = thing.span;
  }
  return found;
}

Text Reader::name(const Thing& thing, std::string_view key) {
  return text(thing, key);
}

Text Reader::key_letter(const Thing& thing, bool procedure) {
  Text key = text(thing, "key");
  const auto fits = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (procedure && c == '!');
  };
  if (!key.value.empty() && (key.value.size() != 1 || !fits(key.value[0]))) {
    problem(ProblemCode::kBadKeyLetter, key.span,
            fmt::format("`{}` is no key: it must be one letter a to z or one digit", key.value),
            procedure ? "for an emergency `\"!\"`, in quotes" : "");
    key.value.clear();
  }
  return key;
}

Texts Reader::texts_of(const Node& node, std::string_view what) {
  Texts out;
  if (node.kind == Node::Kind::kText) {  // a list of one, written without brackets
    out.push_back(text_of(node, what));
  } else if (node.kind == Node::Kind::kMap) {
    problem(ProblemCode::kWrongType, node.span,
            fmt::format("{} must be a list, not {}", what, kind_in_words(node.kind)));
  } else if (node.items.size() > kListMax) {
    problem(ProblemCode::kTooMany, node.span,
            fmt::format("{} lists more than {} things", what, kListMax));
  } else {
    for (const Node& item : node.items) {
      Text text = text_of(item, fmt::format("an item of {}", what));
      if (text.value.empty()) continue;
      const auto before = std::ranges::find(out, text.value, &Text::value);
      if (before == out.end()) {
        out.push_back(std::move(text));
        continue;
      }
      problem(ProblemCode::kListedTwice, text.span,
              fmt::format("{} lists `{}` twice", what, text.value));
    }
  }
  std::erase_if(out, [](const Text& text) { return text.value.empty(); });
  return out;
}

Texts Reader::texts(const Thing& thing, std::string_view key) {
  const Node* node = thing.node->find(key);
  if (node == nullptr) return {};
  return texts_of(*node, fmt::format("`{}` of {}", key, thing.what));
}

Given<bool> Reader::truth(const Thing& thing, std::string_view key, bool otherwise) {
  const Text word = text(thing, key);
  if (!word.given() || word.value.empty()) return {otherwise, word.span};
  if (word.value == "true" || word.value == "false") return {word.value == "true", word.span};
  problem(ProblemCode::kBadTruth, word.span,
          fmt::format("`{}` must be `true` or `false`, not `{}`", key, word.value));
  return {otherwise, word.span};
}

Given<std::int64_t> Reader::whole(const Thing& thing, std::string_view key, std::int64_t least,
                                  std::int64_t most, std::int64_t otherwise) {
  const Text word = text(thing, key);
  if (!word.given() || word.value.empty()) return {otherwise, word.span};
  std::int64_t number = 0;
  const char* end = word.value.data() + word.value.size();
  const auto [stopped, fault] = std::from_chars(word.value.data(), end, number);
  if (fault == std::errc::invalid_argument || stopped != end) {
    problem(ProblemCode::kBadNumber, word.span,
            fmt::format("`{}` must be a whole number, not `{}`", key, word.value));
    return {otherwise, word.span};
  }
  if (fault != std::errc() || number < least || number > most) {
    problem(ProblemCode::kOutOfRange, word.span,
            fmt::format("`{}` must be between {} and {}, not {}", key, least, most, word.value));
    return {otherwise, word.span};
  }
  return {number, word.span};
}

std::optional<Duration> Reader::duration_of(const Text& text) {
  if (text.value.empty()) return std::nullopt;
  if (std::optional<Duration> length = parse_duration(text.value)) return length;
  problem(ProblemCode::kBadDuration, text.span,
          fmt::format("`{}` is no length of time", text.value),
          "write a whole number and a unit: `30s`, `15m`, `2h` or `5d`, up to a year");
  return std::nullopt;
}

Given<Duration> Reader::length(const Thing& thing, std::string_view key) {
  const Text word = text(thing, key);
  const auto length = duration_of(word);
  if (!length) return {};  // told, and not to be judged once more
  return {*length, word.span};
}

void Reader::check_name(const Text& name, std::string_view kind, bool dashes) {
  const bool dash = name.value.find('-') != std::string::npos;
  if (is_name(name.value) && (dashes || !dash)) return;
  problem(ProblemCode::kBadName, name.span,
          fmt::format("`{}` is no name for a {}", name.value, kind),
          fmt::format("use a to z, 0 to 9 and `_`{}, a letter first, at most {} characters",
                      dashes ? " or `-`" : "", kNameLengthMax));
}

void Reader::each_named(const std::vector<const Node*>& maps, std::string_view kind,
                        std::size_t most, const Each& each) {
  std::unordered_map<std::string_view, Span> seen;
  for (const Node* map : maps) {
    if (map->nothing()) continue;  // a section with everything commented out
    if (map->kind != Node::Kind::kMap) {
      problem(ProblemCode::kWrongType, map->span,
              fmt::format("this must be a map with the name of each {}, not {}", kind,
                          kind_in_words(map->kind)));
      continue;
    }
    for (std::size_t n = 0; n < map->keys.size(); ++n) {
      const Text name{map->keys[n].text, map->keys[n].span};
      const auto [before, is_new] = seen.emplace(map->keys[n].text, name.span);
      if (!is_new) {
        problem(ProblemCode::kNameTwice, name.span,
                fmt::format("the {} `{}` is given twice", kind, name.value),
                fmt::format("first in {}:{}", problems_.files()[before->second.file],
                            before->second.line));
        continue;
      }
      if (seen.size() == most + 1) {
        problem(ProblemCode::kTooMany, name.span, fmt::format("more than {} {}s", most, kind));
      }
      if (seen.size() > most) continue;
      check_name(name, kind, false);
      each(name, map->items[n]);
    }
  }
}

void Reader::each_named(const Thing& thing, std::string_view key, std::string_view kind,
                        std::size_t most, const Each& each) {
  if (const Node* node = thing.node->find(key)) each_named({node}, kind, most, each);
}

std::vector<NamedText> Reader::named_texts(const std::vector<const Node*>& maps,
                                           std::string_view kind, std::size_t most) {
  std::vector<NamedText> out;
  each_named(maps, kind, most, [&](const Text& name, const Node& value) {
    out.push_back({name, text_of(value, fmt::format("the {} `{}`", kind, name.value))});
  });
  return out;
}

GivenCondition Reader::condition(const Thing& thing, std::string_view key) {
  const Node* node = thing.node->find(key);
  if (node == nullptr) return std::nullopt;
  return condition_of(*node);
}

ConditionText Reader::condition_of(const Node& node) {
  ConditionText out{.span = node.span};
  if (node.kind == Node::Kind::kText) {
    out.kind = ConditionText::Kind::kLiteral;
    out.literal = text_of(node, "the condition").value;
    return out;
  }
  if (node.items.empty()) {
    problem(ProblemCode::kEmptyList, node.span, "the condition has nothing in it");
  } else if (node.items.size() > kListMax) {
    problem(ProblemCode::kTooMany, node.span,
            fmt::format("the condition lists more than {} things", kListMax));
    return out;
  }
  if (node.kind == Node::Kind::kList) {
    for (const Node& item : node.items) out.parts.push_back(condition_of(item));
    return out;
  }
  for (std::size_t n = 0; n < node.items.size(); ++n) {
    const std::string& key = node.keys[n].text;
    ConditionText part = condition_of(node.items[n]);
    if (part.kind != ConditionText::Kind::kAll) part = {.span = part.span, .parts = {part}};
    if (key == "any") {
      part.kind = ConditionText::Kind::kAny;
    } else if (key == "none") {
      part.kind = ConditionText::Kind::kNone;
    } else if (key != "all") {
      problem(ProblemCode::kUnknownKey, node.keys[n].span,
              fmt::format("`{}` is no key of a condition", key),
              suggestion(key, keys_of("condition")));
    }
    out.parts.push_back(std::move(part));
  }
  return out;
}

void Reader::read_group(const Node& node, Narrowing& narrowing) {
  const std::optional<Thing> group = thing(node, "narrowing", "a `for`", node.span);
  if (!group) return;
  std::vector<Narrowing::Key> keys;
  const std::vector<std::string_view> known = keys_of("narrowing");
  for (std::size_t n = 0; n < node.keys.size(); ++n) {
    if (std::ranges::find(known, node.keys[n].text) == known.end()) continue;
    keys.push_back({.key = {node.keys[n].text, node.keys[n].span},
                    .values = texts_of(node.items[n], fmt::format("`{}`", node.keys[n].text))});
  }
  if (node.keys.empty()) {
    problem(ProblemCode::kEmptyList, node.span, "a `for` has nothing in it");
  }
  narrowing.groups.push_back(std::move(keys));
}

Narrowing Reader::narrowing(const Thing& thing) {
  Narrowing out;
  const Node* node = thing.node->find("for");
  if (node == nullptr) return out;
  if (node->kind != Node::Kind::kList) {
    read_group(*node, out);
    return out;
  }
  if (node->items.empty()) {
    problem(ProblemCode::kEmptyList, node->span, "a `for` has nothing in it");
  }
  for (const Node& item : node->items) read_group(item, out);
  return out;
}

EffectText Reader::effect(const Thing& thing) {
  return {.sets = texts(thing, "sets"),
          .clears = texts(thing, "clears"),
          .counts = texts(thing, "counts"),
          .resets = texts(thing, "resets")};
}

std::optional<PhraseText> Reader::phrase_of(const Node& node, std::string_view owner) {
  PhraseText out;
  auto [text, read] =
      short_or_thing(node, "phrase", fmt::format("a phrase of {}", owner), node.span);
  if (!read) {
    if (!text.given()) return std::nullopt;
    out.text = std::move(text);
    return out;
  }
  out.id = name(*read, "id");
  if (!out.id.value.empty()) check_name(out.id, "phrase", true);
  out.text = needed_text(*read, "text");
  out.covers = texts(*read, "covers");
  out.asks = texts(*read, "asks");
  out.when = condition(*read, "when");
  out.narrowing = narrowing(*read);
  out.verbatim = truth(*read, "verbatim");
  return out;
}

std::vector<PhraseText> Reader::phrases(const Thing& thing, std::string_view key) {
  std::vector<PhraseText> out;
  const Node* node = thing.node->find(key);
  if (node == nullptr) return out;
  if (node->kind != Node::Kind::kList) {
    if (auto phrase = phrase_of(*node, thing.what)) out.push_back(std::move(*phrase));
    return out;
  }
  if (node->items.size() > kPhrasesEach) {
    problem(ProblemCode::kTooMany, node->span,
            fmt::format("{} has more than {} phrases", thing.what, kPhrasesEach));
    return out;
  }
  for (const Node& item : node->items) {
    if (auto phrase = phrase_of(item, thing.what)) out.push_back(std::move(*phrase));
  }
  return out;
}

}  // namespace callmap
