// The auditor's own account of when people were at work and when contacts kept them busy: the
// occupancy of docs/metrics.md.

#include <algorithm>

#include "auditor.h"
#include "opening_hours.h"

namespace callmap {
namespace {

constexpr std::int64_t kHalfHourMs = 30 * 60'000;

// How long at least one of them lasted between two times.
std::int64_t covered(std::vector<AuditedTime> times, AuditedTime within) {
  std::erase_if(times, [&](const AuditedTime& each) {
    return each.to <= within.from || each.from >= within.to;
  });
  std::ranges::sort(times, {}, &AuditedTime::from);
  std::int64_t sum = 0, done = within.from;
  for (const AuditedTime& each : times) {
    const std::int64_t from = std::max(each.from, done), to = std::min(each.to, within.to);
    if (from >= to) continue;
    sum += to - from;
    done = to;
  }
  return sum;
}

}  // namespace

void Auditor::fold_state(const std::string& person, const Json& json) {
  AuditedWorker& worker = workers_[person];
  const std::string state(json.text("state").value_or(""));
  worker.state = state;
  const bool taking = state == "available" || state == "last_contact";
  if (worker.since && !taking) worker.taking.push_back({worker.since->ms, at_.ms});
  if (!taking)
    worker.since.reset();
  else if (!worker.since)
    worker.since = at_;
}

// The day, or the half-hour, in which that was, up to now.
AuditedTime Auditor::half_hour_of(Instant at, Instant now) {
  const std::int64_t from = at.ms - at.ms % kHalfHourMs;
  return {from, std::min(from + kHalfHourMs, now.ms)};
}
AuditedTime Auditor::day_of(Instant at, Instant now) {
  const std::string date = london_date(at);
  AuditedTime day{at.ms - at.ms % kHalfHourMs, at.ms - at.ms % kHalfHourMs};
  while (london_date({day.from - kHalfHourMs}) == date) day.from -= kHalfHourMs;
  while (london_date({day.to}) == date) day.to += kHalfHourMs;
  return {day.from, std::min(day.to, now.ms)};
}

// Everybody's time around a day: of contacts that began on it or in the week before.
Auditor::Workers Auditor::at_work(AuditedTime day, Instant now) const {
  Workers workers = workers_;
  for (auto& [id, worker] : workers) {
    if (worker.since) worker.taking.push_back({worker.since->ms, now.ms});
  }
  for (const auto& [id, contact] : contacts_) {
    if (contact.started.ms < day.from - kWeekMs || contact.started.ms >= day.to) continue;
    std::optional<AuditedContact> until_now;
    if (!contact.closed) {
      until_now = contact;
      pass_time(*until_now, std::max(now, contact.timed_to));
    }
    for (const AuditedPart& part : (until_now ? *until_now : contact).parts) {
      std::ranges::copy(part.busy, std::back_inserter(workers[part.agent].busy));
    }
  }
  return workers;
}

std::optional<unsigned> Auditor::occupancy(const Workers& workers, AuditedTime within,
                                           const std::function<bool(const std::string&)>& whose) {
  std::int64_t at_work = 0, busy = 0;
  for (const auto& [id, worker] : workers) {
    if (!whose(id)) continue;
    std::vector<AuditedTime> all = worker.taking;
    std::ranges::copy(worker.busy, std::back_inserter(all));
    at_work += covered(all, within);
    busy += covered(worker.busy, within);
  }
  if (at_work == 0) return std::nullopt;
  return static_cast<unsigned>((busy * 100 + at_work / 2) / at_work);
}

}  // namespace callmap
