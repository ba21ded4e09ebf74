#pragma once
// One client's connection: its socket, the request being read, the answer being written, and its
// life as an event stream. It belongs to one lane and is touched on that lane's thread alone. It
// never decides what to answer: requests go to the lane, and letters come back from it.

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wire/mailbox.h"
#include "wire/message.h"
#include "wire/request_reader.h"

namespace callmap {

class Lane;

// The lane's own clock, steady, in milliseconds. Not a time of day.
using SteadyMs = std::int64_t;

class Connection {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  Connection(Lane& lane, std::uint64_t id, Socket socket, std::string peer);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Reads one request at most from the bytes that have come, and hands it to the lane.
  void advance();
  // Writes what is queued, then reads on when this is a time for reading.
  void flush();

  // What letters and the lane ask. Those that come too late change nothing.
  void answer(Response response);
  void open_stream(const ResponseHeaders& headers, SharedStreamState state);
  void push(StreamBytes event);
  void end_stream(bool too_slow);

  void tick(SteadyMs now);  // deadlines and heartbeats
  void begin_stop();        // finish the request under way, if any, and close
  void close();             // at once

  [[nodiscard]] std::uint64_t id() const { return id_; }
  [[nodiscard]] bool is_stream() const { return phase_ == Phase::kStream; }
  // Closed, and the network library holds nothing of it any more: it may be destroyed.
  [[nodiscard]] bool finished() const {
    return phase_ == Phase::kClosed && !reading_ && !waiting_to_write_;
  }

  // Kept by the lane: whether this stands in its lists.
  bool listed_ready = false;
  bool listed_dirty = false;
  bool listed_closed = false;

 private:
  enum class Phase : std::uint8_t {
    kIdle,       // between requests
    kHeader,     // a request has begun, or a new connection has sent nothing yet
    kBody,       //
    kAnswering,  // handed to the lane; nothing is read meanwhile
    kStream,
    kClosing,    // the last bytes are being written
    kLingering,  // all is written; what still comes is thrown away so that the answer arrives
    kClosed,
  };
  // Bytes to be written; one of the three has them.
  struct Part {
    std::string own;
    std::string_view fixed;
    StreamBytes event;
    [[nodiscard]] std::string_view view() const {
      return event ? std::string_view(*event) : fixed.empty() ? std::string_view(own) : fixed;
    }
  };

  [[nodiscard]] bool is_reading_phase() const { return phase_ <= Phase::kBody; }
  void enter(Phase phase);
  void refuse(int status, std::string_view detail);
  void dispatch();
  void write_response(Response response, bool keep_alive);
  void queue(Part part);
  void mark_dirty();

  void read();
  void on_read(std::size_t size, bool failed);
  void make_room();
  [[nodiscard]] std::string_view unread() const { return {in_.data() + in_at_, in_end_ - in_at_}; }

  [[nodiscard]] bool write_some();  // false: the connection is broken
  void consume_written(std::size_t size);
  void wait_to_write();
  void end_writing();
  void finish_stream();

  Lane& lane_;
  const std::uint64_t id_;
  Socket socket_;
  const std::string peer_;

  Phase phase_ = Phase::kHeader;
  bool reading_ = false;
  bool waiting_to_write_ = false;
  bool keep_alive_ = true;
  bool http_1_0_ = false;
  bool head_ = false;
  SteadyMs phase_since_;
  SteadyMs written_at_;  // when the client last took a byte
  SteadyMs heartbeat_at_ = 0;

  std::vector<char> in_;
  std::size_t in_at_ = 0;
  std::size_t in_end_ = 0;
  std::unique_ptr<RequestReader> reader_;

  std::vector<Part> out_;
  std::size_t out_at_ = 0;       // parts written whole
  std::size_t out_part_at_ = 0;  // bytes written of the next
  std::size_t out_bytes_ = 0;

  SharedStreamState stream_;  // shared with the EventStream, see there
};

}  // namespace callmap
