// Two contacts of one customer that become one: what is in the way, and what comes along.

#include "engine/merge.h"

#include <gtest/gtest.h>

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
    } else {
      told += "step=" + std::get<intent::TryStep>(intent).text;
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

}  // namespace
}  // namespace callmap
