#include "store/durable_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace callmap {
namespace {

class OpenFile {
 public:
  OpenFile(const std::string& path, int flags) : fd_(open(path.c_str(), flags | O_CLOEXEC)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (fd_ >= 0) close(fd_);
  }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

std::string_view advice(std::string_view action, int error_number) {
  switch (error_number) {
    case EACCES:
    case EPERM:
      if (action == "read") return ": give this user the right to read it";
      return ": give this user the right to write there, or use another folder";
    case EROFS: return ": use a folder on a disk that can be written";
    case ENOENT:
    case ENOTDIR: return ": make the folder first, or use another one";
    case ENOSPC:
    case EDQUOT: return ": free some space on that disk";
    default: return "";
  }
}

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

}  // namespace

Error file_error(std::string_view action, const std::string& path, int error_number) {
  std::string reason = std::strerror(error_number);
  std::transform(reason.begin(), reason.begin() + 1, reason.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return {ErrorKind::kFailed,
          fmt::format("cannot {} `{}`: {}{}", action, path, reason, advice(action, error_number))};
}

Result<> sync_file(const std::string& path) {
  const OpenFile file(path, O_RDONLY);
  if (file.fd() < 0 || fsync(file.fd()) != 0) {
    return std::unexpected(file_error("flush", path, errno));
  }
  return {};
}

Result<> publish_file(const std::string& partial, const std::string& path) {
  CALLMAP_TRY(sync_file(partial));
  if (renameat2(AT_FDCWD, partial.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST) {
      return failure(ErrorKind::kInvalid,
                     fmt::format("`{}` exists already: choose another name", path));
    }
    return std::unexpected(file_error("write", path, errno));
  }
  return sync_file(folder_of(path));
}

Result<> zero_file(const std::string& path) {
  const OpenFile file(path, O_WRONLY);
  if (file.fd() < 0 && errno == ENOENT) return {};
  struct stat about{};
  if (file.fd() < 0 || fstat(file.fd(), &about) != 0) {
    return std::unexpected(file_error("overwrite", path, errno));
  }
  const std::array<char, 4096> zeros{};
  for (off_t at = 0; at < about.st_size;) {
    const auto length = static_cast<std::size_t>(
        std::min<off_t>(about.st_size - at, static_cast<off_t>(zeros.size())));
    const ssize_t written = pwrite(file.fd(), zeros.data(), length, at);
    if (written <= 0) return std::unexpected(file_error("overwrite", path, errno));
    at += written;
  }
  if (fsync(file.fd()) != 0) return std::unexpected(file_error("flush", path, errno));
  return {};
}

}  // namespace callmap
