// The live store: one committing thread, a few readers lent to whoever asks, and the lock that
// keeps other processes out.

#include <fmt/core.h>
#include <sodium.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "base/ensure.h"
#include "store/durable_file.h"
#include "store/file_lock.h"
#include "store/sqlite_committer.h"
#include "store/sqlite_reader.h"
#include "store/store.h"

namespace callmap {
namespace {

constexpr std::size_t kReaders = 4;

class SqliteStore final : public Store {
 public:
  SqliteStore(std::string path, FileLock lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  [[nodiscard]] Result<> start() {
    Database database = CALLMAP_TRY(open_database_file(path_, kLogFormat));
    committer_ = CALLMAP_TRY(SqliteCommitter::start(std::move(database)));
    for (std::size_t i = 0; i < kReaders; ++i) {
      idle_.push_back(CALLMAP_TRY(SqliteReader::open(path_)));
    }
    return {};
  }

  void commit(Commit commit, std::function<void(Result<Committed>)> done) override {
    committer_->commit(std::move(commit), std::move(done));
  }
  Result<std::vector<LogRecord>> read(const StreamId& stream, std::uint64_t from_version) override {
    return Lent(*this)->read(stream, from_version);
  }
  Result<std::vector<LogRecord>> read_after(std::uint64_t position, std::size_t limit) override {
    return Lent(*this)->read_after(position, limit);
  }
  Result<std::uint64_t> last_position() override { return committer_->last_position(); }
  Result<std::vector<Row>> rows(std::string_view table, std::string_view key) override {
    return Lent(*this)->rows(table, key);
  }
  Result<std::vector<Row>> scan(std::string_view table, std::string_view after_key,
                                std::size_t limit) override {
    return Lent(*this)->scan(table, after_key, limit);
  }
  Result<std::string> blob(std::string_view digest) override { return Lent(*this)->blob(digest); }
  Result<> backup(const std::string& path) override;
  // On a connection of its own, as it takes long.
  Result<std::uint64_t> verify() override {
    const auto reader = CALLMAP_TRY(SqliteReader::open(path_));
    return reader->verify(committer_->last_position());
  }

 private:
  // A reader for the length of one call; waits while all are out.
  class Lent {
   public:
    explicit Lent(SqliteStore& store) : store_(store) {
      std::unique_lock lock(store_.mutex_);
      store_.returned_.wait(lock, [this] { return !store_.idle_.empty(); });
      reader_ = std::move(store_.idle_.back());
      store_.idle_.pop_back();
    }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    ~Lent() {
      const std::lock_guard lock(store_.mutex_);
      store_.idle_.push_back(std::move(reader_));
      store_.returned_.notify_one();
    }
    SqliteReader* operator->() const { return reader_.get(); }

   private:
    SqliteStore& store_;
    std::unique_ptr<SqliteReader> reader_;
  };

  // The lock is given back last, when every connection is closed.
  std::string path_;
  FileLock lock_;
  std::unique_ptr<SqliteCommitter> committer_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<SqliteReader>> idle_;  // guarded by mutex_
};

Result<> SqliteStore::backup(const std::string& path) {
  if (access(path.c_str(), F_OK) == 0) {
    return failure(ErrorKind::kInvalid,
                   fmt::format("`{}` exists already: choose another name", path));
  }
  // A name that only this call uses, as two may ask for one path at once.
  const std::string partial =
      fmt::format("{}.partial-{}", path, reinterpret_cast<std::uintptr_t>(&path));
  unlink(partial.c_str());
  Result<> copied = committer_->copy_to(partial);
  if (copied) copied = publish_file(partial, path);
  if (!copied) unlink(partial.c_str());
  return copied;
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path) {
  ENSURE(sodium_init() >= 0);  // else its hashes are the slow ones
  FileLock lock = CALLMAP_TRY(FileLock::take(path));
  auto store = std::make_unique<SqliteStore>(path, std::move(lock));
  CALLMAP_TRY(store->start());
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace callmap
