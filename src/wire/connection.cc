#include "wire/connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <utility>

#include "base/ensure.h"
#include "wire/lane.h"
#include "wire/response_writer.h"

namespace callmap {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kReadBytes = 4u << 10;        // at first, and again when idle
constexpr std::size_t kReadBytesMax = 64u << 10;    // while a large body comes
constexpr std::size_t kCopiedBody = 16u << 10;      // a larger body is written from where it is
constexpr std::size_t kPipelinedBytes = 64u << 10;  // answers not taken before reading on
constexpr std::size_t kPartsAtOnce = 16;
constexpr SteadyMs kLingerMs = 1000;
constexpr SteadyMs kLingerStoppingMs = 100;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view kHeartbeat = ":\n\n";

// The proxy appends the address that it saw, so the last one is its word and the ones before are
// the client's, who may write anything. What is no address is not believed.
std::string forwarded_address(const RequestHeaders& headers, const std::string& peer) {
  const std::vector<std::string_view> lines = headers.all("x-forwarded-for");
  if (lines.empty()) return peer;
  std::string_view last = lines.back();
  last = last.substr(last.rfind(',') + 1);
  const std::size_t begin = std::min(last.find_first_not_of(" \t"), last.size());
  last = last.substr(begin, last.find_last_not_of(" \t") + 1 - begin);
  error_code ec;
  const asio::ip::address address = asio::ip::make_address(std::string(last), ec);
  return ec ? peer : address.to_string();
}

}  // namespace

Connection::Connection(Lane& lane, std::uint64_t id, Socket socket, std::string peer)
    : lane_(lane),
      id_(id),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      phase_since_(Lane::now()),
      written_at_(phase_since_),
      in_(lane.spare_buffer(kReadBytes)),
      reader_(std::make_unique<RequestReader>(lane.options().limits)) {}

Connection::~Connection() {
  lane_.keep_buffer(std::move(in_));
}

void Connection::enter(Phase phase) {
  phase_ = phase;
  phase_since_ = Lane::now();
}

void Connection::mark_dirty() {
  lane_.list_dirty(*this);
}

// ---- reading

void Connection::read() {
  if (reading_) return;
  reading_ = true;
  const auto done = [this](const error_code& ec, std::size_t size) {
    on_read(size, static_cast<bool>(ec));
  };
  if (is_reading_phase()) {
    make_room();
    socket_.async_read_some(asio::buffer(in_.data() + in_end_, in_.size() - in_end_), done);
  } else {
    socket_.async_read_some(asio::buffer(lane_.discarded()), done);
  }
}

void Connection::make_room() {
  if (in_at_ == in_end_) {
    in_at_ = in_end_ = 0;
    if (phase_ == Phase::kIdle && in_.size() > kReadBytes) in_ = std::vector<char>(kReadBytes);
  }
  if (in_end_ < in_.size()) return;
  if (in_at_ > 0) {
    std::copy(in_.begin() + static_cast<std::ptrdiff_t>(in_at_), in_.end(), in_.begin());
    in_end_ -= in_at_;
    in_at_ = 0;
    return;
  }
  // Full of a header or chunk line that is not complete; the reader refuses before this is larger.
  in_.resize(std::max(in_.size(), kReadBytes) * 2);
}

void Connection::on_read(std::size_t size, bool failed) {
  reading_ = false;
  if (phase_ == Phase::kClosed) {
    lane_.list_closed(*this);
  } else if (failed) {
    close();
  } else if (is_reading_phase()) {
    in_end_ += size;
    // A body that fills the buffer is read in larger pieces.
    if (phase_ == Phase::kBody && in_end_ == in_.size() && in_.size() < kReadBytesMax) {
      in_.resize(in_.size() * 2);
    }
    lane_.list_ready(*this);
  } else {
    read();  // a stream or a closing connection: only its end is of interest
  }
  lane_.settle();
}

void Connection::advance() {
  while (is_reading_phase() && in_at_ < in_end_ && out_bytes_ <= kPipelinedBytes) {
    std::size_t used = 0;
    const RequestReader::Step step = reader_->read(unread(), used);
    in_at_ += used;
    if (phase_ == Phase::kIdle && (reader_->started() || in_at_ < in_end_)) enter(Phase::kHeader);
    switch (step) {
      case RequestReader::Step::kMore: return mark_dirty();
      case RequestReader::Step::kDone: return dispatch();
      case RequestReader::Step::kRefused:
        return refuse(reader_->refused().status, reader_->refused().detail);
      case RequestReader::Step::kHeader:
        enter(Phase::kBody);
        if (reader_->expects_continue() && in_at_ == in_end_) queue({.fixed = kContinue});
        break;
    }
  }
  mark_dirty();
}

