// Who makes calls back, and the wait that is foretold before a handoff: what the guidance of a
// contact cannot know by itself.

#include <gtest/gtest.h>

#include <algorithm>

#include "desk/test_office.h"

namespace callmap {
namespace {

std::string map_with_callers() {
  std::string text = office_map();
  const std::string key = "  customer_hours: daytime\n";
  return text.insert(text.find(key), "  team: shipping\n");
}

class AroundAContact : public testing::Test {
 protected:
  AroundAContact() {
    office.clock.pass(hours(12));  // a Wednesday morning, when somebody is there
    const auto map =
        office.desk->maps().publish({{"map.yaml", map_with_callers()}}, office.clock.now());
    EXPECT_TRUE(map.has_value()) << (map ? "" : map.error().message);
    bea = office.add("bea", {Role::kAgent}, "billing");
    sid = office.add("sid", {Role::kAgent}, "shipping");
    lou = office.add("lou", {Role::kLead}, "leads");
  }

  // Bea is on the line with a customer.
  ContactId taken() {
    NewContact contact;
    contact.map = "office";
    contact.line = "billing";
    contact.caller_number = "+447700900142";
    contact.offer_to = bea.id;
    const Outcome outcome = office.start(office.phone, contact);
    EXPECT_TRUE(outcome.done()) << outcome.message;
    EXPECT_TRUE(office.observe(outcome.contact, R"({"saw":"connected"})").done());
    return outcome.contact;
  }
  ContactId dropped() {
    const ContactId contact = taken();
    EXPECT_TRUE(office.observe(contact, R"({"saw":"dropped"})").done());
    return contact;
  }
  Outcome does(const Caller& who, const ContactId& contact, const std::string& json) {
    return office.intend(office.ask(who, contact), json);
  }
  void is(const Caller& who, WorkState state) {
    office.desk->set_state(who, state, "", [](const Result<>&) {});
    office.desk->tick();
  }
  // The agent at the stage in which a wait is foretold, with a handoff to that team drafted.
  ContactId handing_over(const std::string& team) {
    const ContactId contact = taken();
    EXPECT_TRUE(does(bea, contact, R"({"do":"go","stage":"purpose"})").done());
    const Outcome drafted =
        does(bea, contact, R"({"do":"hand_over","team":")" + team + R"(","how":"warm"})");
    EXPECT_TRUE(drafted.done());
    return contact;
  }
  // Each phrase of the screen as it reads, one a line.
  std::string phrases(const ContactId& contact) {
    std::string text;
    for (const PhraseView& phrase : office.view(bea, contact).guidance.phrases) {
      for (const PhraseView::Part& part : phrase.parts) text += part.text;
      text += "\n";
    }
    return text;
  }

