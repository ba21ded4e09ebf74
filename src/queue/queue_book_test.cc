#include "queue/queue_book.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace callmap {
namespace {

const Instant kNine{1'700'000'000'000};

Waiting call(const std::string& id, const std::string& team = "billing", Duration later = {}) {
  return {{id}, team, 0, kNine + later, "phone", 1, OfferKind::kInbound, {}};
}
Waiting chat(const std::string& id) {
  return {{id}, "billing", 0, kNine, "chat", 3, OfferKind::kInbound, {}};
}

class Center : public testing::Test {
 protected:
  void comes(const std::string& id, Duration later = {},
             std::vector<std::string> teams = {"billing"}) {
    book.teams_of({id}, std::move(teams));
    book.set_state({id}, WorkState::kAvailable, "", kNine + later);
  }
  // The offers made, `contact>person`, all kept.
  std::string matched(Duration later = {}) {
    std::string told;
    for (const Offer& offer : book.match(kNine + later)) {
      book.keep(offer.contact);
      told += (told.empty() ? "" : " ") + offer.contact.text + ">" + offer.person.text;
    }
    return told;
  }
  void accepts(const std::string& contact, Duration later = {}) {
    const Waiting waiting = *book.waiting({contact});
    const auto offer = book.leaves({contact}, kNine + later);
    ASSERT_TRUE(offer.has_value());
    book.holds({contact}, offer->person, waiting.channel, waiting.capacity);
  }
  QueueBook book;
};

TEST_F(Center, OffersTheContactThatWaitsLongestToThePersonFreeLongest) {
  book.waits(call("c2", "billing", seconds(2)));
  book.waits(call("c1", "billing", seconds(1)));
  comes("ana", seconds(4));
  comes("ben", seconds(3));
  EXPECT_EQ(matched(), "c1>ben c2>ana");
}

TEST_F(Center, PutsAHigherPriorityFirst) {
  book.waits(call("c1"));
  Waiting urgent = call("c2", "billing", seconds(9));
  urgent.priority = 5;
  book.waits(urgent);
  comes("ana");
  EXPECT_EQ(matched(), "c2>ana");
}

TEST_F(Center, OffersOnlyToTheTeamThatItWaitsFor) {
  book.waits(call("c1", "shipping"));
  comes("ana");
  EXPECT_EQ(matched(), "");
  comes("ben", {}, {"billing", "shipping"});
  EXPECT_EQ(matched(), "c1>ben");
}

TEST_F(Center, OffersToWhoWorksForTwoTeamsWhatWaitsLongestInEither) {
  book.waits(call("c1", "billing", seconds(5)));
  book.waits(call("c2", "shipping", seconds(1)));
  comes("ben", seconds(9), {"billing", "shipping"});
  EXPECT_EQ(matched(), "c2>ben");
  comes("ana", seconds(9), {"billing", "shipping"});
  Waiting urgent = call("c3", "shipping", seconds(9));
  urgent.priority = 7;
  book.waits(urgent);
  EXPECT_EQ(matched(), "c3>ana");
  comes("cleo", seconds(9), {"shipping", "billing"});
  EXPECT_EQ(matched(), "c1>cleo");
}

TEST_F(Center, PassesOverWhatNobodyOfItsTeamIsFreeFor) {
  book.waits(call("c1", "shipping"));
  book.waits(call("c2", "billing", seconds(1)));
  book.waits(call("c3", "billing", seconds(2)));
  comes("ana", {}, {"billing"});
  EXPECT_EQ(matched(), "c2>ana");
}

TEST_F(Center, OffersNothingToWhoIsAwayOffGoneOrLeaving) {
  book.waits(call("c1"));
  comes("ana");
  book.set_state({"ana"}, WorkState::kAway, "break", kNine);
  EXPECT_EQ(matched(), "");
  book.set_state({"ana"}, WorkState::kLastContact, "", kNine);
  EXPECT_EQ(matched(), "");
  book.set_state({"ana"}, WorkState::kOff, "", kNine);
  EXPECT_EQ(matched(), "");
  book.set_state({"ana"}, WorkState::kAvailable, "", kNine);
  book.set_gone({"ana"}, kNine);
  EXPECT_EQ(matched(), "");
  book.set_gone({"ana"}, std::nullopt);
  EXPECT_EQ(matched(), "c1>ana");
}

TEST_F(Center, OffersASecondContactOnlyWhereTheChannelHasRoom) {
  comes("ana");
  book.waits(call("c1"));
  EXPECT_EQ(matched(), "c1>ana");
  accepts("c1");
  book.waits(call("c2"));
  book.waits(chat("h1"));
  EXPECT_EQ(matched(), "") << "a call takes all of a person";
  book.released({"c1"}, kNine + seconds(5));
  book.leaves({"c2"}, std::nullopt);
  EXPECT_EQ(matched(), "h1>ana");
  accepts("h1");
  for (const char* id : {"h2", "h3", "h4"}) book.waits(chat(id));
  EXPECT_EQ(matched(), "h2>ana");
  accepts("h2");
  EXPECT_EQ(matched(), "h3>ana");
  accepts("h3");
  EXPECT_EQ(matched(), "") << "three chats are the channel's capacity";
}

TEST_F(Center, OffersAChatToWhoHoldsNoneBeforeWhoHoldsOneAlready) {
  comes("ana");
  book.waits(chat("h1"));
  EXPECT_EQ(matched(), "h1>ana");
  accepts("h1");
  comes("ben", seconds(9));
  book.waits(chat("h2"));
  EXPECT_EQ(matched(), "h2>ben") << "ana is here longer, and has one";
  accepts("h2");
  book.waits(chat("h3"));
  EXPECT_EQ(matched(), "h3>ana");
}

TEST_F(Center, PassesADeclinedContactToTheNextPersonAndComesRoundAgain) {
  comes("ana");
  comes("ben", seconds(1));
  book.waits(call("c1"));
  EXPECT_EQ(matched(), "c1>ana");
  book.end({"c1"}, OfferStep::kDecline);
  EXPECT_EQ(matched(), "c1>ben");
  book.end({"c1"}, OfferStep::kExpire);
  EXPECT_EQ(matched(), "c1>ana");
}

TEST_F(Center, NeverOffersAHandoffToItsSender) {
  comes("ana");
  Waiting handoff = call("c1");
  handoff.kind = OfferKind::kHandoff;
  handoff.from = {"ana"};
  book.waits(handoff);
  EXPECT_EQ(matched(), "");
  comes("ben");
  EXPECT_EQ(matched(), "c1>ben");
}

TEST_F(Center, ExpiresAnOfferAtItsTimeAndNotBefore) {
  comes("ana");
  book.waits(call("c1"));
  EXPECT_EQ(matched(), "c1>ana");
  EXPECT_TRUE(book.expired(kNine + kInboundOfferFor - seconds(1)).empty());
  ASSERT_EQ(book.expired(kNine + kInboundOfferFor).size(), 1u);
  EXPECT_EQ(book.next_expiry(), kNine + kInboundOfferFor);
}

TEST_F(Center, GivesBackBothSidesOfAnOfferThatCouldNotBeKept) {
  comes("ana");
  book.waits(call("c1"));
  ASSERT_EQ(book.match(kNine).size(), 1u);
  EXPECT_EQ(matched(), "") << "reserved";
  book.drop({"c1"});
  EXPECT_EQ(matched(), "c1>ana");
}

TEST_F(Center, FreesThePersonWhenTheContactIsGivenUp) {
  comes("ana");
  book.waits(call("c1"));
  EXPECT_EQ(matched(), "c1>ana");
  EXPECT_TRUE(book.leaves({"c1"}, std::nullopt).has_value());
  EXPECT_EQ(book.offered_to({"ana"}), nullptr);
  book.waits(call("c2"));
  EXPECT_EQ(matched(), "c2>ana");
}

TEST_F(Center, KeepsAnOfferOverARestart) {
  comes("ana");
  book.waits(call("c1"));
  const Offer offer = book.match(kNine).at(0);
  QueueBook again;
  again.teams_of({"ana"}, {"billing"});
  again.set_state({"ana"}, WorkState::kAvailable, "", kNine);
  again.waits(call("c1"));
  again.restore(offer);
  EXPECT_TRUE(again.match(kNine).empty());
  EXPECT_EQ(again.offered_to({"ana"})->contact, ContactId{"c1"});
}

TEST_F(Center, TellsWhoseLastContactHasEnded) {
  comes("ana");
  book.waits(call("c1"));
  EXPECT_EQ(matched(), "c1>ana");
  accepts("c1");
  book.set_state({"ana"}, WorkState::kLastContact, "", kNine);
  EXPECT_TRUE(book.done_for_now().empty());
  book.released({"c1"}, kNine + minutes(1));
  EXPECT_EQ(book.done_for_now(), std::vector<PersonId>{{"ana"}});
}

TEST_F(Center, CountsATeamAndWhatAWaitThereTookLately) {
  EXPECT_EQ(book.team("billing").expected_wait, std::nullopt) << "nobody is there";
  comes("ana");
  EXPECT_EQ(book.team("billing").expected_wait, Duration{}) << "somebody is free";
  book.waits(call("c1"));
  EXPECT_EQ(matched(), "c1>ana");
  accepts("c1", seconds(30));
  book.waits(call("c2", "billing", seconds(7)));
  const TeamNow now = book.team("billing");
  EXPECT_EQ(now.signed_in, 1u);
  EXPECT_EQ(now.free, 0u);
  EXPECT_EQ(now.waiting, 1u);
  EXPECT_EQ(now.longest_since, kNine + seconds(7));
  EXPECT_EQ(now.expected_wait, seconds(30));
}

TEST(OfferTable, LetsNobodyActOnAnOfferThatIsNotDurableOrOver) {
  EXPECT_EQ(after(OfferState::kMade, OfferStep::kAccept), std::nullopt);
  for (const OfferState over : {OfferState::kAccepted, OfferState::kDeclined, OfferState::kExpired,
                                OfferState::kWithdrawn}) {
    for (const OfferStep step : {OfferStep::kKeep, OfferStep::kAccept, OfferStep::kDecline,
                                 OfferStep::kExpire, OfferStep::kWithdraw}) {
      EXPECT_EQ(after(over, step), std::nullopt);
    }
  }
}

// Random mornings, judged by a model that looks at everything each time.
TEST(QueueBook, NeverHasOneContactWithTwoNorTwoOffersWithOne) {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    std::mt19937 dice(seed);
    const auto roll = [&dice](int sides) {
      return static_cast<int>(dice() % static_cast<unsigned>(sides));
    };
    QueueBook book;
    std::map<std::string, std::string> held;  // the model: contact, person
    std::set<std::string> waiting;
    Instant now = kNine;
    for (int person = 0; person < 8; ++person) {
      book.teams_of({"p" + std::to_string(person)}, {person % 2 ? "a" : "b", "c"});
    }
    for (int n = 0; n < 400; ++n) {
      now = now + seconds(roll(5));
      const ContactId contact{"c" + std::to_string(roll(30))};
      const PersonId person{"p" + std::to_string(roll(8))};
      switch (roll(7)) {
        case 0:
          if (held.contains(contact.text)) break;
          book.waits({contact,
                      std::string(1, static_cast<char>('a' + roll(3))),
                      0,
                      now,
                      "phone",
                      1,
                      OfferKind::kInbound,
                      {}});
          waiting.insert(contact.text);
          break;
        case 1: book.set_state(person, static_cast<WorkState>(roll(4)), "", now); break;
        case 2: {
          const Offer* offer = book.offer_of(contact);
          if (!offer || offer->state != OfferState::kStanding) break;
          const PersonId by = offer->person;
          ASSERT_TRUE(book.leaves(contact, now).has_value());
          book.holds(contact, by, "phone", 1);
          held[contact.text] = by.text;
          waiting.erase(contact.text);
          break;
        }
        case 3: book.end(contact, OfferStep::kDecline); break;
        case 4:
          if (held.erase(contact.text) > 0) book.released(contact, now);
          break;
        case 5:
          book.leaves(contact, std::nullopt);
          waiting.erase(contact.text);
          break;
        default:
          for (const Offer& offer : book.match(now)) {
            EXPECT_EQ(book.person(offer.person)->state, WorkState::kAvailable);
            if (roll(5) == 0)
              book.drop(offer.contact);
            else
              book.keep(offer.contact);
          }
      }
      std::set<std::string> offered;
      for (const AtWork& each : book.people()) {
        std::size_t holds = 0;
        for (const auto& [id, by] : held) holds += by == each.person.text;
        ASSERT_EQ(each.holds, holds) << "seed " << seed;
        if (!each.offer) continue;
        ASSERT_TRUE(offered.insert(each.offer->contact.text).second) << "seed " << seed;
        ASSERT_TRUE(waiting.contains(each.offer->contact.text)) << "seed " << seed;
        ASSERT_EQ(book.offer_of(each.offer->contact)->person, each.person) << "seed " << seed;
      }
      ASSERT_EQ(book.waiting().size(), waiting.size()) << "seed " << seed;
    }
  }
}

