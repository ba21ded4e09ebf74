#pragma once
// What one contact leaves in the day's numbers: its figures (engine/figures.h) with names in place
// of indices, so that they stand beside those of other maps and can be kept as a row. Holds no text
// that anybody typed.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "engine/figures.h"

namespace callmap {

struct PartEntry {  // one segment
  PersonId agent;
  std::string team;  // may be empty
  Instant from;
  Duration talk, hold, acw;
  std::vector<TimeSpan> busy;  // when: all three together, in order
  bool over = false;
  Happened happened = {};
  bool operator==(const PartEntry&) const = default;
};

struct DayEntry : Happened {      // over the whole contact, also while nobody held it
  std::string map, team, reason;  // ids; team: whose queue it waited in, else the first part's
  std::string customer;           // id, once chosen
  Instant started;
  bool inbound = false;  // it waited in a queue or was offered
  std::optional<Instant> queued, answered, ended;
  bool closed = false;
  bool abandoned = false;  // ended before anybody answered
  bool short_call = false;
  bool unhurried = false;  // its parts are left out of handle times
  bool resolved = false;   // every disposition given resolves
  std::uint16_t not_recorded = 0;
  std::vector<PartEntry> parts;
  bool operator==(const DayEntry&) const = default;
};

// As the contact stands at that time.
[[nodiscard]] DayEntry day_entry(const CallMap& map, const Contact& contact, Instant now);

[[nodiscard]] std::string to_json(const DayEntry& entry);
// kDamaged for anything that to_json does not write.
[[nodiscard]] Result<DayEntry> parse_day_entry(std::string_view json);

}  // namespace callmap
