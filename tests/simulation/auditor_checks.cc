// What the auditor asks of the desk while it works, and when everybody has gone home.

#include <fmt/core.h>

#include "auditor.h"

namespace callmap {
namespace {

constexpr std::size_t kListedSurely = 400;  // the desk lists no more than 500 promises

}  // namespace

void Auditor::check_person(Desk& desk, const Caller& person, std::set<std::string>& seen) {
  const WorkView work = desk.work(person);
  std::set<std::string> has;
  for (const ContactSummary& each : work.contacts) {
    has.insert(each.id.text);
    if (!seen.insert(each.id.text).second) wrong(each.id.text, "two people hold it");
  }
  if (has != held_[person.id.text]) {
    wrong(person.name, fmt::format("has {} contacts in their work, and holds {}", has.size(),
                                   held_[person.id.text].size()));
  }
  if (work.offers.size() > 1) wrong(person.name, "was offered two contacts at once");
  for (const OfferView& offer : work.offers) {
    const std::string& id = offer.offer.contact.text;
    const auto found = contacts_.find(id);
    if (found == contacts_.end()) return wrong(id, "is offered and never started");
    if (!seen.insert("offer of " + id).second) wrong(id, "is offered to two people");
    const bool waits = found->second.waiting || found->second.handoff == "offered";
    if (!waits || found->second.closed) wrong(id, "is offered and does not wait");
  }
}

void Auditor::check_work(Desk& desk, const Caller& lead, const std::vector<Caller>& people) {
  std::set<std::string> seen;
  for (const Caller& person : people) check_person(desk, person, seen);
  for (const std::string& id : open_) {
    const AuditedContact& contact = contacts_.at(id);
    const bool missed = missing_.contains(contact.holder);
    if (!contact.holder.empty() && !missed && !seen.contains(id)) {
      wrong(id, gone_.contains(contact.holder) ? "is stuck with somebody who left"
                                               : "is held and in nobody's work");
    }
  }
  std::set<std::string> listed;
  for (const ContactSummary& each : desk.open_contacts(lead)) listed.insert(each.id.text);
  for (const std::string& id : open_) {
    if (!listed.contains(id)) wrong(id, "is open and on no list");
  }
  for (const std::string& id : listed) {
    if (!open_.contains(id)) wrong(id, "is closed and on the list of open contacts");
  }
  check_floor(desk, lead);
  check_callbacks(desk, lead);
  check_promises(desk, lead);
}

void Auditor::check_floor(Desk& desk, const Caller& lead) {
  const FloorView floor = desk.floor(lead);
  std::map<std::string, const LiveContact*> live;
  for (const LiveContact& each : floor.live) live[each.contact.text] = &each;
  std::set<std::string> waiting, asking;
  for (const WaitingContact& each : floor.waiting) waiting.insert(each.contact.text);
  for (const Need& need : floor.needs) {
    if (need.kind == Need::Kind::kQuestion) asking.insert(need.contact.text);
  }
  FloorCounts counts;
  std::set<std::string> after_call;
  for (const std::string& id : open_) {
    const AuditedContact& contact = contacts_.at(id);
    if (contact.waits() != waiting.contains(id)) wrong(id, "the floor's queue does not agree");
    if (contact.asks != asking.contains(id)) wrong(id, "the floor's questions do not agree");
    if (contact.waits()) {
      ++counts.waiting;
      const Instant since = *contact.wait_from;
      if (!counts.longest_since || since < *counts.longest_since) counts.longest_since = since;
    }
    const auto shown = live.find(id);
    if (contact.holder.empty() != (shown == live.end())) wrong(id, "is live, or not, and shown so");
    if (shown == live.end()) continue;
    ++counts.live;
    if (contact.hung_up) after_call.insert(contact.holder);
    if (shown->second->agent->id.text != contact.holder) wrong(id, "is shown with another agent");
    if (shown->second->hold_since.has_value() != (contact.line == "held")) {
      wrong(id, "is shown on hold, or not, and is otherwise");
    }
  }
  counts.after_call = after_call.size();
  for (const auto& [person, worker] : workers_) {
    counts.away += worker.state == "away";
    counts.last_contact += worker.state == "last_contact";
    const bool there = worker.screen && !missing_.contains(person);
    counts.free += worker.state == "available" && held_[person].empty() && there;
  }
  const auto told = [](const FloorCounts& of) {
    return fmt::format("live {} waiting {} free {} after call {} away {} last {} longest {}",
                       of.live, of.waiting, of.free, of.after_call, of.away, of.last_contact,
                       of.longest_since ? to_iso(*of.longest_since) : "none");
  };
  if (told(counts) != told(floor.counts)) {
    wrong("the floor", fmt::format("counts {}, and it is {}", told(floor.counts), told(counts)));
  }
}

void Auditor::check_missing(Desk& desk, const Caller& lead, bool late) {
  std::set<std::string> left;
  for (const Need& need : desk.floor(lead).needs) {
    const bool after_call = need.text == "Left with work after the call";
    if (need.kind == Need::Kind::kMachineGone || after_call) left.insert(need.contact.text);
  }
  for (const std::string& id : open_) {
    const std::string& holder = contacts_.at(id).holder;
    if (holder.empty()) continue;
    const bool expected = late && missing_.contains(holder);
    if (expected && !left.contains(id)) wrong(id, "its holder is missing and no lead is told");
    if (!expected && left.contains(id)) wrong(id, "its holder is there and a lead is sent");
  }
}

void Auditor::check_callbacks(Desk& desk, const Caller& lead) {
  std::map<std::string, Instant> due;
  for (const CallbackDue& each : desk.callbacks(lead)) due[each.contact.text] = each.plan.due;
  for (const std::string& id : open_) {
    const AuditedContact& contact = contacts_.at(id);
    const auto found = due.find(id);
    if (contact.callback.empty() == (found != due.end())) {
      wrong(id, "the list of calls back does not agree");
    } else if (found != due.end() && found->second != contact.callback_due) {
      wrong(id, "its call back is listed for another time");
    }
  }
}

void Auditor::check_promises(Desk& desk, const Caller& lead) {
  std::size_t open = 0;
  for (const auto& [id, numbers] : promised_) open += numbers.size();
  if (open > kListedSurely) return;
  std::set<std::pair<std::string, std::int64_t>> listed;
  for (const FollowUpView& each : desk.follow_ups(lead, Whose::kAll)) {
    listed.emplace(each.contact.text, each.number);
    if (each.owner_name.empty() && !each.channel.empty()) {
      wrong(each.contact.text, fmt::format("nobody has promise {}", each.number));
    }
  }
  for (const auto& [id, numbers] : promised_) {
    for (const std::int64_t number : numbers) {
      if (!listed.contains({id, number})) {
        wrong(id, fmt::format("promise {} is on nobody's list", number));
      }
    }
  }
  if (listed.size() != open) wrong("the list of promises", "has one that is done");
}

void Auditor::check_end(Desk& desk, const Caller& lead, const std::vector<Caller>& people) {
  for (const std::string& id : open_) {
    const AuditedContact& contact = contacts_.at(id);
    wrong(id, fmt::format("is stuck: line {}, holder `{}`, waiting {}, callback `{}`, handoff `{}`",
                          contact.line, contact.holder, contact.waiting, contact.callback,
                          contact.handoff));
  }
  for (const auto& [id, numbers] : promised_) wrong(id, "has a promise that is not done");
  if (!desk.callbacks(lead).empty()) wrong("the list of calls back", "is not empty");
  if (!desk.floor(lead).waiting.empty()) wrong("a queue", "is not empty");
  for (const Caller& person : people) {
    if (!desk.work(person).offers.empty()) wrong(person.name, "still has an offer");
  }
  for (const auto& [id, contact] : contacts_) {
    if (desk.stored({id}).has_value()) continue;
    wrong(id, "does not read any more");
  }
  check_work(desk, lead, people);
}

}  // namespace callmap
