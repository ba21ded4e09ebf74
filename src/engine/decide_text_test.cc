// What people type: how long it may be and when it may fall due.

#include <gtest/gtest.h>

#include "engine/test_call.h"
#include "engine/value.h"

namespace callmap {
namespace {

std::string sentence(const TestCall& call) {
  return call.refused ? call.refused->sentence : "";
}

TEST(DecideText, SaysInTheFieldsOwnWordsHowMuchRoomItHas) {
  TestCall call;
  call.started();
  call.fill("issue", std::string(5'000, 'x').c_str());
  EXPECT_EQ(why(call), "invalid");
  EXPECT_EQ(call.refused->subject, "issue");
  EXPECT_EQ(sentence(call), "Stated issue has room for 4,000 characters; this is 5,000");
  call.fill("goal", std::string(201, 'x').c_str());
  EXPECT_EQ(sentence(call), "Goal has room for 200 characters; this is 201");
  call.does(intent::TryStep{std::string(1'234'567, 'x'), std::nullopt});
  EXPECT_EQ(sentence(call), "Step has room for 200 characters; this is 1,234,567");
  call.does(intent::WhyNot{*call.map.checkpoint("asked"), std::string(201, 'x')});
  EXPECT_EQ(sentence(call), "Why not has room for 200 characters; this is 201");
  call.does(intent::AddTask{std::string(201, 'x'), "", std::nullopt});
  EXPECT_EQ(sentence(call), "Task has room for 200 characters; this is 201");
  call.does(intent::AddTask{"x", std::string(201, 'x'), std::nullopt});
  EXPECT_EQ(sentence(call), "Owner has room for 200 characters; this is 201");
  call.does(intent::TryStep{" \n", std::nullopt});
  EXPECT_EQ(sentence(call), "write 1 to 200 characters");
}

TEST(DecideText, CountsCharactersAndNotTheirBytes) {
  EXPECT_EQ(characters("Zoë \u2014 \U0001F600"), 7U);
  std::string text;
  for (std::size_t i = 0; i < kTextLengthMax; ++i) text += "\u00eb";
  TestCall call;
  call.started().fill("issue", text.c_str());
  EXPECT_EQ(why(call), "nothing");
  EXPECT_EQ(call.value("issue"), text);
  call.fill("issue", (text + "x").c_str());
  EXPECT_EQ(sentence(call), "Stated issue has room for 4,000 characters; this is 4,001");
}

TEST(DecideText, RefusesATaskThatIsDueBeforeNow) {
  TestCall call;
  call.started();
  call.does(intent::AddTask{"Send the bill", "Back office", call.now + Duration{-1}});
  EXPECT_EQ(why(call), "invalid");
  EXPECT_EQ(call.refused->subject, "due");
  EXPECT_EQ(sentence(call), "this task would be due before now: choose a later time, or none");
  EXPECT_TRUE(call.contact.record.tasks.empty());
  call.does(intent::AddTask{"Send the bill", "Back office", call.now});
  EXPECT_EQ(why(call), "nothing");
}

}  // namespace
}  // namespace callmap
