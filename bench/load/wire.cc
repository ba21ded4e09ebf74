#include "wire.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace callmap::load {

Result<Url> parse_url(std::string_view text) {
  const std::string whole(text);
  constexpr std::string_view kScheme = "http://";
  if (!text.starts_with(kScheme)) {
    return failure(ErrorKind::kInvalid, "`" + whole + "` does not begin with http://");
  }
  text.remove_prefix(kScheme.size());
  Url url;
  const std::size_t slash = std::min(text.find('/'), text.size());
  url.path = slash == text.size() ? "/" : text.substr(slash);
  text = text.substr(0, slash);
  const std::size_t colon = std::min(text.find(':'), text.size());
  url.host = text.substr(0, colon);
  if (url.host == "localhost") url.host = "127.0.0.1";
  if (colon < text.size()) {
    const std::string_view digits = text.substr(colon + 1);
    const auto read = std::from_chars(digits.begin(), digits.end(), url.port);
    if (read.ec != std::errc() || read.ptr != digits.end()) {
      return failure(ErrorKind::kInvalid, "`" + whole + "` has no good port");
    }
  }
  return url;
}

Result<int> connect_to(const Url& url) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(url.port);
  if (inet_pton(AF_INET, url.host.c_str(), &to.sin_addr) != 1) {
    return failure(ErrorKind::kInvalid, "`" + url.host + "` is no IPv4 address");
  }
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return failure(std::string("no socket: ") + std::strerror(errno));
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
    const std::string reason = std::strerror(errno);
    ::close(socket);
    return failure("cannot connect to " + url.host + ":" + std::to_string(url.port) + ": " +
                   reason);
  }
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(socket, F_SETFL, O_NONBLOCK);
  return socket;
}

std::string filled(std::string_view text, std::uint64_t number,
                   const std::vector<std::string>& row) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool slot = text[at] == '{' && at + 2 < text.size() && text[at + 2] == '}';
    const char name = slot ? text[at + 1] : '\0';
    if (name == 'n') {
      out += std::to_string(number);
      at += 2;
    } else if (name >= '1' && name <= '9' && static_cast<std::size_t>(name - '1') < row.size()) {
      out += row[static_cast<std::size_t>(name - '1')];
      at += 2;
    } else {
      out += text[at];
    }
  }
  return out;
}

std::size_t whole_answer(std::string_view bytes, int& status) {
  const std::size_t blank = bytes.find("\r\n\r\n");
  if (blank == std::string_view::npos || bytes.size() < 12) return 0;
  std::from_chars(bytes.data() + 9, bytes.data() + 12, status);
  std::size_t size = blank + 4;
  constexpr std::string_view kLength = "\r\nContent-Length: ";
  const std::size_t at = bytes.substr(0, blank + 2).find(kLength);
  if (at != std::string_view::npos) {
    std::size_t length = 0;
    std::from_chars(bytes.data() + at + kLength.size(), bytes.data() + blank, length);
    size += length;
  }
  return bytes.size() < size ? 0 : size;
}

}  // namespace callmap::load
