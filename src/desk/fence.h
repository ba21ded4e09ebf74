#pragma once
// The fence: the one function through which values of a customer leave the server. Asked at read
// time, each time. Everybody but the holder of an open contact, verified at that moment for that
// very customer at the value's level, sees rows without values.

#include <string>
#include <vector>

#include "desk/caller.h"
#include "directory/customer.h"
#include "engine/contact.h"

namespace callmap {

struct CardLine {
  std::string id, label;
  DataClass data_class = DataClass::kAccount;
  bool locked = true;
  std::string value;  // empty while locked
  bool operator==(const CardLine&) const = default;
};

// `customer` is nullptr when nobody is chosen or the customer was erased. Rows stand in the map's
// order. Precondition: what was due by `now` has fallen in `contact`.
[[nodiscard]] std::vector<CardLine> card_for(const Caller& viewer, const CallMap& map,
                                             const Contact& contact, const CustomerRecord* customer,
                                             Instant now);

// Whether values of that class are open to the viewer now; the fence's own question, also for the
// customer's last contacts.
[[nodiscard]] bool is_open_to(const Caller& viewer, const Contact& contact,
                              const CustomerId& customer, DataClass data_class, Instant now);

}  // namespace callmap
