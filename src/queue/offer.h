#pragma once
// An offer: one contact put to one person, who has a short while to take it. A value with its own
// transition table; the queue book keeps those that stand, the desk makes them durable. It knows
// nothing of screens or phones.

#include <cstdint>
#include <optional>
#include <string>

#include "base/ids.h"
#include "base/instant.h"

namespace callmap {

enum class OfferKind : std::uint8_t { kInbound, kHandoff };
enum class OfferState : std::uint8_t {
  kMade,
  kStanding,
  kAccepted,
  kDeclined,
  kExpired,
  kWithdrawn
};
// What can happen to one. Kept: it is durable, from now on the person may act on it.
enum class OfferStep : std::uint8_t { kKeep, kAccept, kDecline, kExpire, kWithdraw };

// Where the step leads, nullopt when it cannot be taken there.
[[nodiscard]] constexpr std::optional<OfferState> after(OfferState state, OfferStep step) {
  struct Way {
    OfferState from;
    OfferStep step;
    OfferState to;
  };
  constexpr Way kWays[] = {
      {OfferState::kMade, OfferStep::kKeep, OfferState::kStanding},
      {OfferState::kMade, OfferStep::kWithdraw, OfferState::kWithdrawn},
      {OfferState::kStanding, OfferStep::kAccept, OfferState::kAccepted},
      {OfferState::kStanding, OfferStep::kDecline, OfferState::kDeclined},
      {OfferState::kStanding, OfferStep::kExpire, OfferState::kExpired},
      {OfferState::kStanding, OfferStep::kWithdraw, OfferState::kWithdrawn},
  };
  for (const Way& way : kWays) {
    if (way.from == state && way.step == step) return way.to;
  }
  return std::nullopt;
}

struct Offer {
  ContactId contact;
  PersonId person;
  std::string team;
  OfferKind kind = OfferKind::kInbound;
  OfferState state = OfferState::kMade;
  Instant at;
  Instant until;
  bool operator==(const Offer&) const = default;
};

inline constexpr Duration kInboundOfferFor = seconds(20);
inline constexpr Duration kHandoffOfferFor = seconds(30);

}  // namespace callmap
