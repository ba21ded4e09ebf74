#pragma once
// Reads the tables of the SQLite store on a connection of its own. One thread at a time; the store
// keeps a few of these and lends them. No read transaction outlives a call, so that the write-ahead
// log can always be begun anew.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/sqlite.h"
#include "store/store.h"

namespace callmap {

class SqliteReader {
 public:
  [[nodiscard]] static Result<std::unique_ptr<SqliteReader>> open(const std::string& path);

  // As in Store.
  [[nodiscard]] Result<std::vector<LogRecord>> read(const StreamId& stream,
                                                    std::uint64_t from_version);
  [[nodiscard]] Result<std::vector<LogRecord>> read_after(std::uint64_t position,
                                                          std::size_t limit);
  [[nodiscard]] Result<std::vector<Row>> rows(std::string_view table, std::string_view key);
  [[nodiscard]] Result<std::vector<Row>> scan(std::string_view table, std::string_view after_key,
                                              std::size_t limit);
  [[nodiscard]] Result<std::string> blob(std::string_view digest);
  // Counts the records up to that position and checks their chains, a slice at a time.
  [[nodiscard]] Result<std::uint64_t> verify(std::uint64_t last_position);

 private:
  explicit SqliteReader(Database database) : database_(std::move(database)) {}
  [[nodiscard]] Result<> prepare();
  [[nodiscard]] Result<> verify_heads();

  Database database_;
  Statement find_head_, get_record_, list_records_, list_rows_, scan_rows_, get_blob_;
};

}  // namespace callmap
