// Signing in and out, the own password, and who may sign in.

#include "http/answering.h"
#include "http/body.h"

namespace callmap::answering {
namespace {

constexpr std::size_t kNameBytesMax = 100;
constexpr std::size_t kPasswordBytesMax = 200;

void write(JsonWriter& out, const PersonId& id, const std::string& name,
           const std::string& display_name, Roles roles, const std::string& team) {
  out.open().field("id", id.text).field("name", name).field("display_name", display_name);
  out.key("roles").open_list();
  for (const Role role : roles.list()) out.value(callmap::name(role));
  out.close_list().text_if("team", team).close();
}

std::string session_json(const Api& api, const Session& session, bool demo) {
  const Caller& caller = session.caller;
  JsonWriter out;
  out.open().key("person");
  write(out, caller.id, caller.name, caller.display_name, caller.roles, caller.team);
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

void list_people(Api& api, Exchange exchange) {
  JsonWriter out;
  out.open_list();
  for (const Person& person : api.desk().sign_in().people()) {
    if (!person.active) continue;
    write(out, person.id, person.name, person.display_name, person.roles, person.team);
  }
  out.close_list();
  exchange.send(json_response(200, out.take()));
}

void add_person(Api& api, Exchange exchange) {
  Body body(exchange.request.body);
  NewPerson person;
  person.name = body.text("name", kNameBytesMax);
  person.display_name = body.text("display_name", kNameBytesMax);
  person.team = body.text_or_empty("team", kNameBytesMax);
  const Json* roles = body.member("roles");
  if (!roles || !roles->is_array() || roles->items.empty()) {
    body.say("roles", "a list of at least one role is wanted");
  } else {
    for (const Json& item : roles->items) {
      const auto role = item.is_string() ? parse_role(item.string) : std::nullopt;
      if (role) person.roles.add(*role);
      if (!role) body.say("roles", "there is no such role");
    }
  }
  if (auto wrong = body.wrong()) return exchange.send(std::move(*wrong));
  auto shared = keep(std::move(exchange));
  api.later().add([&api, shared, person] {
    const auto added = api.desk().sign_in().add(person);
    if (!added) return shared->send(error_response(added.error()));
    JsonWriter out;
    out.open().key("person");
    write(out, added->person.id, added->person.name, added->person.display_name,
          added->person.roles, added->person.team);
    out.field("one_time_password", added->secret).close();
    shared->send(json_response(201, out.take()));
  });
}

}  // namespace callmap::answering
