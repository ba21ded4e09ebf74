// The transition tables of handoff, call back and follow-up: every pair of state and move.

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "engine/callback.h"
#include "engine/follow_up.h"
#include "engine/handoff.h"

namespace callmap {
namespace {

template <class State, class Move, std::size_t States, std::size_t Moves>
std::set<std::pair<int, int>> moves_made() {
  std::set<std::pair<int, int>> made;
  for (std::size_t state = 0; state < States; ++state) {
    for (std::size_t move = 0; move < Moves; ++move) {
      if (after(static_cast<State>(state), static_cast<Move>(move))) {
        made.emplace(static_cast<int>(state), static_cast<int>(move));
      }
    }
  }
  return made;
}

TEST(Handoff, IsOfferedOnlyOnceDraftedAndEndsInFourWays) {
  using enum HandoffState;
  using M = HandoffMove;
  for (std::size_t i = 0; i < kHandoffStateCount; ++i) {
    const auto state = static_cast<HandoffState>(i);
    EXPECT_EQ(after(state, M::kOffer).has_value(), state == kDrafted);
    EXPECT_EQ(after(state, M::kPutThrough).has_value(), state == kDrafted);
    for (const M answer : {M::kAccept, M::kReturn, M::kExpire, M::kAsk}) {
      EXPECT_EQ(after(state, answer).has_value(), state == kOffered);
    }
  }
  EXPECT_EQ(after(kOffered, M::kAccept), kAccepted);
  EXPECT_EQ(after(kOffered, M::kReturn), kReturned);
  EXPECT_EQ(after(kOffered, M::kExpire), kExpired);
  EXPECT_EQ(after(kOffered, M::kWithdraw), kWithdrawn);
  EXPECT_EQ(after(kOffered, M::kAsk), kOffered) << "a question ends nothing";
}

TEST(Handoff, IsDraftedAgainFromEveryStateButWhileItIsOffered) {
  using enum HandoffState;
  for (std::size_t i = 0; i < kHandoffStateCount; ++i) {
    const auto state = static_cast<HandoffState>(i);
    EXPECT_EQ(after(state, HandoffMove::kDraft).has_value(), state != kOffered);
  }
}

TEST(Handoff, WhatIsNoLongerUnderWayCannotBeTakenBack) {
  for (std::size_t i = 0; i < kHandoffStateCount; ++i) {
    const auto state = static_cast<HandoffState>(i);
    EXPECT_EQ(after(state, HandoffMove::kWithdraw).has_value(), is_under_way(state));
  }
}

TEST(Handoff, EveryRowOfTheTableIsReachedByItsOwnPair) {
  EXPECT_EQ((moves_made<HandoffState, HandoffMove, kHandoffStateCount, kHandoffMoveCount>().size()),
            kHandoffSteps.size());
}

TEST(Callback, IsTakenOnlyWhileItIsDue) {
  for (std::size_t i = 0; i < kCallbackStateCount; ++i) {
    const auto state = static_cast<CallbackState>(i);
    EXPECT_EQ(after(state, CallbackMove::kTake).has_value(), state == CallbackState::kDue);
    EXPECT_EQ(after(state, CallbackMove::kPutDown).has_value(), state == CallbackState::kTrying);
  }
}

TEST(Callback, AnAttemptLeadsToTheNextOrToTheEnd) {
  for (const CallbackState state : {CallbackState::kDue, CallbackState::kTrying}) {
    EXPECT_EQ(after(state, CallbackMove::kAgain), CallbackState::kDue);
    EXPECT_EQ(after(state, CallbackMove::kReach), CallbackState::kEnded);
    EXPECT_EQ(after(state, CallbackMove::kSpend), CallbackState::kSpent);
    EXPECT_EQ(after(state, CallbackMove::kWithdraw), CallbackState::kEnded);
  }
  for (const CallbackState state :
       {CallbackState::kNone, CallbackState::kEnded, CallbackState::kSpent}) {
    EXPECT_FALSE(after(state, CallbackMove::kAgain));
    EXPECT_FALSE(after(state, CallbackMove::kReach));
    EXPECT_FALSE(after(state, CallbackMove::kWithdraw));
  }
}

TEST(Callback, ASecondDropMakesItDueAgainAndOneThatIsPendingIsNotDroppedTwice) {
  EXPECT_EQ(after(CallbackState::kEnded, CallbackMove::kDrop), CallbackState::kDue);
  EXPECT_EQ(after(CallbackState::kSpent, CallbackMove::kDrop), CallbackState::kDue);
  EXPECT_FALSE(after(CallbackState::kDue, CallbackMove::kDrop));
  EXPECT_FALSE(after(CallbackState::kTrying, CallbackMove::kDrop));
}

TEST(Callback, EveryRowOfTheTableIsReachedByItsOwnPair) {
  EXPECT_EQ(
      (moves_made<CallbackState, CallbackMove, kCallbackStateCount, kCallbackMoveCount>().size()),
      kCallbackSteps.size());
}

TEST(Callback, EveryOutcomeButReachedUsesUpAnAttemptAndABadNumberAllOfThem) {
  EXPECT_EQ(attempts_left(CallbackOutcome::kNoAnswer, 1, 3), 2);
  EXPECT_EQ(attempts_left(CallbackOutcome::kWrongPerson, 2, 3), 1);
  EXPECT_EQ(attempts_left(CallbackOutcome::kVoicemail, 3, 3), 0);
  EXPECT_EQ(attempts_left(CallbackOutcome::kBusy, 4, 3), 0);
  EXPECT_EQ(attempts_left(CallbackOutcome::kBadNumber, 1, 3), 0);
  EXPECT_EQ(attempts_left(CallbackOutcome::kReached, 1, 3), 0);
}

TEST(FollowUp, IsDoneOnceAndPassedOnUntilThenAlsoWhenItsContactHasClosed) {
  for (const bool open : {true, false}) {
    EXPECT_EQ(after(FollowUpState::kOpen, FollowUpMove::kDo, open), FollowUpState::kDone);
    EXPECT_EQ(after(FollowUpState::kOpen, FollowUpMove::kPass, open), FollowUpState::kOpen);
    EXPECT_FALSE(after(FollowUpState::kDone, FollowUpMove::kDo, open));
    EXPECT_FALSE(after(FollowUpState::kDone, FollowUpMove::kPass, open));
    EXPECT_FALSE(after(FollowUpState::kRemoved, FollowUpMove::kDo, open));
  }
}

TEST(FollowUp, IsTakenAwayOnlyWhileItsContactIsOpen) {
  EXPECT_EQ(after(FollowUpState::kOpen, FollowUpMove::kRemove, true), FollowUpState::kRemoved);
  EXPECT_FALSE(after(FollowUpState::kOpen, FollowUpMove::kRemove, false));
  EXPECT_FALSE(after(FollowUpState::kDone, FollowUpMove::kRemove, false));
}

}  // namespace
}  // namespace callmap
