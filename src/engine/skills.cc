#include "engine/skills.h"

#include <algorithm>

namespace callmap {
namespace {

const LineCalled* line_of(const CallMap& map, const Contact& contact) {
  const auto found = std::ranges::find_if(map.lines, [&](const LineCalled& line) {
    return line.id == std::string_view(contact.record.line_called);
  });
  return found == map.lines.end() ? nullptr : &*found;
}

SkillSet of_reason(const CallMap& map, const Contact& contact) {
  if (!map.reason_field) return {};
  const FieldEntry* const entry = contact.field(map, *map.reason_field);
  if (entry == nullptr) return {};
  const auto choice = map.choice(*map.reason_field, entry->value);
  return choice ? map.reason_skills[at(*choice)] : SkillSet{};
}

// A wait for somebody: in a queue, or of a handoff that is offered.
struct Wait {
  TeamIndex team{};
  Instant since;
  bool waived = false;
};

std::optional<Wait> wait_of(const Contact& contact) {
  const Control& control = contact.control;
  const auto& ownership = contact.record.ownership;
  if (!contact.open() || !ownership) return std::nullopt;
  if (control.waiting && !ownership->queued.empty()) {
    const QueueEntry& entry = ownership->queued.back();
    return Wait{entry.team, entry.from, entry.waived};
  }
  const HandoffEntry* const handoff = contact.handoff();
  if (control.handoff != HandoffState::kOffered || handoff == nullptr || !handoff->offered) {
    return std::nullopt;
  }
  return Wait{handoff->team, *handoff->offered, handoff->waived};
}

}  // namespace

SkillSet skills_for(const CallMap& map, const Contact& contact, TeamIndex team) {
  if (map.skills.empty()) return {};
  SkillSet needed = map.teams[at(team)].skills | of_reason(map, contact);
  const auto& given = contact.record.kept().skills;
  if (given) return needed | *given;
  const LineCalled* const line = line_of(map, contact);
  return line == nullptr ? needed : needed | line->skills;
}

SkillSet skills_needed(const CallMap& map, const Contact& contact) {
  if (map.skills.empty()) return {};
  const auto wait = wait_of(contact);
  return !wait || wait->waived ? SkillSet{} : skills_for(map, contact, wait->team);
}

std::optional<Instant> skills_waived_at(const CallMap& map, const Contact& contact) {
  if (skills_needed(map, contact).empty()) return std::nullopt;
  const LineCalled* const line = line_of(map, contact);
  const auto& patience = line == nullptr ? map.skills_for : line->skills_for;
  if (!patience) return std::nullopt;
  return wait_of(contact)->since + *patience;
}

std::vector<std::string> ids_of(const CallMap& map, SkillSet skills) {
  std::vector<std::string> ids;
  for (std::size_t n = 0; n < map.skills.size() && !skills.empty(); ++n) {
    if (skills.has(static_cast<SkillIndex>(n))) ids.push_back(map.skills[n].id);
  }
  std::ranges::sort(ids);
  return ids;
}

std::string labels_of(const CallMap& map, SkillSet skills) {
  std::string labels;
  for (std::size_t n = 0; n < map.skills.size(); ++n) {
    if (!skills.has(static_cast<SkillIndex>(n))) continue;
    labels += (labels.empty() ? "" : ", ") + map.skills[n].label;
  }
  return labels;
}

}  // namespace callmap
