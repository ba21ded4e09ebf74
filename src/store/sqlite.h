#pragma once
// SQLite in the words of this room: a connection, a prepared statement and one running query, each
// owned and each saying what went wrong as an `Error` that a person can act on. Only this room
// includes it. A connection and its statements belong to one thread at a time.

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace callmap {

// The error that the connection last met, with the file's name and what to do. Values never appear.
[[nodiscard]] Error sqlite_error(sqlite3* connection, int code);
[[nodiscard]] Error sqlite_error(std::string_view file, int code);

// A blob argument; text arguments are string_view.
struct BlobView {
  std::string_view bytes;
};

class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  [[nodiscard]] sqlite3_stmt* get() const { return statement_.get(); }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// One run of a statement: binds the arguments (which must outlive it), and resets on destruction so
// that no read transaction stays open.
//   Query query(by_key_, table, key);
//   while (CALLMAP_TRY(query.next())) use(query.text(0));
class Query {
 public:
  template <class... Arguments>
  explicit Query(const Statement& statement, const Arguments&... arguments)
      : statement_(statement.get()) {
    int index = 0;
    (bind(++index, arguments), ...);
  }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query();

  [[nodiscard]] Result<bool> next();  // true: there is a row, and the columns can be read
  [[nodiscard]] Result<> run();       // for statements that give no rows
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::uint64_t whole(int column) const;  // one that we wrote and is never negative
  [[nodiscard]] std::string_view bytes(int column) const;  // good until the next call
  [[nodiscard]] std::string text(int column) const { return std::string(bytes(column)); }

 private:
  void bind(int index, std::int64_t number);
  void bind(int index, std::uint64_t number) { bind(index, static_cast<std::int64_t>(number)); }
  void bind(int index, std::string_view text);
  void bind(int index, const std::string& text) { bind(index, std::string_view(text)); }
  void bind(int index, BlobView blob);
  sqlite3_stmt* statement_;
};

class Database {
 public:
  // `flags` as for sqlite3_open_v2.
  [[nodiscard]] static Result<Database> open(const std::string& path, int flags);

  [[nodiscard]] Result<> run(const char* sql);
  [[nodiscard]] Result<Statement> prepare(const char* sql);
  // The first column of the first row; kDamaged when there is none.
  [[nodiscard]] Result<std::int64_t> number(const char* sql);
  // Copies all frames of the write-ahead log into the file and begins the log anew.
  [[nodiscard]] Result<> reset_wal();
  [[nodiscard]] sqlite3* get() const { return connection_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  };
  explicit Database(sqlite3* connection) : connection_(connection) {}
  std::unique_ptr<sqlite3, Close> connection_;
};

// A write transaction that is rolled back unless committed.
class Transaction {
 public:
  [[nodiscard]] static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  [[nodiscard]] Result<> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace callmap