Waiting spanish(const std::string& id, Duration later = {}) {
  Waiting waiting = call(id, "billing", later);
  waiting.skills = {"spanish"};
  return waiting;
}

TEST_F(Center, OffersOnlyToWhoHasAllTheSkillsThatAContactNeeds) {
  Waiting both = call("c1");
  both.skills = {"business", "spanish"};
  book.waits(both);
  comes("ana");
  comes("ben");
  book.skills_of({"ben"}, {"spanish"});
  EXPECT_EQ(matched(), "") << "one of two is not enough";
  book.skills_of({"ana"}, {"spanish", "french", "business"});
  EXPECT_EQ(matched(), "c1>ana");
}

TEST_F(Center, OffersToWhoIsFreeLongestAmongThoseWithTheSkill) {
  comes("ana", seconds(1));
  comes("ben", seconds(3));
  comes("cleo", seconds(2));
  book.skills_of({"ben"}, {"spanish"});
  book.skills_of({"cleo"}, {"french", "spanish"});
  book.waits(spanish("c1", seconds(5)));
  EXPECT_EQ(matched(), "c1>cleo");
  book.waits(call("c2", "billing", seconds(6)));
  EXPECT_EQ(matched(), "c2>ana") << "a skill that is not asked for puts nobody first";
  book.waits(call("c3", "billing", seconds(7)));
  EXPECT_EQ(matched(), "c3>ben") << "who has skills takes what needs none as well";
}

