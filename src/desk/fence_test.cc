#include "desk/fence.h"

#include "desk/test_office.h"

namespace callmap {
namespace {

constexpr const char* kAda = "CANARY-ADA";

std::string value_of(const ContactView& view) {
  return view.customer.card.at(0).value;
}

TEST(Fence, ShowsTheCardOnceTheCallerIsVerified) {
  Office office;
  const ContactId contact = office.call();
  EXPECT_TRUE(office.choose(contact, "NW-100042").done());
  EXPECT_TRUE(office.view(office.ana, contact).customer.card.at(0).locked);
  EXPECT_EQ(office.json(office.ana, contact).find(kAda), std::string::npos);
  EXPECT_TRUE(office.answer(contact, "1234").done());
  EXPECT_EQ(value_of(office.view(office.ana, contact)), kAda);
  EXPECT_EQ(office.view(office.ana, contact).customer.initials, "A. L.");
}

TEST(Fence, ClearsTheCardWhenAnotherCustomerIsChosen) {
  Office office;
  const ContactId contact = office.verified_call();
  EXPECT_TRUE(office.choose(contact, "NW-100043").done());
  const ContactView view = office.view(office.ana, contact);
  EXPECT_TRUE(view.customer.card.at(0).locked);
  EXPECT_EQ(view.guidance.verification.level, Level::kNone);
  EXPECT_EQ(view.customer.hint, "…43");
  const std::string json = office.json(office.ana, contact);
  EXPECT_EQ(json.find("CANARY"), std::string::npos);
}

TEST(Fence, ShowsNothingToAnybodyButTheHolder) {
  Office office;
  const ContactId contact = office.verified_call();
  for (const Caller* other : {&office.lena, &office.iris}) {
    EXPECT_EQ(office.json(*other, contact).find("CANARY"), std::string::npos) << other->name;
    EXPECT_TRUE(office.view(*other, contact).customer.initials.empty());
  }
  for (const Caller* stranger : {&office.ben, &office.admin}) {
    EXPECT_EQ(office.desk->view(*stranger, contact).error().kind, ErrorKind::kNotFound);
  }
}

TEST(Fence, ListsTellOnlyTheHolderWhatTellsContactsApart) {
  Office office;
  const ContactId contact = office.call();
  EXPECT_TRUE(
      office.intend(contact, R"({"do":"fill","field":"issue","value":"Bill doubled"})").done());
  EXPECT_TRUE(office.desk->open_contacts(office.ana).at(0).initials.empty()) << "nobody was chosen";
  EXPECT_TRUE(office.choose(contact, "NW-100042").done());
  const ContactSummary mine = office.desk->open_contacts(office.ana).at(0);
  EXPECT_EQ(mine.request, "Bill doubled");
  EXPECT_EQ(mine.initials, "A. L.");
  const ContactSummary seen = office.desk->open_contacts(office.lena).at(0);
  EXPECT_EQ(seen.id, contact);
  EXPECT_EQ(seen.request + seen.initials, "");
}

TEST(Fence, ClosesAtTheMomentTheVerificationLapses) {
  Office office;
  const ContactId contact = office.verified_call();
  office.clock.pass({minutes(10).ms - seconds(1).ms});
  EXPECT_EQ(value_of(office.view(office.ana, contact)), kAda);
  office.clock.pass(seconds(1));
  EXPECT_EQ(office.json(office.ana, contact).find("CANARY"), std::string::npos);
  EXPECT_FALSE(office.view(office.ana, contact).customer.until.has_value());
}

TEST(Fence, ClosesWithTheContact) {
  Office office;
  const ContactId contact = office.verified_call();
  EXPECT_TRUE(office.intend(contact, R"({"do":"end_early","ending":"hung_up"})").done());
  EXPECT_EQ(office.json(office.ana, contact).find("CANARY"), std::string::npos);
}

TEST(Fence, ShowsOtherContactsOfTheCustomerOnlyOnceVerified) {
  Office office;
  const ContactId before = office.verified_call();
  EXPECT_TRUE(
      office.intend(before, R"({"do":"fill","field":"issue","value":"Old trouble"})").done());
  EXPECT_TRUE(office.intend(before, R"({"do":"end_early","ending":"hung_up"})").done());
  const ContactId contact = office.call();
  EXPECT_TRUE(office.choose(contact, "NW-100042").done());
  EXPECT_TRUE(office.view(office.ana, contact).customer.contacts.empty());
  EXPECT_EQ(office.json(office.ana, contact).find("Old trouble"), std::string::npos);
  EXPECT_TRUE(office.answer(contact, "1234").done());
  const auto contacts = office.view(office.ana, contact).customer.contacts;
  ASSERT_EQ(contacts.size(), 1u);
  EXPECT_EQ(contacts[0].title, "Old trouble");
}

TEST(Fence, SaysThatAnOpenContactExistsAndNoMore) {
  Office office;
  const ContactId first = office.verified_call();
  const ContactId second = office.call();
  const auto found = office.desk->candidates(office.ana, second, std::nullopt).value();
  ASSERT_EQ(found.size(), 2u);
  for (const CandidateView& each : found) {
    EXPECT_EQ(each.open_contact, each.hint == "…42");
    for (const char* told : {"Ada", "Bea", "Lovelock", "NW-", "CANARY"}) {
      EXPECT_EQ((each.customer + each.initials + each.hint).find(told), std::string::npos);
    }
  }
}

TEST(Fence, KeepsNothingOfTheCustomerInTheClear) {
  Office office(StoreMade::kSqlite);
  const ContactId contact = office.verified_call();
  EXPECT_TRUE(
      office.intend(contact, R"({"do":"fill","field":"issue","value":"CANARY-ISSUE"})").done());
  EXPECT_TRUE(office.intend(contact, R"({"do":"try","text":"CANARY-STEP"})").done());
  EXPECT_TRUE(office.answer(contact, "86420975").done());
  const std::string all = office.everything();
  for (const char* secret :
       {"CANARY", "Lovelock", "NW-1000", "447700900142", "86420975", "Person ana"}) {
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
  }
}

TEST(Fence, IsClosedToSomebodyWhoMustChangeThePassword) {
  Office office;
  const ContactId contact = office.verified_call();
  Caller fresh = office.ana;
  fresh.must_change_password = true;
  EXPECT_FALSE(office.desk->view(fresh, contact).has_value());
}

}  // namespace
}  // namespace callmap
