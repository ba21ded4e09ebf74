// What a contact needs of whoever it is offered to, and when that is waived.
#include "engine/skills.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/test_office_call.h"

namespace callmap {
namespace {

class SkillsTest : public testing::Test {
 protected:
  void starts(const std::string& line, std::optional<SkillSet> given = {}) {
    observation::Started started{{"c_1"}, "7KQ-4MD-9FX", "phone", line, "+447700900142", "en", ""};
    started.skills = given;
    call.sees(started);
  }
  void waits(const char* team = "billing") { call.sees(observation::Queued{*call.map.team(team)}); }
  std::string needed() { return labels_of(call.map, skills_needed(call.map, call.contact)); }
  std::string for_team(const char* team) {
    return labels_of(call.map, skills_for(call.map, call.contact, *call.map.team(team)));
  }
  std::size_t waivers() {
    return static_cast<std::size_t>(std::ranges::count_if(call.events, [](const Event& event) {
      return std::holds_alternative<event::SkillsWaived>(event.body);
    }));
  }
  OfficeCall call;
};

TEST_F(SkillsTest, AreThoseOfTheLineCalled) {
  starts("espanol");
  EXPECT_EQ(needed(), "") << "it waits for nobody yet";
  waits();
  EXPECT_EQ(needed(), "Spanish");
  EXPECT_EQ(for_team("shipping"), "Spanish") << "the customer speaks it everywhere";
}

TEST_F(SkillsTest, AreThoseItWasStartedWithInPlaceOfTheLines) {
  starts("espanol", SkillSet{2});
  waits();
  EXPECT_EQ(needed(), "Customs");
  OfficeCall other;
  call = other;
  starts("espanol", SkillSet{});
  waits();
  EXPECT_EQ(needed(), "");
}

TEST_F(SkillsTest, AreThoseOfTheReasonToo) {
  call.told();
  EXPECT_EQ(for_team("shipping"), "");
  call.fill("reason", "tax");
  EXPECT_EQ(for_team("shipping"), "Customs");
  call.fill("reason", "order");
  EXPECT_EQ(for_team("shipping"), "");
}

TEST_F(SkillsTest, AreNeededByAHandoffThatIsOfferedAndByNobodyBefore) {
  call.told();
  call.fill("reason", "tax");
  call.hand_over("shipping");
  EXPECT_EQ(needed(), "");
  call.does(intent::OfferHandoff{});
  EXPECT_EQ(needed(), "Customs");
}

TEST_F(SkillsTest, AreWaivedOnceTheTimeOfTheMapHasPassed) {
  starts("espanol");
  waits();
  const Instant since = call.now;
  EXPECT_EQ(skills_waived_at(call.map, call.contact), since + minutes(2));
  call.now = since + minutes(2) + Duration{-1};
  call.sees(observation::TimePassed{});
  EXPECT_EQ(waivers(), 0u);
  call.now = since + minutes(2);
  call.sees(observation::TimePassed{});
  EXPECT_EQ(waivers(), 1u);
  EXPECT_EQ(std::get<event::SkillsWaived>(call.events.back().body).skills, SkillSet{1});
  EXPECT_EQ(needed(), "");
  EXPECT_EQ(skills_waived_at(call.map, call.contact), std::nullopt);
  call.now = since + minutes(9);
  call.sees(observation::TimePassed{});
  EXPECT_EQ(waivers(), 1u) << "once";
}

TEST_F(SkillsTest, AreNeededAnewInTheNextWait) {
  starts("espanol");
  waits();
  call.now = call.now + minutes(3);
  call.sees(observation::TimePassed{});
  EXPECT_EQ(needed(), "");
  waits("shipping");
  EXPECT_EQ(needed(), "Spanish");
}

TEST_F(SkillsTest, OfAHandoffAreNotWaivedByTheMomentThatEndsIt) {
  call.told();
  call.fill("reason", "tax");
  call.hand_over("shipping");
  call.does(intent::OfferHandoff{});
  ASSERT_EQ(needed(), "Customs");
  call.now = call.now + minutes(30);
  call.sees(observation::TimePassed{});
  EXPECT_EQ(call.contact.control.handoff, HandoffState::kExpired);
  EXPECT_EQ(waivers(), 0u);
}

TEST_F(SkillsTest, AreWaitedForAlwaysWhereTheMapSaysSo) {
  std::string text = office_map();
  const std::string key = "skills_for: 2m";
  text.replace(text.find(key), key.size(), "skills_for: always");
  TestCall strict(text);
  strict.now = call.now;
  strict.sees(observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "espanol", "", "en", ""});
  strict.sees(observation::Queued{*strict.map.team("billing")});
  strict.now = strict.now + hours(30);
  strict.sees(observation::TimePassed{});
  EXPECT_EQ(labels_of(strict.map, skills_needed(strict.map, strict.contact)), "Spanish");
}

TEST_F(SkillsTest, NeverStandInTheWayOfWhoTakesItByHand) {
  starts("espanol");
  waits();
  call.sees(observation::Offered{{"p_tomas"}});
  EXPECT_EQ(call.contact.holder().text, "p_tomas");
  EXPECT_EQ(needed(), "");
}

}  // namespace
}  // namespace callmap
