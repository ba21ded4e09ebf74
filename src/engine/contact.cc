#include "engine/contact.h"

namespace callmap {

PersonId Contact::holder() const {
  if (!open() || record.segments.empty() || record.segments.back().to) return {};
  return record.segments.back().agent;
}

const FieldEntry* Contact::field(const CallMap& map, FieldIndex index) const {
  const bool per_request = map.fields[at(index)].scope == Scope::kRequest;
  return field(index, per_request ? control.request().number : std::uint8_t{0});
}

const FieldEntry* Contact::field(FieldIndex index, std::uint8_t request) const {
  for (const FieldEntry& entry : record.fields) {
    if (entry.field == index && entry.request == request) return &entry;
  }
  return nullptr;
}

bool holds(const Condition& condition, const Control& control) {
  return holds(condition, control.contact, control.request().bits, control.system);
}

}  // namespace callmap
