#pragma once
// The recording of a call as an effect asked of the phone system: the map names the field that
// people fill, what they choose is asked for, and what the phone system says it did settles that. A
// phone system that never answers leaves the agent's word standing. What pausing owes is the map's
// own rule.

#include <optional>
#include <string_view>

#include "engine/contact.h"
#include "engine/judge.h"

namespace callmap {

// Whether it is recorded with that value of the field; nullopt for a value that says neither.
[[nodiscard]] std::optional<bool> is_recorded(const CallMap& map, std::string_view value);

// What the phone system is asked for now; nullptr when nothing is, also once the call is over.
[[nodiscard]] const RecordingEntry* recording_asked(const Contact& contact);

// What the phone system is to be asked for when that is written into that field; nullopt when the
// field is not about the recording, or that stands already.
[[nodiscard]] std::optional<bool> recording_to_ask(const Judge& judge, FieldIndex field,
                                                   std::string_view value);
// What the phone system says. What contradicts what it is asked for is old news.
void see_recording(Judge& judge, bool on);

}  // namespace callmap
