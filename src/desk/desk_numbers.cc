// The day's numbers: the closed contacts of the day book and the open ones as they stand.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "desk/parts.h"
#include "review/attendance.h"

namespace callmap {
namespace {

// When each customer's contacts started, by customer.
using Starts = std::map<std::string, std::vector<Instant>>;

void mark_repeats(std::vector<Counted>& day, const Starts& starts) {
  for (Counted& each : day) {
    const auto found = starts.find(each.figures.customer);
    if (each.figures.customer.empty() || found == starts.end()) continue;
    for (const Instant other : found->second) {
      const Duration apart = each.figures.started - other;
      if (apart.ms > 0 && apart <= kRepeatWithin) each.repeat = true;
      if (apart.ms < 0 && Duration{-apart.ms} <= kRepeatWithin) each.came_back = true;
    }
  }
}

// What a person's time of a day is made of.
struct Times {
  std::string team;
  std::vector<TimeSpan> taking, contacts;
};

std::optional<unsigned> occupancy(const std::map<std::string, Times>& people, const Wanted& wanted,
                                  TimeSpan within) {
  Attendance all;
  for (const auto& [id, times] : people) {
    const bool counts = (wanted.agent.empty() || wanted.agent == id) &&
                        (wanted.team.empty() || wanted.team == times.team);
    if (counts) all += attendance(times.taking, times.contacts, within);
  }
  if (all.at_work.ms == 0) return std::nullopt;
  return static_cast<unsigned>((all.busy.ms * 100 + all.at_work.ms / 2) / all.at_work.ms);
}

TimeSpan half_hour_of(const LocalDay& day, std::size_t place) {
  const Instant from = day.span.from + Duration{static_cast<std::int64_t>(place) * kSlot.ms};
  return {from, from + kSlot};
}

// The whole day where none is named.
Result<TimeSpan> half_hour_asked(const std::string& zone, const LocalDay& day,
                                 const NumbersAsked& asked) {
  if (asked.half_hour.empty()) return day.span;
  const auto names = half_hours(zone, day);
  const auto place = std::ranges::find(names, asked.half_hour) - names.begin();
  const auto slot = static_cast<std::size_t>(place);
  if (slot < names.size()) return half_hour_of(day, slot);
  return failure(ErrorKind::kInvalid,
                 "`half_hour` is the key of a row by half-hour of that day, 13:30");
}

}  // namespace

Result<Desk::Parts::CountedDay> Desk::Parts::counted(const LocalDay& day) {
  const TimeSpan around{day.span.from - kRepeatWithin,
                        std::min(day.span.to + kRepeatWithin, clock.now() + Duration{1})};
  CountedDay counted;
  Starts by_customer;
  const auto count = [&](const Counted& each) {
    const DayEntry& figures = each.figures;
    if (!figures.customer.empty()) by_customer[figures.customer].push_back(figures.started);
    for (const PartEntry& part : figures.parts) {
      for (const TimeSpan& span : part.busy) {
        if (overlap(span, day.span).ms > 0) counted.busy[part.agent.text].push_back(span);
      }
    }
    if (contains(day.span, figures.started)) counted.contacts.push_back(each);
  };
  std::set<ContactId> open_then;
  {
    const std::lock_guard lock(mutex);
    open.each([&](const ContactId& id, const OpenContact& each) {
      if (contains(around, each.started)) open_then.insert(id);
    });
  }
  for (const std::string& date : utc_dates(around)) {
    const std::lock_guard lock(mutex);
    CALLMAP_TRY(days.each_closed(date, [&](const Counted& each) {
      if (!contains(around, each.figures.started)) return;
      open_then.erase(each.contact);  // it closed meanwhile
      count(each);
    }));
  }
  for (const ContactId& id : open_then) {
    const auto shelved = shelf.read(id);
    if (!shelved) continue;
    const StoredContact& stored = shelved->stored;
    count({id, stored.contact.record.reference,
           day_entry(*stored.map, stored.contact, now_for(stored.contact)), false, false});
  }
  mark_repeats(counted.contacts, by_customer);
  return counted;
}

void Desk::Parts::name_row(NumbersRow& row, GroupedBy by) const {
  row.title = row.key;
  if (by == GroupedBy::kAgent) row.title = people->display_name({row.key});
  for (const MapInForce& in_force : maps.all()) {
    const CallMap& map = *in_force.map;
    if (by == GroupedBy::kTeam) {
      if (const auto team = map.team(row.key)) row.title = map.teams[at(*team)].title;
    }
    if (by != GroupedBy::kReason || !map.reason_field) continue;
    for (const Choice& choice : map.fields[at(*map.reason_field)].choices) {
      if (choice.id == row.key) row.title = choice.label;
    }
  }
}

// Of people, by their own team: nobody is at work for a reason.
Result<> Desk::Parts::add_occupancy(NumbersView& view, CountedDay& counted,
                                    const NumbersAsked& asked, const LocalDay& day,
                                    const HalfHours& slots) {
  if (!asked.wanted.reason.empty()) return {};
  std::map<std::string, Times> people_then;
  for (const std::string& date : utc_dates(day.span)) {
    for (auto& [id, taking] : CALLMAP_TRY(work.shifts(date, view.until))) {
      auto& all = people_then[id].taking;
      all.insert(all.end(), taking.begin(), taking.end());
    }
  }
  for (auto& [id, busy] : counted.busy) people_then[id].contacts = std::move(busy);
  for (auto& [id, times] : people_then) {
    if (const auto person = people->person({id})) times.team = person->team;
  }
  const TimeSpan all_day{day.span.from, std::min(day.span.to, view.until)};
  view.total.occupancy_percent = occupancy(people_then, asked.wanted, all_day);
  for (NumbersRow& row : view.rows) {
    Wanted wanted = asked.wanted;
    TimeSpan within = all_day;
    switch (asked.by) {
      case GroupedBy::kNothing:
      case GroupedBy::kReason: continue;
      case GroupedBy::kTeam: wanted.team = row.key; break;
      case GroupedBy::kAgent: wanted.agent = row.key; break;
      case GroupedBy::kHalfHour: {
        const auto slot = std::ranges::find(slots.names, row.key) - slots.names.begin();
        within = half_hour_of(day, static_cast<std::size_t>(slot));
        within.to = std::min(within.to, view.until);
        break;
      }
    }
    row.occupancy_percent = occupancy(people_then, wanted, within);
  }
  return {};
}

Result<LocalDay> Desk::Parts::day_asked(const std::string& date, Instant now) const {
  if (date.empty()) return local_day(options.time_zone, now);
  if (auto day = parse_local_day(options.time_zone, date)) return std::move(*day);
  return failure(ErrorKind::kInvalid, "`day` is a date, 2026-03-01");
}

Result<NumbersView> Desk::numbers(const Caller& viewer, const NumbersAsked& asked) {
  if (!may(viewer, Deed::kSeeNumbers)) return std::unexpected(no_contact());
  const Instant now = parts_->clock.now();
  const LocalDay day = CALLMAP_TRY(parts_->day_asked(asked.day, now));
  parts_->access.looked(viewer, "list", {}, now);
  Parts::CountedDay counted = CALLMAP_TRY(parts_->counted(day));
  const HalfHours slots{day.span.from, half_hours(parts_->options.time_zone, day)};
  NumbersView view;
  view.day = day.date;
  view.zone = parts_->options.time_zone;
  view.until = now;
  view.total = total(counted.contacts, asked.wanted, now);
  view.rows = grouped(counted.contacts, asked.wanted, asked.by, slots, now);
  CALLMAP_TRY(parts_->add_occupancy(view, counted, asked, day, slots));
  for (NumbersRow& row : view.rows) parts_->name_row(row, asked.by);
  if (asked.by != GroupedBy::kHalfHour) std::ranges::sort(view.rows, {}, &NumbersRow::title);
  return view;
}

CountedView Desk::Parts::counted_view(const Counted& contact) const {
  const DayEntry& figures = contact.figures;
  CountedView view{contact.contact,
                   contact.reference,
                   figures.team,
                   figures.reason,
                   figures.dispositions.empty() ? "" : figures.dispositions.front(),
                   figures.started,
                   {}};
  if (!figures.parts.empty()) {
    const PersonId& agent = figures.parts.back().agent;
    view.agent = HolderView{agent, people->display_name(agent)};
  }
  return view;
}

Result<CountedList> Desk::counted_contacts(const Caller& viewer, const NumbersAsked& asked,
                                           std::string_view number) {
  if (!may(viewer, Deed::kSeeNumbers)) return std::unexpected(no_contact());
  const auto looked = parse_looked(number);
  if (!looked) return failure(ErrorKind::kInvalid, "`number` is a member of NumbersRow");
  const Instant now = parts_->clock.now();
  const LocalDay day = CALLMAP_TRY(parts_->day_asked(asked.day, now));
  const TimeSpan within = CALLMAP_TRY(half_hour_asked(parts_->options.time_zone, day, asked));
  std::vector<Counted> behind = std::move(CALLMAP_TRY(parts_->counted(day)).contacts);
  std::erase_if(behind, [&](const Counted& each) {
    return !contains(within, each.figures.started) || !is_wanted(each, asked.wanted) ||
           adds(each, *looked, asked.wanted, now) == 0;
  });
  std::ranges::sort(behind, {}, [](const Counted& each) {
    return std::tie(each.figures.started, each.contact.text);
  });
  CountedList list{behind.size(), {}};
  if (behind.size() > kCountedShownMax) behind.resize(kCountedShownMax);
  for (const Counted& each : behind) list.contacts.push_back(parts_->counted_view(each));
  return list;
}

}  // namespace callmap
