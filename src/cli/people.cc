// callmap people: who may sign in. The list can be had at any time, changes only while no server
// has the data folder.

#include <fmt/format.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/office.h"
#include "cli/terminal.h"

namespace callmap {
namespace {

std::string joined(Roles roles) {
  std::string text;
  for (const Role role : roles.list())
    text += fmt::format("{}{}", text.empty() ? "" : ",", name(role));
  return text;
}

std::string joined(const std::vector<std::string>& texts) {
  return fmt::format("{}", fmt::join(texts, ","));
}

Result<> list(const PeopleOptions& options) {
  const auto office = CALLMAP_TRY(open_office_to_read(options.data));
  JsonWriter out;
  out.open_list();
  for (const Person& person : office->desk->sign_in().people()) {
    if (options.json) {
      out.open()
          .field("id", person.id.text)
          .field("name", person.name)
          .field("display_name", person.display_name);
      out.field("roles", joined(person.roles)).text_if("skills", joined(person.skills));
      out.field("active", person.active).close();
    } else {
      fmt::print("{:<14} {:<24} {}{}{}\n", inked(Ink::kPlain, person.name),
                 inked(Ink::kPlain, person.display_name), joined(person.roles),
                 person.skills.empty() ? "" : "  " + joined(person.skills),
                 person.active ? "" : "  (not active)");
    }
  }
  out.close_list();
  if (options.json) fmt::print("{}\n", out.text());
  return {};
}

Result<> add(const PeopleOptions& options) {
  NewPerson person{options.name, options.display_name.empty() ? options.name : options.display_name,
                   {},           options.team,
                   {},           options.skills};
  for (const std::string& each : options.roles) {
    const auto role = parse_role(each);
    if (!role) {
      return failure(ErrorKind::kInvalid,
                     fmt::format("there is no role `{}`; there are agent, lead, trainer, trainee, "
                                 "author, quality, auditor, "
                                 "admin, service",
                                 each));
    }
    person.roles.add(*role);
  }
  const auto office = CALLMAP_TRY(open_office(options.data, true));
  const auto added = CALLMAP_TRY(office->desk->add_person(person));
  const bool service = person.roles.has(Role::kService);
  fmt::print("{} {}\n",
             service ? "key (shown once):" : "one-time password (shown once):", added.secret);
  return {};
}

Result<> reset(const PeopleOptions& options) {
  const auto office = CALLMAP_TRY(open_office(options.data, false));
  const auto secret = CALLMAP_TRY(office->desk->sign_in().reset_password(options.name));
  fmt::print("one-time password (shown once): {}\n", secret);
  return {};
}

Result<> deactivate(const PeopleOptions& options) {
  const auto office = CALLMAP_TRY(open_office(options.data, false));
  CALLMAP_TRY(office->desk->sign_in().deactivate(options.name));
  fmt::print("`{}` can no longer sign in\n", options.name);
  return {};
}

int exit_code(const Result<>& done) {
  return done ? kExitDone : say_error(done.error());
}

}  // namespace

int list_people(const PeopleOptions& options) {
  return exit_code(list(options));
}
int add_person(const PeopleOptions& options) {
  return exit_code(add(options));
}
int reset_password(const PeopleOptions& options) {
  return exit_code(reset(options));
}
int deactivate_person(const PeopleOptions& options) {
  return exit_code(deactivate(options));
}

}  // namespace callmap
