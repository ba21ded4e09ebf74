// What a durable event costs: the store beside a bare SQLite loop on the same disk in the same run,
// in events a second, latency of the acknowledgement and CPU. Also what keys cost.
//
//   build/bench/bin/store_bench [--benchmark_filter=...]      (writes below TMPDIR or /tmp)

#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "base/ensure.h"
#include "clocks.h"
#include "store/keys.h"
#include "store/store.h"
#include "store/temporary_folder.h"

namespace callmap {
namespace {

using Time = std::chrono::steady_clock;

constexpr std::uint64_t kStreams = 1'000;
constexpr std::size_t kEventBytes = 200;

// Latencies in microseconds and what they come to.
struct Latencies {
  std::vector<double> all;
  void add(Time::time_point from) {
    all.push_back(std::chrono::duration<double, std::micro>(Time::now() - from).count());
  }
  [[nodiscard]] double at(double share) {
    if (all.empty()) return 0;
    const auto nth =
        all.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(all.size() - 1));
    std::nth_element(all.begin(), nth, all.end());
    return *nth;
  }
  void report(benchmark::State& state) {
    state.counters["p50_us"] = at(0.5);
    state.counters["p99_us"] = at(0.99);
  }
};

void report(benchmark::State& state, double events, double cpu) {
  state.counters["events/s"] = benchmark::Counter(events, benchmark::Counter::kIsRate);
  state.counters["cpu_us/event"] = cpu * 1e6 / events;
}

// The least that SQLite does: prepared inserts in WAL with synchronous FULL.
enum class Layout { kLogAlone, kUniqueIndex, kHeads };

class Bare {
 public:
  explicit Bare(Layout layout) : layout_(layout) {
    ENSURE(sqlite3_open((folder_ / "bare.db").c_str(), &database_) == SQLITE_OK);
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE log(position INTEGER PRIMARY KEY, stream INTEGER, version INTEGER, body "
        "TEXT);"
        "CREATE TABLE heads(stream INTEGER PRIMARY KEY, version INTEGER, position INTEGER)");
    if (layout == Layout::kUniqueIndex)
      run("CREATE UNIQUE INDEX by_stream ON log(stream, version)");
    for (std::uint64_t i = 0; layout == Layout::kHeads && i < kStreams; ++i) {
      run(("INSERT INTO heads VALUES (" + std::to_string(i) + ", 0, 0)").c_str());
    }
    add_ = prepare("INSERT INTO log(stream, version, body) VALUES (?, ?, ?)");
    move_ = prepare("UPDATE heads SET version = ?, position = ? WHERE stream = ?");
  }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;
  ~Bare() {
    sqlite3_finalize(add_);
    sqlite3_finalize(move_);
    sqlite3_close(database_);
  }
  void add_batch(std::int64_t count) {
    run("BEGIN IMMEDIATE");
    for (std::int64_t i = 0; i < count; ++i) {
      const auto stream = static_cast<std::int64_t>(next_ % kStreams);
      const auto version = static_cast<std::int64_t>(next_ / kStreams + 1);
      ++next_;
      sqlite3_bind_int64(add_, 1, stream);
      sqlite3_bind_int64(add_, 2, version);
      sqlite3_bind_text(add_, 3, body_.data(), static_cast<int>(body_.size()), SQLITE_STATIC);
      step(add_);
      if (layout_ != Layout::kHeads) continue;
      sqlite3_bind_int64(move_, 1, version);
      sqlite3_bind_int64(move_, 2, sqlite3_last_insert_rowid(database_));
      sqlite3_bind_int64(move_, 3, stream);
      step(move_);
    }
    run("COMMIT");
  }

 private:
  void run(const char* sql) {
    ENSURE(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    ENSURE(sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr) == SQLITE_OK);
    return statement;
  }
  static void step(sqlite3_stmt* statement) {
    ENSURE(sqlite3_step(statement) == SQLITE_DONE);
    sqlite3_reset(statement);
  }

  TemporaryFolder folder_;
  Layout layout_;
  sqlite3* database_ = nullptr;
  sqlite3_stmt* add_ = nullptr;
  sqlite3_stmt* move_ = nullptr;
  std::string body_ = std::string(kEventBytes, 'x');
  std::uint64_t next_ = 0;
};

void bare(benchmark::State& state, Layout layout) {
  Bare database(layout);
  Latencies latencies;
  const double cpu = cpu_seconds();
  for (auto _ : state) {
    const auto from = Time::now();
    database.add_batch(state.range(0));
    latencies.add(from);
  }
  report(state, static_cast<double>(state.iterations() * state.range(0)), cpu_seconds() - cpu);
  latencies.report(state);
}
BENCHMARK_CAPTURE(bare, log_alone, Layout::kLogAlone)->Arg(1)->Arg(30)->Arg(100)->UseRealTime();
BENCHMARK_CAPTURE(bare, unique_index, Layout::kUniqueIndex)->Arg(30)->Arg(100)->UseRealTime();
BENCHMARK_CAPTURE(bare, heads, Layout::kHeads)->Arg(30)->Arg(100)->UseRealTime();

class Events {
 public:
  Commit next(bool with_row) {
    const std::uint64_t stream = next_ % kStreams;
    const std::uint64_t version = next_ / kStreams;
    ++next_;
    const StreamId id{StreamKind::kContact, "contact-" + std::to_string(stream)};
    Commit commit{.appends = {{id, version, {{{1}, body_, body_}}}}};
    if (with_row) commit.rows.push_back({"open", id.id, "", "now"});
    return commit;
  }

