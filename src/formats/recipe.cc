#include "formats/recipe.h"

#include <fmt/format.h>

#include <array>

#include "base/json.h"
#include "map/suggest.h"
#include "map/words.h"
#include "map/yaml.h"

namespace callmap {
namespace {

constexpr std::size_t kListMax = 1'000;  // of names, aliases or patterns

constexpr std::size_t kPatternTextMax = 1'000;  // bytes

constexpr std::array<std::string_view, 17> kKeys = {
    "recipe",   "charts",    "name",    "title",     "steps",   "arrows",
    "step",     "arrow",     "ordered", "no_action", "aliases", "classes",
    "outcomes", "questions", "ends",    "calls",     "ignore"};
constexpr std::array<std::string_view, 9> kStepKeys = {"id",    "text",  "help", "action", "link",
                                                       "takes", "chart", "kind", "next"};
constexpr std::array<std::string_view, 3> kArrowKeys = {"from", "to", "label"};

class RecipeReader {
 public:
  explicit RecipeReader(Problems& problems) : problems_(problems) {}

  Recipe read(const Node& root) {
    Recipe recipe;
    if (!is_map(root, "a recipe", kKeys)) return recipe;
    const Node* version = root.find("recipe");
    if (version == nullptr) {
      problem(ProblemCode::kMissingKey, root.span, "a recipe needs its version",
              "write `recipe: 1`");
    } else if (text(*version) != "1") {
      problem(ProblemCode::kVersion, version->span, "this version of recipes is not known",
              "write `recipe: 1`");
    }
    if (const Node* node = root.find("charts")) recipe.charts = path(*node);
    if (const Node* node = root.find("steps")) {
      recipe.steps = path(*node);
    } else {
      problem(ProblemCode::kMissingKey, root.span, "a recipe says where the steps are",
              "write `steps: KEY`, from the chart on");
    }
    if (const Node* node = root.find("arrows")) recipe.arrows = path(*node);
    recipe.name = paths(root, "name");
    recipe.title = paths(root, "title");
    recipe.ignore = paths(root, "ignore");
    recipe.no_action = texts(root, "no_action");
    recipe.questions = texts(root, "questions");
    recipe.ends = texts(root, "ends");
    recipe.calls = texts(root, "calls");
    read_step(root, recipe);
    read_arrow(root, recipe);
    read_names(root, recipe);
    read_order(root, recipe);
    return recipe;
  }

 private:
  void problem(ProblemCode code, Span span, std::string_view message, std::string_view hint) {
    problems_.add(code, span, message, hint);
  }

  template <std::size_t N>
  bool is_map(const Node& node, std::string_view what,
              const std::array<std::string_view, N>& keys) {
    if (node.kind != Node::Kind::kMap) {
      problem(ProblemCode::kWrongType, node.span, fmt::format("{} is a map of `key: value`", what),
              "docs/import.md has examples");
      return false;
    }
    const std::vector<std::string_view> known(keys.begin(), keys.end());
    for (const Node& key : node.keys) {
      if (std::ranges::find(known, key.text) != known.end()) continue;
      problem(ProblemCode::kUnknownKey, key.span, fmt::format("{} has no key `{}`", what, key.text),
              suggestion(key.text, known));
    }
    return true;
  }

  std::string text(const Node& node) {
    if (node.kind == Node::Kind::kText) return node.text;
    problem(ProblemCode::kWrongType, node.span, "a text is expected here",
            "write one word or text");
    return {};
  }

  std::vector<std::string> texts_of(const Node& node) {
    if (node.kind != Node::Kind::kList) return {text(node)};
    if (node.items.size() > kListMax) {
      problem(ProblemCode::kTooMany, node.span, fmt::format("more than {} are listed", kListMax),
              "use patterns with `*`");
      return {};
    }
    std::vector<std::string> out;
    for (const Node& item : node.items) out.push_back(text(item));
    return out;
  }

  std::vector<std::string> texts(const Node& map, std::string_view key) {
    const Node* node = map.find(key);
    return node == nullptr ? std::vector<std::string>() : texts_of(*node);
  }

  // `a.b.*`, or a list of its parts where a key has a dot in it. A dot alone: where one is already.
  RecipePath path(const Node& node) {
    RecipePath out;
    if (node.kind == Node::Kind::kList) {
      out.parts = texts_of(node);
    } else {
      std::string_view rest = text(node) == "." ? std::string_view() : std::string_view(node.text);
      while (!rest.empty()) {
        const std::size_t dot = std::min(rest.find('.'), rest.size());
        out.parts.emplace_back(rest.substr(0, dot));
        rest.remove_prefix(dot);
        if (rest.empty()) break;
        rest.remove_prefix(1);
        if (rest.empty()) out.parts.emplace_back();
      }
    }
    for (const std::string& part : out.parts) {
      if (!part.empty()) continue;
      problem(ProblemCode::kBadValue, node.span, "a part of the path is empty",
              "write keys with one dot between them, such as `a.b.*`");
      break;
    }
    if (out.parts.size() > kJsonDepthMax) {
      problem(ProblemCode::kTooMany, node.span,
              fmt::format("a path has {} parts at most", kJsonDepthMax),
              "no file that can be read is that deep");
    }
    return out;
  }

