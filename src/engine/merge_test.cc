// Two contacts of one customer that become one: what is in the way, and what comes along.

#include "engine/merge.h"

#include <gtest/gtest.h>

#include "engine/event_json.h"
#include "engine/move.h"
#include "engine/test_office_call.h"

namespace callmap {
namespace {

const PersonId kTomas{"p_tomas"};

std::string in_the_way(const OfficeCall& call, const PersonId& by = kTomas) {
  const auto refusal = merging_in_the_way(call.contact, by);
  return refusal ? refusal->sentence : "nothing";
}

// What the later call takes over, as `field=value` and `step=text`.
std::string carried(const OfficeCall& earlier, const OfficeCall& later) {
  std::string told;
  for (const Intent& intent :
       carried_over(earlier.map, earlier.contact, later.map, later.contact)) {
    if (!told.empty()) told += "; ";
    if (const auto* fill = std::get_if<intent::Fill>(&intent)) {
      EXPECT_EQ(fill->origin, Origin::kEarlier);
      told += later.map.fields[at(fill->field)].id + "=" + fill->value;
    } else if (const auto* step = std::get_if<intent::TryStep>(&intent)) {
      EXPECT_EQ(step->origin, Origin::kEarlier);
      told += "step=" + step->text;
    } else if (const auto* open = std::get_if<intent::OpenRequest>(&intent)) {
      EXPECT_TRUE(open->aside);
      told += "request";
    } else {
      told += "back to " + std::to_string(std::get<intent::SwitchRequest>(intent).number);
    }
  }
  return told;
}

TEST(Merge, ACallThatDroppedIsOverForOneThatGoesOn) {
  OfficeCall dropped;
  EXPECT_EQ(in_the_way(dropped.dropped()), "nothing");
  dropped.does(intent::Take{});
  EXPECT_EQ(in_the_way(dropped), "nothing") << "also while somebody calls back";
}

TEST(Merge, NothingIsTakenFromWhoeverTalksRingsOrWritesUp) {
  OfficeCall talking;
  talking.started();
  EXPECT_EQ(in_the_way(talking), "somebody is on the line in that contact");
  talking.sees(observation::HungUp{"caller"});
  EXPECT_EQ(in_the_way(talking), "somebody writes that contact up: link the two instead");
  EXPECT_EQ(in_the_way(talking, talking.contact.holder()), "nothing") << "their own they may";
  talking.does(intent::EndEarly{*talking.map.ending("hung_up")});
  EXPECT_EQ(in_the_way(talking), "that contact is closed: link the two instead");
  OfficeCall ringing;
  ringing.sees(observation::Started{{"c_1"}, "R", "phone", "billing", "", "en", ""});
  EXPECT_EQ(in_the_way(ringing), "that contact still rings");
}

TEST(Merge, WhatWasSaidComesAlongWhereTheNewCallHasNone) {
  OfficeCall earlier;
  earlier.told().does(intent::TryStep{"Asked the carrier", {}});
  earlier.sees(observation::Dropped{});
  OfficeCall later;
  later.started().fill("issue", "Still no parcel");
  EXPECT_EQ(carried(earlier, later),
            "reason=order; goal=Have it sent again; key_details=Sent on Friday; "
            "step=Asked the carrier");
}

TEST(Merge, AccountValuesAndWhatNobodyChoseStayWhereTheyAre) {
  OfficeCall earlier;
  earlier.started().verified();
  earlier.fill("balance", "12.50");
  EXPECT_NE(earlier.contact.field(earlier.map, *earlier.map.field("urgency")), nullptr);
  OfficeCall later;
  later.started();
  EXPECT_EQ(carried(earlier, later), "");
}

TEST(Merge, AnotherMatterBringsOnlyWhatBelongsToTheWholeContact) {
  OfficeCall earlier;
  earlier.told().fill("callback", "+442079460142");
  OfficeCall later;
  later.started().fill("reason", "billing");
  EXPECT_EQ(carried(earlier, later), "callback=+442079460142");
}

TEST(Merge, StepsDoNotMixWithTheNewCallsOwn) {
  OfficeCall earlier;
  earlier.started().does(intent::TryStep{"Asked the carrier", {}});
  OfficeCall later;
  later.started().does(intent::TryStep{"Looked at the map", {}});
  EXPECT_EQ(carried(earlier, later), "");
}

TEST(Merge, WhatComesAlongSaysSo) {
  OfficeCall earlier;
  earlier.told();
  OfficeCall later;
  later.started();
  for (const Intent& intent :
       carried_over(earlier.map, earlier.contact, later.map, later.contact)) {
    later.does(intent);
  }
  const FieldEntry* goal = later.contact.field(later.map, *later.map.field("goal"));
  ASSERT_NE(goal, nullptr);
  EXPECT_EQ(goal->value, "Have it sent again");
  EXPECT_EQ(goal->origin, Origin::kEarlier);
  EXPECT_EQ(carried(earlier, later), "") << "once";
}

// What still stands owed, by the rules' names.
std::string owes(const OfficeCall& call) {
  std::string names;
  for (const Rule& rule : call.map.rules) {
    if (owed(call.contact.control, rule) != Owed::kNone)
      names += (names.empty() ? "" : " ") + rule.id;
  }
  return names;
}

// The two become one as the desk makes them: both hear of it, and what may come along does.
void merge(OfficeCall& earlier, OfficeCall& later) {
  observation::Linked here{{"c_1"}, false};
  here.owes = still_owed(earlier.map, earlier.contact, later.map, later.contact);
  const auto carried = carried_over(earlier.map, earlier.contact, later.map, later.contact);
  earlier.send({earlier.now, OfficeCall::agent(), Observation(observation::Linked{{"c_2"}, true})});
  later.send({later.now, OfficeCall::agent(), Observation(std::move(here))});
  for (const Intent& intent : carried) later.does(intent);
}
void part(OfficeCall& earlier, OfficeCall& later) {
  const GivenBack back = given_back(earlier.map, earlier.contact, later.map, later.contact);
  for (const Intent& intent : back.cleared) later.does(intent);
  later.send(
      {later.now, OfficeCall::agent(), Observation(observation::Unlinked{{"c_1"}, back.steps})});
  earlier.send({earlier.now, OfficeCall::agent(), Observation(observation::Unlinked{{"c_2"}})});
}
std::string values(const OfficeCall& call) {
  std::string told;
  for (const FieldEntry& entry : call.contact.record.fields) {
    if (entry.origin == Origin::kSystem) continue;
    told += call.map.fields[at(entry.field)].id + "=" + std::string(entry.value) + "; ";
  }
  for (const TriedStep& step : call.contact.record.steps) told += "step=" + std::string(step.text);
  return told;
}

TEST(Merge, VerificationTicksAndWhatWasNoticedAreSaidAnew) {
  OfficeCall earlier;
  earlier.solving().sees(observation::Dropped{});
  OfficeCall later;
  later.started();
  merge(earlier, later);
  EXPECT_EQ(later.contact.control.level, Level::kNone);
  EXPECT_TRUE(later.contact.record.ticks.empty());
  EXPECT_FALSE(later.ticked("reference_given")) << "its own reference is another one";
  EXPECT_EQ(later.stage(), "purpose") << "nobody is taken anywhere by a merge";
}

TEST(Merge, WhatWasOwedThereIsOwedHere) {
  OfficeCall earlier;
  earlier.told().fill("timeframe", "Friday");
  EXPECT_EQ(owes(earlier), "promise_kept");
  earlier.sees(observation::Dropped{});
  OfficeCall later;
  later.started();
  merge(earlier, later);
  EXPECT_FALSE(earlier.contact.open());
  EXPECT_EQ(owes(later), "promise_kept drop_told")
      << "the promise and the number to call; no attempt to call back is owed any more";
  later.fill("callback", "+442079460142");
  later.does(intent::AddTask{"Tell them", "p_mara", later.now + hours(2), PromiseChannel::kPhone});
  EXPECT_EQ(owes(later), "");
}

TEST(Merge, ADutyWithATimeKeepsItsTime) {
  const char* const soon =
      "  - { id: soon, after: ask_goodbye, owes: [goodbye], within: 2h, text: Say it soon }\n";
  OfficeCall earlier(soon), later(soon), late(soon);
  earlier.started().does(intent::StartAction{*earlier.map.action("ask_goodbye")});
  const Instant due = earlier.now + hours(2);
  earlier.sees(observation::Dropped{});
  later.started();
  const auto duties = still_owed(earlier.map, earlier.contact, later.map, later.contact);
  const auto found = std::ranges::find_if(
      duties, [&](const Duty& duty) { return later.map.rules[at(duty.rule)].id == "soon"; });
  ASSERT_NE(found, duties.end());
  EXPECT_EQ(found->due, due);
  // Overdue already, it falls due at once.
  earlier.now = due + hours(1);
  earlier.sees(observation::TimePassed{});
  late.now = earlier.now;
  late.started();
  merge(earlier, late);
  late.pass(seconds(1));
  late.sees(observation::TimePassed{});
  const Rule& rule = *std::ranges::find(late.map.rules, "soon", &Rule::id);
  EXPECT_EQ(owed(late.contact.control, rule), Owed::kOverdue);
}

TEST(Merge, RequestsThatWaitedComeAlongAndWaitHere) {
  OfficeCall earlier;
  earlier.told().does(intent::OpenRequest{});
  earlier.fill("reason", "billing");
  earlier.fill("issue", "Charged twice");
  earlier.does(intent::TryStep{"Looked at both bills", {}});
  earlier.does(intent::SwitchRequest{1});
  earlier.sees(observation::Dropped{});
  OfficeCall later;
  later.started().fill("reason", "order");
  EXPECT_EQ(carried(earlier, later),
            "issue=The parcel never came; goal=Have it sent again; key_details=Sent on Friday; "
            "request; reason=billing; issue=Charged twice; step=Looked at both bills; back to 1");
  const std::string stage = later.stage();
  merge(earlier, later);
  EXPECT_EQ(later.contact.record.requests.size(), 2u);
  EXPECT_EQ(later.contact.control.request().number, 1);
  EXPECT_EQ(later.stage(), stage);
  EXPECT_EQ(carried(earlier, later), "") << "once";
}

TEST(Merge, AHandoffUnderWayIsWithdrawn) {
  OfficeCall earlier;
  earlier.offered().fill("callback", "+442079460142");
  earlier.sees(observation::Dropped{});
  ASSERT_EQ(earlier.handoff(), HandoffState::kOffered);
  OfficeCall later;
  later.started();
  merge(earlier, later);
  EXPECT_EQ(earlier.handoff(), HandoffState::kWithdrawn);
  EXPECT_EQ(later.handoff(), HandoffState::kNone);
}

TEST(Merge, PromisesStayWithTheContactInWhichTheyWereMade) {
  OfficeCall earlier;
  earlier.started().does(intent::AddTask{"Send the bill", "p_tomas", std::nullopt});
  earlier.sees(observation::Dropped{});
  OfficeCall later;
  later.started();
  merge(earlier, later);
  EXPECT_TRUE(later.contact.record.tasks.empty());
  earlier.tomas_does(intent::TaskDone{1, "Sent"});
  EXPECT_EQ(why(earlier), "nothing") << "also on the closed contact";
}

TEST(Merge, TakenApartEachHasWhatWasSaidInIt) {
  OfficeCall earlier;
  earlier.told().fill("timeframe", "Friday");
  earlier.fill("callback", "+442079460142");
  earlier.does(intent::TryStep{"Asked the carrier", {}});
  earlier.sees(observation::Dropped{});
  earlier.does(intent::Release{});
  const Control before = earlier.contact.control;
  const std::string was = values(earlier);
  const Instant due = earlier.contact.callback()->due;
  OfficeCall later;
  later.started().fill("urgency", "high");
  merge(earlier, later);
  EXPECT_EQ(values(later),
            "urgency=high; reason=order; callback=+442079460142; issue=The parcel never came; "
            "goal=Have it sent again; key_details=Sent on Friday; step=Asked the carrier");
  later.fill("key_details", "Sent on Monday");
  later.pass(minutes(3));
  earlier.now = later.now;
  part(earlier, later);
  EXPECT_EQ(values(later), "urgency=high; key_details=Sent on Monday; ")
      << "what was written here since stays";
  EXPECT_EQ(owes(later), "") << "the promise is theirs again";
  EXPECT_TRUE(later.contact.record.kept().links.empty());
  EXPECT_TRUE(earlier.contact.open());
  EXPECT_EQ(earlier.contact.control, before);
  EXPECT_EQ(values(earlier), was);
  EXPECT_EQ(earlier.contact.callback()->due, due);
  EXPECT_FALSE(earlier.contact.callback()->end.has_value());
  EXPECT_FALSE(earlier.contact.record.hung_up.has_value());
  EXPECT_FALSE(earlier.contact.record.closed.has_value());
  earlier.does(intent::Take{});
  EXPECT_EQ(earlier.callback(), CallbackState::kTrying) << "it goes on as if nothing had been";
}

TEST(Merge, TakenApartNobodyHoldsWhatTheyHaveLeft) {
  OfficeCall earlier;
  earlier.dropped().tomas_does(intent::Take{});
  ASSERT_EQ(earlier.holder(), "p_mara") << "one's own contact alone is taken while it is held";
  earlier.does(intent::Release{});
  earlier.tomas_does(intent::Take{});
  ASSERT_EQ(earlier.holder(), "p_tomas");
  OfficeCall later;
  later.started();
  merge(earlier, later);
  part(earlier, later);
  EXPECT_TRUE(earlier.contact.open());
  EXPECT_EQ(earlier.holder(), "") << "Tomas has gone on with something else";
}

TEST(Merge, TakenApartWhatWasDoneForAPromiseStaysDone) {
  OfficeCall earlier;
  earlier.started().does(intent::AddTask{"Send the bill", "p_tomas", std::nullopt});
  earlier.sees(observation::Dropped{});
  OfficeCall later;
  later.started();
  merge(earlier, later);
  earlier.tomas_does(intent::TaskDone{1, "Sent"});
  part(earlier, later);
  ASSERT_EQ(earlier.contact.record.tasks.size(), 1u);
  EXPECT_EQ(earlier.contact.record.tasks[0].state(), FollowUpState::kDone);
}

TEST(Merge, StaysOnceTheOneThatGoesOnIsClosed) {
  OfficeCall earlier;
  earlier.dropped();
  OfficeCall later;
  later.started();
  EXPECT_TRUE(parting_in_the_way(earlier.contact, later.contact)) << "it was never merged";
  merge(earlier, later);
  EXPECT_FALSE(parting_in_the_way(earlier.contact, later.contact));
  later.does(intent::EndEarly{*later.map.ending("hung_up")});
  const auto refusal = parting_in_the_way(earlier.contact, later.contact);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->sentence, "this contact is closed: the two stay together");
}

TEST(Merge, FoldsAgainToTheSameAfterBeingTakenApart) {
  OfficeCall earlier;
  earlier.told().sees(observation::Dropped{});
  OfficeCall later;
  later.started();
  merge(earlier, later);
  part(earlier, later);
  Contact anew;
  for (const Event& event : earlier.events) {
    const EncodedEvent written = encode(earlier.map, event);
    const auto read = decode(earlier.map, written.clear, written.secret);
    ASSERT_TRUE(read) << written.clear;
    fold(anew, earlier.map, *read);
  }
  EXPECT_EQ(anew.control, earlier.contact.control);
}

}  // namespace
}  // namespace callmap