 private:
  std::string body_ = std::string(kEventBytes / 2, 'x');
  std::uint64_t next_ = 0;
};

std::unique_ptr<Store> open_store(const TemporaryFolder& folder) {
  auto store = open_sqlite_store(folder / "callmap.db");
  ENSURE(store.has_value());
  return std::move(*store);
}

// As many commits under way as the argument says: each is one event, as from that many agents who
// wait for nothing but the disk.
void in_flight(benchmark::State& state, bool with_row) {
  TemporaryFolder folder;
  const auto store = open_store(folder);
  Events events;
  Latencies latencies;
  latencies.all.reserve(1u << 22);
  std::counting_semaphore<> room(state.range(0));
  std::uintmax_t wal = 0;
  const double cpu = cpu_seconds();
  for (auto _ : state) {
    room.acquire();
    const auto from = Time::now();
    store->commit(events.next(with_row), [&, from](Result<Committed> done) {
      ENSURE(done.has_value());
      latencies.add(from);
      room.release();
    });
  }
  ENSURE(store->commit_now({}).has_value());
  wal = std::filesystem::file_size(folder / "callmap.db-wal");
  report(state, static_cast<double>(state.iterations()), cpu_seconds() - cpu);
  latencies.report(state);
  state.counters["wal_mb"] = static_cast<double>(wal) / 1e6;
}
BENCHMARK_CAPTURE(in_flight, event, false)->Arg(1)->Arg(30)->Arg(100)->Arg(1000)->UseRealTime();
BENCHMARK_CAPTURE(in_flight, event_and_row, true)->Arg(1)->Arg(100)->Arg(1000)->UseRealTime();

// Events at a steady rate, whether earlier ones are done or not; beside it how far the machine
// alone makes a sleeper late.
void steady(benchmark::State& state) {
  TemporaryFolder folder;
  const auto store = open_store(folder);
  Events events;
  Latencies latencies;
  Latencies lateness;
  const auto step = std::chrono::milliseconds(1);
  const auto each = state.range(0) / 1'000;
  const double cpu = cpu_seconds();
  auto due = Time::now();
  for (auto _ : state) {
    for (std::int64_t i = 0; i < each; ++i) {
      store->commit(events.next(false), [&, due](Result<Committed> done) {
        ENSURE(done.has_value());
        latencies.add(due);
      });
    }
    due += step;
    std::this_thread::sleep_until(due);
    lateness.add(due);
  }
  ENSURE(store->commit_now({}).has_value());
  report(state, static_cast<double>(state.iterations() * each), cpu_seconds() - cpu);
  latencies.report(state);
  state.counters["idle_p99_us"] = lateness.at(0.99);
}
BENCHMARK(steady)->Arg(1'000)->Arg(10'000)->Arg(30'000)->UseRealTime()->MinTime(4);

void read_contact(benchmark::State& state) {
  TemporaryFolder folder;
  const auto store = open_store(folder);
  Events events;
  for (std::uint64_t i = 0; i < kStreams * 60; ++i) store->commit(events.next(false), [](auto) {});
  ENSURE(store->commit_now({}).has_value());
  std::uint64_t next = 0;
  for (auto _ : state) {
    const StreamId id{StreamKind::kContact, "contact-" + std::to_string(next++ % kStreams)};
    ENSURE(store->read(id)->size() == 60);
  }
}
BENCHMARK(read_contact);

void verify(benchmark::State& state) {
  TemporaryFolder folder;
  const auto store = open_store(folder);
  Events events;
  for (std::uint64_t i = 0; i < 100'000; ++i) store->commit(events.next(false), [](auto) {});
  ENSURE(store->commit_now({}).has_value());
  for (auto _ : state) ENSURE(store->verify().value() == 100'000);
  state.counters["records/s"] = benchmark::Counter(static_cast<double>(state.iterations()) * 1e5,
                                                   benchmark::Counter::kIsRate);
}
BENCHMARK(verify)->Unit(benchmark::kMillisecond);

struct Keys {
  TemporaryFolder folder;
  std::unique_ptr<KeyRing> ring;
  Keys() {
    auto opened = KeyRing::open(folder / "master.key", folder / "callmap.keys");
    ENSURE(opened.has_value());
    ring = std::move(*opened);
  }
};

// The argument: how many names were erased before.
void seal_under_new_key(benchmark::State& state) {
  const Keys keys;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    ENSURE(keys.ring->destroy("gone/" + std::to_string(i)).has_value());
  }
  const std::string text(100, 'x');
  std::uint64_t next = 0;
  for (auto _ : state) {
    ENSURE(keys.ring->seal("contact/" + std::to_string(next++), text, "place").has_value());
  }
}
BENCHMARK(seal_under_new_key)->Arg(0)->Arg(2'000);

void seal_under_known_key(benchmark::State& state) {
  const Keys keys;
  const std::string text(100, 'x');
  for (auto _ : state) ENSURE(keys.ring->seal("contact/1", text, "place").has_value());
}
BENCHMARK(seal_under_known_key);

void erase_a_person(benchmark::State& state) {
  const Keys keys;
  std::uint64_t next = 0;
  for (auto _ : state) ENSURE(keys.ring->destroy("gone/" + std::to_string(next++)).has_value());
  state.counters["bytes/erasure"] =
      static_cast<double>(std::filesystem::file_size(keys.folder / "callmap.keys")) /
      static_cast<double>(state.iterations());
}
BENCHMARK(erase_a_person)->UseRealTime();

}  // namespace
}  // namespace callmap
