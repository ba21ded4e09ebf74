// Who is verified, how that ends, and what stays closed until then.

#include <gtest/gtest.h>

#include "engine/test_call.h"

namespace callmap {
namespace {

using Reason = RefusalReason;

TEST(Decide, RefusesTheBalanceBeforeVerification) {
  TestCall call;
  call.started().does(intent::StartAction{*call.map.action("read_balance")});
  EXPECT_EQ(why(call), "not-verified");
  call.does(intent::Say{*call.map.phrase("tell")});
  EXPECT_EQ(why(call), "not-verified");
  call.verified().does(intent::StartAction{*call.map.action("read_balance")});
  EXPECT_EQ(why(call), "nothing");
  call.does(intent::Say{*call.map.phrase("tell")});
  EXPECT_EQ(why(call), "nothing");
}

TEST(Decide, RefusesAnAccountStepInsideAProcedureToo) {
  TestCall call;
  call.started().open("tells");
  EXPECT_EQ(why(call), "not-verified") << "what does account actions is not opened before";
  call.verified().open("tells");
  call.pass(minutes(10));
  call.answer("tells", "tell_it");
  EXPECT_EQ(why(call), "not-verified") << "nor done once the check has lapsed";
  EXPECT_EQ(call.top(), "tells.tell_it");
  call.verified();
  call.answer("tells", "tell_it");
  EXPECT_EQ(why(call), "nothing");
  EXPECT_EQ(call.top(), "");
  EXPECT_TRUE(call.contact.record.actions.back().finished);
}

TEST(Decide, AVerificationLapsesByTimeBeforeTheNextCommandIsJudged) {
  TestCall call;
  call.started().verified();
  call.pass(minutes(10));
  call.does(intent::StartAction{*call.map.action("read_balance")});
  EXPECT_EQ(why(call), "not-verified");
  call.sees(observation::TimePassed{});
  EXPECT_EQ(call.contact.control.level, Level::kNone);
  EXPECT_FALSE(call.contact.record.lowered.back().why);
}

TEST(Decide, AVerificationIsLoweredByReconnectNewPartyAndAnotherCustomer) {
  TestCall call;
  call.started().verified();
  call.sees(observation::Dropped{});
  EXPECT_EQ(call.contact.control.level, Level::kAccount);
  call.sees(observation::Connected{});
  EXPECT_EQ(call.contact.control.level, Level::kNone);
  call.attempt("pin", true);
  call.does(intent::Speaks{Party::kOther});
  EXPECT_EQ(call.contact.control.level, Level::kNone);
  call.does(intent::Speaks{Party::kHolder});
  call.attempt("pin", true);
  call.does(intent::ChooseCustomer{{"u_2"}});
  EXPECT_EQ(call.contact.control.level, Level::kNone);
}

TEST(Decide, AnotherCustomerClearsWhatWasWrittenOfTheFirstOnesAccount) {
  TestCall call;
  call.started().purpose_agreed().verified().fill("balance", "84.20");
  call.does(intent::ChooseCustomer{{"u_2"}});
  EXPECT_EQ(call.value("balance"), "");
  EXPECT_EQ(call.value("issue"), "Bill has doubled");
}

TEST(Decide, FailedAttemptsRunOutAndOneCorrectionIsAllowed) {
  TestCall call;
  call.started().does(intent::ChooseCustomer{{"u_1"}});
  call.attempt("pin", false);
  EXPECT_FALSE(may_not_attempt(call.map, call.contact, *call.map.method("pin"), true));
  call.attempt("pin", false, true);
  EXPECT_EQ(call.contact.control.attempts_failed, 1);
  EXPECT_EQ(may_not_attempt(call.map, call.contact, *call.map.method("pin"), true)->reason,
            Reason::kNotNow);
  call.attempt("pin", false);
  EXPECT_EQ(call.contact.control.attempts_failed, 2);
  EXPECT_EQ(may_not_attempt(call.map, call.contact, *call.map.method("pin"), false)->reason,
            Reason::kAttemptsSpent);
  EXPECT_EQ(call.attempt("pin", true), 0u) << "a verdict that came too late changes nothing";
  EXPECT_EQ(call.contact.control.level, Level::kNone);
}

TEST(Decide, NobodyIsVerifiedWhoMayNotBe) {
  TestCall call;
  call.started();
  EXPECT_EQ(may_not_attempt(call.map, call.contact, *call.map.method("pin"), false)->reason,
            Reason::kNotNow)
      << "no customer is chosen";
  call.does(intent::ChooseCustomer{{"u_1"}});
  call.does(intent::Speaks{Party::kMinor});
  EXPECT_EQ(may_not_attempt(call.map, call.contact, *call.map.method("pin"), false)->reason,
            Reason::kPartyMayNotVerify);
  EXPECT_EQ(call.attempt("pin", true), 0u);
}

TEST(Decide, RestrictedModeIsANormalWayOn) {
  TestCall call;
  call.started().purpose_agreed().go("verification");
  call.open("cannot_verify");
  call.answer("cannot_verify", "say_so");
  EXPECT_EQ(why(call), "nothing");
  EXPECT_EQ(call.stage(), "resolution");
  call.does(intent::StartAction{*call.map.action("read_balance")});
  EXPECT_EQ(why(call), "not-verified");
  call.does(intent::StartAction{*call.map.action("reset")});
  EXPECT_EQ(why(call), "nothing");
}

}  // namespace
}  // namespace callmap
