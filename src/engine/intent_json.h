#pragma once
// Intents and observations as JSON, as the API, the trace files and `callmap take` write them:
// {"do": "tick", "checkpoint": "outcome_agreed"}. Verdicts cannot be written: no text parses into
// one.

#include <expected>
#include <string>

#include "base/json.h"
#include "engine/command.h"
#include "engine/refusal.h"

namespace callmap {

// kUnknown or kInvalid with the name of the offending member. Unknown members are refused.
[[nodiscard]] std::expected<Intent, Refusal> parse_intent(const CallMap& map, const Json& json);
[[nodiscard]] std::expected<Observation, Refusal> parse_observation(const Json& json);
[[nodiscard]] std::string to_json(const CallMap& map, const Intent& intent);

}  // namespace callmap
