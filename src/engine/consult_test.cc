// A question to somebody else while the agent keeps the contact: its table, who asks and answers,
// what stands in the notes, what the map may ask for first.

#include "engine/consult.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/event_json.h"
#include "engine/gates.h"
#include "engine/guide.h"
#include "engine/move.h"
#include "engine/notes.h"
#include "engine/test_office_call.h"

namespace callmap {
namespace {

std::size_t ask(OfficeCall& call, const char* question = "May I refund it?") {
  return call.does(intent::Consult{*call.map.team("leads"), question});
}
std::size_t reply(OfficeCall& call, const char* answer = "Yes, up to fifty") {
  return call.lead_does(intent::AnswerConsult{answer});
}

TEST(Consult, EveryMoveLeadsWhereTheTableSays) {
  using State = ConsultState;
  using Move = ConsultMove;
  std::size_t allowed = 0;
  for (std::size_t from = 0; from < kConsultStateCount; ++from) {
    for (std::size_t move = 0; move < kConsultMoveCount; ++move) {
      const auto to = after(static_cast<State>(from), static_cast<Move>(move));
      allowed += to ? 1 : 0;
      if (!to) continue;
      const bool asks = static_cast<Move>(move) == Move::kAsk;
      EXPECT_EQ(asks ? *to : static_cast<State>(from), State::kAsked);
    }
  }
  EXPECT_EQ(allowed, kConsultSteps.size());
  EXPECT_FALSE(after(State::kAsked, Move::kAsk)) << "one question at a time";
  EXPECT_FALSE(after(State::kUnanswered, Move::kAsk)) << "the contact is over";
}

TEST(Consult, WhoeverAsksKeepsTheContactAndTheCustomer) {
  OfficeCall call;
  call.solving();
  EXPECT_EQ(ask(call), 1u);
  EXPECT_EQ(call.holder(), "p_mara");
  EXPECT_EQ(call.line(), Line::kConnected);
  EXPECT_EQ(call.handoff(), HandoffState::kNone);
  ASSERT_NE(call.contact.consult(), nullptr);
  EXPECT_EQ(call.contact.consult()->question.view(), "May I refund it?");
  EXPECT_EQ(call.contact.consult()->by.text, "p_mara");
}

TEST(Consult, TheAnswerIsKeptWithWhoAndWhenAndLowersNothing) {
  OfficeCall call;
  call.solving();
  ask(call);
  call.pass(seconds(40));
  EXPECT_EQ(reply(call), 1u);
  EXPECT_EQ(call.last(1), "consult_answered");
  EXPECT_EQ(call.contact.control.level, Level::kAccount) << "a lead's presence lowers nothing";
  EXPECT_EQ(call.holder(), "p_mara");
  EXPECT_EQ(call.contact.consult(), nullptr) << "nothing waits any more";
  const ConsultEntry& consult = call.contact.record.kept().consults[0];
  EXPECT_EQ(consult.answer.view(), "Yes, up to fifty");
  EXPECT_EQ(consult.answerer.text, "p_lead");
  EXPECT_EQ(consult.ended, call.now);
  const std::string written = to_text(notes(call.map, call.contact));
  EXPECT_NE(written.find("Asked Team leads: May I refund it?, p_mara"), std::string::npos)
      << written;
  EXPECT_NE(written.find("Answer: Yes, up to fifty, p_lead"), std::string::npos) << written;
}

TEST(Consult, OneQuestionWaitsAtATimeAndMayBeTakenBack) {
  OfficeCall call;
  call.started();
  ask(call);
  ask(call, "And another?");
  EXPECT_EQ(why(call), "not-now");
  EXPECT_EQ(call.does(intent::WithdrawConsult{}), 1u);
  reply(call);
  EXPECT_EQ(why(call), "not-now");
  EXPECT_NE(call.refused->sentence.find("taken back"), std::string::npos);
  call.does(intent::WithdrawConsult{});
  EXPECT_EQ(why(call), "not-now") << "nothing to take back";
  EXPECT_EQ(ask(call, "And another?"), 1u);
  EXPECT_NE(to_text(notes(call.map, call.contact)).find("May I refund it? (taken back)"),
            std::string::npos);
}

TEST(Consult, NobodyAnswersTwiceOrThemselvesOrNothing) {
  OfficeCall call;
  call.started();
  reply(call);
  EXPECT_EQ(why(call), "not-now");
  ask(call);
  call.does(intent::AnswerConsult{"I say yes"});
  EXPECT_EQ(why(call), "not-now") << "whoever holds it asked";
  reply(call, "  ");
  EXPECT_EQ(why(call), "invalid");
  reply(call, "Card 4111 1111 1111 1111");
  EXPECT_EQ(why(call), "invalid") << "payment values are never written down";
  reply(call);
  EXPECT_EQ(why(call), "nothing");
  reply(call, "No, after all");
  EXPECT_EQ(why(call), "not-now");
  EXPECT_NE(call.refused->sentence.find("answered already"), std::string::npos);
}

TEST(Consult, WhatCannotBeAskedIsRefused) {
  OfficeCall call;
  call.started();
  ask(call, "");
  EXPECT_EQ(why(call), "invalid");
  call.does(intent::Consult{*call.map.team("carrier"), "Where is it?"});
  EXPECT_EQ(why(call), "invalid") << "nobody there is on this system";
  for (std::size_t n = 0; n < kConsultsMax; ++n) {
    ask(call);
    ASSERT_EQ(why(call), "nothing");
    reply(call);
  }
  ask(call);
  EXPECT_EQ(why(call), "limit");
  call.sees(observation::HungUp{"caller"});
  OfficeCall after_call;
  after_call.started();
  after_call.sees(observation::HungUp{"caller"});
  ask(after_call);
  EXPECT_EQ(why(after_call), "not-now") << "then it is a task";
}

TEST(Consult, TheMapSaysWhatMustBeKnownFirst) {
  OfficeCall call("  - { id: asked_well, do: consult, needs: [why_escalated, timeframe] }\n");
  call.started();
  ask(call);
  EXPECT_EQ(why(call), "rule");
  EXPECT_EQ(call.refused->rule, "asked_well");
  call.fill("why_escalated", "Policy");
  call.fill("timeframe", "Five minutes");
  EXPECT_EQ(ask(call), 1u);
  OfficeCall danger("  - { id: asked_well, do: consult, needs: [why_escalated] }\n");
  danger.started().open("danger");
  EXPECT_EQ(ask(danger), 1u) << "an emergency waits for nothing";
}

TEST(Consult, ADutyMayFollowIt) {
  OfficeCall call(
      "  - { id: written, after: consult, owes: key_details, before: closing, text: Write it }\n");
  call.started();
  ask(call);
  const Rule& rule = *std::ranges::find(call.map.rules, "written", &Rule::id);
  EXPECT_EQ(owed(call.contact.control, rule), Owed::kOwed);
}

TEST(Consult, AQuestionThatNobodyAnsweredEndsWithTheContactAndIsToldSo) {
  for (const bool early : {true, false}) {
    OfficeCall call;
    call.told();
    ask(call);
    call.sees(observation::HungUp{"caller"});
    EXPECT_NE(call.contact.consult(), nullptr) << "it may still be answered after the call";
    if (early) {
      call.does(intent::EndEarly{EndingIndex{0}});
    } else {
      call.does(intent::Dispose{1, *call.map.disposition("open_")});
      call.does(intent::Finish{});
    }
    ASSERT_FALSE(call.contact.open()) << why(call);
    EXPECT_EQ(call.last(2), "consult_unanswered closed");
    EXPECT_NE(to_text(notes(call.map, call.contact)).find("May I refund it? (not answered)"),
              std::string::npos);
    reply(call);
    EXPECT_EQ(why(call), "closed");
  }
}

TEST(Consult, ItStaysOpenWhenSomebodyElseGoesOn) {
  OfficeCall call;
  call.offered("billing");
  ask(call);
  call.tomas_does(intent::AcceptHandoff{});
  ASSERT_EQ(call.holder(), "p_tomas");
  EXPECT_EQ(reply(call), 1u) << "whoever holds it now hears the answer";
}

TEST(Consult, AHandoffToATeamMayNeedMoreThanToOthers) {
  const std::string rule =
      "  - { id: leads_hear, do: { hand_over: leads }, needs: [why_escalated, timeframe] }\n";
  OfficeCall call(rule);
  call.told().hand_over("shipping");
  EXPECT_TRUE(guide(call.map, call.contact, call.now).handoff->complete);
  call.hand_over("leads");
  const Guidance shown = guide(call.map, call.contact, call.now);
  EXPECT_FALSE(shown.handoff->complete);
  ASSERT_EQ(shown.handoff->asks.size(), 2u) << "they are written where the package is";
  EXPECT_EQ(shown.handoff->asks[0].id, "why_escalated");
  EXPECT_EQ(shown.next.front().text, "Write down: Why escalated");
  call.does(intent::OfferHandoff{});
  EXPECT_EQ(why(call), "rule");
  EXPECT_EQ(call.refused->rule, "leads_hear");
  call.fill("why_escalated", "Policy");
  call.fill("timeframe", "Ten minutes");
  EXPECT_TRUE(guide(call.map, call.contact, call.now).handoff->asks.empty());
  call.does(intent::OfferHandoff{});
  EXPECT_EQ(why(call), "nothing");
  call.does(intent::Clear{*call.map.field("timeframe")});
  call.lead_does(intent::AcceptHandoff{});
  EXPECT_EQ(why(call), "rule") << "what was taken back since stands in the way";
  OfficeCall other(rule);
  other.offered("shipping");
  EXPECT_EQ(why(other), "nothing") << "it asks nothing of a handoff elsewhere";
  OfficeCall danger(rule);
  danger.started().open("danger");
  danger.hand_over("leads");
  danger.does(intent::OfferHandoff{});
  EXPECT_EQ(why(danger), "nothing") << "an emergency waits for nothing";
}

TEST(Consult, ThePlainTransferToALeadAsksForTheFourOfAnEscalation) {
  TestCall call;
  call.map = shipped_map("standard");
  call.started();
  call.does(intent::HandOver{*call.map.team("leads"), HandoffKind::kWarm});
  const auto handoff = guide(call.map, call.contact, call.now).handoff;
  ASSERT_TRUE(handoff.has_value());
  const auto need = std::ranges::find(handoff->needs, "escalation_to_leads", &GateView::rule);
  ASSERT_NE(need, handoff->needs.end());
  std::string missing;
  for (const Missing& each : need->missing) missing += each.id + " ";
  EXPECT_EQ(missing, "escalation_reason timeframe update_contact summary_read_back ");
  call.does(intent::HandOver{*call.map.team("billing"), HandoffKind::kWarm});
  const auto plain = guide(call.map, call.contact, call.now).handoff;
  EXPECT_EQ(std::ranges::find(plain->needs, "escalation_to_leads", &GateView::rule),
            plain->needs.end());
}

TEST(Consult, TheEscalationOffersToAskWhoCanDecide) {
  TestCall call;
  call.map = shipped_map("standard");
  call.started();
  call.open("escalation");
  call.fill("escalation_reason", "policy");
  call.answer("escalation", "reason");
  call.answer("escalation", "read_back");
  call.fill("timeframe", "Ten minutes");
  call.answer("escalation", "when");
  call.fill("update_contact", "+442079460142");
  call.answer("escalation", "where");
  call.answer("escalation", "how", 2);
  ASSERT_EQ(call.top(), "escalation.consult");
  const auto shown = guide(call.map, call.contact, call.now).procedure;
  ASSERT_EQ(shown->consults.size(), 2u);
  EXPECT_EQ(shown->consults[0].first, "leads");
  call.does(intent::Consult{*call.map.team("leads"), "May I waive the fee?"});
  EXPECT_EQ(why(call), "nothing");
  call.answer("escalation", "consult", 0);
  EXPECT_EQ(call.top(), "") << "and the call goes on";
}

}  // namespace
}  // namespace callmap
