// A live contact stays under its limit of memory through the whole standard call: a hundred
// thousand of them are kept at once.

#include <gtest/gtest.h>

#ifndef __SANITIZE_ADDRESS__
#include <jemalloc/jemalloc.h>
#endif

#include <fstream>
#include <string>
#include <vector>

#include "engine/test_call.h"
#include "engine/trace.h"

#ifdef __SANITIZE_ADDRESS__
// Of the sanitizer's own library; g++ comes without the header that declares it.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#endif

namespace callmap {
namespace {

constexpr std::size_t kContactBytesMax = 2'048;

// What was given and not given back. With the sanitizers as it was asked for, else rounded up to
// the sizes of the allocator that serves.
std::size_t heap_bytes() {
#ifdef __SANITIZE_ADDRESS__
  return __sanitizer_get_current_allocated_bytes();
#else
  std::uint64_t given = 0, back = 0;
  std::size_t size = sizeof(given);
  EXPECT_EQ(mallctl("thread.allocated", &given, &size, nullptr, 0), 0);
  EXPECT_EQ(mallctl("thread.deallocated", &back, &size, nullptr, 0), 0);
  return given - back;
#endif
}

void give(const CallMap& map, Contact& contact, const Command& command) {
  const auto events = decide(map, contact, command);
  if (!events) return;
  for (const Event& event : *events) fold(contact, map, event);
}

// The standard call, with ids as long as those that the desk makes.
std::vector<Command> standard_call(const CallMap& map) {
  const Author phone{Author::Kind::kPhone, {}}, service{Author::Kind::kService, {}};
  const std::string person = "p_u4v3kytq5dlnlzpfzgbc";
  const Author agent{Author::Kind::kPerson, {person}};
  Instant now{1'700'000'000'000};
  std::vector<Command> commands = {
      {now, phone,
       Observation{observation::Started{
           {"c_24codzhhwbsmhkjf5n2k"}, "7KQ-4MD-9FX", "phone", "", "+442079460111", "en", ""}}},
      {now, phone, Observation{observation::Offered{{person}}}},
      {now, phone, Observation{observation::Connected{}}}};
  std::ifstream file(CALLMAP_SOURCE_DIR "/tests/traces/standard_call.jsonl");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    auto parsed = parse_trace_line(map, line);
    EXPECT_TRUE(parsed.has_value()) << line;
    if (!parsed) continue;
    if (const auto* wait = std::get_if<TraceWait>(&*parsed)) now = now + wait->length;
    if (auto* intent = std::get_if<Intent>(&*parsed)) {
      auto* choose = std::get_if<intent::ChooseCustomer>(intent);
      if (choose != nullptr) choose->customer = {"u_k5j4aq0vw2dnslzhfzt7"};
      commands.push_back({now, agent, *intent});
    }
    if (const auto* seen = std::get_if<Observation>(&*parsed))
      commands.push_back({now, phone, *seen});
    if (const auto* verdict = std::get_if<Verdict>(&*parsed))
      commands.push_back({now, service, *verdict});
  }
  return commands;
}

TEST(Weight, ALiveContactStaysUnderTwoKilobytesThroughTheStandardCall) {
  const CallMap map = shipped_map("standard");
  const std::vector<Command> commands = standard_call(map);
  ASSERT_GT(commands.size(), 30U);
  std::size_t most = 0;
  Contact played;
  for (const Command& command : commands) {
    // As the desk keeps it: each command works on a copy, which has room to grow into only where
    // the command has made some.
    const std::size_t before = heap_bytes();
    Contact kept(played);
    give(map, kept, command);
    const std::size_t weight = heap_bytes() - before + sizeof(Contact);
    most = std::max(most, weight);
    EXPECT_LE(weight, kContactBytesMax);
    played = kept;
  }
  EXPECT_FALSE(played.open()) << "the call was played to its end";
  EXPECT_GT(most, sizeof(Contact)) << "what a contact holds outside itself is counted";
  RecordProperty("bytes_at_most", static_cast<int>(most));
}

}  // namespace
}  // namespace callmap
