#include "review/attendance.h"

#include <gtest/gtest.h>

namespace callmap {
namespace {

TimeSpan minutes_of_day(int from, int to) {
  return {Instant{} + minutes(from), Instant{} + minutes(to)};
}
const TimeSpan kDay = minutes_of_day(0, 24 * 60);

TEST(Attendance, CountsSeveralChatsAtOnceAsOneBusyTime) {
  const std::vector taking{minutes_of_day(540, 600)};
  const std::vector chats{minutes_of_day(550, 570), minutes_of_day(560, 580)};
  const Attendance found = attendance(taking, chats, kDay);
  EXPECT_EQ(found.at_work, minutes(60));
  EXPECT_EQ(found.busy, minutes(30));
}

TEST(Attendance, CountsWorkWithAContactWhileAwayAsTimeAtWork) {
  const std::vector taking{minutes_of_day(540, 550)};
  const std::vector contacts{minutes_of_day(545, 555)};
  const Attendance found = attendance(taking, contacts, kDay);
  EXPECT_EQ(found.at_work, minutes(15));
  EXPECT_EQ(found.busy, minutes(10));
}

TEST(Attendance, LooksOnlyAtTheTimeAskedFor) {
  const std::vector taking{minutes_of_day(0, 120)};
  const std::vector contacts{minutes_of_day(20, 40), minutes_of_day(100, 140)};
  const Attendance found = attendance(taking, contacts, minutes_of_day(30, 60));
  EXPECT_EQ(found.at_work, minutes(30));
  EXPECT_EQ(found.busy, minutes(10));
}

}  // namespace
}  // namespace callmap
