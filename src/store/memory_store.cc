// The store that forgets: everything in ordered containers under one lock.

#include <fmt/core.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>

#include "base/ensure.h"
#include "store/chain.h"
#include "store/commit_check.h"
#include "store/durable_file.h"
#include "store/store.h"

namespace callmap {
namespace {

struct RowName {
  std::string table;
  std::string key;
  std::string sub;
  auto operator<=>(const RowName&) const = default;
};

class MemoryStore final : public Store {
 public:
  void commit(Commit commit, std::function<void(Result<Committed>)> done) override;
  Result<std::vector<LogRecord>> read(const StreamId& stream, std::uint64_t from_version) override;
  Result<std::vector<LogRecord>> read_after(std::uint64_t position, std::size_t limit) override;
  Result<std::uint64_t> last_position() override;
  Result<std::vector<Row>> rows(std::string_view table, std::string_view key) override;
  Result<std::vector<Row>> scan(std::string_view table, std::string_view after_key,
                                std::size_t limit) override;
  Result<std::string> blob(std::string_view digest) override;
  Result<> backup(const std::string& path) override;
  Result<std::uint64_t> verify() override;

 private:
  [[nodiscard]] Result<Committed> apply(Commit commit);
  [[nodiscard]] Result<> check_versions(const Commit& commit) const;
  void append(Append append);
  [[nodiscard]] Result<> copy_to(Store& other) const;

