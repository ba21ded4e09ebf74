#pragma once
// Many readers of event streams on one thread of its own. Each event should carry a stamp, the
// server's time of day in milliseconds or the steady clock in microseconds, under a key of its
// JSON; how late it arrives is the delivery latency.

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "measure.h"
#include "wire.h"

namespace callmap::load {

struct WatchPlan {
  Url url;
  std::vector<std::string> headers;  // with slots, as in RequestPlan
  std::vector<std::vector<std::string>> rows;
  int watchers = 1;
  std::string stamp_key = "at";  // of `"at":1764000000000`
  bool steady_us = false;        // same machine, same clock: finer than a millisecond
};

class Watchers {
 public:
  // Returns when all are connected and have their first bytes.
  [[nodiscard]] static Result<std::unique_ptr<Watchers>> open(const WatchPlan& plan);
  ~Watchers();
  Watchers(const Watchers&) = delete;
  Watchers& operator=(const Watchers&) = delete;

  struct Figures {
    Samples delivery;
    std::uint64_t events = 0;
    int streams_lost = 0;
    [[nodiscard]] std::string text();
  };
  void forget() { forget_ = true; }  // begins to count afresh
  [[nodiscard]] Figures stop();

 private:
  struct Reader {
    int socket = -1;
    std::string in;
  };
  explicit Watchers(const WatchPlan& plan);
  void run(const std::stop_token& stop);
  void receive(Reader& reader);
  void read_events(Reader& reader);

  const WatchPlan plan_;
  const std::string stamp_;
  const int epoll_;
  std::vector<Reader> readers_;
  std::atomic<int> begun_ = 0;
  std::atomic<bool> forget_ = false;
  Figures figures_;
  std::jthread thread_;
};

}  // namespace callmap::load
