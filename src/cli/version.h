#pragma once
// The version of the program, told by `callmap version`, the API and the log.

namespace callmap {

inline constexpr const char* kProgramVersion = "0.1.0";

}  // namespace callmap
