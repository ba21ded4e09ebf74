#pragma once
// The text of a map as it came from outside: files with their paths. Whoever has a disk fills it;
// this room never opens a file.

#include <string>

namespace callmap {

struct SourceFile {
  std::string path;  // with `/`, as it should stand in messages
  std::string text;
  bool operator==(const SourceFile&) const = default;
};

}  // namespace callmap
