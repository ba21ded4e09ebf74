#include "store/sqlite_log.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/ensure.h"
#include "store/commit_check.h"

namespace callmap {

const DatabaseFormat kLogFormat{.what = "call log",
                                .application_id = kLogApplicationId,
                                .version = kLogFormatVersion,
                                .schema = R"sql(
CREATE TABLE streams(
  number INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  position INTEGER NOT NULL);
CREATE UNIQUE INDEX streams_by_id ON streams(kind, id);
CREATE TABLE log(
  position INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL,
  version INTEGER NOT NULL,
  previous INTEGER NOT NULL,
  at INTEGER NOT NULL,
  digest BLOB NOT NULL,
  clear TEXT NOT NULL,
  sealed BLOB NOT NULL);
CREATE TABLE rows(
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  sub TEXT NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY(kind, key, sub)) WITHOUT ROWID;
CREATE TABLE blobs(digest TEXT PRIMARY KEY, bytes BLOB NOT NULL);
)sql"};

Result<SqliteLog> SqliteLog::open(Database& database) {
  SqliteLog log(database);
  CALLMAP_TRY(log.prepare());
  const std::int64_t position =
      CALLMAP_TRY(database.number("SELECT ifnull(max(position), 0) FROM log"));
  const std::int64_t stream =
      CALLMAP_TRY(database.number("SELECT ifnull(max(number), 0) FROM streams"));
  log.durable_position_ = static_cast<std::uint64_t>(position);
  log.next_position_ = log.durable_position_ + 1;
  log.next_stream_ = static_cast<std::uint64_t>(stream) + 1;
  return log;
}

Result<> SqliteLog::prepare() {
  find_head_ = CALLMAP_TRY(database_->prepare(
      "SELECT s.number, s.version, s.position, l.digest FROM streams s "
      "LEFT JOIN log l ON l.position = s.position WHERE s.kind = ? AND s.id = ?"));
  add_stream_ = CALLMAP_TRY(database_->prepare(
      "INSERT INTO streams(number, kind, id, version, position) VALUES (?, ?, ?, ?, ?)"));
  move_head_ = CALLMAP_TRY(
      database_->prepare("UPDATE streams SET version = ?, position = ? WHERE number = ?"));
  add_record_ = CALLMAP_TRY(database_->prepare(
      "INSERT INTO log(position, stream, version, previous, at, digest, clear, sealed) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
  put_row_ =
      CALLMAP_TRY(database_->prepare("INSERT INTO rows(kind, key, sub, value) VALUES (?, ?, ?, ?) "
                                     "ON CONFLICT DO UPDATE SET value = excluded.value"));
  drop_row_ =
      CALLMAP_TRY(database_->prepare("DELETE FROM rows WHERE kind = ? AND key = ? AND sub = ?"));
  put_blob_ =
      CALLMAP_TRY(database_->prepare("INSERT OR IGNORE INTO blobs(digest, bytes) VALUES (?, ?)"));
  return {};
}

Result<> SqliteLog::begin() {
  ENSURE(!transaction_ && touched_.empty());
  batch_position_ = durable_position_;
  transaction_.emplace(CALLMAP_TRY(Transaction::begin(*database_)));
  return {};
}

Result<Result<Committed>> SqliteLog::add(const Commit& commit) {
  if (auto fits = check_limits(commit); !fits) {
    return Result<Committed>(std::unexpected(fits.error()));
  }
  if (auto versions = CALLMAP_TRY(check_versions(commit)); !versions) {
    return Result<Committed>(std::unexpected(versions.error()));
  }
  Committed committed;
  for (const Append& append : commit.appends) {
    CALLMAP_TRY(write_records(append));
    if (!append.records.empty()) committed.position = batch_position_;
  }
  for (const RowChange& change : commit.rows) CALLMAP_TRY(write_row(change));
  for (const Blob& blob : commit.blobs) {
    Query query(put_blob_, blob.digest, BlobView{blob.bytes});
    CALLMAP_TRY(query.run());
  }
  return Result<Committed>(committed);
}

// Before anything is written, so that a declined commit leaves no trace in the batch.
Result<Result<>> SqliteLog::check_versions(const Commit& commit) {
  if (commit.appends.size() == 1) {
    const Append& append = commit.appends.front();
    const Head* found = CALLMAP_TRY(head(append.stream));
    if (append.expected_version == found->version) return Result<>();
    return Result<>(std::unexpected(version_conflict(append, found->version)));
  }
  std::map<StreamId, std::uint64_t> planned;
  for (const Append& append : commit.appends) {
    auto at = planned.find(append.stream);
    if (at == planned.end()) {
      const Head* found = CALLMAP_TRY(head(append.stream));
      at = planned.emplace(append.stream, found->version).first;
    }
    if (append.expected_version != at->second) {
      return Result<>(std::unexpected(version_conflict(append, at->second)));
    }
    at->second += append.records.size();
  }
  return Result<>();
}

Result<SqliteLog::Head*> SqliteLog::head(const StreamId& stream) {
  if (const auto found = touched_.find(stream); found != touched_.end()) return &found->second;
  const Head* known = heads_.find(stream);
  const Head loaded = known != nullptr ? *known : CALLMAP_TRY(load_head(stream));
  return &touched_.emplace(stream, loaded).first->second;
}

Result<SqliteLog::Head> SqliteLog::load_head(const StreamId& stream) {
  Query query(find_head_, static_cast<std::int64_t>(stream.kind), stream.id);
  const bool exists = CALLMAP_TRY(query.next());
  if (!exists) return Head{};
  Head head{.number = query.whole(0), .version = query.whole(1), .position = query.whole(2)};
  const std::string_view digest = query.bytes(3);
  if (digest.size() != head.digest.size()) return std::unexpected(lost_head(stream, head.version));
  std::copy(digest.begin(), digest.end(), head.digest.begin());
  return head;
}

Result<> SqliteLog::write_records(const Append& append) {
  if (append.records.empty()) return {};
  Head& at = *CALLMAP_TRY(head(append.stream));
  if (at.number == 0) {
    at.number = next_stream_++;
    at.fresh = true;
  }
  for (const NewRecord& record : append.records) {
    const std::uint64_t previous = at.position;
    at.version += 1;
    at.position = next_position_++;
    at.digest =
        next_digest(at.digest, {append.stream, at.version, record.at, record.clear, record.sealed});
    const std::string_view digest(reinterpret_cast<const char*>(at.digest.data()),
                                  at.digest.size());
    Query query(add_record_, at.position, at.number, at.version, previous, record.at.ms,
                BlobView{digest}, record.clear, BlobView{record.sealed});
    CALLMAP_TRY(query.run());
    batch_position_ = at.position;
  }
  return {};
}

Result<> SqliteLog::write_row(const RowChange& change) {
  if (change.value) {
    Query query(put_row_, change.table, change.key, change.sub, BlobView{*change.value});
    return query.run();
  }
  Query query(drop_row_, change.table, change.key, change.sub);
  return query.run();
}

// Once a batch and stream, however many records the batch held.
Result<> SqliteLog::write_heads() {
  for (auto& [stream, at] : touched_) {
    if (at.number == 0) continue;  // asked for and not written
    if (at.fresh) {
      Query query(add_stream_, at.number, static_cast<std::int64_t>(stream.kind), stream.id,
                  at.version, at.position);
      CALLMAP_TRY(query.run());
      at.fresh = false;
    } else {
      Query query(move_head_, at.version, at.position, at.number);
      CALLMAP_TRY(query.run());
    }
  }
  return {};
}

Result<> SqliteLog::commit() {
  CALLMAP_TRY(write_heads());
  CALLMAP_TRY(transaction_->commit());
  transaction_.reset();
  durable_position_ = batch_position_;
  for (const auto& [stream, at] : touched_) {
    if (at.number != 0) heads_.put(stream, at);
  }
  touched_.clear();
  return {};
}

// Positions given out are not given again while this process lives, although nobody saw them.
void SqliteLog::roll_back() {
  transaction_.reset();
  touched_.clear();
  heads_.clear();
}

}  // namespace callmap