  Office office;
  Caller bea, sid, lou;
};

TEST_F(AroundAContact, LetsNobodyButTheTeamOfTheMapMakeACallBack) {
  const ContactId contact = dropped();
  const Outcome refused = does(bea, contact, R"({"do":"take"})");
  ASSERT_EQ(refused.kind, Outcome::Kind::kRefused);
  EXPECT_EQ(refused.refusal->reason, RefusalReason::kNotOffered);
  EXPECT_EQ(refused.refusal->sentence,
            "Shipping Support make the calls back: put it down, they have it on their list");
  EXPECT_EQ(does(bea, contact, R"({"do":"callback_result","outcome":"busy"})").kind,
            Outcome::Kind::kRefused);
  EXPECT_TRUE(does(bea, contact, R"({"do":"release"})").done());
  EXPECT_EQ(does(bea, contact, R"({"do":"take"})").kind, Outcome::Kind::kRefused);
  EXPECT_TRUE(does(sid, contact, R"({"do":"take"})").done());
  EXPECT_TRUE(does(sid, contact, R"({"do":"callback_result","outcome":"busy"})").done());
}

TEST_F(AroundAContact, LetsALeadMakeACallBackOfAnyTeam) {
  const ContactId contact = dropped();
  ASSERT_TRUE(does(bea, contact, R"({"do":"release"})").done());
  EXPECT_TRUE(does(lou, contact, R"({"do":"take"})").done());
}

TEST_F(AroundAContact, ListsCallsBackForThoseWhoMakeThemAlone) {
  const ContactId contact = dropped();
  EXPECT_EQ(office.desk->callbacks(bea).size(), 1u) << "she holds it, and puts it down";
  ASSERT_TRUE(does(bea, contact, R"({"do":"release"})").done());
  EXPECT_TRUE(office.desk->callbacks(bea).empty());
  EXPECT_EQ(office.desk->work(bea).callbacks_due, 0u);
  EXPECT_EQ(office.desk->callbacks(sid).size(), 1u);
  EXPECT_EQ(office.desk->work(sid).callbacks_due, 1u);
  EXPECT_EQ(office.desk->callbacks(lou).size(), 1u);
}

TEST_F(AroundAContact, TellsWhoeverHeldItWhoCallsBack) {
  const ContactId contact = dropped();
  const Guidance held = office.view(bea, contact).guidance;
  ASSERT_FALSE(held.next.empty());
  EXPECT_EQ(held.next.front().id, "release");
  EXPECT_EQ(held.next.front().text, "Put it down: Shipping Support call back");
  ASSERT_TRUE(held.callback.has_value());
  EXPECT_EQ(held.callback->team_title, "Shipping Support");
  EXPECT_TRUE(held.callback->for_others);
  ASSERT_TRUE(does(bea, contact, R"({"do":"release"})").done());
  const Guidance seen = office.view(lou, contact).guidance;
  EXPECT_FALSE(seen.callback->for_others);
}

TEST_F(AroundAContact, LetsWhoeverHoldsItGoOnWhenTheCustomerIsBackOnTheLine) {
  const ContactId contact = dropped();
  EXPECT_TRUE(office.observe(contact, R"({"saw":"connected"})").done());
  EXPECT_TRUE(does(bea, contact, R"({"do":"fill","field":"goal","value":"Know why"})").done());
  EXPECT_EQ(office.view(bea, contact).guidance.line, Line::kConnected);
}

TEST_F(AroundAContact, ForetellsNoWaitWhereNobodyIsSignedIn) {
  const ContactId contact = handing_over("shipping");
  EXPECT_EQ(phrases(contact).find("They take about"), std::string::npos) << phrases(contact);
  EXPECT_NE(phrases(contact).find("Your reference is"), std::string::npos) << "others stay";
}

TEST_F(AroundAContact, SaysTheWordsOfTheMapWhileNoWaitIsKnown) {
  is(sid, WorkState::kAway);
  const ContactId contact = handing_over("shipping");
  EXPECT_NE(phrases(contact).find("They take about a minute or two."), std::string::npos)
      << phrases(contact);
}

TEST_F(AroundAContact, FillsTheWaitWithWhatIsExpected) {
  is(sid, WorkState::kAvailable);
  const ContactId contact = handing_over("shipping");
  EXPECT_NE(phrases(contact).find("They take about half a minute."), std::string::npos)
      << phrases(contact);
}

TEST_F(AroundAContact, ForgetsHowLongOthersWaitedWhenItStartsAnew) {
  is(sid, WorkState::kAvailable);
  NewContact waits;
  waits.map = "office";
  waits.team = "shipping";
  waits.channel = "phone";
  const Outcome outcome = office.start(office.phone, waits);
  ASSERT_TRUE(outcome.done()) << outcome.message;
  office.clock.pass(seconds(18));
  ASSERT_TRUE(Office::wait([&](OnOutcome done) {
                office.desk->accept_offer(office.ask(sid, outcome.contact), std::move(done));
              }).done());
  const auto expected = [&] {
    for (const TeamStanding& team : office.desk->teams(bea)) {
      if (team.id == "shipping") return team.now.expected_wait;
    }
    return std::optional<Duration>();
  };
  EXPECT_EQ(expected(), seconds(18));
  office.reopen();
  EXPECT_EQ(expected(), std::nullopt) << "not known, and not said to be nothing";
}

}  // namespace
}  // namespace callmap