void Connection::dispatch() {
  keep_alive_ = reader_->keep_alive();
  http_1_0_ = reader_->http_1_0();
  Request request = reader_->take();
  head_ = request.method == HttpMethod::kHead;
  request.remote_address =
      lane_.options().behind_proxy ? forwarded_address(request.headers, peer_) : peer_;
  enter(Phase::kAnswering);
  lane_.hand_on(std::move(request), id_);
}

void Connection::refuse(int status, std::string_view detail) {
  ++lane_.tally.requests_refused;
  in_at_ = in_end_;
  http_1_0_ = head_ = false;
  write_response(problem_response(status, detail), false);
}

// ---- answering

void Connection::answer(Response response) {
  if (phase_ != Phase::kAnswering) return;
  const bool keep_alive = keep_alive_ && !response.close && !lane_.stopping();
  write_response(std::move(response), keep_alive);
  if (keep_alive && in_at_ < in_end_) lane_.list_ready(*this);
}

void Connection::write_response(Response response, bool keep_alive) {
  Part head;
  head.own.reserve(256 + lane_.standing().size() +
                   (response.body.size() <= kCopiedBody ? response.body.size() : 0));
  const std::string_view body = write_head(
      head.own, response, {lane_.date(), lane_.standing(), keep_alive, http_1_0_, head_});
  if (body.size() <= kCopiedBody) {
    head.own.append(body);
    queue(std::move(head));
  } else {
    queue(std::move(head));
    // `response` may have become a 500 in write_head, so look again at whose the body is.
    queue(response.static_body.empty() ? Part{.own = std::move(response.body)}
                                       : Part{.fixed = response.static_body});
  }
  enter(keep_alive ? Phase::kIdle : Phase::kClosing);
}

void Connection::open_stream(const ResponseHeaders& headers, SharedStreamState state) {
  if (phase_ != Phase::kAnswering) return state->finish();
  const ServerLimits& limits = lane_.options().limits;
  Part head;
  write_stream_head(head.own, headers, {lane_.date(), lane_.standing()});
  // Browsers that lost the server come back at different moments, so that a restart is not
  // followed by thousands of sign-ins within one.
  if (!head_)
    head.own.append("retry: ").append(std::to_string(1000 + id_ % 64 * 32)).append("\n\n");
  queue(std::move(head));
  stream_ = std::move(state);
  ++lane_.tally.streams;
  ++lane_.tally.streams_open;
  lane_.keep_buffer(std::exchange(in_, {}));
  in_at_ = in_end_ = 0;
  reader_.reset();
  if (head_ || lane_.stopping()) return end_stream(false);
  enter(Phase::kStream);
  heartbeat_at_ = phase_since_ + limits.heartbeat.ms;
}

void Connection::push(StreamBytes event) {
  if (phase_ != Phase::kStream) return;
  queue({.event = std::move(event)});
}

void Connection::end_stream(bool too_slow) {
  if (!stream_) return;
  if (too_slow) {
    ++lane_.tally.streams_dropped;
    return close();
  }
  finish_stream();
  enter(Phase::kClosing);
  mark_dirty();
}

void Connection::finish_stream() {
  if (!stream_) return;
  --lane_.tally.streams_open;
  std::exchange(stream_, nullptr)->finish();
}

// ---- writing

void Connection::queue(Part part) {
  if (out_bytes_ == 0) written_at_ = Lane::now();
  out_bytes_ += part.view().size();
  out_.push_back(std::move(part));
  mark_dirty();
}

void Connection::flush() {
  if (phase_ == Phase::kClosed || waiting_to_write_) return;
  if (!write_some()) return close();
  if (out_bytes_ > 0) wait_to_write();
  if (phase_ == Phase::kStream) return read();
  if (out_bytes_ > 0) return;
  if (phase_ == Phase::kClosing) return end_writing();
  if (!is_reading_phase()) return;
  // Requests that came before may have waited for room to answer.
  if (in_at_ < in_end_ && phase_ == Phase::kIdle) return lane_.list_ready(*this);
  read();
}

