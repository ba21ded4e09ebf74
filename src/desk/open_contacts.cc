#include "desk/open_contacts.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/names.h"

namespace callmap {
namespace {

constexpr std::size_t kParts = 10;

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// False when there are more or fewer parts.
bool split(std::string_view value, std::array<std::string_view, kParts>& parts) {
  for (std::size_t n = 0; n < kParts; ++n) {
    const std::size_t end = value.find('\t');
    if ((end == std::string_view::npos) != (n == kParts - 1)) return false;
    parts[n] = value.substr(0, end);
    if (end != std::string_view::npos) value.remove_prefix(end + 1);
  }
  return true;
}

}  // namespace

std::optional<Instant> next_due(const Contact& contact) {
  if (!contact.open()) return std::nullopt;
  std::optional<Instant> due = contact.record.verified_until;
  if (contact.control.level == Level::kNone) due.reset();
  for (const auto& [obligation, at] : contact.record.due) {
    if (!due || at < *due) due = at;
  }
  return due;
}

std::optional<OpenContact> open_contact(const CallMap& map, const Contact& contact) {
  if (!contact.open()) return std::nullopt;
  const Record& record = contact.record;
  return OpenContact{&map,
                     record.reference,
                     contact.holder(),
                     contact.control.stage,
                     contact.control.phase,
                     contact.control.line,
                     record.line_called,
                     record.started,
                     next_due(contact)};
}

std::string to_row(const OpenContact& open) {
  return fmt::format("1\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}", open.map->digest, open.reference,
                     open.holder.text, open.map->stages[at(open.stage)].id, name(open.phase),
                     name(open.line), open.line_called, open.started.ms,
                     open.due ? fmt::format("{}", open.due->ms) : "");
}

Result<OpenContact> parse_row(std::string_view value, MapsInForce& maps) {
  std::array<std::string_view, kParts> parts;
  const auto damaged = [] {
    return failure(ErrorKind::kDamaged, "a row of table `live` is damaged");
  };
  if (!split(value, parts) || parts[0] != "1") return damaged();
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
  kept.open = std::move(open);
}

void OpenContacts::remove(const ContactId& id) {
  const auto found = open_.find(id.text);
  if (found == open_.end()) return;
  off_wheel(id.text, found->second);
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

std::vector<ContactId> OpenContacts::take_due(Instant now, std::size_t limit) {
  std::vector<ContactId> due;
  while (!wheel_.empty() && wheel_.begin()->first <= now && due.size() < limit) {
    due.push_back({wheel_.begin()->second});
    open_.at(wheel_.begin()->second).wheel.reset();
    wheel_.erase(wheel_.begin());
  }
  return due;
}

std::optional<Instant> OpenContacts::next_due() const {
  return wheel_.empty() ? std::nullopt : std::optional(wheel_.begin()->first);
}

void OpenContacts::again(const ContactId& id, Instant due) {
  const auto found = open_.find(id.text);
  if (found == open_.end()) return;
  off_wheel(id.text, found->second);
  found->second.wheel = due;
  wheel_.emplace(due, id.text);
}

}  // namespace callmap
