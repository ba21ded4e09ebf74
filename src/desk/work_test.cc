// Queues, offers, handoffs and promises through the whole desk, on both stores, over failures and
// restarts.

#include <gtest/gtest.h>

#include <algorithm>

#include "desk/test_office.h"
#include "desk/work_floor.h"

namespace callmap {
namespace {

// The clock of the office begins at a quarter past ten in the evening, when nobody keeps a promise.
constexpr Duration kToMorning = hours(12);

class Floor : public testing::TestWithParam<StoreMade> {
 protected:
  Floor() : office(GetParam()) {
    const auto map = office.desk->maps().publish({{"map.yaml", office_map()}}, office.clock.now());
    EXPECT_TRUE(map.has_value()) << (map ? "" : map.error().message);
    bea = office.add("bea", {Role::kAgent}, "billing");
    sid = office.add("sid", {Role::kAgent}, "shipping", {"billing"});
    lou = office.add("lou", {Role::kLead}, "leads");
  }

  void say(const Caller& who, WorkState state, const std::string& reason = {}) {
    bool kept = false;
    office.desk->set_state(who, state, reason,
                           [&kept](const Result<>& done) { kept = done.has_value(); });
    settle();
    EXPECT_TRUE(kept);
  }
  // Everything queued is durable, and what can be offered is.
  void settle() {
    for (int n = 0; n < 3; ++n) {
      ASSERT_TRUE(office.store->commit_now({.rows = {{"settled", "x", "", "1"}}}).has_value());
      office.desk->tick();
    }
    ASSERT_TRUE(office.store->commit_now({.rows = {{"settled", "x", "", "1"}}}).has_value());
  }
  ContactId comes(const std::string& team = {}) {
    NewContact contact;
    contact.map = "office";
    contact.line = "billing";
    contact.team = team;
    contact.caller_number = "+447700900142";
    const Outcome outcome = office.start(office.phone, contact);
    EXPECT_TRUE(outcome.done()) << outcome.message;
    settle();
    return outcome.contact;
  }
  Outcome accept(const Caller& who, const ContactId& contact) {
    return Office::wait([&](OnOutcome done) {
      office.desk->accept_offer(office.ask(who, contact), std::move(done));
    });
  }
  Outcome decline(const Caller& who, const ContactId& contact, const std::string& why = {}) {
    return Office::wait([&](OnOutcome done) {
      office.desk->decline_offer(office.ask(who, contact), why, std::move(done));
    });
  }
  Outcome does(const Caller& who, const ContactId& contact, const std::string& json) {
    const Outcome outcome = office.intend(office.ask(who, contact), json);
    settle();
    return outcome;
  }
  [[nodiscard]] bool is_offered(const Caller& who, const ContactId& contact) {
    return office.desk->offer(who, contact).has_value();
  }
  [[nodiscard]] PersonId holder(const ContactId& contact) {
    return office.desk->stored(contact).value().contact.holder();
  }
  // Bea is on the line with a customer of the billing line.
  ContactId taken() {
    say(bea, WorkState::kAvailable);
    const ContactId contact = comes();
    EXPECT_TRUE(accept(bea, contact).done());
    EXPECT_TRUE(office.observe(contact, R"({"saw":"connected"})").done());
    settle();
    return contact;
  }
  // Everything that a handoff from Bea needs, and the offer itself.
  void hands_over(const ContactId& contact, const std::string& team) {
    const char* const before[] = {
        R"({"do":"fill","field":"reason","value":"billing"})",
        R"({"do":"fill","field":"key_details","value":"Two lines"})",
        R"({"do":"fill","field":"goal","value":"Know why"})",
        R"({"do":"fill","field":"story","value":"Bill doubled after a move."})",
        R"({"do":"none_because","field":"balance","because":"Not looked at"})",
        R"({"do":"tick","checkpoint":"reference_given"})",
        R"({"do":"tick","checkpoint":"expectations_set"})"};
    for (const char* intent : before) {
      const Outcome outcome = does(bea, contact, intent);
      EXPECT_TRUE(outcome.done()) << intent << (outcome.refusal ? outcome.refusal->sentence : "");
    }
    EXPECT_TRUE(
        does(bea, contact, R"({"do":"hand_over","team":")" + team + R"(","how":"warm"})").done());
    const Outcome offered = does(bea, contact, R"({"do":"offer_handoff"})");
    EXPECT_TRUE(offered.done()) << (offered.refusal ? offered.refusal->sentence : "");
  }

