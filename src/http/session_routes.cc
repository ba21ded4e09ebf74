// Signing in and out, the own password, and who may sign in.

#include "http/answering.h"
#include "http/body.h"
#include "http/person_json.h"

namespace callmap::answering {
namespace {

constexpr std::size_t kNameBytesMax = 100;
constexpr std::size_t kPasswordBytesMax = 200;

std::string session_json(const Api& api, const Session& session, bool demo) {
  const Caller& caller = session.caller;
  JsonWriter out;
  out.open().key("person");
  write_person(out, {.id = caller.id,
                     .name = caller.name,
                     .display_name = caller.display_name,
                     .roles = caller.roles,
                     .team = caller.team});
  out.field("csrf", session.csrf).field("must_change_password", caller.must_change_password);
  out.field("expires", to_iso(session.expires)).field("demo", demo);
  out.field("version", api.options().version).close();
  return out.take();
}

std::string cookie(const Api& api, std::string_view token) {
  std::string text =
      "callmap_session=" + std::string(token) + "; Path=/; HttpOnly; SameSite=Strict";
  if (api.options().behind_proxy) text += "; Secure";
  if (token.empty()) text += "; Max-Age=0";
  return text;
}

Response session_response(Api& api, const Session& session) {
  Response response = json_response(200, session_json(api, session, api.desk().demo()));
  if (!session.token.empty())
    response.headers.emplace_back("Set-Cookie", cookie(api, session.token));
  return response;
}

// A wrong name and a wrong password look the same.
Response not_let_in(const Error& error) {
  if (error.kind == ErrorKind::kNotFound)
    return problem_response(401, "name or password is not right");
  if (error.kind == ErrorKind::kInvalid) return problem_response(403, error.message);
  return error_response(error);
}

// True when it was answered already: too many tries from there or for that name.
bool limited(Api& api, Exchange& exchange, std::string_view name) {
  auto decision = api.take(Api::Limited::kSignInAddress, exchange.request.remote_address);
  if (decision.allowed) decision = api.take(Api::Limited::kSignInName, name);
  if (decision.allowed) return false;
  exchange.send(too_many(decision.retry_after, "too many tries; wait a moment"));
  return true;
}

SignIn::OnSession answers_session(Api& api, SharedExchange exchange, std::string name) {
  return [&api, exchange, name](Result<Session> session) {
    if (!session) return exchange->send(not_let_in(session.error()));
    api.forget(Api::Limited::kSignInName, name);
    exchange->send(session_response(api, *session));
  };
}

}  // namespace

void sign_in(Api& api, Exchange exchange) {
  Body body(exchange.request.body);
  std::string name = body.text("name", kNameBytesMax);
  std::string password = body.text("password", kPasswordBytesMax);
  if (auto wrong = body.wrong()) return exchange.send(std::move(*wrong));
  if (limited(api, exchange, name)) return;
  auto shared = keep(std::move(exchange));
  auto done = answers_session(api, shared, name);
  api.desk().sign_in().sign_in(std::move(name), std::move(password), std::move(done));
}

void renew_session(Api& api, Exchange exchange) {
  Body body(exchange.request.body);
  std::string name = body.text("name", kNameBytesMax);
  std::string password = body.text("password", kPasswordBytesMax);
  if (auto wrong = body.wrong()) return exchange.send(std::move(*wrong));
  if (limited(api, exchange, name)) return;
  const std::string token(exchange.request.headers.cookie("callmap_session").value_or(""));
  auto shared = keep(std::move(exchange));
  auto done = answers_session(api, shared, name);
  api.desk().sign_in().renew(token, std::move(name), std::move(password), std::move(done));
}

void get_session(Api& api, Exchange exchange) {
  exchange.session.token.clear();
  Response response = session_response(api, exchange.session);
  exchange.send(std::move(response));
}

void sign_out(Api& api, Exchange exchange) {
  const std::string token = exchange.session.token;
  auto shared = keep(std::move(exchange));
  api.desk().sign_in().sign_out(token, [&api, shared, token](Result<> done) {
    if (!done) return shared->send(error_response(done.error()));
    api.live().end_session(token);
    api.desk().signed_out(shared->caller().id);
    Response response = no_content();
    response.headers.emplace_back("Set-Cookie", cookie(api, {}));
    shared->send(std::move(response));
  });
}

void change_password(Api& api, Exchange exchange) {
  Body body(exchange.request.body);
  std::string old_password = body.text("old", kPasswordBytesMax);
  std::string new_password = body.text("new", kPasswordBytesMax);
  if (auto wrong = body.wrong()) return exchange.send(std::move(*wrong));
  if (limited(api, exchange, exchange.caller().name)) return;
  const std::string token = exchange.session.token;
  auto shared = keep(std::move(exchange));
  api.desk().sign_in().change_password(
      token, std::move(old_password), std::move(new_password),
      [&api, shared, token](Result<> done) {
        if (!done) {
          const bool wrong_old = done.error().kind == ErrorKind::kNotFound;
          return shared->send(wrong_old ? problem_response(401, "the old password is not right")
                                        : error_response(done.error()));
        }
        api.live().end_other_sessions(shared->caller().id, token);
        auto session = api.desk().sign_in().session(token);
        if (!session) return shared->send(error_response(session.error()));
        session->token.clear();
        shared->send(session_response(api, *session));
      });
}

}  // namespace callmap::answering
