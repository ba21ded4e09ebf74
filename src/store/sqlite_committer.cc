#include "store/sqlite_committer.h"

#include <future>

#include "base/ensure.h"

namespace callmap {
namespace {

std::size_t bytes_of(const Commit& commit) {
  std::size_t bytes = sizeof(Commit);
  for (const Append& append : commit.appends) {
    bytes += sizeof(Append) + append.stream.id.size();
    for (const NewRecord& record : append.records) {
      bytes += sizeof(NewRecord) + record.clear.size() + record.sealed.size();
    }
  }
  for (const RowChange& change : commit.rows) {
    bytes += sizeof(RowChange) + change.key.size() + change.sub.size();
    if (change.value) bytes += change.value->size();
  }
  for (const Blob& blob : commit.blobs) bytes += sizeof(Blob) + blob.bytes.size();
  return bytes;
}

std::size_t records_of(const Commit& commit) {
  std::size_t records = 1;  // a commit of rows alone counts as well
  for (const Append& append : commit.appends) records += append.records.size();
  return records;
}

}  // namespace

// SQLite carries pages that change while the copy runs over into it, as long as this very
// connection changes them: so the copy need not begin anew, and no long read holds up the
// write-ahead log.
struct SqliteCommitter::Copy {
  struct Finish {
    void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
  };
  std::string path;
  std::promise<Result<>> finished;
  std::unique_ptr<Database> target;
  std::unique_ptr<sqlite3_backup, Finish> backup;

  [[nodiscard]] Result<> begin(Database& source) {
    target = std::make_unique<Database>(CALLMAP_TRY(
        Database::open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX)));
    // Whoever asked flushes the file when it is whole; one that is not is thrown away.
    CALLMAP_TRY(target->run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF"));
    backup.reset(sqlite3_backup_init(target->get(), "main", source.get(), "main"));
    if (backup == nullptr) {
      return std::unexpected(sqlite_error(target->get(), sqlite3_errcode(target->get())));
    }
    return {};
  }
  // True when the copy is whole.
  [[nodiscard]] Result<bool> step() {
    const int code = sqlite3_backup_step(backup.get(), kBackupPagesAtOnce);
    if (code == SQLITE_OK || code == SQLITE_BUSY) return false;
    const int finish = sqlite3_backup_finish(backup.release());
    if (code == SQLITE_DONE && finish == SQLITE_OK) return true;
    return std::unexpected(sqlite_error(target->get(), code == SQLITE_DONE ? finish : code));
  }
};

SqliteCommitter::SqliteCommitter(Database database) : database_(std::move(database)) {}

Result<std::unique_ptr<SqliteCommitter>> SqliteCommitter::start(Database database) {
  std::unique_ptr<SqliteCommitter> committer(new SqliteCommitter(std::move(database)));
  committer->log_ = std::make_unique<SqliteLog>(CALLMAP_TRY(SqliteLog::open(committer->database_)));
  committer->last_position_ = committer->log_->last_position();
  sqlite3_wal_hook(
      committer->database_.get(),
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<SqliteCommitter*>(self)->wal_pages_ = pages;
        return SQLITE_OK;
      },
      committer.get());
  committer->thread_ = std::thread([self = committer.get()] { self->run(); });
  return committer;
}

SqliteCommitter::~SqliteCommitter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void SqliteCommitter::commit(Commit commit, Done done) {
  Job job{.commit = std::move(commit), .done = std::move(done)};
  job.bytes = bytes_of(job.commit);
  const std::lock_guard lock(mutex_);
  ENSURE(!stopping_);
  if (queued_bytes_ + job.bytes > kQueueBytesMax) {
    job.refused = true;
    job.commit = {};
    job.bytes = sizeof(Job);
  }
  queued_bytes_ += job.bytes;
  queue_.push_back(std::move(job));
  if (asleep_) wake_.notify_one();
}

Result<> SqliteCommitter::copy_to(const std::string& path) {
  auto copy = std::make_unique<Copy>();
  copy->path = path;
  auto finished = copy->finished.get_future();
  {
    const std::lock_guard lock(mutex_);
    copies_.push_back(std::move(copy));
    wake_.notify_one();
  }
  return finished.get();
}

void SqliteCommitter::run() {
  for (;;) {
    std::vector<Job> batch = wait_for_work();
    if (batch.empty() && !copy_) return;
    if (!batch.empty()) commit_batch(batch);
    if (wal_pages_ >= kWalPagesMax) shorten_wal();
    if (copy_) continue_copy();
  }
}

// Empty with no copy running only when all is done and the store is being destroyed.
std::vector<SqliteCommitter::Job> SqliteCommitter::wait_for_work() {
  std::unique_lock lock(mutex_);
  asleep_ = true;
  wake_.wait(lock, [this] {
    return !queue_.empty() || copy_ != nullptr || !copies_.empty() || stopping_;
  });
  asleep_ = false;
  if (!copy_ && !copies_.empty()) {
    copy_ = std::move(copies_.front());
    copies_.pop_front();
  }
  std::vector<Job> batch;
  std::size_t records = 0;
  std::size_t bytes = 0;
  while (!queue_.empty() && records < kBatchRecordsMax && bytes < kBatchBytesMax) {
    Job& next = queue_.front();
    records += records_of(next.commit);
    bytes += next.bytes;
    batch.push_back(std::move(next));
    queue_.pop_front();
  }
  queued_bytes_ -= bytes;
  return batch;
}

void SqliteCommitter::commit_batch(std::vector<Job>& batch) {
  std::vector<Result<Committed>> outcomes;
  outcomes.reserve(batch.size());
  if (const auto written = write_batch(batch, outcomes); !written) {
    log_->roll_back();
    outcomes.assign(batch.size(), std::unexpected(written.error()));
  }
  last_position_ = log_->last_position();
  for (std::size_t i = 0; i < batch.size(); ++i) batch[i].done(std::move(outcomes[i]));
}

Result<> SqliteCommitter::write_batch(const std::vector<Job>& batch,
                                      std::vector<Result<Committed>>& outcomes) {
  CALLMAP_TRY(log_->begin());
  for (const Job& job : batch) {
    if (job.refused) {
      outcomes.push_back(failure(ErrorKind::kBusy,
                                 "too much is waiting to be written: the disk is too slow for the "
                                 "load, try again"));
      continue;
    }
    outcomes.push_back(CALLMAP_TRY(log_->add(job.commit)));
  }
  return log_->commit();
}

// By force: left to itself SQLite begins the log anew only when no reader happens to stand in it,
// and under load it then grows without end. The file keeps its length, so that writing into it
// again needs no new blocks. When readers do not leave in time, the next batch tries again.
void SqliteCommitter::shorten_wal() {
  sqlite3_busy_timeout(database_.get(), kWalResetWaitMs);
  if (database_.reset_wal()) wal_pages_ = 0;
  sqlite3_busy_timeout(database_.get(), kBusyWaitMs);
}

void SqliteCommitter::continue_copy() {
  Result<> begun;
  if (!copy_->backup) begun = copy_->begin(database_);
  Result<bool> whole = begun ? copy_->step() : std::unexpected(begun.error());
  if (whole && !*whole) return;
  const std::unique_ptr<Copy> ended = std::move(copy_);
  ended->backup.reset();
  ended->target.reset();
  ended->finished.set_value(whole ? Result<>() : std::unexpected(whole.error()));
}

}  // namespace callmap
