// The floor: every live contact with what it owes, what waits, who is here, and what needs a
// person. Made anew from what is in memory each time it is asked for.

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "desk/parts.h"
#include "engine/move.h"

namespace callmap {
namespace {

std::optional<StageEntry> entry_of(const Record& record, StageIndex stage) {
  const auto found = std::ranges::find(record.stages, stage, &StageEntry::stage);
  return found == record.stages.end() ? std::nullopt : std::optional(*found);
}

// The reason of the first request, by its label: never what was typed.
std::string label_of(const CallMap& map, const Contact& contact) {
  if (!map.reason_field) return {};
  const FieldEntry* entry = contact.field(map, *map.reason_field);
  if (!entry) return {};
  for (const Choice& choice : map.fields[at(*map.reason_field)].choices) {
    if (choice.id == entry->value) return choice.label;
  }
  return {};
}

std::size_t owes(const CallMap& map, const Control& control) {
  return static_cast<std::size_t>(std::ranges::count_if(map.rules, [&](const Rule& rule) {
    return rule.kind == RuleKind::kOwes && owed(control, rule) != Owed::kNone;
  }));
}

bool asks_lead(const CallMap& map, const Control& control) {
  for (std::uint8_t n = 0; n < control.depth; ++n) {
    if (map.procedures[at(control.stack[n].procedure)].escalates) return true;
  }
  return false;
}

}  // namespace

// One contact on the floor, and what about it needs a person.
class FloorMaker {
 public:
  FloorMaker(Desk::Parts& parts, FloorView& view) : parts_(parts), view_(view) {}

  void add(const ContactId& id, const OpenContact& open);
  void add_people();
  void add_promised();

 private:
  void add_live(const ContactId& id, const Contact& contact, const CallMap& map);
  void add_needs(const ContactId& id, const Contact& contact, const CallMap& map);
  void need(Need::Kind kind, const ContactId& id, const Contact& contact, std::string text,
            Instant since);
  [[nodiscard]] std::optional<HolderView> person(const PersonId& id) const {
    if (id.text.empty()) return std::nullopt;
    return HolderView{id, parts_.people->display_name(id)};
  }
  [[nodiscard]] bool gone(const PersonId& id) const {
    return parts_.work.look([&](const QueueBook& book) {
      const AtWork* at_work = book.person(id);
      return at_work && at_work->gone;
    });
  }