  Office office;
  Caller bea, sid, lou;
};

INSTANTIATE_TEST_SUITE_P(Stores, Floor, testing::Values(StoreMade::kMemory, StoreMade::kSqlite),
                         store_name);

TEST_P(Floor, OffersAContactOfTheLineToItsTeamAndGivesItToWhoAccepts) {
  say(bea, WorkState::kAvailable);
  const ContactId contact = comes();
  ASSERT_TRUE(is_offered(bea, contact));
  EXPECT_FALSE(office.desk->view(bea, contact).has_value()) << "not theirs before they take it";
  const WorkView work = office.desk->work(bea);
  ASSERT_EQ(work.offers.size(), 1u);
  EXPECT_EQ(work.offers[0].team_title, "Billing");
  ASSERT_TRUE(accept(bea, contact).done());
  settle();
  EXPECT_EQ(holder(contact), bea.id);
  EXPECT_TRUE(office.desk->work(bea).offers.empty());
  EXPECT_EQ(office.desk->work(bea).contacts.size(), 1u);
}

TEST_P(Floor, LetsNobodyAcceptWhatIsNotOfferedToThem) {
  say(bea, WorkState::kAvailable);
  const ContactId contact = comes();
  EXPECT_EQ(accept(sid, contact).kind, Outcome::Kind::kNotFound);
  EXPECT_TRUE(accept(bea, contact).done());
  const Outcome again = accept(bea, contact);
  EXPECT_FALSE(again.done()) << "it is taken already";
  EXPECT_EQ(holder(contact), bea.id);
}

TEST_P(Floor, PassesADeclinedContactOn) {
  say(bea, WorkState::kAvailable);
  const ContactId contact = comes();
  say(sid, WorkState::kAvailable);
  ASSERT_TRUE(is_offered(bea, contact));
  EXPECT_TRUE(decline(bea, contact).done());
  settle();
  EXPECT_FALSE(is_offered(bea, contact));
  EXPECT_TRUE(is_offered(sid, contact));
}

TEST_P(Floor, SendsAwayWhoLetsAContactRingOut) {
  say(bea, WorkState::kAvailable);
  const ContactId contact = comes();
  office.clock.pass(kInboundOfferFor);
  settle();
  EXPECT_FALSE(is_offered(bea, contact));
  EXPECT_EQ(office.desk->work(bea).state, WorkState::kAway);
  EXPECT_EQ(office.desk->work(bea).reason, "missed");
  say(sid, WorkState::kAvailable);
  EXPECT_TRUE(is_offered(sid, contact)) << "it waits on for the next";
}

TEST_P(Floor, PassesOnWhatWasGivenToSomebodyWhoDoesNotAnswer) {
  NewContact given;
  given.map = "office";
  given.line = "billing";
  given.caller_number = "+447700900142";
  given.offer_to = bea.id;
  const ContactId contact = office.start(office.phone, given).contact;
  office.clock.pass(Duration{kRingsFor.ms - 1});
  settle();
  EXPECT_EQ(holder(contact), bea.id);
  office.reopen();
  office.clock.pass(Duration{1});
  settle();
  EXPECT_EQ(holder(contact), PersonId{}) << "it does not ring for ever";
  say(sid, WorkState::kAvailable);
  EXPECT_TRUE(is_offered(sid, contact)) << "it waits for the team of the line";
  EXPECT_TRUE(accept(sid, contact).done());
  office.clock.pass(kRingsFor);
  settle();
  EXPECT_EQ(holder(contact), sid.id);
}

TEST_P(Floor, LeavesACallThatWasAnsweredWithWhoHasIt) {
  NewContact given;
  given.map = "office";
  given.offer_to = bea.id;
  const ContactId contact = office.start(office.phone, given).contact;
  EXPECT_TRUE(office.observe(contact, R"({"saw":"connected"})").done());
  office.clock.pass(hours(1));
  settle();
  EXPECT_EQ(holder(contact), bea.id);
}

TEST_P(Floor, TellsWhoeverIsGivenAFollowUpAndWhoeverHadIt) {
  const ContactId contact = taken();
  std::vector<std::string> told;
  const auto subscription = office.desk->feed().subscribe([&](const FeedEvent& event) {
    const bool follow_up = !event.what.empty() && event.what.front() == "follow_up";
    if (event.contact.text.empty() && follow_up) told.push_back(event.holder.text);
  });
  const auto tell = [&](const std::string& intent) {
    told.clear();
    EXPECT_TRUE(does(bea, contact, intent).done()) << intent;
    std::ranges::sort(told);
    return told;
  };
  const auto of = [](std::vector<std::string> ids) {
    std::ranges::sort(ids);
    return ids;
  };
  const std::string due = to_iso(office.clock.now() + kToMorning);
  EXPECT_EQ(tell(R"({"do":"add_task","text":"Ring them","owner":"Person sid","channel":"phone",)"
                 R"("due":")" +
                 due + "\"}"),
            of({sid.id.text}));
  EXPECT_EQ(tell(R"({"do":"pass_task","number":1,"owner":"Person bea"})"),
            of({bea.id.text, sid.id.text}));
  EXPECT_EQ(tell(R"({"do":"pass_task","number":1,"owner":"shipping"})"),
            of({bea.id.text, sid.id.text}))
      << "everybody of the team";
  EXPECT_EQ(tell(R"({"do":"fill","field":"goal","value":"Know why"})"), of({}));
  office.desk->feed().unsubscribe(subscription);
}

TEST_P(Floor, KeepsQueuesStatesAndOffersOverARestart) {
  say(bea, WorkState::kAvailable);
  say(sid, WorkState::kAway, "lunch");
  const ContactId first = comes();
  const ContactId second = comes();
  office.reopen();
  EXPECT_TRUE(is_offered(bea, first));
  EXPECT_EQ(office.desk->work(sid).reason, "lunch");
  EXPECT_TRUE(accept(bea, first).done());
  say(sid, WorkState::kAvailable);
  EXPECT_TRUE(is_offered(sid, second));
}

TEST_P(Floor, ForgetsTheOfferOfAContactThatWasGivenUp) {
  say(bea, WorkState::kAvailable);
  const ContactId contact = comes();
  EXPECT_TRUE(office.observe(contact, R"({"saw":"hung_up","by":"caller"})").done());
  settle();
  EXPECT_FALSE(is_offered(bea, contact));
  EXPECT_FALSE(accept(bea, contact).done());
  const ContactId next = comes();
  EXPECT_TRUE(is_offered(bea, next));
  const NumbersRow day = office.desk->numbers(lou, {}).value().total;
  EXPECT_EQ(day.counts[static_cast<std::size_t>(Number::kAbandoned)], 1u);
}

TEST_P(Floor, WhoSaysTwiceThatTheyAreAvailableIsSoSinceTheFirstTime) {
  say(bea, WorkState::kAvailable);
  office.clock.pass(minutes(10));
  say(bea, WorkState::kAvailable);
  office.reopen();
  office.clock.pass(minutes(10));
  EXPECT_EQ(office.desk->work(bea).since, office.clock.now() - minutes(20));
}

TEST_P(Floor, CountsOccupancyFromStatesAndContactsAndKeepsItOverARestart) {
  const auto occupancy = [&](NumbersAsked asked = {}) {
    return office.desk->numbers(lou, std::move(asked)).value().total.occupancy_percent;
  };
  EXPECT_EQ(occupancy(), std::nullopt) << "nobody was at work";
  say(bea, WorkState::kAvailable);
  office.clock.pass(minutes(10));
  EXPECT_EQ(occupancy(), 0u);
  const ContactId contact = comes();
  ASSERT_TRUE(accept(bea, contact).done());
  ASSERT_TRUE(office.observe(contact, R"({"saw":"connected"})").done());
  office.clock.pass(minutes(10));
  EXPECT_EQ(occupancy(), 50u);
  say(bea, WorkState::kAway, "lunch");
  office.clock.pass(minutes(10));
  EXPECT_EQ(occupancy(), 67u) << "still on the contact, though away";
  ASSERT_TRUE(office.observe(contact, R"({"saw":"hung_up","by":"caller"})").done());
  ASSERT_TRUE(
      office.intend(office.ask(bea, contact), R"({"do":"end_early","ending":"hung_up"})").done());
  office.clock.pass(minutes(30));
  EXPECT_EQ(occupancy(), 67u) << "lunch is no work";
  office.reopen();
  EXPECT_EQ(occupancy(), 67u);
  EXPECT_EQ(occupancy({.day = {}, .wanted = {.team = "shipping"}}), std::nullopt);
  EXPECT_EQ(occupancy({.day = {}, .wanted = {.agent = bea.id.text}}), 67u);
  NumbersAsked by_reason;
  by_reason.wanted.reason = "billing";
  EXPECT_EQ(occupancy(by_reason), std::nullopt) << "nobody is at work for a reason";
}

TEST_P(Floor, OffersNothingMoreAfterTheLastContact) {
  const ContactId contact = taken();
  say(bea, WorkState::kLastContact);
  const ContactId second = comes();
  EXPECT_FALSE(is_offered(bea, second));
  EXPECT_TRUE(does(bea, contact, R"({"do":"end_early","ending":"hung_up"})").done());
  EXPECT_EQ(office.desk->work(bea).state, WorkState::kAway);
}

TEST_P(Floor, HandsOverWithThePackageToThePersonWhoAccepts) {
  const ContactId contact = taken();
  say(sid, WorkState::kAvailable);
  hands_over(contact, "shipping");
  ASSERT_TRUE(is_offered(sid, contact));
  const OfferView offer = office.desk->offer(sid, contact).value();
  ASSERT_TRUE(offer.handoff.has_value());
  EXPECT_TRUE(offer.handoff->complete);
  EXPECT_EQ(offer.from, bea.display_name);
  EXPECT_EQ(holder(contact), bea.id) << "until somebody accepts";
  ASSERT_TRUE(accept(sid, contact).done());
  settle();
  EXPECT_EQ(holder(contact), sid.id);
  EXPECT_EQ(
      office.desk->numbers(lou, {}).value().total.counts[static_cast<std::size_t>(Number::kWarm)],
      1u);
  EXPECT_EQ(does(bea, contact, R"({"do":"tick","checkpoint":"agreed"})").kind,
            Outcome::Kind::kForbidden);
}

TEST_P(Floor, OffersNoHandoffWithoutItsPackage) {
  const ContactId contact = taken();
  say(sid, WorkState::kAvailable);
  EXPECT_TRUE(does(bea, contact, R"({"do":"hand_over","team":"shipping","how":"warm"})").done());
  const Outcome outcome = does(bea, contact, R"({"do":"offer_handoff"})");
  ASSERT_EQ(outcome.kind, Outcome::Kind::kRefused);
  EXPECT_FALSE(outcome.refusal->missing.empty());
  EXPECT_FALSE(is_offered(sid, contact));
}

TEST_P(Floor, GivesAReturnedHandoffBackWithTheReason) {
  const ContactId contact = taken();
  say(sid, WorkState::kAvailable);
  hands_over(contact, "shipping");
  ASSERT_TRUE(decline(sid, contact, "Not ours either").done());
  settle();
  EXPECT_EQ(holder(contact), bea.id);
  EXPECT_FALSE(is_offered(sid, contact));
  const auto guidance = office.desk->guidance(bea, contact).value();
  ASSERT_TRUE(guidance.handoff.has_value());
  EXPECT_EQ(guidance.handoff->state, HandoffState::kReturned);
}

TEST_P(Floor, LeavesAHandoffToNobodyWithItsSender) {
  const ContactId contact = taken();
  hands_over(contact, "shipping");
  office.clock.pass(seconds(61));
  settle();
  EXPECT_EQ(holder(contact), bea.id);
  const auto guidance = office.desk->guidance(bea, contact).value();
  ASSERT_TRUE(guidance.handoff.has_value());
  EXPECT_EQ(guidance.handoff->state, HandoffState::kExpired);
}

TEST_P(Floor, LetsOneOfTwoRaceForAHandoffWhileTheCustomerHangsUp) {
  const ContactId contact = taken();
  say(sid, WorkState::kAvailable);
  hands_over(contact, "shipping");
  EXPECT_TRUE(office.observe(contact, R"({"saw":"hung_up","by":"caller"})").done());
  EXPECT_FALSE(accept(sid, contact).done());
  settle();
  EXPECT_EQ(holder(contact), bea.id);
  EXPECT_FALSE(is_offered(sid, contact));
  EXPECT_EQ(office.desk->work(sid).contacts.size(), 0u);
}

TEST_P(Floor, MakesACallBackDueAfterADropForAnyAgentToTake) {
  const ContactId contact = taken();
  EXPECT_TRUE(office.observe(contact, R"({"saw":"dropped"})").done());
  EXPECT_TRUE(does(bea, contact, R"({"do":"release"})").done());
  EXPECT_EQ(holder(contact), PersonId{});
  const auto put_down = office.desk->view(bea, contact);
  ASSERT_TRUE(put_down.has_value());
  EXPECT_FALSE(put_down->mine) << "whoever put it down holds it no more";
  EXPECT_FALSE(put_down->holder.has_value());
  EXPECT_EQ(does(bea, contact, R"({"do":"fill","field":"issue","value":"x"})").kind,
            Outcome::Kind::kForbidden);
  ASSERT_EQ(office.desk->callbacks(sid).size(), 1u);
  EXPECT_EQ(office.desk->callbacks(sid)[0].attempts, 3);
  office.reopen();
  ASSERT_EQ(office.desk->callbacks(sid).size(), 1u) << "after a restart";
  const Outcome take = does(sid, contact, R"({"do":"take"})");
  ASSERT_TRUE(take.done()) << (take.refusal ? take.refusal->sentence : take.message);
  EXPECT_EQ(holder(contact), sid.id);
  EXPECT_TRUE(does(sid, contact, R"({"do":"callback_result","outcome":"reached"})").done());
  EXPECT_TRUE(office.desk->callbacks(sid).empty());
  EXPECT_EQ(office.desk->numbers(lou, {})
                .value()
                .total.counts[static_cast<std::size_t>(Number::kRecovered)],
            1u);
}

TEST_P(Floor, ListsAPromiseByItsOwnerAlsoAfterTheContactHasClosed) {
  const ContactId contact = taken();
  const std::string due = to_iso(office.clock.now() + kToMorning);
  const std::string task =
      R"({"do":"add_task","text":"CANARY-PROMISE","owner":"Person sid","channel":"email",)";
  EXPECT_TRUE(does(bea, contact, task + R"("due":")" + due + "\"}").done());
  EXPECT_TRUE(does(bea, contact, R"({"do":"end_early","ending":"hung_up"})").done());
  ASSERT_EQ(office.desk->follow_ups(sid, Whose::kMine).size(), 1u);
  EXPECT_EQ(office.desk->follow_ups(sid, Whose::kMine)[0].text, "CANARY-PROMISE");
  EXPECT_TRUE(office.desk->follow_ups(lou, Whose::kMine).empty());
  EXPECT_EQ(office.desk->follow_ups(lou, Whose::kAll).size(), 1u);
  office.clock.pass(hours(13));
  office.reopen();
  ASSERT_EQ(office.desk->follow_ups(sid, Whose::kMine).size(), 1u);
  EXPECT_TRUE(office.desk->follow_ups(sid, Whose::kMine)[0].overdue);
  EXPECT_EQ(office.desk->work(sid).follow_ups_overdue, 1u);
  EXPECT_EQ(does(office.ben, contact, R"({"do":"task_done","number":1,"evidence":"x"})").kind,
            Outcome::Kind::kNotFound)
      << "it is somebody else's";
  EXPECT_TRUE(
      does(sid, contact, R"({"do":"task_done","number":1,"evidence":"Sent at noon"})").done());
  EXPECT_TRUE(office.desk->follow_ups(sid, Whose::kMine).empty());
  EXPECT_EQ(office.everything().find("CANARY-PROMISE"), std::string::npos);
}

