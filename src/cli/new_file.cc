#include "cli/new_file.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace callmap {
namespace fs = std::filesystem;

Result<> may_write(const std::string& path, bool force) {
  std::error_code error;
  if (path.empty()) return {};
  if (fs::is_directory(path, error)) {
    return failure(ErrorKind::kInvalid, fmt::format("`{}` is a folder, a file is wanted", path));
  }
  if (!force && fs::exists(path, error)) {
    return failure(ErrorKind::kInvalid,
                   fmt::format("`{}` is there already; add --force to write over it", path));
  }
  return {};
}

Result<> write_new_file(const std::string& path, bool force, std::string_view text) {
  CALLMAP_TRY(may_write(path, force));
  if (path.empty()) {
    const bool all = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (!all || std::fflush(stdout) != 0) {
      return failure(fmt::format("cannot write to standard output: {}", std::strerror(errno)));
    }
    return {};
  }
  const std::string beside = fmt::format("{}.{}.part", path, getpid());
  std::ofstream file(beside, std::ios::binary);
  file << text;
  file.close();
  std::error_code error;
  if (!file) {
    const std::string why = std::strerror(errno);
    fs::remove(beside, error);
    return failure(fmt::format("cannot write `{}`: {}", path, why));
  }
  fs::rename(beside, path, error);
  if (!error) return {};
  const std::string why = error.message();
  fs::remove(beside, error);
  return failure(fmt::format("cannot write `{}`: {}", path, why));
}

}  // namespace callmap