  // Held while a commit is made and heard of, so that `done` comes in order; recursive because
  // `done` may commit again.
  std::recursive_mutex order_;
  mutable std::shared_mutex mutex_;                           // guards what follows
  std::vector<LogRecord> log_;                                // position n stands at n - 1
  std::vector<Digest> digests_;                               // likewise
  std::map<StreamId, std::vector<std::uint64_t>> positions_;  // of each stream's versions
  std::map<RowName, std::string> rows_;
  std::map<std::string, std::string, std::less<>> blobs_;
};

void MemoryStore::commit(Commit commit, std::function<void(Result<Committed>)> done) {
  const std::lock_guard order(order_);
  done(apply(std::move(commit)));
}

Result<> MemoryStore::check_versions(const Commit& commit) const {
  std::map<StreamId, std::uint64_t> planned;
  for (const Append& append : commit.appends) {
    const auto stands = positions_.find(append.stream);
    const std::uint64_t now = stands == positions_.end() ? 0 : stands->second.size();
    std::uint64_t& version = planned.emplace(append.stream, now).first->second;
    if (append.expected_version != version) {
      return std::unexpected(version_conflict(append, version));
    }
    version += append.records.size();
  }
  return {};
}

Result<Committed> MemoryStore::apply(Commit commit) {
  CALLMAP_TRY(check_limits(commit));
  const std::unique_lock lock(mutex_);
  CALLMAP_TRY(check_versions(commit));
  Committed committed;
  for (Append& each : commit.appends) {
    if (each.records.empty()) continue;
    append(std::move(each));
    committed.position = log_.size();
  }
  for (RowChange& change : commit.rows) {
    RowName name{std::move(change.table), std::move(change.key), std::move(change.sub)};
    if (change.value) {
      rows_.insert_or_assign(std::move(name), std::move(*change.value));
    } else {
      rows_.erase(name);
    }
  }
  for (Blob& blob : commit.blobs) blobs_.emplace(std::move(blob.digest), std::move(blob.bytes));
  return committed;
}

void MemoryStore::append(Append append) {
  auto& positions = positions_[append.stream];
  Digest digest = positions.empty() ? Digest{} : digests_[positions.back() - 1];
  for (NewRecord& record : append.records) {
    const std::uint64_t version = positions.size() + 1;
    digest = next_digest(digest, {append.stream, version, record.at, record.clear, record.sealed});
    digests_.push_back(digest);
    log_.push_back({.position = log_.size() + 1,
                    .stream = append.stream,
                    .version = version,
                    .at = record.at,
                    .clear = std::move(record.clear),
                    .sealed = std::move(record.sealed)});
    positions.push_back(log_.size());
  }
}

Result<std::vector<LogRecord>> MemoryStore::read(const StreamId& stream,
                                                 std::uint64_t from_version) {
  const std::shared_lock lock(mutex_);
  std::vector<LogRecord> found;
  const auto stands = positions_.find(stream);
  if (stands == positions_.end()) return found;
  for (std::size_t at = from_version == 0 ? 0 : from_version - 1; at < stands->second.size();
       ++at) {
    found.push_back(log_[stands->second[at] - 1]);
  }
  return found;
}

Result<std::vector<LogRecord>> MemoryStore::read_after(std::uint64_t position, std::size_t limit) {
  const std::shared_lock lock(mutex_);
  if (position >= log_.size()) return std::vector<LogRecord>{};
  const auto first = log_.begin() + static_cast<std::ptrdiff_t>(position);
  const auto count = std::min<std::size_t>(limit, log_.size() - position);
  return std::vector<LogRecord>(first, first + static_cast<std::ptrdiff_t>(count));
}

Result<std::uint64_t> MemoryStore::last_position() {
  const std::shared_lock lock(mutex_);
  return log_.size();
}

Result<std::vector<Row>> MemoryStore::rows(std::string_view table, std::string_view key) {
  const std::shared_lock lock(mutex_);
  std::vector<Row> found;
  for (auto at = rows_.lower_bound({std::string(table), std::string(key), {}});
       at != rows_.end() && at->first.table == table && at->first.key == key; ++at) {
    found.push_back({at->first.key, at->first.sub, at->second});
  }
  return found;
}

Result<std::vector<Row>> MemoryStore::scan(std::string_view table, std::string_view after_key,
                                           std::size_t limit) {
  const std::shared_lock lock(mutex_);
  std::vector<Row> found;
  std::size_t keys = 0;
  for (auto at = rows_.lower_bound({std::string(table), std::string(after_key), {}});
       at != rows_.end() && at->first.table == table; ++at) {
    if (at->first.key == after_key) continue;
    if (found.empty() || found.back().key != at->first.key) ++keys;
    if (keys > limit) break;
    found.push_back({at->first.key, at->first.sub, at->second});
  }
  return found;
}

Result<std::string> MemoryStore::blob(std::string_view digest) {
  const std::shared_lock lock(mutex_);
  const auto found = blobs_.find(digest);
  if (found == blobs_.end()) {
    return failure(ErrorKind::kNotFound, fmt::format("there is no blob `{}`", digest));
  }
  return found->second;
}

// As a file of the SQLite store, so that what was practised can be kept and looked at. Positions
// come out the same because both count from 1.
Result<> MemoryStore::backup(const std::string& path) {
  if (access(path.c_str(), F_OK) == 0) {
    return failure(ErrorKind::kInvalid,
                   fmt::format("`{}` exists already: choose another name", path));
  }
  const std::string partial = path + ".partial";
  for (const char* rest : {"", "-wal", "-shm"}) unlink((partial + rest).c_str());
  {
    const auto other = CALLMAP_TRY(open_sqlite_store(partial));
    const std::shared_lock lock(mutex_);
    CALLMAP_TRY(copy_to(*other));
  }
  unlink((partial + ".lock").c_str());
  return publish_file(partial, path);
}

Result<> MemoryStore::copy_to(Store& other) const {
  constexpr std::size_t kBatch = 1'000;
  for (std::size_t from = 0; from < log_.size(); from += kBatch) {
    Commit commit;
    for (std::size_t at = from; at < std::min(from + kBatch, log_.size()); ++at) {
      const LogRecord& record = log_[at];
      commit.appends.push_back(
          {record.stream, record.version - 1, {{record.at, record.clear, record.sealed}}});
    }
    CALLMAP_TRY(other.commit_now(std::move(commit)));
  }
  for (auto at = rows_.begin(); at != rows_.end();) {
    Commit commit;
    for (; at != rows_.end() && commit.rows.size() < kBatch; ++at) {
      commit.rows.push_back({at->first.table, at->first.key, at->first.sub, at->second});
    }
    CALLMAP_TRY(other.commit_now(std::move(commit)));
  }
  for (const auto& [digest, bytes] : blobs_) {
    CALLMAP_TRY(other.commit_now({.blobs = {{digest, bytes}}}));
  }
  return {};
}

Result<std::uint64_t> MemoryStore::verify() {
  const std::shared_lock lock(mutex_);
  for (const auto& [stream, positions] : positions_) {
    Digest digest{};
    for (const std::uint64_t position : positions) {
      const LogRecord& record = log_[position - 1];
      digest =
          next_digest(digest, {stream, record.version, record.at, record.clear, record.sealed});
      if (digest != digests_[position - 1]) {
        return std::unexpected(broken_record(stream, record.version));
      }
    }
  }
  return log_.size();
}

}  // namespace

std::unique_ptr<Store> open_memory_store() {
  ENSURE(sodium_init() >= 0);  // else its hashes are the slow ones
  return std::make_unique<MemoryStore>();
}

}  // namespace callmap