TEST_P(Floor, TellsAnOwnerGivenByIdByTheirName) {
  const ContactId contact = taken();
  EXPECT_TRUE(does(bea, contact,
                   R"({"do":"add_task","text":"Write to them","owner":")" + sid.id.text + "\"}")
                  .done());
  EXPECT_TRUE(
      does(bea, contact, R"({"do":"add_task","text":"Send it","owner":"shipping"})").done());
  const auto guidance = office.desk->guidance(bea, contact).value();
  ASSERT_EQ(guidance.tasks.size(), 2u);
  EXPECT_EQ(guidance.tasks[0].owner, "Person sid");
  EXPECT_EQ(guidance.tasks[1].owner, "Shipping Support");
  EXPECT_EQ(office.desk->follow_ups(sid, Whose::kMine).size(), 1u);
  EXPECT_EQ(office.desk->follow_ups(sid, Whose::kTeam).size(), 2u) << "Sid's team has the other";
}

TEST_P(Floor, ShowsTheLeadsWhoWaitsOnHoldForLongerThanWasPromised) {
  const ContactId contact = taken();
  EXPECT_TRUE(office.observe(contact, R"({"saw":"held"})").done());
  office.clock.pass(seconds(119));
  EXPECT_TRUE(office.desk->floor(lou).needs.empty());
  office.clock.pass(seconds(1));
  const FloorView floor = office.desk->floor(lou);
  ASSERT_EQ(floor.needs.size(), 1u);
  EXPECT_EQ(floor.needs[0].kind, Need::Kind::kHoldLong);
  EXPECT_EQ(floor.needs[0].text, "Promised after 2:00");
  EXPECT_TRUE(office.observe(contact, R"({"saw":"unheld"})").done());
  EXPECT_TRUE(office.desk->floor(lou).needs.empty());
}

