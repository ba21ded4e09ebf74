// What only the live store has: a file, a lock, a disk that can fail.

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "store/store.h"
#include "store/temporary_folder.h"

namespace callmap {
namespace {

const StreamId kOneCall{StreamKind::kContact, "c1"};

class SqliteStore : public testing::Test {
 protected:
  TemporaryFolder folder_;
  std::string path_ = folder_ / "callmap.db";

  std::unique_ptr<Store> open() {
    auto opened = open_sqlite_store(path_);
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
  }
  Error open_error() {
    auto opened = open_sqlite_store(path_);
    EXPECT_FALSE(opened);
    return opened ? Error{} : opened.error();
  }
  void fill(int streams, int records_each) {
    const auto store = open();
    for (int i = 0; i < streams; ++i) {
      const StreamId stream{StreamKind::kContact, "c" + std::to_string(i)};
      std::vector<NewRecord> records(static_cast<std::size_t>(records_each),
                                     {{i}, "{\"clear\":true}", "sealed"});
      ASSERT_TRUE(store->commit_now(
          {.appends = {{stream, 0, records}}, .rows = {{"open", stream.id, "", "1"}}}));
    }
  }
  // Another program's hand in the file while the store is shut.
  void run_sql(const char* sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
};

TEST_F(SqliteStore, HasEverythingAfterARestart) {
  fill(3, 4);
  const auto store = open();
  EXPECT_EQ(store->last_position().value(), 12u);
  EXPECT_EQ(store->read(kOneCall, 1)->size(), 4u);
  EXPECT_EQ(store->rows("open", "c2")->size(), 1u);
  const auto done = store->commit_now({.appends = {{kOneCall, 4, {{{9}, "{}", ""}}}}});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->position, 13u);
  EXPECT_EQ(store->verify().value(), 13u);
}

TEST_F(SqliteStore, FinishesWhatIsQueuedBeforeItCloses) {
  std::atomic<int> told = 0;
  {
    const auto store = open();
    for (std::uint64_t i = 0; i < 500; ++i) {
      store->commit({.appends = {{kOneCall, i, {{{1}, "{}", ""}}}}}, [&](Result<Committed> done) {
        EXPECT_TRUE(done);
        ++told;
      });
    }
  }
  EXPECT_EQ(told, 500);
  EXPECT_EQ(open()->read(kOneCall, 1)->size(), 500u);
}

TEST_F(SqliteStore, LetsOneProcessInAndTellsTheOtherWhatToDo) {
  const auto store = open();
  const Error busy = open_error();
  EXPECT_EQ(busy.kind, ErrorKind::kBusy);
  EXPECT_EQ(busy.message, "`" + path_ + "` is in use by another callmap (process " +
                              std::to_string(getpid()) +
                              "): stop that one first, or use another data folder");
}

TEST_F(SqliteStore, OpensAfterItsOwnerIsGone) {
  {
    const auto store = open();
  }
  EXPECT_NE(open(), nullptr);
}

TEST_F(SqliteStore, CallsAFileThatIsNoDatabaseDamaged) {
  std::ofstream(path_) << std::string(20'000, 'g');
  const Error error = open_error();
  EXPECT_EQ(error.kind, ErrorKind::kDamaged);
  EXPECT_EQ(error.message, "`" + path_ +
                               "` is damaged (file is not a database): put it aside and restore a "
                               "backup");
}

TEST_F(SqliteStore, CallsAFileThatWasCutOffDamaged) {
  fill(200, 20);
  const auto size = std::filesystem::file_size(path_);
  for (const auto left : {size / 2, size - 1, std::uintmax_t{5'000}, std::uintmax_t{100}}) {
    std::filesystem::copy_file(path_, folder_ / "whole.db",
                               std::filesystem::copy_options::overwrite_existing);
    std::filesystem::resize_file(path_, left);
    const Error error = open_error();
    EXPECT_EQ(error.kind, ErrorKind::kDamaged) << left << " " << error.message;
    EXPECT_TRUE(error.message.contains("restore a backup")) << error.message;
    std::filesystem::rename(folder_ / "whole.db", path_);
  }
  EXPECT_NE(open(), nullptr);
}

TEST_F(SqliteStore, NeverTakesAnEmptyFileForANewDatabase) {
  std::ofstream{path_};
  const Error error = open_error();
  EXPECT_EQ(error.kind, ErrorKind::kDamaged);
  EXPECT_TRUE(error.message.contains("is empty, its content was lost: restore a backup"));
}

TEST_F(SqliteStore, NeverBeginsAnewBesideTheJournalOfALostDatabase) {
  std::ofstream(path_ + "-wal") << "pages";
  const Error error = open_error();
  EXPECT_EQ(error.kind, ErrorKind::kDamaged);
  EXPECT_TRUE(error.message.contains("-wal` still stands"));
}

TEST_F(SqliteStore, BeginsAnewWhereMakingTheFileWasCutShort) {
  std::ofstream(path_ + ".new") << "half a file";
  EXPECT_NE(open(), nullptr);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(SqliteStore, CallsADatabaseWithoutItsTablesDamaged) {
  fill(1, 1);
  run_sql("DROP TABLE streams");
  EXPECT_EQ(open_error().kind, ErrorKind::kDamaged);
}

TEST_F(SqliteStore, RefusesAnotherProgramsDatabase) {
  run_sql("CREATE TABLE songs(title)");
  const Error error = open_error();
  EXPECT_EQ(error.kind, ErrorKind::kInvalid);
  EXPECT_TRUE(error.message.contains("is the database of another program and no call log"));
}

TEST_F(SqliteStore, RefusesANewerFormatAndLeavesItAlone) {
  fill(1, 1);
  run_sql("UPDATE format SET version = 7");
  const Error error = open_error();
  EXPECT_EQ(error.kind, ErrorKind::kInvalid);
  EXPECT_EQ(error.message, "`" + path_ +
                               "` has call log format 7 and this callmap knows 1: install a newer "
                               "callmap");
  run_sql("UPDATE format SET version = 1");
  EXPECT_EQ(open()->read({StreamKind::kContact, "c0"}, 1)->size(), 1u);
}

TEST_F(SqliteStore, SaysWhichFolderIsMissing) {
  path_ = folder_ / "nowhere/callmap.db";
  const Error error = open_error();
  EXPECT_TRUE(error.message.contains("nowhere"));
  EXPECT_TRUE(error.message.contains("make the folder first")) << error.message;
}

// Runs as nobody when run as root, whom no permission stops.
class Unprivileged {
 public:
  Unprivileged() : was_root_(geteuid() == 0) { EXPECT_TRUE(!was_root_ || seteuid(65534) == 0); }
  ~Unprivileged() { EXPECT_TRUE(!was_root_ || seteuid(0) == 0); }

 private:
  bool was_root_;
};

TEST_F(SqliteStore, SaysThatAFolderCannotBeWritten) {
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0555));
  Error error;
  {
    const Unprivileged nobody;
    error = open_error();
  }
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
  EXPECT_TRUE(error.message.contains("permission denied")) << error.message;
  EXPECT_TRUE(error.message.contains("give this user the right to write there")) << error.message;
}

TEST_F(SqliteStore, SaysThatAFileCannotBeWritten) {
  fill(1, 1);
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0777));
  std::filesystem::permissions(path_, std::filesystem::perms(0444));
  std::filesystem::remove(path_ + ".lock");
  Error error;
  {
    const Unprivileged nobody;
    error = open_error();
  }
  EXPECT_TRUE(error.message.contains("cannot write `" + path_ + "`")) << error.message;
}

TEST_F(SqliteStore, FindsARecordThatWasChanged) {
  fill(3, 5);
  run_sql("UPDATE log SET clear = '{}' WHERE position = 8");
  const auto found = open()->verify();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::kDamaged);
  EXPECT_EQ(found.error().message,
            "the record of contact `c1` at version 3 is not as it was written: restore a backup");
}

TEST_F(SqliteStore, FindsEveryKindOfTampering) {
  struct Case {
    const char* sql;
    const char* message;
  };
  for (const Case& each : {
           Case{"DELETE FROM log WHERE position = 8", "contact `c1` at version 3 is lost"},
           Case{"DELETE FROM log WHERE position = 10", "contact `c1` at version 5 is lost"},
           Case{"UPDATE log SET sealed = x'00' WHERE position = 6", "`c1` at version 1 is not as"},
           Case{"UPDATE log SET at = at + 1 WHERE position = 7", "`c1` at version 2 is not as"},
           Case{"UPDATE log SET version = 9 WHERE position = 7", "`c1` at version 8 is lost"},
           Case{"UPDATE log SET stream = 1 WHERE position = 7", "`c0` at version 1 is lost"},
           Case{"UPDATE log SET previous = 3 WHERE position = 6", "`c1` at version 1 is not as"},
           Case{"UPDATE log SET digest = x'00' WHERE position = 15", "`c2` at version 5 is not as"},
           Case{"UPDATE streams SET id = 'x' WHERE number = 2", "`x` at version 1 is not as"},
           Case{"UPDATE streams SET version = 4, position = 9 WHERE number = 2",
                "1 records more than its streams count"},
           Case{"DELETE FROM streams WHERE number = 3", "the stream of the record at position 11"},
       }) {
    std::filesystem::remove(path_);
    fill(3, 5);
    run_sql(each.sql);
    const auto found = open()->verify();
    ASSERT_FALSE(found) << each.sql;
    EXPECT_EQ(found.error().kind, ErrorKind::kDamaged);
    EXPECT_TRUE(found.error().message.contains(each.message))
        << each.sql << ": " << found.error().message;
  }
}

TEST_F(SqliteStore, CallsAStreamWithALostRecordDamagedWhenItIsReadOrWritten) {
  fill(1, 5);
  run_sql("DELETE FROM log WHERE position IN (3, 5)");
  const auto store = open();
  const StreamId stream{StreamKind::kContact, "c0"};
  EXPECT_EQ(store->read(stream, 1).error().kind, ErrorKind::kDamaged);
  EXPECT_EQ(store->commit_now({.appends = {{stream, 5, {{{1}, "{}", ""}}}}}).error().kind,
            ErrorKind::kDamaged);
  EXPECT_TRUE(store->commit_now({.appends = {{{StreamKind::kMap, "m"}, 0, {{{1}, "{}", ""}}}}}));
}

TEST_F(SqliteStore, GoesOnAfterTheDiskRefusedToWrite) {
  const auto store = open();
  const std::string large(400'000, 'x');
  ASSERT_TRUE(store->commit_now({.appends = {{kOneCall, 0, {{{1}, "{}", ""}}}}}));

  // The kernel now refuses to let any file grow beyond this.
  ASSERT_NE(std::signal(SIGXFSZ, SIG_IGN), SIG_ERR);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit tight{100'000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
  const auto refused = store->commit_now(
      {.appends = {{kOneCall, 1, {{{2}, large, ""}}}}, .rows = {{"open", "c1", "", "no"}}});
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kFailed) << refused.error().message;
  EXPECT_TRUE(refused.error().message.contains(path_)) << refused.error().message;
  EXPECT_EQ(store->read(kOneCall, 1)->size(), 1u);
  EXPECT_TRUE(store->rows("open", "c1")->empty());
  EXPECT_EQ(store->last_position().value(), 1u);
  const auto done = store->commit_now({.appends = {{kOneCall, 1, {{{3}, large, ""}}}}});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_GT(done->position, 1u);
  EXPECT_EQ(store->verify().value(), 2u);
}

TEST_F(SqliteStore, RefusesACommitWhenTooMuchIsWaitingAndTellsItInItsTurn) {
  const auto store = open();
  const std::string large(kBlobBytesMax, 'x');
  std::vector<bool> outcomes;
  ErrorKind kind = ErrorKind::kFailed;
  const int count = static_cast<int>(kQueueBytesMax / kBlobBytesMax) + 3;
  std::atomic<bool> hold = true;
  store->commit({}, [&](Result<Committed>) {
    while (hold) std::this_thread::yield();
  });
  for (int i = 0; i < count; ++i) {
    store->commit({.blobs = {{"the same", large}}}, [&](Result<Committed> done) {
      outcomes.push_back(done.has_value());
      if (!done) kind = done.error().kind;
    });
  }
  hold = false;
  while (!store->commit_now({})) std::this_thread::yield();
  ASSERT_EQ(outcomes.size(), static_cast<std::size_t>(count));
  EXPECT_TRUE(outcomes.front());
  EXPECT_FALSE(outcomes.back());
  EXPECT_EQ(kind, ErrorKind::kBusy);
}

TEST_F(SqliteStore, KeepsTheWriteAheadLogShortWhileReadersAreBusy) {
  const auto store = open();
  std::atomic<bool> stop = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!stop) EXPECT_TRUE(store->read_after(0, 200));
    });
  }
  std::uintmax_t longest = 0;
  const std::string text(2'000, 'x');
  for (std::uint64_t i = 0; i < 90; ++i) {
    std::vector<NewRecord> records(200, {{1}, text, ""});
    ASSERT_TRUE(store->commit_now({.appends = {{kOneCall, i * 200, std::move(records)}}}));
    longest = std::max(longest, std::filesystem::file_size(path_ + "-wal"));
  }
  stop = true;
  for (auto& reader : readers) reader.join();
  // 36 MB were written. On a busy machine readers may sleep inside a read for a while.
  EXPECT_LT(longest, std::uintmax_t{28} << 20);
}

