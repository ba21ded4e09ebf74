#include "review/numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/ensure.h"

namespace callmap {
namespace {

constexpr std::array<std::string_view, kNumberCount> kNames = {"offered",
                                                               "answered",
                                                               "abandoned",
                                                               "in_service_level",
                                                               "handled",
                                                               "transfers_warm",
                                                               "transfers_blind",
                                                               "transfers_outside",
                                                               "returned",
                                                               "escalated",
                                                               "drops",
                                                               "recovered",
                                                               "verified",
                                                               "failed",
                                                               "exceptions",
                                                               "gates_refused",
                                                               "not_recorded",
                                                               "promised",
                                                               "kept",
                                                               "overdue",
                                                               "short",
                                                               "repeats"};

bool counts_for(const PartEntry& part, const Wanted& wanted) {
  return wanted.agent.empty() || part.agent.text == wanted.agent;
}

// One that rang and was never answered nor written up is over, and nobody handled anything.
bool is_handled(const PartEntry& part) {
  return part.over && part.talk.ms + part.hold.ms + part.acw.ms > 0;
}

std::uint64_t handled(const DayEntry& figures, const Wanted& wanted) {
  return static_cast<std::uint64_t>(std::ranges::count_if(
      figures.parts,
      [&](const PartEntry& part) { return is_handled(part) && counts_for(part, wanted); }));
}

std::uint64_t overdue(const DayEntry& figures, Instant now) {
  const auto late = std::ranges::count_if(figures.due, [&](Instant due) { return due < now; });
  return static_cast<std::uint64_t>(late) + figures.late;
}

// Sums that the means of a row are made of.
struct Sums {
  Duration wait, longest, talk, hold, acw;
  std::uint64_t waits = 0, parts = 0, known = 0, solved = 0;

  void add(const Counted& contact, const Wanted& wanted) {
    const DayEntry& figures = contact.figures;
    if (figures.inbound && figures.answered && figures.queued) {
      const Duration waited = *figures.answered - *figures.queued;
      wait.ms += waited.ms;
      longest = std::max(longest, waited);
      ++waits;
    }
    for (const PartEntry& part : figures.parts) {
      if (!is_handled(part) || !counts_for(part, wanted)) continue;
      talk.ms += part.talk.ms;
      hold.ms += part.hold.ms;
      acw.ms += part.acw.ms;
      ++parts;
    }
    if (!figures.closed || figures.customer.empty()) return;
    ++known;
    if (figures.resolved && !contact.came_back) ++solved;
  }

