#include "engine/test_call.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "engine/move.h"

namespace callmap {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void expect_no_errors(const Loaded& loaded) {
  for (const Problem& problem : loaded.problems) {
    if (problem.severity == Severity::kError) ADD_FAILURE() << render(problem);
  }
}

}  // namespace

std::string small_map() {
  return text_of(CALLMAP_SOURCE_DIR "/tests/maps/small/map.yaml");
}

std::string office_map() {
  return text_of(CALLMAP_SOURCE_DIR "/tests/maps/office/map.yaml");
}

CallMap shipped_map(const std::string& name) {
  const std::filesystem::path root = std::string(CALLMAP_SOURCE_DIR "/maps/") + name;
  std::vector<SourceFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".yaml") continue;
    files.push_back(
        {std::filesystem::relative(entry.path(), root).string(), text_of(entry.path())});
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  Loaded loaded = load_map(files);
  expect_no_errors(loaded);
  return std::move(loaded.map).value_or(CallMap{});
}

TestCall::TestCall(const std::string& text) {
  Loaded loaded = load_map({{"map.yaml", text}});
  expect_no_errors(loaded);
  if (!loaded.map) throw std::runtime_error("the test's map does not compile");
  map = std::move(*loaded.map);
}

TestCall::~TestCall() = default;
TestCall::TestCall(const TestCall&) = default;
TestCall::TestCall(TestCall&&) noexcept = default;
TestCall& TestCall::operator=(const TestCall&) = default;
TestCall& TestCall::operator=(TestCall&&) noexcept = default;

std::size_t TestCall::send(const Command& command) {
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

std::size_t TestCall::does(Intent intent) {
  return send({now, agent(), std::move(intent)});
}

std::size_t TestCall::sees(Observation seen) {
  return send({now, {Author::Kind::kPhone, {}}, std::move(seen)});
}

std::size_t TestCall::ruled(Verdict verdict) {
  return send({now, {Author::Kind::kService, {}}, std::move(verdict)});
}

TestCall& TestCall::started() {
  sees(observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "", "+442079460111", "en", ""});
  sees(observation::Offered{{"p_mara"}});
  sees(observation::Connected{});
  return *this;
}

TestCall& TestCall::purpose_agreed() {
  fill("issue", "Bill has doubled");
  fill("goal", "Know why");
  does(intent::Tick{*map.checkpoint("agreed")});
  return *this;
}

TestCall& TestCall::verified(const char* method) {
  does(intent::ChooseCustomer{{"u_1"}});
  attempt(method, true);
  return *this;
}

std::size_t TestCall::attempt(const char* method, bool passed, bool correction) {
  const MethodIndex index = *map.method(method);
  return ruled(verdict::Attempted{index, "", passed, correction, PassSource::kCompared,
                                  map.verification.methods[at(index)].opens});
}

std::size_t TestCall::fill(const char* field, const char* value) {
  return does(intent::Fill{*map.field(field), value, Origin::kTyped});
}

std::size_t TestCall::go(const char* stage) {
  return does(intent::Go{*map.stage(stage)});
}

std::size_t TestCall::open(const char* procedure) {
  return does(intent::Open{*map.procedure(procedure)});
}

std::size_t TestCall::answer(const char* procedure, const char* step, std::size_t which) {
  const ProcedureIndex index = *map.procedure(procedure);
  return does(intent::Answer{index, *map.step(index, step), static_cast<AnswerIndex>(which)});
}

std::string TestCall::stage() const {
  return map.stages[at(contact.control.stage)].id;
}

std::string TestCall::top() const {
  if (!contact.control.in_procedure()) return "";
  const StackEntry entry = contact.control.top();
  const Procedure& procedure = map.procedures[at(entry.procedure)];
  return procedure.id + "." + procedure.steps[at(entry.step)].id;
}

std::string TestCall::value(const char* field) const {
  const FieldEntry* entry = contact.field(map, *map.field(field));
  return entry ? entry->value : "";
}

bool TestCall::ticked(const char* checkpoint) const {
  return holds(map.checkpoints[at(*map.checkpoint(checkpoint))].met_by, contact.control);
}

std::string why(const TestCall& call) {
  return call.refused ? std::string(name(call.refused->reason)) : "nothing";
}

}  // namespace callmap
