#pragma once
// Reads the texts of a map into a Document. It knows files, YAML, the shape of every section and
// the form of single values; whether names lead anywhere is for `compile`. It collects every
// problem it can find and opens no file itself.

#include <vector>

#include "map/document.h"
#include "map/problem.h"
#include "map/source.h"

namespace callmap {

// Named limits of the text of a map; the compiled ones stand in call_map.h.
inline constexpr std::size_t kFilesMax = 256;
inline constexpr std::size_t kTextBytesMax = 4'000;  // of one text

struct ReadResult {
  Document document;              // what could be read; empty when `readable` is false
  bool readable = false;          // the structure of every file is known
  std::vector<Problem> problems;  // in the order of the files
};

// The root is `map.yaml` (the one nearest the top), or the only file there is. Paths in `include`
// count from the root's folder. Pure; any thread.
[[nodiscard]] ReadResult read(const std::vector<SourceFile>& files);

}  // namespace callmap
