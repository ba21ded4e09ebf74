#pragma once
// What whoever takes a contact has to be able to do: the skills that it was started with or that
// its line needs, those of the current request's reason, and those of the team that it waits for.
// All of it follows from the map and the contact; the queue offers by it, the desk tells it. It
// never stands in the way of a person who takes a contact by hand.

#include <optional>
#include <string>
#include <vector>

#include "engine/contact.h"

namespace callmap {

// What it would need of somebody of that team.
[[nodiscard]] SkillSet skills_for(const CallMap& map, const Contact& contact, TeamIndex team);
// What it needs of whoever it is offered to now; none while it waits for nobody, and none once the
// skills were waived.
[[nodiscard]] SkillSet skills_needed(const CallMap& map, const Contact& contact);
// When anybody of the team may take it; nullopt when it needs none or waits for them always.
[[nodiscard]] std::optional<Instant> skills_waived_at(const CallMap& map, const Contact& contact);

// Sorted.
[[nodiscard]] std::vector<std::string> ids_of(const CallMap& map, SkillSet skills);
// In the map's order: "Spanish, Business customers".
[[nodiscard]] std::string labels_of(const CallMap& map, SkillSet skills);

}  // namespace callmap
