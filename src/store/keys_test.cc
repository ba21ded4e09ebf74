#include "store/keys.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include "store/durable_file.h"
#include "store/temporary_folder.h"

namespace callmap {
namespace {

class Keys : public testing::Test {
 protected:
  TemporaryFolder folder_;
  std::string master_ = folder_ / "master.key";
  std::string keys_ = folder_ / "callmap.keys";

  std::unique_ptr<KeyRing> open() {
    auto opened = KeyRing::open(master_, keys_);
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
  }
  Error open_error() {
    auto opened = KeyRing::open(master_, keys_);
    EXPECT_FALSE(opened);
    return opened ? Error{} : opened.error();
  }
  // Every wrapped seed that stands in the file, as another program would read it.
  std::set<std::string> wrapped_seeds() {
    std::set<std::string> found;
    sqlite3* database = nullptr;
    sqlite3_stmt* query = nullptr;
    EXPECT_EQ(sqlite3_open_v2(keys_.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
    EXPECT_EQ(sqlite3_prepare_v2(database, "SELECT wrapped FROM seeds", -1, &query, nullptr),
              SQLITE_OK);
    while (sqlite3_step(query) == SQLITE_ROW) {
      found.emplace(static_cast<const char*>(sqlite3_column_blob(query, 0)),
                    static_cast<std::size_t>(sqlite3_column_bytes(query, 0)));
    }
    sqlite3_finalize(query);
    sqlite3_close(database);
    return found;
  }
  // Another program's hand in the file while the ring is shut.
  void run_sql(const char* sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(keys_.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
  }
  // All bytes of all files in the folder.
  std::string all_bytes() {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      std::ifstream file(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }
};

TEST_F(Keys, OpensWhatWasSealed) {
  const auto keys = KeyRing::open_memory();
  const std::string plain("Ada \0 Lovelace", 14);
  const std::string sealed = keys->seal("customer/1", plain, "c1/5").value();
  EXPECT_EQ(keys->open_sealed("customer/1", sealed, "c1/5").value(), plain);
  EXPECT_EQ(keys->open_sealed("customer/1", keys->seal("customer/1", "", "").value(), "").value(),
            "");
  EXPECT_FALSE(sealed.contains("Ada"));
}

TEST_F(Keys, SealsTheSameTextDifferentlyEachTime) {
  const auto keys = KeyRing::open_memory();
  EXPECT_NE(keys->seal("k", "text", "").value(), keys->seal("k", "text", "").value());
}

TEST_F(Keys, RefusesWhatWasChangedOrBelongsElsewhere) {
  const auto keys = KeyRing::open_memory();
  const std::string sealed = keys->seal("a", "secret words", "place").value();
  EXPECT_EQ(keys->open_sealed("b", sealed, "place").error().kind, ErrorKind::kDamaged);
  EXPECT_EQ(keys->open_sealed("a", sealed, "elsewhere").error().kind, ErrorKind::kDamaged);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto opened = keys->open_sealed("a", changed, "place");
    ASSERT_FALSE(opened) << i;
    EXPECT_EQ(opened.error().kind, ErrorKind::kDamaged);
    EXPECT_FALSE(opened.error().message.contains("secret"));
  }
  for (std::size_t length = 0; length < sealed.size(); ++length) {
    EXPECT_FALSE(keys->open_sealed("a", sealed.substr(0, length), "place"));
  }
}

TEST_F(Keys, RefusesAKeyWithoutAName) {
  const auto keys = KeyRing::open_memory();
  EXPECT_EQ(keys->seal("", "x", "").error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(keys->open_sealed("", "x", "").error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(keys->destroy("").error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(keys->make_keys({"a", ""}).error().kind, ErrorKind::kInvalid);
}

TEST_F(Keys, OpensAfterARestart) {
  std::string sealed;
  {
    const auto keys = open();
    sealed = keys->seal("customer/1", "Ada", "c1").value();
  }
  EXPECT_EQ(open()->open_sealed("customer/1", sealed, "c1").value(), "Ada");
}

TEST_F(Keys, ErasesOneNameAndNoOther) {
  std::string erased;
  std::string kept;
  {
    const auto keys = open();
    erased = keys->seal("customer/1", "Ada", "").value();
    kept = keys->seal("customer/2", "Grace", "").value();
    ASSERT_TRUE(keys->destroy("customer/1"));
    const auto gone = keys->open_sealed("customer/1", erased, "");
    ASSERT_EQ(gone.error().kind, ErrorKind::kErased);
    EXPECT_EQ(gone.error().message, "the key was destroyed, so this was erased for good");
    EXPECT_EQ(keys->seal("customer/1", "again", "").error().kind, ErrorKind::kErased);
    EXPECT_EQ(keys->make_keys({"customer/2", "customer/1"}).error().kind, ErrorKind::kErased);
    EXPECT_EQ(keys->open_sealed("customer/2", kept, "").value(), "Grace");
    EXPECT_TRUE(keys->destroy("customer/1"));
  }
  const auto keys = open();
  EXPECT_EQ(keys->open_sealed("customer/1", erased, "").error().kind, ErrorKind::kErased);
  EXPECT_EQ(keys->seal("customer/1", "again", "").error().kind, ErrorKind::kErased);
  EXPECT_EQ(keys->open_sealed("customer/2", kept, "").value(), "Grace");
}

TEST_F(Keys, RemembersANameThatWasDestroyedBeforeItsFirstUse) {
  ASSERT_TRUE(open()->destroy("never seen"));
  EXPECT_EQ(open()->seal("never seen", "x", "").error().kind, ErrorKind::kErased);
}

// Each destruction is checked against every name, destroyed or not, by the names alone.
TEST_F(Keys, KeepsEveryOtherNameThroughManyErasures) {
  constexpr int kNames = 200;
  std::vector<std::string> sealed;
  std::set<int> destroyed;
  auto keys = open();
  const auto name = [](int i) { return "customer/" + std::to_string(i); };
  for (int i = 0; i < kNames; ++i) sealed.push_back(keys->seal(name(i), name(i), "").value());
  for (int round = 0; round < 100; ++round) {
    const int chosen = round * 7 % kNames;
    ASSERT_TRUE(keys->destroy(name(chosen)));
    destroyed.insert(chosen);
    if (round % 33 != 0) continue;
    keys.reset();
    keys = open();
    for (int i = 0; i < kNames; ++i) {
      const auto opened = keys->open_sealed(name(i), sealed[static_cast<std::size_t>(i)], "");
      if (destroyed.contains(i)) {
        EXPECT_EQ(opened.error().kind, ErrorKind::kErased) << i;
      } else {
        EXPECT_EQ(opened.value(), name(i));
      }
    }
  }
}

// What a key could be worked out from must be in no file once the key is destroyed. The files are
// looked at while they are open and nothing is tidied up at closing.
TEST_F(Keys, LeavesNoByteOfADestroyedSeedInAnyFile) {
  std::set<std::string> seen;
  const auto keys = open();
  for (int i = 0; i < 121; ++i) {
    for (const auto& seed : wrapped_seeds()) seen.insert(seed);
    ASSERT_TRUE(keys->destroy("customer/" + std::to_string(i)));
    if (i % 20 != 0) continue;
    const std::set<std::string> left = wrapped_seeds();
    const std::string bytes = all_bytes();
    int gone = 0;
    for (const auto& seed : seen) {
      if (left.contains(seed)) {
        ASSERT_TRUE(bytes.contains(seed.substr(0, 24)));  // else the search itself is wrong
        continue;
      }
      ++gone;
      ASSERT_FALSE(bytes.contains(seed.substr(0, 24))) << "after " << i;
      ASSERT_FALSE(bytes.contains(seed.substr(seed.size() - 24))) << "after " << i;
    }
    EXPECT_GT(gone, 0);
  }
}

// Whoever has the files and the master key undoes what the tree says was destroyed: the seeds that
// this leads back to must hold nothing any more.
TEST_F(Keys, KeepsNoSeedThatUndoingAnErasureCouldUse) {
  std::vector<std::string> sealed;
  {
    const auto keys = open();
    for (const char* name : {"first", "second"}) {
      sealed.push_back(keys->seal(name, "Ada", "").value());
      ASSERT_TRUE(keys->destroy(name));
    }
  }
  run_sql("DELETE FROM paths WHERE top != 1");
  EXPECT_EQ(open()->open_sealed("second", sealed[1], "").error().kind, ErrorKind::kDamaged);
  run_sql("UPDATE paths SET leaf = 0, slot = 1 WHERE top = 1");
  EXPECT_EQ(open()->open_sealed("first", sealed[0], "").error().kind, ErrorKind::kDamaged);
}

// A crash right after the transaction leaves the overwritten bytes in the journal.
TEST_F(Keys, FinishesAnErasureThatWasCutShort) {
  open();
  const std::string canary =
      "seventy bytes that stand for a wrapped seed which has been destroyed.";
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(keys_.c_str(), &database), SQLITE_OK);
  const std::string sql = "INSERT INTO seeds VALUES (99, '" + canary +
                          "'); UPDATE seeds SET wrapped = zeroblob(" +
                          std::to_string(canary.size()) + ") WHERE slot = 99";
  ASSERT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  const std::string crashed = folder_ / "crashed.keys";
  std::filesystem::copy_file(keys_, crashed);
  std::filesystem::copy_file(keys_ + "-wal", crashed + "-wal");
  sqlite3_close(database);
  keys_ = crashed;
  ASSERT_TRUE(all_bytes().contains(canary));

  const auto keys = open();
  EXPECT_TRUE(std::filesystem::exists(crashed + "-wal"));
  EXPECT_FALSE(all_bytes().contains(canary));
}

TEST_F(Keys, MakesAMasterKeyThatOnlyItsOwnerCanRead) {
  open();
  const auto mode = std::filesystem::status(master_).permissions();
  EXPECT_EQ(mode, std::filesystem::perms(0600));
  EXPECT_EQ(std::filesystem::file_size(master_), 65u);
}

TEST_F(Keys, UsesAMasterKeyThatIsThereAlready) {
  std::ofstream(master_) << "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
  std::filesystem::permissions(master_, std::filesystem::perms(0640));
  const auto hash = open()->keyed_hash("pin", "1234");
  EXPECT_EQ(open()->keyed_hash("pin", "1234"), hash);
}

TEST_F(Keys, RefusesAMasterKeyThatEverybodyCanUse) {
  open();
  std::filesystem::permissions(master_, std::filesystem::perms(0604));
  const Error error = open_error();
  EXPECT_EQ(error.kind, ErrorKind::kInvalid);
  EXPECT_TRUE(error.message.contains("run `chmod 600 " + master_ + "`"));
}

TEST_F(Keys, NeverMakesANewMasterKeyForKeysThatExist) {
  open();
  std::filesystem::remove(master_);
  const Error error = open_error();
  EXPECT_EQ(error.kind, ErrorKind::kInvalid);
  EXPECT_TRUE(error.message.contains("the master key `" + master_ + "` is missing"));
  EXPECT_FALSE(std::filesystem::exists(master_));
}

TEST_F(Keys, RefusesTheWrongMasterKeyWithoutShowingIt) {
  open();
  const std::string wrong(64, 'a');
  std::ofstream(master_) << wrong;
  const Error error = open_error();
  EXPECT_EQ(error.kind, ErrorKind::kInvalid);
  EXPECT_TRUE(error.message.contains("the master key is not the one that `" + keys_ + "`"));
  EXPECT_FALSE(error.message.contains(wrong.substr(0, 8)));
}

TEST_F(Keys, RefusesAMasterKeyFileThatHoldsNoKey) {
  open();
  for (const std::string& text : {std::string(), std::string("short"), std::string(64, 'x'),
                                  std::string(66, 'a'), std::string(4'000, 'a')}) {
    std::ofstream(master_) << text;
    const Error error = open_error();
    EXPECT_EQ(error.kind, ErrorKind::kInvalid);
    EXPECT_TRUE(error.message.contains("holds no master key")) << error.message;
  }
}

// Told by the error alone, as whoever runs the tests may be one who may read everything.
TEST(FileError, AsksForTheRightThatIsMissing) {
  EXPECT_EQ(file_error("read", "/data/master.key", EACCES).message,
            "cannot read `/data/master.key`: permission denied: give this user the right to read "
            "it");
  EXPECT_EQ(file_error("write", "/data/master.key", EACCES).message,
            "cannot write `/data/master.key`: permission denied: give this user the right to write "
            "there, or use another folder");
}

TEST_F(Keys, SaysWhichFolderIsMissing) {
  master_ = folder_ / "nowhere/master.key";
  EXPECT_TRUE(open_error().message.contains("nowhere/master.key"));
  keys_ = folder_ / "elsewhere/callmap.keys";
  EXPECT_TRUE(open_error().message.contains("elsewhere/callmap.keys"));
}

TEST_F(Keys, LetsOneProcessIn) {
  const auto keys = open();
  EXPECT_EQ(open_error().kind, ErrorKind::kBusy);
}

TEST_F(Keys, CallsAKeyFileThatIsNoneDamaged) {
  open();
  std::ofstream(keys_) << std::string(9'000, 'g');
  EXPECT_EQ(open_error().kind, ErrorKind::kDamaged);
  std::filesystem::resize_file(keys_, 0);
  EXPECT_EQ(open_error().kind, ErrorKind::kDamaged);
}

TEST_F(Keys, RefusesAFormatThatItDoesNotRead) {
  open();
  run_sql("UPDATE format SET version = 1");
  EXPECT_EQ(open_error().kind, ErrorKind::kInvalid);
  EXPECT_TRUE(
      open_error().message.contains("key file format 1, which this callmap no longer reads"));
  run_sql("UPDATE format SET version = 3");
  EXPECT_EQ(open_error().kind, ErrorKind::kInvalid);
  EXPECT_TRUE(open_error().message.contains("install a newer callmap"));
}

TEST_F(Keys, CallsSeedsThatWereChangedDamaged) {
  std::string sealed;
  {
    const auto keys = open();
    sealed = keys->seal("k", "x", "").value();
  }
  for (const char* sql :
       {"UPDATE seeds SET wrapped = randomblob(72)", "UPDATE seeds SET wrapped = x'00'",
        "DELETE FROM seeds", "DELETE FROM paths"}) {
    run_sql(sql);
    const auto keys = open();
    EXPECT_EQ(keys->open_sealed("k", sealed, "").error().kind, ErrorKind::kDamaged) << sql;
    EXPECT_EQ(keys->destroy("k").error().kind, ErrorKind::kDamaged) << sql;
  }
}

TEST_F(Keys, HashesTheSameTextAlikeWithinOnePurposeOnly) {
  const auto keys = KeyRing::open_memory();
  const auto other = KeyRing::open_memory();
  const std::string hash = keys->keyed_hash("phone", "+441234");
  EXPECT_EQ(hash.size(), 32u);
  EXPECT_EQ(hash.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(keys->keyed_hash("phone", "+441234"), hash);
  EXPECT_NE(keys->keyed_hash("pin", "+441234"), hash);
  EXPECT_NE(keys->keyed_hash("phone", "+441235"), hash);
  EXPECT_NE(keys->keyed_hash("phone+", "441234"), hash);
  EXPECT_NE(other->keyed_hash("phone", "+441234"), hash);
}

TEST_F(Keys, BacksUpToAFileThatOpensWithTheSameMasterKey) {
  const std::string copy = folder_ / "copy.keys";
  std::string sealed;
  {
    const auto keys = open();
    ASSERT_TRUE(keys->destroy("gone"));
    ASSERT_TRUE(keys->backup(copy));
    EXPECT_EQ(keys->backup(copy).error().kind, ErrorKind::kInvalid);
    // Sealed after the backup, under a name that it has not heard of.
    sealed = keys->seal("later", "Ada", "").value();
  }
  keys_ = copy;
  const auto keys = open();
  EXPECT_EQ(keys->open_sealed("later", sealed, "").value(), "Ada");
  EXPECT_EQ(keys->seal("gone", "x", "").error().kind, ErrorKind::kErased);
}

TEST_F(Keys, SealsFromManyThreadsWhileOthersErase) {
  const auto keys = open();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 100; ++i) {
        const std::string name = "t" + std::to_string(t) + "/" + std::to_string(i);
        const auto sealed = keys->seal(name, name, "");
        EXPECT_EQ(keys->open_sealed(name, sealed.value(), "").value(), name);
        if (i % 20 != 0) continue;
        EXPECT_TRUE(keys->destroy(name));
        EXPECT_EQ(keys->open_sealed(name, *sealed, "").error().kind, ErrorKind::kErased);
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace callmap
