#pragma once
// The data folder opened: store, keys and desk, in the order in which they must stand and fall.
// Every command that needs the organisation's data opens it through here.

#include <memory>
#include <string>
#include <utility>

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

// A folder that is removed, with all that is in it, when this ends. Empty: none.
class PassingFolder {
 public:
  PassingFolder() = default;
  explicit PassingFolder(std::string path) : path_(std::move(path)) {}
  PassingFolder(const PassingFolder&) = delete;
  PassingFolder& operator=(const PassingFolder&) = delete;
  PassingFolder(PassingFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  PassingFolder& operator=(PassingFolder&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
  }
  ~PassingFolder();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct Office {
  PassingFolder copy;  // of open_office_to_read, beside a server
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
                                                          DeskOptions options = {});

// For those who only read, also beside a server that runs: they then read a copy, made at this
// moment in the data folder and removed with the office. What is done to that office is lost.
[[nodiscard]] Result<std::unique_ptr<Office>> open_office_to_read(const std::string& data);

// The file of the master key for that data folder.
[[nodiscard]] std::string master_key_path(const std::string& data);

}  // namespace callmap