TEST_P(Floor, LeavesNothingWithAPersonWhoIsSignedOffForGood) {
  const ContactId contact = taken();
  EXPECT_TRUE(office.desk->deactivate(bea.id).has_value());
  settle();
  EXPECT_EQ(holder(contact), PersonId{});
  const FloorView floor = office.desk->floor(lou);
  ASSERT_EQ(floor.needs.size(), 1u);
  EXPECT_EQ(floor.needs[0].kind, Need::Kind::kUnownedWork);
  EXPECT_TRUE(does(lou, contact, R"({"do":"take_over"})").done());
  EXPECT_EQ(holder(contact), lou.id);
}

TEST_P(Floor, LeavesNothingWithALeaverWhenACommitFailsOrTheProgramEndsInBetween) {
  const ContactId contact = taken();
  ASSERT_TRUE(office.desk->sign_in().deactivate("bea").has_value());  // and then the program ends
  office.reopen();
  office.store->fail_every(1, UnreliableStore::Fails::kBefore);
  office.desk->tick();
  office.store->fail_every(0, UnreliableStore::Fails::kBefore);
  EXPECT_EQ(holder(contact), bea.id);
  office.clock.pass(seconds(2));
  settle();
  EXPECT_EQ(holder(contact), PersonId{});
}

TEST_P(Floor, GivesTheLeadsThePromisesOfSomebodyWhoHasLeft) {
  const ContactId contact = taken();
  const std::string due = to_iso(office.clock.now() + kToMorning);
  EXPECT_TRUE(does(bea, contact,
                   R"({"do":"add_task","text":"Ring them","owner":"Person sid","channel":"phone",)"
                   R"("due":")" +
                       due + "\"}")
                  .done());
  EXPECT_TRUE(office.desk->floor(lou).needs.empty());
  EXPECT_TRUE(office.desk->deactivate(sid.id).has_value());
  const FloorView floor = office.desk->floor(lou);
  ASSERT_EQ(floor.needs.size(), 1u);
  EXPECT_EQ(floor.needs[0].kind, Need::Kind::kUnownedWork);
  EXPECT_TRUE(does(lou, contact, R"({"do":"pass_task","number":1,"owner":"Person bea"})").done());
  EXPECT_TRUE(office.desk->floor(lou).needs.empty());
}

