#include "store/file_lock.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <string_view>

#include "store/durable_file.h"

namespace callmap {
namespace {

// The owner's process number as it wrote it, or nothing when it cannot be read.
std::string owner_of(int fd) {
  std::array<char, 32> text;
  const ssize_t length = pread(fd, text.data(), text.size(), 0);
  if (length <= 0) return {};
  std::string digits;
  for (const char c : std::string_view(text.data(), static_cast<std::size_t>(length))) {
    if (c < '0' || c > '9') break;
    digits += c;
  }
  return digits.empty() ? digits : fmt::format(" (process {})", digits);
}

void write_owner(int fd) {
  const std::string text = fmt::format("{}\n", getpid());
  // The number only serves the other's message; a lock without it is as good.
  [[maybe_unused]] const bool written =
      ftruncate(fd, 0) == 0 && pwrite(fd, text.data(), text.size(), 0) > 0;
}

}  // namespace

Result<FileLock> FileLock::take(const std::string& path) {
  const std::string lock_path = path + ".lock";
  const int fd = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return std::unexpected(file_error("write", lock_path, errno));
  FileLock lock(fd);
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return std::unexpected(file_error("lock", lock_path, errno));
    return failure(ErrorKind::kBusy,
                   fmt::format("`{}` is in use by another callmap{}: stop that one first, or use "
                               "another data folder",
                               path, owner_of(fd)));
  }
  write_owner(fd);
  return lock;
}

FileLock::~FileLock() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace callmap
