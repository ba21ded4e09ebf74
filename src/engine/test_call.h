#pragma once
// A call for tests: a map from text and one contact that takes commands by name, with a clock that
// the test moves. It keeps every event, so that a test can fold them again.

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/decide.h"
#include "map/compile.h"

namespace callmap {

// tests/maps/small: a map with one of everything that the engine judges.
std::string small_map();

// tests/maps/office: teams, what travels between them, callbacks.
std::string office_map();

// One of the maps that the program comes with.
CallMap shipped_map(const std::string& name);

class TestCall {
 public:
  explicit TestCall(const std::string& text = small_map());
  ~TestCall();
  TestCall(const TestCall&);
  TestCall(TestCall&&) noexcept;
  TestCall& operator=(const TestCall&);
  TestCall& operator=(TestCall&&) noexcept;

  CallMap map;
  Contact contact;
  std::vector<Event> events;
  Instant now{1'700'000'000'000};
  std::optional<Refusal> refused;

  static Author agent() { return {Author::Kind::kPerson, {"p_mara"}}; }

  // Judges it, keeps and folds what happens. The number of events; refused is set instead when it
  // was declined.
  std::size_t send(const Command& command);
  std::size_t does(Intent intent);
  std::size_t sees(Observation seen);
  std::size_t ruled(Verdict verdict);
  void pass(Duration time) { now = now + time; }

  // An offered, connected call at the first stage after preparation.
  TestCall& started();
  TestCall& purpose_agreed();
  TestCall& verified(const char* method = "pin");
  std::size_t attempt(const char* method, bool passed, bool correction = false);
  std::size_t fill(const char* field, const char* value);
  std::size_t go(const char* stage);
  std::size_t open(const char* procedure);
  std::size_t answer(const char* procedure, const char* step, std::size_t which = 0);
  std::string stage() const;
  std::string top() const;
  std::string value(const char* field) const;
  bool ticked(const char* checkpoint) const;
};

// Says why the last command was declined, `nothing` when it was not.
std::string why(const TestCall& call);

}  // namespace callmap
