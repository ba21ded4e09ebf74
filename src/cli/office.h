#pragma once
// The data folder opened: store, keys and desk, in the order in which they must stand and fall.
// Every command that needs the organisation's data opens it through here.

#include <memory>
#include <string>

#include "base/result.h"
#include "desk/desk.h"
#include "store/keys.h"
#include "store/store.h"

namespace callmap {

// The time of day, never going back within the process.
class WallClock : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
};

struct Office {
  WallClock clock;
  std::unique_ptr<Store> store;
  std::unique_ptr<KeyRing> keys;
  std::unique_ptr<Desk> desk;
};

// Names of the files in the data folder.
inline constexpr const char* kDatabaseFile = "callmap.db";
inline constexpr const char* kKeysFile = "keys.db";
inline constexpr const char* kMasterKeyFile = "master.key";

// Makes the folder (only its owner may enter) when `make`; else kNotFound when it is not there. The
// master key stands in the folder, or in the file that CALLMAP_MASTER_KEY names.
[[nodiscard]] Result<std::unique_ptr<Office>> open_office(const std::string& data, bool make,
                                                          bool demo = false);

// The file of the master key for that data folder.
[[nodiscard]] std::string master_key_path(const std::string& data);

}  // namespace callmap