TEST_P(Floor, GivesTheLeadsTheWorkAfterACallOfWhoeverHasGone) {
  const ContactId contact = taken();
  EXPECT_TRUE(office.observe(contact, R"({"saw":"hung_up","by":"caller"})").done());
  settle();
  office.desk->connected(bea.id, true);
  EXPECT_TRUE(office.desk->floor(lou).needs.empty());
  office.desk->connected(bea.id, false);
  const FloorView floor = office.desk->floor(lou);
  ASSERT_EQ(floor.needs.size(), 1u);
  EXPECT_EQ(floor.needs[0].kind, Need::Kind::kUnownedWork);
  EXPECT_TRUE(does(lou, contact, R"({"do":"take_over"})").done());
  EXPECT_TRUE(office.desk->floor(lou).needs.empty());
  EXPECT_EQ(holder(contact), lou.id);
}

TEST_P(Floor, GivesTheLeadsWhatSomebodyHeldWhoDoesNotComeBackAfterARestart) {
  const ContactId written_up = taken();
  EXPECT_TRUE(office.observe(written_up, R"({"saw":"hung_up","by":"caller"})").done());
  settle();
  office.desk->connected(bea.id, true);
  say(sid, WorkState::kAvailable);
  const ContactId live = comes();
  EXPECT_TRUE(accept(sid, live).done());
  office.reopen();
  const Instant restarted = office.clock.now();
  settle();
  EXPECT_TRUE(office.desk->floor(lou).needs.empty()) << "they have a minute to come back";
  office.clock.pass(kBackWithin);
  settle();
  const FloorView floor = office.desk->floor(lou);
  ASSERT_EQ(floor.needs.size(), 2u);
  for (const Need& need : floor.needs) {
    EXPECT_EQ(need.kind,
              need.contact == live ? Need::Kind::kMachineGone : Need::Kind::kUnownedWork);
    EXPECT_EQ(need.since, restarted);
  }
  EXPECT_TRUE(does(lou, written_up, R"({"do":"take_over"})").done());
  EXPECT_EQ(office.desk->floor(lou).needs.size(), 1u);
  EXPECT_EQ(holder(written_up), lou.id);
  office.desk->connected(sid.id, true);
  EXPECT_TRUE(office.desk->floor(lou).needs.empty()) << "late, and yet back";
  EXPECT_EQ(holder(live), sid.id);
}