TEST_F(Center, KeepsTheOrderOfTheWaitAmongContactsWithAndWithoutSkills) {
  book.waits(call("c2", "billing", seconds(2)));
  book.waits(spanish("c1", seconds(1)));
  Waiting urgent = spanish("c3", seconds(3));
  urgent.priority = 5;
  book.waits(urgent);
  comes("ana");
  book.skills_of({"ana"}, {"spanish"});
  EXPECT_EQ(matched(), "c3>ana");
  comes("ben");
  book.skills_of({"ben"}, {"spanish"});
  EXPECT_EQ(matched(), "c1>ben");
  comes("cleo");
  book.skills_of({"cleo"}, {"spanish"});
  EXPECT_EQ(matched(), "c2>cleo");
}

TEST_F(Center, LetsThoseBehindPassWhatNobodyHereCanTake) {
  for (int n = 0; n < 50; ++n) book.waits(spanish("s" + std::to_string(n)));
  book.waits(call("c1", "billing", seconds(9)));
  comes("ana");
  EXPECT_EQ(matched(), "c1>ana");
}

TEST_F(Center, OffersToAnybodyOfTheTeamOnceSkillsAreWaivedAndKeepsThePlace) {
  book.waits(spanish("c1"));
  book.waits(call("c2", "billing", seconds(1)));
  EXPECT_EQ(book.waits(call("c1")), std::nullopt);
  comes("ana");
  EXPECT_EQ(matched(), "c1>ana");
}

