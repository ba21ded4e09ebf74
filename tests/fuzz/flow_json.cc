// JSON by a recipe, both arbitrary: the recipe stands above a line `===`, the JSON below.

#include <cstdint>

#include "flow_judge.h"
#include "formats/recipe.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace callmap;
  constexpr std::string_view kLine = "\n===\n";
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::size_t line = text.find(kLine);
  if (line == std::string_view::npos) return 0;
  Problems problems({"recipe.yaml"});
  const auto recipe = read_recipe(0, text.substr(0, line + 1), problems);
  for (const Problem& each : problems.take()) {
    ENSURE(!recipe || each.severity == Severity::kWarning, "{}", each.message);
    judge_line(each.message);
    judge_place(each.span, text.substr(0, line + 2));
  }
  if (!recipe) return 0;
  const FlowSource source{0, "flow", text.substr(line + kLine.size())};
  Findings findings({"flow.json"});
  const Flowcharts charts = read_json(source, *recipe, findings);
  judge_flow(source, charts, findings);
  return 0;
}
