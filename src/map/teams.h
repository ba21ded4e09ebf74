#pragma once
// Parts of the compiled map that are about people: when they are there, who they are, what travels
// between them, and how dropped calls are called back. Plain values; open_hours.h reads the clock
// faces of hours.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "map/condition.h"
#include "map/indices.h"
#include "map/limits.h"

namespace callmap {

// When somebody is there: spans of minutes of the day in a time zone of the IANA list, Monday
// first.
struct OpenHours {
  struct Span {
    std::uint16_t from = 0, to = 0;  // `to` is exclusive, at most 1440
    bool operator==(const Span&) const = default;
  };
  std::string id;
  std::string zone;
  std::array<std::vector<Span>, 7> days;
  std::vector<std::string> closed;  // dates, 2026-12-25
};

// What somebody can who takes contacts: a language, a product.
struct Skill {
  std::string id;
  std::string label;
};

// Some of the map's skills, a bit each.
struct SkillSet {
  std::uint64_t bits = 0;
  [[nodiscard]] bool empty() const { return bits == 0; }
  [[nodiscard]] bool has(SkillIndex skill) const { return ((bits >> at(skill)) & 1u) != 0; }
  void add(SkillIndex skill) { bits |= std::uint64_t{1} << at(skill); }
  bool operator==(const SkillSet&) const = default;
  [[nodiscard]] friend SkillSet operator|(SkillSet one, SkillSet other) {
    return {one.bits | other.bits};
  }
};
static_assert(kSkillsMax <= 64);

struct Team {
  std::string id;
  std::string title;
  std::string handles;                   // what to send there
  bool outside = false;                  // not on this system: told by phone, accepted by a name
  std::string number;                    // outside: where they are rung, may be empty
  bool blind = false;                    // contacts may be put through without acceptance
  DataClass reads = DataClass::kPublic;  // outside: what of the package may be told
  std::optional<HoursIndex> hours;       // none: always
  SkillSet skills;                       // whoever takes its contacts there has them
};

// One thing that travels with a handoff: a field, or what is known without one.
struct PackageItem {
  enum class Source : std::uint8_t { kField, kIdentity, kSteps };
  Source source = Source::kField;
  FieldIndex field{};
  SignalBit none;  // kField: "none, because …" was said
};

struct HandoffPolicy {
  std::vector<PackageItem> package;
  std::optional<FieldIndex> story;  // the one or two sentences
  std::vector<PhraseIndex> draft;   // what they are drafted from, as far as it is known
  std::optional<FieldIndex> team;   // the choice that names the team
  Duration timeout{60'000};         // offered for so long at most
};

// The field that says whether the call is recorded. What people choose there is asked of the phone
// system, and what that did is written there.
struct RecordingPolicy {
  std::optional<FieldIndex> field;  // none: the map asks nothing of it
  ChoiceIndex on{};
  std::vector<ChoiceIndex> paused;  // every choice with which nothing is recorded; never empty
};

// What a customer on hold is promised, and what they are told when that time is over.
struct HoldPolicy {
  Duration promise;               // zero: the map promises nothing
  std::vector<PhraseIndex> back;  // for whoever takes them back then
};

struct CallbackPolicy {
  std::uint8_t attempts = 0;        // 0: the map has none
  std::vector<Duration> after;      // one an attempt: from the drop, then from the attempt before
  std::optional<HoursIndex> hours;  // ours, in the zone that they name; none: always
  std::optional<HoursIndex> customer_hours;  // of the customer's clock; none: always
  std::optional<TeamIndex> team;             // who makes them, leads apart; none: anybody
  std::vector<PhraseIndex> greeting, right_party, voicemail;
};

}  // namespace callmap
