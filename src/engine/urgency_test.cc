// The requests of a contact by how urgent they are: which stands first, which is gone on with, who
// changes it.

#include "engine/urgency.h"

#include <gtest/gtest.h>

#include "engine/guide.h"
#include "engine/test_office_call.h"

namespace callmap {
namespace {

// As the agent reads them: `2 high*` is the current one.
std::string order(const OfficeCall& call) {
  std::string all;
  for (const RequestView& each : guide(call.map, call.contact, call.now).requests) {
    if (!all.empty()) all += ", ";
    all += std::to_string(each.number);
    if (each.open) all += " " + each.urgency;
    if (each.current) all += "*";
  }
  return all;
}

// Three requests, the last of them current, all as urgent as usual.
OfficeCall three() {
  OfficeCall call;
  call.started().does(intent::OpenRequest{});
  call.does(intent::OpenRequest{});
  EXPECT_EQ(order(call), "1 normal, 2 normal, 3 normal*");
  return call;
}

TEST(Urgency, TheMostUrgentStandsFirstAndOfEqualsTheOldest) {
  OfficeCall call = three();
  call.fill("urgency", "high");
  EXPECT_EQ(order(call), "3 high*, 1 normal, 2 normal");
  call.does(intent::SwitchRequest{1});
  call.fill("urgency", "low");
  EXPECT_EQ(order(call), "3 high, 2 normal, 1 low*");
}

TEST(Urgency, TheAgentSaysHowUrgentOneIsThatWaits) {
  OfficeCall call = three();
  EXPECT_EQ(call.does(intent::Prioritise{2, "high"}), 3u);
  EXPECT_EQ(order(call), "2 high, 1 normal, 3 normal*") << "and stays where they are";
  EXPECT_EQ(call.does(intent::Prioritise{2, "high"}), 0u) << "once is enough";
  EXPECT_EQ(call.does(intent::Prioritise{3, "low"}), 1u) << "the current one too";
  EXPECT_EQ(call.value("urgency"), "low") << "it is the field of its stage";
  const auto field = *call.map.field("urgency");
  EXPECT_EQ(call.contact.field(field, 2)->value, "high");
}

TEST(Urgency, WhatItCannotBeIsRefused) {
  OfficeCall call = three();
  call.does(intent::Prioritise{2, "at once"});
  EXPECT_EQ(why(call), "invalid");
  call.does(intent::Prioritise{9, "high"});
  EXPECT_EQ(why(call), "unknown");
  call.does(intent::Dispose{2, *call.map.disposition("open_")});
  call.does(intent::Prioritise{2, "high"});
  EXPECT_EQ(why(call), "unknown") << "it has ended";
  TestCall none;
  none.started().does(intent::Prioritise{1, "high"});
  EXPECT_EQ(why(none), "not-offered") << "that map knows no urgency";
}

TEST(Urgency, WhenOneEndsTheMostUrgentOneThatWaitsIsGoneOnWith) {
  OfficeCall call = three();
  call.does(intent::Prioritise{2, "high"});
  call.does(intent::Dispose{3, *call.map.disposition("open_")});
  EXPECT_EQ(order(call), "2 high*, 1 normal, 3");
  EXPECT_EQ(call.last(2), "disposed request_switched");
  call.does(intent::Dispose{2, *call.map.disposition("open_")});
  EXPECT_EQ(order(call), "1 normal*, 2, 3");
}

TEST(Urgency, EndingOneThatWaitsLeavesTheCurrentOne) {
  OfficeCall call = three();
  call.does(intent::Prioritise{1, "high"});
  call.does(intent::Dispose{2, *call.map.disposition("open_")});
  EXPECT_EQ(order(call), "1 high, 3 normal*, 2");
}

TEST(Urgency, OfEqualsTheOldestIsGoneOnWithWhereverItStands) {
  OfficeCall call = three();
  // The first one's place is taken by the fourth, which is younger than the second.
  call.does(intent::Dispose{1, *call.map.disposition("open_")});
  call.does(intent::OpenRequest{});
  ASSERT_EQ(order(call), "2 normal, 3 normal, 4 normal*, 1");
  call.does(intent::Dispose{4, *call.map.disposition("open_")});
  EXPECT_EQ(order(call), "2 normal*, 3 normal, 1, 4");
}

TEST(Urgency, AfterTheCallRequestsStandByTheirNumber) {
  OfficeCall call = three();
  call.does(intent::Prioritise{2, "high"});
  EXPECT_EQ(guide(call.map, call.contact, call.now).urgencies.size(), 3u);
  EXPECT_EQ(guide(call.map, call.contact, call.now).urgencies.front().id, "high");
  call.sees(observation::HungUp{"caller"});
  EXPECT_EQ(order(call), "1 normal, 2 high, 3 normal*");
  EXPECT_TRUE(guide(call.map, call.contact, call.now).urgencies.empty());
}

TEST(Urgency, OneRequestAloneHasNoOrder) {
  OfficeCall call;
  call.started();
  EXPECT_TRUE(guide(call.map, call.contact, call.now).urgencies.empty());
}

}  // namespace
}  // namespace callmap
