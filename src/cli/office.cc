#include "cli/office.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "store/canary.h"
#include "store/copy.h"

namespace callmap {
namespace fs = std::filesystem;

Instant WallClock::now() const {
  using namespace std::chrono;
  static std::atomic<std::int64_t> latest{
      0};  // shared by all clocks of the process: time of day is one
  const std::int64_t now =
      duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  std::int64_t seen = latest.load(std::memory_order_relaxed);
  while (now > seen && !latest.compare_exchange_weak(seen, now, std::memory_order_relaxed)) {
  }
  return {std::max(now, seen)};
}

std::string master_key_path(const std::string& data) {
  const char* elsewhere = std::getenv("CALLMAP_MASTER_KEY");
  return elsewhere && *elsewhere ? std::string(elsewhere) : data + "/" + kMasterKeyFile;
}

namespace {

// A data folder that does not open is a failure, whatever is wrong with it: nothing was asked of it
// yet to which the answer could be no.
template <class Opened>
Result<Opened> opened(Result<Opened> result) {
  if (!result && result.error().kind == ErrorKind::kInvalid) {
    return failure(result.error().message);
  }
  return result;
}

// Never makes keys for a log that has some already, and takes no others than those.
Result<std::unique_ptr<KeyRing>> open_keys(Store& store, const std::string& data,
                                           const std::string& master) {
  const std::string path = data + "/" + kKeysFile;
  const bool history = CALLMAP_TRY(has_history(store));
  auto keys = CALLMAP_TRY(
      KeyRing::open(master, path, history ? KeyFile::kMustExist : KeyFile::kMadeWhenAbsent));
  const bool fit = CALLMAP_TRY(keys_fit(store, *keys));
  if (fit) return keys;
  return failure(ErrorKind::kInvalid,
                 fmt::format("the key file `{}` is not the one that `{}/{}` was sealed with: put "
                             "the right one back, it is in every backup of that log",
                             path, data, kDatabaseFile));
}

// A first start makes the log before its keys, so keys alone are what a lost log left behind.
Result<> check_log_stands(const std::string& data) {
  const std::string log = data + "/" + kDatabaseFile;
  const std::string keys = data + "/" + kKeysFile;
  std::error_code error;
  if (fs::exists(log, error) || !fs::exists(keys, error)) return {};
  return failure(ErrorKind::kDamaged,
                 fmt::format("`{}` is gone while its keys `{}` still stand, so its content was "
                             "lost: restore a backup, or remove `{}` to begin anew",
                             log, keys, keys));
}

Result<std::unique_ptr<Office>> open_parts(const std::string& data, const std::string& master,
                                           DeskOptions options) {
  CALLMAP_TRY(check_log_stands(data));
  auto office = std::make_unique<Office>();
  office->store = CALLMAP_TRY(opened(open_sqlite_store(data + "/" + kDatabaseFile)));
  office->keys = CALLMAP_TRY(opened(open_keys(*office->store, data, master)));
  office->desk =
      CALLMAP_TRY(Desk::open(*office->store, *office->keys, office->clock, std::move(options)));
  return office;
}

constexpr std::string_view kCopyPrefix = ".reading-";

// Left by readers that were killed: an erased customer's keys would live on in them.
void remove_left_copies(const std::string& data) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(data, error)) {
    if (entry.path().filename().string().starts_with(kCopyPrefix)) {
      std::error_code ignored;
      fs::remove_all(entry.path(), ignored);
    }
  }
}

}  // namespace

PassingFolder::~PassingFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

Result<std::unique_ptr<Office>> open_office_to_read(const std::string& data) {
  auto office = open_office(data, false);
  if (office || office.error().kind != ErrorKind::kBusy) return office;
  std::string path = fmt::format("{}/{}XXXXXX", data, kCopyPrefix);
  if (!::mkdtemp(path.data())) {  // only its owner may enter
    return failure(fmt::format("a server runs on `{}`, and no copy to read can be made in it: {}",
                               data, std::strerror(errno)));
  }
  PassingFolder copy(path);
  for (const char* file : {kDatabaseFile, kKeysFile}) {
    CALLMAP_TRY(copy_database(data + "/" + file, path + "/" + file));
  }
  auto beside = CALLMAP_TRY(open_parts(path, master_key_path(data), {}));
  beside->copy = std::move(copy);
  return beside;
}

Result<std::unique_ptr<Office>> open_office(const std::string& data, bool make,
                                            DeskOptions options) {
  std::error_code error;
  if (!fs::is_directory(data, error)) {
    if (!make) {
      return failure(
          ErrorKind::kNotFound,
          fmt::format("there is no data folder `{}`; name it with --data, or start `callmap serve`",
                      data));
    }
    fs::create_directories(data, error);
    if (error) {
      return failure(fmt::format("cannot make the data folder `{}`: {}; name another with --data",
                                 data, error.message()));
    }
    if (::chmod(data.c_str(), 0700) != 0) {
      return failure(fmt::format("cannot close the data folder `{}` to others: {}", data,
                                 std::strerror(errno)));
    }
  }
  auto office = CALLMAP_TRY(open_parts(data, master_key_path(data), std::move(options)));
  remove_left_copies(data);  // their server ended: this process has the lock now
  return office;
}

}  // namespace callmap
