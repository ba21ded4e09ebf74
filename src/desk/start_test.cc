// How contacts begin, are found and are simulated.

#include <gtest/gtest.h>

#include <set>

#include "desk/test_office.h"
#include "engine/reference.h"

namespace callmap {
namespace {

NewContact small_call() {
  NewContact contact;
  contact.map = "small";
  return contact;
}

TEST(Start, MakesAContactOncePerKey) {
  Office office;
  NewContact contact = small_call();
  contact.offer_to = office.ana.id;
  const Outcome first = office.start(office.phone, contact, "start-key-1");
  const Outcome again = office.start(office.phone, contact, "start-key-1");
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.contact, first.contact);
  EXPECT_EQ(again.reference, first.reference);
  EXPECT_EQ(office.desk->open_contacts(office.ana).size(), 1u);
}

TEST(Start, GivesEveryContactAReferenceThatIsFoundHoweverItIsTyped) {
  Office office;
  std::set<std::string> references;
  for (int n = 0; n < 50; ++n) {
    const Outcome outcome = office.start(office.phone, small_call());
    ASSERT_TRUE(outcome.done());
    EXPECT_TRUE(references.insert(outcome.reference).second);
    std::string typed = " ";
    for (const char c : outcome.reference) {
      if (c == '-') continue;
      typed += static_cast<char>(std::tolower(c));
      typed += ' ';
    }
    EXPECT_EQ(office.desk->by_reference(office.lena, typed)->id, outcome.contact) << typed;
  }
  EXPECT_FALSE(office.desk->by_reference(office.lena, "nonsense").has_value());
}

TEST(Start, IsForServicesAlone) {
  Office office;
  for (const Caller* caller : {&office.ana, &office.lena, &office.iris, &office.admin}) {
    EXPECT_EQ(office.start(*caller, small_call()).kind, Outcome::Kind::kForbidden);
  }
}

TEST(Start, RefusesNamesThatTheMapDoesNotHave) {
  Office office;
  const auto wrong = [&](auto change) {
    NewContact contact = small_call();
    change(contact);
    return office.start(office.phone, contact).kind;
  };
  EXPECT_EQ(wrong([](NewContact& c) { c.map = "large"; }), Outcome::Kind::kInvalid);
  EXPECT_EQ(wrong([](NewContact& c) { c.channel = "pigeon"; }), Outcome::Kind::kInvalid);
  EXPECT_EQ(wrong([](NewContact& c) { c.line = "other"; }), Outcome::Kind::kInvalid);
  EXPECT_EQ(wrong([](NewContact& c) { c.language = "tlh"; }), Outcome::Kind::kInvalid);
  EXPECT_EQ(wrong([](NewContact& c) { c.product = "none"; }), Outcome::Kind::kInvalid);
  EXPECT_EQ(wrong([](NewContact& c) { c.caller_number = "0770"; }), Outcome::Kind::kInvalid);
  EXPECT_EQ(wrong([](NewContact& c) { c.offer_to = {"nobody"}; }), Outcome::Kind::kInvalid);
  EXPECT_EQ(wrong([](NewContact&) {}), Outcome::Kind::kDone);
}

// The small map under another id and with one line.
std::string map_with_line(const std::string& id, const std::string& line,
                          const std::string& number) {
  constexpr std::string_view kId = "\nid: small\n";
  std::string text = small_map();
  const auto at = text.find(kId);
  EXPECT_NE(at, std::string::npos);
  return text.replace(
      at, kId.size(),
      "\nid: " + id + "\nlines: { " + line + ": { title: Line, number: \"" + number + "\" } }\n");
}

std::vector<std::string> wrong_members(const Outcome& outcome) {
  std::vector<std::string> members;
  for (const WrongMember& each : outcome.wrong) members.push_back(each.member);
  return members;
}

TEST(Start, TellsAllThatIsWrongAtOnce) {
  Office office;
  NewContact contact = small_call();
  contact.channel = "pigeon";
  contact.line = "other";
  contact.language = "tlh";
  contact.product = "none";
  contact.caller_number = "0770CANARY";
  contact.offer_to = {"nobody"};
  const Outcome all = office.start(office.phone, contact);
  EXPECT_EQ(all.kind, Outcome::Kind::kInvalid);
  EXPECT_EQ(wrong_members(all), (std::vector<std::string>{"channel", "line", "language", "product",
                                                          "caller_number", "offer_to"}));
  EXPECT_NE(all.message.find("no such product"), std::string::npos);
  EXPECT_EQ(all.message.find("CANARY"), std::string::npos);
  contact.map = "large";
  EXPECT_EQ(wrong_members(office.start(office.phone, contact)),
            (std::vector<std::string>{"map", "caller_number", "offer_to"}));
}

TEST(Start, FindsTheMapByTheNumberCalledOrByALineThatOneMapAloneHas) {
  Office office;
  const auto started = [&](const char* line) {
    NewContact contact;
    contact.line = line;
    return office.start(office.phone, contact);
  };
  const auto publish = [&](const char* id, const char* number) {
    const auto made = office.desk->maps().publish({{"map.yaml", map_with_line(id, "help", number)}},
                                                  office.clock.now());
    ASSERT_TRUE(made.has_value()) << made.error().message;
  };
  publish("one", "+442079460101");
  EXPECT_TRUE(started("help").done());
  EXPECT_TRUE(started("+442079460101").done());
  EXPECT_EQ(started("").message, "name the map, or the number called");
  EXPECT_EQ(started("nowhere").message,
            "no map in force has this line; name the map, or the number called");

  publish("two", "+442079460102");
  EXPECT_EQ(started("help").message,
            "several maps have this line; name the map, or the number called");
  for (const char* number : {"+442079460101", "+442079460102"}) {
    const Outcome outcome = started(number);
    ASSERT_TRUE(outcome.done()) << outcome.message;
    const auto stored = office.desk->stored(outcome.contact).value();
    EXPECT_EQ(stored.map->id, number == std::string("+442079460101") ? "one" : "two");
    EXPECT_EQ(stored.contact.record.line_called, "help");
  }
  NewContact named;
  named.map = "two";
  named.line = "help";
  EXPECT_TRUE(office.start(office.phone, named).done());
}

TEST(Start, TellsAgainWhatBecameOfThePass) {
  Office office;
  NewContact contact = small_call();
  contact.system_pass = {"ivr", Level::kAccount, "NW-999999"};
  ASSERT_TRUE(office.start(office.phone, contact, "start-key-9").done());
  const Outcome again = office.start(office.phone, contact, "start-key-9");
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.pass, "not used: the account is not known");
  EXPECT_FALSE(office.start(office.phone, small_call()).pass.has_value());
}

