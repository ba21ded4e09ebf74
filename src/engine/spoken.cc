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

std::string_view spoken(CallbackOutcome outcome) {
  switch (outcome) {
    case CallbackOutcome::kReached: return "reached";
    case CallbackOutcome::kWrongPerson: return "somebody else answered";
    case CallbackOutcome::kNoAnswer: return "no answer";
    case CallbackOutcome::kBusy: return "busy";
    case CallbackOutcome::kVoicemail: return "voicemail";
    case CallbackOutcome::kBadNumber: return "the number does not work";
  }
  return {};
}

std::string_view spoken(CallbackEnd why) {
  switch (why) {
    case CallbackEnd::kReached: return "reached";
    case CallbackEnd::kSpent: return "no attempt is left";
    case CallbackEnd::kCalledIn: return "the customer called in";
    case CallbackEnd::kWithdrawn: return "not needed any more";
    case CallbackEnd::kNoNumber: return "no number is known";
    case CallbackEnd::kNoTime: return "no time suits both the customer's hours and ours";
  }
  return {};
}

std::string_view spoken(PromiseChannel channel) {
  switch (channel) {
    case PromiseChannel::kPhone: return "by phone";
    case PromiseChannel::kEmail: return "by email";
    case PromiseChannel::kSms: return "by text message";
    case PromiseChannel::kLetter: return "by letter";
    case PromiseChannel::kApp: return "in the app";
  }
  return {};
}

std::string_view spoken(const CallMap& map, const Rule& rule) {
  return rule.checkpoint ? map.checkpoints[at(*rule.checkpoint)].text : rule.sentence;
}

}  // namespace callmap
