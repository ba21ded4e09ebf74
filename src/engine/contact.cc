#include "engine/contact.h"

namespace callmap {

Record::Record() = default;
Record::~Record() = default;
Record::Record(const Record&) = default;
Record::Record(Record&&) noexcept = default;
Record& Record::operator=(const Record&) = default;
Record& Record::operator=(Record&&) noexcept = default;

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

const Ownership& Record::kept() const {
  static const Ownership kNothing;
  return ownership ? *ownership : kNothing;
}

const HandoffEntry* Contact::handoff() const {
  const auto& handoffs = record.kept().handoffs;
  return handoffs.empty() ? nullptr : &handoffs.back();
}

const CallbackEntry* Contact::callback() const {
  const auto& callbacks = record.kept().callbacks;
  return callbacks.empty() ? nullptr : &callbacks.back();
}

const ConsultEntry* Contact::consult() const {
  const auto& consults = record.kept().consults;
  const bool waits = !consults.empty() && consults.back().state == ConsultState::kAsked;
  return waits ? &consults.back() : nullptr;
}

const NoneEntry* Contact::none(FieldIndex field) const {
  for (const NoneEntry& entry : record.kept().nones) {
    if (entry.field == field && entry.request == control.request().number) return &entry;
  }
  return nullptr;
}

bool holds(const Condition& condition, const Control& control) {
  return holds(condition, control.contact, control.request().bits, control.system);
}

}  // namespace callmap
