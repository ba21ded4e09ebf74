#include "engine/spoken.h"

namespace callmap {

std::string_view spoken(std::optional<LoweredBy> why) {
  if (!why) return "the time was up";
  switch (*why) {
    case LoweredBy::kReconnect: return "the line was connected again";
    case LoweredBy::kNewParty: return "somebody else speaks";
    case LoweredBy::kOtherCustomer: return "another customer was chosen";
    case LoweredBy::kNewRequest: return "a new request was opened";
    case LoweredBy::kTransfer: return "the call was transferred";
  }
  return {};
}

std::string_view spoken(Party party) {
  switch (party) {
    case Party::kHolder: return "account holder";
    case Party::kAuthorised: return "authorised person";
    case Party::kOther: return "somebody else";
    case Party::kMinor: return "a minor";
    case Party::kInterpreter: return "interpreter";
  }
  return {};
}

std::string_view spoken(const CallMap& map, const Rule& rule) {
  return rule.checkpoint ? map.checkpoints[at(*rule.checkpoint)].text : rule.sentence;
}

}  // namespace callmap
