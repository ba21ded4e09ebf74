#pragma once
// The least of HTTP that a load generator needs: connecting sockets and cutting answers apart. It
// trusts its server, being pointed at one on purpose.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace callmap::load {

struct Url {
  std::string host;  // an IPv4 address
  std::uint16_t port = 80;
  std::string path;  // with the query
};
// `http://127.0.0.1:8080/path`; `localhost` is 127.0.0.1.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

// A connected, non-blocking socket.
[[nodiscard]] Result<int> connect_to(const Url& url);

// Replaces `{n}` by `number` and `{1}`, `{2}` … by that column of `row`.
[[nodiscard]] std::string filled(std::string_view text, std::uint64_t number,
                                 const std::vector<std::string>& row);

// Bytes of the first whole answer in `bytes`, 0 when it is not whole; its status in `status`.
[[nodiscard]] std::size_t whole_answer(std::string_view bytes, int& status);

}  // namespace callmap::load
