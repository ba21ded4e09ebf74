#include "queue/queue_book.h"

#include <gtest/gtest.h>

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
  book.set_gone({"ana"}, true);
  EXPECT_EQ(matched(), "");
  book.set_gone({"ana"}, false);
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

}  // namespace
}  // namespace callmap
