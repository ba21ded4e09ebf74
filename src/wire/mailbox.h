#pragma once
// How other threads reach a connection: they post letters, and the lane that owns the connection
// reads them in order. Replies and event streams hold a mailbox and never a connection, so that
// they may come late, after the connection, the lane or the whole server has gone. Inside the room.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

#include "wire/event_stream.h"
#include "wire/message.h"

namespace callmap {

struct AnswerLetter {
  Response response;
};
struct OpenStreamLetter {
  ResponseHeaders headers;
  SharedStreamState state;
};
struct EventLetter {
  StreamBytes event;
};
struct EndStreamLetter {
  bool too_slow = false;
};

struct Letter {
  std::uint64_t connection = 0;
  std::variant<AnswerLetter, OpenStreamLetter, EventLetter, EndStreamLetter> content;
};

class Mailbox {
 public:
  // `wake` makes the lane call take() soon; called under the lock and never after close().
  Mailbox(std::function<void()> wake, std::size_t stream_queue_bytes);

  // False when the server has stopped; the letter is then untouched. Any thread.
  [[nodiscard]] bool post(Letter&& letter);
  [[nodiscard]] std::size_t stream_queue_bytes() const { return stream_queue_bytes_; }

  // The rest is for the lane's thread alone.

  // Between these two the lane promises to look at `posted_in_turn`, and its own posts wake nobody.
  void begin_turn();
  void end_turn() { in_turn_ = false; }
  [[nodiscard]] bool posted_in_turn() const { return posted_in_turn_; }
  // Swaps what has come into `letters`, which must be empty.
  void take(std::vector<Letter>& letters);
  // Returns what nobody will deliver any more.
  [[nodiscard]] std::vector<Letter> close();

 private:
  const std::size_t stream_queue_bytes_;
  std::mutex mutex_;
  std::function<void()> wake_;  // guarded by mutex_, as the three below
  std::vector<Letter> letters_;
  bool waking_ = false;
  bool closed_ = false;
  std::atomic<std::thread::id> owner_;
  bool in_turn_ = false;         // the lane's thread only
  bool posted_in_turn_ = false;  // the lane's thread only
};

}  // namespace callmap
