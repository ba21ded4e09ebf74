// Contacts that need skills, through the whole desk, on both stores and over restarts.

#include <gtest/gtest.h>

#include <algorithm>

#include "desk/test_office.h"

namespace callmap {
namespace {

class SkillsOnTheFloor : public testing::TestWithParam<StoreMade> {
 protected:
  SkillsOnTheFloor() : office(GetParam()) {
    const auto map = office.desk->maps().publish({{"map.yaml", office_map()}}, office.clock.now());
    EXPECT_TRUE(map.has_value()) << (map ? "" : map.error().message);
    bea = office.add("bea", {Role::kAgent}, "billing");
    pia = office.add("pia", {Role::kAgent}, "billing");
    sid = office.add("sid", {Role::kAgent}, "shipping");
    lou = office.add("lou", {Role::kLead}, "leads");
    can(pia, {"spanish"});
  }

  void can(const Caller& who, std::vector<std::string> skills) {
    const auto changed =
        office.desk->set_teams(who.id, {.team = who.team, .skills = std::move(skills)});
    ASSERT_TRUE(changed.has_value()) << changed.error().message;
    settle();
  }
  void free(const Caller& who, WorkState state = WorkState::kAvailable) {
    office.desk->set_state(who, state, "", [](const Result<>&) {});
    settle();
  }
  void settle() {
    for (int n = 0; n < 3; ++n) {
      ASSERT_TRUE(office.store->commit_now({.rows = {{"settled", "x", "", "1"}}}).has_value());
      office.desk->tick();
    }
    ASSERT_TRUE(office.store->commit_now({.rows = {{"settled", "x", "", "1"}}}).has_value());
  }
  void pass(Duration time) {
    office.clock.pass(time);
    settle();
  }
  Outcome start(const std::string& line,
                std::optional<std::vector<std::string>> skills = std::nullopt) {
    NewContact contact;
    contact.map = "office";
    contact.line = line;
    contact.caller_number = "+447700900142";
    contact.skills = std::move(skills);
    Outcome outcome = office.start(office.phone, contact);
    settle();
    return outcome;
  }
  ContactId comes(const std::string& line,
                  std::optional<std::vector<std::string>> skills = std::nullopt) {
    const Outcome outcome = start(line, std::move(skills));
    EXPECT_TRUE(outcome.done()) << outcome.message;
    return outcome.contact;
  }
  bool is_offered(const Caller& who, const ContactId& contact) {
    return office.desk->offer(who, contact).has_value();
  }
  Outcome accept(const Caller& who, const ContactId& contact) {
    Outcome outcome = Office::wait([&](OnOutcome done) {
      office.desk->accept_offer(office.ask(who, contact), std::move(done));
    });
    settle();
    return outcome;
  }
  void does(const Caller& who, const ContactId& contact, const std::string& json) {
    const Outcome outcome = office.intend(office.ask(who, contact), json);
    EXPECT_TRUE(outcome.done()) << json << (outcome.refusal ? outcome.refusal->sentence : "");
    settle();
  }
  std::string needs() {
    std::string told;
    for (const Need& need : office.desk->floor(lou).needs) {
      if (need.kind == Need::Kind::kNobodySkilled) told += need.text + "; ";
    }
    return told;
  }
  TeamStanding team(const std::string& id, const Caller& viewer, const ContactId& contact) {
    for (TeamStanding& each : office.desk->teams(viewer, contact)) {
      if (each.id == id) return std::move(each);
    }
    ADD_FAILURE() << id;
    return {};
  }

