#pragma once
// One request on its way through the API, with who asks and the right to answer. Answering
// functions take it by value, keep it as long as they need, and call `send` once, from any thread;
// every answer is counted, and none is kept by a cache unless it says so.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "desk/sign_in.h"
#include "http/answer.h"
#include "wire/reply.h"

namespace callmap {

class Traffic;

// What every answer and stream of the server carries: `ServerOptions::standing_headers`.
[[nodiscard]] ResponseHeaders security_headers(bool behind_proxy);

class Exchange {
 public:
  Exchange(Request of_request, Reply reply, Traffic& traffic)
      : request(std::move(of_request)), reply_(std::move(reply)), traffic_(&traffic) {}

  Request request;
  std::vector<std::string> arguments;  // what stood at the `{…}` of the route, in order
  std::string_view route = "none";     // the pattern, for the log and the figures; lasts for ever
  Session session;                     // of the caller; token and csrf empty for a service
  bool by_service = false;

  [[nodiscard]] const Caller& caller() const { return session.caller; }
  // The command's key; empty when none was sent, nullopt when it cannot be one.
  [[nodiscard]] std::optional<std::string> idempotency_key() const;

  void send(Response response);
  // Answers with an event stream.
  [[nodiscard]] EventStream open_stream(std::function<void()> on_close);

 private:
  Reply reply_;
  Traffic* traffic_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

// Answering functions that answer later keep the exchange in a callback that must be copyable
// (std::function): that is the reason for sharing it. Only one of them ever sends.
using SharedExchange = std::shared_ptr<Exchange>;
[[nodiscard]] inline SharedExchange keep(Exchange exchange) {
  // shared: see SharedExchange
  return std::make_shared<Exchange>(std::move(exchange));
}

// What the log and the figures are told of an answered request. No path, no name, no value.
struct Served {
  std::string_view method;
  std::string_view route;
  int status = 0;
  std::chrono::microseconds took{};
};

// Counts answers by route and status, and tells who wants to log them. Any thread.
class Traffic {
 public:
  using OnServed = std::function<void(const Served&)>;
  explicit Traffic(OnServed on_served);
  ~Traffic();
  void served(const Served& served);
  // Lines of the text exposition format.
  void write(std::string& out) const;

 private:
  struct Counts;
  std::unique_ptr<Counts> counts_;
  OnServed on_served_;
};

}  // namespace callmap
