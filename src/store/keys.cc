// The key ring: sealing, a bounded cache of keys that are in use, and the files. That no crash can
// leave sealed data without its key follows from key_tree.h: keys are derived, not stored, and what
// they derive from is durable before `open` returns. `destroy` returns only when the seeds are
// overwritten in every file.

#include "store/keys.h"

#include <fmt/core.h>
#include <sodium.h>
#include <unistd.h>

#include <mutex>
#include <optional>

#include "base/ensure.h"
#include "store/bounded_cache.h"
#include "store/durable_file.h"
#include "store/file_lock.h"
#include "store/key_tree.h"
#include "store/secret.h"

namespace callmap {
namespace {

constexpr std::size_t kKeysRemembered = 8'192;  // a cache generation
constexpr char kSealFormat = 1;
constexpr std::size_t kSealNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kSealBytes = 1 + kSealNonceBytes + crypto_aead_xchacha20poly1305_ietf_ABYTES;

}  // namespace

struct KeyRing::Parts {
  Parts(KeyTree grown, const Secret& master)
      : hashing(derive_secret(master, "callmap hashing 1")), tree(std::move(grown)) {}

  [[nodiscard]] Result<Secret> key(std::string_view name) {
    if (name.empty()) return failure(ErrorKind::kInvalid, "a key has no name");
    const std::lock_guard lock(mutex);
    const std::string key_name(name);
    if (const Secret* known = cache.find(key_name)) return *known;
    const Secret key = CALLMAP_TRY(tree.derive(name));
    cache.put(key_name, key);
    return key;
  }

  std::optional<FileLock> file_lock;  // none in memory
  const Secret hashing;
  std::mutex mutex;  // guards what follows
  KeyTree tree;
  BoundedCache<std::string, Secret, kKeysRemembered> cache;
};

KeyRing::KeyRing() = default;
KeyRing::~KeyRing() = default;

Result<std::unique_ptr<KeyRing>> KeyRing::open(const std::string& master_path,
                                               const std::string& keys_path, KeyFile key_file) {
  ENSURE(sodium_init() >= 0);
  FileLock lock = CALLMAP_TRY(FileLock::take(keys_path));
  // First the master key, so that a crash in between leaves one that opens whatever comes to be.
  const bool fresh = access(keys_path.c_str(), F_OK) != 0;
  if (fresh && key_file == KeyFile::kMustExist) {
    return failure(
        ErrorKind::kInvalid,
        fmt::format("the key file `{}` is missing, and the log beside it was sealed with "
                    "it: put it back from a backup, without it nobody can read the log",
                    keys_path));
  }
  const Secret master = CALLMAP_TRY(open_master_key(master_path, fresh));
  Database database = CALLMAP_TRY(open_database_file(keys_path, kKeyFormat));
  KeyTree tree = CALLMAP_TRY(KeyTree::open(std::move(database), keys_path, master));
  std::unique_ptr<KeyRing> ring(new KeyRing());
  ring->parts_ = std::make_unique<Parts>(std::move(tree), master);
  ring->parts_->file_lock = std::move(lock);
  return ring;
}

std::unique_ptr<KeyRing> KeyRing::open_memory() {
  ENSURE(sodium_init() >= 0);
  auto database = Database::open(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX);
  ENSURE(database && make_tables(*database, kKeyFormat));
  const Secret master = random_secret();
  auto tree = KeyTree::open(std::move(*database), "", master);
  ENSURE(tree.has_value());
  std::unique_ptr<KeyRing> ring(new KeyRing());
  ring->parts_ = std::make_unique<Parts>(std::move(*tree), master);
  return ring;
}

Result<std::string> KeyRing::seal(std::string_view key_name, std::string_view plain,
                                  std::string_view bound) {
  const Secret key = CALLMAP_TRY(parts_->key(key_name));
  std::string sealed(kSealBytes + plain.size(), kSealFormat);
  unsigned char* const nonce = raw(sealed) + 1;
  randombytes_buf(nonce, kSealNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + kSealNonceBytes, nullptr, raw(plain),
                                             plain.size(), raw(bound), bound.size(), nullptr, nonce,
                                             key.bytes.data());
  return sealed;
}

Result<std::string> KeyRing::open_sealed(std::string_view key_name, std::string_view sealed,
                                         std::string_view bound) {
  const Secret key = CALLMAP_TRY(parts_->key(key_name));
  if (sealed.size() < kSealBytes || sealed[0] != kSealFormat) {
    return failure(ErrorKind::kDamaged, "these bytes were not sealed by callmap");
  }
  std::string plain(sealed.size() - kSealBytes, '\0');
  const unsigned char* const nonce = raw(sealed) + 1;
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      raw(plain), nullptr, nullptr, nonce + kSealNonceBytes, sealed.size() - 1 - kSealNonceBytes,
      raw(bound), bound.size(), nonce, key.bytes.data());
  if (failed != 0) {
    return failure(ErrorKind::kDamaged,
                   "sealed bytes were changed, or belong to another key or place");
  }
  return plain;
}

Result<> KeyRing::make_keys(const std::vector<std::string>& key_names) {
  for (const std::string& name : key_names) CALLMAP_TRY(parts_->key(name));
  return {};
}

Result<> KeyRing::destroy(std::string_view key_name) {
  if (key_name.empty()) return failure(ErrorKind::kInvalid, "a key has no name");
  const std::lock_guard lock(parts_->mutex);
  parts_->cache.forget(std::string(key_name));
  return parts_->tree.destroy(key_name);
}

std::string KeyRing::keyed_hash(std::string_view purpose, std::string_view text) const {
  crypto_generichash_state state;
  std::array<unsigned char, 16> hash;
  const std::string start = fmt::format("{}:{}:", purpose.size(), purpose);
  crypto_generichash_init(&state, parts_->hashing.bytes.data(), parts_->hashing.bytes.size(),
                          hash.size());
  crypto_generichash_update(&state, raw(start), start.size());
  crypto_generichash_update(&state, raw(text), text.size());
  crypto_generichash_final(&state, hash.data(), hash.size());
  std::array<char, 2 * sizeof(hash) + 1> hex;
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return hex.data();
}

Result<> KeyRing::backup(const std::string& path) {
  const std::string partial = path + ".partial";
  unlink(partial.c_str());
  {
    const std::lock_guard lock(parts_->mutex);
    CALLMAP_TRY(parts_->tree.copy_to(partial));
  }
  return publish_file(partial, path);
}

}  // namespace callmap
