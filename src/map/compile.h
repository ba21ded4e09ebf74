#pragma once
// Turns a Document into a CallMap, or says why it cannot be one. All rules about names, conditions,
// reachability and limits stand here; the shape of the text was the reader's business. Pure: the
// same files give the same map, byte for byte in print.

#include <optional>
#include <vector>

#include "map/call_map.h"
#include "map/document.h"
#include "map/problem.h"
#include "map/source.h"

namespace callmap {

struct Compiled {
  std::optional<CallMap> map;  // none when a problem is an error
  std::vector<Problem> problems;
};

// Any Document may be given, also one that `read` found problems in.
[[nodiscard]] Compiled compile(const Document& document);

struct Loaded {
  std::optional<CallMap> map;     // none when a problem is an error
  std::vector<Problem> problems;  // of reading and compiling, in the order of the files
};

// read and compile in one: what everybody but an editor wants.
//   Loaded loaded = load_map({{"map.yaml", text}});
//   if (!loaded.map) std::cerr << render(loaded.problems);
[[nodiscard]] Loaded load_map(const std::vector<SourceFile>& files);

}  // namespace callmap
