#include "store/copy.h"

#include <fmt/core.h>
#include <unistd.h>

#include "store/durable_file.h"
#include "store/sqlite.h"

namespace callmap {
namespace {

// One step copies all pages within one read transaction: later commits are not in it, and do not
// disturb it.
Result<> copy_pages(const std::string& from, const std::string& to) {
  Database source = CALLMAP_TRY(Database::open(from, SQLITE_OPEN_READONLY));
  Database target = CALLMAP_TRY(Database::open(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
  sqlite3_backup* copying = sqlite3_backup_init(target.get(), "main", source.get(), "main");
  if (!copying) return std::unexpected(sqlite_error(target.get(), sqlite3_errcode(target.get())));
  const int stepped = sqlite3_backup_step(copying, -1);
  const int finished = sqlite3_backup_finish(copying);
  if (stepped != SQLITE_DONE) return std::unexpected(sqlite_error(from, stepped));
  if (finished != SQLITE_OK) return std::unexpected(sqlite_error(to, finished));
  return {};
}

}  // namespace

Result<> copy_database(const std::string& from, const std::string& to) {
  if (access(from.c_str(), F_OK) != 0) {
    return failure(ErrorKind::kNotFound, fmt::format("there is no `{}`", from));
  }
  if (access(to.c_str(), F_OK) == 0) {
    return failure(ErrorKind::kInvalid,
                   fmt::format("`{}` exists already: choose another name", to));
  }
  const std::string partial = to + ".partial";
  unlink(partial.c_str());
  Result<> copied = copy_pages(from, partial);
  if (copied) copied = publish_file(partial, to);
  if (!copied) unlink(partial.c_str());
  return copied;
}

}  // namespace callmap
