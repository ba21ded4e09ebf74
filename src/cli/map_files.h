#pragma once
// Brings the files of a map from disk: one YAML file, or every .yaml file below a folder.

#include <string>
#include <vector>

#include "base/result.h"
#include "map/compile.h"

namespace callmap {

// Paths as they should stand in messages, the root first, the rest in order. kInvalid when the map
// is larger than a map may be, kNotFound when there is nothing there.
[[nodiscard]] Result<std::vector<SourceFile>> read_map_files(const std::string& path);

// The whole file. Errors name the path and what to do.
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::size_t bytes_max);

// Compiles the map at that path and prints its problems to standard error. kInvalid when it has an
// error.
[[nodiscard]] Result<CallMap> load_map_or_say(const std::string& path);

}  // namespace callmap
