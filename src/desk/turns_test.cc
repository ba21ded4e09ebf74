// A command's way: idempotency, versions, rights, failed commits, restarts.

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "desk/test_office.h"

namespace callmap {
namespace {

constexpr const char* kFillIssue = R"({"do":"fill","field":"issue","value":"Bill has doubled"})";

class Turns : public OnBothStores {};
INSTANTIATE_TEST_SUITE_P(Stores, Turns, testing::Values(StoreMade::kMemory, StoreMade::kSqlite),
                         store_name);

TEST_P(Turns, AnswerAReplayedKeyWithoutASecondEvent) {
  Office office(GetParam());
  const ContactId contact = office.call();
  const Ask ask = office.ask(office.ana, contact);
  const Outcome first = office.intend(ask, kFillIssue);
  ASSERT_TRUE(first.done());
  const std::size_t events = office.events(contact);
  const Outcome again = office.intend(ask, kFillIssue);
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.position, first.position);
  EXPECT_EQ(again.version, first.version);
  office.reopen();
  const Outcome after = office.intend(ask, kFillIssue);
  EXPECT_TRUE(after.replayed);
  EXPECT_EQ(after.position, first.position);
  EXPECT_EQ(office.events(contact), events);
}

TEST_P(Turns, RepeatARefusalUnderItsKeyEvenWhenItWouldPassNow) {
  Office office(GetParam());
  const ContactId contact = office.call();
  const Ask ask = office.ask(office.ana, contact);
  const char* go = R"({"do":"go","stage":"verification"})";
  const Outcome first = office.intend(ask, go);
  ASSERT_EQ(first.kind, Outcome::Kind::kRefused);
  EXPECT_EQ(first.refusal->reason, RefusalReason::kGate);
  office.intend(contact, kFillIssue);
  office.intend(contact, R"({"do":"fill","field":"goal","value":"Know why"})");
  office.intend(contact, R"({"do":"tick","checkpoint":"agreed"})");
  const Outcome again = office.intend(ask, go);
  EXPECT_TRUE(again.replayed);
  ASSERT_EQ(again.kind, Outcome::Kind::kRefused);
  EXPECT_EQ(again.refusal->reason, first.refusal->reason);
  EXPECT_EQ(again.refusal->rule, first.refusal->rule);
  EXPECT_TRUE(office.intend(contact, go).done());
}

TEST_P(Turns, AreTheSameAfterARestartInTheMiddle) {
  Office office(GetParam());
  const ContactId contact = office.verified_call();
  office.intend(contact, kFillIssue);
  office.intend(contact, R"({"do":"start","action":"promise"})");
  office.observe(contact, R"({"saw":"held"})");
  const std::string before = office.json(office.ana, contact);
  const auto due = office.desk->next_due();
  office.reopen();
  EXPECT_EQ(office.json(office.ana, contact), before);
  EXPECT_EQ(office.desk->next_due(), due);
  ASSERT_EQ(office.desk->open_contacts(office.ana).size(), 1u);
  EXPECT_EQ(office.desk->open_contacts(office.ana)[0].line_state, Line::kHeld);
}

TEST_P(Turns, KeepEveryAcknowledgedCommandWhenCommitsFail) {
  for (const auto how : {UnreliableStore::Fails::kBefore, UnreliableStore::Fails::kAfter}) {
    Office office(GetParam());
    const ContactId contact = office.call();
    office.store->fail_every(3, how);
    for (int n = 0; n < 30; ++n) {
      const Ask ask = office.ask(office.ana, contact);
      const std::string fill =
          R"({"do":"fill","field":"issue","value":"Issue )" + std::to_string(n) + "\"}";
      Outcome outcome = office.intend(ask, fill);
      for (int tries = 0; outcome.kind == Outcome::Kind::kFailed && tries < 5; ++tries) {
        outcome = office.intend(ask, fill);
      }
      ASSERT_TRUE(outcome.done()) << outcome.message;
    }
    office.store->fail_every(0, how);
    EXPECT_GT(office.desk->counts().commits_failed, 0u);
    const std::string shown = office.json(office.ana, contact);
    office.reopen();
    EXPECT_EQ(office.json(office.ana, contact), shown);
    EXPECT_NE(shown.find("Issue 29"), std::string::npos);
    EXPECT_EQ(office.events(contact), 4u + 30u);  // exactly once each
  }
}

