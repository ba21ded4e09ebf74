// What becomes of things whose person is not there: offers to who goes away, customers whom nobody
// is there for, follow-ups of a team and of somebody who left.

#include <gtest/gtest.h>

#include <algorithm>

#include "desk/test_office.h"

namespace callmap {
namespace {

class Absence : public testing::Test {
 protected:
  Absence() {
    const auto map = office.desk->maps().publish({{"map.yaml", office_map()}}, office.clock.now());
    EXPECT_TRUE(map.has_value()) << (map ? "" : map.error().message);
    // A Tuesday morning, when everybody could be there.
    office.clock.pass(*parse_iso("2026-03-03T10:00:00Z") - office.clock.now());
    bea = office.add("bea", {Role::kAgent}, "billing");
    pia = office.add("pia", {Role::kAgent}, "billing");
    sid = office.add("sid", {Role::kAgent}, "shipping");
    lou = office.add("lou", {Role::kLead}, "leads");
  }

  void is(const Caller& who, WorkState state, const std::string& reason = {}) {
    office.desk->set_state(who, state, reason, [](const Result<>& kept) { EXPECT_TRUE(kept); });
    office.desk->tick();
  }
  ContactId comes() {
    NewContact contact;
    contact.map = "office";
    contact.line = "billing";
    contact.caller_number = "+447700900142";
    const Outcome outcome = office.start(office.phone, contact);
    EXPECT_TRUE(outcome.done()) << outcome.message;
    office.desk->tick();
    return outcome.contact;
  }
  bool is_offered(const Caller& who, const ContactId& contact) {
    return office.desk->offer(who, contact).has_value();
  }
  std::size_t needs(Need::Kind kind) {
    return static_cast<std::size_t>(
        std::ranges::count(office.desk->floor(lou).needs, kind, &Need::kind));
  }

  Office office;
  Caller bea, pia, sid, lou;
};

TEST_F(Absence, WhatIsOfferedToSomebodyWhoGoesAwayGoesToTheNext) {
  is(bea, WorkState::kAvailable);
  const ContactId contact = comes();
  ASSERT_TRUE(is_offered(bea, contact));
  is(pia, WorkState::kAvailable);
  EXPECT_FALSE(is_offered(pia, contact));
  is(bea, WorkState::kAway, "lunch");
  EXPECT_FALSE(is_offered(bea, contact));
  EXPECT_TRUE(is_offered(pia, contact));
  office.clock.pass(seconds(15));
  office.desk->tick();
  EXPECT_EQ(office.desk->work(bea).reason, "lunch");
}

TEST_F(Absence, WhoSignsOutWhileItRingsHasMissedNothing) {
  is(bea, WorkState::kAvailable);
  const ContactId contact = comes();
  ASSERT_TRUE(is_offered(bea, contact));
  office.desk->signed_out(bea.id);
  office.clock.pass(minutes(1));
  office.desk->tick();
  EXPECT_EQ(office.desk->work(bea).state, WorkState::kOff);
  is(bea, WorkState::kAvailable);
  EXPECT_TRUE(is_offered(bea, contact)) << "nobody else took it meanwhile";
}

TEST_F(Absence, TheFloorSaysWhenACustomerWaitsForATeamAtWhichNobodyIs) {
  is(sid, WorkState::kAvailable);
  const ContactId contact = comes();
  ASSERT_EQ(needs(Need::Kind::kNobodyThere), 1u);
  const FloorView floor = office.desk->floor(lou);
  const auto need = std::ranges::find(floor.needs, contact, &Need::contact);
  EXPECT_EQ(need->text, "Nobody is signed in at Billing");
  is(bea, WorkState::kAvailable);
  EXPECT_EQ(needs(Need::Kind::kNobodyThere), 0u);
}

TEST_F(Absence, AFollowUpOfATeamIsOnTheListOfWhoeverIsInIt) {
  is(bea, WorkState::kAvailable);
  const ContactId contact = comes();
  ASSERT_TRUE(Office::wait([&](OnOutcome done) {
                office.desk->accept_offer(office.ask(bea, contact), std::move(done));
              }).done());
  const std::string due = to_iso(office.clock.now() + hours(1));
  const auto add = [&](const std::string& owner) {
    const std::string task = R"({"do":"add_task","text":"Send it","channel":"email","owner":")";
    const Outcome added =
        office.intend(office.ask(bea, contact), task + owner + R"(","due":")" + due + R"("})");
    EXPECT_TRUE(added.done()) << (added.refusal ? added.refusal->sentence : added.message);
  };
  add("Billing");
  EXPECT_EQ(office.desk->follow_ups(pia, Whose::kTeam).size(), 1u);
  EXPECT_EQ(office.desk->work(pia).follow_ups_due, 1u);
  EXPECT_TRUE(office.desk->follow_ups(sid, Whose::kTeam).empty());
  EXPECT_EQ(office.desk->work(sid).follow_ups_due, 0u);

  add(sid.display_name);
  EXPECT_TRUE(office.desk->follow_ups(lou, Whose::kTeam).empty());
  ASSERT_TRUE(office.desk->deactivate(sid.id).has_value());
  ASSERT_EQ(office.desk->follow_ups(lou, Whose::kTeam).size(), 1u) << "whose owner has left";
  EXPECT_EQ(office.desk->follow_ups(lou, Whose::kTeam)[0].owner, sid.id.text);
  EXPECT_EQ(office.desk->follow_ups(pia, Whose::kTeam).size(), 1u) << "she is no lead";
  office.clock.pass(hours(2));
  EXPECT_EQ(office.desk->follow_ups(lou, Whose::kTeam).size(), 2u) << "both are late";
  EXPECT_TRUE(
      office.intend(office.ask(pia, contact), R"({"do":"task_done","number":1,"evidence":"Sent"})")
          .done())
      << "anybody of the team may do it";
}

}  // namespace
}  // namespace callmap
