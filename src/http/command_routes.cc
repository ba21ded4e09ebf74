// What changes a contact. Each command waits for its commit; the view that answers it is made on
// the work queue, since the committing thread must not be kept. `Prefer: return=minimal` leaves the
// view out, for programs.

#include "http/answering.h"
#include "http/body.h"
#include "http/command.h"

namespace callmap::answering {
namespace {

constexpr std::size_t kIdBytesMax = 64;

std::optional<Level> level_of(std::string_view text) {
  if (text == "account") return Level::kAccount;
  if (text == "sensitive") return Level::kSensitive;
  return std::nullopt;
}

std::uint8_t priority_of(Body& body) {
  const Json* json = body.member("priority");
  if (!json) return 0;
  const auto number = body.whole().whole("priority");
  if (number && *number >= 0 && *number <= std::int64_t{kPriorityMax}) {
    return static_cast<std::uint8_t>(*number);
  }
  body.say("priority", "a whole number from 0 to 9 is wanted");
  return 0;
}

std::optional<NewContact::SystemPass> system_pass_of(Body& body) {
  const Json* json = body.member("system_pass");
  if (!json) return std::nullopt;
  const auto system = json->text("system"), level = json->text("level"),
             account = json->text("account");
  const auto parsed = level ? level_of(*level) : std::nullopt;
  const bool fits = system && account && !system->empty() && system->size() <= kIdBytesMax &&
                    account->size() <= 100 && parsed && json->members.size() == 3;
  if (!fits) {
    body.say("system_pass", "system, level (account or sensitive) and account are wanted");
    return std::nullopt;
  }
  return NewContact::SystemPass{std::string(*system), *parsed, std::string(*account)};
}

}  // namespace

void start_contact(Api& api, Exchange exchange) {
  const auto key = key_of(exchange, KeyWanted::kMay);
  if (!key) return;
  Body body(exchange.request.body);
  NewContact contact;
  contact.map = body.text_or_empty("map", kIdBytesMax);
  contact.channel = body.text_or_empty("channel", kIdBytesMax);
  contact.line = body.text_or_empty("line", kIdBytesMax);
  contact.caller_number = body.text_or_empty("caller_number", 32);
  contact.language = body.text_or_empty("language", kIdBytesMax);
  contact.product = body.text_or_empty("product", kIdBytesMax);
  contact.offer_to = {body.text_or_empty("offer_to", kIdBytesMax)};
  contact.team = body.text_or_empty("team", kIdBytesMax);
  contact.priority = priority_of(body);
  if (body.member("skills")) contact.skills = body.texts("skills", kSkillsMax, kIdBytesMax);
  contact.system_pass = system_pass_of(body);
  if (auto wrong = body.wrong()) return exchange.send(std::move(*wrong));
  const Caller caller = exchange.caller();
  auto shared = keep(std::move(exchange));
  api.desk().start(caller, *key, std::move(contact), [shared](Outcome outcome) {
    if (!outcome.done()) return shared->send(declined(outcome));
    JsonWriter out;
    out.open().field("id", outcome.contact.text).field("reference", outcome.reference);
    if (outcome.pass) out.field("pass", *outcome.pass);
    out.close();
    shared->send(json_response(201, out.take()));
  });
}

void send_intent(Api& api, Exchange exchange) {
  auto ask = ask_of(exchange);
  if (!ask) return;
  auto json = parse_json(exchange.request.body);
  if (!json || !json->is_object()) {
    return exchange.send(bad_body({{{}, json ? "a JSON object is wanted" : json.error().message}}));
  }
  auto shared = keep(std::move(exchange));
  api.desk().intend(std::move(*ask), std::move(*json), answers(api, shared));
}

void send_observation(Api& api, Exchange exchange) {
  auto ask = ask_of(exchange);
  if (!ask) return;
  const auto json = parse_json(exchange.request.body);
  if (!json || !json->is_object()) {
    return exchange.send(bad_body({{{}, json ? "a JSON object is wanted" : json.error().message}}));
  }
  auto shared = keep(std::move(exchange));
  api.desk().observe(std::move(*ask), *json, answers(api, shared));
}

void send_answers(Api& api, Exchange exchange) {
  auto ask = ask_of(exchange);
  if (!ask) return;
  Body body(exchange.request.body);
  AnswersGiven given;
  given.method = body.text("method", kIdBytesMax);
  given.correction = body.truth_or("correction", false);
  const Json* items = body.member("answers");
  if (!items || !items->is_object() || items->members.empty() || items->members.size() > 16) {
    body.say("answers", "an object of 1 to 16 answers is wanted");
  } else {
    for (const auto& [item, answer] : items->members) {
      const bool fits = answer.is_string() && answer.string.size() <= 200;
      if (fits) given.answers.emplace_back(item, answer.string);
      if (!fits) body.say("answers", "each answer is a text of up to 200 bytes");
    }
  }
  if (auto wrong = body.wrong()) return exchange.send(std::move(*wrong));
  auto shared = keep(std::move(exchange));
  api.desk().answer(std::move(*ask), std::move(given), [&api, shared](Outcome outcome) {
    if (!outcome.done() || !outcome.compared) return shared->send(declined(outcome));
    api.later().add([&api, shared, outcome] {
      const Compared& compared = *outcome.compared;
      shared->send(answered(api, *shared, outcome, false, [&](JsonWriter& out) {
        using Result = Compared::Result;
        out.field("result", compared.result == Result::kPassed   ? "passed"
                            : compared.result == Result::kFailed ? "failed"
                                                                 : "malformed");
        if (!compared.malformed.empty()) {
          out.key("items").open_list();
          for (const auto& [item, problem] : compared.malformed) {
            out.open().field("id", item).field("problem", problem).close();
          }
          out.close_list();
        }
        out.field("attempts_left", static_cast<int>(compared.attempts_left));
        if (compared.locked_until) out.field("locked_until", to_iso(*compared.locked_until));
      }));
    });
  });
}

void attest(Api& api, Exchange exchange) {
  auto ask = ask_of(exchange);
  if (!ask) return;
  Body body(exchange.request.body);
  std::string method = body.text("method", kIdBytesMax);
  if (auto wrong = body.wrong()) return exchange.send(std::move(*wrong));
  auto shared = keep(std::move(exchange));
  api.desk().attest(std::move(*ask), std::move(method), answers(api, shared));
}

void choose_customer(Api& api, Exchange exchange) {
  auto ask = ask_of(exchange);
  if (!ask) return;
  Body body(exchange.request.body);
  std::string customer = body.text("customer", 128);
  if (auto wrong = body.wrong()) return exchange.send(std::move(*wrong));
  auto shared = keep(std::move(exchange));
  api.desk().choose_customer(std::move(*ask), std::move(customer), answers(api, shared));
}

void link_contact(Api& api, Exchange exchange) {
  auto ask = ask_of(exchange);
  if (!ask) return;
  Body body(exchange.request.body);
  const std::string other = body.text("contact", kIdBytesMax);
  const bool merge = body.truth_or("merge", false);
  if (auto wrong = body.wrong()) return exchange.send(std::move(*wrong));
  const auto decision = api.take(Api::Limited::kLookUp, exchange.caller().id.text);
  if (!decision.allowed) {
    return exchange.send(too_many(decision.retry_after, "too many look-ups; wait a moment"));
  }
  auto shared = keep(std::move(exchange));
  api.desk().link(std::move(*ask), other, merge, answers(api, shared));
}

void unlink_contact(Api& api, Exchange exchange) {
  auto ask = ask_of(exchange);
  if (!ask) return;
  Body body(exchange.request.body);
  const ContactId other{body.text("contact", kIdBytesMax)};
  if (auto wrong = body.wrong()) return exchange.send(std::move(*wrong));
  auto shared = keep(std::move(exchange));
  api.desk().unlink(std::move(*ask), other, answers(api, shared));
}

void simulate_call(Api& api, Exchange exchange) {
  const auto key = key_of(exchange, KeyWanted::kMay);
  if (!key) return;
  Body body(exchange.request.body, true);
  std::string map = body.text_or_empty("map", kIdBytesMax);
  std::string line = body.text_or_empty("line", kIdBytesMax);
  if (auto wrong = body.wrong()) return exchange.send(std::move(*wrong));
  const Caller caller = exchange.caller();
  auto shared = keep(std::move(exchange));
  api.desk().simulate_call(
      caller, *key, std::move(map), std::move(line), [&api, shared](Outcome outcome) {
        if (!outcome.done()) return shared->send(declined(outcome));
        api.later().add([&api, shared, outcome] {
          const auto simulated = api.desk().simulated_caller(shared->caller(), outcome.contact);
          if (!simulated) return shared->send(error_response(simulated.error()));
          Response response = answered(api, *shared, outcome, false, [&](JsonWriter& out) {
            out.key("caller");
            write(out, *simulated);
          });
          if (response.status == 200) response.status = 201;
          shared->send(std::move(response));
        });
      });
}

void get_simulated_caller(Api& api, Exchange exchange) {
  const auto simulated = api.desk().simulated_caller(exchange.caller(), {exchange.arguments.at(0)});
  if (!simulated) return exchange.send(error_response(simulated.error()));
  JsonWriter out;
  write(out, *simulated);
  exchange.send(json_response(200, out.take()));
}

}  // namespace callmap::answering