TEST_F(Center, LetsAnOfferStandWhenSkillsAreWaivedAndTakesItBackFromWhoLacksANewOne) {
  comes("ana");
  book.skills_of({"ana"}, {"spanish"});
  book.waits(spanish("c1"));
  EXPECT_EQ(matched(), "c1>ana");
  EXPECT_EQ(book.waits(call("c1")), std::nullopt);
  ASSERT_TRUE(book.offer_of({"c1"}));
  Waiting more = call("c1");
  more.skills = {"business"};
  const auto over = book.waits(more);
  ASSERT_TRUE(over.has_value());
  EXPECT_EQ(over->person.text, "ana");
  EXPECT_EQ(matched(), "");
  book.skills_of({"ana"}, {"business"});
  EXPECT_EQ(matched(), "c1>ana");
}

TEST_F(Center, ForetellsNoWaitWhereNobodySignedInHasTheSkill) {
  comes("ana");
  EXPECT_EQ(book.team("billing", {"spanish"}).signed_in, 0u);
  EXPECT_EQ(book.team("billing", {"spanish"}).expected_wait, std::nullopt);
  EXPECT_FALSE(book.is_anybody_here("billing", {"spanish"}));
  book.skills_of({"ana"}, {"spanish"});
  EXPECT_TRUE(book.is_anybody_here("billing", {"spanish"}));
  EXPECT_EQ(book.team("billing", {"spanish"}).expected_wait, Duration{});
  book.waits(spanish("c1"));
  EXPECT_EQ(matched(seconds(40)), "c1>ana");
  accepts("c1", seconds(40));
  EXPECT_EQ(book.team("billing", {"spanish"}).expected_wait, seconds(40));
  EXPECT_EQ(book.team("billing").expected_wait, std::nullopt)
      << "how long others wait says nothing of those who need no skill";
  book.set_state({"ana"}, WorkState::kOff, "", kNine);
  EXPECT_FALSE(book.is_anybody_here("billing", {"spanish"}));
}

