#pragma once
// Files of ours that are SQLite databases: made whole or not at all, known by their application id,
// carrying the version of their format. The log and the key file are two such. Opening one never
// reads more than its first pages, so that it takes no longer when the file is large.

#include <cstdint>
#include <string>

#include "store/sqlite.h"

namespace callmap {

struct DatabaseFormat {
  const char* what;  // "call log"
  std::int64_t application_id;
  std::int64_t version;
  std::int64_t oldest = 1;  // version that is still read
  const char* schema;       // the tables, apart from `format`, which holds the version
};

inline constexpr int kBusyWaitMs = 2'000;  // how long another program may hold the file

// Opens `path` for writing in WAL with synchronous FULL, making it when it does not exist. The
// caller holds the lock. kInvalid: another program's database, or a newer format. kDamaged: what
// stands there is no whole database of ours.
[[nodiscard]] Result<Database> open_database_file(const std::string& path,
                                                  const DatabaseFormat& format);

// Makes the tables in an open, empty database.
[[nodiscard]] Result<> make_tables(Database& database, const DatabaseFormat& format);

}  // namespace callmap
