#pragma once
// The durable log. A `Store` holds streams of records (one stream a contact, person, team, customer
// or map), rows that can be rebuilt from them (what is open, what is due, who is found by what),
// and blobs (the source of every map used). The desk calls it; it knows nothing of calls. Its two
// makings are memory (tests, practice) and SQLite (live).
//
// What holds:
//  1. A commit is all or nothing, across streams, rows and blobs, and is durable before `done`
//     hears of it.
//  2. Every record has a global position. Positions rise in commit order; gaps are normal; none is
//     given twice.
//  3. Within a stream, versions are 1, 2, 3 … without a gap. An append at another expected version
//     is kConflict and changes nothing. Appends of one commit are taken in their order, so that two
//     to one stream expect the versions that they will meet; one without records only checks.
//  4. Each record carries a digest chained over the record before it in the same stream, so that a
//     changed, lost or swapped record is found by `verify` although sealed parts cannot be read.
//  5. A commit over a limit, or with an empty id, key or table, is kInvalid and changes nothing.
// The same suite (store_suite_test.cc) holds both makings to this.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/result.h"

namespace callmap {

enum class StreamKind : std::uint8_t {
  kContact = 1,
  kPerson = 2,
  kTeam = 3,
  kCustomer = 4,
  kMap = 5
};

struct StreamId {
  StreamKind kind = StreamKind::kContact;
  std::string id;
  auto operator<=>(const StreamId&) const = default;
};

// What a writer hands over. `clear` is JSON that the engine needs for its control; `sealed` is
// ciphertext, opaque here.
struct NewRecord {
  Instant at;
  std::string clear;
  std::string sealed;
};

struct LogRecord {
  std::uint64_t position = 0;
  StreamId stream;
  std::uint64_t version = 0;
  Instant at;
  std::string clear;
  std::string sealed;
  bool operator==(const LogRecord&) const = default;
};

struct Append {
  StreamId stream;
  std::uint64_t expected_version =
      0;  // the stream's version before this append; 0 for a new stream
  std::vector<NewRecord> records;
};

// A row is found by table and key; `sub` tells rows of one key apart. An empty optional value
// deletes it.
struct RowChange {
  std::string table;
  std::string key;
  std::string sub;
  std::optional<std::string> value;
};
struct Row {
  std::string key;
  std::string sub;
  std::string value;
  bool operator==(const Row&) const = default;
};

// Source bytes kept under their digest; writing the same digest twice is no change.
struct Blob {
  std::string digest;
  std::string bytes;
};

struct Commit {
  std::vector<Append> appends;
  std::vector<RowChange> rows;
  std::vector<Blob> blobs;
};

// The position of the last record of the commit (0 when it held none).
struct Committed {
  std::uint64_t position = 0;
};

inline constexpr std::size_t kRecordBytesMax = 1u << 20;  // clear and sealed together
inline constexpr std::size_t kCommitRecordsMax = 10'000;
inline constexpr std::size_t kCommitRowsMax = 50'000;
inline constexpr std::size_t kNameBytesMax = 512;          // stream id, table, key, sub, digest
inline constexpr std::size_t kRowBytesMax = 1u << 20;      // a row's value
inline constexpr std::size_t kBlobBytesMax = 16u << 20;    // a blob
inline constexpr std::size_t kQueueBytesMax = 256u << 20;  // commits waiting for the disk

class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  // Queues a commit. `done` is called exactly once, in the order of queueing, on the committing
  // thread (memory: on the caller's, before this returns); it must not block, and may queue
  // another. kBusy when kQueueBytesMax are waiting already. Any thread may call; destroying the
  // store waits until all that is queued is done.
  virtual void commit(Commit commit, std::function<void(Result<Committed>)> done) = 0;
  // The same and waits. Not from within `done`.
  [[nodiscard]] Result<Committed> commit_now(Commit commit);

  // The stream's records from that version on, in order; empty for a stream that does not exist.
  // Any thread.
  [[nodiscard]] virtual Result<std::vector<LogRecord>> read(const StreamId& stream,
                                                            std::uint64_t from_version = 1) = 0;
  // Records of all streams after that position, in order, at most `limit`.
  [[nodiscard]] virtual Result<std::vector<LogRecord>> read_after(std::uint64_t position,
                                                                  std::size_t limit) = 0;
  [[nodiscard]] virtual Result<std::uint64_t> last_position() = 0;

  // All rows of that key, ordered by sub.
  [[nodiscard]] virtual Result<std::vector<Row>> rows(std::string_view table,
                                                      std::string_view key) = 0;
  // Rows of a table after that key (exclusive; empty for the first), ordered by key then sub, at
  // most `limit` keys' worth of rows: the last key returned is whole.
  [[nodiscard]] virtual Result<std::vector<Row>> scan(std::string_view table,
                                                      std::string_view after_key,
                                                      std::size_t limit) = 0;
  // kNotFound when there is none.
  [[nodiscard]] virtual Result<std::string> blob(std::string_view digest) = 0;

  // A whole, consistent copy of everything in a new file while others go on writing. kInvalid where
  // a file stands.
  [[nodiscard]] virtual Result<> backup(const std::string& path) = 0;
  // Recomputes every digest chain; the first break as kDamaged with stream and version, else the
  // number of records.
  [[nodiscard]] virtual Result<std::uint64_t> verify() = 0;
};

[[nodiscard]] std::unique_ptr<Store> open_memory_store();

// Opens or makes the database file in WAL with synchronous FULL and owns its lock until destroyed.
// Errors say what to do: another process has it (kBusy), not a Callmap database or a newer format
// (kInvalid), damaged (kDamaged), folder not writable.
[[nodiscard]] Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path);

}  // namespace callmap
