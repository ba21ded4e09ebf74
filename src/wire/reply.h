#pragma once
// The right to answer one request, once. It may be moved to another thread and used later, by the
// committing thread say; it may outlive the connection and the server, and then says nothing. One
// that is destroyed unused answers 500, so that no browser waits for ever.

#include <cstdint>
#include <functional>
#include <memory>

#include "wire/event_stream.h"
#include "wire/message.h"

namespace callmap {

class Reply {
 public:
  // Made by the lane for each request; also by whoever feeds requests without a socket.
  Reply(SharedMailbox mailbox, std::uint64_t connection)
      : mailbox_(std::move(mailbox)), connection_(connection) {}
  Reply(Reply&&) noexcept = default;
  Reply& operator=(Reply&&) = delete;
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;
  ~Reply();

  // Any thread; never blocks. A second answer is our own mistake and is refused by ENSURE.
  void send(Response response);

  // Answers 200 with `Content-Type: text/event-stream` and keeps the connection as a stream.
  // `on_close` is called exactly once when the stream has ended for whatever reason: on a server
  // thread, never from inside EventStream's functions (and here, at once, when the server has
  // stopped). It must not block. It may come before this call has returned: after storing the
  // stream, look at open(). Whatever it uses must live until Server::stop has returned.
  [[nodiscard]] EventStream open_stream(ResponseHeaders headers, std::function<void()> on_close);

  [[nodiscard]] bool answered() const { return mailbox_ == nullptr; }

 private:
  SharedMailbox mailbox_;
  std::uint64_t connection_ = 0;
};

}  // namespace callmap
