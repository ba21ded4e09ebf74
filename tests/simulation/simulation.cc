// Plays seeded days on the floor in process and has each audited.
//
//   simulation [--seeds N] [--first N] [--contacts N]
//
// One line a seed. At the first seed that fails: what is wrong, the last commands, and how to
// play it again.

#include <fmt/core.h>
#include <sodium.h>

#include <charconv>
#include <chrono>
#include <cstring>
#include <random>

#include "floor_play.h"

namespace callmap {
namespace {

constexpr std::uint64_t kSeedsDefault = 20;
constexpr std::uint64_t kContactsDefault = 10'000;

// Ids are random. libsodium takes its numbers from one place for the whole program, so what makes
// them the same for the same seed cannot stand anywhere but in a variable of the program.
std::mt19937_64& source_of_ids() {
  static std::mt19937_64 source;
  return source;
}
std::uint32_t next_number() {
  return static_cast<std::uint32_t>(source_of_ids()());
}
void fill(void* into, std::size_t size) {
  auto* bytes = static_cast<unsigned char*>(into);
  for (std::size_t n = 0; n < size; ++n) bytes[n] = static_cast<unsigned char>(source_of_ids()());
}
const char* name_of_source() {
  return "seeded";
}

void make_ids_repeatable() {
  static randombytes_implementation seeded{name_of_source, next_number, nullptr,
                                           nullptr,        fill,        nullptr};
  randombytes_set_implementation(&seeded);
}

bool play(std::uint64_t seed, std::uint64_t contacts) {
  source_of_ids().seed(seed);
  const auto from = std::chrono::steady_clock::now();
  FloorPlay play(seed, contacts);
  const bool passed = play.play();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - from;
  fmt::print("{} seed {}: {} contacts, {} commands, {} sent again, {} restarts, {:.1f} s\n",
             passed ? "ok" : "FAILED", seed, play.auditor().started(), play.commands(),
             play.commits_failed(), play.restarts(), took.count());
  if (!passed) {
    for (const std::string& command : play.last_commands()) fmt::print("  {}\n", command);
    fmt::print("wrong: {}\nagain: simulation --seeds 1 --first {} --contacts {}\n",
               *play.auditor().fault(), seed, contacts);
  }
  std::fflush(stdout);
  return passed;
}

std::uint64_t number_after(const char* flag, int count, char** arguments, std::uint64_t otherwise) {
  for (int i = 1; i + 1 < count; ++i) {
    if (std::strcmp(arguments[i], flag) != 0) continue;
    std::uint64_t number = 0;
    const char* text = arguments[i + 1];
    const auto [end, fault] = std::from_chars(text, text + std::strlen(text), number);
    if (fault == std::errc() && *end == '\0') return number;
    fmt::print(stderr, "error: `{}` needs a whole number\n", flag);
    std::exit(2);
  }
  return otherwise;
}

}  // namespace
}  // namespace callmap

int main(int count, char** arguments) {
  using callmap::number_after;
  callmap::make_ids_repeatable();
  const auto seeds = number_after("--seeds", count, arguments, callmap::kSeedsDefault);
  const auto first = number_after("--first", count, arguments, 1);
  const auto contacts = number_after("--contacts", count, arguments, callmap::kContactsDefault);
  for (std::uint64_t n = 0; n < seeds; ++n) {
    if (!callmap::play(first + n, contacts)) return 1;
  }
  return 0;
}
