// Procedures: opening, answering, going back, leaving.

#include <gtest/gtest.h>

#include "engine/move.h"
#include "engine/test_call.h"

namespace callmap {
namespace {

TEST(Decide, AProcedureDoesNotLeadAroundAGate) {
  TestCall call;
  call.started().open("skip");
  call.answer("skip", "go");
  EXPECT_EQ(why(call), "gate");
  EXPECT_EQ(call.stage(), "purpose");
  EXPECT_EQ(call.top(), "skip.go");
}

TEST(Decide, AProcedureAsksCallsReturnsAndEnds) {
  TestCall call;
  call.started().open("wrong_queue");
  EXPECT_EQ(call.top(), "wrong_queue.confirm");
  call.answer("wrong_queue", "confirm", 1);
  call.answer("wrong_queue", "own_it");
  EXPECT_EQ(call.top(), "inner.which");
  call.answer("inner", "which", 1);
  EXPECT_EQ(call.top(), "wrong_queue.confirm") << "the bad end leads back to the question";
  call.answer("wrong_queue", "confirm", 0);
  EXPECT_EQ(call.top(), "");
  EXPECT_TRUE(call.ticked("asked"));
}

TEST(Decide, AnAnswerToAStepThatIsNotCurrentIsStale) {
  TestCall call;
  call.started().open("wrong_queue");
  call.answer("wrong_queue", "own_it");
  EXPECT_EQ(why(call), "stale");
  call.answer("wrong_queue", "confirm", 0);
  call.answer("wrong_queue", "confirm", 0);
  EXPECT_EQ(why(call), "stale") << "a second press of the same key answers nothing";
}

TEST(Decide, AnAnswerIsTakenBackByGoingToAnEarlierStep) {
  TestCall call;
  call.started().open("wrong_queue");
  call.answer("wrong_queue", "confirm", 1);
  EXPECT_TRUE(call.ticked("asked"));
  const ProcedureIndex procedure = *call.map.procedure("wrong_queue");
  call.does(intent::Revisit{procedure, *call.map.step(procedure, "confirm")});
  EXPECT_EQ(call.top(), "wrong_queue.confirm");
  EXPECT_FALSE(call.ticked("asked"));
  EXPECT_TRUE(call.contact.record.path[1].taken_back) << "history keeps both";
}

TEST(Decide, AnOpenProcedureIsResumedNotOpenedTwice) {
  TestCall call;
  call.started().open("wrong_queue");
  call.answer("wrong_queue", "confirm", 1);
  EXPECT_EQ(call.open("wrong_queue"), 0u);
  EXPECT_EQ(call.top(), "wrong_queue.own_it");
  call.open("cannot_verify");
  EXPECT_EQ(call.top(), "cannot_verify.say_so");
  call.open("wrong_queue");
  EXPECT_EQ(call.top(), "wrong_queue.own_it");
  call.does(intent::Leave{*call.map.procedure("wrong_queue")});
  EXPECT_EQ(call.top(), "cannot_verify.say_so");
}

TEST(Decide, LeavingACalledProcedureLeavesItsCallerToo) {
  TestCall call;
  call.started().open("wrong_queue");
  call.answer("wrong_queue", "confirm", 1);
  call.answer("wrong_queue", "own_it");
  EXPECT_EQ(call.top(), "inner.which");
  call.does(intent::Leave{*call.map.procedure("inner")});
  EXPECT_EQ(call.top(), "");
}

TEST(Decide, OnlySoMuchCanBeOpenAtOnce) {
  TestCall call;
  call.started().verified();
  for (const char* each : {"wrong_queue", "cannot_verify", "skip", "tells", "closes", "inner"}) {
    call.open(each);
    EXPECT_EQ(why(call), "nothing") << each;
  }
  call.fill("reason", "sign_in");
  call.open("for_sign_in");
  EXPECT_EQ(why(call), "nothing");
  EXPECT_EQ(reserved_height(call.contact.control, call.map), 8u);
}

TEST(Decide, AProcedureForOneReasonIsNotOfferedForAnother) {
  TestCall call;
  call.started().open("for_sign_in");
  EXPECT_EQ(why(call), "not-offered");
  call.fill("reason", "sign_in");
  call.open("for_sign_in");
  EXPECT_EQ(why(call), "nothing");
}

TEST(Decide, AProcedureThatClosesEndsTheCall) {
  TestCall call;
  call.started().open("closes");
  call.answer("closes", "bye");
  EXPECT_EQ(call.contact.control.phase, Phase::kAfterCall);
  EXPECT_EQ(call.contact.record.hung_up_by, "agent");
}

}  // namespace
}  // namespace callmap
