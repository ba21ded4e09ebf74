// One suite for both stores: what store.h promises.

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "store/store.h"
#include "store/temporary_folder.h"

namespace callmap {
namespace {

struct Kind {
  std::string name;
  bool durable;
};

class StoreSuite : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    if (!GetParam().durable) {
      store_ = open_memory_store();
      return;
    }
    auto opened = open_sqlite_store(folder_ / "callmap.db");
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }

  Result<Committed> append(const StreamId& stream, std::uint64_t expected,
                           std::vector<NewRecord> records) {
    return store_->commit_now({.appends = {{stream, expected, std::move(records)}}});
  }
  void put(const std::string& table, const std::string& key, const std::string& sub,
           std::optional<std::string> value) {
    ASSERT_TRUE(store_->commit_now({.rows = {{table, key, sub, std::move(value)}}}));
  }

  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
};

const StreamId kCall{StreamKind::kContact, "c1"};
const StreamId kOtherCall{StreamKind::kContact, "c2"};
const StreamId kCustomer{StreamKind::kCustomer, "c1"};

NewRecord record(std::int64_t at, std::string clear, std::string sealed = {}) {
  return {{at}, std::move(clear), std::move(sealed)};
}

std::vector<std::string> clear_of(const Result<std::vector<LogRecord>>& records) {
  std::vector<std::string> found;
  const std::vector<LogRecord>& all = records.value();
  for (const LogRecord& each : all) found.push_back(each.clear);
  return found;
}

using Texts = std::vector<std::string>;

TEST_P(StoreSuite, GivesBackWhatWasAppended) {
  const std::string bytes("\0\xff sealed \n", 11);
  const auto done = append(kCall, 0, {record(5, "{\"a\":1}", bytes), record(6, "{}")});
  ASSERT_TRUE(done);
  const auto records = store_->read(kCall, 1).value();
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0], (LogRecord{1, kCall, 1, {5}, "{\"a\":1}", bytes}));
  EXPECT_EQ(records[1], (LogRecord{2, kCall, 2, {6}, "{}", ""}));
  EXPECT_EQ(done->position, 2u);
  EXPECT_EQ(store_->last_position().value(), 2u);
}

TEST_P(StoreSuite, ReadsAStreamFromAVersionOn) {
  ASSERT_TRUE(append(kCall, 0, {record(1, "1"), record(2, "2"), record(3, "3")}));
  ASSERT_TRUE(append(kOtherCall, 0, {record(4, "other")}));
  ASSERT_TRUE(append(kCall, 3, {record(5, "4")}));
  EXPECT_EQ(clear_of(store_->read(kCall, 0)), (Texts{"1", "2", "3", "4"}));
  EXPECT_EQ(clear_of(store_->read(kCall, 3)), (Texts{"3", "4"}));
  EXPECT_EQ(clear_of(store_->read(kCall, 5)), Texts{});
}

TEST_P(StoreSuite, ReadsNothingFromAStreamThatDoesNotExist) {
  EXPECT_EQ(clear_of(store_->read(kCall, 1)), Texts{});
  EXPECT_EQ(clear_of(store_->read_after(0, 10)), Texts{});
  EXPECT_EQ(store_->last_position().value(), 0u);
}

TEST_P(StoreSuite, KeepsStreamsOfDifferentKindsApart) {
  ASSERT_TRUE(append(kCall, 0, {record(1, "call")}));
  ASSERT_TRUE(append(kCustomer, 0, {record(1, "customer")}));
  EXPECT_EQ(clear_of(store_->read(kCall, 1)), Texts{"call"});
  EXPECT_EQ(clear_of(store_->read(kCustomer, 1)), Texts{"customer"});
}

TEST_P(StoreSuite, RefusesAnAppendAtAnotherVersion) {
  ASSERT_TRUE(append(kCall, 0, {record(1, "1")}));
  for (const std::uint64_t wrong : {0, 2, 9}) {
    const auto refused = append(kCall, wrong, {record(2, "no")});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::kConflict);
  }
  EXPECT_EQ(append(kCall, 0, {}).error().message,
            "contact `c1` is at version 1 and not 0: somebody else wrote first");
  EXPECT_EQ(clear_of(store_->read(kCall, 1)), Texts{"1"});
}

