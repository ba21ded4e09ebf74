// The floor: every live contact with what it owes, what waits, who is here, and what needs a
// person. Made anew from what is in memory each time it is asked for.

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "desk/parts.h"
#include "engine/gates.h"
#include "engine/move.h"
#include "engine/skills.h"

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
  return static_cast<std::size_t>(std::ranges::count_if(map.duties, [&](RuleIndex duty) {
    return owed(control, map.rules[at(duty)]) != Owed::kNone;
  }));
}

// When the last answer was given that `wanted` means; before any, when the contact began.
template <typename Wanted>
Instant answered_at(const Record& record, Wanted wanted) {
  for (auto entry = record.path.end(); entry != record.path.begin();) {
    if (--entry; !entry->taken_back && wanted(*entry)) return entry->at;
  }
  return record.started;
}

// Since when a procedure is open that calls for a lead.
std::optional<Instant> asks_lead(const CallMap& map, const Contact& contact) {
  const Control& control = contact.control;
  for (std::uint8_t n = 0; n < control.depth; ++n) {
    const ProcedureIndex open = control.stack[n].procedure;
    if (!map.procedures[at(open)].escalates) continue;
    return answered_at(contact.record, [&](const PathEntry& entry) {
      return entry.procedure == open && !entry.answer;
    });
  }
  return std::nullopt;
}

// Since when a rule is owed whose duty a procedure's end began; of others nobody wrote it down.
Instant owed_since(const CallMap& map, const Rule& rule, const Record& record) {
  if (rule.trigger.kind != Trigger::Kind::kEnd) return record.last;
  return answered_at(record, [&](const PathEntry& entry) {
    if (!entry.end) return false;
    const auto& ends = map.procedures[at(entry.procedure)].ends;
    return ends[at(*entry.end)].number == rule.trigger.index;
  });
}

}  // namespace

// One contact on the floor, and what about it needs a person.
class FloorMaker {
 public:
  FloorMaker(Desk::Parts& parts, FloorView& view) : parts_(parts), view_(view) {}

  void add(const ContactId& id, const OpenContact& open);
  void add_people();
  void add_callbacks();
  void add_follow_ups();

 private:
  struct Told {  // of a promise
    std::string reference, text, owner;
    Instant at;
  };
  [[nodiscard]] std::optional<Told> told_of(const Promise& promise) const;
  void add_live(const ContactId& id, const Contact& contact, const CallMap& map);
  void add_needs(const ContactId& id, const Contact& contact, const CallMap& map);
  void add_unreachable(const ContactId& id, const Contact& contact, const OpenContact& open);
  void need(Need::Kind kind, const ContactId& id, const Contact& contact, std::string text,
            Instant since);
  [[nodiscard]] std::optional<HolderView> person(const PersonId& id) const {
    if (id.text.empty()) return std::nullopt;
    return HolderView{id, parts_.people->display_name(id)};
  }
  [[nodiscard]] std::optional<Instant> gone(const PersonId& id) const {
    return parts_.work.look([&](const QueueBook& book) {
      const AtWork* at_work = book.person(id);
      return at_work ? at_work->gone : std::nullopt;
    });
  }

  Desk::Parts& parts_;
  FloorView& view_;
  std::map<std::string, std::size_t> after_call_;            // by person
  std::map<std::pair<std::string, Skills>, bool> is_there_;  // by team and skills
};

