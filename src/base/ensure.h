#pragma once
// ENSURE(condition, ...) is for "we are wrong": it is on in release, prints the condition, the
// place and the values, and aborts. It never guards outside input.

#include <fmt/core.h>

#include <string>

namespace callmap {

[[noreturn]] void ensure_failed(const char* condition, const char* file, int line,
                                const std::string& values);

}  // namespace callmap

// ENSURE(index < size) or ENSURE(index < size, "index {} of {}", index, size)
#define ENSURE(condition, ...)                                                             \
  (static_cast<bool>(condition) ? void(0)                                                  \
                                : ::callmap::ensure_failed(#condition, __FILE__, __LINE__, \
                                                           ::callmap::ensure_values(__VA_ARGS__)))

namespace callmap {
[[nodiscard]] inline std::string ensure_values() {
  return {};
}
template <class... Values>
[[nodiscard]] std::string ensure_values(fmt::format_string<Values...> format, Values&&... values) {
  return fmt::format(format, std::forward<Values>(values)...);
}
}  // namespace callmap
