#include "directory/people.h"

#include <algorithm>

#include "base/json.h"
#include "directory/normalise.h"

namespace callmap {

std::string_view name(Role role) {
  switch (role) {
    case Role::kAgent: return "agent";
    case Role::kLead: return "lead";
    case Role::kTrainer: return "trainer";
    case Role::kTrainee: return "trainee";
    case Role::kAuthor: return "author";
    case Role::kQuality: return "quality";
    case Role::kAuditor: return "auditor";
    case Role::kAdmin: return "admin";
    case Role::kService: return "service";
  }
  return {};
}

std::optional<Role> parse_role(std::string_view text) {
  const auto found = std::ranges::find_if(kRoles, [&](Role role) { return name(role) == text; });
  return found == kRoles.end() ? std::nullopt : std::optional(*found);
}

std::vector<Role> Roles::list() const {
  std::vector<Role> roles;
  for (const Role role : kRoles) {
    if (has(role)) roles.push_back(role);
  }
  return roles;
}

namespace {

void write_list(JsonWriter& out, std::string_view member, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  out.key(member).open_list();
  for (const std::string& text : texts) out.value(text);
  out.close_list();
}

std::vector<std::string> read_list(const Json& tree, std::string_view member) {
  std::vector<std::string> texts;
  const Json* list = tree.find(member);
  if (list == nullptr || !list->is_array()) return texts;
  for (const Json& each : list->items) texts.push_back(each.string);
  return texts;
}

}  // namespace

std::string to_json(const Person& person) {
  JsonWriter out;
  out.open().field("id", person.id.text).field("name", person.name);
  out.field("display_name", person.display_name).key("roles").open_list();
  for (const Role role : person.roles.list()) out.value(name(role));
  out.close_list().text_if("team", person.team);
  write_list(out, "also", person.also);
  write_list(out, "skills", person.skills);
  out.text_if("password", person.password_hash);
  out.text_if("service_key", person.service_key_hash);
  out.field("must_change_password", person.must_change_password).field("active", person.active);
  return out.close().take();
}

Result<Person> parse_person(std::string_view json) {
  const Json tree = CALLMAP_TRY(parse_json(json));
  const auto text = [&tree](std::string_view name) {
    return std::string(tree.text(name).value_or(""));
  };
  Person person{.id = {text("id")},
                .name = text("name"),
                .display_name = text("display_name"),
                .roles = {},
                .team = text("team"),
                .also = read_list(tree, "also"),
                .skills = read_list(tree, "skills"),
                .password_hash = text("password"),
                .must_change_password = tree.truth("must_change_password").value_or(false),
                .service_key_hash = text("service_key"),
                .active = tree.truth("active").value_or(true)};
  const Json* roles = tree.find("roles");
  if (person.id.text.empty() || person.name.empty() || roles == nullptr || !roles->is_array()) {
    return failure(ErrorKind::kDamaged, "a person's record lacks its id, name or roles");
  }
  for (const Json& each : roles->items) {
    const auto role = parse_role(each.string);
    if (!role) return failure(ErrorKind::kDamaged, "a person's record has an unknown role");
    person.roles.add(*role);
  }
  return person;
}

std::optional<std::string> wrong_with_name(std::string_view text) {
  if (text.empty() || text.size() > kPersonNameMax) return "a name has 1 to 100 characters";
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::ranges::any_of(text, is_control)) return "a name has no control characters";
  if (fold(text).empty()) return "a name has at least one letter or digit";
  return std::nullopt;
}

}  // namespace callmap
