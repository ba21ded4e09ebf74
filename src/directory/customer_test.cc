#include "directory/customer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "directory/demo.h"
#include "map/zone.h"

namespace callmap {
namespace {

// Keyed by nothing: enough to tell texts and purposes apart.
std::string plain_hash(std::string_view purpose, std::string_view text) {
  return std::string(purpose) + "(" + std::string(text) + ")";
}

const std::vector<AnswerItem>& items() {
  static const std::vector<AnswerItem> kItems = {
      {"pin", "PIN", Normalise::kDigits, 4, 8},
      {"birth_date", "Date of birth", Normalise::kDate, 1, 64}};
  return kItems;
}

CustomerDetails ada() {
  return {"NW-100042", "Ada Lovelock-Byron", {"+447700900142"},
          "home-1",    {{"plan", "Basic"}},  {{"pin", "12 34"}, {"birth_date", "1 March 1980"}}};
}

CustomerRecord record_of(const CustomerDetails& details) {
  return make_record(details, items(), "salt", plain_hash).value();
}

TEST(Customer, KeepsAnswersAsHashesOnly) {
  const CustomerRecord record = record_of(ada());
  ASSERT_EQ(record.answers.size(), 2u);
  EXPECT_EQ(record.answers[0].hash, "answer/digits/pin(salt\n1234)");
  EXPECT_EQ(record.answers[1].hash, "answer/date/birth_date(salt\n1980-03-01)");
}

TEST(Customer, MatchesAnswersAndNothingElse) {
  const CustomerRecord record = record_of(ada());
  const GivenAnswer pin{"pin", Normalise::kDigits, "1234"};
  const GivenAnswer born{"birth_date", Normalise::kDate, "1980-03-01"};
  EXPECT_TRUE(answers_match(record, {pin}, plain_hash));
  EXPECT_TRUE(answers_match(record, {pin, born}, plain_hash));
  EXPECT_FALSE(answers_match(record, {{"pin", Normalise::kDigits, "1235"}, born}, plain_hash));
  EXPECT_FALSE(answers_match(record, {{"pin", Normalise::kText, "1234"}}, plain_hash));
  EXPECT_FALSE(answers_match(record, {{"word", Normalise::kText, "1234"}}, plain_hash));
  EXPECT_FALSE(answers_match(record, {}, plain_hash));
}

TEST(Customer, RefusesAMalformedAnswerWithoutRepeatingIt) {
  CustomerDetails details = ada();
  details.answers[0].second = "secret";
  const auto record = make_record(details, items(), "salt", plain_hash);
  ASSERT_FALSE(record.has_value());
  EXPECT_EQ(record.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(record.error().message, "the answer `pin` is not of its form or length");
}

TEST(Customer, LeavesOutAnswersThatNoMapAsksFor) {
  CustomerDetails details = ada();
  details.answers.emplace_back("shoe_size", "43");
  EXPECT_EQ(record_of(details).answers.size(), 2u);
}

TEST(Customer, ComesBackFromJsonAsItWas) {
  const CustomerRecord record = record_of(ada());
  EXPECT_EQ(parse_customer(to_json(record)), record);
  EXPECT_EQ(parse_customer("{}").error().kind, ErrorKind::kDamaged);
  EXPECT_FALSE(parse_customer(R"({"id":"a","account":"b","answers":[["x"]]})").has_value());
  EXPECT_FALSE(parse_customer(R"({"id":"a","account":"b","answers":[["x","?","h"]]})").has_value());
}

TEST(Customer, ShowsRowsOfTheCardAndFallsBackOnWhatIsKnown) {
  const CustomerRecord record = record_of(ada());
  EXPECT_EQ(record.value("plan"), "Basic");
  EXPECT_EQ(record.value("name"), "Ada Lovelock-Byron");
  EXPECT_EQ(record.value("account"), "NW-100042");
  EXPECT_EQ(record.value("phone"), "+447700900142");
  EXPECT_EQ(record.value("balance"), "");
}

TEST(Customer, IsFoundByAccountHoweverItIsTyped) {
  EXPECT_EQ(customer_id("NW-100042", plain_hash), customer_id("nw 100042", plain_hash));
  EXPECT_NE(customer_id("NW-100042", plain_hash), customer_id("NW-100043", plain_hash));
}

bool has(const std::vector<SearchToken>& tokens, SearchToken::Kind kind, const std::string& hash) {
  return std::ranges::any_of(
      tokens, [&](const SearchToken& token) { return token.kind == kind && token.hash == hash; });
}

TEST(Customer, IsFoundByEveryWordOfTheNameAndHowItStarts) {
  using Kind = SearchToken::Kind;
  const auto tokens = search_tokens(record_of(ada()), plain_hash);
  ASSERT_EQ(tokens.size(), 8u);  // three words, starts lov lovel byr, account, number
  const SearchQuery query = search_query("BYRON  ada", plain_hash);
  ASSERT_EQ(query.words.size(), 2u);
  for (const SearchWord& word : query.words) EXPECT_TRUE(has(tokens, Kind::kWord, word.whole));
  for (const char* start : {"lov", "LOVEL", "byr"}) {
    const SearchWord word = search_query(start, plain_hash).words.at(0);
    EXPECT_TRUE(has(tokens, Kind::kStart, word.start)) << start;
    EXPECT_FALSE(word.look) << start;
  }
  for (const char* start : {"love", "lovela"}) {
    const SearchWord word = search_query(start, plain_hash).words.at(0);
    EXPECT_TRUE(has(tokens, Kind::kStart, word.start) && word.look) << start;
  }
  EXPECT_TRUE(search_query("ad", plain_hash).words.at(0).start.empty());
  EXPECT_TRUE(has(tokens, Kind::kAccount, search_query("nw-100042", plain_hash).account));
  EXPECT_TRUE(has(tokens, Kind::kPhone, phone_token("+447700900142", plain_hash)));
  EXPECT_TRUE(search_query("--", plain_hash).words.empty());
}

TEST(Customer, CountsLettersAndNotBytesWhereANameStarts) {
  CustomerDetails details = ada();
  details.name = "Łukasz Иванова";
  const auto tokens = search_tokens(record_of(details), plain_hash);
  EXPECT_TRUE(
      has(tokens, SearchToken::Kind::kStart, search_query("Ива", plain_hash).words.at(0).start));
}

TEST(Customer, FitsASearchWhenEveryWordStartsOneOfTheName) {
  const auto fitting = [](const char* typed) {
    return fits(search_query(typed, plain_hash), "Ada Lovelock-Byron");
  };
  EXPECT_TRUE(fitting("lovel ad"));
  EXPECT_TRUE(fitting("Byron"));
  EXPECT_FALSE(fitting("lovel eda"));
  EXPECT_FALSE(fitting("ovelock"));
}

TEST(Customer, HasAFingerprintThatChangesWithAnything) {
  const std::string before = fingerprint(ada(), items(), plain_hash);
  EXPECT_EQ(fingerprint(ada(), items(), plain_hash), before);
  CustomerDetails other = ada();
  other.answers[0].second = "9999";
  EXPECT_NE(fingerprint(other, items(), plain_hash), before);
  EXPECT_NE(fingerprint(ada(), {}, plain_hash), before);
}

TEST(Customer, IsHintedAtByInitialsAndTheEndOfTheAccount) {
  EXPECT_EQ(initials("Ada Lovelock"), "A. L.");
  EXPECT_EQ(initials("Émile de la Tour-Blanche"), "É. d. B.");
  EXPECT_EQ(initials("Cher"), "C.");
  EXPECT_EQ(initials(""), "");
  EXPECT_EQ(account_hint("NW-100042"), "…42");
  EXPECT_EQ(account_hint("12345"), "");
}

const std::vector<CardRow>& card() {
  static const std::vector<CardRow> kCard = {{"name", "Name", DataClass::kAccount},
                                             {"address", "Address", DataClass::kAccount},
                                             {"loyalty", "Loyalty", DataClass::kSensitive}};
  return kCard;
}

TEST(Demo, GivesTheSamePersonForTheSameNumber) {
  for (const std::uint32_t n : {0u, 4u, 31u, 999u}) {
    EXPECT_EQ(demo_customer(n, card(), items()), demo_customer(n, card(), items()));
  }
}

TEST(Demo, HasAccountsOfTheirOwnAndAnswersThatFit) {
  std::set<std::string> accounts;
  for (std::uint32_t n = 0; n < kDemoCustomers; ++n) {
    const CustomerDetails details = demo_customer(n, card(), items());
    EXPECT_TRUE(accounts.insert(details.account).second) << n;
    EXPECT_TRUE(make_record(details, items(), "s", plain_hash).has_value()) << n;
    EXPECT_EQ(details.card.size(), 3u);
    EXPECT_FALSE(demo_wish(n).empty());
  }
}

TEST(Demo, HasCustomersInSeveralZonesAndSomeWithoutOne) {
  std::map<std::string, int> zones;
  for (std::uint32_t n = 0; n < 240; ++n) ++zones[demo_customer(n, card(), items()).time_zone];
  EXPECT_GT(zones.size(), 6u);
  EXPECT_GT(zones[""], 0);
  EXPECT_GT(zones["Europe/London"], 60);
  for (const auto& [zone, count] : zones) EXPECT_TRUE(zone.empty() || is_zone(zone)) << zone;
  EXPECT_EQ(demo_customer(4, card(), items()).time_zone,
            demo_customer(5, card(), items()).time_zone)
      << "one household";
}

TEST(Customer, KeepsTheirZoneAndIsChangedByAnother) {
  CustomerDetails details = ada();
  const std::string without = fingerprint(details, items(), plain_hash);
  EXPECT_EQ(to_json(record_of(details)).find("time_zone"), std::string::npos);
  details.time_zone = "Europe/London";
  EXPECT_NE(fingerprint(details, items(), plain_hash), without);
  const CustomerRecord record = record_of(details);
  EXPECT_EQ(parse_customer(to_json(record))->time_zone, "Europe/London");
  EXPECT_EQ(parse_customer(to_json(record)).value(), record);
}

TEST(Demo, HasHouseholdsSharedNumbersAndPeopleWithoutANumber) {
  const auto at = [](std::uint32_t n) { return demo_customer(n, card(), items()); };
  EXPECT_EQ(at(4).household, at(5).household);
  EXPECT_FALSE(at(4).household.empty());
  EXPECT_EQ(at(4).phones, at(5).phones);
  EXPECT_NE(at(4).account, at(5).account);
  EXPECT_EQ(at(30).phones, at(31).phones);
  EXPECT_EQ(at(30).phones, at(32).phones);
  EXPECT_TRUE(at(31).household.empty());
  EXPECT_TRUE(at(8).phones.empty());
}

TEST(Demo, HasAPersonForEveryRoleButTheService) {
  std::set<std::string> roles;
  for (const DemoPerson& person : demo_people()) {
    roles.insert(person.roles.begin(), person.roles.end());
  }
  EXPECT_EQ(roles.size(), 8u);
}

}  // namespace
}  // namespace callmap
