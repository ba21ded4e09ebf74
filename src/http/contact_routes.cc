// Reading contacts, and following them live.

#include <charconv>

#include "engine/view_json.h"
#include "http/answering.h"
#include "http/body.h"

namespace callmap::answering {
namespace {

ContactId contact_of(const Exchange& exchange) {
  return {exchange.arguments.at(0)};
}

bool limited(Api& api, Exchange& exchange) {
  const auto decision = api.take(Api::Limited::kLookUp, exchange.caller().id.text);
  if (decision.allowed) return false;
  exchange.send(too_many(decision.retry_after, "too many look-ups; wait a moment"));
  return true;
}

template <class T>
void answer_one(Exchange& exchange, const Result<T>& result) {
  if (!result) return exchange.send(error_response(result.error()));
  exchange.send(one_response(*result));
}

}  // namespace

void list_contacts(Api& api, Exchange exchange) {
  exchange.send(list_response(api.desk().open_contacts(exchange.caller())));
}

void find_contact(Api& api, Exchange exchange) {
  if (limited(api, exchange)) return;
  answer_one(exchange, api.desk().by_reference(exchange.caller(), exchange.arguments.at(0)));
}

void get_contact(Api& api, Exchange exchange) {
  answer_one(exchange, api.desk().view(exchange.caller(), contact_of(exchange)));
}

void list_candidates(Api& api, Exchange exchange) {
  const auto search = exchange.request.parameter("search");
  if (search && limited(api, exchange)) return;
  const auto found = api.desk().candidates(exchange.caller(), contact_of(exchange), search);
  if (!found) return exchange.send(error_response(found.error()));
  exchange.send(list_response(*found));
}

void get_guidance(Api& api, Exchange exchange) {
  answer_one(exchange, api.desk().guidance(exchange.caller(), contact_of(exchange)));
}

void get_notes(Api& api, Exchange exchange) {
  const auto notes = api.desk().notes(exchange.caller(), contact_of(exchange));
  const auto accept = exchange.request.headers.find("Accept");
  if (!notes || !accept || !accept->starts_with("text/plain")) return answer_one(exchange, notes);
  exchange.send({.status = 200,
                 .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
                 .body = to_text(*notes)});
}

void list_events(Api& api, Exchange exchange) {
  const auto lines = api.desk().log_in_words(exchange.caller(), contact_of(exchange));
  if (!lines) return exchange.send(error_response(lines.error()));
  exchange.send(list_response(*lines));
}

void stream(Api& api, Exchange exchange) {
  std::optional<std::uint64_t> position;
  const auto last = exchange.request.headers.find("Last-Event-ID");
  const auto asked = last ? last : exchange.request.parameter("after");
  if (asked) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(asked->data(), asked->data() + asked->size(), value);
    // An id that is none of ours is as good as one that is too old.
    position =
        error == std::errc() && end == asked->data() + asked->size() ? value : std::uint64_t{0};
  }
  api.live().open(std::move(exchange), position, api.now());
}

}  // namespace callmap::answering
