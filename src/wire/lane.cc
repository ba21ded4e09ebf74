#include "wire/lane.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <ctime>

#include "base/ensure.h"
#include "wire/response_writer.h"

namespace callmap {
namespace {

constexpr std::size_t kStreamsASlice = 32;  // about a quarter of a millisecond of writing
constexpr std::size_t kSpareBuffersMax = 256;
constexpr std::size_t kSpareBytesMax = 8u << 10;
constexpr SteadyMs kTickMsMax = 500;
constexpr SteadyMs kTickMsMin = 5;
constexpr auto kStoppingTick = std::chrono::milliseconds(20);

// Often enough that no deadline is missed by more than a quarter.
std::chrono::milliseconds tick_length(const ServerLimits& limits) {
  const std::int64_t shortest =
      std::min({limits.header_time.ms, limits.body_time.ms, limits.idle_time.ms,
                limits.write_time.ms, limits.heartbeat.ms});
  return std::chrono::milliseconds(std::clamp(shortest / 4, kTickMsMin, kTickMsMax));
}

std::uint64_t connection_id(std::size_t slot, std::uint32_t generation) {
  return std::uint64_t{generation} << 32 | slot;
}

}  // namespace

Lane::Lane(const ServerOptions& options, const OnRequest& on_request,
           std::atomic<std::uint64_t>& open)
    : options_(options),
      on_request_(on_request),
      open_(open),
      io_(1),
      work_(io_.get_executor()),
      timer_(io_),
      // Shared with replies and streams, see SharedMailbox.
      mailbox_(std::make_shared<Mailbox>([this] { boost::asio::post(io_, [this] { settle(); }); },
                                         options.limits.stream_queue_bytes)),
      standing_(standing_lines(options.standing_headers)) {}

Lane::~Lane() {
  if (thread_.joinable()) {
    begin_stop();
    join();
  }
}

SteadyMs Lane::now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void Lane::start() {
  date_ = http_date(std::time(nullptr));
  thread_ = std::thread([this] {
    schedule_tick();
    io_.run();
    slots_.clear();  // on the thread that owned them
  });
}

void Lane::join() {
  if (thread_.joinable()) thread_.join();
}

// ---- connections

void Lane::adopt(Connection::Socket socket) {
  boost::asio::post(io_, [this, moved = std::move(socket)]() mutable { add(std::move(moved)); });
}

void Lane::add(Connection::Socket socket) {
  boost::system::error_code ec;
  const auto peer = socket.remote_endpoint(ec);
  if (!ec) socket.non_blocking(true, ec);
  if (!ec) socket.set_option(boost::asio::ip::tcp::no_delay(true), ec);
  if (ec || stopping_) {  // gone already, or too late
    --open_;
    return;
  }
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t at = free_slots_.back();
  free_slots_.pop_back();
  Slot& slot = slots_[at];
  ++slot.generation;
  slot.connection = std::make_unique<Connection>(*this, connection_id(at, slot.generation),
                                                 std::move(socket), peer.address().to_string());
  ++tally.connections;
  list_dirty(*slot.connection);
  settle();
}

std::vector<char> Lane::spare_buffer(std::size_t size) {
  if (spare_buffers_.empty()) return std::vector<char>(size);
  std::vector<char> buffer = std::move(spare_buffers_.back());
  spare_buffers_.pop_back();
  buffer.resize(size);
  return buffer;
}

void Lane::keep_buffer(std::vector<char> buffer) {
  if (buffer.empty() || buffer.size() > kSpareBytesMax) return;
  if (spare_buffers_.size() < kSpareBuffersMax) spare_buffers_.push_back(std::move(buffer));
}

Connection* Lane::find(std::uint64_t id) {
  const std::size_t at = id & 0xffff'ffffu;
  if (at >= slots_.size() || !slots_[at].connection) return nullptr;
  return slots_[at].connection->id() == id ? slots_[at].connection.get() : nullptr;
}

void Lane::list_ready(Connection& connection) {
  if (std::exchange(connection.listed_ready, true)) return;
  ready_.push_back(&connection);
}

void Lane::list_dirty(Connection& connection) {
  if (std::exchange(connection.listed_dirty, true)) return;
  if (connection.is_stream()) {
    dirty_streams_.push_back(connection.id());
  } else {
    dirty_.push_back(&connection);
  }
}

void Lane::list_closed(Connection& connection) {
  if (!connection.finished() || std::exchange(connection.listed_closed, true)) return;
  closed_.push_back(&connection);
}

// ---- turns

void Lane::hand_on(Request request, std::uint64_t connection) {
  ++tally.requests;
  on_request_(std::move(request), Reply(mailbox_, connection));
}

void Lane::settle() {
  ENSURE(!in_turn_);
  in_turn_ = true;
  mailbox_->begin_turn();
  do {
    mailbox_->take(letters_);
    for (Letter& letter : letters_) deliver(letter);
    letters_.clear();
    ready_now_.swap(ready_);
    for (Connection* connection : ready_now_) {
      connection->listed_ready = false;
      connection->advance();
    }
    ready_now_.clear();
    if (mailbox_->posted_in_turn()) continue;  // answers to what was just read: one write for all
    dirty_now_.swap(dirty_);
    for (Connection* connection : dirty_now_) {
      connection->listed_dirty = false;
      connection->flush();
    }
    dirty_now_.clear();
  } while (!ready_.empty() || !dirty_.empty() || mailbox_->posted_in_turn());
  flush_streams();
  // A stream that broke may have made on_close post letters.
  if (!ready_.empty() || !dirty_.empty() || mailbox_->posted_in_turn()) post_turn();
  mailbox_->end_turn();
  in_turn_ = false;
  bury();
}

void Lane::post_turn() {
  if (std::exchange(turn_posted_, true)) return;
  boost::asio::post(io_, [this] {
    turn_posted_ = false;
    settle();
  });
}

void Lane::deliver(Letter& letter) {
  Connection* connection = find(letter.connection);
  if (auto* opening = std::get_if<OpenStreamLetter>(&letter.content)) {
    if (!connection) return opening->state->finish();
    return connection->open_stream(opening->headers, std::move(opening->state));
  }
  if (!connection) return;
  if (auto* answer = std::get_if<AnswerLetter>(&letter.content)) {
    connection->answer(std::move(answer->response));
  } else if (auto* event = std::get_if<EventLetter>(&letter.content)) {
    connection->push(std::move(event->event));
  } else {
    connection->end_stream(std::get<EndStreamLetter>(letter.content).too_slow);
  }
}

// One slice now, the rest after the network has had its say.
void Lane::flush_streams() {
  for (std::size_t count = 0; count < kStreamsASlice && !dirty_streams_.empty(); ++count) {
    Connection* connection = find(dirty_streams_.front());
    dirty_streams_.pop_front();
    if (!connection) continue;
    connection->listed_dirty = false;
    connection->flush();
  }
  if (!dirty_streams_.empty()) post_turn();
}

// Connections die here and nowhere else, and not while a list of the turn still holds them.
void Lane::bury() {
  std::erase_if(closed_, [this](const Connection* connection) {
    if (connection->listed_ready || connection->listed_dirty) return false;
    const std::size_t at = connection->id() & 0xffff'ffffu;
    slots_[at].connection.reset();
    free_slots_.push_back(static_cast<std::uint32_t>(at));
    --open_;
    return true;
  });
  if (stopping_ && !finished_ && free_slots_.size() == slots_.size()) finish();
}

// ---- time

void Lane::schedule_tick() {
  timer_.expires_after(stopping_ ? kStoppingTick : tick_length(options_.limits));
  timer_.async_wait([this](const boost::system::error_code& ec) {
    if (!ec) tick();
  });
}

void Lane::tick() {
  const SteadyMs at = now();
  date_ = http_date(std::time(nullptr));
  const bool out_of_time = stopping_ && at >= stop_by_;
  for (Slot& slot : slots_) {
    if (!slot.connection) continue;
    if (out_of_time) {
      slot.connection->close();
    } else {
      slot.connection->tick(at);
    }
  }
  settle();
  if (!finished_) schedule_tick();
}

void Lane::begin_stop() {
  boost::asio::post(io_, [this] { stop_now(); });
}

void Lane::stop_now() {
  if (std::exchange(stopping_, true)) return;
  stop_by_ = now() + options_.limits.stop_time.ms;
  for (Slot& slot : slots_) {
    if (slot.connection) slot.connection->begin_stop();
  }
  settle();
  if (!finished_) schedule_tick();
}

// Nothing is connected any more: the thread's run() ends when no work is left.
void Lane::finish() {
  finished_ = true;
  for (Letter& letter : mailbox_->close()) {
    if (auto* opening = std::get_if<OpenStreamLetter>(&letter.content)) opening->state->finish();
  }
  timer_.cancel();
  work_.reset();
}

ServerCounts Lane::counts() const {
  return {.streams_open = tally.streams_open,
          .connections = tally.connections,
          .requests = tally.requests,
          .requests_refused = tally.requests_refused,
          .streams = tally.streams,
          .streams_dropped = tally.streams_dropped};
}

}  // namespace callmap
