#include "http/api.h"

#include <fmt/format.h>

#include "http/routes.h"

namespace callmap {
namespace {

constexpr std::string_view kCookie = "callmap_session";
constexpr std::size_t kCommandBytesMax = 64u << 10;

// In time that does not depend on where the two differ.
bool same_secret(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0u : 1u;
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    difference |=
        static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  }
  return difference == 0 && !a.empty();
}

bool changes_something(HttpMethod method) {
  return method != HttpMethod::kGet && method != HttpMethod::kHead;
}

Response not_signed_in() {
  return problem_response(401, "sign in first");
}

}  // namespace

Api::Api(Desk& desk, const Clock& clock, ApiOptions options)
    : desk_(desk),
      clock_(clock),
      options_(std::move(options)),
      traffic_(options_.on_served),
      live_(desk, clock),
      by_name_({.burst = 10, .refill = seconds(30)}),
      by_address_({.burst = 60, .refill = seconds(5)}),
      look_ups_({.burst = 30, .refill = seconds(2)}) {}

Api::~Api() = default;

void Api::handle(Request request, Reply reply) {
  Exchange exchange(std::move(request), std::move(reply), traffic_);
  Matched matched = match(exchange.request.method, exchange.request.path);
  if (!matched.route) {
    if (matched.allowed.empty()) {
      return exchange.send(problem_response(404, "there is no such path"));
    }
    Response response = problem_response(405, "not with this method");
    response.headers.emplace_back("Allow", std::move(matched.allowed));
    return exchange.send(std::move(response));
  }
  const Route& route = *matched.route;
  exchange.route = route.pattern;
  exchange.arguments = std::move(matched.arguments);
  if (exchange.request.body.size() > kCommandBytesMax) {
    return exchange.send(problem_response(413, "the body is longer than 64 KiB"));
  }
  if (auto response = turned_away(exchange, route.access, route.deed)) {
    return exchange.send(std::move(*response));
  }
  route.answer(*this, std::move(exchange));
}

std::optional<Response> Api::turned_away(Exchange& exchange, Access access,
                                         std::optional<Deed> deed) {
  const bool changes = changes_something(exchange.request.method);
  if (changes && from_elsewhere(exchange)) {
    return problem_response(403, "this request comes from another site");
  }
  if (access == Access::kOpen) return std::nullopt;
  if (auto response = identify(exchange)) return response;
  if (!exchange.by_service && changes) {
    const auto token = exchange.request.headers.find("X-Callmap-CSRF");
    if (!token || !same_secret(*token, exchange.session.csrf)) {
      return problem_response(403, "the header X-Callmap-CSRF does not fit the session");
    }
  }
  if (access == Access::kSession) {
    if (exchange.by_service) return problem_response(403, "this is for people, not for services");
    return std::nullopt;
  }
  if (exchange.caller().must_change_password) {
    return problem_response(403, "change the one-time password first");
  }
  if (deed && !may(exchange.caller(), *deed)) {
    return problem_response(403, "this is not for your role");
  }
  return std::nullopt;
}

std::optional<Response> Api::identify(Exchange& exchange) {
  const auto& headers = exchange.request.headers;
  constexpr std::string_view kBearer = "Bearer ";
  if (const auto given = headers.find("Authorization")) {
    if (!given->starts_with(kBearer)) return not_signed_in();
    auto caller = desk_.sign_in().service(given->substr(kBearer.size()));
    if (!caller) return not_signed_in();
    exchange.session.caller = std::move(*caller);
    exchange.by_service = true;
    return std::nullopt;
  }
  const auto token = headers.cookie(kCookie);
  if (!token) return not_signed_in();
  auto session = desk_.sign_in().session(*token);
  if (!session) return not_signed_in();
  exchange.session = std::move(*session);
  exchange.session.token = std::string(*token);
  return std::nullopt;
}

// A browser says where a changing request comes from; a program that says nothing is judged by its
// token alone.
bool Api::from_elsewhere(const Exchange& exchange) const {
  const auto& headers = exchange.request.headers;
  if (const auto site = headers.find("Sec-Fetch-Site")) {
    if (*site != "same-origin" && *site != "none") return true;
  }
  const auto origin = headers.find("Origin");
  if (!origin) return false;
  const auto host = headers.find("Host");
  const std::string_view scheme = options_.behind_proxy ? "https://" : "http://";
  return !host || !origin->starts_with(scheme) || origin->substr(scheme.size()) != *host;
}

RateDecision Api::take(Limited kind, std::string_view key) {
  const std::lock_guard lock(limits_mutex_);
  switch (kind) {
    case Limited::kSignInName: return by_name_.take(key, now());
    case Limited::kSignInAddress: return by_address_.take(key, now());
    case Limited::kLookUp: return look_ups_.take(key, now());
  }
  return {};
}

void Api::forget(Limited kind, std::string_view key) {
  const std::lock_guard lock(limits_mutex_);
  if (kind == Limited::kSignInName) by_name_.forget(key);
}

std::string Api::metrics() const {
  std::string out;
  traffic_.write(out);
  const auto figure = [&](std::string_view name, std::string_view type, std::string_view help,
                          std::uint64_t value) {
    out += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help, type, value);
  };
  const DeskCounts desk = desk_.counts();
  figure("callmap_contacts_open", "gauge", "Contacts that are not closed.", desk.open_contacts);
  figure("callmap_contacts_in_memory", "gauge", "Contacts held in memory.",
         desk.contacts_in_memory);
  figure("callmap_commands_total", "counter", "Commands taken.", desk.commands);
  figure("callmap_commands_refused_total", "counter", "Commands the engine declined.",
         desk.refused);
  figure("callmap_commands_replayed_total", "counter", "Commands sent again with the same key.",
         desk.replayed);
  figure("callmap_commits_failed_total", "counter", "Commits the store did not take.",
         desk.commits_failed);
  figure("callmap_contacts_set_aside", "gauge", "Contacts that do not fold.", desk.set_aside);
  figure("callmap_streams_open", "gauge", "Event streams open.", live_.streams());
  if (server_) {
    const ServerCounts server = server_->counts();
    figure("callmap_connections_open", "gauge", "Connections open.", server.connections_open);
    figure("callmap_requests_total", "counter", "Well-formed requests.", server.requests);
    figure("callmap_requests_refused_total", "counter", "Requests the server itself declined.",
           server.requests_refused);
    figure("callmap_streams_dropped_total", "counter", "Streams whose reader was too slow.",
           server.streams_dropped);
  }
  return out;
}

}  // namespace callmap