TEST_P(StoreSuite, ChangesNothingWhenOnePartOfACommitConflicts) {
  ASSERT_TRUE(append(kCall, 0, {record(1, "1")}));
  const auto refused = store_->commit_now({
      .appends = {{kOtherCall, 0, {record(2, "no")}}, {kCall, 0, {record(2, "no")}}},
      .rows = {{"open", "k", "", "no"}},
      .blobs = {{"digest", "no"}},
  });
  ASSERT_EQ(refused.error().kind, ErrorKind::kConflict);
  EXPECT_EQ(clear_of(store_->read(kOtherCall, 1)), Texts{});
  EXPECT_TRUE(store_->rows("open", "k").value().empty());
  EXPECT_EQ(store_->blob("digest").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(store_->last_position().value(), 1u);
}

TEST_P(StoreSuite, AppendsToSeveralStreamsInOneCommit) {
  const auto done = store_->commit_now({.appends = {
                                            {kCustomer, 0, {record(1, "attempt")}},
                                            {kCall, 0, {record(1, "asked"), record(1, "told")}},
                                            {kCustomer, 1, {record(1, "attempt 2")}},
                                        }});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(clear_of(store_->read_after(0, 10)), (Texts{"attempt", "asked", "told", "attempt 2"}));
  EXPECT_EQ(clear_of(store_->read(kCustomer, 1)), (Texts{"attempt", "attempt 2"}));
  EXPECT_EQ(done->position, store_->last_position().value());
}

TEST_P(StoreSuite, ChecksAVersionWithoutWritingWhenAnAppendHasNoRecords) {
  ASSERT_TRUE(append(kCall, 0, {record(1, "1")}));
  const auto checked = append(kCall, 1, {});
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->position, 0u);
  EXPECT_EQ(append(kOtherCall, 0, {})->position, 0u);
  EXPECT_EQ(append(kOtherCall, 1, {}).error().kind, ErrorKind::kConflict);
  EXPECT_EQ(store_->verify().value(), 1u);
}

TEST_P(StoreSuite, ReadsAllStreamsInOrderOfPositionALimitedNumberAtATime) {
  for (std::uint64_t i = 0; i < 10; ++i) {
    ASSERT_TRUE(append(i % 2 == 0 ? kCall : kOtherCall, i / 2, {record(1, std::to_string(i))}));
  }
  EXPECT_EQ(clear_of(store_->read_after(0, 3)), (Texts{"0", "1", "2"}));
  EXPECT_EQ(clear_of(store_->read_after(3, 3)), (Texts{"3", "4", "5"}));
  EXPECT_EQ(clear_of(store_->read_after(8, 100)), (Texts{"8", "9"}));
  EXPECT_EQ(clear_of(store_->read_after(10, 100)), Texts{});
  EXPECT_EQ(clear_of(store_->read_after(0, 0)), Texts{});
}

TEST_P(StoreSuite, KeepsRowsByKeyAndOrdersThemBySub) {
  put("due", "today", "b", "2");
  put("due", "today", "a", "1");
  put("due", "later", "c", "3");
  put("open", "today", "x", "other table");
  EXPECT_EQ(store_->rows("due", "today").value(),
            (std::vector<Row>{{"today", "a", "1"}, {"today", "b", "2"}}));
  put("due", "today", "a", "changed");
  put("due", "today", "b", std::nullopt);
  put("due", "today", "never there", std::nullopt);
  EXPECT_EQ(store_->rows("due", "today").value(), (std::vector<Row>{{"today", "a", "changed"}}));
  EXPECT_TRUE(store_->rows("due", "never").value().empty());
}

TEST_P(StoreSuite, TellsAnEmptyRowFromADeletedOne) {
  put("open", "k", "", "");
  EXPECT_EQ(store_->rows("open", "k").value(), (std::vector<Row>{{"k", "", ""}}));
  put("open", "k", "", std::nullopt);
  EXPECT_TRUE(store_->rows("open", "k").value().empty());
}

TEST_P(StoreSuite, TakesTheRowChangesOfACommitInTheirOrder) {
  ASSERT_TRUE(store_->commit_now(
      {.rows = {{"t", "k", "", "1"}, {"t", "k", "", std::nullopt}, {"t", "k", "", "2"}}}));
  EXPECT_EQ(store_->rows("t", "k").value(), (std::vector<Row>{{"k", "", "2"}}));
}

TEST_P(StoreSuite, ScansATableByWholeKeys) {
  for (const char* key : {"a", "b", "c"}) {
    put("t", key, "1", "x");
    put("t", key, "2", "y");
  }
  put("u", "d", "", "other table");
  const auto first = store_->scan("t", "", 2).value();
  ASSERT_EQ(first.size(), 4u);
  EXPECT_EQ(first[3], (Row{"b", "2", "y"}));
  const auto rest = store_->scan("t", first.back().key, 2).value();
  EXPECT_EQ(rest, (std::vector<Row>{{"c", "1", "x"}, {"c", "2", "y"}}));
  EXPECT_TRUE(store_->scan("t", "c", 2).value().empty());
  EXPECT_TRUE(store_->scan("t", "", 0).value().empty());
}

