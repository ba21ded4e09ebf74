#pragma once
// Copies a database of ours to a new file, also while another process has it open and goes on
// writing: the copy is the database as it stood at one moment. The backup command calls it; it
// takes no lock and changes nothing.

#include <string>

#include "base/result.h"

namespace callmap {

// kNotFound when `from` is not there, kInvalid when `to` is. Nothing is left of a copy that failed.
[[nodiscard]] Result<> copy_database(const std::string& from, const std::string& to);

}  // namespace callmap
