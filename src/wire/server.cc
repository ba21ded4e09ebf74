#include "wire/server.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "base/ensure.h"
#include "wire/lane.h"

namespace callmap {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int kThreadsMax = 64;
constexpr std::size_t kHeaderBytesMax = 1u << 20;
constexpr int kAcceptsASlice = 64;
constexpr auto kAcceptPause = std::chrono::milliseconds(100);
constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n"
    "Retry-After: 5\r\n\r\n";

Result<asio::ip::address> read_address(const std::string& text, bool behind_proxy) {
  error_code ec;
  const asio::ip::address address =
      asio::ip::make_address(text == "localhost" ? "127.0.0.1" : text, ec);
  if (ec) {
    return failure(
        ErrorKind::kInvalid,
        fmt::format("`{}` is no IP address: use 127.0.0.1 for this machine alone", text));
  }
  if (!address.is_loopback() && !behind_proxy) {
    return failure(
        ErrorKind::kInvalid,
        fmt::format("`{}` can be reached from other machines and callmap does not encrypt: "
                    "listen on 127.0.0.1, or put a proxy that speaks TLS in front and "
                    "say --behind-proxy",
                    text));
  }
  return address;
}

Error listen_error(const error_code& ec, const std::string& address, std::uint16_t port) {
  if (ec == asio::error::address_in_use) {
    return {ErrorKind::kBusy,
            fmt::format("port {} on `{}` is taken by another program: stop that program, or choose "
                        "another port with --port",
                        port, address)};
  }
  if (ec == asio::error::access_denied) {
    return {ErrorKind::kFailed,
            fmt::format("port {} needs rights that this user does not have: choose a port from "
                        "1024 to 65535 with --port",
                        port)};
  }
  if (ec == boost::system::errc::address_not_available ||
      ec == asio::error::address_family_not_supported) {
    return {ErrorKind::kNotFound,
            fmt::format("`{}` is not an address of this machine: `ip address` lists those that are",
                        address)};
  }
  return {ErrorKind::kFailed,
          fmt::format("cannot listen on `{}` port {}: {}", address, port, ec.message())};
}

Result<> listen_on(tcp::acceptor& acceptor, const tcp::endpoint& endpoint,
                   const std::string& text) {
  error_code ec;
  acceptor.open(endpoint.protocol(), ec);
  // Without this a restart would wait a minute for old connections to be forgotten. It does not
  // let two programs share the port.
  if (!ec) acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec) acceptor.bind(endpoint, ec);
  if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
  if (!ec) acceptor.non_blocking(true, ec);
  if (ec) return std::unexpected(listen_error(ec, text, endpoint.port()));
  return {};
}

Result<> check(const ServerOptions& options) {
  if (options.threads < 1 || options.threads > kThreadsMax) {
    return failure(ErrorKind::kInvalid, fmt::format("{} threads asked for, 1 to {} are possible",
                                                    options.threads, kThreadsMax));
  }
  ENSURE(options.limits.header_bytes >= 256 && options.limits.header_bytes <= kHeaderBytesMax);
  ENSURE(options.limits.connections >= 1);
  return {};
}

}  // namespace

// The acceptor lives on the first lane and deals new connections out to all in turn. A port shared
// by several sockets (SO_REUSEPORT) would spread long-lived streams by chance, and would let a
// second server start on the same port unnoticed.
struct Server::Parts {
  Parts(ServerOptions given, OnRequest function)
      : options(std::move(given)), on_request(std::move(function)) {
    for (int count = 0; count < options.threads; ++count) {
      lanes.push_back(std::make_unique<Lane>(options, on_request, open));
    }
    acceptor.emplace(lanes.front()->io());
    pause.emplace(lanes.front()->io());
  }

  // Takes all that wait, up to a slice: one by one, newcomers would queue behind every busy
  // connection for each of themselves, seconds long when thousands come back after a restart.
  void accept() {
    acceptor->async_wait(tcp::acceptor::wait_read, [this](const error_code& failed) {
      if (failed || !acceptor->is_open()) return;
      for (int count = 0; count < kAcceptsASlice; ++count) {
        Lane& lane = *lanes[next_lane % lanes.size()];
        error_code ec;
        tcp::socket socket = acceptor->accept(lane.io(), ec);
        if (ec == asio::error::would_block || ec == asio::error::try_again) break;
        if (ec == asio::error::connection_aborted) continue;
        if (ec) return accept_later();
        ++next_lane;
        admit(lane, std::move(socket));
      }
      accept();
    });
  }

  void admit(Lane& lane, tcp::socket socket) {
    if (++open <= options.limits.connections) return lane.adopt(std::move(socket));
    --open;
    ++refused;
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(kFull), ignored);
  }

  // Out of open files, most likely: waiting is better than spinning.
  void accept_later() {
    pause->expires_after(kAcceptPause);
    pause->async_wait([this](const error_code& ec) {
      if (!ec && acceptor->is_open()) accept();
    });
  }

  void stop_accepting() {
    error_code ignored;
    acceptor->close(ignored);
    pause->cancel();
  }

  const ServerOptions options;
  const OnRequest on_request;
  std::atomic<std::uint64_t> open = 0;
  std::atomic<std::uint64_t> refused = 0;
  std::vector<std::unique_ptr<Lane>> lanes;
  // After the lanes, whose io() they use, and so destroyed before them.
  std::optional<tcp::acceptor> acceptor;
  std::optional<asio::steady_timer> pause;
  std::size_t next_lane = 0;
  std::uint16_t port = 0;
  bool stopped = false;
};

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, OnRequest on_request) {
  auto server = CALLMAP_TRY(listen(std::move(options), std::move(on_request)));
  server->serve();
  return server;
}

Result<std::unique_ptr<Server>> Server::listen(ServerOptions options, OnRequest on_request) {
  ENSURE(on_request != nullptr);
  CALLMAP_TRY(check(options));
  const asio::ip::address address =
      CALLMAP_TRY(read_address(options.address, options.behind_proxy));
  auto parts = std::make_unique<Parts>(std::move(options), std::move(on_request));
  CALLMAP_TRY(listen_on(*parts->acceptor, {address, parts->options.port}, parts->options.address));
  error_code ec;
  parts->port = parts->acceptor->local_endpoint(ec).port();
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

void Server::serve() {
  parts_->accept();  // nothing runs before the lanes start
  for (const auto& lane : parts_->lanes) lane->start();
}

Server::~Server() {
  stop();
}

std::uint16_t Server::port() const {
  return parts_->port;
}

ServerCounts Server::counts() const {
  ServerCounts sum;
  for (const auto& lane : parts_->lanes) {
    const ServerCounts one = lane->counts();
    sum.streams_open += one.streams_open;
    sum.connections += one.connections;
    sum.requests += one.requests;
    sum.requests_refused += one.requests_refused;
    sum.streams += one.streams;
    sum.streams_dropped += one.streams_dropped;
  }
  sum.connections_open = parts_->open;
  sum.connections_refused = parts_->refused;
  return sum;
}

void Server::stop() {
  if (std::exchange(parts_->stopped, true)) return;
  for (const auto& lane : parts_->lanes) ENSURE(!lane->on_this_thread());
  asio::post(parts_->lanes.front()->io(), [parts = parts_.get()] { parts->stop_accepting(); });
  for (const auto& lane : parts_->lanes) lane->begin_stop();
  for (const auto& lane : parts_->lanes) lane->join();
}

std::size_t raise_open_files_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

}  // namespace callmap
