#include "review/numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

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

std::uint64_t overdue(const Happened& happened, Instant now) {
  const auto late = std::ranges::count_if(happened.due, [&](Instant due) { return due < now; });
  return static_cast<std::uint64_t>(late) + happened.late;
}

// Over what is wanted of the contact: all of it, or what happened in that person's parts.
template <class Count>
std::uint64_t over(const DayEntry& figures, const Wanted& wanted, Count count) {
  if (wanted.agent.empty()) return count(figures);
  std::uint64_t sum = 0;
  for (const PartEntry& part : figures.parts) {
    if (counts_for(part, wanted)) sum += count(part.happened);
  }
  return sum;
}

// What a contact is once is counted in one of its parts: that it came in the first, that somebody
// answered in the part in which the line was connected, how it ended in the last. True when that
// part is wanted.
bool is_first(const DayEntry& figures, const Wanted& wanted) {
  if (wanted.agent.empty()) return true;
  return !figures.parts.empty() && counts_for(figures.parts.front(), wanted);
}
bool is_last(const DayEntry& figures, const Wanted& wanted) {
  if (wanted.agent.empty()) return true;
  return !figures.parts.empty() && counts_for(figures.parts.back(), wanted);
}
bool has_answered(const DayEntry& figures, const Wanted& wanted) {
  if (!figures.answered || wanted.agent.empty()) return figures.answered.has_value();
  const PartEntry* answering = nullptr;
  for (const PartEntry& part : figures.parts) {
    if (part.from <= *figures.answered) answering = &part;
  }
  return answering != nullptr && counts_for(*answering, wanted);
}

// Sums that the means of a row are made of.
struct Sums {
  Duration wait, longest, talk, hold, acw;
  std::uint64_t waits = 0, parts = 0, known = 0, solved = 0;

  void add(const Counted& contact, const Wanted& wanted) {
    const DayEntry& figures = contact.figures;
    if (figures.inbound && figures.queued && has_answered(figures, wanted)) {
      const Duration waited = *figures.answered - *figures.queued;
      wait.ms += waited.ms;
      longest = std::max(longest, waited);
      ++waits;
    }
    for (const PartEntry& part : figures.parts) {
      if (figures.unhurried || !is_handled(part) || !counts_for(part, wanted)) continue;
      talk.ms += part.talk.ms;
      hold.ms += part.hold.ms;
      acw.ms += part.acw.ms;
      ++parts;
    }
    if (!figures.closed || figures.customer.empty() || !is_last(figures, wanted)) return;
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
  std::ignore = over(contact.figures, wanted, [&row](const Happened& happened) {
    for (const std::string& id : happened.dispositions) ++row.dispositions[id];
    return happened.dispositions.size();
  });
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

std::optional<Looked> parse_looked(std::string_view text) {
  constexpr std::string_view kDisposition = "disposition:";
  Looked looked;
  for (std::size_t n = 0; n < kLookedMax; ++n) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view one = text.substr(0, comma);
    if (one.starts_with(kDisposition) && one.size() > kDisposition.size()) {
      looked.dispositions.emplace_back(one.substr(kDisposition.size()));
    } else if (const auto number = parse_number(one)) {
      looked.numbers.push_back(*number);
    } else {
      return std::nullopt;
    }
    if (comma == text.size()) return looked;
    text.remove_prefix(comma + 1);
  }
  return std::nullopt;
}

std::uint64_t adds(const Counted& contact, Number number, const Wanted& wanted, Instant now) {
  const DayEntry& figures = contact.figures;
  const auto sum = [&](auto Happened::* member) {
    return over(figures, wanted,
                [member](const Happened& happened) { return std::uint64_t{happened.*member}; });
  };
  switch (number) {
    case Number::kOffered: return figures.inbound && is_first(figures, wanted);
    case Number::kAnswered: return figures.inbound && has_answered(figures, wanted);
    case Number::kAbandoned: return figures.abandoned && is_last(figures, wanted);
    case Number::kInServiceLevel:
      return figures.inbound && figures.queued && has_answered(figures, wanted) &&
             *figures.answered - *figures.queued <= kServiceLevel;
    case Number::kHandled: return handled(figures, wanted);
    case Number::kWarm: return sum(&Happened::warm);
    case Number::kBlind: return sum(&Happened::blind);
    case Number::kOutside: return sum(&Happened::outside);
    case Number::kReturned: return sum(&Happened::returned);
    case Number::kEscalated: return sum(&Happened::escalated);
    case Number::kDrops: return sum(&Happened::drops);
    case Number::kRecovered: return sum(&Happened::recovered);
    case Number::kVerified: return sum(&Happened::verified);
    case Number::kFailed: return sum(&Happened::failed);
    case Number::kExceptions: return sum(&Happened::exceptions);
    case Number::kGatesRefused: return sum(&Happened::gates_refused);
    case Number::kNotRecorded: return is_last(figures, wanted) ? figures.not_recorded : 0;
    case Number::kPromised: return sum(&Happened::promised);
    case Number::kKept: return sum(&Happened::kept);
    case Number::kOverdue:
      return over(figures, wanted, [now](const Happened& each) { return overdue(each, now); });
    case Number::kShort: return figures.short_call && has_answered(figures, wanted);
    case Number::kRepeats: return contact.repeat && is_first(figures, wanted);
  }
  return 0;
}

std::uint64_t adds(const Counted& contact, const Looked& looked, const Wanted& wanted,
                   Instant now) {
  std::uint64_t sum = 0;
  for (const Number number : looked.numbers) sum += adds(contact, number, wanted, now);
  for (const std::string& id : looked.dispositions) {
    sum += over(contact.figures, wanted, [&id](const Happened& happened) {
      return static_cast<std::uint64_t>(std::ranges::count(happened.dispositions, id));
    });
  }
  return sum;
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
