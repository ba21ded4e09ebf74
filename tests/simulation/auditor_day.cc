// The auditor's day: every number of docs/metrics.md, counted from its own contacts, in all and by
// half-hour, team, agent and reason, held against what the desk tells.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "auditor.h"
#include "opening_hours.h"

namespace callmap {
namespace {

constexpr std::int64_t kInLevelMs = 20'000;
constexpr std::int64_t kShortMs = 10'000;

bool is_recovered(const AuditedDrop& drop) {
  if (drop.callback == "pending" || drop.callback == "spent") return false;
  if (drop.callback == "reached" || drop.callback == "called_in") return true;
  return drop.line_back;
}

// Of the purpose, once the call has gone on from there: reference_given of the contact, and two of
// each request.
std::uint64_t not_recorded(const AuditedContact& contact) {
  const bool beyond = contact.hung_up || contact.closed ||
                      contact.stages.contains("verification") ||
                      contact.stages.contains("resolution") || contact.stages.contains("wrap_up");
  if (contact.before_merge) return 0;  // it went on in another
  if (!contact.answered || !contact.stages.contains("purpose") || !beyond) return 0;
  std::uint64_t open = contact.ticked.contains("reference_given") ? 0 : 1;
  for (const auto& [number, request] : contact.requests) {
    open += !request.ticked.contains("agreed");
    open += !request.ticked.contains("expectations_set");
  }
  return open;
}

// One contact's part in a row. With an agent named, what happened in that person's parts alone.
class Adding {
 public:
  Adding(AuditedRow& row, const AuditedContact& contact, std::string agent)
      : row_(row), contact_(contact), agent_(std::move(agent)) {}

  void counts(Instant now) {
    const int last = static_cast<int>(contact_.parts.size()) - 1;
    const bool offered = contact_.was_queued || contact_.held_once;
    const bool over = contact_.hung_up || contact_.closed;
    count(Number::kOffered, offered ? 1 : 0, last < 0 ? -1 : 0);
    count(Number::kAbandoned, over && !contact_.answered ? 1 : 0, last);
    count(Number::kNotRecorded, not_recorded(contact_), last);
    for (const auto& [number, part] : contact_.happened) count(number, 1, part);
    for (const AuditedDrop& drop : contact_.drops) {
      count(Number::kDrops, 1, drop.part);
      count(Number::kRecovered, is_recovered(drop) ? 1 : 0, drop.part);
    }
    for (const auto& [number, promise] : contact_.promises) {
      if (!promise.to_customer) continue;
      const bool late = promise.due && *promise.due < promise.done.value_or(now);
      count(Number::kPromised, 1, promise.part);
      count(Number::kKept, promise.done && !late ? 1 : 0, promise.part);
      count(Number::kOverdue, late ? 1 : 0, promise.part);
    }
  }

  void verification() {
    const auto& attempts = contact_.attempts;
    const auto passed = std::ranges::find(attempts, true, &std::pair<bool, int>::first);
    if (passed != attempts.end())
      count(Number::kVerified, 1, passed->second);
    else if (!attempts.empty())
      count(Number::kFailed, 1, attempts.back().second);
  }

  void answer() {
    if (!contact_.answered_at || !is_mine(contact_.answered_in)) return;
    const Instant from = contact_.queued_at.value_or(contact_.started);
    const std::int64_t waited = contact_.answered_at->ms - from.ms;
    row_.wait_ms += waited;
    row_.longest_ms = std::max(row_.longest_ms, waited);
    ++row_.waits;
    ++row_.counts[Number::kAnswered];
    row_.counts[Number::kInServiceLevel] += waited <= kInLevelMs;
    const auto& hung_up = contact_.hung_up_at;
    row_.counts[Number::kShort] +=
        hung_up && hung_up->ms - contact_.answered_at->ms < kShortMs ? 1 : 0;
  }

  void times() {
    for (const AuditedPart& part : contact_.parts) {
      const bool worked = part.talk_ms + part.hold_ms + part.acw_ms > 0;
      if (!part.over || !worked || !(agent_.empty() || part.agent == agent_)) continue;
      ++row_.counts[Number::kHandled];
      if (contact_.needs_time) continue;
      row_.talk_ms += part.talk_ms;
      row_.hold_ms += part.hold_ms;
      row_.acw_ms += part.acw_ms;
      ++row_.parts;
    }
  }