TEST_P(Turns, TakeCommandsOfManyThreadsOneAfterTheOther) {
  Office office(GetParam());
  const ContactId contact = office.call();
  std::vector<std::thread> threads;
  for (int n = 0; n < 8; ++n) {
    threads.emplace_back([&, n] {
      for (int k = 0; k < 6; ++k) {
        const Outcome outcome = office.intend(
            contact, R"({"do":"try","text":"step )" + std::to_string(n * 10 + k) + "\"}");
        EXPECT_TRUE(outcome.done()) << outcome.message;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(office.desk->stored(contact)->contact.record.steps.size(), 48u);
}

TEST(TurnsAlso, ShowNothingBeforeItsCommit) {
  Office office;
  const ContactId contact = office.call();
  std::vector<FeedEvent> told;
  (void)office.desk->feed().subscribe([&told](const FeedEvent& event) { told.push_back(event); });
  office.store->hold(true);
  std::promise<Outcome> done;
  office.desk->intend(office.ask(office.ana, contact), parse_json(kFillIssue).value(),
                      [&done](Outcome outcome) { done.set_value(std::move(outcome)); });
  EXPECT_EQ(office.json(office.ana, contact).find("doubled"), std::string::npos);
  EXPECT_TRUE(told.empty());
  office.store->hold(false);
  EXPECT_TRUE(done.get_future().get().done());
  EXPECT_NE(office.json(office.ana, contact).find("doubled"), std::string::npos);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].what, (std::vector<std::string_view>{"filled"}));
}

TEST(TurnsAlso, RefuseToQueueMoreThanTheLimit) {
  Office office;
  const ContactId contact = office.call();
  office.store->hold(true);
  std::atomic<int> busy = 0, done = 0;
  for (std::size_t n = 0; n < kCommandsWaitingMax + 3; ++n) {
    office.desk->intend(
        office.ask(office.ana, contact), parse_json(kFillIssue).value(),
        [&](const Outcome& outcome) { ++(outcome.kind == Outcome::Kind::kBusy ? busy : done); });
  }
  EXPECT_EQ(busy, 2);
  office.store->hold(false);
  office.desk.reset();
  EXPECT_EQ(done, static_cast<int>(kCommandsWaitingMax) + 1);
}

TEST(TurnsAlso, RefuseAStaleVersion) {
  Office office;
  const ContactId contact = office.call();
  Ask ask = office.ask(office.ana, contact);
  ask.expected_version = office.view(office.ana, contact).version;
  EXPECT_TRUE(office.intend(ask, kFillIssue).done());
  ask.key = office.fresh_key();
  const std::size_t events = office.events(contact);
  EXPECT_EQ(office.intend(ask, kFillIssue).kind, Outcome::Kind::kStale);
  EXPECT_EQ(office.events(contact), events);
}

TEST(TurnsAlso, RefuseAKeyThatWentWithAnotherCommand) {
  Office office;
  const ContactId contact = office.call();
  const Ask ask = office.ask(office.ana, contact);
  EXPECT_TRUE(office.intend(ask, kFillIssue).done());
  EXPECT_EQ(office.intend(ask, R"({"do":"clear","field":"issue"})").kind,
            Outcome::Kind::kKeyReused);
}

TEST(TurnsAlso, RefuseAMalformedKey) {
  Office office;
  const ContactId contact = office.call();
  for (const char* key : {"short", "with space", "ünïcödé-key"}) {
    EXPECT_EQ(office.intend(office.ask(office.ana, contact, key), kFillIssue).kind,
              Outcome::Kind::kInvalid)
        << key;
  }
}

TEST(TurnsAlso, TakeNoTimeAndNoAuthorFromOutside) {
  Office office;
  const ContactId contact = office.call();
  for (const char* forged :
       {R"({"do":"fill","field":"issue","value":"x","at":"2020-01-01T00:00:00Z"})",
        R"({"do":"fill","field":"issue","value":"x","by":"p_other"})",
        R"({"do":"attempted","passed":true})", R"({"do":"choose_customer","customer":"u_1"})"}) {
    EXPECT_FALSE(office.intend(contact, forged).done()) << forged;
  }
  EXPECT_FALSE(office.observe(contact, R"({"saw":"connected","at":1})").done());
  EXPECT_FALSE(office.observe(contact, R"({"saw":"time_passed"})").done());
}

TEST(TurnsAlso, KeepTimeFromRunningBackwards) {
  Office office;
  const ContactId contact = office.call();
  office.clock.pass(seconds(60));
  EXPECT_TRUE(office.intend(contact, kFillIssue).done());
  office.clock.pass(seconds(-3600));
  EXPECT_TRUE(office.intend(contact, R"({"do":"tick","checkpoint":"asked"})").done());
  const auto lines = office.desk->log_in_words(office.ana, contact).value();
  EXPECT_GE(lines.back().at, lines.front().at + seconds(60));
}

TEST(TurnsAlso, AreForTheHolderAlone) {
  Office office;
  const ContactId contact = office.call();
  EXPECT_EQ(office.intend(office.ask(office.ben, contact), kFillIssue).kind,
            Outcome::Kind::kNotFound);
  EXPECT_EQ(office.intend(office.ask(office.lena, contact), kFillIssue).kind,
            Outcome::Kind::kForbidden);
  EXPECT_EQ(office.intend(office.ask(office.iris, contact), kFillIssue).kind,
            Outcome::Kind::kForbidden);
  EXPECT_EQ(office.intend(office.ask(office.phone, contact), kFillIssue).kind,
            Outcome::Kind::kForbidden);
  EXPECT_EQ(office.intend(office.ask(office.ana, {"c_none"}), kFillIssue).kind,
            Outcome::Kind::kNotFound);
}

TEST(TurnsAlso, RefuseAClosedContactButRepeatWhatWasAnswered) {
  Office office;
  const ContactId contact = office.call();
  const Ask ask = office.ask(office.ana, contact);
  const char* end = R"({"do":"end_early","ending":"hung_up"})";
  EXPECT_TRUE(office.intend(ask, end).done());
  EXPECT_TRUE(office.intend(ask, end).replayed);
  EXPECT_EQ(office.intend(contact, kFillIssue).refusal->reason, RefusalReason::kClosed);
  EXPECT_TRUE(office.desk->open_contacts(office.ana).empty());
}

TEST(TurnsAlso, RecordThatAGateSaidNo) {
  Office office;
  const ContactId contact = office.call();
  const std::size_t before = office.events(contact);
  office.intend(contact, R"({"do":"go","stage":"verification"})");
  const auto lines = office.desk->log_in_words(office.lena, contact).value();
  ASSERT_EQ(lines.size(), before + 1);
  EXPECT_EQ(lines.back().text, "refused, not met: Issue and goal agreed");
}

TEST(TurnsAlso, AreToldInWordsAndNotInNames) {
  Office office;
  const ContactId contact = office.verified_call();
  office.intend(contact, R"({"do":"speaks","party":"other"})");
  EXPECT_EQ(office.desk->log_in_words(office.lena, contact)->back().text,
            "no longer verified: somebody else speaks");
  office.intend(contact, R"({"do":"end_early","ending":"hung_up"})");
  const std::string end = office.desk->log_in_words(office.lena, contact)->back().text;
  EXPECT_EQ(end.rfind("ended early: Caller hung up; not met: ", 0), 0u) << end;
  EXPECT_NE(end.find(", Test confirmed, Outcome known"), std::string::npos) << end;

  const ContactId silent = office.call();
  office.intend(silent, R"({"do":"end_early","ending":"silent"})");
  EXPECT_EQ(office.desk->log_in_words(office.lena, silent)->back().text,
            "ended early: Nobody spoke");
}

TEST(TurnsAlso, GoOnWithContactsThatWereDroppedFromMemory) {
  Office office;
  office.contacts_in_memory = 4;
  office.reopen();
  std::vector<ContactId> contacts;
  for (int n = 0; n < 12; ++n) contacts.push_back(office.call());
  EXPECT_LE(office.desk->counts().contacts_in_memory, 4u);
  for (const ContactId& contact : contacts) {
    EXPECT_TRUE(office.intend(contact, kFillIssue).done());
  }
  EXPECT_EQ(office.desk->counts().open_contacts, 12u);
}

TEST(TurnsAlso, KnowThatAContactClosedAlthoughTheCommitSeemedToFail) {
  Office office;
  const ContactId contact = office.call();
  const Ask ask = office.ask(office.ana, contact);
  const char* end = R"({"do":"end_early","ending":"hung_up"})";
  office.store->fail_every(1, UnreliableStore::Fails::kAfter);
  EXPECT_EQ(office.intend(ask, end).kind, Outcome::Kind::kFailed);
  office.store->fail_every(0, UnreliableStore::Fails::kAfter);
  EXPECT_TRUE(office.intend(ask, end).replayed);
  EXPECT_TRUE(office.desk->open_contacts(office.ana).empty());
}

TEST(TurnsAlso, LetFallDueWhatIsDue) {
  Office office;
  const ContactId contact = office.verified_call();
  ASSERT_TRUE(office.desk->next_due().has_value());
  office.desk->tick();
  const std::size_t before = office.events(contact);
  office.clock.pass(minutes(10));
  office.desk->tick();
  EXPECT_EQ(office.events(contact), before + 1);
  EXPECT_FALSE(office.desk->next_due().has_value());
  EXPECT_EQ(office.desk->log_in_words(office.ana, contact)->back().by, "clock");
}

TEST(TurnsAlso, LetFallDueAfterARestartAndAfterAFailedCommit) {
  Office office;
  const ContactId contact = office.verified_call();
  office.clock.pass(minutes(11));
  office.reopen();
  office.store->fail_every(1, UnreliableStore::Fails::kBefore);
  office.desk->tick();
  EXPECT_FALSE(office.desk->healthy());
  office.store->fail_every(0, UnreliableStore::Fails::kBefore);
  const std::size_t before = office.events(contact);
  office.clock.pass(seconds(2));
  office.desk->tick();
  EXPECT_EQ(office.events(contact), before + 1);
  EXPECT_TRUE(office.desk->healthy());
}

}  // namespace
}  // namespace callmap
