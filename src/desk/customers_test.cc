// Importing, erasing, and what the doctor finds.

#include <gtest/gtest.h>

#include <tuple>

#include "desk/customer_book.h"
#include "desk/parts.h"
#include "desk/test_office.h"

namespace callmap {
namespace {

constexpr const char* kFile =
    "account,name,phone,card.name,answer.pin\n"
    "A-000001,Dora Quill,+447700900301,Dora,1111\n"
    "A-000002,Egon Quill,+447700900302,Egon,2222\n";

TEST(Import, TakesTheSameFileTwiceWithoutAChange) {
  Office office(StoreMade::kSqlite);
  const ImportReport first = office.import(kFile).value();
  EXPECT_EQ(first.added, 2u);
  const std::uint64_t position = office.store->last_position().value();
  const ImportReport second = office.import(kFile).value();
  EXPECT_EQ(second.unchanged, 2u);
  EXPECT_EQ(second.added + second.changed + second.errors, 0u);
  EXPECT_EQ(office.store->last_position().value(), position);
}

TEST(Import, WritesNothingInADryRun) {
  Office office;
  const std::uint64_t position = office.store->last_position().value();
  ImportOptions options;
  options.dry_run = true;
  EXPECT_EQ(office.import(kFile, options)->added, 2u);
  EXPECT_EQ(office.store->last_position().value(), position);
  EXPECT_EQ(office.import(kFile)->added, 2u);
}

TEST(Import, ReplacesWhatChangedAndForgetsTheOldName) {
  Office office;
  ASSERT_TRUE(office.import(kFile).has_value());
  const ImportReport changed = office
                                   .import(
                                       "account,name,phone,card.name,answer.pin\n"
                                       "A-000001,Dora Marlowe,+447700900301,Dora M,1111\n")
                                   .value();
  EXPECT_EQ(changed.changed, 1u);
  CustomerBook book(*office.store, *office.keys);
  EXPECT_EQ(book.by_search("quill", 9)->size(), 1u);
  EXPECT_EQ(book.by_search("marlowe", 9)->size(), 1u);
  EXPECT_EQ(book.find(book.id_of_account("A-000001"))->record.value("name"), "Dora M");
}

constexpr const char* kFileWithAnAccountTwice =
    "account,name\nA-000001,First Name\nA-000002,Egon Quill\na 000001,Second Name\n"
    "A-000002,Egon Quill\nA-000003,Dora Quill\n";

TEST(Import, TakesTheFirstOfTwoLinesForOneAccountAndSaysWhereItStands) {
  Office office;
  std::vector<std::pair<std::uint64_t, std::string>> errors;
  ImportOptions options;
  options.on_error = [&errors](std::uint64_t line, const std::string& message) {
    errors.emplace_back(line, message);
  };
  const ImportReport report = office.import(kFileWithAnAccountTwice, options).value();
  EXPECT_EQ(report.added, 3u);
  EXPECT_EQ(report.changed + report.unchanged, 0u);
  EXPECT_EQ(report.errors, 2u);
  EXPECT_EQ(report.unremembered, 0u);
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(errors[0], std::pair(std::uint64_t{4}, std::string("this account stands already on "
                                                               "line 2")));
  EXPECT_EQ(errors[1], std::pair(std::uint64_t{5}, std::string("this account stands already on "
                                                               "line 3")));
  CustomerBook book(*office.store, *office.keys);
  EXPECT_EQ(book.find(book.id_of_account("A-000001"))->record.name, "First Name");
}

TEST(Import, ChangesNothingAgainAlthoughAnAccountStandsTwice) {
  Office office(StoreMade::kSqlite);
  ASSERT_EQ(office.import(kFileWithAnAccountTwice)->added, 3u);
  const std::uint64_t position = office.store->last_position().value();
  for (int n = 2; n <= 3; ++n) {
    const ImportReport again = office.import(kFileWithAnAccountTwice).value();
    EXPECT_EQ(again.added + again.changed, 0u) << "run " << n;
    EXPECT_EQ(again.unchanged, 3u);
    EXPECT_EQ(again.errors, 2u);
  }
  EXPECT_EQ(office.store->last_position().value(), position);
}

TEST(Import, TakesALaterLineOfAnAccountWhoseFirstLineCannotStand) {
  Office office;
  const ImportReport report =
      office.import("account,name,phone\nA-1,Bad Number,0770\nA-1,Good One,\n").value();
  EXPECT_EQ(report.added, 1u);
  EXPECT_EQ(report.errors, 1u);
}

TEST(Import, SaysHowManyAccountsItDoesNotRemember) {
  const char* file = "account,name\nA-1,Dora Quill\nA-2,Egon Quill\nA-1,Later\nA-2,Later\n";
  Office office;
  ImportOptions options;
  options.accounts_remembered_max = 1;
  const ImportReport report = office.import(file, options).value();
  EXPECT_EQ(report.errors, 1u) << "of the account that is remembered";
  EXPECT_EQ(report.unremembered, 2u);
  CustomerBook book(*office.store, *office.keys);
  EXPECT_EQ(book.find(book.id_of_account("A-1"))->record.name, "Dora Quill");
  EXPECT_EQ(book.find(book.id_of_account("A-2"))->record.name, "Later");
  options.accounts_remembered_max = 2;
  EXPECT_EQ(office.import(file, options)->unremembered, 0u);
}

TEST(Import, CountsInADryRunWhatItWouldDo) {
  const char* file =
      "account,name\n"
      "NW-100042,Ada Changed\nNW-100042,Ada Changed\nNW-100042,Ada Again\n"
      "A-000001,First Name\na 000001,Second Name\nA-000001,Second Name\n";
  Office office;
  ImportOptions options;
  options.dry_run = true;
  const ImportReport tried = office.import(file, options).value();
  const ImportReport done = office.import(file).value();
  EXPECT_EQ(tried.lines, 2u);
  EXPECT_EQ(tried.added, 1u);
  EXPECT_EQ(tried.changed, 1u);
  EXPECT_EQ(tried.errors, 4u) << "an account spelt otherwise too";
  EXPECT_EQ(std::tie(done.lines, done.added, done.changed, done.unchanged, done.errors),
            std::tie(tried.lines, tried.added, tried.changed, tried.unchanged, tried.errors));
}

TEST(Search, FindsNamesByHowTheirWordsStart) {
  Office office;
  ASSERT_TRUE(office
                  .import("account,name\n"
                          "B-000001,Marta Quill\nB-000002,Mar Oakes\nB-000003,Martina Oakes\n"
                          "B-000004,Omar Quill\nB-000005,Łucja Иванова\n")
                  .has_value());
  CustomerBook book(*office.store, *office.keys);
  const auto found = [&book](const char* typed) {
    std::string names;
    const auto ids = book.by_search(typed, 9).value();
    for (const CustomerId& id : ids) {
      names += (names.empty() ? "" : ", ") + book.find(id)->record.name;
    }
    return names;
  };
  EXPECT_TRUE(found("mar").starts_with("Mar Oakes, Mart"))
      << "the whole word first: " << found("mar");
  EXPECT_EQ(book.by_search("mar", 9)->size(), 3u);
  EXPECT_EQ(book.by_search("mart", 9)->size(), 2u);
  EXPECT_EQ(found("MARTÍ"), "Martina Oakes");
  EXPECT_EQ(found("martin"), "Martina Oakes");
  EXPECT_EQ(found("martix"), "");
  EXPECT_EQ(found("qui mart"), "Marta Quill");
  EXPECT_EQ(found("oakes mar"), "Mar Oakes, Martina Oakes");
  EXPECT_EQ(found("иван"), "Łucja Иванова");
  EXPECT_EQ(book.by_search("oak mar", 9)->size(), 2u);
  EXPECT_EQ(found("arta"), "") << "not from the middle";
  EXPECT_EQ(found("ma"), "") << "too short to be a start";
}

TEST(Search, LooksAtNoMoreNamesThanItSays) {
  Office office;
  std::string file = "account,name\n";
  for (std::size_t n = 0; n < kNamesLookedAtMax + 50; ++n) {
    file += "C-" + std::to_string(100'000 + n) + ",Winston " + std::to_string(n) + "\n";
  }
  ASSERT_EQ(office.import(file)->added, kNamesLookedAtMax + 50);
  CustomerBook book(*office.store, *office.keys);
  EXPECT_EQ(book.by_search("winsto", 1'000)->size(), kNamesLookedAtMax);
  EXPECT_EQ(book.by_search("winst", 1'000)->size(), kNamesLookedAtMax + 50)
      << "known without looking";
  EXPECT_EQ(book.by_search("winston", 1'000)->size(), kNamesLookedAtMax + 50);
}

// What the agent gets to see is tested with the fence; here that a start finds no more than that.
TEST(Search, GivesInitialsAndAHintOnly) {
  Office office;
  const ContactId contact = office.call();
  const auto found = office.desk->candidates(office.ana, contact, "lovel").value();
  ASSERT_EQ(found.size(), 2u);
  for (const CandidateView& each : found) {
    JsonWriter out;
    write(out, each);
    EXPECT_EQ(out.text().find("ovelock"), std::string::npos);
    EXPECT_TRUE(each.initials == "A. L." || each.initials == "B. L.");
  }
}

TEST(Erase, ForgetsHowTheNameStarted) {
  Office office;
  ASSERT_TRUE(office.desk->erase_customer("NW-100099").has_value());
  CustomerBook book(*office.store, *office.keys);
  EXPECT_TRUE(book.by_search("cyr", 9)->empty());
  EXPECT_TRUE(book.by_search("cyrus", 9)->empty());
}

TEST(Import, ReportsEveryBadLineWithoutItsValuesAndTakesTheOthers) {
  Office office;
  std::vector<std::pair<std::uint64_t, std::string>> errors;
  ImportOptions options;
  options.on_error = [&errors](std::uint64_t line, const std::string& message) {
    errors.emplace_back(line, message);
  };
  const ImportReport report = office
                                  .import(
                                      "account,name,phone,answer.pin\n"
                                      "A-1,Good One,,1234\n"
                                      ",No Account,,1234\n"
                                      "A-2,,,1234\n"
                                      "A-3,Bad Number,0770CANARY,1234\n"
                                      "A-4,Bad Pin,,CANARY\n"
                                      "A-5,Short\n"
                                      "A-6,Bad \xFF bytes,,1234\n"
                                      "A-7,\"Quote\" x,,1234\n"
                                      "A-8,Good Two,+447700900333,1234\n",
                                      options)
                                  .value();
  EXPECT_EQ(report.added, 2u);
  EXPECT_EQ(report.errors, 7u);
  ASSERT_EQ(errors.size(), 7u);
  for (std::size_t n = 0; n < errors.size(); ++n) {
    EXPECT_EQ(errors[n].first, n + 3) << errors[n].second;
    EXPECT_EQ(errors[n].second.find("CANARY"), std::string::npos);
  }
}

TEST(Import, RefusesColumnsItDoesNotKnow) {
  Office office;
  EXPECT_EQ(office.import("").error().message, "the file is empty");
  for (const char* header : {"account\n", "account,name,shoe_size\n", "account,account,name\n",
                             "account,name,card.shoe\n", "account,name,answer.shoe\n"}) {
    EXPECT_EQ(office.import(header).error().kind, ErrorKind::kInvalid) << header;
  }
}

TEST(Import, StopsWhenTheStoreFails) {
  Office office;
  office.store->fail_every(1, UnreliableStore::Fails::kBefore);
  EXPECT_FALSE(office.import(kFile).has_value());
}

// Customers are in the log before they can be found: when only the first half became durable, doing
// it again brings them in line, with whatever the file says by then.
TEST(Import, BringsInLineWhatWasCutShort) {
  for (const std::uint64_t commit : {2u, 3u}) {
    Office office(StoreMade::kSqlite);
    office.store->fail_every(office.store->commits() + commit, UnreliableStore::Fails::kBefore);
    ASSERT_FALSE(office.import(kFile).has_value());
    office.store->fail_every(0, UnreliableStore::Fails::kBefore);
    office.reopen();
    const ImportReport again = office
                                   .import(
                                       "account,name,phone,card.name,answer.pin\n"
                                       "A-000001,Dora Marlowe,+447700900301,Dora,1111\n"
                                       "A-000002,Egon Quill,+447700900302,Egon,2222\n")
                                   .value();
    EXPECT_EQ(again.added, 2u);
    CustomerBook book(*office.store, *office.keys);
    EXPECT_EQ(book.by_search("quill", 9)->size(), 1u);
    EXPECT_EQ(book.by_search("marlowe", 9)->size(), 1u);
    EXPECT_EQ(book.find(book.id_of_account("A-000001"))->record.name, "Dora Marlowe");
  }
}

TEST(Import, TakesMoreThanOneBatch) {
  Office office;
  std::string file = "account,name\n";
  for (int n = 0; n < 9'000; ++n) {
    file += "B-" + std::to_string(100'000 + n) + ",Name" + std::to_string(10'000 + n) + "\n";
  }
  EXPECT_EQ(office.import(file)->added, 9'000u);
  file.replace(file.find(",Name10007\n"), 11, ",Somebody Else\n");
  const ImportReport again = office.import(file).value();
  EXPECT_EQ(again.unchanged, 8'999u);
  EXPECT_EQ(again.changed, 1u);
  CustomerBook book(*office.store, *office.keys);
  EXPECT_EQ(book.by_search("name18999", 9)->size(), 1u);
  EXPECT_EQ(book.by_search("name10007", 9)->size(), 0u);
  EXPECT_EQ(book.by_search("somebody", 9)->size(), 1u);
}

TEST(Erase, TakesWhatWasSaidBeforeAnotherCustomerOfTheSameContactWasChosen) {
  Office office;
  const ContactId contact = office.verified_call();
  office.intend(contact, R"({"do":"fill","field":"issue","value":"Private matter"})");
  const CustomerId ada = *office.desk->stored(contact)->contact.record.customer;
  EXPECT_TRUE(office.choose(contact, "NW-100043").done());
  EXPECT_EQ(office.desk->erase_customer("NW-100042").error().kind, ErrorKind::kBusy);
  const std::string table(kContactWasOfTable);
  EXPECT_TRUE(office.store->commit_now({.rows = {{table, ada.text, contact.text, {}}}}));
  EXPECT_EQ(office.desk->doctor()->rows_mended, 1u) << "the log says whose it was";
  office.intend(contact, R"({"do":"end_early","ending":"hung_up"})");
  const ContactId mistaken = office.call();
  EXPECT_TRUE(office.choose(mistaken, "NW-100042").done());
  EXPECT_TRUE(office.choose(mistaken, "NW-100043").done());
  office.intend(mistaken, R"({"do":"fill","field":"issue","value":"Another matter"})");
  office.intend(mistaken, R"({"do":"end_early","ending":"hung_up"})");
  EXPECT_TRUE(office.desk->erase_customer("NW-100042").has_value());
  EXPECT_EQ(office.json(office.ana, contact).find("Private matter"), std::string::npos);
  EXPECT_NE(office.json(office.ana, mistaken).find("Another matter"), std::string::npos)
      << "nobody was verified as them there";
}

TEST(Erase, DestroysWhatIsKnownOfACustomerForGood) {
  Office office;
  const ContactId contact = office.verified_call();
  office.intend(contact, R"({"do":"fill","field":"issue","value":"Private matter"})");
  EXPECT_EQ(office.desk->erase_customer("NW-100042").error().kind, ErrorKind::kBusy);
  office.intend(contact, R"({"do":"end_early","ending":"hung_up"})");
  EXPECT_TRUE(office.desk->erase_customer("nw-100042").has_value());
  EXPECT_TRUE(office.desk->erase_customer("NW-100042").has_value());  // again is no harm

  EXPECT_EQ(office.json(office.ana, contact).find("Private matter"), std::string::npos);
  const ContactId next = office.call();
  EXPECT_EQ(office.desk->candidates(office.ana, next, "NW-100042")->size(), 0u);
  EXPECT_EQ(office.desk->candidates(office.ana, next, std::nullopt)->size(), 1u);
  EXPECT_TRUE(office.store->verify().has_value());
  EXPECT_EQ(office.import("account,name\nNW-100042,Ada Again\n")->errors, 1u);
  EXPECT_EQ(office.desk->erase_customer("NW-999999").error().kind, ErrorKind::kNotFound);
}

TEST(Doctor, FindsNothingWrongWithAWholeOffice) {
  Office office;
  const ContactId contact = office.verified_call();
  const DoctorReport report = office.desk->doctor().value();
  EXPECT_EQ(report.contacts, 1u);
  EXPECT_TRUE(report.set_aside.empty());
  EXPECT_EQ(report.rows_mended, 0u);
  EXPECT_TRUE(office.desk->may_see(office.ana, contact));
}

TEST(Doctor, SetsAsideAContactThatDoesNotFoldAndTheServerGoesOn) {
  Office office;
  const ContactId good = office.call();
  const ContactId bad = office.call();
  Commit damage;
  damage.appends.push_back({{StreamKind::kContact, bad.text},
                            office.events(bad),
                            {{office.clock.now(), R"({"f":99,"k":"from the future"})", ""}}});
  ASSERT_TRUE(office.store->commit_now(std::move(damage)).has_value());
  office.reopen();
  EXPECT_EQ(office.intend(bad, R"({"do":"tick","checkpoint":"asked"})").kind,
            Outcome::Kind::kFailed);
  EXPECT_EQ(office.desk->counts().set_aside, 1u);
  EXPECT_TRUE(office.intend(good, R"({"do":"tick","checkpoint":"asked"})").done());
  const DoctorReport report = office.desk->doctor().value();
  ASSERT_EQ(report.set_aside.size(), 1u);
  EXPECT_EQ(report.set_aside[0].contact, bad);
}

TEST(Doctor, MendsRowsThatWereLost) {
  Office office;
  const ContactId contact = office.verified_call();
  const std::string reference = office.view(office.ana, contact).reference;
  const auto customer = *office.desk->stored(contact)->contact.record.customer;
  ASSERT_TRUE(
      office.store
          ->commit_now({.rows = {{"live", contact.text, "", std::nullopt},
                                 {"reference", reference, "", std::nullopt},
                                 {"contact_of", customer.text, contact.text, std::nullopt}}})
          .has_value());
  office.reopen();
  EXPECT_TRUE(office.desk->open_contacts(office.ana).empty());
  EXPECT_EQ(office.desk->doctor()->rows_mended, 3u);
  EXPECT_EQ(office.desk->open_contacts(office.ana).size(), 1u);
  EXPECT_EQ(office.desk->contact_of_reference(reference), contact);
  EXPECT_EQ(office.desk->doctor()->rows_mended, 0u);
}

}  // namespace
}  // namespace callmap