bool Connection::write_some() {
  while (out_bytes_ > 0) {
    std::array<asio::const_buffer, kPartsAtOnce> buffers;
    std::size_t count = 0;
    for (std::size_t at = out_at_; at < out_.size() && count < kPartsAtOnce; ++at, ++count) {
      std::string_view bytes = out_[at].view();
      if (at == out_at_) bytes.remove_prefix(out_part_at_);
      buffers[count] = asio::buffer(bytes.data(), bytes.size());
    }
    error_code ec;
    const std::size_t size = count == 1 ? socket_.write_some(asio::const_buffers_1(buffers[0]), ec)
                                        : socket_.write_some(buffers, ec);
    if (ec == asio::error::would_block || ec == asio::error::try_again) return true;
    if (ec) return false;
    consume_written(size);
  }
  return true;
}

void Connection::consume_written(std::size_t size) {
  written_at_ = Lane::now();
  out_bytes_ -= size;
  while (size > 0) {
    const std::size_t left = out_[out_at_].view().size() - out_part_at_;
    const std::size_t taken = std::min(left, size);
    if (out_[out_at_].event && stream_) stream_->queued_bytes.fetch_sub(taken);
    size -= taken;
    out_part_at_ += taken;
    if (taken < left) return;
    out_[out_at_] = {};
    ++out_at_;
    out_part_at_ = 0;
  }
  if (out_bytes_ > 0) return;
  out_.clear();
  out_at_ = 0;
}

void Connection::wait_to_write() {
  waiting_to_write_ = true;
  socket_.async_wait(Socket::wait_write, [this](const error_code& ec) {
    waiting_to_write_ = false;
    if (phase_ == Phase::kClosed) {
      lane_.list_closed(*this);
    } else if (ec) {
      close();
    } else {
      mark_dirty();
    }
    lane_.settle();
  });
}

// Closing while the client still sends would make the system reset the connection and take the
// answer away from the client, so its end is awaited for a moment.
void Connection::end_writing() {
  error_code ec;
  socket_.shutdown(Socket::shutdown_send, ec);
  if (ec) return close();
  enter(Phase::kLingering);
  read();
}

void Connection::close() {
  if (phase_ == Phase::kClosed) return;
  enter(Phase::kClosed);
  error_code ec;
  socket_.close(ec);
  out_.clear();
  out_at_ = out_part_at_ = out_bytes_ = 0;
  finish_stream();
  lane_.list_closed(*this);
}

// ---- time

void Connection::tick(SteadyMs now) {
  const ServerLimits& limits = lane_.options().limits;
  const SteadyMs lasted = now - phase_since_;
  if (out_bytes_ > 0 && now - written_at_ > limits.write_time.ms) {
    if (phase_ == Phase::kStream) ++lane_.tally.streams_dropped;
    return close();
  }
  switch (phase_) {
    case Phase::kIdle:
      if (lasted > limits.idle_time.ms) close();
      return;
    case Phase::kHeader:
      if (lasted <= limits.header_time.ms) return;
      return reader_->started() || in_at_ < in_end_
                 ? refuse(408, "the header did not arrive in time")
                 : close();
    case Phase::kBody:
      if (lasted > limits.body_time.ms) refuse(408, "the body did not arrive in time");
      return;
    case Phase::kStream:
      if (now < heartbeat_at_) return;
      heartbeat_at_ = now + limits.heartbeat.ms;
      if (out_bytes_ == 0) queue({.fixed = kHeartbeat});
      return;
    case Phase::kLingering:
      if (lasted > (lane_.stopping() ? kLingerStoppingMs : kLingerMs)) close();
      return;
    case Phase::kAnswering:
    case Phase::kClosing:
    case Phase::kClosed: return;
  }
}

void Connection::begin_stop() {
  const bool waiting_for_request =
      phase_ == Phase::kIdle ||
      (phase_ == Phase::kHeader && !reader_->started() && in_at_ == in_end_);
  if (phase_ == Phase::kStream) return end_stream(false);
  if (waiting_for_request && out_bytes_ == 0) return close();
  if (phase_ == Phase::kIdle) {
    enter(Phase::kClosing);
    mark_dirty();
  }
}

}  // namespace callmap
