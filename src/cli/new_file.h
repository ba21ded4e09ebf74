#pragma once
// Writes what a command made: to standard output or, whole or not at all, to a file.

#include <string>
#include <string_view>

#include "base/result.h"

namespace callmap {

// Says beforehand what `write_new_file` would refuse: a file that is there, without `force`, or a
// folder. An empty path is standard output, where nothing stands in the way.
[[nodiscard]] Result<> may_write(const std::string& path, bool force);

// The file appears under its name with all of the text in it, or not at all.
[[nodiscard]] Result<> write_new_file(const std::string& path, bool force, std::string_view text);

}  // namespace callmap
