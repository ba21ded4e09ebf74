#include "measure.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>

namespace callmap::load {

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::int64_t wall_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string Samples::text() {
  if (us_.empty()) return "none";
  std::ranges::sort(us_);
  const auto at = [&](double part) {
    return us_[static_cast<std::size_t>(part * static_cast<double>(us_.size() - 1))];
  };
  return fmt::format("p50 {} us, p90 {} us, p99 {} us, p99.9 {} us, max {} us (n {})", at(0.5),
                     at(0.9), at(0.99), at(0.999), us_.back(), us_.size());
}

double cpu_seconds_of(pid_t process) {
  if (process <= 0) return 0;  // 0 would be ourselves
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

std::int64_t resident_kb_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/statm");
  std::int64_t total = 0;
  std::int64_t resident = 0;
  file >> total >> resident;
  return resident * sysconf(_SC_PAGESIZE) / 1024;
}

IdleJitter::IdleJitter()
    : thread_([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          const std::int64_t begun = now_us();
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
          samples_.add(now_us() - begun - 1000);
        }
      }) {}

std::string IdleJitter::stop() {
  thread_.request_stop();
  thread_.join();
  return samples_.text();
}

}  // namespace callmap::load