  Office office;
  Caller bea, pia, sid, lou;
};

INSTANTIATE_TEST_SUITE_P(Stores, SkillsOnTheFloor,
                         testing::Values(StoreMade::kMemory, StoreMade::kSqlite), store_name);

TEST_P(SkillsOnTheFloor, OfferACallerOnTheSpanishLineToWhoSpeaksSpanishAlone) {
  free(bea);
  const ContactId spanish = comes("espanol");
  EXPECT_FALSE(is_offered(bea, spanish));
  const ContactId other = comes("billing");
  EXPECT_TRUE(is_offered(bea, other)) << "what comes after it is not held up";
  free(pia);
  EXPECT_TRUE(is_offered(pia, spanish));
  EXPECT_TRUE(accept(pia, spanish).done());
}

TEST_P(SkillsOnTheFloor, AreWhatThePhoneSystemSaysInPlaceOfTheLine) {
  free(bea);
  EXPECT_TRUE(is_offered(bea, comes("espanol", std::vector<std::string>{})));
  const ContactId spanish = comes("billing", std::vector<std::string>{"spanish"});
  free(pia);
  EXPECT_TRUE(is_offered(pia, spanish));
}

TEST_P(SkillsOnTheFloor, ThatTheMapDoesNotNameAreAMistakeOfThePhoneSystem) {
  const Outcome outcome = start("billing", std::vector<std::string>{"klingon"});
  ASSERT_EQ(outcome.kind, Outcome::Kind::kInvalid);
  ASSERT_EQ(outcome.wrong.size(), 1u);
  EXPECT_EQ(outcome.wrong[0].member, "skills");
  EXPECT_EQ(outcome.wrong[0].message, "the map has no such skill; it has `spanish`, `customs`");
}

TEST_P(SkillsOnTheFloor, ThatNoMapNamesCannotBeSaidOfAPerson) {
  const auto changed = office.desk->set_teams(bea.id, {.team = "billing", .skills = {{"spanich"}}});
  ASSERT_FALSE(changed.has_value());
  EXPECT_EQ(changed.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(changed.error().message, "there is no skill `spanich`: did you mean `spanish`?");
  const auto added = office.desk->add_person({"una", "Una", {Role::kAgent}, "", {}, {"klingon"}});
  ASSERT_FALSE(added.has_value());
  EXPECT_EQ(added.error().message, "there is no skill `klingon`: one of `customs`, `spanish`");
}

TEST_P(SkillsOnTheFloor, AreWhatReachedTheDiskWhenACommitFails) {
  using Fails = UnreliableStore::Fails;
  const auto learns = [&](const char* skill, std::uint64_t every, Fails how) {
    office.store->fail_every(every, how);
    return office.desk->set_teams(bea.id, {.team = "billing", .skills = {{skill}}}).has_value();
  };
  const auto known = [&] { return office.desk->sign_in().person(bea.id)->skills.front(); };
  EXPECT_TRUE(learns("spanish", 1, Fails::kAfter)) << "it is there, whatever the store said";
  EXPECT_EQ(known(), "spanish");
  EXPECT_FALSE(learns("customs", 1, Fails::kBefore));
  EXPECT_EQ(known(), "spanish");
  EXPECT_TRUE(learns("customs", 0, Fails::kBefore)) << "nothing stands in its way afterwards";
  EXPECT_EQ(known(), "customs");
}

TEST_P(SkillsOnTheFloor, StayAsTheyAreWhenOnlyTeamsAreSet) {
  ASSERT_TRUE(
      office.desk->set_teams(pia.id, {.team = "billing", .also = {"shipping"}}).has_value());
  EXPECT_EQ(office.desk->sign_in().person(pia.id)->skills, std::vector<std::string>{"spanish"});
  ASSERT_TRUE(office.desk->set_teams(pia.id, {.team = "billing", .skills = {{}}}).has_value());
  EXPECT_TRUE(office.desk->sign_in().person(pia.id)->skills.empty());
}

TEST_P(SkillsOnTheFloor, AreWaivedAfterTheTimeOfTheMapAndTheLogSaysSo) {
  free(bea);
  const ContactId spanish = comes("espanol");
  pass(seconds(119));
  EXPECT_FALSE(is_offered(bea, spanish));
  pass(seconds(2));
  EXPECT_TRUE(is_offered(bea, spanish));
  const auto log = office.desk->log_in_words(lou, spanish).value();
  const auto told = std::ranges::find(
      log, "waited long enough for Spanish: anybody of the team may take it", &LogLine::text);
  ASSERT_NE(told, log.end());
  EXPECT_EQ(told->by, "clock");
  EXPECT_TRUE(accept(bea, spanish).done());
}

TEST_P(SkillsOnTheFloor, LetAnOfferToSomebodyWithThemStandWhenTheyAreWaived) {
  const ContactId spanish = comes("espanol");
  pass(seconds(110));
  free(pia);
  free(bea);
  ASSERT_TRUE(is_offered(pia, spanish));
  pass(seconds(11));
  EXPECT_TRUE(is_offered(pia, spanish));
  EXPECT_TRUE(accept(pia, spanish).done());
}

TEST_P(SkillsOnTheFloor, StandAsTheyStoodAfterARestart) {
  const ContactId first = comes("espanol");
  pass(seconds(121));  // waived
  const ContactId second = comes("espanol");
  office.reopen();
  settle();
  free(bea);
  EXPECT_TRUE(is_offered(bea, first));
  EXPECT_TRUE(accept(bea, first).done());
  free(pia);
  EXPECT_TRUE(is_offered(pia, second)) << "who can what is known after a restart";
  const auto waiting = office.desk->floor(lou).waiting;
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0].skills, "Spanish");
}

TEST_P(SkillsOnTheFloor, NeedAPersonWhileNobodySignedInHasThem) {
  free(bea);
  const ContactId spanish = comes("espanol");
  EXPECT_EQ(needs(), "Nobody signed in at Billing has Spanish; ");
  free(pia, WorkState::kAway);
  EXPECT_EQ(needs(), "") << "she is there, and may come back";
  can(pia, {});
  EXPECT_EQ(needs(), "Nobody signed in at Billing has Spanish; ");
  pass(seconds(121));
  EXPECT_EQ(needs(), "") << "anybody may take it by now";
  EXPECT_TRUE(is_offered(bea, spanish));
}

TEST_P(SkillsOnTheFloor, AreShownOfPeopleAndOfWhatWaits) {
  free(pia, WorkState::kAway);
  const ContactId spanish = comes("espanol");
  const FloorView floor = office.desk->floor(lou);
  ASSERT_EQ(floor.people.size(), 1u);
  EXPECT_EQ(floor.people[0].skills, std::vector<std::string>{"Spanish"});
  ASSERT_EQ(floor.waiting.size(), 1u);
  EXPECT_EQ(floor.waiting[0].skills, "Spanish");
  EXPECT_EQ(office.view(lou, spanish).waiting->skills, "Spanish");
}

TEST_P(SkillsOnTheFloor, TravelWithAHandoffAndCountWhoIsThereBeforeIt) {
  free(pia);
  const ContactId spanish = comes("espanol");
  ASSERT_TRUE(accept(pia, spanish).done());
  EXPECT_TRUE(office.observe(spanish, R"({"saw":"connected"})").done());
  free(sid);
  EXPECT_EQ(team("shipping", lou, {}).now.signed_in, 1u);
  EXPECT_EQ(team("shipping", pia, spanish).now.signed_in, 0u);
  EXPECT_EQ(team("shipping", pia, spanish).skills, "Spanish");
  EXPECT_EQ(team("shipping", sid, spanish).now.signed_in, 1u)
      << "who may not see the contact hears nothing of it";
  for (const char* intent :
       {R"({"do":"fill","field":"reason","value":"tax"})",
        R"({"do":"fill","field":"key_details","value":"Two lines"})",
        R"({"do":"fill","field":"goal","value":"Know why"})",
        R"({"do":"fill","field":"story","value":"Bill doubled after a move."})",
        R"({"do":"none_because","field":"balance","because":"Not looked at"})",
        R"({"do":"tick","checkpoint":"reference_given"})",
        R"({"do":"tick","checkpoint":"expectations_set"})",
        R"({"do":"hand_over","team":"shipping","how":"warm"})", R"({"do":"offer_handoff"})"}) {
    does(pia, spanish, intent);
  }
  EXPECT_EQ(team("shipping", pia, spanish).skills, "Spanish, Customs");
  EXPECT_FALSE(is_offered(sid, spanish));
  EXPECT_EQ(needs(), "Nobody signed in at Shipping Support has Spanish, Customs; ");
  can(sid, {"customs", "spanish"});
  EXPECT_TRUE(is_offered(sid, spanish));
  EXPECT_TRUE(accept(sid, spanish).done());
}

}  // namespace
}  // namespace callmap
