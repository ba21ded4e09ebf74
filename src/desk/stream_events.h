#pragma once
// The events of every stream that is no contact: customers, people, what auditors looked at, and
// maps; docs/events.md has the format. Each kind is written and read here and nowhere else, as
// strictly as a contact's (engine/event_json.h). Reads and writes the clear part alone, without the
// member that names the key: contact_log.h puts that on and takes it off.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/ids.h"
#include "base/result.h"

namespace callmap {

struct CustomerWritten {  // secret: the record (directory/customer.h)
  bool operator==(const CustomerWritten&) const = default;
};
struct AttemptReserved {  // before anything is compared
  ContactId contact;
  std::string method;
  bool correction = false;
  bool operator==(const AttemptReserved&) const = default;
};
struct AttemptPassed {        // an attempt that never passed has failed
  std::uint64_t attempt = 0;  // the version of its event in this stream
  bool operator==(const AttemptPassed&) const = default;
};
struct CustomerErased {
  bool operator==(const CustomerErased&) const = default;
};
using CustomerEvent = std::variant<CustomerWritten, AttemptReserved, AttemptPassed, CustomerErased>;

struct PersonWritten {  // secret: the person (directory/people.h)
  bool operator==(const PersonWritten&) const = default;
};
struct AuditorLooked {  // in the stream `ID.access`
  std::string what;     // view, notes, log, list
  ContactId contact;    // empty for a list
  bool operator==(const AuditorLooked&) const = default;
};
// In the stream `ID.work`: what a person said of themselves, and what was offered to them.
struct WorkStateSet {
  std::string state;   // off, available, away, last_contact
  std::string reason;  // may be empty
  bool operator==(const WorkStateSet&) const = default;
};
struct OfferMade {
  ContactId contact;
  std::string team;
  bool handoff = false;
  std::uint64_t until = 0;  // milliseconds since 1970
  bool operator==(const OfferMade&) const = default;
};
struct OfferEnded {
  ContactId contact;
  std::string how;  // accepted, declined, expired, withdrawn
  bool operator==(const OfferEnded&) const = default;
};
using PersonEvent = std::variant<PersonWritten, AuditorLooked, WorkStateSet, OfferMade, OfferEnded>;

struct MapPublished {
  std::uint32_t version = 0;  // of that map's id, from 1
  std::string digest;         // of its source, which stands in the store
  bool operator==(const MapPublished&) const = default;
};
using MapEvent = std::variant<MapPublished>;

[[nodiscard]] std::string to_json(const CustomerEvent& event);
[[nodiscard]] std::string to_json(const PersonEvent& event);
[[nodiscard]] std::string to_json(const MapEvent& event);

// kInvalid for a format or kind that is not known, kDamaged for members that do not fit.
[[nodiscard]] Result<CustomerEvent> parse_customer_event(std::string_view clear);
[[nodiscard]] Result<PersonEvent> parse_person_event(std::string_view clear);
[[nodiscard]] Result<MapEvent> parse_map_event(std::string_view clear);

}  // namespace callmap