  void finish(NumbersRow& row) const {
    const auto mean = [](Duration sum, std::uint64_t of) {
      return Duration{sum.ms / static_cast<std::int64_t>(of)};
    };
    if (waits > 0) {
      row.asa = mean(wait, waits);
      row.longest_wait = longest;
    }
    if (parts > 0) {
      row.talk = mean(talk, parts);
      row.hold = mean(hold, parts);
      row.acw = mean(acw, parts);
      row.aht = mean({talk.ms + hold.ms + acw.ms}, parts);
    }
    if (known > 0) row.fcr_percent = static_cast<unsigned>((solved * 100 + known / 2) / known);
  }
};

// The groups that the contact counts in, each with the filter that picks its part.
std::vector<std::pair<std::string, Wanted>> groups_of(const Counted& contact, const Wanted& wanted,
                                                      GroupedBy by, const HalfHours& slots) {
  const DayEntry& figures = contact.figures;
  switch (by) {
    case GroupedBy::kNothing: break;
    case GroupedBy::kHalfHour: {
      const auto slot = static_cast<std::size_t>((figures.started - slots.start).ms / kSlot.ms);
      ENSURE(slot < slots.names.size(), "{} half-hours after {}", slot, slots.start.ms);
      return {{slots.names[slot], wanted}};
    }
    case GroupedBy::kTeam: return {{figures.team, wanted}};
    case GroupedBy::kReason: return {{figures.reason, wanted}};
    case GroupedBy::kAgent: {
      std::vector<std::pair<std::string, Wanted>> groups;
      std::set<std::string> seen;
      for (const PartEntry& part : figures.parts) {
        if (!counts_for(part, wanted) || !seen.insert(part.agent.text).second) continue;
        Wanted one = wanted;
        one.agent = part.agent.text;
        groups.emplace_back(part.agent.text, std::move(one));
      }
      return groups;
    }
  }
  return {};
}

void add_to(NumbersRow& row, Sums& sums, const Counted& contact, const Wanted& wanted,
            Instant now) {
  for (std::size_t n = 0; n < kNumberCount; ++n) {
    row.counts[n] += adds(contact, static_cast<Number>(n), wanted, now);
  }
  for (const std::string& id : contact.figures.dispositions) ++row.dispositions[id];
  sums.add(contact, wanted);
}

}  // namespace

std::string_view name(Number number) {
  return kNames[static_cast<std::size_t>(number)];
}

std::optional<Number> parse_number(std::string_view text) {
  const auto found = std::ranges::find(kNames, text);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Number>(found - kNames.begin());
}

bool is_wanted(const Counted& contact, const Wanted& wanted) {
  const DayEntry& figures = contact.figures;
  if (!wanted.reason.empty() && figures.reason != wanted.reason) return false;
  if (!wanted.team.empty() && figures.team != wanted.team) return false;
  return wanted.agent.empty() || std::ranges::any_of(figures.parts, [&](const PartEntry& part) {
           return part.agent.text == wanted.agent;
         });
}

std::uint64_t adds(const Counted& contact, Number number, const Wanted& wanted, Instant now) {
  const DayEntry& figures = contact.figures;
  switch (number) {
    case Number::kOffered: return figures.inbound;
    case Number::kAnswered: return figures.inbound && figures.answered;
    case Number::kAbandoned: return figures.abandoned;
    case Number::kInServiceLevel:
      return figures.inbound && figures.answered && figures.queued &&
             *figures.answered - *figures.queued <= kServiceLevel;
    case Number::kHandled: return handled(figures, wanted);
    case Number::kWarm: return figures.warm;
    case Number::kBlind: return figures.blind;
    case Number::kOutside: return figures.outside;
    case Number::kReturned: return figures.returned;
    case Number::kEscalated: return figures.escalated;
    case Number::kDrops: return figures.drops;
    case Number::kRecovered: return figures.recovered;
    case Number::kVerified: return figures.verified;
    case Number::kFailed: return figures.failed;
    case Number::kExceptions: return figures.exceptions;
    case Number::kGatesRefused: return figures.gates_refused;
    case Number::kNotRecorded: return figures.not_recorded;
    case Number::kPromised: return figures.promised;
    case Number::kKept: return figures.kept;
    case Number::kOverdue: return overdue(figures, now);
    case Number::kShort: return figures.short_call;
    case Number::kRepeats: return contact.repeat;
  }
  return 0;
}

NumbersRow total(std::span<const Counted> day, const Wanted& wanted, Instant now) {
  NumbersRow row;
  Sums sums;
  for (const Counted& contact : day) {
    if (is_wanted(contact, wanted)) add_to(row, sums, contact, wanted, now);
  }
  sums.finish(row);
  return row;
}

std::vector<NumbersRow> grouped(std::span<const Counted> day, const Wanted& wanted, GroupedBy by,
                                const HalfHours& slots, Instant now) {
  std::map<std::string, std::pair<NumbersRow, Sums>> groups;
  for (const Counted& contact : day) {
    if (!is_wanted(contact, wanted)) continue;
    for (const auto& [key, part] : groups_of(contact, wanted, by, slots)) {
      auto& [row, sums] = groups[key];
      row.key = key;
      add_to(row, sums, contact, part, now);
    }
  }
  std::vector<NumbersRow> rows;
  for (auto& [key, group] : groups) {
    group.second.finish(group.first);
    rows.push_back(std::move(group.first));
  }
  if (by == GroupedBy::kHalfHour) {
    std::ranges::sort(rows, {}, [&slots](const NumbersRow& row) {
      return std::ranges::find(slots.names, row.key) - slots.names.begin();
    });
  }
  return rows;
}

}  // namespace callmap
