#include "store/sqlite_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "store/chain.h"
#include "store/commit_check.h"
#include "store/database_file.h"

namespace callmap {
namespace {

constexpr std::int64_t kVerifySlice = 2'000;  // records in one read transaction

// One record beside the one that it says came before it. The columns are those of kChainSql.
constexpr const char* kChainSql =
    "SELECT l.position, s.kind, s.id, l.version, l.at, l.clear, l.sealed, l.digest, l.previous, "
    "p.version, p.digest, p.stream = l.stream "
    "FROM log l LEFT JOIN streams s ON s.number = l.stream "
    "LEFT JOIN log p ON p.position = l.previous WHERE l.position > ? ORDER BY l.position LIMIT ?";

std::optional<Digest> to_digest(std::string_view bytes) {
  Digest digest;
  if (bytes.size() != digest.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

Result<> verify_link(const Query& row) {
  const StreamId stream{static_cast<StreamKind>(row.integer(1)), row.text(2)};
  if (stream.id.empty()) {
    return failure(ErrorKind::kDamaged,
                   fmt::format("the stream of the record at position {} is lost: restore a backup",
                               row.integer(0)));
  }
  const std::uint64_t version = row.whole(3);
  Digest previous{};
  if (version != 1) {
    const auto before = to_digest(row.bytes(10));
    if (!before || row.whole(9) + 1 != version || row.integer(11) != 1) {
      return std::unexpected(lost_head(stream, version - 1));
    }
    previous = *before;
  } else if (row.integer(8) != 0) {
    return std::unexpected(broken_record(stream, version));
  }
  const Digest digest =
      next_digest(previous, {stream, version, {row.integer(4)}, row.bytes(5), row.bytes(6)});
  if (to_digest(row.bytes(7)) != digest) return std::unexpected(broken_record(stream, version));
  return {};
}

}  // namespace

Result<std::unique_ptr<SqliteReader>> SqliteReader::open(const std::string& path) {
  Database database = CALLMAP_TRY(
      Database::open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE));
  sqlite3_busy_timeout(database.get(), kBusyWaitMs);
  CALLMAP_TRY(database.run("PRAGMA query_only = ON"));
  std::unique_ptr<SqliteReader> reader(new SqliteReader(std::move(database)));
  CALLMAP_TRY(reader->prepare());
  return reader;
}

Result<> SqliteReader::prepare() {
  find_head_ = CALLMAP_TRY(
      database_.prepare("SELECT position, version FROM streams WHERE kind = ? AND id = ?"));
  get_record_ = CALLMAP_TRY(
      database_.prepare("SELECT version, previous, at, clear, sealed FROM log WHERE position = ?"));
  // CROSS JOIN keeps the log in front, so that nothing is sorted.
  list_records_ = CALLMAP_TRY(database_.prepare(
      "SELECT l.position, s.kind, s.id, l.version, l.at, l.clear, l.sealed FROM log l "
      "CROSS JOIN streams s ON s.number = l.stream WHERE l.position > ? "
      "ORDER BY l.position LIMIT ?"));
  list_rows_ = CALLMAP_TRY(
      database_.prepare("SELECT sub, value FROM rows WHERE kind = ? AND key = ? ORDER BY sub"));
  scan_rows_ = CALLMAP_TRY(database_.prepare(
      "SELECT key, sub, value FROM rows WHERE kind = ? AND key > ? ORDER BY key, sub"));
  get_blob_ = CALLMAP_TRY(database_.prepare("SELECT bytes FROM blobs WHERE digest = ?"));
  return {};
}

// Backward from the head. Records never change, so that no transaction is needed around the walk.
Result<std::vector<LogRecord>> SqliteReader::read(const StreamId& stream,
                                                  std::uint64_t from_version) {
  std::vector<LogRecord> found;
  std::uint64_t position = 0;
  std::uint64_t version = 0;
  {
    Query head(find_head_, static_cast<std::int64_t>(stream.kind), stream.id);
    const bool exists = CALLMAP_TRY(head.next());
    if (!exists) return found;
    position = head.whole(0);
    version = head.whole(1);
  }
  for (; version >= std::max<std::uint64_t>(from_version, 1); --version) {
    Query row(get_record_, position);
    const bool exists = CALLMAP_TRY(row.next());
    if (!exists || row.whole(0) != version) return std::unexpected(lost_head(stream, version));
    found.push_back({.position = position,
                     .stream = stream,
                     .version = version,
                     .at = {row.integer(2)},
                     .clear = row.text(3),
                     .sealed = row.text(4)});
    position = row.whole(1);
  }
  std::reverse(found.begin(), found.end());
  return found;
}

Result<std::vector<LogRecord>> SqliteReader::read_after(std::uint64_t position, std::size_t limit) {
  std::vector<LogRecord> found;
  const std::uint64_t bounded = std::min<std::uint64_t>(limit, INT64_MAX);
  Query row(list_records_, position, bounded);
  while (CALLMAP_TRY(row.next())) {
    found.push_back({.position = row.whole(0),
                     .stream = {static_cast<StreamKind>(row.integer(1)), row.text(2)},
                     .version = row.whole(3),
                     .at = {row.integer(4)},
                     .clear = row.text(5),
                     .sealed = row.text(6)});
  }
  return found;
}

Result<std::vector<Row>> SqliteReader::rows(std::string_view table, std::string_view key) {
  std::vector<Row> found;
  Query row(list_rows_, table, key);
  while (CALLMAP_TRY(row.next())) {
    found.push_back({std::string(key), row.text(0), row.text(1)});
  }
  return found;
}

Result<std::vector<Row>> SqliteReader::scan(std::string_view table, std::string_view after_key,
                                            std::size_t limit) {
  std::vector<Row> found;
  std::size_t keys = 0;
  Query row(scan_rows_, table, after_key);
  while (CALLMAP_TRY(row.next())) {
    if (found.empty() || found.back().key != row.bytes(0)) ++keys;
    if (keys > limit) break;
    found.push_back({row.text(0), row.text(1), row.text(2)});
  }
  return found;
}

Result<std::string> SqliteReader::blob(std::string_view digest) {
  Query row(get_blob_, digest);
  const bool exists = CALLMAP_TRY(row.next());
  if (!exists) {
    return failure(ErrorKind::kNotFound, fmt::format("there is no blob `{}`", digest));
  }
  return row.text(0);
}

Result<std::uint64_t> SqliteReader::verify(std::uint64_t last_position) {
  const Statement links = CALLMAP_TRY(database_.prepare(kChainSql));
  std::uint64_t count = 0;
  std::uint64_t position = 0;
  for (bool more = true; more;) {
    Query row(links, position, kVerifySlice);
    more = false;
    while (CALLMAP_TRY(row.next())) {
      if (row.whole(0) > last_position) {
        more = false;
        break;
      }
      CALLMAP_TRY(verify_link(row));
      position = row.whole(0);
      ++count;
      more = true;
    }
  }
  CALLMAP_TRY(verify_heads());
  return count;
}

// What the links cannot show: a stream that lost its end, and records that no stream counts.
Result<> SqliteReader::verify_heads() {
  const Statement heads = CALLMAP_TRY(database_.prepare(
      "SELECT s.number, s.kind, s.id, s.version, l.version = s.version AND l.stream = s.number "
      "FROM streams s LEFT JOIN log l ON l.position = s.position WHERE s.number > ? "
      "ORDER BY s.number LIMIT ?"));
  std::int64_t number = 0;
  for (bool more = true; more;) {
    Query row(heads, number, kVerifySlice);
    more = false;
    while (CALLMAP_TRY(row.next())) {
      more = true;
      number = row.integer(0);
      if (row.integer(4) == 1) continue;
      return std::unexpected(
          lost_head({static_cast<StreamKind>(row.integer(1)), row.text(2)}, row.whole(3)));
    }
  }
  const std::int64_t uncounted = CALLMAP_TRY(database_.number(
      "SELECT (SELECT count(*) FROM log) - (SELECT ifnull(sum(version), 0) FROM streams)"));
  if (uncounted != 0) {
    return failure(ErrorKind::kDamaged,
                   fmt::format("the log holds {} records more than its streams count: restore a "
                               "backup",
                               uncounted));
  }
  return {};
}

}  // namespace callmap
