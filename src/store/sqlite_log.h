#pragma once
// Writes commits into the tables of the SQLite store, a batch of them in one transaction. Only the
// committing thread calls it. It never calls `done` and knows no queue.
//
// The log is a table in order of position and nothing else: no index has to be kept for it. Each
// row names the position of the row before it in its stream, and the table of streams names the
// last, so that a stream is read backward from its head. docs/decisions/sqlite-log.md has why.

#include <map>
#include <optional>
#include <string>

#include "store/bounded_cache.h"
#include "store/chain.h"
#include "store/database_file.h"
#include "store/sqlite.h"
#include "store/store.h"

namespace callmap {

inline constexpr std::int64_t kLogApplicationId = 0x43616c6d;  // "Calm"
inline constexpr std::int64_t kLogFormatVersion = 1;
inline constexpr std::size_t kHeadsRemembered = 32'768;  // a cache generation

extern const DatabaseFormat kLogFormat;

class SqliteLog {
 public:
  [[nodiscard]] static Result<SqliteLog> open(Database& database);

  [[nodiscard]] Result<> begin();
  // The outer error means that the database failed and the batch must be rolled back. The inner one
  // is this commit's own: it has changed nothing and the batch goes on.
  [[nodiscard]] Result<Result<Committed>> add(const Commit& commit);
  // Makes everything added since `begin` durable. On an error nothing of it stands.
  [[nodiscard]] Result<> commit();
  void roll_back();

  [[nodiscard]] std::uint64_t last_position() const { return durable_position_; }

 private:
  // Where a stream ends. `number` is 0 until the stream has its row.
  struct Head {
    std::uint64_t number = 0;
    std::uint64_t version = 0;
    std::uint64_t position = 0;
    Digest digest{};
    bool fresh = false;  // its row is not written yet
  };
  struct HashStream {
    std::size_t operator()(const StreamId& stream) const {
      return std::hash<std::string>{}(stream.id) * 31 + static_cast<std::size_t>(stream.kind);
    }
  };

  explicit SqliteLog(Database& database) : database_(&database) {}
  [[nodiscard]] Result<> prepare();
  [[nodiscard]] Result<Head*> head(const StreamId& stream);
  [[nodiscard]] Result<Head> load_head(const StreamId& stream);
  [[nodiscard]] Result<Result<>> check_versions(const Commit& commit);
  [[nodiscard]] Result<> write_records(const Append& append);
  [[nodiscard]] Result<> write_row(const RowChange& change);
  [[nodiscard]] Result<> write_heads();

  Database* database_;
  Statement find_head_, add_stream_, move_head_, add_record_, put_row_, drop_row_, put_blob_;
  std::optional<Transaction> transaction_;
  std::map<StreamId, Head> touched_;  // in this batch; the cache hears of them when it is durable
  BoundedCache<StreamId, Head, kHeadsRemembered, HashStream> heads_;
  std::uint64_t durable_position_ = 0;
  std::uint64_t batch_position_ = 0;  // of the last record added since `begin`
  std::uint64_t next_position_ = 1;
  std::uint64_t next_stream_ = 1;
};

}  // namespace callmap
