// The least that the library needs to answer: what our server is measured against. And the least
// that it needs to answer when what was asked is durable: the same, behind a bare commit of SQLite.

#include <sqlite3.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/ensure.h"
#include "servers.h"

namespace callmap::load {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kEventBytes = 200;

class Session;

// One thread that writes a row for each session that waits, all that wait in one commit, and lets
// them answer after it.
class Commits {
 public:
  Commits(asio::io_context& io, const std::string& database) : io_(io) {
    ENSURE(sqlite3_open(database.c_str(), &database_) == SQLITE_OK);
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE log(position INTEGER PRIMARY KEY, body TEXT)");
    ENSURE(sqlite3_prepare_v2(database_, "INSERT INTO log(body) VALUES (?)", -1, &add_, nullptr) ==
           SQLITE_OK);
    thread_ = std::jthread([this] { commit(); });
  }
  void wait(Session& session) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(&session);
    if (waiting_.size() == 1) changed_.notify_one();
  }

 private:
  void run(const char* sql) {
    ENSURE(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  [[noreturn]] void commit();

  asio::io_context& io_;
  sqlite3* database_ = nullptr;
  sqlite3_stmt* add_ = nullptr;
  std::string body_ = std::string(kEventBytes, 'x');
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Session*> waiting_;
  std::jthread thread_;
};

class Session {
 public:
  // Without `commits` it answers at once.
  Session(tcp::socket socket, const std::string& answer, Commits* commits)
      : socket_(std::move(socket)), answer_(answer), commits_(commits) {
    socket_.set_option(tcp::no_delay(true));
    parser_.emplace();
    parser_->eager(true);
  }

  void read() {
    socket_.async_read_some(asio::buffer(buffer_.data() + filled_, buffer_.size() - filled_),
                            [this](const error_code& ec, std::size_t size) {
                              if (ec) {
                                delete this;
                                return;
                              }
                              filled_ += size;
                              parse();
                            });
  }

  void answer() {
    asio::async_write(socket_, asio::buffer(answer_),
                      [this](const error_code& failed, std::size_t) {
                        if (failed) {
                          delete this;
                          return;
                        }
                        read();
                      });
  }

 private:
  void parse() {
    error_code ec;
    const std::size_t used = parser_->put(asio::buffer(buffer_.data(), filled_), ec);
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(used),
              buffer_.begin() + static_cast<std::ptrdiff_t>(filled_), buffer_.begin());
    filled_ -= used;
    if (!parser_->is_done()) return read();
    const auto request = parser_->release();
    parser_.emplace();
    parser_->eager(true);
    if (commits_ != nullptr)
      commits_->wait(*this);
    else
      answer();
  }

  tcp::socket socket_;
  const std::string& answer_;
  Commits* commits_;
  std::array<char, 4096> buffer_;
  std::size_t filled_ = 0;
  std::optional<http::request_parser<http::string_body>> parser_;
};

void Commits::commit() {
  std::vector<Session*> taken;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !waiting_.empty(); });
      taken.swap(waiting_);
    }
    run("BEGIN IMMEDIATE");
    for (std::size_t n = 0; n < taken.size(); ++n) {
      sqlite3_bind_text(add_, 1, body_.data(), static_cast<int>(body_.size()), SQLITE_STATIC);
      ENSURE(sqlite3_step(add_) == SQLITE_DONE);
      sqlite3_reset(add_);
    }
    run("COMMIT");
    asio::post(io_, [all = std::move(taken)] {
      for (Session* session : all) session->answer();
    });
    taken.clear();
  }
}

void accept(tcp::acceptor& acceptor, const std::string& answer, Commits* commits) {
  acceptor.async_accept([&, commits](const error_code& ec, tcp::socket socket) {
    // A session ends itself with its connection, as in the library's own callback examples.
    if (!ec) (new Session(std::move(socket), answer, commits))->read();
    accept(acceptor, answer, commits);
  });
}

}  // namespace

void serve_bare(const std::string& answer, const std::string& database,
                const std::function<void(std::uint16_t)>& tell) {
  asio::io_context io(database.empty() ? 1 : 2);
  std::optional<Commits> commits;
  if (!database.empty()) commits.emplace(io, database);
  tcp::acceptor acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  accept(acceptor, answer, commits ? &*commits : nullptr);
  tell(acceptor.local_endpoint().port());
  io.run();
}

}  // namespace callmap::load
