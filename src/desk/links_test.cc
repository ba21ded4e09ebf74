// Contacts of one customer: which a new one may be about, linking, merging, and both references
// leading on; on both stores, side by side, over failures and restarts.

#include <gtest/gtest.h>

#include <thread>

#include "desk/parts.h"
#include "desk/test_office.h"

namespace callmap {
namespace {

constexpr const char* kAdaNumber = "+447700900142";

class Links : public testing::TestWithParam<StoreMade> {
 protected:
  Links() : office(GetParam()) {
    EXPECT_TRUE(
        office.desk->maps().publish({{"map.yaml", office_map()}}, office.clock.now()).has_value());
    // A Tuesday morning, when calls back are made.
    const Instant morning = *parse_iso("2026-03-03T10:00:00Z");
    office.clock.pass(morning - office.clock.now());
  }

  ContactId call(const Caller& agent, const char* number = kAdaNumber) {
    NewContact contact;
    contact.map = "office";
    contact.caller_number = number;
    contact.offer_to = agent.id;
    const Outcome outcome = office.start(office.phone, contact);
    EXPECT_TRUE(outcome.done()) << outcome.message;
    EXPECT_TRUE(office.observe(outcome.contact, R"({"saw":"connected"})").done());
    return outcome.contact;
  }
  bool does(const Caller& agent, const ContactId& contact, const std::string& json) {
    const Outcome outcome = office.intend(office.ask(agent, contact), json);
    EXPECT_TRUE(outcome.done()) << json << (outcome.refusal ? outcome.refusal->sentence : "");
    return outcome.done();
  }
  void choose(const Caller& agent, const ContactId& contact, const char* account = "NW-100042") {
    const auto found = office.desk->candidates(agent, contact, account).value();
    EXPECT_EQ(found.size(), 1u);
    EXPECT_TRUE(office.choose(office.ask(agent, contact), found.at(0).customer).done());
  }
  void verify(const Caller& agent, const ContactId& contact) {
    choose(agent, contact);
    const Outcome outcome = office.answer(office.ask(agent, contact), "1234");
    EXPECT_EQ(outcome.compared->result, Compared::Result::kPassed);
  }
  // Ben's call with Ada, verified and told, whose line has dropped; he has put it down.
  ContactId dropped() {
    const ContactId contact = call(office.ben);
    verify(office.ben, contact);
    does(office.ben, contact, R"({"do":"fill","field":"reason","value":"billing"})");
    does(office.ben, contact, R"({"do":"fill","field":"issue","value":"Charged twice"})");
    does(office.ben, contact, R"({"do":"fill","field":"balance","value":"12.50"})");
    does(office.ben, contact, R"({"do":"try","text":"Looked at both bills"})");
    EXPECT_TRUE(office.observe(contact, R"({"saw":"dropped"})").done());
    does(office.ben, contact, R"({"do":"release"})");
    return contact;
  }
  Outcome link(const Caller& who, const ContactId& contact, const std::string& other, bool merge,
               const std::string& key = {}) {
    return Office::wait([&](OnOutcome done) {
      office.desk->link(office.ask(who, contact, key), other, merge, std::move(done));
    });
  }
  Outcome part(const Caller& who, const ContactId& contact, const ContactId& other) {
    return Office::wait([&](OnOutcome done) {
      office.desk->unlink(office.ask(who, contact), other, std::move(done));
    });
  }
  std::string why(const Outcome& outcome) {
    if (outcome.done()) return "done";
    return outcome.refusal ? outcome.refusal->sentence : outcome.message;
  }
  std::string reference(const ContactId& contact) {
    return office.desk->stored(contact).value().contact.record.reference;
  }
  std::string value(const ContactId& contact, const char* field) {
    const StoredContact stored = office.desk->stored(contact).value();
    const FieldEntry* entry = stored.contact.field(*stored.map, *stored.map->field(field));
    return entry == nullptr ? "" : std::string(entry->value);
  }