TEST_P(Floor, LeavesEverythingToWhoeverShowsThemselvesInTimeAfterARestart) {
  const ContactId by_screen = taken();
  say(sid, WorkState::kAvailable);
  const ContactId by_command = comes();
  EXPECT_TRUE(accept(sid, by_command).done());
  office.reopen();
  office.clock.pass({kBackWithin.ms - 1});
  office.desk->connected(bea.id, true);
  EXPECT_TRUE(does(sid, by_command, R"({"do":"fill","field":"issue","value":"Late"})").done())
      << "a program without a screen is at work as well";
  office.clock.pass(kBackWithin);
  settle();
  EXPECT_TRUE(office.desk->floor(lou).needs.empty());
  EXPECT_EQ(holder(by_screen), bea.id);
  EXPECT_EQ(holder(by_command), sid.id);
  office.desk->connected(bea.id, false);
  EXPECT_EQ(office.desk->floor(lou).needs.size(), 1u) << "from then on as on any day";
}

TEST_P(Floor, ShowsALeadWhatIsLiveWhatWaitsAndWhoIsFree) {
  const ContactId contact = taken();
  say(sid, WorkState::kAvailable);
  const ContactId second = comes();
  const FloorView floor = office.desk->floor(lou);
  ASSERT_EQ(floor.live.size(), 1u);
  EXPECT_EQ(floor.live[0].contact, contact);
  EXPECT_EQ(floor.live[0].agent->id, bea.id);
  ASSERT_EQ(floor.waiting.size(), 1u);
  EXPECT_EQ(floor.waiting[0].contact, second);
  EXPECT_EQ(floor.people.size(), 2u);
  EXPECT_TRUE(office.desk->floor(bea).live.empty()) << "an agent has no floor";
}

