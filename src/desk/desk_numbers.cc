// The day's numbers: the closed contacts of the day book and the open ones as they stand.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "desk/parts.h"

namespace callmap {
namespace {

constexpr int kRepeatDays = 7;
constexpr std::size_t kCountedShownMax = 500;

// When each customer's contacts started, by customer.
using Starts = std::map<std::string, std::vector<Instant>>;

void add(Starts& starts, const std::vector<Counted>& contacts) {
  for (const Counted& each : contacts) {
    if (!each.figures.customer.empty()) {
      starts[each.figures.customer].push_back(each.figures.started);
    }
  }
}

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

void add_parts(std::map<std::string, Times>& people, const std::vector<Counted>& contacts) {
  for (const Counted& contact : contacts) {
    for (const PartEntry& part : contact.figures.parts) {
      const Duration length{part.talk.ms + part.hold.ms + part.acw.ms};
      people[part.agent.text].contacts.push_back({part.from, part.from + length});
    }
  }
}

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

}  // namespace

std::vector<Counted> Desk::Parts::open_counted(const std::string& date) {
  std::vector<ContactId> open_then;
  {
    const std::lock_guard lock(mutex);
    open.each([&](const ContactId& id, const OpenContact& each) {
      if (date_of(each.started) == date) open_then.push_back(id);
    });
  }
  std::vector<Counted> counted;
  for (const ContactId& id : open_then) {
    const auto shelved = shelf.read(id);
    if (!shelved) continue;
    const StoredContact& stored = shelved->stored;
    counted.push_back({id, stored.contact.record.reference,
                       day_entry(*stored.map, stored.contact, now_for(stored.contact)), false,
                       false});
  }
  return counted;
}

Result<std::vector<Counted>> Desk::Parts::day_of(const std::string& date) {
  std::vector<Counted> counted;
  {
    const std::lock_guard lock(mutex);
    counted = CALLMAP_TRY(days.closed(date));
  }
  for (Counted& each : open_counted(date)) {
    const bool closed_meanwhile = std::ranges::any_of(
        counted, [&](const Counted& other) { return other.contact == each.contact; });
    if (!closed_meanwhile) counted.push_back(std::move(each));
  }
  return counted;
}

Result<std::vector<Counted>> Desk::Parts::counted(const std::string& date) {
  std::vector<Counted> day = CALLMAP_TRY(day_of(date));
  const Instant start = *start_of(date);
  Starts known;
  add(known, day);
  for (int n = -kRepeatDays; n <= kRepeatDays; ++n) {
    const Instant other = start + hours(24 * n);
    if (n == 0 || other > clock.now()) continue;
    add(known, CALLMAP_TRY(day_of(date_of(other))));
  }
  mark_repeats(day, known);
  return day;
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
Result<> Desk::Parts::add_occupancy(NumbersView& view, const std::vector<Counted>& day,
                                    const NumbersAsked& asked, Instant start) {
  if (!asked.wanted.reason.empty()) return {};
  std::map<std::string, Times> people_then;
  for (auto& [id, taking] : CALLMAP_TRY(work.shifts(asked.day, view.until))) {
    people_then[id].taking = std::move(taking);
  }
  add_parts(people_then, day);
  // contacts that began before midnight
  add_parts(people_then, CALLMAP_TRY(day_of(date_of(start - hours(24)))));
  for (auto& [id, times] : people_then) {
    if (const auto person = people->person({id})) times.team = person->team;
  }
  const TimeSpan all_day{start, std::min(start + hours(24), view.until)};
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
        within.from = *parse_iso(fmt::format("{}T{}:00.000Z", asked.day, row.key));
        within.to = std::min(within.from + kSlot, view.until);
        break;
      }
    }
    row.occupancy_percent = occupancy(people_then, wanted, within);
  }
  return {};
}

Result<NumbersView> Desk::numbers(const Caller& viewer, NumbersAsked asked) {
  if (!may(viewer, Deed::kSeeNumbers)) return std::unexpected(no_contact());
  const Instant now = parts_->clock.now();
  if (asked.day.empty()) asked.day = date_of(now);
  const auto start = start_of(asked.day);
  if (!start) return failure(ErrorKind::kInvalid, "`day` is a date, 2026-03-01");
  parts_->access.looked(viewer, "list", {}, now);
  const auto day = CALLMAP_TRY(parts_->counted(asked.day));
  NumbersView view;
  view.day = asked.day;
  view.until = now;
  view.total = total(day, asked.wanted, now);
  view.rows = grouped(day, asked.wanted, asked.by, *start, now);
  CALLMAP_TRY(parts_->add_occupancy(view, day, asked, *start));
  for (NumbersRow& row : view.rows) parts_->name_row(row, asked.by);
  if (asked.by != GroupedBy::kHalfHour) std::ranges::sort(view.rows, {}, &NumbersRow::title);
  return view;
}

Result<std::vector<CountedView>> Desk::counted_contacts(const Caller& viewer, NumbersAsked asked,
                                                        std::string_view number) {
  if (!may(viewer, Deed::kSeeNumbers)) return std::unexpected(no_contact());
  const auto wanted_number = parse_number(number);
  if (!wanted_number) return failure(ErrorKind::kInvalid, "`number` is a member of NumbersRow");
  const Instant now = parts_->clock.now();
  if (asked.day.empty()) asked.day = date_of(now);
  if (!start_of(asked.day)) return failure(ErrorKind::kInvalid, "`day` is a date, 2026-03-01");
  std::vector<CountedView> views;
  for (const Counted& each : CALLMAP_TRY(parts_->counted(asked.day))) {
    const bool counts =
        is_wanted(each, asked.wanted) && adds(each, *wanted_number, asked.wanted, now) > 0;
    if (!counts || views.size() >= kCountedShownMax) continue;
    CountedView view{each.contact,
                     each.reference,
                     each.figures.team,
                     each.figures.reason,
                     each.figures.dispositions.empty() ? "" : each.figures.dispositions.front(),
                     each.figures.started,
                     {}};
    if (!each.figures.parts.empty()) {
      const PersonId& agent = each.figures.parts.back().agent;
      view.agent = HolderView{agent, parts_->people->display_name(agent)};
    }
    views.push_back(std::move(view));
  }
  std::ranges::sort(views, {}, &CountedView::started);
  return views;
}

}  // namespace callmap
