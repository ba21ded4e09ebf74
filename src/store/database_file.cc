#include "store/database_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>

#include "store/durable_file.h"

namespace callmap {
namespace {

constexpr int kOpenFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;

Result<> check_folder(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  const std::string folder = parent.empty() ? "." : parent.string();
  struct stat about{};
  if (stat(folder.c_str(), &about) != 0) {
    return std::unexpected(file_error("use folder", folder, errno));
  }
  if (!S_ISDIR(about.st_mode)) {
    return std::unexpected(file_error("use folder", folder, ENOTDIR));
  }
  if (faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
    return std::unexpected(file_error("write in folder", folder, errno));
  }
  return {};
}

// Under another name first: a file that bears the real name was complete once, so an empty or
// half-made one is damage and never taken for new.
Result<> make_file(const std::string& path, const DatabaseFormat& format) {
  const std::string partial = path + ".new";
  unlink(partial.c_str());
  unlink((partial + "-journal").c_str());
  {
    Database database = CALLMAP_TRY(Database::open(partial, kOpenFlags | SQLITE_OPEN_CREATE));
    CALLMAP_TRY(make_tables(database, format));
  }
  return publish_file(partial, path);
}

Result<> check_format(Database& database, const std::string& path, const DatabaseFormat& format) {
  const std::int64_t id = CALLMAP_TRY(database.number("PRAGMA application_id"));
  if (id != format.application_id) {
    return failure(ErrorKind::kInvalid,
                   fmt::format("`{}` is the database of another program and no {}: use another "
                               "data folder",
                               path, format.what));
  }
  const std::int64_t version = CALLMAP_TRY(database.number("SELECT version FROM format"));
  if (version > format.version) {
    return failure(ErrorKind::kInvalid,
                   fmt::format("`{}` has {} format {} and this callmap knows {}: install a newer "
                               "callmap",
                               path, format.what, version, format.version));
  }
  if (version >= 1 && version < format.oldest) {
    return failure(ErrorKind::kInvalid,
                   fmt::format("`{}` has {} format {}, which this callmap no longer reads: use "
                               "another data folder",
                               path, format.what, version));
  }
  if (version < 1) return std::unexpected(sqlite_error(database.get(), SQLITE_CORRUPT));
  return {};
}

// What lies in the write-ahead log may be missing from the file, so only a file without one is
// measured. SQLite itself looks at whole pages and misses a torn last one.
Result<> check_length(Database& database, std::int64_t length) {
  const std::int64_t pages = CALLMAP_TRY(database.number("PRAGMA page_count"));
  const std::int64_t page_bytes = CALLMAP_TRY(database.number("PRAGMA page_size"));
  if (length >= pages * page_bytes) return {};
  return std::unexpected(sqlite_error(database.get(), SQLITE_CORRUPT));
}

// Nothing when there is no such file.
Result<std::optional<std::int64_t>> length_of(const std::string& path) {
  struct stat about{};
  if (stat(path.c_str(), &about) == 0) return about.st_size;
  if (errno != ENOENT) return std::unexpected(file_error("open", path, errno));
  return std::nullopt;
}

// Makes the file when there is none; says no to one that cannot be whole.
Result<> prepare_file(const std::string& path, std::int64_t wal_length,
                      const DatabaseFormat& format) {
  const auto length = CALLMAP_TRY(length_of(path));
  if (length == 0) {
    return failure(ErrorKind::kDamaged,
                   fmt::format("`{}` is empty, its content was lost: restore a backup, or remove "
                               "it to begin anew",
                               path));
  }
  if (length) return {};
  // SQLite would replay what it finds there onto the new file.
  if (wal_length > 0) {
    return failure(ErrorKind::kDamaged,
                   fmt::format("`{0}` is gone while `{0}-wal` still stands: restore a backup, or "
                               "remove both to begin anew",
                               path));
  }
  return make_file(path, format);
}

}  // namespace

Result<> make_tables(Database& database, const DatabaseFormat& format) {
  Transaction transaction = CALLMAP_TRY(Transaction::begin(database));
  CALLMAP_TRY(
      database.run(fmt::format("PRAGMA application_id = {}", format.application_id).c_str()));
  CALLMAP_TRY(database.run(fmt::format("CREATE TABLE format(version INTEGER NOT NULL);"
                                       "INSERT INTO format VALUES ({});{}",
                                       format.version, format.schema)
                               .c_str()));
  return transaction.commit();
}

Result<Database> open_database_file(const std::string& path, const DatabaseFormat& format) {
  CALLMAP_TRY(check_folder(path));
  const std::int64_t wal_length = CALLMAP_TRY(length_of(path + "-wal")).value_or(0);
  CALLMAP_TRY(prepare_file(path, wal_length, format));
  const std::int64_t length = CALLMAP_TRY(length_of(path)).value_or(0);
  Database database = CALLMAP_TRY(Database::open(path, kOpenFlags));
  sqlite3_busy_timeout(database.get(), kBusyWaitMs);
  CALLMAP_TRY(check_format(database, path, format));
  if (wal_length == 0) CALLMAP_TRY(check_length(database, length));
  if (sqlite3_db_readonly(database.get(), "main") == 1) {
    return std::unexpected(sqlite_error(database.get(), SQLITE_READONLY));
  }
  CALLMAP_TRY(database.run("PRAGMA journal_mode = WAL"));
  CALLMAP_TRY(database.run("PRAGMA synchronous = FULL"));
  return database;
}

}  // namespace callmap
