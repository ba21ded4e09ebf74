#pragma once
// One thread that does what must not be done on the committing thread: making the view that answers
// a command.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace callmap {

class WorkQueue {
 public:
  WorkQueue();
  // Does what is queued, then ends.
  ~WorkQueue();
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;

  // Any thread; work is done in order. Bounded by what the desk lets be under way.
  void add(std::function<void()> work);

 private:
  void run();
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace callmap
