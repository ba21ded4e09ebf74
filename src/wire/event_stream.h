#pragma once
// A server-sent event stream to one browser, as the feed holds it. Any thread may send; the bytes
// are written by the thread that owns the connection, which also sends a comment every
// `heartbeat`, so that dead connections are noticed. A reader that falls behind by more than
// `stream_queue_bytes` is dropped: the browser comes back by itself and says with Last-Event-ID
// where it was. A stream never waits for its reader and keeps nothing for later.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace callmap {

class Mailbox;
// Shared: replies and streams may outlive the server that made them, and then say nothing.
using SharedMailbox = std::shared_ptr<Mailbox>;

// The bytes of one event, ready for the wire.
// Shared: one event goes to thousands of streams on several threads; the last to be done frees it.
using StreamBytes = std::shared_ptr<const std::string>;

// `id` and `event` may be empty (the line is then left out) and hold no line break, which is
// checked by ENSURE; line breaks in `data` become further data lines.
[[nodiscard]] StreamBytes encode_event(std::string_view id, std::string_view event,
                                        std::string_view data);

// What the handle and the connection both know of one stream.
struct StreamState {
  std::atomic<bool> open = true;
  std::atomic<std::size_t> queued_bytes = 0;
  std::size_t queued_bytes_max = 0;
  std::function<void()> on_close;  // touched by the owner of the connection alone

  // Closes, and calls on_close unless it was called before.
  void finish();
};
// Shared: the handle and the connection end at different times on different threads.
using SharedStreamState = std::shared_ptr<StreamState>;

class EventStream {
 public:
  EventStream() = default;  // closed
  EventStream(EventStream&&) noexcept = default;
  EventStream& operator=(EventStream&& other) noexcept;
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;
  ~EventStream() { close(); }  // the browser sees the end and comes back

  // Queues one event. False when the stream is closed, or when this event would make the queue
  // too long, which closes it. Any thread; never blocks. To broadcast, encode once.
  bool send(const StreamBytes& event);
  bool send(std::string_view id, std::string_view event, std::string_view data) {
    return send(encode_event(id, event, data));
  }
  // Ends the stream after what is queued; on_close follows on a server thread. Any thread.
  void close();
  [[nodiscard]] bool open() const { return state_ && state_->open.load(std::memory_order_relaxed); }

 private:
  friend class Reply;
  EventStream(SharedMailbox mailbox, SharedStreamState state, std::uint64_t connection)
      : mailbox_(std::move(mailbox)), state_(std::move(state)), connection_(connection) {}

  SharedMailbox mailbox_;
  SharedStreamState state_;
  std::uint64_t connection_ = 0;
};

}  // namespace callmap