TEST_P(StoreSuite, OrdersKeysByTheirBytes) {
  for (const char* key : {"\xc3\xa9", "z", "a", "A", "10", "9"}) put("t", key, "", key);
  Texts keys;
  const auto rows = store_->scan("t", "", 100).value();
  for (const Row& row : rows) keys.push_back(row.key);
  EXPECT_EQ(keys, (Texts{"10", "9", "A", "a", "z", "\xc3\xa9"}));
}

TEST_P(StoreSuite, KeepsABlobUnderItsDigestAsFirstWritten) {
  const std::string bytes("map: \0 text", 11);
  ASSERT_TRUE(store_->commit_now({.blobs = {{"d1", bytes}}}));
  ASSERT_TRUE(store_->commit_now({.blobs = {{"d1", bytes}, {"d2", ""}}}));
  EXPECT_EQ(store_->blob("d1").value(), bytes);
  EXPECT_EQ(store_->blob("d2").value(), "");
  EXPECT_EQ(store_->blob("d3").error().kind, ErrorKind::kNotFound);
}

TEST_P(StoreSuite, TakesARecordOfTheGreatestSizeAndNoneAbove) {
  const std::string half(kRecordBytesMax / 2, 'x');
  ASSERT_TRUE(append(kCall, 0, {record(1, half, half)}));
  const auto refused = append(kCall, 1, {record(1, half, half + "x")});
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(refused.error().message,
            "a record for contact `c1` is too large, the limit is 1048576");
}

TEST_P(StoreSuite, TakesAsManyRecordsAsTheLimitAndNoneAbove) {
  std::vector<NewRecord> records(kCommitRecordsMax, record(1, "{}"));
  ASSERT_TRUE(append(kCall, 0, records));
  EXPECT_EQ(store_->read(kCall, 1)->size(), kCommitRecordsMax);
  records.push_back(record(1, "{}"));
  EXPECT_EQ(append(kOtherCall, 0, records).error().kind, ErrorKind::kInvalid);
}

TEST_P(StoreSuite, RefusesWhatIsOverALimitOrLacksItsName) {
  const std::string name(kNameBytesMax + 1, 'n');
  const std::vector<Commit> commits = {
      {.appends = {{{StreamKind::kContact, ""}, 0, {record(1, "{}")}}}},
      {.appends = {{{StreamKind::kContact, name}, 0, {record(1, "{}")}}}},
      {.rows = {{"", "k", "", "v"}}},
      {.rows = {{"t", "", "", "v"}}},
      {.rows = {{"t", name, "", "v"}}},
      {.rows = {{"t", "k", name, "v"}}},
      {.rows = {{"t", "k", "", std::string(kRowBytesMax + 1, 'v')}}},
      {.rows = std::vector<RowChange>(kCommitRowsMax + 1, {"t", "k", "", "v"})},
      {.blobs = {{"", "v"}}},
      {.blobs = {{name, "v"}}},
      {.blobs = {{"d", std::string(kBlobBytesMax + 1, 'v')}}},
  };
  for (const Commit& commit : commits) {
    const auto refused = store_->commit_now(commit);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::kInvalid) << refused.error().message;
  }
  EXPECT_EQ(store_->last_position().value(), 0u);
  EXPECT_TRUE(store_->rows("t", "k").value().empty());
}

