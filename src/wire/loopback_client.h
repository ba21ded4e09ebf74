#pragma once
// A plain blocking client on a real socket for the tests of this room: it sends exactly the bytes
// it is given and says what came back. Every wait ends after `kPatience`.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace callmap {

inline constexpr int kPatienceMs = 10'000;

struct ReadAnswer {
  int status = 0;
  std::string head;  // with the blank line
  std::string body;
  [[nodiscard]] bool has(std::string_view line) const {
    return head.find("\r\n" + std::string(line) + "\r\n") != std::string::npos;
  }
};

class LoopbackClient {
 public:
  explicit LoopbackClient(std::uint16_t port, int receive_buffer = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer > 0) {
      setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  LoopbackClient(LoopbackClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)),
        connected_(other.connected_),
        buffer_(std::move(other.buffer_)) {}
  LoopbackClient& operator=(LoopbackClient&&) = delete;
  ~LoopbackClient() {
    if (socket_ >= 0) ::close(socket_);
  }

  [[nodiscard]] bool connected() const { return connected_; }

  // False when the server has cut the connection.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (size <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }
  void end_sending() { ::shutdown(socket_, SHUT_WR); }

  // Up to and with `end`; nullopt when the connection ends or patience does.
  std::optional<std::string> read_until(std::string_view end) {
    for (;;) {
      const std::size_t at = buffer_.find(end);
      if (at != std::string::npos) return take(at + end.size());
      if (!receive()) return std::nullopt;
    }
  }
  std::optional<std::string> read_bytes(std::size_t size) {
    while (buffer_.size() < size) {
      if (!receive()) return std::nullopt;
    }
    return take(size);
  }
  // What comes until the server closes; nullopt when it does not.
  std::optional<std::string> read_to_end() {
    while (receive()) {
    }
    if (!ended_) return std::nullopt;
    return take(buffer_.size());
  }
  // One answer with a Content-Length, or without a body when `head`.
  std::optional<ReadAnswer> read_answer(bool head = false) {
    ReadAnswer answer;
    const auto text = read_until("\r\n\r\n");
    if (!text || !text->starts_with("HTTP/1.1 ")) return std::nullopt;
    answer.head = *text;
    answer.status = std::atoi(text->c_str() + 9);
    const std::size_t at = text->find("\r\nContent-Length: ");
    if (head || at == std::string::npos) return answer;
    const auto body = read_bytes(std::strtoul(text->c_str() + at + 18, nullptr, 10));
    if (!body) return std::nullopt;
    answer.body = *body;
    return answer;
  }
  // True when the server closes without another byte.
  bool ends() { return read_to_end() == std::string(); }

 private:
  std::string take(std::size_t size) {
    std::string taken = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return taken;
  }
  bool receive() {
    pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&wait, 1, kPatienceMs) <= 0) return false;
    char bytes[16384];
    const ssize_t size = ::recv(socket_, bytes, sizeof bytes, 0);
    ended_ = size <= 0;
    if (size > 0) buffer_.append(bytes, static_cast<std::size_t>(size));
    return size > 0;
  }

  int socket_;
  bool connected_ = false;
  bool ended_ = false;
  std::string buffer_;
};

}  // namespace callmap
