#pragma once
// The HTTP/1.1 server: it listens, reads requests within limits, hands each to one function and
// writes the answers, in order, on kept-alive connections; and it carries event streams. The
// routes stand on top of it and cli/ starts it. It knows no path, no person and no call, speaks no
// TLS, and therefore listens on loopback alone unless a proxy in front of it is declared.
//
//   auto server = CALLMAP_TRY(Server::start({.port = 8080}, [&](Request request, Reply reply) {
//     reply.send({.body = "hello"});
//   }));
//
// Threads: `threads` of them, each with its own connections. The function is called on any of them,
// at the same time, one request of a connection after the other; it must not block (reads of memory
// and parsing are fine; a commit or a password hash moves the Reply to another thread).

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "wire/event_stream.h"
#include "wire/message.h"
#include "wire/reply.h"

namespace callmap {

// A path whose bodies may be larger: the path itself or, when it ends in `/`, all below it. As it
// stands in the request target, before decoding.
struct BodyLimit {
  std::string path;
  std::size_t bytes = 0;
};

struct ServerLimits {
  std::size_t header_bytes = 16u << 10;
  std::size_t header_fields = 100;
  std::size_t body_bytes = 256u << 10;
  std::vector<BodyLimit> larger_bodies;
  std::size_t connections = 16'000;             // one more is answered 503 and closed
  std::size_t stream_queue_bytes = 256u << 10;  // not yet taken by one event stream's reader
  Duration header_time = seconds(10);           // from a request's first byte to its last header
  Duration body_time = seconds(60);             // from there to the last byte of the body
  Duration idle_time = seconds(75);             // between requests
  Duration write_time = seconds(30);            // without the client taking a byte of an answer
  Duration heartbeat = seconds(15);             // comments on event streams
  Duration stop_time = seconds(5);              // for replies under way when the server stops
};

struct ServerOptions {
  std::string address = "127.0.0.1";  // an IP address, or `localhost`
  std::uint16_t port = 8080;          // 0: any free one, see Server::port
  int threads = 1;                    // 1 to 64
  bool behind_proxy = false;         // a proxy speaks TLS and appends the client to X-Forwarded-For
  ResponseHeaders standing_headers;  // go with every answer and stream, also the server's own
  ServerLimits limits;
};

// Since the start, except where `open` says now.
struct ServerCounts {
  std::uint64_t connections_open = 0;
  std::uint64_t streams_open = 0;
  std::uint64_t connections = 0;
  std::uint64_t connections_refused = 0;  // over the limit
  std::uint64_t requests = 0;             // well-formed, handed on
  std::uint64_t requests_refused = 0;     // answered by the server itself: framing, size, time
  std::uint64_t streams = 0;
  std::uint64_t streams_dropped = 0;  // too slow
};

using OnRequest = std::function<void(Request, Reply)>;

class Server {
 public:
  // Listens and starts the threads. The error says in one line what to do: a taken or privileged
  // port, an address that is not this machine's, an address beyond loopback without a proxy.
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(ServerOptions options,
                                                             OnRequest on_request);
  // The first half of it: the port is taken and connections wait, but nothing is answered before
  // `serve`. For those who want to know that the port is free before they make ready.
  [[nodiscard]] static Result<std::unique_ptr<Server>> listen(ServerOptions options,
                                                              OnRequest on_request);
  void serve();  // once
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();  // stop()

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] ServerCounts counts() const;

  // Stops listening, closes idle connections and event streams, waits up to `stop_time` for
  // requests under way to be answered, then ends the threads. Replies and streams that remain say
  // nothing any more. Not from inside on_request or on_close. A second call does nothing.
  void stop();

 private:
  struct Parts;  // keeps the network library out of this header
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// Lets this process open as many files as the system allows it (each connection is one) and
// returns how many that are. cli/ calls it once before Server::start.
std::size_t raise_open_files_limit();

}  // namespace callmap
