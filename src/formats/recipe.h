#pragma once
// A recipe says where in somebody's JSON the charts, steps and arrows are: a small YAML text that
// whoever imports writes once for all files of a kind. `read_json` reads by it. A recipe names keys
// and ids of the files and knows nothing of their words; docs/import.md is its description.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/finding.h"
#include "formats/read_flow.h"
#include "map/call_map.h"
#include "map/problem.h"

namespace callmap {

// `*.subflows.*`: keys, one within the other; `*` is every key or item.
struct RecipePath {
  std::vector<std::string> parts;
  [[nodiscard]] std::string text() const;
};
using RecipePaths = std::vector<RecipePath>;

struct RecipeStep {
  // Of `text` and `help` all that is there is read, of the others the first.
  RecipePaths id, text, help, action, link, takes, chart, kind, next;
};
struct RecipeArrow {
  RecipePaths from, to, label;
};

struct Recipe {
  RecipePath charts;        // from the top of the file
  RecipePaths name, title;  // from the chart, as the next two
  RecipePath steps;
  std::optional<RecipePath> arrows;
  RecipeStep step;
  RecipeArrow arrow;
  bool ordered = false;  // a step without a way on leads to the one below it
  std::vector<std::string> no_action;
  std::vector<std::pair<std::string, std::string>> aliases;
  std::vector<std::pair<std::string, DataClass>> classes;  // of actions, by the alias
  // Ids that are answers of a step and no steps: the step (`*` stands for any letters), the ids.
  std::vector<std::pair<std::string, std::vector<std::string>>> outcomes;
  // Ids or kinds of steps, with `*`.
  std::vector<std::string> questions, ends, calls;
  RecipePaths ignore;  // from the top of the file; not reported as left out
};

// nullopt when there is an error among the problems, with its place in the recipe.
[[nodiscard]] std::optional<Recipe> read_recipe(std::uint16_t file, std::string_view text,
                                                Problems& problems);

// Whether `pattern`, in which `*` stands for any letters or none, is the whole of `text`.
[[nodiscard]] bool fits_pattern(std::string_view pattern, std::string_view text);

[[nodiscard]] Flowcharts read_json(const FlowSource& source, const Recipe& recipe,
                                   Findings& findings);

}  // namespace callmap
