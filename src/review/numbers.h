#pragma once
// The day's numbers: counted from what each contact adds to them (engine/figures.h), by team,
// person, reason or half-hour, each with the contacts behind it. docs/metrics.md defines every
// member. Pure: the same figures give the same numbers.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "review/day_entry.h"

namespace callmap {

inline constexpr Duration kServiceLevel = seconds(20);  // answered within it: in service level
inline constexpr Duration kRepeatWithin = hours(24 * 7);
inline constexpr Duration kSlot = minutes(30);  // what the day is divided into

// One contact of the day. `repeat`: the same customer had another within kRepeatWithin before;
// `came_back`: within kRepeatWithin after.
struct Counted {
  ContactId contact;
  std::string reference;
  DayEntry figures;
  bool repeat = false, came_back = false;
};

// What may be looked into: the members of NumbersRow that count contacts.
enum class Number : std::uint8_t {
  kOffered,
  kAnswered,
  kAbandoned,
  kInServiceLevel,
  kHandled,
  kWarm,
  kBlind,
  kOutside,
  kReturned,
  kEscalated,
  kDrops,
  kRecovered,
  kVerified,
  kFailed,
  kExceptions,
  kGatesRefused,
  kNotRecorded,
  kPromised,
  kKept,
  kOverdue,
  kShort,
  kRepeats
};
inline constexpr std::size_t kNumberCount = 22;
[[nodiscard]] std::string_view name(Number number);  // `in_service_level`: as in the API
[[nodiscard]] std::optional<Number> parse_number(std::string_view name);

// Some counts of a row, whose contacts are wanted together.
struct Looked {
  std::vector<Number> numbers;
  std::vector<std::string> dispositions;  // ids; what a map of today does not have may be asked for
};
inline constexpr std::size_t kLookedMax = 30;  // of both
// `transfers_warm,transfers_blind` or `disposition:resolved`; nullopt for anything else.
[[nodiscard]] std::optional<Looked> parse_looked(std::string_view text);

struct NumbersRow {
  std::string key, title;  // empty for the total
  std::array<std::uint64_t, kNumberCount> counts{};
  std::optional<Duration> asa, longest_wait, talk, hold, acw, aht;
  std::optional<unsigned> fcr_percent;
  std::optional<unsigned> occupancy_percent;  // filled in by who knows when people were at work
  std::map<std::string, std::uint64_t> dispositions;
};

struct Wanted {  // empty: all
  std::string team, agent, reason;
};
// True when the contact is counted under those filters.
[[nodiscard]] bool is_wanted(const Counted& contact, const Wanted& wanted);

// How much the contact adds to a number; with an agent wanted, by that person's parts alone. `now`
// decides what is overdue.
[[nodiscard]] std::uint64_t adds(const Counted& contact, Number number, const Wanted& wanted,
                                 Instant now);
[[nodiscard]] std::uint64_t adds(const Counted& contact, const Looked& looked, const Wanted& wanted,
                                 Instant now);
[[nodiscard]] NumbersRow total(std::span<const Counted> day, const Wanted& wanted, Instant now);

enum class GroupedBy : std::uint8_t { kNothing, kHalfHour, kTeam, kAgent, kReason };
// What the day is divided into, of kSlot each; named by what a clock shows then.
struct HalfHours {
  Instant start;  // of the day
  std::vector<std::string> names;
};
// One row a group, by key; half-hours in their order. By agent a contact stands in the row of each
// who had a part in it, and what happened there counts in that row alone. Titles are left to who
// knows them. Precondition: every contact started within the half-hours, when these group.
[[nodiscard]] std::vector<NumbersRow> grouped(std::span<const Counted> day, const Wanted& wanted,
                                              GroupedBy by, const HalfHours& slots, Instant now);

}  // namespace callmap
