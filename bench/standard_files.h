#pragma once
// The files of maps/standard. Benchmarks are started in the project's folder.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "map/source.h"

namespace callmap {

[[nodiscard]] inline std::vector<SourceFile> standard_files() {
  std::vector<SourceFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("maps/standard")) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    files.push_back({entry.path().string(), {std::istreambuf_iterator<char>(file), {}}});
  }
  return files;
}

}  // namespace callmap
