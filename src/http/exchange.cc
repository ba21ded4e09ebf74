#include "http/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

namespace callmap {
namespace {

constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src "
    "'self'; "
    "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors "
    "'none'";

bool says_how_to_cache(const ResponseHeaders& headers) {
  return std::any_of(headers.begin(), headers.end(), [](const auto& header) {
    return same_field_name(header.first, "Cache-Control");
  });
}

bool is_key(std::string_view text) {
  return text.size() >= 8 && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

}  // namespace

ResponseHeaders security_headers(bool behind_proxy) {
  ResponseHeaders headers{
      {"Content-Security-Policy", std::string(kPolicy)},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"X-Frame-Options", "DENY"},
      {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
  };
  if (behind_proxy) headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  return headers;
}

std::optional<std::string> Exchange::idempotency_key() const {
  const auto key = request.headers.find("Idempotency-Key");
  if (!key) return std::string();
  if (!is_key(*key)) return std::nullopt;
  return std::string(*key);
}

void Exchange::send(Response response) {
  if (!says_how_to_cache(response.headers)) {
    response.headers.emplace_back("Cache-Control", "no-store");
  }
  const auto took = std::chrono::steady_clock::now() - began_;
  traffic_->served({request.method_text, route, response.status,
                    std::chrono::duration_cast<std::chrono::microseconds>(took)});
  reply_.send(std::move(response));
}

EventStream Exchange::open_stream(std::function<void()> on_close) {
  traffic_->served({request.method_text, route, 200, {}});
  return reply_.open_stream({}, std::move(on_close));
}

struct Traffic::Counts {
  mutable std::mutex mutex;
  std::map<std::pair<std::string_view, int>, std::uint64_t> answers;
  std::uint64_t microseconds = 0;
};

Traffic::Traffic(OnServed on_served)
    : counts_(std::make_unique<Counts>()), on_served_(std::move(on_served)) {}
Traffic::~Traffic() = default;

void Traffic::served(const Served& served) {
  {
    const std::lock_guard lock(counts_->mutex);
    ++counts_->answers[{served.route, served.status}];
    counts_->microseconds += static_cast<std::uint64_t>(served.took.count());
  }
  if (on_served_) on_served_(served);
}

void Traffic::write(std::string& out) const {
  const std::lock_guard lock(counts_->mutex);
  out +=
      "# HELP callmap_http_answers_total Answers by route and status.\n# TYPE "
      "callmap_http_answers_total counter\n";
  std::uint64_t all = 0;
  for (const auto& [key, count] : counts_->answers) {
    out += fmt::format("callmap_http_answers_total{{route=\"{}\",status=\"{}\"}} {}\n", key.first,
                       key.second, count);
    all += count;
  }
  out +=
      "# HELP callmap_http_seconds Time from a whole request to its answer.\n# TYPE "
      "callmap_http_seconds summary\n";
  out += fmt::format("callmap_http_seconds_sum {:.6f}\ncallmap_http_seconds_count {}\n",
                     static_cast<double>(counts_->microseconds) / 1e6, all);
}

}  // namespace callmap
