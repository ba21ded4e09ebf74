// What people are shown while a contact is passed on or called back.

#include <gtest/gtest.h>

#include <algorithm>

#include "base/json.h"
#include "engine/figures.h"
#include "engine/notes.h"
#include "engine/test_guidance.h"
#include "engine/test_office_call.h"
#include "engine/trace.h"
#include "engine/view_json.h"

namespace callmap {
namespace {

using Item = PackageItemView::State;

HandoffView handoff_of(const OfficeCall& call, Sight sight = Sight::kHolder) {
  auto view = handoff_for(call.map, call.contact, call.now, sight);
  EXPECT_TRUE(view.has_value());
  return view.value_or(HandoffView{});
}

PackageItemView item(const HandoffView& view, std::string_view id) {
  const auto found = std::ranges::find(view.items, id, &PackageItemView::id);
  EXPECT_NE(found, view.items.end()) << id;
  return found == view.items.end() ? PackageItemView{} : *found;
}

std::string as_json(const Guidance& guidance) {
  JsonWriter out;
  write(out, guidance);
  return out.take();
}

TEST(GuideHandoff, ThereIsNoneUntilOneIsDraftedAndTheTeamsAreAlwaysKnown) {
  OfficeCall call;
  call.told();
  const Guidance guidance = shown(call);
  EXPECT_FALSE(guidance.handoff);
  EXPECT_FALSE(handoff_for(call.map, call.contact, call.now, Sight::kOther));
  EXPECT_FALSE(handoff_for(call.map, Contact{}, call.now, Sight::kOther));
  ASSERT_EQ(guidance.teams.size(), 5U);
  EXPECT_EQ(guidance.teams[1].title, "Shipping Support");
  EXPECT_TRUE(guidance.teams[1].blind);
  EXPECT_TRUE(guidance.teams[3].outside);
  EXPECT_EQ(guidance.teams[0].handles, "Bills and payments");
}

TEST(GuideHandoff, TheDraftShowsWhatTravelsWhatIsMissingAndWhereToWriteIt) {
  OfficeCall call;
  call.told().does(intent::Clear{*call.map.field("key_details")});
  call.does(intent::TryStep{"Looked at the parcel's way", OutcomeIndex{1}});
  call.hand_over("shipping");
  const HandoffView view = handoff_of(call);
  EXPECT_EQ(view.title, "Shipping Support");
  EXPECT_EQ(view.state, HandoffState::kDrafted);
  EXPECT_FALSE(view.complete);
  EXPECT_EQ(item(view, "reason").state, Item::kFilled);
  EXPECT_EQ(item(view, "reason").text, "Order on its way");
  EXPECT_EQ(item(view, "key_details").state, Item::kMissing);
  ASSERT_TRUE(item(view, "key_details").field);
  EXPECT_EQ(item(view, "key_details").field->label, "Key facts");
  EXPECT_EQ(item(view, "balance").state, Item::kNone);
  EXPECT_EQ(item(view, "balance").because, "It is not about money");
  EXPECT_EQ(item(view, "$identity").text, "Account holder, customer not found yet");
  EXPECT_EQ(item(view, "$steps").text, "Looked at the parcel's way: No change");
  EXPECT_EQ(view.steps, std::vector<std::string>{"Looked at the parcel's way: No change"});
  EXPECT_FALSE(view.story.empty());
  EXPECT_EQ(next(call).substr(0, 19), "handoff key_details");
  call.fill("key_details", "Sent on Friday");
  EXPECT_TRUE(handoff_of(call).complete);
  EXPECT_EQ(next(call).substr(0, 13), "handoff offer");
}

TEST(GuideHandoff, WhatMustBeSaidFirstIsANeedAndTheNextThingToDo) {
  OfficeCall call;
  call.told().does(intent::Untick{*call.map.checkpoint("reference_given")});
  call.hand_over("billing");
  const HandoffView view = handoff_of(call);
  const auto need = std::ranges::find(view.needs, "told_first", &GateView::rule);
  ASSERT_NE(need, view.needs.end());
  EXPECT_FALSE(need->met);
  EXPECT_EQ(need->missing.at(0).id, "reference_given");
  EXPECT_EQ(next(call).substr(0, 21), "guide reference_given");
  EXPECT_EQ(shown(call).next.at(0).text, "Give the reference");
}

TEST(GuideHandoff, WhatIsOwedBeforeLeavingIsANeedToo) {
  OfficeCall call;
  call.told().does(intent::StartAction{*call.map.action("ask_goodbye")});
  call.hand_over("billing");
  const auto needs = handoff_of(call).needs;
  EXPECT_NE(std::ranges::find(needs, "goodbye_said", &GateView::rule), needs.end());
  EXPECT_FALSE(handoff_of(call).complete);
}

TEST(GuideHandoff, WhoReceivesItSeesNothingOfTheAccountAndNoInputs) {
  OfficeCall call;
  call.told().verified();
  call.does(intent::Clear{*call.map.field("balance")});
  call.fill("balance", "84.20");
  call.hand_over("billing");
  EXPECT_EQ(item(handoff_of(call), "balance").text, "84.20");
  EXPECT_EQ(item(handoff_of(call), "$identity").text, "Account holder, verified by Phone PIN");
  call.does(intent::OfferHandoff{});
  const HandoffView view = handoff_of(call, Sight::kOther);
  EXPECT_EQ(item(view, "balance").state, Item::kLocked);
  EXPECT_EQ(item(view, "balance").text, "");
  EXPECT_EQ(item(view, "key_details").text, "Sent on Friday");
  for (const PackageItemView& one : view.items) EXPECT_FALSE(one.field) << one.id;
  EXPECT_EQ(as_json(shown(call, Sight::kOther)).find("84.20"), std::string::npos);
}

TEST(GuideHandoff, PeopleOutsideAreToldWhatTheirTeamMayReadAndNoMore) {
  OfficeCall call;
  call.told().verified();
  call.does(intent::Clear{*call.map.field("balance")});
  call.fill("balance", "84.20");
  call.hand_over("carrier", HandoffKind::kOutside);
  EXPECT_EQ(item(handoff_of(call), "balance").state, Item::kLocked) << "they read public data";
  EXPECT_EQ(item(handoff_of(call), "balance").text, "");
  EXPECT_EQ(next(call).substr(0, 15), "handoff outside");
  call.hand_over("insurer", HandoffKind::kOutside);
  EXPECT_EQ(item(handoff_of(call), "balance").text, "84.20") << "they read the account's";
}

TEST(GuideHandoff, TheOfferSaysUntilWhenAndWhatWasAskedAndChangesByItself) {
  OfficeCall call;
  call.offered().tomas_does(intent::AskHandoff{PackageIndex{2}, "Which parcel?"});
  const Guidance guidance = shown(call);
  EXPECT_EQ(guidance.handoff->until, call.now + seconds(60));
  EXPECT_EQ(guidance.changes_at, call.now + seconds(60));
  ASSERT_EQ(guidance.handoff->questions.size(), 1U);
  EXPECT_EQ(guidance.handoff->questions[0].item, "key_details");
  EXPECT_EQ(guidance.handoff->questions[0].question, "Which parcel?");
  EXPECT_EQ(next(call).substr(0, 12), "handoff wait");
}

TEST(GuideHandoff, WhatCameBackSaysWhyAndAsksForAnotherTeam) {
  OfficeCall call;
  call.offered().tomas_does(intent::ReturnHandoff{"It is about a parcel"});
  EXPECT_EQ(shown(call).handoff->returned, "It is about a parcel");
  EXPECT_EQ(next(call).substr(0, 12), "handoff team");
  EXPECT_EQ(shown(call).next.at(0).why, "It is about a parcel");
  OfficeCall late;
  late.offered().pass(seconds(60));
  late.sees(observation::TimePassed{});
  EXPECT_EQ(shown(late).next.at(0).why, "Nobody of Billing took it in time");
  EXPECT_FALSE(shown(late).handoff->until);
}

TEST(GuideHandoff, AnEndThatHandsOverWithoutATeamAsksForIt) {
  OfficeCall call;
  call.told().open("wrong_queue");
  call.answer("wrong_queue", "confirm", 1);
  EXPECT_EQ(shown(call).asks_for, AsksFor::kHandOver);
  EXPECT_EQ(next(call).substr(0, 12), "handoff team");
  EXPECT_NE(as_json(shown(call)).find(R"("asks_for":"hand_over")"), std::string::npos);
}

TEST(GuideHandoff, AnEmergencyIsToldAndItsGatesAreGone) {
  OfficeCall call;
  call.started().open("danger");
  EXPECT_TRUE(shown(call).emergency) << "from the first step on";
  call.answer("danger", "help");
  EXPECT_TRUE(handoff_of(call).complete);
  EXPECT_TRUE(handoff_of(call).needs.empty());
}

// A call of that map from its first moment on, after these lines of a trace.
TracePlayer played(const CallMap& map, std::initializer_list<const char*> lines = {}) {
  const Instant at{1'772'535'600'000};
  TracePlayer player(map, at, connected_contact(map, at));
  for (const char* line : lines) {
    EXPECT_FALSE(player.play(*parse_trace_line(map, line))) << line;
  }
  return player;
}

TEST(GuideHandoff, InAnEmergencyItsOwnWordsComeBeforeThoseOfTheStage) {
  const CallMap map = shipped_map("standard");
  const TracePlayer player = played(
      map,
      {R"({"do": "open", "procedure": "safety"})",
       R"({"do": "answer", "procedure": "safety", "step": "where", "answer": "now"})",
       R"({"do": "answer", "procedure": "safety", "step": "get_help", "answer": "they_call"})"});
  const Guidance guidance = guide(map, player.contact(), player.now(), Sight::kHolder, "Mara");
  EXPECT_EQ(guidance.next.at(0).id, "key_details");
  EXPECT_EQ(guidance.next.at(1).id, "danger");
  EXPECT_EQ(std::ranges::count(guidance.phrases, true, &PhraseView::best), 0);
  const auto cue = std::ranges::find(guidance.cues, "danger", &CueView::id);
  ASSERT_NE(cue, guidance.cues.end());
  EXPECT_TRUE(cue->say.at(0).best);
  EXPECT_FALSE(cue->say.at(1).best);
}

TEST(GuideHandoff, AStepThatIsASentenceRunsOnIntoItsEndInTheNotes) {
  const CallMap map = shipped_map("standard");
  const TracePlayer player = played(
      map, {R"({"do": "open", "procedure": "safety"})",
            R"({"do": "answer", "procedure": "safety", "step": "where", "answer": "worried"})",
            R"({"do": "answer", "procedure": "safety", "step": "lead", "answer": "done"})"});
  const std::string told = to_text(notes(map, player.contact()));
  EXPECT_NE(told.find("complete before you do, then: A lead takes it now"), std::string::npos)
      << told;
}

TEST(GuideHandoff, TheWaitOfTheTeamFillsItsSlotWhenWhoeverShowsItKnows) {
  const CallMap map = shipped_map("standard");
  const PhraseIndex phrase = *map.phrase("wrong_queue.expect.1");
  const TracePlayer player = played(
      map,
      {R"({"do": "go", "stage": "purpose"})", R"({"do": "open", "procedure": "wrong_queue"})",
       R"({"do": "answer", "procedure": "wrong_queue", "step": "confirm", "answer": "theirs"})",
       R"({"do": "answer", "procedure": "wrong_queue", "step": "own_it", "answer": "done"})",
       R"({"do": "answer", "procedure": "wrong_queue", "step": "story", "answer": "done"})"});
  const auto said = [&](std::string_view wait) {
    const Guidance guidance = guide(map, player.contact(), player.now(), Sight::kHolder, "Mara",
                                    {.wait = std::string(wait)});
    std::string text;
    for (const PhraseView& one : guidance.procedure->say) {
      if (one.id != map.phrases[at(phrase)].id) continue;
      for (const PhraseView::Part& part : one.parts) text += part.text;
    }
    return text;
  };
  EXPECT_NE(said("about 4 minutes").find("about 4 minutes"), std::string::npos) << said("");
  EXPECT_NE(said("").find("a minute or two"), std::string::npos);
}

TEST(GuideHandoff, WhoMustNotBeHurriedIsNotTimed) {
  const CallMap map = shipped_map("standard");
  const TracePlayer player = played(map);
  Guidance guidance = guide(map, player.contact(), player.now());
  EXPECT_GT(guidance.stages.at(1).usual.ms, 0);
  EXPECT_FALSE(figures(map, player.contact(), player.now()).unhurried);
  Contact slow = player.contact();
  slow.control.contact.set(map.unhurried->bit);
  guidance = guide(map, slow, player.now());
  for (const StageView& stage : guidance.stages) EXPECT_EQ(stage.usual, Duration{}) << stage.id;
  EXPECT_TRUE(figures(map, slow, player.now()).unhurried);
}

TEST(GuideHandoff, AsJsonItHasWhatTheApiPromises) {
  OfficeCall call;
  call.offered().tomas_does(intent::AskHandoff{PackageIndex{2}, "Which parcel?"});
  const auto json = parse_json(as_json(shown(call)));
  ASSERT_TRUE(json.has_value());
  const Json* const handoff = json->find("handoff");
  ASSERT_NE(handoff, nullptr);
  for (const char* member : {"team", "title", "how", "state", "since", "until", "complete", "items",
                             "story", "needs", "questions"}) {
    EXPECT_NE(handoff->find(member), nullptr) << member;
  }
  EXPECT_EQ(handoff->text("state"), "offered");
  EXPECT_EQ(handoff->find("items")->items.size(), 8U);
  EXPECT_EQ(handoff->find("items")->items[0].text("id"), "$identity");
  EXPECT_EQ(json->find("teams")->items.size(), 5U);
}

TEST(GuideCallback, TheResumeCardSaysWhereTheCallWasWhatIsNextAndWhatToSay) {
  OfficeCall call;
  call.solving().fill("callback", "+442079460142");
  call.sees(observation::Dropped{});
  const Guidance guidance = shown(call);
  ASSERT_TRUE(guidance.callback);
  const CallbackView& callback = *guidance.callback;
  EXPECT_EQ(callback.state, CallbackState::kDue);
  EXPECT_EQ(callback.due, call.now);
  EXPECT_EQ(callback.attempt, 1);
  EXPECT_EQ(callback.attempts, 3);
  ASSERT_TRUE(guidance.callback_number);
  EXPECT_EQ(guidance.callback_number->id, "callback");
  EXPECT_EQ(guidance.callback_number->value, "+442079460142") << "the number that was agreed";
  EXPECT_EQ(callback.stage_title, "Resolution");
  EXPECT_EQ(callback.next, "Go on to Wrap-up");
  ASSERT_EQ(callback.greeting.size(), 1U);
  EXPECT_EQ(callback.greeting[0].parts.at(0).text, "Mara");
  EXPECT_EQ(callback.right_party.size(), 1U);
  EXPECT_EQ(callback.voicemail.size(), 1U);
  EXPECT_EQ(guidance.next.at(0).id, "take");
  EXPECT_EQ(guidance.next.at(0).why, "Attempt 1 of 3");
}

TEST(GuideCallback, EachAttemptIsTold) {
  OfficeCall call;
  call.dropped().does(intent::CallbackResult{CallbackOutcome::kNoAnswer});
  Guidance guidance = shown(call);
  ASSERT_EQ(guidance.callback->tries.size(), 1U);
  EXPECT_EQ(guidance.callback->tries[0].outcome, CallbackOutcome::kNoAnswer);
  EXPECT_EQ(guidance.callback->tries[0].by, "p_mara");
  EXPECT_EQ(guidance.next.at(0).text, "Call back on 2026-03-03 at 10:15 UTC");
  EXPECT_EQ(guidance.changes_at, call.now + minutes(15));
  put_names(guidance, [](const std::string&) { return std::string("Mara"); });
  EXPECT_EQ(guidance.callback->tries[0].by, "Mara");
  EXPECT_NE(as_json(guidance).find(R"("tries":[{"outcome":"no_answer")"), std::string::npos);
  call.does(intent::Take{});
  EXPECT_EQ(shown(call).next.at(0).id, "result");
}

TEST(GuideCallback, AnAgreedTimeIsShownAndAnEndAsksForIt) {
  OfficeCall call;
  call.started().open("not_now");
  call.answer("not_now", "agree");
  EXPECT_EQ(next(call).substr(0, 17), "callback schedule");
  call.does(intent::ScheduleCallback{call.now + hours(1)});
  EXPECT_EQ(shown(call).callback->how, CallbackHow::kScheduled);
  EXPECT_EQ(shown(call).asks_for, AsksFor::kNothing);
}

TEST(GuideCallback, SaysFromWhenTheCustomerMayBeCalledWhereTheyMayNotBeNow) {
  OfficeCall call;  // 10:00 in London, 05:00 in New York
  call.started().does(intent::ChooseCustomer{{"u_1"}, "America/New_York"});
  call.sees(observation::Dropped{});
  EXPECT_EQ(shown(call).callback->call_from, parse_iso("2026-03-03T13:00:00Z"));
  call.does(intent::Take{});
  EXPECT_NE(as_json(shown(call)).find(R"("call_from":"2026-03-03T13:00:00.000Z")"),
            std::string::npos)
      << "whoever tries it early is told as well";
  call.now = *parse_iso("2026-03-03T13:00:00Z");
  EXPECT_EQ(shown(call).callback->call_from, std::nullopt);

  OfficeCall wished;
  wished.started().does(intent::ChooseCustomer{{"u_1"}, "America/New_York"});
  wished.does(intent::ScheduleCallback{*parse_iso("2026-03-03T11:00:00Z")});
  EXPECT_EQ(shown(wished).callback->call_from, parse_iso("2026-03-03T11:00:00Z"));
  wished.now = *parse_iso("2026-03-03T11:00:00Z");
  EXPECT_EQ(shown(wished).callback->call_from, std::nullopt) << "they asked for it";
}

TEST(GuideCallback, TellsTheCustomersClockToWhoeverHoldsTheContactAndNeverTheirZone) {
  OfficeCall call;  // 2026-03-03; New York goes forward on the 8th
  call.started();
  EXPECT_TRUE(shown(call).customer_clock.empty()) << "nobody is chosen";
  call.does(intent::ChooseCustomer{{"u_1"}, "America/New_York"});
  const Guidance guidance = shown(call);
  ASSERT_EQ(guidance.customer_clock.size(), 2U);
  EXPECT_EQ(guidance.customer_clock[0], (ClockSpan{-300, parse_iso("2026-03-08T07:00:00Z")}));
  EXPECT_EQ(guidance.customer_clock[1], (ClockSpan{-240, std::nullopt}));
  EXPECT_NE(as_json(guidance).find(
                R"("customer_clock":[{"ahead_minutes":-300,"until":"2026-03-08T07:00:00.000Z"},)"
                R"({"ahead_minutes":-240}])"),
            std::string::npos);
  for (const Sight sight : {Sight::kHolder, Sight::kOther}) {
    EXPECT_EQ(as_json(shown(call, sight)).find("New_York"), std::string::npos);
  }
  EXPECT_TRUE(shown(call, Sight::kOther).customer_clock.empty());
  call.does(intent::ChooseCustomer{{"u_2"}, "Middle/Earth"});
  EXPECT_TRUE(shown(call).customer_clock.empty()) << "a zone that is not known here";
  call.map.callback = {};
  call.does(intent::ChooseCustomer{{"u_3"}, "America/New_York"});
  EXPECT_TRUE(shown(call).customer_clock.empty()) << "a map that calls nobody back";
}

TEST(GuideFollowUp, AnEndAsksForThePromiseAlsoAfterTheCall) {
  OfficeCall call;
  call.started().fill("why_escalated", "Policy");
  call.fill("timeframe", "Two days");
  call.open("escalation");
  call.answer("escalation", "reason");
  call.answer("escalation", "how", 1);
  EXPECT_EQ(next(call).substr(0, 17), "follow_up promise");
  call.sees(observation::HungUp{"caller"});
  EXPECT_EQ(next(call).substr(0, 17), "follow_up promise");
  call.does(intent::AddTask{"Tell them", "Mara", call.now + hours(48), PromiseChannel::kEmail});
  EXPECT_EQ(shown(call).asks_for, AsksFor::kNothing);
  call.does(intent::TaskDone{1, "Written"});
  const std::string json = as_json(shown(call));
  EXPECT_NE(json.find(R"("channel":"email")"), std::string::npos);
  EXPECT_NE(json.find(R"("done":{"at":)"), std::string::npos);
  EXPECT_NE(json.find(R"("evidence":"Written")"), std::string::npos);
}

std::string lines_of(const Notes& notes, std::string_view section) {
  std::string text;
  for (const NotesSection& one : notes.requests.at(0).sections) {
    if (one.id != section) continue;
    for (const NotesLine& line : one.lines) {
      text += line.text + (line.person.empty() ? "" : " by " + line.person) + "\n";
    }
  }
  return text;
}

TEST(NotesOwnership, TellHandoffsCallsBackAndPromises) {
  OfficeCall call;
  call.offered().tomas_does(intent::ReturnHandoff{"It is about a parcel"});
  call.hand_over("shipping");
  call.pass(seconds(5));
  call.does(intent::OfferHandoff{});
  call.tomas_does(intent::AcceptHandoff{});
  call.pass(seconds(5));
  call.sees(observation::Dropped{});
  call.pass(seconds(60));
  call.tomas_does(intent::CallbackResult{CallbackOutcome::kNoAnswer});
  call.pass(minutes(15));
  call.tomas_does(intent::CallbackResult{CallbackOutcome::kReached});
  call.tomas_does(
      intent::AddTask{"Say where it is", "Tomas", call.now + hours(2), PromiseChannel::kSms});
  call.pass(hours(1));
  call.tomas_does(intent::TaskDone{1, "Sent"});
  EXPECT_EQ(lines_of(notes(call.map, call.contact), "next"),
            "Say where it is, Tomas, by text message, due 2026-03-03T12:16Z, done "
            "2026-03-03T11:16Z: Sent\n"
            "Returned by Billing: It is about a parcel by p_tomas\n"
            "Handed over to Shipping Support by p_tomas\n"
            "Line dropped, back after 16:00\n"
            "Called back, attempt 1: no answer by p_tomas\n"
            "Called back, attempt 2: reached by p_tomas\n"
            "7KQ-4MD-9FX\n");
}

TEST(NotesOwnership, TellWhatWasNeverAnsweredWhoWasToldOutsideAndWhoTookOver) {
  OfficeCall call;
  call.offered().pass(seconds(61));
  call.sees(observation::TimePassed{});
  call.lead_does(intent::TakeOver{});
  call.pass(seconds(1));
  call.lead_does(intent::HandOver{*call.map.team("carrier"), HandoffKind::kOutside});
  call.lead_does(intent::HandedOutside{"Jo"});
  EXPECT_EQ(lines_of(notes(call.map, call.contact), "next"),
            "Offered to Billing, not accepted in time\n"
            "Taken over by p_lead\n"
            "Handed over to The carrier, accepted by Jo\n"
            "7KQ-4MD-9FX\n");
}

TEST(NotesOwnership, TellWhatWasAgreedAndWhyThereIsNoCallBackAnyMore) {
  OfficeCall call;
  call.started().does(intent::ScheduleCallback{call.now + hours(1)});
  call.sees(observation::HungUp{"caller"});
  call.sees(observation::CalledIn{});
  Notes written = notes(call.map, call.contact);
  EXPECT_EQ(lines_of(written, "next"),
            "Call back agreed for 2026-03-03T11:00Z\n"
            "No call back any more: the customer called in\n"
            "7KQ-4MD-9FX\n");
  OfficeCall handed;
  handed.offered().tomas_does(intent::AcceptHandoff{});
  written = notes(handed.map, handed.contact);
  put_names(written, [](const std::string& id) { return id == "p_tomas" ? "Tomas" : "Mara"; });
  EXPECT_EQ(written.agents, (std::vector<std::string>{"Mara", "Tomas"}));
  EXPECT_NE(to_text(written).find("Handed over to Billing, Tomas (system"), std::string::npos)
      << to_text(written);
}

}  // namespace
}  // namespace callmap
