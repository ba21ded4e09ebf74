// Traces: what a line may be, what it looks at, and the traces that are shipped with the maps.

#include "engine/trace.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "engine/test_call.h"

namespace callmap {
namespace {

namespace fs = std::filesystem;

CallMap small() {
  return std::move(*load_map({{"map.yaml", small_map()}}).map);
}

// What the last line saw that it did not expect; empty: all was as expected.
std::string played(const CallMap& map, const std::vector<std::string>& lines) {
  TracePlayer player(map, Instant{1'700'000'000'000},
                     connected_contact(map, Instant{1'700'000'000'000}));
  for (const std::string& line : lines) {
    const auto parsed = parse_trace_line(map, line);
    if (!parsed) return parsed.error();
    (void)player.play(*parsed);
    if (player.unexpected()) return line + ": " + *player.unexpected();
  }
  return {};
}

TEST(Trace, LooksAtTheRefusalTheStageAndTheNextAction) {
  const CallMap map = small();
  EXPECT_EQ(played(map, {R"({"at": "purpose"})", R"({"do": "go", "stage": "verification"})",
                         R"({"expect": "gate"})", R"({"next": "issue"})"}),
            "");
  EXPECT_EQ(played(map, {R"({"at": "wrap_up"})"}),
            R"({"at": "wrap_up"}: `wrap_up` was expected, `purpose` came)");
  EXPECT_EQ(played(map, {R"({"next": "goal"})"}),
            R"({"next": "goal"}: `goal` was expected, `issue` came)");
  EXPECT_EQ(played(map, {R"({"do": "say", "phrase": "ask"})", R"({"expect": "gate"})"}),
            R"({"expect": "gate"}: `gate` was expected, `nothing` came)");
}

TEST(Trace, SaysWhatIsWrongWithALine) {
  const CallMap map = small();
  EXPECT_EQ(played(map, {R"({"at": "nowhere"})"}), "the map has no stage `nowhere`");
  EXPECT_EQ(played(map, {R"({"after": "soon"})"}), "`soon` is no length of time such as 30s");
  EXPECT_EQ(played(map, {R"({"verdict": "passed", "method": "nose"})"}),
            "the map has no method `nose`");
  EXPECT_EQ(played(map, {R"({"as": "Tom"})"}), "`Tom` is no id of a person");
  EXPECT_EQ(played(map, {R"({"say": "hello"})"}),
            "a line has one of `do`, `saw`, `verdict`, `after`, `as`, `expect`, `at`, `next`");
}

// Each ends as its comment says: the looking lines in it are the test.
TEST(Trace, EveryTraceOfTheStandardMapPlaysAsWritten) {
  const CallMap map = shipped_map("standard");
  std::size_t traces = 0;
  for (const auto& entry : fs::directory_iterator(CALLMAP_SOURCE_DIR "/tests/traces")) {
    if (entry.path().extension() != ".jsonl") continue;
    SCOPED_TRACE(entry.path().filename());
    ++traces;
    std::ifstream file(entry.path());
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
      if (!line.empty() && line[0] != '#') lines.push_back(line);
    }
    EXPECT_EQ(played(map, lines), "");
  }
  EXPECT_GE(traces, 1u);
}

}  // namespace
}  // namespace callmap