void FloorMaker::add(const ContactId& id, const OpenContact& open) {
  const auto shelved = parts_.shelf.read(id);
  if (!shelved) return;
  const Contact& contact = shelved->stored.contact;
  const CallMap& map = *open.map;
  if (open.queued) {
    view_.waiting.push_back({id, open.reference, open.queued->team, open.queued->since,
                             open.queued->priority, open.queued->handoff,
                             labels_of(map, skills_needed(map, contact))});
    add_unreachable(id, contact, open);
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
  live.map = map.id;
  live.stage = stage.id;
  live.label = label_of(map, contact);
  live.agent = person(contact.holder());
  live.started = record.started;
  live.line = contact.control.line;
  live.phase = contact.control.phase;
  const bool unhurried = is_unhurried(map, contact.control);
  if (!unhurried) live.usual = stage.usual;
  live.hold_since = record.held_since;
  live.owes = owes(map, contact.control);
  if (const auto entry = entry_of(record, contact.control.stage); entry && entry->entered) {
    live.stage_since = *entry->entered;
    const Duration spent{Duration(entry->spent).ms + (view_.now - *entry->entered).ms};
    live.over_usual = live.usual.ms > 0 && spent > live.usual;
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
  const Duration promised = map.hold.promise;
  if (record.held_since && !is_unhurried(map, control) &&
      view_.now - *record.held_since >= (promised == Duration{} ? kLongHold : promised)) {
    need(Need::Kind::kHoldLong, id, contact,
         promised == Duration{} ? "Nothing is promised" : "Promised after " + to_clock(promised),
         *record.held_since);
  }
  const auto alone = contact.holder().text.empty() ? std::nullopt : gone(contact.holder());
  if (alone && control.phase == Phase::kLive) {
    need(Need::Kind::kMachineGone, id, contact, "The agent's screen is gone", *alone);
  }
  if (control.phase == Phase::kLive && control.level == Level::kNone &&
      control.attempts_failed >= map.verification.attempts && control.attempts_failed > 0) {
    need(Need::Kind::kLocked, id, contact, "No verification tries are left",
         record.attempts.empty() ? record.last : Instant(record.attempts.back().at));
  }
  if (const ConsultEntry* const consult = contact.consult()) {
    need(Need::Kind::kQuestion, id, contact, std::string(consult->question), consult->at);
  } else if (const auto since = asks_lead(map, contact); since && control.phase == Phase::kLive) {
    need(Need::Kind::kAsksLead, id, contact, "Escalation is open", *since);
  }
  for (const RuleIndex index : map.duties) {
    const Rule& rule = map.rules[at(index)];
    if (!rule.lead || owed(control, rule) == Owed::kNone) continue;
    need(Need::Kind::kAsksLead, id, contact, rule.sentence, owed_since(map, rule, record));
  }
  if (alone && control.phase == Phase::kAfterCall) {
    need(Need::Kind::kUnownedWork, id, contact, "Left with work after the call",
         record.hung_up ? std::max(*alone, *record.hung_up) : *alone);
  }
  const bool unowned = contact.holder().text.empty() && !control.waiting &&
                       !is_pending(control.callback) && !record.segments.empty();
  if (unowned) {
    const SegmentEntry& last = record.segments.back();
    need(Need::Kind::kUnownedWork, id, contact, "Nobody holds it",
         last.to ? *last.to : record.last);
  }
}

// Nobody who is signed in can be offered it: nobody is there at all, or nobody until its skills are
// waived.
void FloorMaker::add_unreachable(const ContactId& id, const Contact& contact,
                                 const OpenContact& open) {
  const QueuedFor& queued = *open.queued;
  const auto [known, fresh] = is_there_.try_emplace({queued.team, queued.skills});
  if (fresh) {
    known->second = parts_.work.look(
        [&](const QueueBook& book) { return book.is_anybody_here(queued.team, queued.skills); });
  }
  if (known->second) return;
  const auto team = open.map->team(queued.team);
  const std::string title = team ? open.map->teams[at(*team)].title : queued.team;
  if (queued.skills.empty()) {
    need(Need::Kind::kNobodyThere, id, contact, "Nobody is signed in at " + title, queued.since);
    return;
  }
  need(Need::Kind::kNobodySkilled, id, contact,
       fmt::format("Nobody signed in at {} has {}", title,
                   labels_of(*open.map, skills_needed(*open.map, contact))),
       queued.since);
}

void FloorMaker::add_people() {
  std::map<std::string, std::string> labels;
  for (const MapInForce& in_force : parts_.maps.all()) {
    for (const Skill& skill : in_force.map->skills) labels.try_emplace(skill.id, skill.label);
  }
  const auto people = parts_.work.look([](const QueueBook& book) { return book.people(); });
  for (const AtWork& at_work : people) {
    if (at_work.state == WorkState::kOff && at_work.holds == 0) continue;
    PersonAtWork each{at_work, parts_.people->display_name(at_work.person), {}, 0, false};
    for (const std::string& skill : at_work.skills) {
      const auto label = labels.find(skill);
      each.skills.push_back(label == labels.end() ? skill : label->second);
    }
    if (const auto found = after_call_.find(at_work.person.text); found != after_call_.end()) {
      each.after_call = found->second;
    }
    each.free = at_work.state == WorkState::kAvailable && at_work.holds == 0 && !at_work.gone;
    if (each.free) ++view_.counts.free;
    if (at_work.state == WorkState::kAway) ++view_.counts.away;
    if (at_work.state == WorkState::kLastContact) ++view_.counts.last_contact;
    if (each.after_call > 0) ++view_.counts.after_call;
    view_.people.push_back(std::move(each));
  }
  // Free the longest first.
  std::ranges::sort(view_.people, {}, [](const PersonAtWork& each) {
    return std::pair(!each.free, each.at_work.free_since);
  });
}

void FloorMaker::add_callbacks() {
  std::vector<std::pair<ContactId, OpenContact>> callbacks;
  {
    const std::lock_guard lock(parts_.mutex);
    callbacks = parts_.open.callbacks(kPromisedShownMax);
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
}

void FloorMaker::add_follow_ups() {
  const std::set<std::string> left = parts_.people_who_left();
  std::vector<Promise> timed, orphaned;
  {
    const std::lock_guard lock(parts_.mutex);
    timed = parts_.promises.list([](const Promise& each) { return each.due.has_value(); },
                                 kPromisedShownMax);
    orphaned = parts_.promises.list([&](const Promise& each) { return left.contains(each.owner); },
                                    kPromisedShownMax);
  }
  for (const Promise& each : timed) {
    const auto told = told_of(each);
    if (!told) continue;
    const bool overdue = *each.due < view_.now;
    view_.promised.push_back({false, each.contact, told->reference, told->text, told->owner,
                              each.number, *each.due, overdue});
    if (!overdue || !each.owner.empty()) continue;
    view_.needs.push_back({Need::Kind::kOverdue, each.contact, told->reference,
                           "Overdue, and nobody we know owns it", std::nullopt, *each.due});
  }
  for (const Promise& each : orphaned) {
    const auto told = told_of(each);
    if (!told) continue;
    view_.needs.push_back({Need::Kind::kUnownedWork, each.contact, told->reference,
                           "Whoever promised to do this has left: " + told->owner, std::nullopt,
                           told->at});
  }
}

std::optional<FloorMaker::Told> FloorMaker::told_of(const Promise& promise) const {
  const auto shelved = parts_.shelf.read(promise.contact);
  if (!shelved) return std::nullopt;
  const Record& record = shelved->stored.contact.record;
  const auto task = std::ranges::find(record.tasks, promise.number, &TaskEntry::number);
  if (task == record.tasks.end()) return std::nullopt;
  return Told{record.reference, task->text, parts_.owner_name(task->owner), task->at};
}

FloorView Desk::floor(const Caller& viewer) {
  FloorView view;
  view.now = parts_->clock.now();
  if (!may(viewer, Deed::kLookOver)) return view;
  for (const MapInForce& in_force : parts_->maps.all()) {
    FloorBoard board{{in_force.map->id, in_force.map->title}, {}};
    for (const Stage& stage : in_force.map->stages) board.stages.push_back({stage.id, stage.title});
    view.boards.push_back(std::move(board));
  }
  std::vector<std::pair<ContactId, OpenContact>> open;
  {
    const std::lock_guard lock(parts_->mutex);
    open = parts_->open.list(std::nullopt, kListedMax);
  }
  FloorMaker maker(*parts_, view);
  for (const auto& [id, each] : open) maker.add(id, each);
  maker.add_people();
  maker.add_callbacks();
  maker.add_follow_ups();
  std::ranges::sort(view.promised, {}, &Promised::due);
  if (view.promised.size() > kPromisedShownMax) view.promised.resize(kPromisedShownMax);
  view.counts.live = view.live.size();
  view.counts.waiting = view.waiting.size();
  std::ranges::sort(view.waiting, {}, &WaitingContact::since);
  if (!view.waiting.empty()) view.counts.longest_since = view.waiting.front().since;
  std::ranges::sort(view.needs, {}, &Need::since);
  return view;
}

}  // namespace callmap
