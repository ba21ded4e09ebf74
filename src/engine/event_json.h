#pragma once
// Events as they stand in the log, format 1 (docs/events.md). What control needs is clear: text
// ids, choices, levels, times. What is personal (typed values, texts, names, numbers) goes into a
// second JSON text that the desk seals. Reading needs the map the contact pins. An unknown format
// or kind is an error, never skipped.

#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/event.h"

namespace callmap {

inline constexpr int kEventFormat = 1;

struct EncodedEvent {
  std::string clear;
  std::string secret;  // empty when there is nothing personal in it
};

[[nodiscard]] EncodedEvent encode(const CallMap& map, const Event& event);

// `secret` empty although the kind has one: the key was destroyed; values read as erased, control
// is as before. kInvalid for a format or kind this program does not know, kDamaged when it does not
// read as we write it.
[[nodiscard]] Result<Event> decode(const CallMap& map, std::string_view clear,
                                   std::string_view secret);

// The map digest a contact's first event pins, read before the map is known.
[[nodiscard]] Result<std::string> pinned_map(std::string_view first_clear);

// `ticked`, `filled` …: the kind's name in the log and in the stream of changes.
[[nodiscard]] std::string_view kind(const EventBody& body);

}  // namespace callmap
