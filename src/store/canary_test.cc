#include "store/canary.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "store/temporary_folder.h"

namespace callmap {
namespace {

struct Canary : testing::Test {
  TemporaryFolder folder;
  std::string master = folder / "master.key";
  std::string keys = folder / "keys.db";
  std::unique_ptr<Store> store = open_sqlite_store(folder / "log.db").value();

  std::unique_ptr<KeyRing> open(const std::string& path) {
    auto opened = KeyRing::open(master, path);
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(*opened);
  }
};

TEST_F(Canary, TakesTheKeysThatTheLogBeganWithAndNoOthers) {
  EXPECT_FALSE(has_history(*store).value());
  EXPECT_TRUE(keys_fit(*store, *open(keys)).value());
  EXPECT_TRUE(has_history(*store).value());
  EXPECT_TRUE(keys_fit(*store, *open(keys)).value()) << "opened again";
  EXPECT_FALSE(keys_fit(*store, *open(folder / "other.db")).value()) << "under the same master key";
  EXPECT_TRUE(keys_fit(*store, *open(keys)).value());
}

TEST_F(Canary, TakesACopyOfTheKeysAlsoAfterAnErasure) {
  const auto ring = open(keys);
  EXPECT_TRUE(keys_fit(*store, *ring).value());
  ASSERT_TRUE(ring->backup(folder / "copy.db").has_value());
  ASSERT_TRUE(ring->destroy("customer/u_1").has_value());
  EXPECT_TRUE(keys_fit(*store, *ring).value());
  EXPECT_TRUE(keys_fit(*store, *open(folder / "copy.db")).value());
}

TEST_F(Canary, FitsNoKeysOnceItWasChanged) {
  EXPECT_TRUE(keys_fit(*store, *open(keys)).value());
  for (const char* changed : {"", "00", "no hex"}) {
    ASSERT_TRUE(store->commit_now({.rows = {{"canary", "keys", "", changed}}}).has_value());
    EXPECT_FALSE(keys_fit(*store, *open(keys)).value()) << changed;
  }
}

TEST_F(Canary, CountsAnyRecordAsHistory) {
  ASSERT_TRUE(store
                  ->commit_now({.appends = {{{StreamKind::kPerson, "p_1"},
                                             0,
                                             {{Instant{1}, R"({"f":1,"k":"x"})", ""}}}}})
                  .has_value());
  EXPECT_TRUE(has_history(*store).value());
}

TEST_F(Canary, AKeyFileThatMustExistIsNeverMade) {
  open(keys);
  std::filesystem::remove(keys);
  const auto opened = KeyRing::open(master, keys, KeyFile::kMustExist);
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(opened.error().message.find("`" + keys + "` is missing"), std::string::npos);
  EXPECT_NE(opened.error().message.find("put it back from a backup"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(keys));
}

}  // namespace
}  // namespace callmap
