#pragma once
// What the tests of this room have in common: a server on a free port that says back what it
// understood, and the texts of simple requests.

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/ensure.h"
#include "wire/loopback_client.h"
#include "wire/server.h"

namespace callmap {

// Says back what was understood: method, path, query, one header, the address and the body.
inline void echo(Request request, Reply reply) {
  Response response{.headers = {{"Content-Type", "text/plain"}}};
  response.body = request.method_text + " " + request.path;
  for (const auto& [key, value] : request.query) response.body += " " + key + "=" + value;
  response.body += "|" + std::string(request.headers.find("X-Test").value_or("-"));
  response.body += "|" + request.remote_address + "|" + request.body;
  reply.send(std::move(response));
}

inline std::unique_ptr<Server> started(ServerOptions options, OnRequest on_request = echo) {
  options.port = 0;
  auto server = Server::start(std::move(options), std::move(on_request));
  ENSURE(server, "{}", server.error().message);
  return std::move(*server);
}

inline std::string get(std::string_view path, std::string_view fields = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}
inline std::string post(std::string_view path, std::string_view body) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

}  // namespace callmap
