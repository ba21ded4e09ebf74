// The auditor's own account of skills: who is offered what, and how long a contact waits for them.

#include <fmt/core.h>

#include <algorithm>

#include "auditor.h"

namespace callmap {
namespace {

constexpr Duration kPatience = minutes(2);  // of tests/maps/office

std::set<std::string> list(const Json& json, std::string_view member) {
  std::set<std::string> out;
  const Json* found = json.find(member);
  if (found == nullptr) return out;
  for (const Json& each : found->items) out.insert(each.string);
  return out;
}

}  // namespace

void Auditor::fold_skills(const std::string& id, AuditedContact& contact, const std::string& kind,
                          const Json& json) {
  if (kind == "started") {
    if (json.text("line") == "espanol") contact.skills = {"spanish"};
    if (json.find("skills") != nullptr) contact.skills = list(json, "skills");
  }
  if (kind == "queued" || kind == "handoff_offered") {
    contact.wait_from = at_;
    contact.waived = false;
  }
  if (kind != "skills_waived") return;
  if (!contact.waits()) return wrong(id, "skills were waived and it waits for nobody");
  if (list(json, "skills") != contact.needs()) wrong(id, "other skills were waived than it needs");
  if (at_ - *contact.wait_from < kPatience) wrong(id, "skills were waived too early");
  if (contact.waived) wrong(id, "skills were waived twice");
  contact.waived = true;
}

// What is offered to somebody, as their own stream tells it.
void Auditor::fold_person(const LogRecord& record) {
  const auto json = parse_json(record.clear);
  if (!json) return;
  const std::string person = record.stream.id.substr(0, record.stream.id.find('.'));
  at_ = record.at;
  if (json->text("k") == "state") fold_state(person, *json);
  if (json->text("k") != "offered") return;
  const std::string id(json->text("contact").value_or(""));
  const auto found = contacts_.find(id);
  if (found == contacts_.end()) return wrong(id, "is offered and never started");
  if (!std::ranges::includes(skills_[person], found->second.needs())) {
    wrong(id, fmt::format("is offered to {}, who lacks a skill that it needs", person));
  }
}

// Nobody waits for a skill beyond the time of the map.
void Auditor::check_patience(Instant now) {
  for (const std::string& id : open_) {
    const AuditedContact& contact = contacts_.at(id);
    if (!contact.waits() || contact.needs().empty()) continue;
    if (now - *contact.wait_from > kPatience) wrong(id, "waits for skills for too long");
  }
}

}  // namespace callmap
