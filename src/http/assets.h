#pragma once
// The screens and the API's own document, built into the program: every file of ui/dist, compressed
// once at build time. The table is made by tools/embed.py; nothing is read from disk while the
// server runs.

#include <optional>
#include <string_view>

namespace callmap {

struct Asset {
  std::string_view path;  // `/`, `/assets/index-1a2b.js`
  std::string_view type;  // `text/html; charset=utf-8`
  std::string_view plain;
  std::string_view gzipped;  // empty where that is not smaller
  std::string_view tag;      // strong ETag, quoted
  bool for_ever = false;     // its name changes with its bytes
};

// `/` and every path of a screen give the page itself. nullptr when there is none.
[[nodiscard]] const Asset* asset(std::string_view path);

[[nodiscard]] std::string_view openapi_json();
[[nodiscard]] std::string_view openapi_yaml();

}  // namespace callmap