  // One path, or a list of several.
  RecipePaths paths(const Node& map, std::string_view key) {
    const Node* node = map.find(key);
    if (node == nullptr) return {};
    if (node->kind != Node::Kind::kList) return {path(*node)};
    RecipePaths out;
    for (const Node& item : node->items) out.push_back(path(item));
    return out;
  }

  void read_step(const Node& root, Recipe& recipe) {
    RecipeStep& step = recipe.step;
    if (const Node* node = root.find("step");
        node != nullptr && is_map(*node, "`step`", kStepKeys)) {
      step.id = paths(*node, "id");
      step.text = paths(*node, "text");
      step.help = paths(*node, "help");
      step.action = paths(*node, "action");
      step.link = paths(*node, "link");
      step.takes = paths(*node, "takes");
      step.chart = paths(*node, "chart");
      step.kind = paths(*node, "kind");
      step.next = paths(*node, "next");
    }
    if (step.text.empty()) step.text = {{{"text"}}};
  }

  void read_arrow(const Node& root, Recipe& recipe) {
    RecipeArrow& arrow = recipe.arrow;
    if (const Node* node = root.find("arrow");
        node != nullptr && is_map(*node, "`arrow`", kArrowKeys)) {
      arrow.from = paths(*node, "from");
      arrow.to = paths(*node, "to");
      arrow.label = paths(*node, "label");
    }
    if (arrow.from.empty()) arrow.from = {{{"from"}}};
    if (arrow.to.empty()) arrow.to = {{{"to"}}};
    if (arrow.label.empty()) arrow.label = {{{"label"}}};
  }

  // The maps whose keys are the files' own names.
  const Node* own_names(const Node& root, std::string_view key) {
    const Node* node = root.find(key);
    if (node == nullptr || (node->kind == Node::Kind::kMap && node->items.size() <= kListMax))
      return node;
    problem(node->kind == Node::Kind::kMap ? ProblemCode::kTooMany : ProblemCode::kWrongType,
            node->span, fmt::format("`{}` is a map of `name: value`, {} at most", key, kListMax),
            "docs/import.md has examples");
    return nullptr;
  }

  void read_names(const Node& root, Recipe& recipe) {
    if (const Node* node = own_names(root, "aliases")) {
      for (std::size_t n = 0; n < node->items.size(); ++n) {
        recipe.aliases.emplace_back(node->keys[n].text, text(node->items[n]));
      }
    }
    if (const Node* node = own_names(root, "outcomes")) {
      std::size_t count = 0;
      for (std::size_t n = 0; n < node->items.size(); ++n) {
        recipe.outcomes.emplace_back(node->keys[n].text, texts_of(node->items[n]));
        count += recipe.outcomes.back().second.size();
      }
      if (count > kListMax) {
        problem(ProblemCode::kTooMany, node->span,
                fmt::format("more than {} answers are listed", kListMax),
                "name those of one kind of file");
      }
    }
    if (const Node* node = own_names(root, "classes")) {
      for (std::size_t n = 0; n < node->items.size(); ++n) {
        const std::string word = text(node->items[n]);
        if (const DataClass* value = value_of(kDataClassWords, word)) {
          recipe.classes.emplace_back(node->keys[n].text, *value);
        } else {
          problem(ProblemCode::kBadValue, node->items[n].span,
                  fmt::format("`{}` is no data class", word),
                  suggestion(word, all_words(kDataClassWords)));
        }
      }
    }
  }

  // Without arrows the order of the list is all there is.
  void read_order(const Node& root, Recipe& recipe) {
    recipe.ordered = !recipe.arrows && recipe.step.next.empty();
    const Node* node = root.find("ordered");
    if (node == nullptr) return;
    const std::string word = text(*node);
    if (word != "yes" && word != "no") {
      problem(ProblemCode::kBadTruth, node->span,
              fmt::format("`ordered` is yes or no, not `{}`", word),
              "yes: a step without a way on leads to the one below it");
    }
    recipe.ordered = word == "yes";
  }

  Problems& problems_;
};

}  // namespace

std::string RecipePath::text() const {
  return parts.empty() ? "." : fmt::format("{}", fmt::join(parts, "."));
}

std::optional<Recipe> read_recipe(std::uint16_t file, std::string_view text, Problems& problems) {
  if (text.size() > kFlowBytesMax) {
    problems.add(ProblemCode::kTooBig, {file, 1, 1, 1, 1},
                 fmt::format("a recipe has {} bytes at most", kFlowBytesMax),
                 "it names keys, not texts");
    return std::nullopt;
  }
  const auto root = parse_yaml(file, text, problems);
  if (!root) return std::nullopt;
  Recipe recipe = RecipeReader(problems).read(*root);
  if (problems.any_error()) return std::nullopt;
  return recipe;
}

// What is longer is no id. The last `*` that was met is given one letter more whenever what follows
// it does not fit.
bool fits_pattern(std::string_view pattern, std::string_view text) {
  if (text.size() > kPatternTextMax || pattern.size() > kPatternTextMax) return false;
  std::size_t at = 0, in = 0, star = std::string_view::npos, given = 0;
  while (in < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      given = in;
    } else if (at < pattern.size() && pattern[at] == text[in]) {
      ++at;
      ++in;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      in = ++given;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

}  // namespace callmap