  Office office;
};

INSTANTIATE_TEST_SUITE_P(Stores, Links, testing::Values(StoreMade::kMemory, StoreMade::kSqlite),
                         store_name);

TEST_P(Links, SaysThatACallFromTheNumberToCallBackMayBeAboutThatContact) {
  const ContactId earlier = dropped();
  const ContactId later = call(office.ana);
  const ContactView view = office.view(office.ana, later);
  ASSERT_EQ(view.earlier.size(), 1u);
  EXPECT_EQ(view.earlier[0].contact, earlier);
  EXPECT_TRUE(view.earlier[0].by_number);
  EXPECT_TRUE(view.earlier[0].callback_due.has_value());
  EXPECT_TRUE(view.earlier[0].stage_title.empty()) << "no more than that before verification";
  EXPECT_TRUE(office.view(office.lena, later).earlier.empty()) << "only for the holder";
  EXPECT_TRUE(office.view(office.ana, call(office.ana, "+447700900199")).earlier.empty());
  verify(office.ana, later);
  EXPECT_FALSE(office.view(office.ana, later).earlier.at(0).stage_title.empty());
}

TEST_P(Links, FindsTheNumberThatWasAgreedAndForgetsItWithTheCallBack) {
  const ContactId earlier = call(office.ben, "+447700900199");
  does(office.ben, earlier, R"({"do":"fill","field":"callback","value":"+447700900777"})");
  EXPECT_TRUE(office.observe(earlier, R"({"saw":"dropped"})").done());
  const ContactId later = call(office.ana, "+447700900777");
  ASSERT_EQ(office.view(office.ana, later).earlier.size(), 1u);
  office.reopen();
  ASSERT_EQ(office.view(office.ana, later).earlier.size(), 1u) << "also after a restart";
  does(office.ben, earlier, R"({"do":"fill","field":"callback","value":"+447700900778"})");
  EXPECT_TRUE(office.view(office.ana, later).earlier.empty());
  const ContactId again = call(office.ana, "+447700900778");
  ASSERT_EQ(office.view(office.ana, again).earlier.size(), 1u);
  does(office.ben, earlier, R"({"do":"callback_result","outcome":"reached"})");
  EXPECT_TRUE(office.view(office.ana, again).earlier.empty());
  EXPECT_EQ(office.everything().find("+447700900778"), std::string::npos);
}

TEST_P(Links, MergesTheContactOfACustomerWhoCallsInFirst) {
  const ContactId earlier = dropped();
  EXPECT_EQ(office.desk->callbacks(office.ana).size(), 1u);
  const ContactId later = call(office.ana);
  verify(office.ana, later);
  const Outcome merged = link(office.ana, later, earlier.text, true, "merge-key-1");
  EXPECT_EQ(why(merged), "done");
  EXPECT_TRUE(office.desk->callbacks(office.ana).empty());
  const StoredContact over = office.desk->stored(earlier).value();
  EXPECT_FALSE(over.contact.open());
  EXPECT_EQ(over.contact.callback()->end, CallbackEnd::kCalledIn);
  EXPECT_EQ(office.desk->open_contacts(office.lena).size(), 1u);

  EXPECT_EQ(value(later, "issue"), "Charged twice");
  EXPECT_EQ(value(later, "reason"), "billing");
  EXPECT_EQ(value(later, "balance"), "") << "account values are asked for again";
  EXPECT_EQ(office.desk->stored(later).value().contact.record.steps.size(), 1u);
  const ContactView view = office.view(office.ana, later);
  ASSERT_EQ(view.linked.size(), 1u);
  EXPECT_EQ(view.linked[0].how, LinkedView::How::kMergedHere);
  EXPECT_EQ(view.linked[0].was.stage_title, "Purpose");
  EXPECT_FALSE(view.linked[0].was.next.empty());
  EXPECT_EQ(view.linked[0].to_bring, 0u);
  EXPECT_TRUE(view.earlier.empty());
  EXPECT_EQ(office.view(office.ben, earlier).linked.at(0).how, LinkedView::How::kMergedAway);

  const std::size_t events = office.events(later), before = office.events(earlier);
  EXPECT_EQ(why(link(office.ana, later, earlier.text, true)), "done");
  const Outcome replayed = link(office.ana, later, earlier.text, true, "merge-key-1");
  EXPECT_TRUE(replayed.replayed);
  EXPECT_EQ(office.events(later), events) << "the same link twice changes nothing";
  EXPECT_EQ(office.events(earlier), before);
}

TEST_P(Links, BothReferencesLeadToTheContactThatGoesOn) {
  const ContactId earlier = dropped();
  const ContactId later = call(office.ana);
  EXPECT_EQ(office.desk->by_reference(office.ana, reference(earlier))->id, earlier);
  choose(office.ana, later);
  EXPECT_EQ(why(link(office.ana, later, reference(earlier), true)), "done");
  office.reopen();
  const auto found = office.desk->by_reference(office.ana, reference(earlier));
  EXPECT_EQ(found->id, later);
  EXPECT_EQ(found->merged, reference(earlier));
  EXPECT_TRUE(found->holder_is_me);
  EXPECT_TRUE(office.desk->by_reference(office.ana, reference(later))->merged.empty());
  EXPECT_EQ(office.desk->goes_on_in(earlier), later);
  // Merged on, the first reference leads all the way.
  EXPECT_TRUE(office.observe(later, R"({"saw":"dropped"})").done());
  const ContactId third = call(office.ben);
  EXPECT_EQ(why(link(office.ben, third, reference(earlier), true)),
            "choose the customer first: that contact has one");
  choose(office.ben, third);
  EXPECT_EQ(why(link(office.ben, third, reference(earlier), true)), "done");
  EXPECT_EQ(office.desk->by_reference(office.ana, reference(earlier))->id, third);
  EXPECT_EQ(why(link(office.ben, third, reference(earlier), true)), "done");
}

TEST_P(Links, TellsWhatWasSaidOnlyOnceTheCustomerIsVerified) {
  const ContactId earlier = dropped();
  const ContactId later = call(office.ana);
  EXPECT_EQ(why(link(office.ana, later, earlier.text, true)),
            "choose the customer first: that contact has one");
  choose(office.ana, later);
  EXPECT_EQ(why(link(office.ana, later, earlier.text, true)), "done") << "the number is theirs";
  EXPECT_EQ(value(later, "issue"), "");
  ASSERT_FALSE(office.view(office.ana, later).linked.at(0).told);
  EXPECT_TRUE(office.view(office.ana, later).linked[0].was.stage_title.empty());
  EXPECT_FALSE(office.desk->notes(office.ana, earlier).has_value());
  EXPECT_EQ(office.json(office.ana, later).find("Charged twice"), std::string::npos);

  EXPECT_EQ(office.answer(office.ask(office.ana, later), "1234").compared->result,
            Compared::Result::kPassed);
  ASSERT_TRUE(office.view(office.ana, later).linked.at(0).told);
  EXPECT_EQ(office.view(office.ana, later).linked[0].to_bring, 3u);
  EXPECT_TRUE(office.desk->notes(office.ana, earlier).has_value());
  EXPECT_FALSE(office.desk->view(office.ana, earlier).has_value()) << "the notes alone";
  EXPECT_EQ(why(link(office.ana, later, earlier.text, true)), "done");
  EXPECT_EQ(value(later, "issue"), "Charged twice");
}

TEST_P(Links, LinksOnlyWhatIsShownToBeOfOneCustomer) {
  const ContactId earlier = dropped();
  const ContactId stranger = call(office.ana, "+447700900199");
  choose(office.ana, stranger, "NW-100099");
  EXPECT_EQ(why(link(office.ana, stranger, reference(earlier), true)),
            "that contact is another customer's");
  const ContactId elsewhere = call(office.ana, "+447700900555");
  choose(office.ana, elsewhere);
  EXPECT_EQ(why(link(office.ana, elsewhere, earlier.text, false)),
            "nothing shows yet that it is the same customer: verify them, or ask for the "
            "reference");
  EXPECT_EQ(why(link(office.ana, elsewhere, reference(earlier), false)), "done");
  EXPECT_TRUE(office.desk->stored(earlier).value().contact.open()) << "linked, it goes on";
  EXPECT_EQ(office.desk->callbacks(office.ana).size(), 1u);
  EXPECT_EQ(office.view(office.ana, elsewhere).linked.at(0).how, LinkedView::How::kLinked);
}

TEST_P(Links, TakesAContactFromNobodyWhoTalksOrWritesItUp) {
  const ContactId earlier = call(office.ben);
  const ContactId later = call(office.ana);
  EXPECT_EQ(why(link(office.ana, later, reference(earlier), true)),
            "somebody is on the line in that contact");
  EXPECT_TRUE(office.observe(earlier, R"({"saw":"hung_up","by":"caller"})").done());
  EXPECT_EQ(why(link(office.ana, later, reference(earlier), true)),
            "somebody writes that contact up: link the two instead");
  does(office.ben, earlier, R"({"do":"end_early","ending":"hung_up"})");
  EXPECT_EQ(why(link(office.ana, later, reference(earlier), true)),
            "that contact is closed: link the two instead");
  EXPECT_EQ(why(link(office.ana, later, reference(earlier), false)), "done");
}

TEST_P(Links, IsForTheHolderAndForLeads) {
  const ContactId earlier = dropped();
  const ContactId later = call(office.ana);
  choose(office.ana, later);
  const Caller cleo = office.add("cleo", {Role::kAgent});
  EXPECT_EQ(link(cleo, later, earlier.text, true).kind, Outcome::Kind::kNotFound);
  EXPECT_EQ(link(office.iris, later, earlier.text, true).kind, Outcome::Kind::kForbidden);
  EXPECT_EQ(link(office.ana, later, "c_nothing", true).kind, Outcome::Kind::kNotFound);
  EXPECT_EQ(link(office.ana, later, later.text, true).kind, Outcome::Kind::kInvalid);
  EXPECT_EQ(why(link(office.lena, later, earlier.text, true)), "done");
}

TEST_P(Links, WhoWasCallingBackIsToldThatTheCustomerCameFirst) {
  const ContactId earlier = dropped();
  does(office.ben, earlier, R"({"do":"take"})");
  const ContactId later = call(office.ana);
  choose(office.ana, later);
  EXPECT_EQ(why(link(office.ana, later, earlier.text, true)), "done");
  EXPECT_TRUE(office.desk->open_contacts(office.ben).empty());
  const Outcome late = office.intend(office.ask(office.ben, earlier),
                                     R"({"do":"callback_result","outcome":"busy"})");
  EXPECT_EQ(late.kind, Outcome::Kind::kRefused);
  EXPECT_EQ(office.view(office.ben, earlier).linked.at(0).reference, reference(later));
}

TEST_P(Links, KeepsPromisesFindable) {
  const ContactId earlier = call(office.ben);
  does(office.ben, earlier,
       R"({"do":"add_task","text":"Send the bill","owner":")" + office.ben.id.text + R"("})");
  EXPECT_TRUE(office.observe(earlier, R"({"saw":"dropped"})").done());
  const ContactId later = call(office.ana);
  EXPECT_EQ(why(link(office.ana, later, earlier.text, true)), "done");
  ASSERT_EQ(office.desk->follow_ups(office.ben, Whose::kMine).size(), 1u);
  does(office.ben, earlier, R"({"do":"task_done","number":1,"evidence":"Sent"})");
  EXPECT_TRUE(office.desk->follow_ups(office.ben, Whose::kMine).empty());
}

TEST_P(Links, ErasesWithTheCustomerWhatWasMergedIntoTheirs) {
  const ContactId earlier = call(office.ben);
  does(office.ben, earlier, R"({"do":"fill","field":"issue","value":"CANARY-ISSUE"})");
  EXPECT_TRUE(office.observe(earlier, R"({"saw":"dropped"})").done());
  const ContactId later = call(office.ana);
  verify(office.ana, later);
  EXPECT_EQ(why(link(office.ana, later, earlier.text, true)), "done");
  EXPECT_EQ(value(later, "issue"), "CANARY-ISSUE");
  does(office.ana, later, R"({"do":"end_early","ending":"hung_up"})");
  ASSERT_TRUE(office.desk->erase_customer("NW-100042").has_value());
  EXPECT_EQ(value(earlier, "issue"), "");
}

// Nobody is chosen anywhere when the two become one; only then does the agent find the customer.
TEST_P(Links, ErasesWithTheCustomerWhoIsChosenOnlyAfterTheMerge) {
  const ContactId first = call(office.ben);
  does(office.ben, first, R"({"do":"fill","field":"issue","value":"CANARY-FIRST"})");
  EXPECT_TRUE(office.observe(first, R"({"saw":"dropped"})").done());
  const ContactId second = call(office.ben);
  EXPECT_EQ(why(link(office.ben, second, first.text, true)), "done");
  does(office.ben, second, R"({"do":"fill","field":"goal","value":"CANARY-SECOND"})");
  EXPECT_TRUE(office.observe(second, R"({"saw":"dropped"})").done());
  const ContactId third = call(office.ana);
  EXPECT_EQ(why(link(office.ana, third, second.text, true)), "done");
  // The wrong one first: nothing of hers stays with her.
  choose(office.ana, third, "NW-100099");
  verify(office.ana, third);
  does(office.ana, third, R"({"do":"end_early","ending":"hung_up"})");
  const ContactId later = call(office.ana);
  verify(office.ana, later);
  EXPECT_EQ(office.view(office.ana, later).customer.contacts.size(), 3u)
      << "all of them are among the last contacts";
  does(office.ana, later, R"({"do":"end_early","ending":"hung_up"})");

  ASSERT_TRUE(office.desk->erase_customer("NW-100099").has_value());
  EXPECT_EQ(value(first, "issue"), "CANARY-FIRST") << "they are not hers";
  ASSERT_TRUE(office.desk->erase_customer("NW-100042").has_value());
  for (const ContactId& each : {first, second, third}) {
    EXPECT_EQ(value(each, "issue"), "") << each.text;
    EXPECT_EQ(value(each, "goal"), "") << each.text;
    EXPECT_EQ(office.desk->stored(each).value().contact.record.caller_number.view(), "");
  }
  office.reopen();
  EXPECT_EQ(value(first, "issue"), "");
}

TEST_P(Links, TheDoctorTiesWhatWasMergedToItsCustomer) {
  const ContactId earlier = call(office.ben);
  EXPECT_TRUE(office.observe(earlier, R"({"saw":"dropped"})").done());
  const ContactId later = call(office.ana);
  EXPECT_EQ(why(link(office.ana, later, earlier.text, true)), "done");
  choose(office.ana, later);
  const std::optional<CustomerId> chosen =
      office.desk->stored(later).value().contact.record.customer;
  ASSERT_TRUE(chosen);
  const std::string customer = chosen->text;
  ASSERT_TRUE(office.store
                  ->commit_now({.rows = {{std::string(kContactOfTable), customer, earlier.text,
                                          std::nullopt}}})
                  .has_value());
  EXPECT_EQ(office.desk->doctor().value().rows_mended, 1u);
  const auto rows = office.store->rows(kContactOfTable, customer).value();
  EXPECT_NE(std::ranges::find(rows, earlier.text, &Row::sub), rows.end());
}

TEST_P(Links, TakenApartEachIsItsOwnAgain) {
  const ContactId earlier = dropped();
  const std::string date = date_of(office.clock.now());
  const ContactId later = call(office.ana);
  verify(office.ana, later);
  EXPECT_EQ(why(part(office.ana, later, earlier)), "there is no such link");
  EXPECT_EQ(why(link(office.ana, later, earlier.text, true)), "done");
  ASSERT_TRUE(office.view(office.ana, later).linked.at(0).can_part);
  EXPECT_FALSE(office.view(office.ben, earlier).linked.at(0).can_part) << "there, not here";
  EXPECT_EQ(office.store->rows(kDayTable, date).value().size(), 1u);
  EXPECT_EQ(part(office.ben, later, earlier).kind, Outcome::Kind::kNotFound);
  EXPECT_EQ(why(part(office.ben, earlier, later)),
            "this contact goes on in that one: take them apart there");

  EXPECT_EQ(why(part(office.ana, later, earlier)), "done");
  EXPECT_TRUE(office.store->rows(kDayTable, date).value().empty()) << "it is counted once";
  for (int restarts = 0; restarts < 2; ++restarts) {
    EXPECT_TRUE(office.view(office.ana, later).linked.empty());
    EXPECT_EQ(office.view(office.ana, later).earlier.size(), 1u) << "it may be about it again";
    EXPECT_EQ(value(later, "issue"), "");
    EXPECT_TRUE(office.desk->stored(later).value().contact.record.steps.empty());
    const StoredContact again = office.desk->stored(earlier).value();
    EXPECT_TRUE(again.contact.open());
    EXPECT_EQ(value(earlier, "issue"), "Charged twice");
    EXPECT_EQ(office.desk->callbacks(office.ana).size(), 1u);
    EXPECT_EQ(office.desk->goes_on_in(earlier), earlier);
    EXPECT_FALSE(office.desk->notes(office.ana, earlier).has_value());
    office.reopen();
  }
  does(office.ben, earlier, R"({"do":"take"})");
  does(office.ben, earlier, R"({"do":"callback_result","outcome":"reached"})");
  EXPECT_EQ(office.desk->doctor().value().rows_mended, 0u);
}

TEST_P(Links, TakenApartTheCustomerOfTheOneHasNothingOfTheOther) {
  const ContactId earlier = call(office.ben);
  does(office.ben, earlier, R"({"do":"fill","field":"issue","value":"CANARY-ISSUE"})");
  EXPECT_TRUE(office.observe(earlier, R"({"saw":"dropped"})").done());
  const ContactId later = call(office.ana);
  EXPECT_EQ(why(link(office.ana, later, earlier.text, true)), "done");
  choose(office.ana, later);
  EXPECT_EQ(why(part(office.ana, later, earlier)), "done");
  does(office.ana, later, R"({"do":"end_early","ending":"hung_up"})");
  ASSERT_TRUE(office.desk->erase_customer("NW-100042").has_value());
  EXPECT_EQ(value(earlier, "issue"), "CANARY-ISSUE");
}

TEST_P(Links, StayTogetherOnceTheOneThatGoesOnIsClosed) {
  const ContactId earlier = dropped();
  const ContactId later = call(office.ana);
  verify(office.ana, later);
  EXPECT_EQ(why(link(office.ana, later, earlier.text, true)), "done");
  does(office.ana, later, R"({"do":"end_early","ending":"hung_up"})");
  EXPECT_FALSE(office.view(office.ana, later).linked.at(0).can_part);
  EXPECT_EQ(why(part(office.ana, later, earlier)), "this contact is closed: the two stay together");
  EXPECT_FALSE(office.desk->stored(earlier).value().contact.open());
}

TEST_P(Links, AreUndoneAlsoWhereTheTwoWereOnlyLinked) {
  const ContactId earlier = dropped();
  const ContactId later = call(office.ana);
  choose(office.ana, later);
  EXPECT_EQ(why(link(office.ana, later, earlier.text, false)), "done");
  EXPECT_EQ(why(part(office.lena, later, earlier)), "done") << "a lead may";
  EXPECT_TRUE(office.view(office.ana, later).linked.empty());
  EXPECT_TRUE(office.view(office.ben, earlier).linked.empty());
  EXPECT_EQ(office.desk->callbacks(office.ana).size(), 1u);
}

TEST_P(Links, ChangesNeitherWhenTheCommitFails) {
  const ContactId earlier = dropped();
  const ContactId later = call(office.ana);
  choose(office.ana, later);
  office.store->fail_every(1, UnreliableStore::Fails::kBefore);
  EXPECT_EQ(link(office.ana, later, earlier.text, true).kind, Outcome::Kind::kFailed);
  office.store->fail_every(0, UnreliableStore::Fails::kBefore);
  EXPECT_TRUE(office.desk->stored(earlier).value().contact.open());
  EXPECT_TRUE(office.view(office.ana, later).linked.empty());
  EXPECT_EQ(why(link(office.ana, later, earlier.text, true)), "done");
  EXPECT_FALSE(office.desk->stored(earlier).value().contact.open());
}

// The disk had it, and nobody asked again: the lists follow as soon as the clock looks.
TEST_P(Links, WhatFailedAndYetWasWrittenIsSeenWithoutBeingAskedAgain) {
  const ContactId earlier = dropped();
  const ContactId later = call(office.ana);
  verify(office.ana, later);
  const auto fails = [&](auto act) {
    office.store->fail_every(1, UnreliableStore::Fails::kAfter);
    EXPECT_EQ(act().kind, Outcome::Kind::kFailed);
    office.store->fail_every(0, UnreliableStore::Fails::kAfter);
    office.clock.pass(seconds(2));
    office.desk->tick();
    // What was still being answered is over.
    EXPECT_TRUE(office.store->commit_now({.rows = {{"settled", "x", "", "1"}}}).has_value());
  };
  const auto open = [&] { return office.desk->open_contacts(office.lena).size(); };
  fails([&] { return link(office.ana, later, earlier.text, true); });
  EXPECT_EQ(open(), 1u);
  EXPECT_TRUE(office.desk->callbacks(office.ana).empty());
  fails([&] { return part(office.ana, later, earlier); });
  EXPECT_EQ(open(), 2u);
  EXPECT_EQ(office.desk->callbacks(office.ana).size(), 1u);
}

// Two people merge the same pair each into theirs, while others work on both: one wins, and nothing
// waits for ever.
TEST_P(Links, OneOfTwoWhoMergeEachOthersWins) {
  for (int round = 0; round < 10; ++round) {
    const ContactId first = call(office.ana), second = call(office.ben);
    EXPECT_TRUE(office.observe(first, R"({"saw":"dropped"})").done());
    EXPECT_TRUE(office.observe(second, R"({"saw":"dropped"})").done());
    Outcome ana, ben;
    std::thread other([&] { ben = link(office.ben, second, first.text, true); });
    std::thread busy([&] {
      for (int n = 0; n < 20; ++n) {
        std::ignore = office.intend(office.ask(office.ana, first),
                                    R"({"do":"fill","field":"issue","value":"Now"})");
        std::ignore = office.observe(second, R"({"saw":"held"})");
      }
    });
    ana = link(office.ana, first, second.text, true);
    other.join();
    busy.join();
    EXPECT_NE(ana.done(), ben.done()) << why(ana) << " / " << why(ben);
    const ContactId over = ana.done() ? second : first, goes_on = ana.done() ? first : second;
    EXPECT_FALSE(office.desk->stored(over).value().contact.open());
    EXPECT_EQ(office.desk->goes_on_in(over), goes_on);
    EXPECT_EQ(office.desk->goes_on_in(goes_on), goes_on);
  }
}

TEST_P(Links, TheDoctorMendsWhereCallsBackAreFound) {
  const ContactId earlier = dropped();
  std::vector<RowChange> gone;
  const auto rows = office.store->scan(kCalledBackTable, "", 100).value();
  ASSERT_EQ(rows.size(), 1u);
  ASSERT_TRUE(office.store
                  ->commit_now({.rows = {{std::string(kCalledBackTable), rows[0].key, rows[0].sub,
                                          std::nullopt}}})
                  .has_value());
  const ContactId later = call(office.ana);
  EXPECT_TRUE(office.view(office.ana, later).earlier.empty());
  EXPECT_EQ(office.desk->doctor().value().rows_mended, 1u);
  EXPECT_EQ(office.view(office.ana, later).earlier.size(), 1u);
}

}  // namespace
}  // namespace callmap
