#include "store/key_tree.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>

#include "base/ensure.h"
#include "store/durable_file.h"

namespace callmap {

// Seeds stand apart from the numbers that find them, are only ever appended, and are overwritten by
// as many bytes: so SQLite changes them where they are, and never moves them about, which would
// leave copies behind in pages that it rebuilds.
const DatabaseFormat kKeyFormat{.what = "key file",
                                .application_id = kKeyApplicationId,
                                .version = kKeyFormatVersion,
                                .oldest = 2,  // only unreleased callmaps made format 1
                                .schema = R"sql(
CREATE TABLE master(proof TEXT NOT NULL);
CREATE TABLE seeds(slot INTEGER PRIMARY KEY, wrapped BLOB NOT NULL);
CREATE TABLE paths(
  top INTEGER PRIMARY KEY,
  leaf INTEGER NOT NULL,
  slot INTEGER NOT NULL);
)sql"};

namespace {

constexpr int kLeafDepth = 62;
constexpr std::uint64_t kFirstLeaf = std::uint64_t{1} << kLeafDepth;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kSeedBytes = sizeof(Secret::bytes);

int depth_of(std::uint64_t node) {
  return static_cast<int>(std::bit_width(node)) - 1;
}

// How many seeds a path holds.
std::size_t seeds_of(std::uint64_t top, std::uint64_t leaf) {
  return leaf == 0 ? 1 : static_cast<std::size_t>(kLeafDepth - depth_of(top));
}

// The child on the way to `leaf` and the one that branches off.
struct Fork {
  Secret onward;
  Secret aside;
};
Fork descend(const Secret& seed, std::uint64_t node, std::uint64_t leaf) {
  static_assert(crypto_stream_chacha20_KEYBYTES == kSeedBytes);
  constexpr std::array<unsigned char, crypto_stream_chacha20_NONCEBYTES> kNonce{};
  std::array<unsigned char, 2 * kSeedBytes> both;  // one block
  crypto_stream_chacha20(both.data(), both.size(), kNonce.data(), seed.bytes.data());
  const bool right = ((leaf >> (kLeafDepth - depth_of(node) - 1)) & 1) != 0;
  Fork fork;
  std::copy_n(both.data() + (right ? kSeedBytes : 0), kSeedBytes, fork.onward.bytes.data());
  std::copy_n(both.data() + (right ? 0 : kSeedBytes), kSeedBytes, fork.aside.bytes.data());
  sodium_memzero(both.data(), both.size());
  return fork;
}

std::string bound_to(std::uint64_t top, std::uint64_t leaf) {
  return fmt::format("callmap path 1 {} {}", top, leaf);
}

bool is_gone(const Secret& seed) {
  return sodium_is_zero(seed.bytes.data(), seed.bytes.size()) == 1;
}

}  // namespace

KeyTree::KeyTree(Database database, std::string path, const Secret& master)
    : database_(std::move(database)),
      path_(std::move(path)),
      wrapping_(derive_secret(master, "callmap wrapping 1")),
      placing_(derive_secret(master, "callmap placing 1")) {}

Result<KeyTree> KeyTree::open(Database database, std::string path, const Secret& master) {
  KeyTree tree(std::move(database), std::move(path), master);
  CALLMAP_TRY(tree.database_.run("PRAGMA secure_delete = ON"));
  CALLMAP_TRY(tree.prepare());
  CALLMAP_TRY(tree.check_master(master));
  CALLMAP_TRY(tree.erase_traces());
  return tree;
}

Result<> KeyTree::prepare() {
  find_path_ = CALLMAP_TRY(database_.prepare("SELECT leaf, slot FROM paths WHERE top = ?"));
  get_seeds_ = CALLMAP_TRY(database_.prepare("SELECT wrapped FROM seeds WHERE slot = ?"));
  add_seeds_ = CALLMAP_TRY(database_.prepare("INSERT INTO seeds(wrapped) VALUES (?)"));
  put_seeds_ = CALLMAP_TRY(database_.prepare("UPDATE seeds SET wrapped = ? WHERE slot = ?"));
  put_path_ = CALLMAP_TRY(
      database_.prepare("INSERT OR REPLACE INTO paths(top, leaf, slot) VALUES (?, ?, ?)"));
  return {};
}

Result<> KeyTree::check_master(const Secret& master) {
  const Secret secret = derive_secret(master, "callmap proof 1");
  std::array<char, 2 * kSeedBytes + 1> proof;
  sodium_bin2hex(proof.data(), proof.size(), secret.bytes.data(), secret.bytes.size());
  const Statement get = CALLMAP_TRY(database_.prepare("SELECT proof FROM master"));
  std::string kept;
  {
    Query query(get);
    if (CALLMAP_TRY(query.next())) kept = query.text(0);
  }
  if (kept.empty()) return plant(proof.data());
  if (kept == proof.data()) return {};
  return failure(ErrorKind::kInvalid,
                 fmt::format("the master key is not the one that `{}` was made with: put the "
                             "right one back",
                             path_));
}

// The root, once in the life of the file.
Result<> KeyTree::plant(std::string_view proof) {
  const std::int64_t paths = CALLMAP_TRY(database_.number("SELECT count(*) FROM paths"));
  if (paths != 0) return std::unexpected(damaged());
  Transaction transaction = CALLMAP_TRY(Transaction::begin(database_));
  CALLMAP_TRY(add_path({.seeds = {random_secret()}}));
  const Statement put = CALLMAP_TRY(database_.prepare("INSERT INTO master VALUES (?)"));
  CALLMAP_TRY(Query(put, proof).run());
  return transaction.commit();
}

std::uint64_t KeyTree::leaf_of(std::string_view name) const {
  std::array<unsigned char, 16> hash;
  crypto_generichash(hash.data(), hash.size(), raw(name), name.size(), placing_.bytes.data(),
                     placing_.bytes.size());
  std::uint64_t leaf = 0;
  for (std::size_t i = 0; i < 8; ++i) leaf = leaf << 8 | hash[i];
  return kFirstLeaf | (leaf & (kFirstLeaf - 1));
}

Result<bool> KeyTree::find_path(Path& path) {
  Query query(find_path_, path.top);
  const bool found = CALLMAP_TRY(query.next());
  if (!found) return false;
  path.leaf = query.whole(0);
  path.slot = query.integer(1);
  return true;
}

Result<> KeyTree::read_seeds(Path& path) {
  Query query(get_seeds_, path.slot);
  const bool found = CALLMAP_TRY(query.next());
  const std::string_view wrapped = found ? query.bytes(0) : std::string_view();
  path.seeds.resize(seeds_of(path.top, path.leaf));
  const std::size_t length = path.seeds.size() * kSeedBytes;
  if (wrapped.size() != kNonceBytes + length + kTagBytes) return std::unexpected(damaged());
  const std::string bound = bound_to(path.top, path.leaf);
  std::string plain(length, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      raw(plain), nullptr, nullptr, raw(wrapped) + kNonceBytes, length + kTagBytes, raw(bound),
      bound.size(), raw(wrapped), wrapping_.bytes.data());
  for (std::size_t i = 0; failed == 0 && i < path.seeds.size(); ++i) {
    std::copy_n(raw(plain) + i * kSeedBytes, kSeedBytes, path.seeds[i].bytes.data());
  }
  sodium_memzero(plain.data(), plain.size());
  if (failed != 0) return std::unexpected(damaged());
  return {};
}

std::string KeyTree::wrap(const Path& path) const {
  std::string plain;
  for (const Secret& seed : path.seeds) {
    plain.append(reinterpret_cast<const char*>(seed.bytes.data()), kSeedBytes);
  }
  std::string wrapped(kNonceBytes + plain.size() + kTagBytes, '\0');
  randombytes_buf(wrapped.data(), kNonceBytes);
  const std::string bound = bound_to(path.top, path.leaf);
  crypto_aead_xchacha20poly1305_ietf_encrypt(raw(wrapped) + kNonceBytes, nullptr, raw(plain),
                                             plain.size(), raw(bound), bound.size(), nullptr,
                                             raw(wrapped), wrapping_.bytes.data());
  sodium_memzero(plain.data(), plain.size());
  return wrapped;
}

Result<> KeyTree::add_path(const Path& path) {
  const std::string wrapped = wrap(path);
  CALLMAP_TRY(Query(add_seeds_, BlobView{wrapped}).run());
  const std::int64_t slot = sqlite3_last_insert_rowid(database_.get());
  return Query(put_path_, path.top, path.leaf, slot).run();
}

Result<> KeyTree::overwrite(const Path& path, std::string_view bytes) {
  return Query(put_seeds_, BlobView{bytes}, path.slot).run();
}

// Good until the next call; nullptr when no path begins there.
Result<const KeyTree::Path*> KeyTree::path_from(std::uint64_t top) {
  if (const Path* known = known_.find(top)) return known;
  Path path{.top = top};
  const bool found = CALLMAP_TRY(find_path(path));
  if (!found) return nullptr;
  CALLMAP_TRY(read_seeds(path));
  known_.put(top, std::move(path));
  return known_.find(top);
}

// Down from path to path until one holds the seed of a node above the leaf. kErased when one names
// the leaf.
Result<KeyTree::Place> KeyTree::locate(std::uint64_t leaf) {
  Place place;
  const Path* path = CALLMAP_TRY(path_from(place.top));
  if (path == nullptr) return std::unexpected(damaged());
  place.seed = path->seeds.front();
  while (path != nullptr && path->leaf != 0) {
    if (path->leaf == leaf) {
      return failure(ErrorKind::kErased, "the key was destroyed, so this was erased for good");
    }
    const int below = static_cast<int>(std::bit_width(leaf ^ path->leaf)) - 1;
    place.top = path->top;
    place.node = leaf >> below;
    place.index = static_cast<std::size_t>(depth_of(place.node) - depth_of(place.top) - 1);
    place.seed = path->seeds[place.index];
    path = CALLMAP_TRY(path_from(place.node));
  }
  if (is_gone(place.seed)) return std::unexpected(damaged());
  return place;
}

Result<Secret> KeyTree::derive(std::string_view name) {
  const std::uint64_t leaf = leaf_of(name);
  const Place place = CALLMAP_TRY(locate(leaf));
  Secret seed = place.seed;
  for (int depth = depth_of(place.node); depth < kLeafDepth; ++depth) {
    seed = descend(seed, leaf >> (kLeafDepth - depth), leaf).onward;
  }
  return derive_secret(seed, fmt::format("callmap key 1 {}", name));
}

Result<> KeyTree::destroy(std::string_view name) {
  const std::uint64_t leaf = leaf_of(name);
  const Result<Place> place = locate(leaf);
  if (!place && place.error().kind == ErrorKind::kErased) return erase_traces();
  if (!place) return std::unexpected(place.error());
  Path path{.top = place->node, .leaf = leaf};
  Secret seed = place->seed;
  for (int depth = depth_of(place->node); depth < kLeafDepth; ++depth) {
    Fork fork = descend(seed, leaf >> (kLeafDepth - depth), leaf);
    path.seeds.push_back(fork.aside);
    seed = fork.onward;
  }
  const Path* above = CALLMAP_TRY(path_from(place->top));
  if (above == nullptr) return std::unexpected(damaged());
  Path old = *above;
  old.seeds[place->index] = Secret();
  known_.clear();
  Transaction transaction = CALLMAP_TRY(Transaction::begin(database_));
  CALLMAP_TRY(add_path(path));
  CALLMAP_TRY(overwrite(old, wrap(old)));
  CALLMAP_TRY(transaction.commit());
  return erase_traces();
}

// The write-ahead log still holds pages as they were when seeds that have gone since were written.
// After a forced reset SQLite needs nothing of it, so it is overwritten where it stands. A log of
// zeros reads as an empty one if this is where we crash.
Result<> KeyTree::erase_traces() {
  if (path_.empty()) return {};
  CALLMAP_TRY(database_.reset_wal());
  return zero_file(path_ + "-wal");
}

Result<> KeyTree::copy_to(const std::string& path) {
  const Statement copy = CALLMAP_TRY(database_.prepare("VACUUM INTO ?"));
  return Query(copy, path).run();
}

Error KeyTree::damaged() const {
  return {ErrorKind::kDamaged,
          fmt::format("the key file `{}` is damaged: put it aside and restore a backup", path_)};
}

}  // namespace callmap
