#pragma once
// The few file operations that make something last through a power cut: flush a file, give a
// finished file its name, and say in plain words why one cannot be used. The stores and the key
// ring call it.

#include <string>
#include <string_view>

#include "base/result.h"

namespace callmap {

// "cannot `action` `path`: reason: what to do", from an errno.
[[nodiscard]] Error file_error(std::string_view action, const std::string& path, int error_number);

[[nodiscard]] Result<> sync_file(const std::string& path);

// Flushes `partial`, names it `path` and flushes the folder. kInvalid when `path` exists; it is
// never replaced.
[[nodiscard]] Result<> publish_file(const std::string& partial, const std::string& path);

// Overwrites all bytes of the file with zeros where they stand and flushes. A file that does not
// exist is fine.
[[nodiscard]] Result<> zero_file(const std::string& path);

}  // namespace callmap
