#pragma once
// A folder that goes away with its owner, for tests and benchmarks that write files.

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/ensure.h"

namespace callmap {

class TemporaryFolder {
 public:
  explicit TemporaryFolder(
      const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
    path_ = (parent / "callmap-XXXXXX").string();
    ENSURE(mkdtemp(path_.data()) != nullptr, "{}", path_);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string operator/(std::string_view name) const {
    return path_ + "/" + std::string(name);
  }

 private:
  std::string path_;
};

}  // namespace callmap