TEST_P(StoreSuite, TellsCommitsInTheOrderInWhichTheyWereQueued) {
  std::vector<std::uint64_t> positions;
  std::vector<int> order;
  for (int i = 0; i < 200; ++i) {
    // Every third conflicts and must be told in its turn all the same.
    const std::uint64_t expected = i % 3 == 2 ? 999 : static_cast<std::uint64_t>(i - i / 3);
    store_->commit({.appends = {{kCall, expected, {record(i, "{}")}}}},
                   [&, i](Result<Committed> done) {
                     order.push_back(i);
                     EXPECT_EQ(done.has_value(), i % 3 != 2);
                     if (done) positions.push_back(done->position);
                   });
  }
  ASSERT_TRUE(store_->commit_now({}));  // everything before it has been told
  ASSERT_EQ(order.size(), 200u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_TRUE(std::is_sorted(positions.begin(), positions.end()));
  EXPECT_EQ(store_->verify().value(), positions.size());
}

TEST_P(StoreSuite, ShowsACommitToReadersBeforeItIsTold) {
  std::size_t seen = 0;
  store_->commit({.appends = {{kCall, 0, {record(1, "{}")}}}}, [&](Result<Committed> done) {
    EXPECT_EQ(store_->last_position().value(), done->position);
    seen = store_->read(kCall, 1)->size();
  });
  ASSERT_TRUE(store_->commit_now({}));
  EXPECT_EQ(seen, 1u);
}

TEST_P(StoreSuite, TakesACommitFromWhoeverIsToldOfOne) {
  std::atomic<bool> told = false;
  store_->commit({.appends = {{kCall, 0, {record(1, "1")}}}}, [&](Result<Committed>) {
    store_->commit({.appends = {{kCall, 1, {record(2, "2")}}}}, [&](Result<Committed> second) {
      EXPECT_TRUE(second);
      told = true;
    });
  });
  while (!told) std::this_thread::yield();
  EXPECT_EQ(clear_of(store_->read(kCall, 1)), (Texts{"1", "2"}));
}

TEST_P(StoreSuite, LetsOneOfTwoRacingWritersWin) {
  constexpr int kThreads = 4;
  constexpr int kEach = 50;
  std::atomic<int> won = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kEach;) {
        const std::uint64_t version = store_->read(kCall, 1)->size();
        const auto done = append(kCall, version, {record(1, "{}")});
        if (done) {
          ++won;
          ++i;
        } else {
          EXPECT_EQ(done.error().kind, ErrorKind::kConflict);
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(won, kThreads * kEach);
  EXPECT_EQ(store_->verify().value(), static_cast<std::uint64_t>(won));
}

TEST_P(StoreSuite, VerifiesManyStreams) {
  EXPECT_EQ(store_->verify().value(), 0u);
  constexpr int kStreams = 3'000;
  for (int i = 0; i < kStreams; ++i) {
    const StreamId stream{StreamKind::kContact, std::to_string(i)};
    store_->commit({.appends = {{stream, 0, {record(i, "{}", "s"), record(i, "{}")}}}},
                   [](Result<Committed> done) { EXPECT_TRUE(done); });
  }
  ASSERT_TRUE(store_->commit_now({}));
  EXPECT_EQ(store_->verify().value(), 2u * kStreams);
}

TEST_P(StoreSuite, BacksUpToAFileThatOpensWithTheSameContent) {
  ASSERT_TRUE(append(kCall, 0, {record(1, "1", "sealed"), record(2, "2")}));
  ASSERT_TRUE(append(kCustomer, 0, {record(3, "3")}));
  ASSERT_TRUE(append(kCall, 2, {record(4, "4")}));
  put("due", "today", "a", "1");
  ASSERT_TRUE(store_->commit_now({.blobs = {{"d1", "map text"}}}));
  const std::string path = folder_ / "copy.db";
  const auto made = store_->backup(path);
  ASSERT_TRUE(made) << made.error().message;

  auto copy = open_sqlite_store(path);
  ASSERT_TRUE(copy) << copy.error().message;
  EXPECT_EQ((*copy)->read_after(0, 100).value(), store_->read_after(0, 100).value());
  EXPECT_EQ((*copy)->read(kCall, 1).value(), store_->read(kCall, 1).value());
  EXPECT_EQ((*copy)->rows("due", "today").value(), store_->rows("due", "today").value());
  EXPECT_EQ((*copy)->blob("d1").value(), "map text");
  EXPECT_EQ((*copy)->verify().value(), 4u);
  EXPECT_TRUE((*copy)->commit_now({.appends = {{kCall, 3, {record(5, "5")}}}}));
}

TEST_P(StoreSuite, NeverWritesABackupOverAFile) {
  const std::string path = folder_ / "copy.db";
  ASSERT_TRUE(store_->backup(path));
  const auto refused = store_->backup(path);
  ASSERT_EQ(refused.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(refused.error().message, "`" + path + "` exists already: choose another name");
}

TEST_P(StoreSuite, LeavesNothingBehindWhenABackupCannotBeWritten) {
  const auto refused = store_->backup(folder_ / "no such folder/copy.db");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("no such folder"), std::string::npos);
  ASSERT_TRUE(append(kCall, 0, {record(1, "still works")}));
}

INSTANTIATE_TEST_SUITE_P(Both, StoreSuite,
                         testing::Values(Kind{"Memory", false}, Kind{"Sqlite", true}),
                         [](const auto& about) { return about.param.name; });

}  // namespace
}  // namespace callmap