TEST_F(SqliteStore, BacksUpAConsistentWholeWhileOthersWrite) {
  fill(300, 30);
  const auto store = open();
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> written = 0;
  const StreamId one{StreamKind::kContact, "one"};
  const StreamId two{StreamKind::kContact, "two"};
  std::thread writer([&] {
    for (std::uint64_t i = 0; !stop; ++i) {
      const std::string number = std::to_string(i);
      EXPECT_TRUE(store->commit_now(
          {.appends = {{one, i, {{{1}, number, ""}}}, {two, i, {{{1}, number, ""}}}},
           .rows = {{"count", "n", "", number}}}));
      written = i + 1;
    }
  });
  while (written < 20) std::this_thread::yield();
  const std::uint64_t before = written;
  const std::string copy_path = folder_ / "copy.db";
  const auto made = store->backup(copy_path);
  stop = true;
  writer.join();
  ASSERT_TRUE(made) << made.error().message;

  auto copy = open_sqlite_store(copy_path);
  ASSERT_TRUE(copy) << copy.error().message;
  const std::uint64_t kept = (*copy)->read(one, 1)->size();
  EXPECT_GE(kept, before);
  EXPECT_EQ((*copy)->read(two, 1)->size(), kept);
  EXPECT_EQ((*copy)->rows("count", "n")->front().value, std::to_string(kept - 1));
  EXPECT_EQ((*copy)->verify().value(), 300u * 30u + 2 * kept);
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    EXPECT_FALSE(entry.path().string().contains("partial")) << entry.path();
  }
}

TEST_F(SqliteStore, RestoresFromABackupWithPlainCopying) {
  fill(5, 5);
  const std::string copy_path = folder_ / "copy.db";
  ASSERT_TRUE(open()->backup(copy_path));
  std::filesystem::resize_file(path_, 6'000);
  EXPECT_EQ(open_error().kind, ErrorKind::kDamaged);
  std::filesystem::rename(copy_path, path_);
  EXPECT_EQ(open()->verify().value(), 25u);
}

TEST_F(SqliteStore, MakesTwoBackupsAtOnce) {
  fill(100, 20);
  const auto store = open();
  std::thread other([&] { EXPECT_TRUE(store->backup(folder_ / "a.db")); });
  EXPECT_TRUE(store->backup(folder_ / "b.db"));
  other.join();
  for (const char* name : {"a.db", "b.db"}) {
    auto copy = open_sqlite_store(folder_ / name);
    ASSERT_TRUE(copy);
    EXPECT_EQ((*copy)->verify().value(), 2'000u);
  }
}

}  // namespace
}  // namespace callmap
