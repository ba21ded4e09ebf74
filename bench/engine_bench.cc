// The engine on the standard call: decide and apply, guide, notes, and what a live contact weighs.
//   build/bench/bin/engine_bench

#include <benchmark/benchmark.h>
#include <jemalloc/jemalloc.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/ensure.h"
#include "engine/notes.h"
#include "engine/trace.h"
#include "engine/view_json.h"
#include "map/compile.h"
#include "standard_files.h"

namespace callmap {
namespace {

const CallMap& standard_map() {
  static const CallMap map = [] {
    Loaded loaded = load_map(standard_files());
    ENSURE(loaded.map.has_value());
    return std::move(*loaded.map);
  }();
  return map;
}

// What this thread has been given and has not given back, rounded up to the allocator's sizes.
std::size_t heap_bytes() {
  std::uint64_t given = 0, back = 0;
  std::size_t size = sizeof(given);
  ENSURE(mallctl("thread.allocated", &given, &size, nullptr, 0) == 0);
  ENSURE(mallctl("thread.deallocated", &back, &size, nullptr, 0) == 0);
  return given - back;
}

// The commands of the standard call that are accepted, with the time each is given.
std::vector<Command> standard_call() {
  const CallMap& map = standard_map();
  // As long as those that the desk makes.
  const std::string contact_id = "c_24codzhhwbsmhkjf5n2k", person_id = "p_u4v3kytq5dlnlzpfzgbc",
                    customer_id = "u_k5j4aq0vw2dnslzhfzt7";
  const Instant start{1'700'000'000'000};
  const Author phone{Author::Kind::kPhone, {}}, agent{Author::Kind::kPerson, {person_id}},
      server{Author::Kind::kService, {}};
  std::vector<Command> commands = {
      {start, phone,
       Observation{observation::Started{
           {contact_id}, "7KQ-4MD-9FX", "phone", "", "+442079460111", "en", ""}}},
      {start, phone, Observation{observation::Offered{{person_id}}}},
      {start, phone, Observation{observation::Connected{}}}};
  Contact contact;
  for (const Command& command : commands) {
    const auto events = decide(map, contact, command);
    for (const Event& event : *events) fold(contact, map, event);
  }
  std::ifstream file("tests/traces/standard_call.jsonl");
  ENSURE(file.good());
  Instant now = start;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto parsed = parse_trace_line(map, line);
    ENSURE(parsed.has_value());
    if (const auto* wait = std::get_if<TraceWait>(&*parsed)) now = now + wait->length;
    Command command{now, agent, Observation{observation::TimePassed{}}};
    if (const auto* intent = std::get_if<Intent>(&*parsed)) command.what = *intent;
    if (auto* given = std::get_if<Intent>(&command.what)) {
      if (auto* choose = std::get_if<intent::ChooseCustomer>(given))
        choose->customer = {customer_id};
    }
    if (const auto* seen = std::get_if<Observation>(&*parsed)) command = {now, phone, *seen};
    if (const auto* verdict = std::get_if<Verdict>(&*parsed)) command = {now, server, *verdict};
    if (std::holds_alternative<TraceExpect>(*parsed)) continue;
    const auto events = decide(map, contact, command);
    if (!events) continue;
    for (const Event& event : *events) fold(contact, map, event);
    commands.push_back(std::move(command));
  }
  ENSURE(!contact.open());
  return commands;
}

Contact play(const CallMap& map, const std::vector<Command>& commands, std::size_t count) {
  Contact contact;
  for (std::size_t i = 0; i < count; ++i) {
    const auto events = decide(map, contact, commands[i]);
    for (const Event& event : *events) fold(contact, map, event);
  }
  return contact;
}

// Says how fast the machine is at this moment, for reading the figures below beside it: a chain of
// 100,000 multiplications that each need the one before.
void AFixedLoop(benchmark::State& state) {
  for (auto _ : state) {
    std::uint64_t number = 1;
    for (int i = 0; i < 100'000; ++i) number = number * 6'364'136'223'846'793'005u + 1;
    benchmark::DoNotOptimize(number);
  }
}

// The best of many short runs is what the code costs; the rest is what else the machine did.
double best(const std::vector<double>& runs) {
  return *std::ranges::min_element(runs);
}
double best_rate(const std::vector<double>& runs) {
  return *std::ranges::max_element(runs);
}

void DecideAndApplyTheStandardCall(benchmark::State& state) {
  const CallMap& map = standard_map();
  const auto commands = standard_call();
  for (auto _ : state) benchmark::DoNotOptimize(play(map, commands, commands.size()));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(commands.size()));
  state.counters["commands"] = static_cast<double>(commands.size());
}
BENCHMARK(AFixedLoop)
    ->Repetitions(40)
    ->MinTime(0.05)
    ->ComputeStatistics("best", best)
    ->DisplayAggregatesOnly();
BENCHMARK(DecideAndApplyTheStandardCall)
    ->Repetitions(40)
    ->MinTime(0.05)
    ->ComputeStatistics("best", best)
    ->ComputeStatistics("best_rate", best_rate)
    ->DisplayAggregatesOnly();

// What a contact weighs after so many commands, kept as the desk keeps it: each command works on a
// copy, which has no room to grow into except where the command has made some.
struct Weight {
  std::size_t whole = 0, control = 0;
};
Weight weigh(const CallMap& map, const std::vector<Command>& commands, std::size_t count) {
  const std::size_t before = heap_bytes();
  Contact contact = play(map, commands, count - 1);
  contact = Contact(contact);
  {
    const auto events = decide(map, contact, commands[count - 1]);
    for (const Event& event : *events) fold(contact, map, event);
  }
  Weight weight{heap_bytes() - before + sizeof(Contact), 0};
  const std::size_t with_record = heap_bytes();
  contact.record = Record();
  weight.control = weight.whole - (with_record - heap_bytes()) - sizeof(Record);
  return weight;
}

void WeightOfALiveContact(benchmark::State& state) {
  const CallMap& map = standard_map();
  const auto commands = standard_call();
  Weight at_three_quarters, most;
  for (auto _ : state) {
    for (std::size_t count = 1; count <= commands.size(); ++count) {
      const Weight weight = weigh(map, commands, count);
      most.whole = std::max(most.whole, weight.whole);
      most.control = std::max(most.control, weight.control);
      if (count == commands.size() * 3 / 4) at_three_quarters = weight;
    }
  }
  state.counters["bytes_in_place"] = static_cast<double>(sizeof(Contact));
  state.counters["bytes_at_three_quarters"] = static_cast<double>(at_three_quarters.whole);
  state.counters["bytes_at_most"] = static_cast<double>(most.whole);
  state.counters["bytes_control_at_most"] = static_cast<double>(most.control);
}
BENCHMARK(WeightOfALiveContact)->Iterations(3);

void GuideInTheMiddleOfTheCall(benchmark::State& state) {
  const CallMap& map = standard_map();
  const auto commands = standard_call();
  const Contact contact = play(map, commands, commands.size() / 2);
  for (auto _ : state) benchmark::DoNotOptimize(guide(map, contact, contact.record.last));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(GuideInTheMiddleOfTheCall);

void GuidanceAndNotesAsJson(benchmark::State& state) {
  const CallMap& map = standard_map();
  const auto commands = standard_call();
  const Contact contact = play(map, commands, commands.size() / 2);
  std::size_t bytes = 0;
  for (auto _ : state) {
    JsonWriter out;
    out.open().key("guidance");
    write(out, guide(map, contact, contact.record.last));
    out.key("notes");
    write(out, notes(map, contact));
    out.close();
    bytes = out.text().size();
    benchmark::DoNotOptimize(bytes);
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(GuidanceAndNotesAsJson);

}  // namespace
}  // namespace callmap
