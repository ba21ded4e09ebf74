// A person's own work and the floor: states, offers, calls back, follow-ups, teams, and what a lead
// sees.

#include "http/answering.h"
#include "http/body.h"
#include "http/command.h"

namespace callmap::answering {
namespace {

constexpr std::size_t kWordBytesMax = 400;
constexpr std::size_t kQuestionBytesMax = 4'000;

GroupedBy grouped_by(std::string_view text) {
  if (text == "half-hour") return GroupedBy::kHalfHour;
  if (text == "team") return GroupedBy::kTeam;
  if (text == "agent") return GroupedBy::kAgent;
  return text == "reason" ? GroupedBy::kReason : GroupedBy::kNothing;
}

NumbersAsked asked_numbers(const Exchange& exchange) {
  const auto parameter = [&](std::string_view name) {
    return std::string(exchange.request.parameter(name).value_or(""));
  };
  return {parameter("day"),
          {parameter("team"), parameter("agent"), parameter("reason")},
          grouped_by(parameter("by")),
          parameter("half_hour")};
}

}  // namespace

void get_work(Api& api, Exchange exchange) {
  exchange.send(one_response(api.desk().work(exchange.caller())));
}

void set_state(Api& api, Exchange exchange) {
  Body body(exchange.request.body);
  const std::string wanted = body.text("state", kWordBytesMax);
  const std::string reason = body.text_or_empty("reason", kWordBytesMax);
  const auto state = parse_work_state(wanted);
  if (!state || *state == WorkState::kOff) {
    body.say("state", "available, away or last_contact is wanted");
  }
  if (auto wrong = body.wrong()) return exchange.send(std::move(*wrong));
  auto shared = keep(std::move(exchange));
  api.desk().set_state(shared->caller(), *state, reason, [&api, shared](const Result<>& done) {
    if (!done) return shared->send(error_response(done.error()));
    api.later().add(
        [&api, shared] { shared->send(one_response(api.desk().work(shared->caller()))); });
  });
}

void list_teams(Api& api, Exchange exchange) {
  const ContactId contact{std::string(exchange.request.parameter("contact").value_or(""))};
  exchange.send(list_response(api.desk().teams(exchange.caller(), contact)));
}

void list_colleagues(Api& api, Exchange exchange) {
  exchange.send(list_response(api.desk().colleagues()));
}

void get_offer(Api& api, Exchange exchange) {
  const auto offer = api.desk().offer(exchange.caller(), {exchange.arguments.at(0)});
  exchange.send(offer ? one_response(*offer) : error_response(offer.error()));
}

void accept_offer(Api& api, Exchange exchange) {
  auto ask = ask_of(exchange);
  if (!ask) return;
  auto shared = keep(std::move(exchange));
  api.desk().accept_offer(std::move(*ask), answers(api, shared));
}

void decline_offer(Api& api, Exchange exchange) {
  auto ask = ask_of(exchange);
  if (!ask) return;
  Body body(exchange.request.body, true);
  std::string why = body.text_or_empty("why", kWordBytesMax);
  if (auto wrong = body.wrong()) return exchange.send(std::move(*wrong));
  auto shared = keep(std::move(exchange));
  api.desk().decline_offer(std::move(*ask), std::move(why), [&api, shared](Outcome outcome) {
    if (!outcome.done()) return shared->send(declined(outcome));
    api.later().add(
        [&api, shared] { shared->send(one_response(api.desk().work(shared->caller()))); });
  });
}

void ask_about_offer(Api& api, Exchange exchange) {
  auto ask = ask_of(exchange);
  if (!ask) return;
  Body body(exchange.request.body);
  std::string item = body.text("item", kWordBytesMax);
  std::string question = body.text("question", kQuestionBytesMax);
  if (auto wrong = body.wrong()) return exchange.send(std::move(*wrong));
  auto shared = keep(std::move(exchange));
  api.desk().ask_about_offer(
      std::move(*ask), std::move(item), std::move(question), [&api, shared](Outcome outcome) {
        if (!outcome.done()) return shared->send(declined(outcome));
        api.later().add([&api, shared, outcome] {
          const auto offer = api.desk().offer(shared->caller(), outcome.contact);
          shared->send(offer ? one_response(*offer) : error_response(offer.error()));
        });
      });
}

void list_callbacks(Api& api, Exchange exchange) {
  exchange.send(list_response(api.desk().callbacks(exchange.caller())));
}

void list_follow_ups(Api& api, Exchange exchange) {
  const auto asked = exchange.request.parameter("whose").value_or("team");
  const bool all = asked == "all" && may(exchange.caller(), Deed::kLookOver);
  const Whose whose = all ? Whose::kAll : asked == "mine" ? Whose::kMine : Whose::kTeam;
  exchange.send(list_response(api.desk().follow_ups(exchange.caller(), whose)));
}

void get_numbers(Api& api, Exchange exchange) {
  const auto view = api.desk().numbers(exchange.caller(), asked_numbers(exchange));
  if (!view) return exchange.send(error_response(view.error()));
  if (exchange.request.parameter("format") != "csv") return exchange.send(one_response(*view));
  exchange.send({.status = 200,
                 .headers = {{"Content-Type", "text/csv; charset=utf-8"},
                             {"Content-Disposition",
                              "attachment; filename=\"callmap-" + view->day + ".csv\""}},
                 .body = to_csv(*view)});
}

void get_numbers_contacts(Api& api, Exchange exchange) {
  const auto listed =
      api.desk().counted_contacts(exchange.caller(), asked_numbers(exchange),
                                  exchange.request.parameter("number").value_or(""));
  if (!listed) return exchange.send(error_response(listed.error()));
  exchange.send(one_response(*listed));
}

void get_floor(Api& api, Exchange exchange) {
  exchange.send(one_response(api.desk().floor(exchange.caller())));
}

}  // namespace callmap::answering
