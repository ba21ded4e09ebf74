#pragma once
// Inside of the reader: single values out of YAML nodes, each with its checks and its problem, and
// the readers of what several sections share (phrases, conditions, narrowings, effects). For
// read*.cc alone.

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "map/document.h"
#include "map/suggest.h"
#include "map/words.h"
#include "map/yaml.h"

namespace callmap {

// `sign_in` as people read it: `Sign in`.
[[nodiscard]] std::string humanise(std::string_view name);

// A map in the document that is known to be one: a stage, a field. `what` is for messages: "the
// field `issue`".
struct Thing {
  const Node* node = nullptr;
  std::string what;
  Span span;  // of its name, where something missing is reported
};

class Reader {
 public:
  explicit Reader(Problems& problems) : problems_(problems) {}

  void problem(ProblemCode code, Span span, std::string_view message, std::string_view hint = {}) {
    problems_.add(code, span, message, hint);
  }

  // nullopt, with a problem, when the node is no map. Unknown keys are problems.
  [[nodiscard]] std::optional<Thing> thing(const Node& node, std::string_view shape,
                                           std::string what, Span span);
  // A value that may be written short as one text, which is then the value of `key`.
  struct ShortOrThing {
    Text text;
    std::optional<Thing> thing;
  };
  [[nodiscard]] ShortOrThing short_or_thing(const Node& node, std::string_view shape,
                                            std::string what, Span span);

  // Values by key. Not given, or given wrongly (with a problem): the default.
  [[nodiscard]] Text text(const Thing& thing, std::string_view key);
  [[nodiscard]] Text needed_text(const Thing& thing, std::string_view key);
  [[nodiscard]] Text name(const Thing& thing, std::string_view key);  // of something else
  // `key: u`; of a procedure `!` as well.
  [[nodiscard]] Text key_letter(const Thing& thing, bool procedure = false);
  [[nodiscard]] Texts texts(const Thing& thing, std::string_view key);
  [[nodiscard]] Given<bool> truth(const Thing& thing, std::string_view key, bool otherwise = false);
  [[nodiscard]] Given<std::int64_t> whole(const Thing& thing, std::string_view key,
                                          std::int64_t least, std::int64_t most,
                                          std::int64_t otherwise);
  [[nodiscard]] Given<Duration> length(const Thing& thing, std::string_view key);
  [[nodiscard]] GivenCondition condition(const Thing& thing, std::string_view key);
  [[nodiscard]] Narrowing narrowing(const Thing& thing);
  [[nodiscard]] EffectText effect(const Thing& thing);
  [[nodiscard]] std::vector<PhraseText> phrases(const Thing& thing, std::string_view key = "say");
  template <class T, std::size_t N>
  [[nodiscard]] Given<T> choice(const Thing& thing, std::string_view key,
                                const std::array<Word<T>, N>& words, T otherwise) {
    const Node* node = thing.node->find(key);
    if (node == nullptr) return {otherwise, {}};
    const Text word = text_of(*node, fmt::format("`{}` of {}", key, thing.what));
    return pick(word, words, otherwise, key);
  }

  // Single nodes. `what` is the subject of the message.
  [[nodiscard]] Text text_of(const Node& node, std::string_view what);
  [[nodiscard]] Texts texts_of(const Node& node, std::string_view what);
  [[nodiscard]] ConditionText condition_of(const Node& node);
  [[nodiscard]] std::optional<Duration> duration_of(const Text& text);
  template <class T, std::size_t N>
  [[nodiscard]] Given<T> pick(const Text& word, const std::array<Word<T>, N>& words, T otherwise,
                              std::string_view key) {
    if (!word.given() || word.value.empty()) return {otherwise, word.span};
    if (const T* value = value_of(words, word.value)) return {*value, word.span};
    problem(ProblemCode::kBadValue, word.span,
            fmt::format("`{}` is nothing that `{}` can be", word.value, key),
            suggestion(word.value, all_words(words)));
    return {otherwise, word.span};
  }

  // Every `name: value` of these maps (one section, perhaps of several files), in order. A name
  // that is malformed is a problem and is passed on; one that was there before is left out.
  using Each = std::function<void(const Text& name, const Node& value)>;
  void each_named(const std::vector<const Node*>& maps, std::string_view kind, std::size_t most,
                  const Each& each);
  void each_named(const Thing& thing, std::string_view key, std::string_view kind, std::size_t most,
                  const Each& each);
  // `name: label` or, where `list` allows it, a list of names.
  [[nodiscard]] std::vector<NamedText> named_texts(const std::vector<const Node*>& maps,
                                                   std::string_view kind, std::size_t most);

  void missing(const Thing& thing, std::string_view key);

 private:
  void read_group(const Node& node, Narrowing& narrowing);
  [[nodiscard]] std::optional<PhraseText> phrase_of(const Node& node, std::string_view owner);
  void check_name(const Text& name, std::string_view kind, bool dashes);

  Problems& problems_;
};

[[nodiscard]] std::string_view kind_in_words(Node::Kind kind);  // "a text"

}  // namespace callmap
