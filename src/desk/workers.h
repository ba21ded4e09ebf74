#pragma once
// A few threads for work that would hold up whoever asks for it: hashing passwords, making keys
// durable. The queue is bounded; what was taken is done before the threads end.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace callmap {

class Workers {
 public:
  Workers(std::size_t threads, std::size_t waiting_max);
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers();  // does what waits, then ends

  // False, and nothing taken, when too much waits already. Any thread.
  [[nodiscard]] bool post(std::function<void()> task);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  std::size_t waiting_max_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace callmap
