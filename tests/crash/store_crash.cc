// Kills a process that writes to the store and seals with the key ring, again and again at random
// moments, and looks at what is left: nothing that was acknowledged may be lost, every chain must
// verify, rows must agree with their records, every sealed record must open, and every erasure that
// was acknowledged must hold.
//
//   store_crash [--runs N] [--seed N]

#include <fmt/core.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <thread>

#include "store/keys.h"
#include "store/store.h"
#include "store/temporary_folder.h"

namespace callmap {
namespace {

constexpr std::uint64_t kRunsDefault = 12;
constexpr std::uint64_t kRunsAFolder = 20;  // then a new one, so that looking stays quick
constexpr std::uint64_t kStreams = 16;
constexpr std::uint64_t kErasedStream = kStreams;  // one version an erased name
constexpr int kInFlightMax = 64;
// Every other life may end while the files are made or opened.
constexpr std::uint64_t kShortLifeMs = 100;
constexpr std::uint64_t kLongLifeMs = 700;

struct Acknowledgement {
  enum class Kind : std::uint32_t { kCommitted, kErased } kind;
  std::uint32_t stream;
  std::uint64_t version;
};

StreamId stream_id(std::uint64_t stream) {
  return {StreamKind::kContact, fmt::format("c{}", stream)};
}
// What stands at a place follows from the place, so that nothing has to be remembered to check it.
std::string text_at(std::uint64_t stream, std::uint64_t version) {
  std::string text = fmt::format("{{\"stream\":{},\"version\":{}}}", stream, version);
  text.append((stream * 7 + version * 131) % 900, 'x');
  return text;
}
std::string key_at(std::uint64_t stream, std::uint64_t version) {
  if (stream == kErasedStream) return fmt::format("erased/{}", version);
  return fmt::format("contact/{}/{}", stream, version / 8);
}

struct Opened {
  std::unique_ptr<Store> store;
  std::unique_ptr<KeyRing> keys;
};

Result<Opened> open_both(const TemporaryFolder& folder) {
  Opened opened;
  opened.store = CALLMAP_TRY(open_sqlite_store(folder / "callmap.db"));
  opened.keys = CALLMAP_TRY(KeyRing::open(folder / "master.key", folder / "callmap.keys"));
  return opened;
}

// The process that will be killed. It reports to the pipe only what it was told is durable.
class Victim {
 public:
  Victim(Opened opened, int pipe, std::uint64_t seed)
      : opened_(std::move(opened)), pipe_(pipe), random_(seed) {}

  [[noreturn]] void live() {
    for (std::uint64_t stream = 0; stream <= kErasedStream; ++stream) {
      versions_[stream] = opened_.store->read(stream_id(stream)).value().size();
    }
    for (std::uint64_t i = 1;; ++i) {
      append(random_() % kStreams);
      if (i % 97 == 0) erase();
    }
  }

 private:
  Commit next_commit(std::uint64_t stream) {
    const std::uint64_t version = ++versions_[stream];
    const std::string text = text_at(stream, version);
    const auto sealed = opened_.keys->seal(key_at(stream, version), text, stream_id(stream).id);
    return {.appends = {{stream_id(stream),
                         version - 1,
                         {{{static_cast<std::int64_t>(version)}, text, sealed.value()}}}},
            .rows = {{"versions", stream_id(stream).id, "", std::to_string(version)}}};
  }
  void append(std::uint64_t stream) {
    while (in_flight_ >= kInFlightMax) std::this_thread::yield();
    ++in_flight_;
    Commit commit = next_commit(stream);
    const std::uint64_t version = versions_[stream];
    opened_.store->commit(std::move(commit), [this, stream, version](Result<Committed> done) {
      if (!done) std::abort();
      report(Acknowledgement::Kind::kCommitted, stream, version);
      --in_flight_;
    });
  }
  void erase() {
    if (!opened_.store->commit_now(next_commit(kErasedStream))) std::abort();
    const std::uint64_t version = versions_[kErasedStream];
    report(Acknowledgement::Kind::kCommitted, kErasedStream, version);
    if (!opened_.keys->destroy(key_at(kErasedStream, version))) std::abort();
    report(Acknowledgement::Kind::kErased, kErasedStream, version);
  }
  void report(Acknowledgement::Kind kind, std::uint64_t stream, std::uint64_t version) const {
    const Acknowledgement told{kind, static_cast<std::uint32_t>(stream), version};
    if (write(pipe_, &told, sizeof told) != sizeof told) std::abort();
  }

  Opened opened_;
  int pipe_;
  std::mt19937_64 random_;
  std::map<std::uint64_t, std::uint64_t> versions_;
  std::atomic<int> in_flight_ = 0;
};

// What the victims were told, over all runs in one folder.
struct Promised {
  std::map<std::uint64_t, std::uint64_t> versions;
  std::set<std::uint64_t> erased;
  std::uint64_t count = 0;

