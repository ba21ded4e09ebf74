#include "store/sqlite.h"

#include <fmt/core.h>

#include "base/ensure.h"

namespace callmap {

Error sqlite_error(sqlite3* connection, int code) {
  const char* name = sqlite3_db_filename(connection, "main");
  return sqlite_error(name == nullptr ? "" : name, code);
}

Error sqlite_error(std::string_view file, int code) {
  const std::string path = file.empty() ? "the database in memory" : fmt::format("`{}`", file);
  const std::string reason = sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {ErrorKind::kDamaged,
              fmt::format("{} is damaged ({}): put it aside and restore a backup", path, reason)};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorKind::kBusy, fmt::format("{} is locked by another program: close it", path)};
    case SQLITE_FULL:
      return {ErrorKind::kFailed,
              fmt::format("no space is left for {}: free some on that disk", path)};
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {ErrorKind::kFailed,
              fmt::format("cannot write {} ({}): give this user the right to write the file and "
                          "its folder, or use another one",
                          path, reason)};
    case SQLITE_IOERR:
      return {ErrorKind::kFailed, fmt::format("the disk failed under {} ({})", path, reason)};
    default: return {ErrorKind::kFailed, fmt::format("sqlite failed on {} ({})", path, reason)};
  }
}

Query::~Query() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Result<bool> Query::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return std::unexpected(sqlite_error(sqlite3_db_handle(statement_), code));
}

Result<> Query::run() {
  const bool row = CALLMAP_TRY(next());
  ENSURE(!row);
  return {};
}

std::int64_t Query::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::uint64_t Query::whole(int column) const {
  return static_cast<std::uint64_t>(integer(column));
}

std::string_view Query::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int length = sqlite3_column_bytes(statement_, column);
  return {static_cast<const char*>(data), static_cast<std::size_t>(length)};
}

void Query::bind(int index, std::int64_t number) {
  const int code = sqlite3_bind_int64(statement_, index, number);
  ENSURE(code == SQLITE_OK, "argument {}", index);
}

// An empty view may point nowhere, which SQLite would take as NULL.
void Query::bind(int index, std::string_view text) {
  const int code = sqlite3_bind_text64(statement_, index, text.empty() ? "" : text.data(),
                                       text.size(), SQLITE_STATIC, SQLITE_UTF8);
  ENSURE(code == SQLITE_OK, "argument {}", index);
}

void Query::bind(int index, BlobView blob) {
  const int code =
      sqlite3_bind_blob64(statement_, index, blob.bytes.empty() ? "" : blob.bytes.data(),
                          blob.bytes.size(), SQLITE_STATIC);
  ENSURE(code == SQLITE_OK, "argument {}", index);
}

Result<Database> Database::open(const std::string& path, int flags) {
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &connection, flags, nullptr);
  if (connection == nullptr) return failure("out of memory while opening a database");
  Database database(connection);
  if (code != SQLITE_OK) return std::unexpected(sqlite_error(path, code));
  sqlite3_extended_result_codes(connection, 1);
  return database;
}

Result<> Database::run(const char* sql) {
  const int code = sqlite3_exec(get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return std::unexpected(sqlite_error(get(), code));
  return {};
}

Result<Statement> Database::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v3(get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code == SQLITE_OK) return Statement(statement);
  // We wrote the sentence and made the tables, so a table that is not there was lost.
  if (code == SQLITE_ERROR) {
    return std::unexpected(sqlite_error(get(), SQLITE_CORRUPT));
  }
  return std::unexpected(sqlite_error(get(), code));
}

Result<std::int64_t> Database::number(const char* sql) {
  const Statement statement = CALLMAP_TRY(prepare(sql));
  Query query(statement);
  const bool found = CALLMAP_TRY(query.next());
  if (!found) return std::unexpected(sqlite_error(get(), SQLITE_CORRUPT));
  return query.integer(0);
}

Result<> Database::reset_wal() {
  const int code =
      sqlite3_wal_checkpoint_v2(get(), nullptr, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
  if (code != SQLITE_OK) return std::unexpected(sqlite_error(get(), code));
  return {};
}

Result<Transaction> Transaction::begin(Database& database) {
  CALLMAP_TRY(database.run("BEGIN IMMEDIATE"));
  return Transaction(database);
}

Result<> Transaction::commit() {
  CALLMAP_TRY(database_->run("COMMIT"));
  database_ = nullptr;
  return {};
}

Transaction::~Transaction() {
  // A failed commit may have rolled back by itself; the second time is then an error of no meaning.
  if (database_ == nullptr) return;
  [[maybe_unused]] const auto rolled_back = database_->run("ROLLBACK");
}

}  // namespace callmap