  Desk::Parts& parts_;
  FloorView& view_;
  std::map<std::string, std::size_t> after_call_;  // by person
};

void FloorMaker::add(const ContactId& id, const OpenContact& open) {
  const auto shelved = parts_.shelf.read(id);
  if (!shelved) return;
  const Contact& contact = shelved->stored.contact;
  const CallMap& map = *open.map;
  if (open.queued) {
    view_.waiting.push_back({id, open.reference, open.queued->team, open.queued->since,
                             open.queued->priority, open.queued->handoff});
  }
  if (!open.holder.text.empty() && view_.live.size() < kLiveShownMax) add_live(id, contact, map);
  if (open.phase == Phase::kAfterCall && !open.holder.text.empty()) {
    ++after_call_[open.holder.text];
  }
  add_needs(id, contact, map);
}

void FloorMaker::add_live(const ContactId& id, const Contact& contact, const CallMap& map) {
  const Record& record = contact.record;
  const Stage& stage = map.stages[at(contact.control.stage)];
  LiveContact live;
  live.contact = id;
  live.reference = record.reference;
  live.stage = stage.id;
  live.label = label_of(map, contact);
  live.agent = person(contact.holder());
  live.started = record.started;
  live.line = contact.control.line;
  live.phase = contact.control.phase;
  live.usual = stage.usual;
  live.hold_since = record.held_since;
  live.owes = owes(map, contact.control);
  if (const auto entry = entry_of(record, contact.control.stage); entry && entry->entered) {
    live.stage_since = *entry->entered;
    const Duration spent{Duration(entry->spent).ms + (view_.now - *entry->entered).ms};
    live.over_usual = stage.usual.ms > 0 && spent > stage.usual;
  }
  if (record.ownership) {
    for (const WatcherEntry& watcher : record.ownership->watchers) {
      live.watched.push_back(parts_.people->display_name(watcher.person));
    }
  }
  view_.live.push_back(std::move(live));
}

void FloorMaker::need(Need::Kind kind, const ContactId& id, const Contact& contact,
                      std::string text, Instant since) {
  view_.needs.push_back(
      {kind, id, contact.record.reference, std::move(text), person(contact.holder()), since});
}

void FloorMaker::add_needs(const ContactId& id, const Contact& contact, const CallMap& map) {
  const Record& record = contact.record;
  const Control& control = contact.control;
  const HandoffEntry* handoff = contact.handoff();
  if (control.handoff == HandoffState::kOffered && handoff && handoff->offered &&
      view_.now - *handoff->offered >= kAnswerWithin) {
    need(Need::Kind::kHandoffUnanswered, id, contact,
         "Handoff to " + map.teams[at(handoff->team)].title + " is not answered",
         *handoff->offered);
  }
  if (record.held_since && view_.now - *record.held_since >= kLongHold) {
    need(Need::Kind::kHoldLong, id, contact, "On hold for long", *record.held_since);
  }
  if (!contact.holder().text.empty() && control.phase == Phase::kLive && gone(contact.holder())) {
    need(Need::Kind::kMachineGone, id, contact, "The agent's screen is gone", record.last);
  }
  if (control.phase == Phase::kLive && control.level == Level::kNone &&
      control.attempts_failed >= map.verification.attempts && control.attempts_failed > 0) {
    need(Need::Kind::kLocked, id, contact, "No verification tries are left",
         record.attempts.empty() ? record.last : Instant(record.attempts.back().at));
  }
  if (control.phase == Phase::kLive && asks_lead(map, control)) {
    need(Need::Kind::kAsksLead, id, contact, "Escalation is open", record.last);
  }
  const bool unowned = contact.holder().text.empty() && !control.waiting &&
                       !is_pending(control.callback) && !record.segments.empty();
  if (unowned) need(Need::Kind::kUnownedWork, id, contact, "Nobody holds it", record.last);
}

void FloorMaker::add_people() {
  const auto people = parts_.work.look([](const QueueBook& book) { return book.people(); });
  for (const AtWork& at_work : people) {
    if (at_work.state == WorkState::kOff && at_work.holds == 0) continue;
    PersonAtWork each{at_work, parts_.people->display_name(at_work.person), 0};
    if (const auto found = after_call_.find(at_work.person.text); found != after_call_.end()) {
      each.after_call = found->second;
    }
    const bool here = !at_work.gone;
    if (at_work.state == WorkState::kAvailable && at_work.holds == 0 && here) ++view_.counts.free;
    if (at_work.state == WorkState::kAway) ++view_.counts.away;
    if (at_work.state == WorkState::kLastContact) ++view_.counts.last_contact;
    if (each.after_call > 0) ++view_.counts.after_call;
    view_.people.push_back(std::move(each));
  }
  // Free the longest first.
  std::ranges::sort(view_.people, {}, [](const PersonAtWork& each) {
    const bool free = each.at_work.state == WorkState::kAvailable && each.at_work.holds == 0;
    return std::pair(!free, each.at_work.free_since);
  });
}

void FloorMaker::add_promised() {
  std::vector<std::pair<ContactId, OpenContact>> callbacks;
  std::vector<Promise> follow_ups;
  {
    const std::lock_guard lock(parts_.mutex);
    callbacks = parts_.open.callbacks(kPromisedShownMax);
    follow_ups = parts_.promises.list(
        [](const Promise& promise) { return promise.due.has_value(); }, kPromisedShownMax);
  }
  for (const auto& [id, open] : callbacks) {
    Promised promised;
    promised.callback = true;
    promised.contact = id;
    promised.reference = open.reference;
    promised.text = open.callback->scheduled
                        ? "Call at a time they chose"
                        : fmt::format("Call back, try {} of {}", open.callback->attempt,
                                      open.map->callback.attempts);
    if (const auto holder = person(open.holder)) promised.owner = holder->display_name;
    promised.due = open.callback->due;
    promised.overdue = promised.due < view_.now;
    view_.promised.push_back(std::move(promised));
  }
  for (const Promise& each : follow_ups) {
    const auto shelved = parts_.shelf.read(each.contact);
    if (!shelved) continue;
    const auto& tasks = shelved->stored.contact.record.tasks;
    const auto task = std::ranges::find(tasks, each.number, &TaskEntry::number);
    if (task == tasks.end()) continue;
    const bool overdue = *each.due < view_.now;
    view_.promised.push_back({false, each.contact, shelved->stored.contact.record.reference,
                              task->text, task->owner, each.number, *each.due, overdue});
    if (overdue && each.owner.empty()) {
      view_.needs.push_back({Need::Kind::kOverdue, each.contact,
                             shelved->stored.contact.record.reference,
                             "Overdue, and nobody we know owns it", std::nullopt, *each.due});
    }
  }
  std::ranges::sort(view_.promised, {}, &Promised::due);
  if (view_.promised.size() > kPromisedShownMax) view_.promised.resize(kPromisedShownMax);
}

FloorView Desk::floor(const Caller& viewer) {
  FloorView view;
  view.now = parts_->clock.now();
  if (!may(viewer, Deed::kLookOver)) return view;
  std::set<std::string> titles;
  for (const MapInForce& in_force : parts_->maps.all()) {
    for (const Stage& stage : in_force.map->stages) {
      if (titles.insert(stage.id).second) view.stages.push_back({stage.id, stage.title});
    }
  }
  std::vector<std::pair<ContactId, OpenContact>> open;
  {
    const std::lock_guard lock(parts_->mutex);
    open = parts_->open.list(std::nullopt, kListedMax);
  }
  FloorMaker maker(*parts_, view);
  for (const auto& [id, each] : open) maker.add(id, each);
  maker.add_people();
  maker.add_promised();
  view.counts.live = view.live.size();
  view.counts.waiting = view.waiting.size();
  std::ranges::sort(view.waiting, {}, &WaitingContact::since);
  if (!view.waiting.empty()) view.counts.longest_since = view.waiting.front().since;
  std::ranges::sort(view.needs, {}, &Need::since);
  return view;
}

}  // namespace callmap
