#pragma once
// The one thread that writes the SQLite database. It takes whatever is queued, makes it durable in
// one transaction, tells each commit in order, then keeps the write-ahead log short and copies a
// slice of a running backup. While the disk syncs the next batch gathers by itself, so that there
// is no waiting window. The store owns it; destroying it finishes all that is queued.

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "store/sqlite_log.h"

namespace callmap {

inline constexpr std::size_t kBatchRecordsMax = 5'000;
inline constexpr std::size_t kBatchBytesMax = 8u << 20;
inline constexpr int kWalPagesMax = 2'000;      // then it is copied into the file and begun anew
inline constexpr int kWalResetWaitMs = 20;      // for readers to finish; else after the next batch
inline constexpr int kBackupPagesAtOnce = 256;  // between two batches

class SqliteCommitter {
 public:
  using Done = std::function<void(Result<Committed>)>;

  [[nodiscard]] static Result<std::unique_ptr<SqliteCommitter>> start(Database database);
  ~SqliteCommitter();

  void commit(Commit commit, Done done);
  // Copies the whole database into a new file at `path`, in slices between batches, and waits. The
  // copy is as of its end and is not flushed yet.
  [[nodiscard]] Result<> copy_to(const std::string& path);
  // Of the last durable record.
  [[nodiscard]] std::uint64_t last_position() const { return last_position_.load(); }

 private:
  struct Job {
    Commit commit;
    Done done;
    std::size_t bytes = 0;
    bool refused = false;  // the queue was full; told in its turn
  };
  struct Copy;

  explicit SqliteCommitter(Database database);
  void run();
  [[nodiscard]] std::vector<Job> wait_for_work();
  void commit_batch(std::vector<Job>& batch);
  [[nodiscard]] Result<> write_batch(const std::vector<Job>& batch,
                                     std::vector<Result<Committed>>& outcomes);
  void shorten_wal();
  void continue_copy();

  Database database_;
  std::unique_ptr<SqliteLog> log_;
  std::atomic<std::uint64_t> last_position_ = 0;
  int wal_pages_ = 0;           // as of the last commit; the committing thread's
  std::unique_ptr<Copy> copy_;  // running; the committing thread's

  std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::deque<Job> queue_;
  std::size_t queued_bytes_ = 0;
  std::deque<std::unique_ptr<Copy>> copies_;  // asked for
  bool asleep_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace callmap