TEST(Start, TakesASystemsWordForACustomerWhomItKnows) {
  Office office;
  NewContact contact = small_call();
  contact.offer_to = office.ana.id;
  contact.system_pass = {"ivr", Level::kAccount, "nw 100042"};
  const Outcome outcome = office.start(office.phone, contact);
  ASSERT_TRUE(outcome.done());
  EXPECT_EQ(outcome.pass, "used");
  const ContactView view = office.view(office.ana, outcome.contact);
  EXPECT_EQ(view.guidance.verification.level, Level::kAccount);
  EXPECT_EQ(view.customer.found_by, "system");
  EXPECT_EQ(view.customer.card.at(0).value, "CANARY-ADA");
}

TEST(Start, StartsWithoutThePassOfAnUnknownAccount) {
  Office office;
  NewContact contact = small_call();
  contact.offer_to = office.ana.id;
  contact.system_pass = {"ivr", Level::kAccount, "NW-999999"};
  const Outcome outcome = office.start(office.phone, contact);
  ASSERT_TRUE(outcome.done());
  EXPECT_EQ(outcome.pass, "not used: the account is not known");
  EXPECT_EQ(office.view(office.ana, outcome.contact).guidance.verification.level, Level::kNone);
}

TEST(Start, KeepsNothingWhenTheCommitFails) {
  Office office;
  office.store->fail_every(1, UnreliableStore::Fails::kBefore);
  EXPECT_EQ(office.start(office.phone, small_call(), "start-key-2").kind, Outcome::Kind::kFailed);
  office.store->fail_every(0, UnreliableStore::Fails::kBefore);
  EXPECT_EQ(office.desk->counts().open_contacts, 0u);
  EXPECT_TRUE(office.start(office.phone, small_call(), "start-key-2").done());
}

TEST(Start, FindsAContactThatReachedTheDiskAlthoughItsCommitFailed) {
  Office office;
  NewContact contact = small_call();
  contact.offer_to = office.ana.id;
  office.store->fail_every(1, UnreliableStore::Fails::kAfter);
  EXPECT_EQ(office.start(office.phone, contact, "start-key-3").kind, Outcome::Kind::kFailed);
  office.store->fail_every(0, UnreliableStore::Fails::kAfter);
  EXPECT_TRUE(office.start(office.phone, contact, "start-key-3").replayed);
  EXPECT_EQ(office.desk->open_contacts(office.ana).size(), 1u);
}

TEST(Start, ReadsOpenContactsFromTheirRowsAlone) {
  Office office(StoreMade::kSqlite);
  const ContactId contact = office.call();
  const std::string row = office.store->rows("live", contact.text)->at(0).value;
  constexpr std::size_t kMany = 20'000;
  for (std::size_t n = 0; n < kMany; n += 1'000) {
    Commit commit;
    for (std::size_t k = n; k < n + 1'000; ++k) {
      commit.rows.push_back({"live", "c_" + std::to_string(k), "", row});
    }
    ASSERT_TRUE(office.store->commit_now(std::move(commit)).has_value());
  }
  office.reopen();
  EXPECT_EQ(office.desk->counts().open_contacts, kMany + 1);
  EXPECT_EQ(office.desk->counts().contacts_in_memory, 0u);
}

