#include "http/command.h"

#include "engine/view_json.h"

namespace callmap {

bool wants_minimal(const Exchange& exchange) {
  const auto prefer = exchange.request.headers.find("Prefer");
  return prefer && prefer->find("return=minimal") != std::string_view::npos;
}

namespace {

void answer_position(Api& api, const SharedExchange& exchange, const Outcome& outcome,
                     bool minimal) {
  exchange->send(answered(api, *exchange, outcome, minimal, [&](JsonWriter& out) {
    out.field("position", outcome.position).field("version", outcome.version);
  }));
}

}  // namespace

OnOutcome answers(Api& api, SharedExchange exchange) {
  return [&api, exchange](Outcome outcome) {
    if (!outcome.done()) return exchange->send(declined(outcome));
    if (wants_minimal(*exchange)) return answer_position(api, exchange, outcome, true);
    api.later().add([&api, exchange, outcome] { answer_position(api, exchange, outcome, false); });
  };
}

std::optional<std::string> key_of(Exchange& exchange, KeyWanted wanted) {
  auto key = exchange.idempotency_key();
  if (!key) {
    exchange.send(bad_header("the header Idempotency-Key is not 8 to 64 of A-Z a-z 0-9 _ -"));
    return std::nullopt;
  }
  if (key->empty() && wanted == KeyWanted::kMust) {
    exchange.send(bad_header("the header Idempotency-Key is missing: a new one for every command"));
    return std::nullopt;
  }
  return key;
}

std::optional<Ask> ask_of(Exchange& exchange) {
  const auto key = key_of(exchange, KeyWanted::kMust);
  if (!key) return std::nullopt;
  Ask ask{exchange.caller(), {exchange.arguments.at(0)}, *key, {}};
  if (const auto version = exchange.request.headers.find("If-Match")) {
    std::uint64_t number = 0;
    std::string_view text = *version;
    if (text.size() > 2 && text.front() == '"' && text.back() == '"')
      text = text.substr(1, text.size() - 2);
    for (const char c : text) {
      if (c < '0' || c > '9' || text.size() > 18) {
        exchange.send(bad_header("the header If-Match is not a version"));
        return std::nullopt;
      }
      number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    ask.expected_version = number;
  }
  return ask;
}

}  // namespace callmap