  void take(const Acknowledgement& told) {
    ++count;
    if (told.kind == Acknowledgement::Kind::kErased) {
      erased.insert(told.version);
    } else {
      versions[told.stream] = std::max(versions[told.stream], told.version);
    }
  }
};

// Reads the pipe until its writer is gone, and makes it so when its time is up.
void kill_in_time(pid_t victim, int pipe, int life_ms, Promised& promised) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(life_ms);
  bool killed = false;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    if (!killed && left.count() <= 0) {
      kill(victim, SIGKILL);
      killed = true;
    }
    pollfd ready{.fd = pipe, .events = POLLIN};
    if (poll(&ready, 1, killed ? -1 : static_cast<int>(left.count())) <= 0) continue;
    Acknowledgement told;
    if (read(pipe, &told, sizeof told) != sizeof told) break;
    promised.take(told);
  }
  int status = 0;
  waitpid(victim, &status, 0);
  if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) {
    fmt::print("the writing process ended by itself, status {}\n", status);
    std::exit(1);
  }
}

Result<> check_stream(Opened& opened, const Promised& promised, std::uint64_t stream) {
  const StreamId id = stream_id(stream);
  const auto records = CALLMAP_TRY(opened.store->read(id));
  const auto told = promised.versions.find(stream);
  if (told != promised.versions.end() && records.size() < told->second) {
    return failure(fmt::format("{} lost: version {} was acknowledged, {} are there", id.id,
                               told->second, records.size()));
  }
  const auto rows = CALLMAP_TRY(opened.store->rows("versions", id.id));
  const std::string row = rows.empty() ? "0" : rows.front().value;
  if (row != std::to_string(records.size())) {
    return failure(
        fmt::format("{} has {} records and its row says {}", id.id, records.size(), row));
  }
  for (const auto& record : records) {
    const std::string text = text_at(stream, record.version);
    if (record.clear != text) return failure(fmt::format("{} reads differently", id.id));
    const auto plain =
        opened.keys->open_sealed(key_at(stream, record.version), record.sealed, id.id);
    const bool erased = !plain && plain.error().kind == ErrorKind::kErased;
    const bool must_be_erased = stream == kErasedStream && promised.erased.contains(record.version);
    if (must_be_erased && !erased) {
      return failure(fmt::format("the erasure of {} was undone", record.version));
    }
    if (erased && stream == kErasedStream) continue;
    if (!plain) return std::unexpected(plain.error());
    if (*plain != text) return failure(fmt::format("{} opens to something else", id.id));
  }
  return {};
}

Result<std::uint64_t> check(const TemporaryFolder& folder, const Promised& promised) {
  Opened opened = CALLMAP_TRY(open_both(folder));
  const std::uint64_t records = CALLMAP_TRY(opened.store->verify());
  for (std::uint64_t stream = 0; stream <= kErasedStream; ++stream) {
    CALLMAP_TRY(check_stream(opened, promised, stream));
  }
  return records;
}

// One life, one death, one look.
Result<std::uint64_t> run_once(const TemporaryFolder& folder, std::mt19937_64& random,
                               Promised& promised) {
  const std::uint64_t seed = random();
  const int life_ms = static_cast<int>(random() % (random() % 2 == 0 ? kShortLifeMs : kLongLifeMs));
  std::array<int, 2> ends;
  if (pipe(ends.data()) != 0) return failure("no pipe");
  const pid_t victim = fork();
  if (victim == 0) {
    close(ends[0]);
    auto opened = open_both(folder);
    if (!opened) {
      fmt::print("cannot open after a crash: {}\n", opened.error().message);
      std::fflush(stdout);
      _exit(1);
    }
    Victim(std::move(*opened), ends[1], seed).live();
  }
  close(ends[1]);
  kill_in_time(victim, ends[0], life_ms, promised);
  close(ends[0]);
  return check(folder, promised);
}

int run(std::uint64_t runs, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::unique_ptr<TemporaryFolder> folder;
  Promised promised;
  std::uint64_t acknowledged = 0;
  for (std::uint64_t i = 0; i < runs; ++i) {
    if (i % kRunsAFolder == 0) {
      acknowledged += promised.count;
      promised = {};
      folder = std::make_unique<TemporaryFolder>();
    }
    const auto records = run_once(*folder, random, promised);
    if (!records) {
      fmt::print("run {}: {}\nagain: store_crash --runs {} --seed {}\n", i + 1,
                 records.error().message, runs, seed);
      return 1;
    }
  }
  acknowledged += promised.count;
  fmt::print("{} kills, {} acknowledgements, all kept (seed {})\n", runs, acknowledged, seed);
  return 0;
}

std::optional<std::uint64_t> number_after(const char* flag, int count, char** arguments) {
  for (int i = 1; i + 1 < count; ++i) {
    if (std::strcmp(arguments[i], flag) != 0) continue;
    std::uint64_t number = 0;
    const char* text = arguments[i + 1];
    const auto [end, fault] = std::from_chars(text, text + std::strlen(text), number);
    if (fault == std::errc() && *end == '\0') return number;
    fmt::print(stderr, "error: `{}` needs a whole number\n", flag);
    std::exit(2);
  }
  return std::nullopt;
}

}  // namespace
}  // namespace callmap

int main(int count, char** arguments) {
  const auto runs = callmap::number_after("--runs", count, arguments);
  const auto seed = callmap::number_after("--seed", count, arguments);
  return callmap::run(runs.value_or(callmap::kRunsDefault), seed ? *seed : std::random_device()());
}