  void outcome(const std::vector<Instant>* starts) {
    bool solved = !contact_.requests.empty();
    for (const auto& [number, request] : contact_.requests) {
      solved = solved && request.disposition == "solved";
      if (!request.disposition.empty() && is_mine(request.disposed_in)) {
        ++row_.dispositions[request.disposition];
      }
    }
    if (contact_.customer.empty() || starts == nullptr) return;
    const auto first = std::ranges::lower_bound(*starts, contact_.started);
    const auto next = std::ranges::upper_bound(*starts, contact_.started);
    const bool repeat =
        first != starts->begin() && contact_.started.ms - std::prev(first)->ms <= kWeekMs;
    const bool came_back = next != starts->end() && next->ms - contact_.started.ms <= kWeekMs;
    const int last = static_cast<int>(contact_.parts.size()) - 1;
    count(Number::kRepeats, repeat ? 1 : 0, last < 0 ? -1 : 0);
    if (!contact_.closed || !is_mine(last)) return;
    ++row_.known;
    row_.solved += solved && !came_back;
  }

 private:
  [[nodiscard]] bool is_mine(int part) const {
    if (agent_.empty()) return true;
    return part >= 0 && contact_.parts[static_cast<std::size_t>(part)].agent == agent_;
  }
  void count(Number number, std::uint64_t by, int part) {
    if (is_mine(part)) row_.counts[number] += by;
  }

