#include "desk/promises.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/json.h"
#include "engine/names.h"

namespace callmap {
namespace {

constexpr Instant kNoTime{std::numeric_limits<std::int64_t>::max()};

std::string sub_of(const Promise& promise) {
  return fmt::format("{}", promise.number);
}

std::string to_row(const Promise& promise) {
  JsonWriter out;
  out.open().text_if("owner", promise.owner).text_if("channel", promise.channel);
  if (promise.due) out.field("due", promise.due->ms);
  return out.close().take();
}

Result<Promise> parse_promise(const Row& row) {
  Promise promise{.contact = {row.key}};
  const auto [end, error] =
      std::from_chars(row.sub.data(), row.sub.data() + row.sub.size(), promise.number);
  if (error != std::errc()) return failure(ErrorKind::kDamaged, "a row of `promise` is damaged");
  const Json json = CALLMAP_TRY(parse_json(row.value));
  promise.owner = json.text("owner").value_or("");
  promise.channel = json.text("channel").value_or("");
  if (const auto due = json.whole("due")) promise.due = Instant{*due};
  return promise;
}

}  // namespace

std::vector<Promise> open_promises(const ContactId& contact, const Record& record,
                                   const OwnerOf& owner_of) {
  std::vector<Promise> open;
  for (const TaskEntry& task : record.tasks) {
    if (task.done) continue;
    const std::string channel = task.channel ? std::string(name(*task.channel)) : std::string();
    open.push_back({contact, task.number, owner_of(task.owner), channel, task.due});
  }
  return open;
}

std::vector<RowChange> promise_rows(const std::vector<Promise>& before,
                                    const std::vector<Promise>& after) {
  std::vector<RowChange> changes;
  const auto change = [&](const Promise& promise, std::optional<std::string> value) {
    changes.push_back(
        {std::string(kPromiseTable), promise.contact.text, sub_of(promise), std::move(value)});
  };
  for (const Promise& each : before) {
    const auto same = std::ranges::find(after, each.number, &Promise::number);
    if (same == after.end()) change(each, std::nullopt);
  }
  for (const Promise& each : after) {
    if (std::ranges::find(before, each) == before.end()) change(each, to_row(each));
  }
  return changes;
}

std::vector<std::string> owners_of_changed(const std::vector<Promise>& before,
                                           const std::vector<Promise>& after) {
  std::set<std::string> owners;
  const auto add_new = [&owners](const std::vector<Promise>& all, const std::vector<Promise>& but) {
    for (const Promise& each : all) {
      if (!each.owner.empty() && std::ranges::find(but, each) == but.end()) {
        owners.insert(each.owner);
      }
    }
  };
  add_new(before, after);
  add_new(after, before);
  return {owners.begin(), owners.end()};
}

Promises::Place Promises::place_of(const Promise& promise) {
  return {promise.due.value_or(kNoTime), promise.contact.text, promise.number};
}

Result<> Promises::load(Store& store) {
  constexpr std::size_t kBatch = 5'000;
  std::string after;
  for (;;) {
    const auto rows = CALLMAP_TRY(store.scan(kPromiseTable, after, kBatch));
    if (rows.empty()) return {};
    for (const Row& row : rows) {
      Promise promise = CALLMAP_TRY(parse_promise(row));
      by_contact_[row.key].push_back(promise);
      by_due_.emplace(place_of(promise), std::move(promise));
    }
    after = rows.back().key;
  }
}

void Promises::put(const ContactId& contact, std::vector<Promise> open) {
  const auto known = by_contact_.find(contact.text);
  if (known != by_contact_.end()) {
    for (const Promise& each : known->second) by_due_.erase(place_of(each));
  }
  for (const Promise& each : open) by_due_.emplace(place_of(each), each);
  if (!open.empty())
    by_contact_[contact.text] = std::move(open);
  else if (known != by_contact_.end())
    by_contact_.erase(known);
}

std::vector<Promise> Promises::of(const ContactId& contact) const {
  const auto known = by_contact_.find(contact.text);
  return known == by_contact_.end() ? std::vector<Promise>() : known->second;
}

std::vector<Promise> Promises::list(const std::function<bool(const Promise&)>& wanted,
                                    std::size_t limit) const {
  std::vector<Promise> listed;
  for (const auto& [place, promise] : by_due_) {
    if (listed.size() == limit) break;
    if (wanted(promise)) listed.push_back(promise);
  }
  return listed;
}

}  // namespace callmap
