#pragma once
// What people read for the things that have no title in the map, and for the rules that have
// several. The notes and the log say the same.

#include <optional>
#include <string_view>

#include "engine/callback.h"
#include "engine/follow_up.h"
#include "map/call_map.h"

namespace callmap {

// Why a verification counts no more; nothing: its time was up.
[[nodiscard]] std::string_view spoken(std::optional<LoweredBy> why);
[[nodiscard]] std::string_view spoken(Party party);
[[nodiscard]] std::string_view spoken(CallbackOutcome outcome);
[[nodiscard]] std::string_view spoken(CallbackEnd why);
[[nodiscard]] std::string_view spoken(PromiseChannel channel);
// What a rule asks for: its checkpoint's text when it is a gate of one, else its sentence.
[[nodiscard]] std::string_view spoken(const CallMap& map, const Rule& rule);

}  // namespace callmap
