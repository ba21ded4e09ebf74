#pragma once
// Why the engine declined a command, in the agent's words, with what is missing and where to go for
// it. Reasons stand in order of precedence: when several apply, the first is told.

#include <string>
#include <string_view>
#include <vector>

#include "map/call_map.h"

namespace callmap {

enum class RefusalReason : std::uint8_t {
  kNoContact,  // the contact has not started
  kClosed,     // it is closed; nothing can be changed any more
  kUnknown,    // the map has nothing of that name or number
  kInvalid,    // the value does not fit the field's type or a limit
  kNotNow,  // right thing, wrong moment (finish while the line is open, dispose a closed request,
            // …)
  kNotOffered,         // narrowed away: not for this channel, line, reason …
  kStale,              // answers a step that is not the current one
  kLimit,              // too many open at once
  kNotByHand,          // a gate or another fixed checkpoint cannot be ticked by hand
  kAttemptsSpent,      // verification: no tries left
  kPartyMayNotVerify,  // the person speaking cannot be verified
  kNotVerified,        // data of that class is closed
  kGate,               // a gate is not met
  kRule,               // a rule of the author's says no
};
inline constexpr std::size_t kRefusalReasonCount = 14;

// One thing that would have to be true, and where the agent does it.
struct Missing {
  enum class Kind : std::uint8_t {
    kField,
    kCheckpoint,
    kVerification,
    kAction,
    kStage,
    kRequest,
    kOther
  };
  Kind kind = Kind::kOther;
  std::string id;     // of the field, checkpoint, action, stage or request
  std::string label;  // in the agent's words
  std::string stage;  // where it stands, may be empty
  bool operator==(const Missing&) const = default;
};

struct Refusal {
  RefusalReason reason = RefusalReason::kUnknown;
  std::string subject;   // id of what was asked for
  std::string sentence;  // one line for the agent
  std::string rule;      // id of the rule, for kGate, kRule, kNotVerified
  std::string because;   // the author's reason, may be empty
  std::vector<Missing> missing;
  bool operator==(const Refusal&) const = default;
};

// `gate`, `not-verified` …: the name in the API and in traces.
[[nodiscard]] std::string_view name(RefusalReason reason);

}  // namespace callmap