// Slow and obviously right: every contact in order, every person in order.
TEST_F(Center, MatchesAsALookAtEverybodyForEveryContactWould) {
  std::mt19937 random(7);
  const Skills kAll = {"a", "b", "c"};
  for (int round = 0; round < 200; ++round) {
    QueueBook fresh;
    std::vector<Waiting> contacts;
    std::vector<AtWork> people;
    const auto some = [&] {
      Skills skills;
      for (const std::string& each : kAll) {
        if (random() % 3 == 0) skills.push_back(each);
      }
      return skills;
    };
    for (int n = 0; n < 8; ++n) {
      AtWork person{.person = {"p" + std::to_string(n)}};
      person.free_since = kNine + seconds(static_cast<int>(random() % 5));
      person.teams = {random() % 2 == 0 ? "billing" : "shipping"};
      if (random() % 3 == 0) person.teams = {"billing", "shipping"};
      person.skills = some();
      fresh.teams_of(person.person, person.teams);
      fresh.skills_of(person.person, person.skills);
      fresh.set_state(person.person, WorkState::kAvailable, "", person.free_since);
      people.push_back(person);
    }
    for (int n = 0; n < 12; ++n) {
      Waiting waiting = call("c" + std::to_string(n), random() % 2 == 0 ? "billing" : "shipping",
                             seconds(static_cast<int>(random() % 5)));
      waiting.priority = static_cast<std::uint8_t>(random() % 2);
      waiting.skills = some();
      fresh.waits(waiting);
      contacts.push_back(waiting);
    }
    std::ranges::sort(contacts, {}, [](const Waiting& each) {
      return std::tuple(-each.priority, each.since, each.contact.text);
    });
    std::ranges::sort(people, {}, [](const AtWork& each) {
      return std::pair(each.free_since, each.person.text);
    });
    std::vector<std::string> expected;
    for (const Waiting& waiting : contacts) {
      const auto taker = std::ranges::find_if(people, [&](const AtWork& each) {
        return std::ranges::find(each.teams, waiting.team) != each.teams.end() &&
               std::ranges::all_of(waiting.skills, [&](const std::string& skill) {
                 return std::ranges::find(each.skills, skill) != each.skills.end();
               });
      });
      if (taker == people.end()) continue;
      expected.push_back(waiting.contact.text + ">" + taker->person.text);
      people.erase(taker);
    }
    std::vector<std::string> made;
    for (const Offer& offer : fresh.match(kNine)) {
      made.push_back(offer.contact.text + ">" + offer.person.text);
    }
    EXPECT_EQ(made, expected) << "round " << round;
  }
}

}  // namespace
}  // namespace callmap
