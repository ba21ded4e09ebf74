#include "store/hex.h"

#include <gtest/gtest.h>

namespace callmap {
namespace {

TEST(Hex, GoesThereAndBack) {
  const std::string bytes("\x00\x7f\xff seal", 8);
  EXPECT_EQ(to_hex(bytes), "007fff207365616c");
  EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
  EXPECT_EQ(from_hex(""), "");
}

TEST(Hex, RefusesWhatIsNone) {
  for (const char* text : {"0", "0g", "00 ", "no hex", "007"}) {
    EXPECT_EQ(from_hex(text).error().kind, ErrorKind::kDamaged) << text;
  }
}

}  // namespace
}  // namespace callmap
