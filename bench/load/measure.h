#pragma once
// Clocks and figures for the load programs: percentiles of many latencies, the CPU time and memory
// of another process, and what the machine itself takes from a process that does nothing.

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace callmap::load {

[[nodiscard]] std::int64_t now_us();   // steady
[[nodiscard]] std::int64_t wall_ms();  // time of day, to compare with stamps of a server

// Latencies in microseconds.
class Samples {
 public:
  void add(std::int64_t us) { us_.push_back(us < 0 ? 0 : static_cast<std::uint32_t>(us)); }
  [[nodiscard]] std::size_t count() const { return us_.size(); }
  // `p50 120 us, p90 …`; sorts.
  [[nodiscard]] std::string text();

 private:
  std::vector<std::uint32_t> us_;
};

// Nothing is known of a process that has gone: 0.
[[nodiscard]] double cpu_seconds_of(pid_t process);
[[nodiscard]] std::int64_t resident_kb_of(pid_t process);

// Sleeps a millisecond at a time while it lives and notes by how much each was too long: the
// delay that any program would have met in the same run.
class IdleJitter {
 public:
  IdleJitter();
  [[nodiscard]] std::string stop();

 private:
  Samples samples_;
  std::jthread thread_;
};

}  // namespace callmap::load
