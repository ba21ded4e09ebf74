// The least that the library needs to answer: what our server is measured against.

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>

#include "servers.h"

namespace callmap::load {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

class Session {
 public:
  Session(tcp::socket socket, const std::string& answer)
      : socket_(std::move(socket)), answer_(answer) {
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
    asio::async_write(socket_, asio::buffer(answer_),
                      [this](const error_code& failed, std::size_t) {
                        if (failed) {
                          delete this;
                          return;
                        }
                        read();
                      });
  }

  tcp::socket socket_;
  const std::string& answer_;
  std::array<char, 4096> buffer_;
  std::size_t filled_ = 0;
  std::optional<http::request_parser<http::string_body>> parser_;
};

void accept(tcp::acceptor& acceptor, const std::string& answer) {
  acceptor.async_accept([&](const error_code& ec, tcp::socket socket) {
    // A session ends itself with its connection, as in the library's own callback examples.
    if (!ec) (new Session(std::move(socket), answer))->read();
    accept(acceptor, answer);
  });
}

}  // namespace

void serve_bare(const std::string& answer, const std::function<void(std::uint16_t)>& tell) {
  asio::io_context io(1);
  tcp::acceptor acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  accept(acceptor, answer);
  tell(acceptor.local_endpoint().port());
  io.run();
}

}  // namespace callmap::load