TEST_P(Floor, GivesNobodyTwoCallsByWayOfACallBackAndAnOffer) {
  const ContactId dropped = taken();
  EXPECT_TRUE(office.observe(dropped, R"({"saw":"dropped"})").done());
  EXPECT_TRUE(does(bea, dropped, R"({"do":"release"})").done());
  const ContactId offered = comes();
  ASSERT_TRUE(is_offered(bea, offered));
  EXPECT_TRUE(does(bea, dropped, R"({"do":"take"})").done());
  EXPECT_EQ(accept(bea, offered).kind, Outcome::Kind::kRefused);
  EXPECT_EQ(office.desk->work(bea).contacts.size(), 1u);
}

TEST_P(Floor, RecordsAndShowsALeadWhoLooksOverAContactWithoutOpeningTheFence) {
  const ContactId contact = taken();
  EXPECT_EQ(does(sid, contact, R"({"do":"monitor"})").kind, Outcome::Kind::kNotFound);
  EXPECT_TRUE(does(lou, contact, R"({"do":"monitor"})").done());
  EXPECT_TRUE(does(lou, contact, R"({"do":"message","text":"Offer the credit"})").done());
  EXPECT_EQ(office.desk->floor(lou).live.at(0).watched, std::vector<std::string>{"Person lou"});
  EXPECT_TRUE(does(lou, contact, R"({"do":"take_over"})").done());
  EXPECT_EQ(holder(contact), lou.id);
  EXPECT_EQ(does(bea, contact, R"({"do":"tick","checkpoint":"agreed"})").kind,
            Outcome::Kind::kForbidden);
}

TEST_P(Floor, OffersAgainWhatCouldNotBeMadeDurable) {
  say(bea, WorkState::kAvailable);
  office.store->fail_every(1, UnreliableStore::Fails::kBefore);
  office.desk->tick();
  office.store->fail_every(0, UnreliableStore::Fails::kBefore);
  const ContactId contact = comes();
  ASSERT_TRUE(is_offered(bea, contact));
  office.store->fail_every(1, UnreliableStore::Fails::kBefore);
  EXPECT_EQ(accept(bea, contact).kind, Outcome::Kind::kFailed);
  office.store->fail_every(0, UnreliableStore::Fails::kBefore);
  EXPECT_TRUE(is_offered(bea, contact)) << "a failed acceptance leaves the offer standing";
  EXPECT_TRUE(accept(bea, contact).done());
}

}  // namespace
}  // namespace callmap
