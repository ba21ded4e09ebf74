#include "desk/open_contacts.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/move.h"
#include "engine/names.h"
#include "engine/skills.h"
#include "queue/queue_book.h"

namespace callmap {
namespace {

constexpr std::size_t kParts = 21;
constexpr std::size_t kPartsOfFormat3 = 20;
constexpr std::size_t kPartsOfFormat1 = 10;
constexpr std::size_t kPartsOfFormat2 = 18;

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// How many parts there are; 0 for more than there can be.
std::size_t split(std::string_view value, std::array<std::string_view, kParts>& parts) {
  for (std::size_t n = 0; n < kParts; ++n) {
    const std::size_t end = value.find('\t');
    parts[n] = value.substr(0, end);
    if (end == std::string_view::npos) return n + 1;
    value.remove_prefix(end + 1);
  }
  return 0;
}

std::string text(const std::optional<Instant>& at) {
  return at ? fmt::format("{}", at->ms) : std::string();
}

// What stands from the eleventh part on. False when it does not fit.
bool read_waiting(const std::array<std::string_view, kParts>& parts, OpenContact& open) {
  open.channel = parts[10];
  if (!parts[11].empty()) {
    const auto since = whole(parts[12]), priority = whole(parts[13]);
    if (!since || !priority) return false;
    open.queued = QueuedFor{
        std::string(parts[11]), {*since}, static_cast<std::uint8_t>(*priority), parts[14] == "1"};
    for (std::string_view left = parts[20]; !left.empty();) {
      const std::string_view skill = left.substr(0, left.find(','));
      open.queued->skills.emplace_back(skill);
      left.remove_prefix(std::min(left.size(), skill.size() + 1));
    }
  }
  if (!parts[18].empty()) {
    const auto since = whole(parts[19]);
    if (!since) return false;
    open.asked = AskedOf{std::string(parts[18]), {*since}};
  }
  if (parts[15].empty()) return true;
  const auto due = whole(parts[15]), attempt = whole(parts[16]);
  if (!due || !attempt) return false;
  open.callback = CallbackPlan{{*due}, static_cast<std::uint8_t>(*attempt), parts[17] == "1"};
  return true;
}

}  // namespace

std::optional<Instant> rings_until(const Contact& contact) {
  const Control& control = contact.control;
  const auto& segments = contact.record.segments;
  const bool rings = contact.open() && control.phase == Phase::kLive && control.held &&
                     control.line == Line::kRinging && !segments.empty();
  // Whoever took it from a queue has answered.
  if (!rings || segments.back().team) return std::nullopt;
  return Instant(segments.back().from) + kRingsFor;
}

std::optional<Instant> next_due(const CallMap& map, const Contact& contact) {
  if (!contact.open()) return std::nullopt;
  std::optional<Instant> due = contact.record.verified_until;
  if (contact.control.level == Level::kNone) due.reset();
  const auto sooner = [&due](Instant at) {
    if (!due || at < *due) due = at;
  };
  for (const DueEntry& each : contact.record.due) {
    if (owed(contact.control, each) == Owed::kOwed) sooner(each.at);
  }
  const HandoffEntry* handoff = contact.handoff();
  const bool offered = contact.control.handoff == HandoffState::kOffered;
  if (offered && handoff && handoff->until) sooner(*handoff->until);
  if (const auto until = rings_until(contact)) sooner(*until);
  if (const auto waived = skills_waived_at(map, contact)) sooner(*waived);
  return due;
}

// In a team's queue for somebody to begin with it, or for somebody to accept a handoff.
std::optional<QueuedFor> queued_for(const CallMap& map, const Contact& contact) {
  const Control& control = contact.control;
  const auto& ownership = contact.record.ownership;
  if (control.waiting && ownership && !ownership->queued.empty()) {
    const QueueEntry& entry = ownership->queued.back();
    return QueuedFor{map.teams[at(entry.team)].id, entry.from, entry.priority, false,
                     ids_of(map, skills_needed(map, contact))};
  }
  const HandoffEntry* handoff = contact.handoff();
  if (control.handoff != HandoffState::kOffered || !handoff || !handoff->offered) {
    return std::nullopt;
  }
  return QueuedFor{map.teams[at(handoff->team)].id, *handoff->offered, 0, true,
                   ids_of(map, skills_needed(map, contact))};
}

std::optional<OpenContact> open_contact(const CallMap& map, const Contact& contact) {
  if (!contact.open()) return std::nullopt;
  const Record& record = contact.record;
  OpenContact open{.map = &map,
                   .reference = record.reference,
                   .holder = contact.holder(),
                   .stage = contact.control.stage,
                   .phase = contact.control.phase,
                   .line = contact.control.line,
                   .line_called = record.line_called,
                   .started = record.started,
                   .due = next_due(map, contact),
                   .channel = record.channel,
                   .queued = queued_for(map, contact),
                   .callback = {},
                   .asked = {}};
  const CallbackEntry* callback = contact.callback();
  if (is_pending(contact.control.callback) && callback) {
    open.callback = CallbackPlan{callback->due, contact.control.callback_attempt,
                                 callback->how == CallbackHow::kScheduled};
  }
  if (const ConsultEntry* consult = contact.consult()) {
    open.asked = AskedOf{map.teams[at(consult->team)].id, consult->at};
  }
  return open;
}

std::uint8_t capacity_of(const OpenContact& open) {
  const CallMap& map = *open.map;
  for (std::size_t i = 0; i < map.channels.size() && i < map.capacity.size(); ++i) {
    if (map.channels[i] == open.channel) return map.capacity[i];
  }
  return 1;
}

std::string to_row(const OpenContact& open) {
  std::string row =
      fmt::format("4\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}", open.map->digest, open.reference,
                  open.holder.text, open.map->stages[at(open.stage)].id, name(open.phase),
                  name(open.line), open.line_called, open.started.ms, text(open.due), open.channel);
  if (open.queued) {
    row += fmt::format("\t{}\t{}\t{}\t{}", open.queued->team, open.queued->since.ms,
                       open.queued->priority, open.queued->handoff ? 1 : 0);
  } else {
    row += "\t\t\t\t";
  }
  if (open.callback) {
    row += fmt::format("\t{}\t{}\t{}", open.callback->due.ms, open.callback->attempt,
                       open.callback->scheduled ? 1 : 0);
  } else {
    row += "\t\t\t";
  }
  if (open.asked) {
    row += fmt::format("\t{}\t{}", open.asked->team, open.asked->since.ms);
  } else {
    row += "\t\t";
  }
  return row + fmt::format("\t{}", fmt::join(open.queued ? open.queued->skills : Skills{}, ","));
}

Result<OpenContact> parse_row(std::string_view value, MapsInForce& maps) {
  std::array<std::string_view, kParts> parts;
  const auto damaged = [] {
    return failure(ErrorKind::kDamaged, "a row of table `live` is damaged");
  };
  const std::size_t count = split(value, parts);
  const bool oldest = count == kPartsOfFormat1 && parts[0] == "1";
  const bool older = oldest || (count == kPartsOfFormat2 && parts[0] == "2") ||
                     (count == kPartsOfFormat3 && parts[0] == "3");
  if (!older && (count != kParts || parts[0] != "4")) return damaged();
  OpenContact open;
  open.map = CALLMAP_TRY(maps.by_digest(parts[1]));
  open.reference = parts[2];
  open.holder.text = parts[3];
  const auto stage = open.map->stage(parts[4]);
  const auto phase = named<Phase>(parts[5]);
  const auto line = named<Line>(parts[6]);
  const auto started = whole(parts[8]);
  if (!stage || !phase || !line || !started) return damaged();
  open.stage = *stage;
  open.phase = *phase;
  open.line = *line;
  open.line_called = parts[7];
  open.started = {*started};
  if (!parts[9].empty()) {
    const auto due = whole(parts[9]);
    if (!due) return damaged();
    open.due = Instant{*due};
  }
  if (!oldest && !read_waiting(parts, open)) return damaged();
  return open;
}

std::optional<RowChange> row_change(const ContactId& id, const std::optional<OpenContact>& before,
                                    const std::optional<OpenContact>& after) {
  if (before == after) return std::nullopt;
  RowChange change{std::string(kLiveTable), id.text, "", std::nullopt};
  if (after) change.value = to_row(*after);
  return change;
}

Result<std::vector<ContactId>> OpenContacts::load(Store& store, MapsInForce& maps) {
  constexpr std::size_t kBatch = 5'000;
  std::vector<ContactId> unread;
  std::string after;
  for (;;) {
    const auto rows = CALLMAP_TRY(store.scan(kLiveTable, after, kBatch));
    if (rows.empty()) return unread;
    for (const Row& row : rows) {
      auto open = parse_row(row.value, maps);
      if (open)
        put({row.key}, std::move(*open));
      else
        unread.push_back({row.key});
    }
    after = rows.back().key;
  }
}

void OpenContacts::off_wheel(const std::string& id, Kept& kept) {
  if (kept.wheel) wheel_.erase({*kept.wheel, id});
  kept.wheel.reset();
}

void OpenContacts::put(const ContactId& id, OpenContact open) {
  Kept& kept = open_[id.text];
  off_wheel(id.text, kept);
  if (kept.open.holder != open.holder) {
    if (!kept.open.holder.text.empty()) by_holder_[kept.open.holder.text].erase(id.text);
    if (!open.holder.text.empty()) by_holder_[open.holder.text].insert(id.text);
  }
  kept.wheel = open.due;
  if (open.due) wheel_.emplace(*open.due, id.text);
  if (kept.open.callback) callbacks_.erase({kept.open.callback->due, id.text});
  if (open.callback) callbacks_.emplace(open.callback->due, id.text);
  if (kept.open.asked) asked_.erase({kept.open.asked->since, id.text});
  if (open.asked) asked_.emplace(open.asked->since, id.text);
  kept.open = std::move(open);
}

void OpenContacts::remove(const ContactId& id) {
  const auto found = open_.find(id.text);
  if (found == open_.end()) return;
  off_wheel(id.text, found->second);
  if (found->second.open.callback) callbacks_.erase({found->second.open.callback->due, id.text});
  if (found->second.open.asked) asked_.erase({found->second.open.asked->since, id.text});
  const auto held = by_holder_.find(found->second.open.holder.text);
  if (held != by_holder_.end()) {
    held->second.erase(id.text);
    if (held->second.empty()) by_holder_.erase(held);
  }
  open_.erase(found);
}

const OpenContact* OpenContacts::find(const ContactId& id) const {
  const auto found = open_.find(id.text);
  return found == open_.end() ? nullptr : &found->second.open;
}

std::vector<std::pair<ContactId, OpenContact>> OpenContacts::list(
    const std::optional<PersonId>& holder, std::size_t limit) const {
  std::vector<std::pair<ContactId, OpenContact>> listed;
  if (holder) {
    const auto held = by_holder_.find(holder->text);
    if (held == by_holder_.end()) return listed;
    for (const std::string& id : held->second) listed.push_back({{id}, open_.at(id).open});
  } else {
    for (const auto& [id, kept] : open_) listed.push_back({{id}, kept.open});
  }
  std::ranges::sort(listed, {},
                    [](const auto& each) { return std::pair(each.second.started, each.first); });
  if (listed.size() > limit) listed.resize(limit);
  return listed;
}

std::vector<std::pair<ContactId, OpenContact>> OpenContacts::callbacks(std::size_t limit) const {
  std::vector<std::pair<ContactId, OpenContact>> listed;
  for (const auto& [due, id] : callbacks_) {
    if (listed.size() == limit) break;
    listed.push_back({{id}, open_.at(id).open});
  }
  return listed;
}

std::vector<std::pair<ContactId, OpenContact>> OpenContacts::asked(std::size_t limit) const {
  std::vector<std::pair<ContactId, OpenContact>> listed;
  for (const auto& [since, id] : asked_) {
    if (listed.size() == limit) break;
    listed.push_back({{id}, open_.at(id).open});
  }
  return listed;
}

void OpenContacts::each(
    const std::function<void(const ContactId&, const OpenContact&)>& look) const {
  for (const auto& [id, kept] : open_) look({id}, kept.open);
}

std::vector<ContactId> OpenContacts::take_due(Instant now, std::size_t limit) {
  std::vector<ContactId> due;
  while (!wheel_.empty() && wheel_.begin()->first <= now && due.size() < limit) {
    due.push_back({wheel_.begin()->second});
    const auto found = open_.find(wheel_.begin()->second);
    if (found != open_.end()) found->second.wheel.reset();
    wheel_.erase(wheel_.begin());
  }
  return due;
}

std::optional<Instant> OpenContacts::next_due() const {
  return wheel_.empty() ? std::nullopt : std::optional(wheel_.begin()->first);
}

void OpenContacts::again(const ContactId& id, Instant due) {
  const auto found = open_.find(id.text);
  if (found != open_.end()) {
    off_wheel(id.text, found->second);
    found->second.wheel = due;
  }
  wheel_.emplace(due, id.text);
}

}  // namespace callmap
