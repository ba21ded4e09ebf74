#include "store/secret.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "base/ensure.h"
#include "store/durable_file.h"

namespace callmap {
namespace {

constexpr std::size_t kHexDigits = 64;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

Result<Secret> make_master_key(const std::string& path) {
  const std::string partial = path + ".new";
  unlink(partial.c_str());
  const Secret key = random_secret();
  std::array<char, kHexDigits + 1> hex;
  sodium_bin2hex(hex.data(), hex.size(), key.bytes.data(), key.bytes.size());
  hex.back() = '\n';
  const Descriptor file(
      open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  const bool written =
      file.get() >= 0 && write(file.get(), hex.data(), hex.size()) == std::ssize(hex);
  const int reason = errno;
  sodium_memzero(hex.data(), hex.size());
  if (!written) return std::unexpected(file_error("write", path, reason));
  CALLMAP_TRY(publish_file(partial, path));
  return key;
}

Result<Secret> decode(std::string_view text, const std::string& path) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  Secret key;
  std::size_t length = 0;
  const bool hex =
      text.size() == kHexDigits && sodium_hex2bin(key.bytes.data(), key.bytes.size(), text.data(),
                                                  text.size(), nullptr, &length, nullptr) == 0;
  if (!hex || length != key.bytes.size()) {
    return failure(ErrorKind::kInvalid,
                   fmt::format("`{}` holds no master key, which is {} hex digits: put the right "
                               "file back",
                               path, kHexDigits));
  }
  return key;
}

Result<Secret> read_master_key(int fd, const std::string& path) {
  struct stat about{};
  if (fstat(fd, &about) != 0) return std::unexpected(file_error("read", path, errno));
  if ((about.st_mode & S_IRWXO) != 0) {
    return failure(ErrorKind::kInvalid,
                   fmt::format("everybody on this machine can use the master key `{0}`: run "
                               "`chmod 600 {0}`",
                               path));
  }
  std::array<char, kHexDigits + 8> text;
  const ssize_t length = read(fd, text.data(), text.size());
  if (length < 0) return std::unexpected(file_error("read", path, errno));
  auto key = decode({text.data(), static_cast<std::size_t>(length)}, path);
  sodium_memzero(text.data(), text.size());
  return key;
}

}  // namespace

Secret derive_secret(const Secret& master, std::string_view use) {
  Secret derived;
  crypto_generichash(derived.bytes.data(), derived.bytes.size(),
                     reinterpret_cast<const unsigned char*>(use.data()), use.size(),
                     master.bytes.data(), master.bytes.size());
  return derived;
}

Secret random_secret() {
  Secret secret;
  randombytes_buf(secret.bytes.data(), secret.bytes.size());
  return secret;
}

Result<Secret> open_master_key(const std::string& path, bool may_make) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() >= 0) return read_master_key(file.get(), path);
  if (errno != ENOENT) return std::unexpected(file_error("read", path, errno));
  if (may_make) return make_master_key(path);
  return failure(ErrorKind::kInvalid,
                 fmt::format("the master key `{}` is missing and without it nothing personal can "
                             "be read: put it back",
                             path));
}

}  // namespace callmap
