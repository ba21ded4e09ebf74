// Who may sign in, and whose contacts they take.

#include "http/answering.h"
#include "http/body.h"
#include "http/person_json.h"

namespace callmap::answering {
namespace {

constexpr std::size_t kNameBytesMax = 400;
constexpr std::size_t kTeamsOfOneMax = 50;

}  // namespace

void list_people(Api& api, Exchange exchange) {
  JsonWriter out;
  out.open_list();
  for (const Person& person : api.desk().sign_in().people()) {
    if (!person.active) continue;
    write_person(out, person);
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
  person.skills = body.texts("skills", kSkillsMax, kNameBytesMax);
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
    const auto added = api.desk().add_person(person);
    if (!added) return shared->send(error_response(added.error()));
    JsonWriter out;
    out.open().key("person");
    write_person(out, added->person);
    out.field("one_time_password", added->secret).close();
    shared->send(json_response(201, out.take()));
  });
}

void set_teams(Api& api, Exchange exchange) {
  Body body(exchange.request.body);
  NewTeams teams{.team = body.text_or_empty("team", kNameBytesMax),
                 .also = body.texts("also", kTeamsOfOneMax, kNameBytesMax),
                 .skills = {}};
  if (body.member("skills")) teams.skills = body.texts("skills", kSkillsMax, kNameBytesMax);
  if (auto wrong = body.wrong()) return exchange.send(std::move(*wrong));
  auto shared = keep(std::move(exchange));
  api.later().add([&api, shared, teams = std::move(teams)]() mutable {
    const auto person = api.desk().set_teams({shared->arguments.at(0)}, std::move(teams));
    if (!person) return shared->send(error_response(person.error()));
    JsonWriter out;
    write_person(out, *person);
    shared->send(json_response(200, out.take()));
  });
}

void reset_password(Api& api, Exchange exchange) {
  auto shared = keep(std::move(exchange));
  api.later().add([&api, shared] {
    const auto person = api.desk().sign_in().person({shared->arguments.at(0)});
    if (!person || !person->active) {
      return shared->send(error_response({ErrorKind::kNotFound, "there is no such person"}));
    }
    const auto secret = api.desk().sign_in().reset_password(person->name);
    if (!secret) return shared->send(error_response(secret.error()));
    api.live().end_other_sessions(person->id, {});
    JsonWriter out;
    out.open().key("person");
    write_person(out, *person);
    out.field("one_time_password", *secret).close();
    shared->send(json_response(200, out.take()));
  });
}

void deactivate_person(Api& api, Exchange exchange) {
  auto shared = keep(std::move(exchange));
  api.later().add([&api, shared] {
    const PersonId person{shared->arguments.at(0)};
    if (person == shared->caller().id) {
      return shared->send(problem_response(409, "nobody signs themselves off for good"));
    }
    const auto done = api.desk().deactivate(person);
    if (!done) return shared->send(error_response(done.error()));
    api.live().end_other_sessions(person, {});
    shared->send(no_content());
  });
}

}  // namespace callmap::answering
