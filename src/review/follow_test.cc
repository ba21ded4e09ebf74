// Recorded sequences held against a procedure.

#include "review/follow.h"

#include <gtest/gtest.h>

#include "engine/test_call.h"

namespace callmap {
namespace {

constexpr const char* kOrders = R"(callmap: 1
id: orders
title: Orders
stages: { talk: { title: Talk } }
verification:
  stage: talk
  methods:
    known: { title: Known, ask: "Who is it?", attested: true, opens: account }
actions:
  look_up: { text: Look up the order, class: public }
  identify: { text: Check who it is, class: public }
  refund: { text: Refund it, class: account }
procedures:
  late:
    title: A late order
    steps:
      find: { do: look_up, then: who }
      who: { do: identify, then: sorry }
      sorry: { tell: Say sorry, then: kind }
      kind:
        ask: What do they want?
        answers:
          money: { label: Money (back), then: pay }
          wait: { label: To wait, then: again }
      pay: { do: refund, then: paid }
      again:
        ask: Shall we look again?
        answers:
          yes: { label: "Yes", then: kind, at_most: 2, after_that: waits }
          no: waits
    ends: { paid: { text: Refunded, result: resolved }, waits: { text: They wait } }
)";

struct Seen {
  Followed followed;
  std::string departures;  // kinds, and names of what is missing
};

Seen seen(std::vector<std::string> items, FollowOptions options = {}) {
  static const CallMap map = std::move(*load_map({{"map.yaml", kOrders}}).map);
  if (options.verified == Level::kNone) options.verifying = {*map.action("identify")};
  Seen out{follow(map, *map.procedure("late"), items, options), ""};
  for (const Departure& each : out.followed.departures) {
    out.departures += std::string(out.departures.empty() ? "" : " ") + std::string(name(each.kind));
    if (!each.step.empty()) out.departures += ":" + each.step;
  }
  return out;
}

TEST(Follow, ASequenceOfActionsAndAnswersComesToItsEnd) {
  const Seen got = seen({"Look-up", "identify", "money", "refund"});
  EXPECT_EQ(got.departures, "");
  EXPECT_TRUE(got.followed.follows());
  ASSERT_TRUE(got.followed.end);
  ASSERT_EQ(got.followed.path.size(), 5U);
  EXPECT_EQ(got.followed.path[2].step, "sorry");
  EXPECT_FALSE(got.followed.path[2].item);
  EXPECT_EQ(got.followed.path[3].label, "Money (back)");
  EXPECT_EQ(got.followed.path[3].item, 2U);
}

TEST(Follow, TheEndMayBeNamedToo) {
  EXPECT_TRUE(seen({"look_up", "identify", "kind=wait", "no", "They wait"}).followed.follows());
  EXPECT_EQ(seen({"look_up", "identify", "kind=wait", "no", "paid"}).departures, "extra");
}

TEST(Follow, AnAnswerThatNobodyTellsIsTheOneThatFits) {
  const Seen got = seen({"look_up", "identify", "refund"});
  EXPECT_EQ(got.departures, "");
  EXPECT_TRUE(got.followed.path[3].assumed);
  EXPECT_EQ(got.followed.path[3].answer, "money");
}

TEST(Follow, SaysWhatIsMissingWhatIsNoStepAndWhatWasMoved) {
  EXPECT_EQ(seen({"look_up", "money", "refund"}).departures, "missing:who not_verified:pay");
  EXPECT_TRUE(seen({"look_up", "money", "refund"}).followed.departures[0].verifies);
  EXPECT_EQ(seen({"look_up", "dance", "identify", "money", "refund"}).departures, "extra");
  EXPECT_EQ(seen({"identify", "look_up", "money", "refund"}).departures, "moved:find");
  EXPECT_EQ(seen({"look_up", "identify", "money"}).departures, "missing:pay");
}

TEST(Follow, StopsAtTheQuestionThatNobodyAnswers) {
  const Seen got = seen({"look_up", "identify"});
  EXPECT_TRUE(got.followed.follows());
  EXPECT_FALSE(got.followed.end);
  EXPECT_EQ(got.followed.stands_at, "kind");
}

TEST(Follow, WhereInstructionsWereRecordedOneThatIsNotNamedIsMissing) {
  FollowOptions every;
  every.every_step = true;
  EXPECT_EQ(seen({"look_up", "identify", "money", "refund"}, every).departures, "missing:sorry");
  EXPECT_EQ(seen({"look_up", "identify", "Say sorry", "kind=money", "refund"}, every).departures,
            "");
}

TEST(Follow, ALoopHasItsLimitAsOnACall) {
  std::vector<std::string> items = {"look_up", "identify"};
  for (int n = 0; n < 3; ++n) items.insert(items.end(), {"to wait", "yes"});
  const Seen got = seen(items);
  EXPECT_EQ(got.departures, "");
  ASSERT_TRUE(got.followed.end) << "the third yes leads on";
  items.insert(items.end(), {"money", "refund"});
  EXPECT_FALSE(seen(items).followed.follows());
}

TEST(Follow, WhatHasNothingToDoWithTheProcedureIsDecidedInBoundedTime) {
  const std::vector<std::string> noise(kFollowItemsMax, "dance");
  const Seen got = seen(noise);
  EXPECT_TRUE(!got.followed.decided || got.followed.departures.size() >= kFollowItemsMax);
}

}  // namespace
}  // namespace callmap
