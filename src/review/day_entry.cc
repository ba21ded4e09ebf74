#include "review/day_entry.h"

namespace callmap {
namespace {

// Promises that stand, and those that were done too late.
void add_promises(DayEntry& entry, const Record& record) {
  for (const TaskEntry& task : record.tasks) {
    if (!task.channel || !task.due) continue;
    if (!task.done) entry.due.push_back(*task.due);
    if (task.done && *task.done > *task.due) ++entry.late;
  }
}

bool all_resolve(const CallMap& map, const Record& record) {
  for (const RequestEntry& request : record.requests) {
    if (!request.disposition || !map.dispositions[at(*request.disposition)].resolves) return false;
  }
  return !record.requests.empty();
}

template <class Thing>
void text_members(Thing& entry, auto part) {
  part("map", entry.map);
  part("team", entry.team);
  part("reason", entry.reason);
  part("customer", entry.customer);
}
template <class Thing>
void truth_members(Thing& entry, auto part) {
  part("inbound", entry.inbound);
  part("closed", entry.closed);
  part("abandoned", entry.abandoned);
  part("short", entry.short_call);
  part("unhurried", entry.unhurried);
  part("resolved", entry.resolved);
}
template <class Thing>  // Happened, const or not
void happened_members(Thing& entry, auto part) {
  part("warm", entry.warm);
  part("blind", entry.blind);
  part("outside", entry.outside);
  part("returned", entry.returned);
  part("escalated", entry.escalated);
  part("drops", entry.drops);
  part("recovered", entry.recovered);
  part("exceptions", entry.exceptions);
  part("refused", entry.gates_refused);
  part("promised", entry.promised);
  part("kept", entry.kept);
  part("late", entry.late);
}
template <class Thing>
void time_members(Thing& entry, auto part) {
  part("queued", entry.queued);
  part("answered", entry.answered);
  part("ended", entry.ended);
}

void write_happened(JsonWriter& out, const Happened& happened) {
  happened_members(happened, [&](std::string_view name, std::uint16_t number) {
    if (number > 0) out.field(name, unsigned{number});
  });
  if (happened.verified) out.field("verified", true);
  if (happened.failed) out.field("failed", true);
  out.key("due").open_list();
  for (const Instant due : happened.due) out.value(due.ms);
  out.close_list().key("dispositions").open_list();
  for (const std::string& id : happened.dispositions) out.value(id);
  out.close_list();
}

// False when it is damaged.
[[nodiscard]] bool read_happened(const Json& json, Happened& happened) {
  happened_members(happened, [&](std::string_view name, std::uint16_t& into) {
    into = static_cast<std::uint16_t>(json.whole(name).value_or(0));
  });
  happened.verified = json.truth("verified").value_or(false);
  happened.failed = json.truth("failed").value_or(false);
  const Json* due = json.find("due");
  const Json* dispositions = json.find("dispositions");
  if (!due || !due->is_array() || !dispositions || !dispositions->is_array()) return false;
  for (const Json& each : due->items) happened.due.push_back({each.integer});
  for (const Json& each : dispositions->items) happened.dispositions.push_back(each.string);
  return true;
}

// As nearly every part was: at once and without a gap.
std::vector<TimeSpan> one_stretch(const PartEntry& part) {
  const Duration length{part.talk.ms + part.hold.ms + part.acw.ms};
  if (length.ms == 0) return {};
  return {{part.from, part.from + length}};
}

void write_part(JsonWriter& out, const PartEntry& part) {
  out.open().field("agent", part.agent.text).text_if("team", part.team);
  out.field("from", part.from.ms).field("talk", part.talk.ms).field("hold", part.hold.ms);
  out.field("acw", part.acw.ms).field("over", part.over);
  if (part.busy != one_stretch(part)) {
    out.key("busy").open_list();
    for (const TimeSpan& each : part.busy) out.value(each.from.ms).value(each.to.ms);
    out.close_list();
  }
  if (part.happened != Happened{}) {
    out.key("happened").open();
    write_happened(out, part.happened);
    out.close();
  }
  out.close();
}

[[nodiscard]] bool parse_part(const Json& json, PartEntry& part) {
  part.agent.text = json.text("agent").value_or("");
  part.team = json.text("team").value_or("");
  part.from.ms = json.whole("from").value_or(0);
  part.talk.ms = json.whole("talk").value_or(0);
  part.hold.ms = json.whole("hold").value_or(0);
  part.acw.ms = json.whole("acw").value_or(0);
  part.over = json.truth("over").value_or(false);
  part.busy = one_stretch(part);
  if (const Json* busy = json.find("busy")) {
    if (!busy->is_array() || busy->items.size() % 2 != 0) return false;
    part.busy.clear();
    for (std::size_t i = 0; i < busy->items.size(); i += 2) {
      part.busy.push_back({{busy->items[i].integer}, {busy->items[i + 1].integer}});
    }
  }
  const Json* happened = json.find("happened");
  return happened == nullptr || read_happened(*happened, part.happened);
}

}  // namespace

DayEntry day_entry(const CallMap& map, const Contact& contact, Instant now) {
  const Figures counted = figures(map, contact, now);
  const Record& record = contact.record;
  DayEntry entry;
  entry.map = map.id;
  if (counted.team) entry.team = map.teams[at(*counted.team)].id;
  entry.reason = counted.reason;
  if (record.customer) entry.customer = (*record.customer).text;
  entry.started = counted.started;
  entry.inbound = counted.queued || !counted.segments.empty();
  if (entry.inbound) entry.queued = counted.queued ? counted.queued : counted.started;
  entry.answered = counted.answered;
  entry.ended = counted.hung_up ? counted.hung_up : counted.closed;
  entry.closed = counted.closed.has_value();
  entry.abandoned = counted.abandoned;
  entry.short_call = counted.short_call;
  entry.unhurried = counted.unhurried;
  entry.warm = counted.transfers.warm;
  entry.blind = counted.transfers.blind;
  entry.outside = counted.transfers.outside;
  entry.returned = counted.transfers.returned;
  entry.escalated = counted.escalated;
  entry.drops = counted.drops;
  entry.recovered = counted.recovered;
  entry.verified = counted.verification.passed;
  entry.failed = counted.verification.failed;
  entry.exceptions = counted.verification.exceptions;
  entry.gates_refused = counted.gates_refused;
  entry.not_recorded = counted.not_recorded;
  entry.promised = counted.promises.made;
  entry.kept = counted.promises.kept;
  add_promises(entry, record);
  entry.dispositions = counted.dispositions;
  entry.resolved = all_resolve(map, record);
  for (const SegmentFigures& segment : counted.segments) {
    entry.parts.push_back({segment.agent,
                           segment.team ? map.teams[at(*segment.team)].id : std::string(),
                           segment.from, segment.talk, segment.hold, segment.acw, segment.busy,
                           segment.to.has_value(), segment.happened});
  }
  return entry;
}

std::string to_json(const DayEntry& entry) {
  JsonWriter out;
  out.open().field("started", entry.started.ms);
  text_members(entry,
               [&](std::string_view name, const std::string& text) { out.text_if(name, text); });
  truth_members(entry, [&](std::string_view name, bool truth) {
    if (truth) out.field(name, true);
  });
  if (entry.not_recorded > 0) out.field("not_recorded", unsigned{entry.not_recorded});
  time_members(entry, [&](std::string_view name, const std::optional<Instant>& at) {
    if (at) out.field(name, at->ms);
  });
  write_happened(out, entry);
  out.field("attributed", true).key("parts").open_list();
  for (const PartEntry& part : entry.parts) write_part(out, part);
  return out.close_list().close().take();
}

Result<DayEntry> parse_day_entry(std::string_view text) {
  const auto read = parse_json(text);
  const Json json = read ? *read : Json{};
  const auto started = json.whole("started");
  const Json* parts = json.find("parts");
  DayEntry entry;
  bool whole = started && parts && parts->is_array() && read_happened(json, entry);
  for (std::size_t i = 0; whole && i < parts->items.size(); ++i) {
    whole = parse_part(parts->items[i], entry.parts.emplace_back());
  }
  if (!whole) return failure(ErrorKind::kDamaged, "figures do not read");
  entry.started.ms = *started;
  text_members(entry, [&](std::string_view name, std::string& into) {
    into = json.text(name).value_or("");
  });
  truth_members(
      entry, [&](std::string_view name, bool& into) { into = json.truth(name).value_or(false); });
  entry.not_recorded = static_cast<std::uint16_t>(json.whole("not_recorded").value_or(0));
  time_members(entry, [&](std::string_view name, std::optional<Instant>& into) {
    if (const auto at = json.whole(name)) into = Instant{*at};
  });
  if (!json.truth("attributed").value_or(false) && entry.parts.size() == 1) {
    entry.parts.front().happened = static_cast<const Happened&>(entry);  // an older row
  }
  return entry;
}

}  // namespace callmap
