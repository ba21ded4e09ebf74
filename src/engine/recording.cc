#include "engine/recording.h"

#include <algorithm>

namespace callmap {
namespace {

// Whether it is recorded, by the word that stands.
std::optional<bool> stands_recorded(const CallMap& map, const Contact& contact) {
  const FieldEntry* entry = contact.field(map, *map.recording.field);
  return entry == nullptr ? std::nullopt : is_recorded(map, entry->value);
}

}  // namespace

std::optional<bool> is_recorded(const CallMap& map, std::string_view value) {
  const RecordingPolicy& policy = map.recording;
  if (!policy.field) return std::nullopt;
  const auto& choices = map.fields[at(*policy.field)].choices;
  if (choices[at(policy.on)].id == value) return true;
  const bool paused = std::ranges::any_of(
      policy.paused, [&](ChoiceIndex choice) { return choices[at(choice)].id == value; });
  return paused ? std::optional(false) : std::nullopt;
}

const RecordingEntry* recording_asked(const Contact& contact) {
  const auto& asked = contact.record.kept().recording;
  const bool live = contact.control.phase == Phase::kLive;
  return asked && live ? &*asked : nullptr;
}

std::optional<bool> recording_to_ask(const Judge& judge, FieldIndex field, std::string_view value) {
  const CallMap& map = judge.map;
  if (map.recording.field != field || judge.control().phase != Phase::kLive) return std::nullopt;
  const auto wanted = is_recorded(map, value);
  return wanted == stands_recorded(map, judge.contact) ? std::nullopt : wanted;
}

void see_recording(Judge& judge, bool on) {
  const CallMap& map = judge.map;
  if (!map.recording.field || judge.control().phase != Phase::kLive) return;
  if (const RecordingEntry* asked = recording_asked(judge.contact)) {
    if (asked->on == on) judge.emit(event::RecordingSeen{on});
    return;
  }
  if (stands_recorded(map, judge.contact) == on) return;
  const RecordingPolicy& policy = map.recording;
  const ChoiceIndex choice = on ? policy.on : policy.paused.front();
  judge.emit(event::RecordingSeen{on});
  judge.emit(event::Filled{*policy.field, map.fields[at(*policy.field)].choices[at(choice)].id,
                           Origin::kSystem, false});
}

}  // namespace callmap
