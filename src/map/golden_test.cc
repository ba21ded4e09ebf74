// Golden folders: maps with one mistake each and what is said about it; good maps and how they
// print. CALLMAP_UPDATE_GOLDENS=1 writes what the program says now; the diff is then reviewed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "map/compile.h"
#include "map/print.h"

namespace callmap {
namespace {

namespace fs = std::filesystem;

const fs::path kMaps = fs::path(CALLMAP_SOURCE_DIR) / "tests/maps";

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void compare(const fs::path& expected, const std::string& got) {
  if (std::getenv("CALLMAP_UPDATE_GOLDENS") != nullptr) {
    std::ofstream(expected, std::ios::binary) << got;
  }
  EXPECT_EQ(slurp(expected), got) << expected << "\nCALLMAP_UPDATE_GOLDENS=1 writes it anew";
}

std::vector<fs::path> sorted(const fs::path& folder) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(folder)) out.push_back(entry.path());
  std::ranges::sort(out);
  return out;
}

// Every *.yaml of the folder, by its path from there.
std::vector<SourceFile> files_of(const fs::path& folder) {
  std::vector<SourceFile> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    out.push_back({fs::relative(entry.path(), folder).generic_string(), slurp(entry.path())});
  }
  std::ranges::sort(out, {}, &SourceFile::path);
  return out;
}

TEST(Goldens, SayExactlyWhatIsWrongWithEachBadMap) {
  const std::vector<fs::path> folders = sorted(kMaps / "bad");
  EXPECT_GE(folders.size(), 60u);
  for (const fs::path& folder : folders) {
    SCOPED_TRACE(folder);
    const Loaded loaded = load_map(files_of(folder));
    EXPECT_FALSE(loaded.problems.empty());
    EXPECT_EQ(loaded.map.has_value(), !has_error(loaded.problems));
    compare(folder / "expected.txt", render(loaded.problems));
  }
}

TEST(Goldens, CoverEveryProblemCode) {
  std::set<ProblemCode> covered;
  for (const fs::path& folder : sorted(kMaps / "bad")) {
    for (const Problem& problem : load_map(files_of(folder)).problems) {
      covered.insert(problem.code);
    }
  }
  // Too large for a folder; read_test.cc makes them.
  covered.insert(ProblemCode::kTooBig);
  for (std::size_t n = 0; n < kProblemCodeCount; ++n) {
    const auto code = static_cast<ProblemCode>(n);
    EXPECT_TRUE(covered.contains(code)) << "no folder in tests/maps/bad shows " << name(code);
  }
}

TEST(Goldens, PrintGoodMapsAsExpected) {
  std::size_t maps = 0;
  for (const fs::path& path : sorted(kMaps / "good")) {
    if (path.extension() != ".yaml") continue;
    SCOPED_TRACE(path);
    ++maps;
    const Loaded loaded = load_map({{path.filename().string(), slurp(path)}});
    EXPECT_EQ(render(loaded.problems), "");
    ASSERT_TRUE(loaded.map.has_value());
    compare(fs::path(path).replace_extension(".txt"), print(*loaded.map));
  }
  EXPECT_GE(maps, 3u);
}

}  // namespace
}  // namespace callmap
