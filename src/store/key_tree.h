#pragma once
// Derives a key for any name from a few stored seeds, and forgets single names for good. The key
// ring is its only caller and locks. It keeps no key: each is worked out when asked for, in about
// ten microseconds.
//
// Why a tree. A stored key a name would cost a flush to disk for every new contact, since no sealed
// byte may be on disk before its key is; and an import would write a row a customer. Here a new
// name costs nothing: its key was fixed when the root was made durable, before anything was sealed.
// So there is no moment at which a crash could leave sealed data whose key is lost.
//
// How. A name's hash picks one of 2^62 leaves of a binary tree; nodes are numbered as in a heap,
// the root 1, the children of n 2n and 2n+1. A node's seed is a key of ChaCha20 whose first block
// is its two children's seeds, and the leaf's seed gives the key. At first only the root's seed is
// stored. (Such a tree over a generator of that kind is due to Goldreich, Goldwasser and Micali.)
//
// To destroy the name at leaf L below the root, work out the seeds of all nodes that branch off
// the way down to L, store those, and overwrite the root's. Every other leaf hangs under one of
// them and keeps its key; L hangs under none, and nothing leads upward from a block to its key.
// Example with four leaves, 4 to 7, destroying 5: the way is 1, 2, 5; what branches off is 3 and 4,
// so the path (top 1, leaf 5) holds the seeds of 3 and 4, and 1 is overwritten. Destroying 7 then
// starts at the stored seed of 3: a new path (top 3, leaf 7) holds that of 6, and 3's place in the
// first path is overwritten with zeros.
//
// What holds:
//  1. A path (top, leaf) holds one seed for each depth below top, of the node that branches off
//     there; a seed of zeros means that a path with that node as its top stands instead.
//  2. A leaf is destroyed exactly when a path names it.
//  3. A path is written in the same transaction that overwrites the seed that it replaces.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/bounded_cache.h"
#include "store/database_file.h"
#include "store/secret.h"
#include "store/sqlite.h"

namespace callmap {

inline constexpr std::int64_t kKeyApplicationId = 0x43616c6b;  // "Calk"
inline constexpr std::int64_t kKeyFormatVersion = 2;
inline constexpr std::size_t kPathsRemembered = 128;  // a cache generation; 2 kB each at most

extern const DatabaseFormat kKeyFormat;

class KeyTree {
 public:
  // `path` is empty for a database in memory. kInvalid when the master key is another than the one
  // that the file was made with.
  [[nodiscard]] static Result<KeyTree> open(Database database, std::string path,
                                            const Secret& master);

  // kErased when the name was destroyed.
  [[nodiscard]] Result<Secret> derive(std::string_view name);
  // Overwrites what the name's key could be worked out from, in every file. When that is cut short
  // the next `open` or `destroy` finishes it.
  [[nodiscard]] Result<> destroy(std::string_view name);
  [[nodiscard]] Result<> copy_to(const std::string& path);

 private:
  struct Path {
    std::uint64_t top = 1;
    std::uint64_t leaf = 0;  // 0: nothing is destroyed and the only seed is the root's
    std::int64_t slot = 0;
    std::vector<Secret> seeds;
  };
  // A stored seed above a leaf: the `index`th of the path from `top`, the seed of `node`.
  struct Place {
    std::uint64_t top = 1;
    std::size_t index = 0;
    std::uint64_t node = 1;
    Secret seed;
  };

  KeyTree(Database database, std::string path, const Secret& master);
  [[nodiscard]] Result<> prepare();
  [[nodiscard]] Result<> check_master(const Secret& master);
  [[nodiscard]] Result<> plant(std::string_view proof);
  [[nodiscard]] std::uint64_t leaf_of(std::string_view name) const;
  [[nodiscard]] Result<Place> locate(std::uint64_t leaf);
  [[nodiscard]] Result<const Path*> path_from(std::uint64_t top);
  [[nodiscard]] Result<bool> find_path(Path& path);
  [[nodiscard]] Result<> read_seeds(Path& path);
  [[nodiscard]] Result<> add_path(const Path& path);
  [[nodiscard]] Result<> overwrite(const Path& path, std::string_view bytes);
  [[nodiscard]] std::string wrap(const Path& path) const;
  [[nodiscard]] Result<> erase_traces();
  [[nodiscard]] Error damaged() const;

  Database database_;
  std::string path_;
  Secret wrapping_;
  Secret placing_;
  Statement find_path_, get_seeds_, add_seeds_, put_seeds_, put_path_;
  BoundedCache<std::uint64_t, Path, kPathsRemembered> known_;  // as they stand in the file
};

}  // namespace callmap
