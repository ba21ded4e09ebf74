// Bits, and the signals that exist only where a condition reads them: levels, parties, line states,
// ways in, what is owed, choices.
#include "base/ensure.h"
#include "map/compiler.h"
#include "map/reader.h"

namespace callmap {
namespace {

std::string system_label(const Compiler& compiler, Signal::Kind kind, std::uint16_t index) {
  const Document& document = compiler.document;
  switch (kind) {
    case Signal::Kind::kLevel:
      return fmt::format("verified for {} data", word_of(kLevelWords, static_cast<Level>(index)));
    case Signal::Kind::kParty:
      return fmt::format("speaking: {}", word_of(kPartyWords, static_cast<Party>(index)));
    case Signal::Kind::kLineState:
      return fmt::format("line {}", word_of(kLineWords, static_cast<Line>(index)));
    case Signal::Kind::kInProcedure: return "a procedure is open";
    case Signal::Kind::kAttemptsSpent: return "no verification attempts left";
    case Signal::Kind::kCustomerChosen: return "customer chosen";
    case Signal::Kind::kAfterCall: return "after the call";
    case Signal::Kind::kHandingOver: return "a handoff is being made";
    case Signal::Kind::kTransferred: return "handed over from somebody else";
    case Signal::Kind::kCallbackDue: return "a call back is due";
    case Signal::Kind::kCallbackTried: return "calling back was tried";
    case Signal::Kind::kCallbackSpent: return "all attempts to call back are spent";
    case Signal::Kind::kPromised: return "a follow-up was promised to the customer";
    case Signal::Kind::kChannel: return "channel " + document.channels[index].value;
    case Signal::Kind::kLineCalled: return "called " + document.lines[index].title.value;
    case Signal::Kind::kLanguage: return "language " + document.languages[index].value;
    case Signal::Kind::kProduct: return "product " + document.products[index].label.value;
    case Signal::Kind::kException:
      return "exception " + document.verification->exceptions[index].label.value;
    case Signal::Kind::kOwed:
    case Signal::Kind::kOverdue:
      if (const auto own = compiler.obligations.find(kCallbackRule);
          document.callback && own != compiler.obligations.end() && own->second == index) {
        return fmt::format("{}: {}", kind == Signal::Kind::kOwed ? "owed" : "overdue",
                           kCallbackSentence);
      }
      for (const EndDuty& duty : kEndDuties) {
        const auto own = compiler.obligations.find(duty.rule);
        if (own == compiler.obligations.end() || own->second != index) continue;
        return fmt::format("{}: {}", kind == Signal::Kind::kOwed ? "owed" : "overdue",
                           duty.sentence);
      }
      for (const RuleText& rule : document.rules) {
        const auto slot = compiler.obligations.find(rule.name.value);
        if (slot == compiler.obligations.end() || slot->second != index) continue;
        return fmt::format("{}: {}", kind == Signal::Kind::kOwed ? "owed" : "overdue",
                           rule.text.value.empty() ? humanise(rule.name.value) : rule.text.value);
      }
      break;
    case Signal::Kind::kCheckpoint:
    case Signal::Kind::kField:
    case Signal::Kind::kChoice:
    case Signal::Kind::kFact:
    case Signal::Kind::kAction:
    case Signal::Kind::kCue:
    case Signal::Kind::kStage:
    case Signal::Kind::kCounter:
    case Signal::Kind::kNoneGiven: break;
  }
  return {};
}

// What a condition writes for it.
std::string system_id(const Compiler& compiler, Signal::Kind kind, std::uint16_t index) {
  const CallMap& map = compiler.map;
  switch (kind) {
    case Signal::Kind::kLevel:
      return fmt::format("verified {}", word_of(kLevelWords, static_cast<Level>(index)));
    case Signal::Kind::kParty:
      return fmt::format("party {}", word_of(kPartyWords, static_cast<Party>(index)));
    case Signal::Kind::kLineState:
      return fmt::format("line {}", word_of(kLineWords, static_cast<Line>(index)));
    case Signal::Kind::kInProcedure: return "in procedure";
    case Signal::Kind::kAttemptsSpent: return "attempts spent";
    case Signal::Kind::kCustomerChosen: return "customer chosen";
    case Signal::Kind::kAfterCall: return "after call";
    case Signal::Kind::kHandingOver: return "handing over";
    case Signal::Kind::kTransferred: return "transferred";
    case Signal::Kind::kCallbackDue: return "callback due";
    case Signal::Kind::kCallbackTried: return "callback tried";
    case Signal::Kind::kCallbackSpent: return "callback spent";
    case Signal::Kind::kPromised: return "promised";
    case Signal::Kind::kChannel: return "channel " + map.channels[index];
    case Signal::Kind::kLineCalled: return "called " + map.lines[index].id;
    case Signal::Kind::kLanguage: return "language " + map.languages[index];
    case Signal::Kind::kProduct: return "product " + map.products[index];
    case Signal::Kind::kException:
      return "exception " + compiler.document.verification->exceptions[index].name.value;
    case Signal::Kind::kOwed:
    case Signal::Kind::kOverdue:
      for (const auto& [rule, slot] : compiler.obligations) {
        if (slot == index) return (kind == Signal::Kind::kOwed ? "owed " : "overdue ") + rule;
      }
      break;
    case Signal::Kind::kCheckpoint:
    case Signal::Kind::kField:
    case Signal::Kind::kChoice:
    case Signal::Kind::kFact:
    case Signal::Kind::kAction:
    case Signal::Kind::kCue:
    case Signal::Kind::kStage:
    case Signal::Kind::kCounter:
    case Signal::Kind::kNoneGiven: break;
  }
  return {};
}

std::optional<SignalBit>& system_place(CallMap& map, Signal::Kind kind, std::uint16_t index) {
  CallMap::SystemBits& system = map.system;
  switch (kind) {
    case Signal::Kind::kLevel: return system.level[index];
    case Signal::Kind::kParty: return system.party[index];
    case Signal::Kind::kLineState: return system.line[index];
    case Signal::Kind::kInProcedure: return system.in_procedure;
    case Signal::Kind::kAttemptsSpent: return system.attempts_spent;
    case Signal::Kind::kCustomerChosen: return system.customer_chosen;
    case Signal::Kind::kAfterCall: return system.after_call;
    case Signal::Kind::kHandingOver: return system.handing_over;
    case Signal::Kind::kTransferred: return system.transferred;
    case Signal::Kind::kCallbackDue: return system.callback_due;
    case Signal::Kind::kCallbackTried: return system.callback_tried;
    case Signal::Kind::kCallbackSpent: return system.callback_spent;
    case Signal::Kind::kPromised: return map.promised;
    case Signal::Kind::kChannel: return system.channel[index];
    case Signal::Kind::kLineCalled: return system.line_called[index];
    case Signal::Kind::kLanguage: return system.language[index];
    case Signal::Kind::kProduct: return system.product[index];
    case Signal::Kind::kException: return system.exception[index];
    case Signal::Kind::kOwed: return system.owed[index];
    case Signal::Kind::kOverdue: return system.overdue[index];
    case Signal::Kind::kCheckpoint:
    case Signal::Kind::kField:
    case Signal::Kind::kChoice:
    case Signal::Kind::kFact:
    case Signal::Kind::kAction:
    case Signal::Kind::kCue:
    case Signal::Kind::kStage:
    case Signal::Kind::kCounter:
    case Signal::Kind::kNoneGiven: break;
  }
  ENSURE(false, "kind {} is no system bit", static_cast<int>(kind));
  return system.in_procedure;
}

}  // namespace

SignalBit new_bit(CallMap& map, Space space) {
  std::size_t& bits = space == Space::kContact   ? map.contact_bits
                      : space == Space::kRequest ? map.request_bits
                                                 : map.system_bits;
  ENSURE(bits < 0xFFFF, "bits {}", bits);
  return {space, static_cast<std::uint16_t>(bits++)};
}

SignalBit new_bit(CallMap& map, Scope scope) {
  const SignalBit bit = new_bit(map, scope == Scope::kRequest ? Space::kRequest : Space::kContact);
  if (scope == Scope::kSegment) map.segment_bits.push_back(bit.bit);
  return bit;
}

SignalBit system_bit(Compiler& compiler, Signal::Kind kind, std::uint16_t index) {
  std::optional<SignalBit>& place = system_place(compiler.map, kind, index);
  if (!place) {
    // A promise is made for one request; the rest is true of the contact as a whole.
    const bool of_request = kind == Signal::Kind::kPromised;
    place = new_bit(compiler.map, of_request ? Space::kRequest : Space::kSystem);
    compiler.map.signals.push_back({kind, *place, system_id(compiler, kind, index),
                                    system_label(compiler, kind, index), index,
                                    of_request ? Scope::kRequest : Scope::kContact});
  }
  return *place;
}

SignalBit choice_bit(Compiler& compiler, FieldIndex field, ChoiceIndex choice) {
  Field& owner = compiler.map.fields[at(field)];
  Choice& chosen = owner.choices[at(choice)];
  if (!chosen.bit) {
    chosen.bit = new_bit(compiler.map, owner.scope);
    compiler.map.signals.push_back({Signal::Kind::kChoice, *chosen.bit,
                                    fmt::format("{} is {}", owner.id, chosen.id),
                                    fmt::format("{}: {}", owner.label, chosen.label),
                                    static_cast<std::uint16_t>(field), owner.scope});
  }
  return *chosen.bit;
}

}  // namespace callmap
