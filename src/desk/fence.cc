#include "desk/fence.h"

namespace callmap {

bool is_open_to(const Caller& viewer, const Contact& contact, const CustomerId& customer,
                DataClass data_class, Instant now) {
  if (viewer.id.text.empty() || viewer.must_change_password) return false;
  if (!contact.open() || contact.holder() != viewer.id) return false;
  if (contact.record.customer != customer || !contact.control.customer_chosen) return false;
  if (contact.record.verified_until && *contact.record.verified_until <= now) return false;
  return opens(contact.control.level, data_class);
}

// A row of class public is locked too until the level `account` is reached: that somebody is a
// customer at all is for their ears only.
std::vector<CardLine> card_for(const Caller& viewer, const CallMap& map, const Contact& contact,
                               const CustomerRecord* customer, Instant now) {
  std::vector<CardLine> lines;
  lines.reserve(map.card.size());
  for (const CardRow& row : map.card) {
    CardLine line{row.id, row.label, row.data_class, true, {}};
    const DataClass asked = std::max(row.data_class, DataClass::kAccount);
    if (customer != nullptr && is_open_to(viewer, contact, customer->id, asked, now)) {
      line.locked = false;
      line.value = customer->value(row.id);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace callmap
