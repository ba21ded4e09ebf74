#pragma once
// What each role may do, in one table. The desk asks it before every command and read, http before
// every route. Holding a contact is not a role: `needs_holder` says where it is asked for besides.

#include <array>
#include <cstdint>
#include <string_view>

#include "desk/caller.h"

namespace callmap {

enum class Deed : std::uint8_t {
  kStartContact,     // a service
  kStartWithPass,    // bring a system-attested pass: a service
  kSimulateCall,     // demo only
  kSendIntent,       // the holder
  kActOnContact,     // any contact: whose it is to do, the intent says
  kLookOver,         // others' contacts: monitor, message, join, take over; the floor
  kSeeNumbers,       // the day's numbers
  kSetTeams,         // whose contacts a person takes
  kSendObservation,  // a service, or the holder
  kAnswer,           // verification: the holder
  kFindCustomer,     // candidates, choose: the holder
  kSeeOwnContact,    // hold or have held it
  kSeeAllContacts,   // without account data
  kSeeLog,           // the log in words
  kFindByReference,
  kListPeople,
  kManagePeople,
  kSeeMaps,
  kPublishMaps,
  kFollowStream,
  kSeeMetrics,
};
inline constexpr std::size_t kDeedCount = 21;

[[nodiscard]] Roles roles_for(Deed deed);
// False for everything while the caller must change the password.
[[nodiscard]] bool may(const Caller& caller, Deed deed);
[[nodiscard]] bool needs_holder(Deed deed);
[[nodiscard]] std::string_view name(Deed deed);

}  // namespace callmap
