// The format's documents against the program: every example reads, every problem code and every key
// is named, and the JSON Schema has the keys that the reader has.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "base/json.h"
#include "map/compile.h"
#include "map/read.h"
#include "map/shapes.h"

namespace callmap {
namespace {

std::string slurp(const std::string& path) {
  std::ifstream in(std::string(CALLMAP_SOURCE_DIR) + "/" + path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

struct Example {
  std::string kind;  // full or fragment
  std::string text;
};

std::vector<Example> examples(const std::string& document) {
  std::vector<Example> out;
  std::istringstream in(document);
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (!inside && line.starts_with("```yaml ")) {
      out.push_back({line.substr(8), ""});
      inside = true;
    } else if (line.starts_with("```")) {
      inside = false;
    } else if (inside) {
      out.back().text += line + "\n";
    }
  }
  return out;
}

// Every example of the document reads; those that are whole maps compile without a word.
void expect_examples_read(const std::string& path, std::size_t at_least) {
  const std::vector<Example> found = examples(slurp(path));
  EXPECT_GE(found.size(), at_least);
  std::size_t full = 0;
  for (const Example& example : found) {
    SCOPED_TRACE(example.text);
    if (example.kind == "full") {
      ++full;
      EXPECT_EQ(render(load_map({{"map.yaml", example.text}}).problems), "");
      continue;
    }
    ASSERT_EQ(example.kind, "fragment");
    const auto has = [&](const std::string& key) {
      return example.text.starts_with(key) || example.text.find("\n" + key) != std::string::npos;
    };
    std::string text = example.text;
    if (!has("callmap:")) text = "callmap: 1\nid: example\ntitle: Example\n" + text;
    if (!has("stages:")) text += "stages: { talk: { title: Talk } }\n";
    ReadResult result = read({{"map.yaml", text}});
    // A fragment may name files that are not shown.
    std::erase_if(result.problems, [](const Problem& problem) {
      return problem.code == ProblemCode::kIncludeNothing;
    });
    EXPECT_EQ(render(result.problems), "");
  }
  EXPECT_GE(full, 1u);
}

TEST(MapFormat, HasExamplesThatRead) {
  expect_examples_read("docs/map-format.md", 12);
}

TEST(DecisionPoints, HaveAnExampleThatIsAWholeMap) {
  expect_examples_read("docs/decision-points.md", 3);
}

TEST(MapFormat, NamesEveryProblemCodeAndSaysWhichAreWarnings) {
  const std::string document = slurp("docs/map-format.md");
  for (std::size_t n = 0; n < kProblemCodeCount; ++n) {
    const auto code = static_cast<ProblemCode>(n);
    const std::string quoted = "`" + std::string(name(code)) + "`";
    const std::size_t place = document.find(quoted);
    ASSERT_NE(place, std::string::npos) << quoted;
    const bool warning = document.substr(place + quoted.size(), 9) == " (warning";
    EXPECT_EQ(warning, severity(code) == Severity::kWarning) << quoted;
  }
}

TEST(MapFormat, NamesEveryKeyOfTheFormat) {
  const std::string document = slurp("docs/map-format.md");
  for (const Shape& shape : kShapes) {
    for (const std::string_view key : keys_of(shape.name)) {
      const bool named = document.find("`" + std::string(key) + "`") != std::string::npos ||
                         document.find(std::string(key) + ":") != std::string::npos;
      EXPECT_TRUE(named) << shape.name << " " << key;
    }
  }
}

TEST(MapSchema, HasTheKeysThatTheReaderHas) {
  const auto schema = parse_json(slurp("docs/map.schema.json"));
  ASSERT_TRUE(schema.has_value()) << schema.error().message;
  const Json* definitions = schema->find("$defs");
  ASSERT_NE(definitions, nullptr);
  for (const Shape& shape : kShapes) {
    SCOPED_TRACE(shape.name);
    const Json* thing = shape.name == "map" ? &*schema : definitions->find(shape.name);
    ASSERT_NE(thing, nullptr);
    EXPECT_EQ(thing->truth("additionalProperties"), false);
    const Json* properties = thing->find("properties");
    ASSERT_NE(properties, nullptr);
    std::set<std::string> written;
    for (const auto& [key, value] : properties->members) written.insert(key);
    std::set<std::string> known;
    for (const std::string_view key : keys_of(shape.name)) known.emplace(key);
    EXPECT_EQ(written, known);
  }
}

}  // namespace
}  // namespace callmap
