#pragma once
// A person as the API shows them: never a hash, a key or whether a password is due.

#include "base/json.h"
#include "directory/people.h"

namespace callmap {

inline void write_person(JsonWriter& out, const Person& person) {
  out.open().field("id", person.id.text).field("name", person.name);
  out.field("display_name", person.display_name).key("roles").open_list();
  for (const Role role : person.roles.list()) out.value(name(role));
  out.close_list().text_if("team", person.team);
  if (!person.also.empty()) {
    out.key("also").open_list();
    for (const std::string& team : person.also) out.value(team);
    out.close_list();
  }
  if (!person.skills.empty()) {
    out.key("skills").open_list();
    for (const std::string& skill : person.skills) out.value(skill);
    out.close_list();
  }
  out.close();
}

}  // namespace callmap
