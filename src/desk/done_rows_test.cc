#include "desk/done_rows.h"

#include <gtest/gtest.h>

#include "desk/test_office.h"

namespace callmap {
namespace {

class DoneRows : public testing::TestWithParam<StoreMade> {
 protected:
  Office office_{GetParam()};

  std::size_t rows(std::string_view table) {
    return office_.store->scan(table, "", 10'000).value().size();
  }
  // Also waits for what the tick has sent to the store.
  void tick() {
    office_.desk->tick();
    (void)office_.store->commit_now({});
  }
  // A gate that says no leaves its answer in a row.
  Outcome refused(const ContactId& contact, const std::string& key) {
    return office_.intend(office_.ask(office_.ana, contact, key),
                          R"({"do":"go","stage":"wrap_up"})");
  }
  void close(const ContactId& contact) {
    EXPECT_TRUE(office_.intend(contact, R"({"do":"end_early","ending":"hung_up"})").done());
  }
};

TEST_P(DoneRows, AnswerAgainWhileTheContactIsOpenHoweverLong) {
  const ContactId contact = office_.call();
  ASSERT_EQ(refused(contact, "key-first").kind, Outcome::Kind::kRefused);
  for (int day = 0; day < 5; ++day) {
    office_.clock.pass(hours(24));
    tick();
  }
  const Outcome again = refused(contact, "key-first");
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.kind, Outcome::Kind::kRefused);
}

TEST_P(DoneRows, ArePurgedOnceTheContactHasBeenClosedForLongEnough) {
  const ContactId contact = office_.call();
  refused(contact, "key-first");
  close(contact);
  EXPECT_EQ(refused(contact, "key-later").refusal->reason, RefusalReason::kClosed);
  office_.clock.pass(hours(47));
  tick();
  EXPECT_TRUE(refused(contact, "key-first").replayed);
  EXPECT_TRUE(refused(contact, "key-later").replayed);
  office_.clock.pass(hours(1));
  tick();
  EXPECT_EQ(rows("done"), 0u);
  EXPECT_EQ(rows("done_end"), 0u);
  EXPECT_FALSE(refused(contact, "key-first").replayed) << "judged anew: the contact is closed";
}

TEST_P(DoneRows, AnsweredAfterTheEndStayAsLongOfTheirOwn) {
  const ContactId contact = office_.call();
  refused(contact, "key-first");
  close(contact);
  office_.clock.pass(hours(40));
  refused(contact, "key-later");
  office_.clock.pass(hours(9));
  tick();
  EXPECT_EQ(rows("done"), 1u);
  EXPECT_TRUE(refused(contact, "key-later").replayed);
  office_.clock.pass(hours(40));
  tick();
  EXPECT_EQ(rows("done") + rows("done_end"), 0u);
}

TEST_P(DoneRows, OfStartsArePurgedToo) {
  NewContact wanted;
  wanted.map = "small";
  const Outcome first = office_.start(office_.phone, wanted, "start-0001");
  ASSERT_TRUE(first.done());
  EXPECT_EQ(office_.start(office_.phone, wanted, "start-0001").contact, first.contact);
  office_.clock.pass(kAnswersKept);
  tick();
  EXPECT_EQ(rows("done") + rows("done_end"), 0u);
  EXPECT_NE(office_.start(office_.phone, wanted, "start-0001").contact, first.contact);
}

TEST_P(DoneRows, ThatAreMoreThanOnePurgeTakesGoAtTheNextTicks) {
  NewContact wanted;
  wanted.map = "small";
  constexpr std::size_t kStarts = 2 * kPurgedAtOnce + 10;
  for (std::size_t n = 0; n < kStarts; ++n) {
    office_.start(office_.phone, wanted, "start-" + std::to_string(10'000 + n));
    office_.clock.pass(Duration{1});
  }
  EXPECT_EQ(rows("done"), kStarts);
  office_.clock.pass(kAnswersKept);
  tick();
  EXPECT_EQ(rows("done"), kStarts - kPurgedAtOnce);
  for (int n = 0; n < 3; ++n) tick();
  EXPECT_EQ(rows("done") + rows("done_end"), 0u);
}

TEST_P(DoneRows, ThatAFailedPurgeLeftAreFoundAgain) {
  NewContact wanted;
  wanted.map = "small";
  office_.start(office_.phone, wanted, "start-0001");
  office_.clock.pass(kAnswersKept);
  office_.store->fail_every(1, UnreliableStore::Fails::kBefore);
  tick();
  office_.store->fail_every(0, UnreliableStore::Fails::kBefore);
  EXPECT_EQ(rows("done"), 1u);
  office_.clock.pass(kPurgedEvery);
  tick();
  EXPECT_EQ(rows("done") + rows("done_end"), 0u);
}

INSTANTIATE_TEST_SUITE_P(Stores, DoneRows, testing::Values(StoreMade::kMemory, StoreMade::kSqlite),
                         store_name);

}  // namespace
}  // namespace callmap
