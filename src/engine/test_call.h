#pragma once
// A call for tests: a map from text and one contact that takes commands by name, with a clock that
// the test moves. It keeps every event, so that a test can fold them again.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "engine/decide.h"
#include "engine/move.h"
#include "map/compile.h"

namespace callmap {

// tests/maps/small: a map with one of everything that the engine judges.
inline std::string small_map() {
  std::ifstream file(CALLMAP_SOURCE_DIR "/tests/maps/small/map.yaml");
  return {std::istreambuf_iterator<char>(file), {}};
}

// tests/maps/office: teams, what travels between them, callbacks.
inline std::string office_map() {
  std::ifstream file(CALLMAP_SOURCE_DIR "/tests/maps/office/map.yaml");
  return {std::istreambuf_iterator<char>(file), {}};
}

// One of the maps that the program comes with.
inline CallMap shipped_map(const std::string& name) {
  const std::filesystem::path root = std::string(CALLMAP_SOURCE_DIR "/maps/") + name;
  std::vector<SourceFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream file(entry.path());
    files.push_back({std::filesystem::relative(entry.path(), root).string(),
                     {std::istreambuf_iterator<char>(file), {}}});
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  Loaded loaded = load_map(files);
  for (const Problem& problem : loaded.problems) {
    if (problem.severity == Severity::kError) ADD_FAILURE() << render(problem);
  }
  return std::move(loaded.map).value_or(CallMap{});
}

class TestCall {
 public:
  explicit TestCall(const std::string& text = small_map()) {
    Loaded loaded = load_map({{"map.yaml", text}});
    for (const Problem& problem : loaded.problems) {
      if (problem.severity == Severity::kError) ADD_FAILURE() << render(problem);
    }
    if (!loaded.map) throw std::runtime_error("the test's map does not compile");
    map = std::move(*loaded.map);
  }

  CallMap map;
  Contact contact;
  std::vector<Event> events;
  Instant now{1'700'000'000'000};
  std::optional<Refusal> refused;

  static Author agent() { return {Author::Kind::kPerson, {"p_mara"}}; }

  // Judges it, keeps and folds what happens. The number of events; refused is set instead when it
  // was declined.
  std::size_t send(Command command) {
    refused.reset();
    auto made = decide(map, contact, command);
    if (!made) {
      refused = std::move(made.error());
      return 0;
    }
    for (const Event& event : *made) {
      contact = apply(std::move(contact), map, event);
      events.push_back(event);
      // The derived bits are kept event by event; made anew they are the same.
      Control anew = contact.control;
      refresh_system(anew, map);
      EXPECT_EQ(anew, contact.control) << "after " << event.body.index();
    }
    return made->size();
  }
  std::size_t does(Intent intent) { return send({now, agent(), std::move(intent)}); }
  std::size_t sees(Observation seen) {
    return send({now, {Author::Kind::kPhone, {}}, std::move(seen)});
  }
  std::size_t ruled(Verdict verdict) {
    return send({now, {Author::Kind::kService, {}}, std::move(verdict)});
  }
  void pass(Duration time) { now = now + time; }

  // An offered, connected call at the first stage after preparation.
  TestCall& started() {
    sees(observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "", "+442079460111", "en", ""});
    sees(observation::Offered{{"p_mara"}});
    sees(observation::Connected{});
    return *this;
  }
  TestCall& purpose_agreed() {
    fill("issue", "Bill has doubled");
    fill("goal", "Know why");
    does(intent::Tick{*map.checkpoint("agreed")});
    return *this;
  }
  TestCall& verified(const char* method = "pin") {
    does(intent::ChooseCustomer{{"u_1"}});
    attempt(method, true);
    return *this;
  }
  std::size_t attempt(const char* method, bool passed, bool correction = false) {
    const MethodIndex index = *map.method(method);
    return ruled(verdict::Attempted{index, "", passed, correction, PassSource::kCompared,
                                    map.verification.methods[at(index)].opens});
  }
  std::size_t fill(const char* field, const char* value) {
    return does(intent::Fill{*map.field(field), value, Origin::kTyped});
  }
  std::size_t go(const char* stage) { return does(intent::Go{*map.stage(stage)}); }
  std::size_t open(const char* procedure) { return does(intent::Open{*map.procedure(procedure)}); }
  std::size_t answer(const char* procedure, const char* step, std::size_t which = 0) {
    const ProcedureIndex index = *map.procedure(procedure);
    return does(intent::Answer{index, *map.step(index, step), static_cast<AnswerIndex>(which)});
  }
  std::string stage() const { return map.stages[at(contact.control.stage)].id; }
  std::string top() const {
    if (!contact.control.in_procedure()) return "";
    const StackEntry entry = contact.control.top();
    const Procedure& procedure = map.procedures[at(entry.procedure)];
    return procedure.id + "." + procedure.steps[at(entry.step)].id;
  }
  std::string value(const char* field) const {
    const FieldEntry* entry = contact.field(map, *map.field(field));
    return entry ? entry->value : "";
  }
  bool ticked(const char* checkpoint) const {
    return holds(map.checkpoints[at(*map.checkpoint(checkpoint))].met_by, contact.control);
  }
};

// Says why the last command was declined, `nothing` when it was not.
inline std::string why(const TestCall& call) {
  return call.refused ? std::string(name(call.refused->reason)) : "nothing";
}

}  // namespace callmap
