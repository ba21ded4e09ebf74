// Verification through the desk: what the server compares, counts and locks.

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "desk/customer_book.h"
#include "desk/test_office.h"

namespace callmap {
namespace {

using R = Compared::Result;

class Verify : public OnBothStores {};
INSTANTIATE_TEST_SUITE_P(Stores, Verify, testing::Values(StoreMade::kMemory, StoreMade::kSqlite),
                         store_name);

std::size_t attempts_on_record(Office& office) {
  CustomerBook book(*office.store, *office.keys);
  return book.find(book.id_of_account("NW-100042")).value().attempts.size();
}

TEST_P(Verify, PassesWhatFitsAndFailsWhatDoesNot) {
  Office office(GetParam());
  const ContactId contact = office.call();
  office.choose(contact, "NW-100042");
  const Outcome failed = office.answer(contact, "1 2-3 5");
  EXPECT_EQ(failed.compared->result, R::kFailed);
  EXPECT_EQ(failed.compared->attempts_left, 1);
  const Outcome passed = office.answer(contact, " 12 34 ");
  EXPECT_EQ(passed.compared->result, R::kPassed);
  EXPECT_EQ(office.view(office.ana, contact).guidance.verification.level, Level::kAccount);
}

TEST_P(Verify, CountsAMalformedAnswerAsNoAttempt) {
  Office office(GetParam());
  const ContactId contact = office.call();
  office.choose(contact, "NW-100042");
  const std::size_t before = office.events(contact);
  for (const char* typed : {"12", "", "abc", "123456789"}) {
    const Outcome outcome = office.answer(contact, typed);
    EXPECT_EQ(outcome.compared->result, R::kMalformed) << typed;
    ASSERT_EQ(outcome.compared->malformed.size(), 1u);
    EXPECT_EQ(outcome.compared->malformed[0].first, "pin");
    EXPECT_EQ(outcome.compared->attempts_left, 2);
  }
  EXPECT_EQ(office.events(contact), before);
  EXPECT_EQ(attempts_on_record(office), 0u);
}

TEST_P(Verify, AllowsOneTypingCorrection) {
  Office office(GetParam());
  const ContactId contact = office.call();
  office.choose(contact, "NW-100042");
  EXPECT_EQ(office.answer(contact, "1243").compared->result, R::kFailed);
  EXPECT_EQ(office.answer(contact, "1244", true).compared->result, R::kFailed);
  EXPECT_EQ(office.answer(contact, "1234", true).kind, Outcome::Kind::kRefused);
  EXPECT_EQ(office.answer(contact, "1234").compared->result, R::kPassed);
}

TEST_P(Verify, RefusesAThirdTryOnOneCall) {
  Office office(GetParam());
  const ContactId contact = office.call();
  office.choose(contact, "NW-100042");
  office.answer(contact, "0001");
  EXPECT_EQ(office.answer(contact, "0002").compared->attempts_left, 0);
  const Outcome third = office.answer(contact, "1234");
  ASSERT_EQ(third.kind, Outcome::Kind::kRefused);
  EXPECT_EQ(third.refusal->reason, RefusalReason::kAttemptsSpent);
}

TEST_P(Verify, LocksTheCustomerAcrossCallsForADay) {
  Office office(GetParam());
  for (int n = 0; n < 2; ++n) {
    const ContactId contact = office.call();
    office.choose(contact, "NW-100042");
    office.answer(contact, "0001");
    office.clock.pass(minutes(1));
    office.answer(contact, "0002");
  }
  const ContactId contact = office.call();
  office.choose(contact, "NW-100042");
  const Outcome locked = office.answer(contact, "1234");
  ASSERT_EQ(locked.kind, Outcome::Kind::kRefused);
  EXPECT_EQ(locked.refusal->reason, RefusalReason::kAttemptsSpent);
  EXPECT_EQ(office.attest(contact).kind, Outcome::Kind::kRefused);
  const ContactView view = office.view(office.ana, contact);
  ASSERT_TRUE(view.customer.locked_until.has_value());
  JsonWriter json;
  write(json, view.customer);
  EXPECT_NE(json.text().find("\"locked_until\":\"" + to_iso(*view.customer.locked_until)),
            std::string::npos);
  office.reopen();
  EXPECT_EQ(office.answer(contact, "1234").kind, Outcome::Kind::kRefused);

  office.clock.pass(hours(24));
  EXPECT_EQ(office.answer(contact, "1234").compared->result, R::kPassed);
}

TEST_P(Verify, DoesNotMultiplyTriesByGuessingSideBySide) {
  Office office(GetParam());
  std::vector<ContactId> contacts;
  for (int n = 0; n < 5; ++n) {
    contacts.push_back(office.call());
    office.choose(contacts.back(), "NW-100042");
  }
  std::atomic<int> compared = 0, refused = 0, other = 0;
  std::vector<std::thread> threads;
  for (int n = 0; n < 20; ++n) {
    threads.emplace_back([&, n] {
      const Outcome outcome =
          office.answer(contacts[static_cast<std::size_t>(n) % 5], std::to_string(2000 + n));
      if (outcome.kind == Outcome::Kind::kRefused)
        ++refused;
      else if (outcome.compared)
        ++compared;
      else
        ++other;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(compared, 4);  // attempts_per_day
  EXPECT_EQ(refused + compared + other, 20);
  EXPECT_EQ(attempts_on_record(office), 4u);
  for (const ContactId& contact : contacts) {
    EXPECT_EQ(office.answer(contact, "1234").kind, Outcome::Kind::kRefused);
  }
}

TEST_P(Verify, LetsOnlyOneOfTwoParallelGuessesUseTheLastTry) {
  Office office(GetParam());
  const ContactId contact = office.call();
  office.choose(contact, "NW-100042");
  office.answer(contact, "0001");
  std::vector<std::thread> threads;
  std::atomic<int> compared = 0;
  for (int n = 0; n < 2; ++n) {
    threads.emplace_back([&, n] {
      if (office.answer(contact, std::to_string(3000 + n)).compared) ++compared;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(compared, 1);
}

TEST(VerifyAlso, ReservesTheAttemptBeforeItComparesAnything) {
  Office office;
  const ContactId contact = office.call();
  office.choose(contact, "NW-100042");
  office.store->hold(true);
  std::promise<Outcome> told;
  office.desk->answer(office.ask(office.ana, contact), {"pin", {{"pin", "1234"}}, false},
                      [&told](Outcome outcome) { told.set_value(std::move(outcome)); });
  EXPECT_EQ(office.view(office.ana, contact).guidance.verification.level, Level::kNone);
  EXPECT_EQ(attempts_on_record(office), 0u);
  office.store->hold(false);
  EXPECT_EQ(told.get_future().get().compared->result, R::kPassed);
  EXPECT_EQ(attempts_on_record(office), 1u);
}

TEST(VerifyAlso, CountsAReservedAttemptEvenWhenItsResultIsLost) {
  Office office;
  const ContactId contact = office.call();
  office.choose(contact, "NW-100042");
  const std::uint64_t next = office.store->commits() + 2;  // the reservation passes, the result not
  office.store->fail_every(next, UnreliableStore::Fails::kBefore);
  EXPECT_EQ(office.answer(contact, "1234").kind, Outcome::Kind::kFailed);
  office.store->fail_every(0, UnreliableStore::Fails::kBefore);
  EXPECT_EQ(attempts_on_record(office), 1u);
  EXPECT_EQ(office.view(office.ana, contact).guidance.verification.level, Level::kNone);
  EXPECT_EQ(office.answer(contact, "1234").compared->result, R::kPassed);
}

TEST(VerifyAlso, NeedsACustomerAndAKnownMethod) {
  Office office;
  const ContactId contact = office.call();
  EXPECT_EQ(office.answer(contact, "1234").refusal->reason, RefusalReason::kNotNow);
  office.choose(contact, "NW-100042");
  const Outcome unknown = Office::wait([&](OnOutcome done) {
    office.desk->answer(office.ask(office.ana, contact), {"palm", {}, false}, std::move(done));
  });
  EXPECT_EQ(unknown.refusal->reason, RefusalReason::kUnknown);
  EXPECT_EQ(office.attest(contact, "pin").refusal->reason, RefusalReason::kUnknown);
  EXPECT_TRUE(office.attest(contact).done());
  EXPECT_EQ(office.view(office.ana, contact).guidance.verification.level, Level::kSensitive);
}

TEST(VerifyAlso, CountsAnItemOfAnotherMethodAsMalformedAndAsNoAttempt) {
  Office office;
  const ContactId contact = office.call();
  office.choose(contact, "NW-100042");
  const std::size_t before = office.events(contact);
  const std::string long_name(65, 'x');
  for (const std::string& stranger : {std::string("postcode"), long_name}) {
    const Outcome outcome = Office::wait([&](OnOutcome done) {
      office.desk->answer(office.ask(office.ana, contact),
                          {"pin", {{"pin", "1234"}, {stranger, "x"}}, false}, std::move(done));
    });
    ASSERT_EQ(outcome.compared->result, R::kMalformed);
    ASSERT_EQ(outcome.compared->malformed.size(), 1u);
    EXPECT_EQ(outcome.compared->malformed[0].first, stranger == long_name ? "item" : stranger);
    EXPECT_EQ(outcome.compared->malformed[0].second, "not asked for by this method");
    EXPECT_EQ(outcome.compared->attempts_left, 2);
  }
  EXPECT_EQ(office.events(contact), before);
  EXPECT_EQ(attempts_on_record(office), 0u);
  EXPECT_EQ(office.answer(contact, "1234").compared->result, R::kPassed);
}

TEST(VerifyAlso, IsForTheHolderAlone) {
  Office office;
  const ContactId contact = office.call();
  office.choose(contact, "NW-100042");
  EXPECT_EQ(office.answer(office.ask(office.ben, contact), "1234").kind, Outcome::Kind::kNotFound);
  EXPECT_EQ(office.answer(office.ask(office.lena, contact), "1234").kind,
            Outcome::Kind::kForbidden);
  EXPECT_EQ(office.answer(office.ask(office.iris, contact), "1234").kind,
            Outcome::Kind::kForbidden);
}

TEST(VerifyAlso, GivesTheSameAnswerToAReplayedKeyWithoutANewAttempt) {
  Office office;
  const ContactId contact = office.call();
  office.choose(contact, "NW-100042");
  const Ask ask = office.ask(office.ana, contact, "the-same-key");
  const Outcome first = office.answer(ask, "0001");
  const Outcome second = office.answer(ask, "1234");  // the answers are not compared again
  EXPECT_TRUE(second.replayed);
  EXPECT_EQ(second.compared, first.compared);
  EXPECT_EQ(second.position, first.position);
  EXPECT_EQ(attempts_on_record(office), 1u);
}

}  // namespace
}  // namespace callmap
