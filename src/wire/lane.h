#pragma once
// One thread of the server with the connections that it alone touches. Other threads reach it
// through its mailbox and through `adopt`, `begin_stop` and `counts`. Work is done in turns: take
// letters, read what is ready, write what is dirty; answers before streams, and streams in slices,
// so that a broadcast to thousands does not hold up the next command.

#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "wire/connection.h"
#include "wire/mailbox.h"
#include "wire/server.h"

namespace callmap {

class Lane {
 public:
  // Options and function must outlive the lane. `open` counts connections over all lanes.
  Lane(const ServerOptions& options, const OnRequest& on_request, std::atomic<std::uint64_t>& open);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  void start();
  void begin_stop();  // any thread
  void join();
  [[nodiscard]] bool on_this_thread() const {
    return thread_.get_id() == std::this_thread::get_id();
  }
  [[nodiscard]] boost::asio::io_context& io() { return io_; }
  // Any thread; the socket was made on this lane's io().
  void adopt(Connection::Socket socket);
  [[nodiscard]] ServerCounts counts() const;

  // For its connections, on its thread.
  void list_ready(Connection& connection);
  void list_dirty(Connection& connection);
  void list_closed(Connection& connection);
  void settle();  // ends every callback: one turn
  void hand_on(Request request, std::uint64_t connection);
  [[nodiscard]] const ServerOptions& options() const { return options_; }
  [[nodiscard]] bool stopping() const { return stopping_; }
  [[nodiscard]] std::string_view date() const { return date_; }
  [[nodiscard]] std::string_view standing() const { return standing_; }
  [[nodiscard]] static SteadyMs now();
  // Where bytes go that nobody wants: shared, because nobody looks.
  [[nodiscard]] std::array<char, 4096>& discarded() { return discarded_; }

  // Buffers for reading go from connection to connection: left to the heap, those of streams, which
  // need theirs only once, would be cut up by what lives longer and cost 4 kB a stream.
  [[nodiscard]] std::vector<char> spare_buffer(std::size_t size);
  void keep_buffer(std::vector<char> buffer);

  // One writer each, this lane's thread; read by counts().
  struct Counts {
    std::atomic<std::uint64_t> streams_open = 0, connections = 0, requests = 0,
                               requests_refused = 0, streams = 0, streams_dropped = 0;
  };
  Counts tally;

 private:
  struct Slot {
    std::unique_ptr<Connection> connection;
    std::uint32_t generation = 0;
  };

  [[nodiscard]] Connection* find(std::uint64_t id);
  void deliver(Letter& letter);
  void add(Connection::Socket socket);
  void flush_streams();
  void post_turn();
  void bury();
  void schedule_tick();
  void tick();
  void stop_now();
  void finish();

  const ServerOptions& options_;
  const OnRequest& on_request_;
  std::atomic<std::uint64_t>& open_;
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer timer_;
  SharedMailbox mailbox_;
  std::thread thread_;

  std::vector<std::vector<char>> spare_buffers_;  // before slots_, whose connections give back
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::vector<Letter> letters_;
  std::vector<Connection*> ready_, ready_now_, dirty_, dirty_now_, closed_;
  std::deque<std::uint64_t> dirty_streams_;  // ids: one may be gone when its slice comes
  bool turn_posted_ = false;
  bool in_turn_ = false;
  bool stopping_ = false;
  bool finished_ = false;
  SteadyMs stop_by_ = 0;
  SteadyMs date_until_ = 0;
  std::string date_;
  const std::string standing_;
  std::array<char, 4096> discarded_;
};

}  // namespace callmap
