#pragma once
// Writing to a terminal: colour only where somebody looks, and one way to say that something
// failed.

#include <string>
#include <string_view>

#include "base/result.h"

namespace callmap {

enum class Ink : std::uint8_t { kPlain, kStrong, kQuiet, kRoute, kWarn };

// The text in that ink when standard output is a terminal and NO_COLOR is not set, else as it is.
// Control characters in `text` are shown as `?`, so that nothing typed elsewhere drives the
// terminal.
[[nodiscard]] std::string inked(Ink ink, std::string_view text);

// `callmap: message` on standard error; returns the exit code for it.
[[nodiscard]] int say_error(const Error& error);

}  // namespace callmap
