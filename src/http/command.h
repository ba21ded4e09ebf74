#pragma once
// What the answering functions of every command share: the envelope that came with it, and the
// answer once it is durable. The view that goes with an answer is made on the work queue, since the
// committing thread must not be kept; `Prefer: return=minimal` leaves it out, for programs.

#include <optional>
#include <string>

#include "http/api.h"
#include "http/exchange.h"

namespace callmap {

[[nodiscard]] bool wants_minimal(const Exchange& exchange);

// The body of an answered command: what `head` writes, and the view where it is wanted.
template <class Head>
[[nodiscard]] Response answered(Api& api, const Exchange& exchange, const Outcome& outcome,
                                bool minimal, Head head) {
  JsonWriter out;
  out.open();
  head(out);
  if (!minimal) {
    const auto view = api.desk().view(exchange.caller(), outcome.contact);
    // What was done is done, also by somebody who sees nothing of the contact.
    const bool unseen = !view && view.error().kind == ErrorKind::kNotFound;
    if (!view && !unseen) return error_response(view.error());
    if (view) {
      out.key("view");
      write(out, *view);
    }
  }
  out.close();
  Response response = json_response(200, out.take());
  if (outcome.replayed) response.headers.emplace_back("Idempotent-Replayed", "true");
  return response;
}

// Answers with position, version and view, or says why it was declined.
[[nodiscard]] OnOutcome answers(Api& api, SharedExchange exchange);

// The key that came with the request, or nullopt when the lack of one was answered already.
enum class KeyWanted : bool { kMay, kMust };
[[nodiscard]] std::optional<std::string> key_of(Exchange& exchange, KeyWanted wanted);
// The envelope of a command, or nullopt when it was answered already.
[[nodiscard]] std::optional<Ask> ask_of(Exchange& exchange);

}  // namespace callmap