TEST(Offer, GivesAContactToWhoeverTakesCalls) {
  Office office;
  const Outcome started = office.start(office.phone, small_call());
  const auto offer = [&](const Caller& by, const PersonId& agent) {
    return Office::wait([&](OnOutcome done) {
      office.desk->offer(office.ask(by, started.contact), agent, std::move(done));
    });
  };
  EXPECT_EQ(offer(office.phone, office.iris.id).kind, Outcome::Kind::kInvalid);
  EXPECT_EQ(offer(office.ana, office.ana.id).kind, Outcome::Kind::kNotFound);
  EXPECT_TRUE(offer(office.phone, office.ben.id).done());
  EXPECT_TRUE(office.view(office.ben, started.contact).mine);
}

TEST(Candidates, AreGoodForTheirContactAlone) {
  Office office;
  const ContactId first = office.call();
  const ContactId second = office.call();
  const auto found = office.desk->candidates(office.ana, first, std::nullopt).value();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(office.choose(office.ask(office.ana, second), found[0].customer).kind,
            Outcome::Kind::kInvalid);
  EXPECT_EQ(office.choose(office.ask(office.ana, first), "made-up").kind, Outcome::Kind::kInvalid);
  EXPECT_TRUE(office.choose(office.ask(office.ana, first), found[0].customer).done());
}

TEST(Candidates, AreGoodAfterARestartAndUnderTheSameKey) {
  Office office;
  const ContactId contact = office.call();
  const auto found = office.desk->candidates(office.ana, contact, std::nullopt).value();
  const Ask ask = office.ask(office.ana, contact);
  EXPECT_TRUE(office.choose(ask, found[0].customer).done());
  office.reopen();
  EXPECT_TRUE(office.choose(ask, found[0].customer).replayed);
}

TEST(Candidates, AreFoundByNumberNameAccountAndReference) {
  Office office;
  const ContactId contact = office.call("+447700900199");
  const auto count = [&](std::optional<std::string_view> search) {
    return office.desk->candidates(office.ana, contact, search)->size();
  };
  EXPECT_EQ(count(std::nullopt), 1u);
  EXPECT_EQ(count("lovelock"), 2u);
  EXPECT_EQ(count("LOVELOCK, bea"), 1u);
  EXPECT_EQ(count("nw-100099"), 1u);
  EXPECT_EQ(count("nobody here"), 0u);
  office.choose(contact, "NW-100099");
  EXPECT_EQ(count(office.view(office.ana, contact).reference), 1u);
  EXPECT_EQ(office.desk->candidates(office.ana, contact, "ab").error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(office.desk->candidates(office.lena, contact, "lovelock").error().kind,
            ErrorKind::kNotFound);
  EXPECT_EQ(office.view(office.ana, contact).customer.candidates, 1u);
}

TEST(Simulate, CallsAndPlaysTheCallersPart) {
  Office office(StoreMade::kMemory, true);
  ASSERT_TRUE(office.desk->load_demo_customers().has_value());
  const Outcome outcome = Office::wait([&](OnOutcome done) {
    office.desk->simulate_call(office.ana, "sim-key-1", "", "", std::move(done));
  });
  ASSERT_TRUE(outcome.done()) << outcome.message;
  EXPECT_TRUE(office.view(office.ana, outcome.contact).mine);
  const auto caller = office.desk->simulated_caller(office.ana, outcome.contact).value();
  EXPECT_FALSE(caller.wants.empty());
  EXPECT_FALSE(office.desk->simulated_caller(office.lena, outcome.contact).has_value());

  office.observe(outcome.contact, R"({"saw":"connected"})");
  EXPECT_NE(caller.wants.find(caller.account), std::string::npos);
  EXPECT_TRUE(office.choose(outcome.contact, caller.account).done());
  EXPECT_EQ(office.answer(outcome.contact, caller.answers.at(0).text).compared->result,
            Compared::Result::kPassed);
}

TEST(Simulate, IsOnlyForTheDemo) {
  Office office;
  const Outcome outcome = Office::wait([&](OnOutcome done) {
    office.desk->simulate_call(office.ana, "sim-key-1", "", "", std::move(done));
  });
  EXPECT_EQ(outcome.kind, Outcome::Kind::kNotFound);
}

TEST(Demo, LoadsTwiceWithoutAChange) {
  Office office(StoreMade::kMemory, true);
  EXPECT_EQ(office.desk->load_demo_customers()->added, kDemoCustomers);
  const ImportReport again = office.desk->load_demo_customers().value();
  EXPECT_EQ(again.unchanged, kDemoCustomers);
  EXPECT_EQ(again.added + again.changed, 0u);
  EXPECT_FALSE(office.desk->add_demo_people()->empty());
  EXPECT_TRUE(office.desk->add_demo_people()->empty());
}

}  // namespace
}  // namespace callmap
