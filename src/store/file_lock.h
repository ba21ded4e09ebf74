#pragma once
// One process at a time: an exclusive lock on a file that stands beside the one it protects. The
// kernel drops it when the process ends in whatever way, so nothing stale is ever left to clear.
// The lock file stays; it holds the number of the process for the message only.

#include <string>

#include "base/result.h"

namespace callmap {

class FileLock {
 public:
  // Locks `path` + ".lock". kBusy, naming `path` and the process, when somebody else holds it.
  [[nodiscard]] static Result<FileLock> take(const std::string& path);
  FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileLock& operator=(FileLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace callmap
