#include <gtest/gtest.h>

#include <algorithm>

#include "engine/test_guidance.h"

namespace callmap {
namespace {

TEST(Hold, TellsToComeBackWhenAHoldIsAsLongAsWasPromised) {
  TestCall call;
  call.started();
  EXPECT_FALSE(shown(call).back_at);
  call.sees(observation::Held{});
  const Instant promised = call.now + minutes(2);
  EXPECT_EQ(shown(call).back_at, promised);
  EXPECT_EQ(shown(call).changes_at, promised);
  EXPECT_NE(shown(call).next.front().kind, NextAction::Kind::kHold);
  call.pass(minutes(2));
  const Guidance late = shown(call);
  EXPECT_EQ(late.next.front().kind, NextAction::Kind::kHold);
  EXPECT_EQ(late.next.front().why, "You promised to be back after 2:00");
  EXPECT_TRUE(late.phrases.front().best);
  EXPECT_EQ(late.phrases.front().id, "hold.back.1");
  call.sees(observation::Unheld{});
  EXPECT_NE(shown(call).next.front().kind, NextAction::Kind::kHold);
  EXPECT_FALSE(shown(call).back_at);
}

TEST(Hold, KeepsTheWordsForALongHoldUntilTheyWereSaid) {
  TestCall call;
  const auto first = [&] { return shown(call).phrases.front().id; };
  call.started().sees(observation::Held{});
  call.pass(minutes(2));
  call.sees(observation::Unheld{});
  EXPECT_EQ(first(), "hold.back.1");
  EXPECT_EQ(shown(call).changes_at, call.now + seconds(20));
  call.does(intent::Say{*call.map.phrase("hold.back.1")});
  EXPECT_NE(first(), "hold.back.1");

  call.sees(observation::Held{});
  call.pass(seconds(119));
  call.sees(observation::Unheld{});
  EXPECT_NE(first(), "hold.back.1") << "they were back in time";

  call.sees(observation::Held{});
  call.pass(minutes(2));
  call.sees(observation::Unheld{});
  call.pass(seconds(20));
  EXPECT_NE(first(), "hold.back.1") << "there is other talk by now";
}

TEST(Hold, HasAnotherLineForEachHoldThatTakesLonger) {
  TestCall call;
  call.started();
  std::vector<std::string> told;
  for (int hold = 0; hold < 3; ++hold) {
    call.sees(observation::Held{});
    call.pass(minutes(2));
    const Guidance late = shown(call);
    const auto best = std::ranges::find_if(late.phrases, &PhraseView::best);
    ASSERT_NE(best, late.phrases.end());
    told.push_back(best->id);
    call.sees(observation::Unheld{});
    call.does(intent::Say{*call.map.phrase(best->id)});
  }
  EXPECT_EQ(told, (std::vector<std::string>{"hold.back.1", "hold.back.2", "hold.back.1"}));
}

}  // namespace
}  // namespace callmap