  AuditedRow& row_;
  const AuditedContact& contact_;
  std::string agent_;
};

void add(AuditedRow& row, const AuditedContact& contact, const std::vector<Instant>* starts,
         Instant now, const std::string& agent = {}) {
  Adding adding(row, contact, agent);
  adding.counts(now);
  adding.verification();
  adding.answer();
  adding.times();
  adding.outcome(starts);
}

const std::vector<Instant>* of(const std::map<std::string, std::vector<Instant>>& starts,
                               const std::string& customer) {
  const auto found = starts.find(customer);
  return found == starts.end() ? nullptr : &found->second;
}
std::optional<Duration> mean(std::int64_t sum, std::int64_t of) {
  if (of == 0) return std::nullopt;
  return Duration{sum / of};
}

std::string text(const std::optional<Duration>& length) {
  return length ? fmt::format("{} ms", length->ms) : "none";
}

// The first thing in which two rows differ; empty when they do not.
std::string difference(const AuditedRow& counted, const NumbersRow& told) {
  for (std::size_t n = 0; n < kNumberCount; ++n) {
    const auto number = static_cast<Number>(n);
    const auto found = counted.counts.find(number);
    const std::uint64_t count = found == counted.counts.end() ? 0 : found->second;
    if (told.counts[n] != count) {
      return fmt::format("{} is {}, counted {}", name(number), told.counts[n], count);
    }
  }
  const std::int64_t handling = counted.talk_ms + counted.hold_ms + counted.acw_ms;
  const std::array lengths = {std::tuple("asa", told.asa, mean(counted.wait_ms, counted.waits)),
                              std::tuple("longest wait", told.longest_wait,
                                         mean(counted.longest_ms, counted.waits > 0 ? 1 : 0)),
                              std::tuple("talk", told.talk, mean(counted.talk_ms, counted.parts)),
                              std::tuple("hold", told.hold, mean(counted.hold_ms, counted.parts)),
                              std::tuple("acw", told.acw, mean(counted.acw_ms, counted.parts)),
                              std::tuple("aht", told.aht, mean(handling, counted.parts))};
  for (const auto& [what, there, here] : lengths) {
    if (there != here) return fmt::format("{} is {}, counted {}", what, text(there), text(here));
  }
  const std::int64_t half = counted.known / 2;
  const std::int64_t fcr = counted.known == 0 ? -1 : (counted.solved * 100 + half) / counted.known;
  const std::int64_t told_fcr = told.fcr_percent ? std::int64_t{*told.fcr_percent} : -1;
  if (told_fcr != fcr) return fmt::format("fcr is {}, counted {}", told_fcr, fcr);
  const auto percent = [](const std::optional<unsigned>& of) { return of ? int(*of) : -1; };
  if (told.occupancy_percent != counted.occupancy) {
    return fmt::format("occupancy is {}, counted {}", percent(told.occupancy_percent),
                       percent(counted.occupancy));
  }
  if (told.dispositions != counted.dispositions) return "the outcomes differ";
  return "";
}

}  // namespace

Auditor::Starts Auditor::starts() const {
  Starts starts;
  for (const auto& [id, contact] : contacts_) {
    if (!contact.customer.empty()) starts[contact.customer].push_back(contact.started);
  }
  for (auto& [customer, times] : starts) std::ranges::sort(times);
  return starts;
}

// The contacts that one of the two counts and the other does not.
std::string Auditor::differing(Desk& desk, const Caller& lead, const std::string& day,
                               Number number, const Starts& starts, Instant now) {
  std::set<std::string> told;
  const NumbersAsked asked{.day = day, .wanted = {}, .by = GroupedBy::kNothing};
  const auto behind = desk.counted_contacts(lead, asked, name(number));
  if (behind) {
    for (const CountedView& each : behind->contacts) told.insert(each.contact.text);
  }
  std::string differ;
  for (const std::string& id : contacts_of_[day]) {
    const AuditedContact& contact = contacts_.at(id);
    AuditedRow row;
    add(row, contact, of(starts, contact.customer), now);
    if ((row.counts[number] > 0) != told.contains(id)) differ += id + " ";
  }
  return differ;
}

void Auditor::check_rows(const std::string& day, const std::map<std::string, AuditedRow>& counted,
                         const std::vector<NumbersRow>& told) {
  for (const NumbersRow& row : told) {
    const auto found = counted.find(row.key);
    if (found == counted.end()) return wrong(day, fmt::format("has a row `{}`", row.key));
    const std::string differs = difference(found->second, row);
    if (!differs.empty()) return wrong(day, fmt::format("`{}`: {}", row.key, differs));
  }
  if (told.size() != counted.size()) wrong(day, "a row is missing");
}

void Auditor::add_occupancy(const std::string& day, AuditedRow& total, Groups& groups,
                            Instant now) const {
  const Instant within = contacts_.at(contacts_of_.at(day).front()).started;
  const AuditedTime all_day = day_of(within, now);
  const Workers workers = at_work(all_day, now);
  total.occupancy = occupancy(workers, all_day, [](const std::string&) { return true; });
  for (auto& [agent, row] : groups[GroupedBy::kAgent]) {
    row.occupancy = occupancy(workers, all_day, [&](const std::string& id) { return id == agent; });
  }
  for (auto& [team, row] : groups[GroupedBy::kTeam]) {
    row.occupancy = occupancy(workers, all_day,
                              [&](const std::string& id) { return workers.at(id).team == team; });
  }
  for (const std::string& id : contacts_of_.at(day)) {
    const Instant started = contacts_.at(id).started;
    AuditedRow& row = groups[GroupedBy::kHalfHour][london_half_hour(started)];
    if (row.occupancy) continue;
    row.occupancy = occupancy(workers, half_hour_of(started, now),
                              [](const std::string&) { return true; });
  }
}

void Auditor::check_day(Desk& desk, const Caller& lead, const std::string& day,
                        const Starts& starts, Instant now) {
  AuditedRow total;
  Groups groups;
  for (const GroupedBy by : {GroupedBy::kNothing, GroupedBy::kHalfHour, GroupedBy::kTeam,
                             GroupedBy::kAgent, GroupedBy::kReason}) {
    groups[by];
  }
  for (const std::string& id : contacts_of_[day]) {
    AuditedContact contact = contacts_.at(id);
    pass_time(contact, std::max(now, contact.timed_to));
    const auto* times = of(starts, contact.customer);
    add(total, contact, times, now);
    add(groups[GroupedBy::kHalfHour][london_half_hour(contact.started)], contact, times, now);
    add(groups[GroupedBy::kTeam][contact.team], contact, times, now);
    add(groups[GroupedBy::kReason][contact.reason], contact, times, now);
    std::set<std::string> agents;
    for (const AuditedPart& part : contact.parts) agents.insert(part.agent);
    for (const std::string& agent : agents) {
      add(groups[GroupedBy::kAgent][agent], contact, times, now, agent);
    }
  }
  add_occupancy(day, total, groups, now);
  for (const auto& [by, counted] : groups) {
    const auto view = desk.numbers(lead, {.day = day, .wanted = {}, .by = by});
    if (!view) return wrong(day, view.error().message);
    check_rows(day, counted, view->rows);
    const std::string differs = difference(total, view->total);
    if (differs.empty()) continue;
    const auto number = parse_number(differs.substr(0, differs.find(' ')));
    wrong(day,
          number ? differs + ": " + differing(desk, lead, day, *number, starts, now) : differs);
  }
}

void Auditor::check_numbers(Desk& desk, const Caller& lead, Instant now, Instant since) {
  contacts_of_.clear();
  for (const auto& [id, contact] : contacts_) {
    contacts_of_[london_date(contact.started)].push_back(id);
  }
  const Starts times = starts();
  const std::string first = london_date(since);
  for (const auto& [day, ids] : contacts_of_) {
    if (day >= first) check_day(desk, lead, day, times, now);
  }
}

}  // namespace callmap
