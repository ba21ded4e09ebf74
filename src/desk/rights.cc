#include "desk/rights.h"

namespace callmap {
namespace {

struct Right {
  Deed deed;
  std::string_view name;
  Roles roles;
  bool holder;  // and only the contact's holder, a service apart
};

const Roles kEverybody = {Role::kAgent,  Role::kLead,    Role::kTrainer, Role::kTrainee,
                          Role::kAuthor, Role::kQuality, Role::kAuditor, Role::kAdmin};
const Roles kTakesCalls = {Role::kAgent, Role::kLead};

// The table. In the order of the enum.
const std::array<Right, kDeedCount>& table() {
  static const std::array<Right, kDeedCount> rights = {{
      {Deed::kStartContact, "start contacts", {Role::kService}, false},
      {Deed::kStartWithPass, "bring a system's pass", {Role::kService}, false},
      {Deed::kSimulateCall, "simulate calls", kTakesCalls, false},
      {Deed::kSendIntent, "act on a contact", kTakesCalls, true},
      {Deed::kActOnContact, "act on a contact", kTakesCalls, false},
      {Deed::kLookOver, "look over others' contacts", {Role::kLead}, false},
      {Deed::kSeeNumbers,
       "see the day's numbers",
       {Role::kLead, Role::kQuality, Role::kAuditor},
       false},
      {Deed::kSetTeams, "say whose contacts people take", {Role::kLead, Role::kAdmin}, false},
      {Deed::kSendObservation,
       "report what the phone saw",
       {Role::kAgent, Role::kLead, Role::kService},
       true},
      {Deed::kAnswer, "have answers compared", kTakesCalls, true},
      {Deed::kFindCustomer, "look for the customer", kTakesCalls, true},
      {Deed::kSeeOwnContact,
       "see own contacts",
       {Role::kAgent, Role::kLead, Role::kService},
       false},
      {Deed::kSeeAllContacts,
       "see all contacts",
       {Role::kLead, Role::kQuality, Role::kAuditor},
       false},
      {Deed::kSeeLog,
       "read a contact's log",
       {Role::kAgent, Role::kLead, Role::kQuality, Role::kAuditor},
       false},
      {Deed::kFindByReference,
       "find a contact by its reference",
       {Role::kAgent, Role::kLead, Role::kQuality, Role::kAuditor, Role::kService},
       false},
      {Deed::kListPeople, "list people", {Role::kLead, Role::kAdmin}, false},
      {Deed::kManagePeople, "add and change people", {Role::kAdmin}, false},
      {Deed::kSeeMaps, "see the maps", kEverybody, false},
      {Deed::kPublishMaps, "publish maps", {Role::kAuthor, Role::kAdmin}, false},
      {Deed::kFollowStream,
       "follow what happens",
       {Role::kAgent, Role::kLead, Role::kQuality, Role::kAuditor, Role::kService},
       false},
      {Deed::kSeeMetrics, "read the metrics", {Role::kAdmin, Role::kService}, false},
  }};
  return rights;
}

const Right& right(Deed deed) {
  return table()[static_cast<std::size_t>(deed)];
}

}  // namespace

Roles roles_for(Deed deed) {
  return right(deed).roles;
}

bool may(const Caller& caller, Deed deed) {
  return !caller.must_change_password && caller.roles.any_of(right(deed).roles);
}

bool needs_holder(Deed deed) {
  return right(deed).holder;
}

std::string_view name(Deed deed) {
  return right(deed).name;
}

}  // namespace callmap
