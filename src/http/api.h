#pragma once
// The API on top of the server: one table of routes, one place where sign-in, CSRF and roles are
// checked before any of them runs, and the event streams. cli/ makes one and hands `handle` to the
// server. Answers are whole and final; what waits for a commit or a password is answered from
// another thread.

#include <memory>
#include <string>

#include "desk/desk.h"
#include "desk/rights.h"
#include "http/exchange.h"
#include "http/live.h"
#include "http/work_queue.h"
#include "wire/rate_limit.h"
#include "wire/server.h"

namespace callmap {

struct ApiOptions {
  bool behind_proxy = false;
  std::string version;          // of the program
  Traffic::OnServed on_served;  // may be empty
};

// Who may call a route before roles are looked at.
enum class Access : std::uint8_t {
  kOpen,     // anybody: health, the sign-in page, signing in
  kSession,  // a person with a session, also one who must change the password first
  kCaller,   // a person or a service that `deed` allows
};

class Api {
 public:
  // Desk and clock must outlive it.
  Api(Desk& desk, const Clock& clock, ApiOptions options);
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;
  ~Api();

  void handle(Request request, Reply reply);
  // For the figures; the server is made after the API.
  void watch(const Server& server) { server_ = &server; }
  // Ends every stream; called before the server stops.
  void close_streams() { live_.close(); }

  // For the answering functions.
  [[nodiscard]] Desk& desk() { return desk_; }
  [[nodiscard]] Live& live() { return live_; }
  [[nodiscard]] WorkQueue& later() { return later_; }
  [[nodiscard]] Instant now() const { return clock_.now(); }
  [[nodiscard]] const ApiOptions& options() const { return options_; }
  [[nodiscard]] std::string metrics() const;
  // Takes one of the limited tries, by that kind and key.
  enum class Limited : std::uint8_t { kSignInName, kSignInAddress, kLookUp };
  [[nodiscard]] RateDecision take(Limited kind, std::string_view key);
  void forget(Limited kind, std::string_view key);

 private:
  // nullopt when the request may go on; fills in who asks.
  [[nodiscard]] std::optional<Response> turned_away(Exchange& exchange, Access access,
                                                    std::optional<Deed> deed);
  [[nodiscard]] std::optional<Response> identify(Exchange& exchange);
  [[nodiscard]] bool from_elsewhere(const Exchange& exchange) const;

  Desk& desk_;
  const Clock& clock_;
  ApiOptions options_;
  Traffic traffic_;
  Live live_;
  WorkQueue later_;
  const Server* server_ = nullptr;
  std::mutex limits_mutex_;
  RateLimit by_name_, by_address_, look_ups_;
};

}  // namespace callmap
