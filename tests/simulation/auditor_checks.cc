// What the auditor asks of the desk while it works, and when everybody has gone home.

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "auditor.h"
#include "opening_hours.h"

namespace callmap {
namespace {

constexpr std::size_t kListedSurely = 400;  // the desk lists no more than 500 promises

constexpr std::array kAudited = {Number::kOffered,     Number::kAnswered, Number::kAbandoned,
                                 Number::kWarm,        Number::kBlind,    Number::kOutside,
                                 Number::kReturned,    Number::kDrops,    Number::kRecovered,
                                 Number::kPromised,    Number::kKept,     Number::kOverdue,
                                 Number::kGatesRefused};

bool is_recovered(const AuditedDrop& drop) {
  if (drop.callback == "pending" || drop.callback == "spent") return false;
  if (drop.callback == "reached" || drop.callback == "called_in") return true;
  return drop.line_back;
}

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
  if (listed.size() != open_.size()) wrong("the list of open contacts", "has one that is closed");
  std::set<std::string> waiting;
  for (const WaitingContact& each : desk.floor(lead).waiting) waiting.insert(each.contact.text);
  for (const std::string& id : open_) {
    const AuditedContact& contact = contacts_.at(id);
    const bool waits = contact.waiting || contact.handoff == "offered";
    if (waits != waiting.contains(id)) wrong(id, "the floor's queue does not agree");
  }
  check_callbacks(desk, lead);
  check_promises(desk, lead);
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

void Auditor::add(Counts& counts, const AuditedContact& contact, Instant now) {
  const auto count = [&counts](Number number, std::uint64_t by) {
    counts[std::string(name(number))] += by;
  };
  const bool offered = contact.was_queued || contact.held_once;
  count(Number::kOffered, offered);
  count(Number::kAnswered, offered && contact.answered);
  count(Number::kAbandoned, (contact.hung_up || contact.closed) && !contact.answered);
  count(Number::kWarm, contact.warm);
  count(Number::kBlind, contact.blind);
  count(Number::kOutside, contact.outside);
  count(Number::kReturned, contact.returned);
  count(Number::kDrops, contact.drops.size());
  count(Number::kRecovered,
        static_cast<std::uint64_t>(std::ranges::count_if(contact.drops, is_recovered)));
  count(Number::kGatesRefused, contact.gates_refused);
  for (const auto& [number, promise] : contact.promises) {
    if (!promise.to_customer) continue;
    const bool late = promise.due && *promise.due < promise.done.value_or(now);
    count(Number::kPromised, 1);
    count(Number::kKept, promise.done && !late);
    count(Number::kOverdue, late);
  }
}

// The contacts that one of the two counts and the other does not.
std::string Auditor::differing(Desk& desk, const Caller& lead, const std::string& day,
                               Number number, Instant now) const {
  std::set<std::string> told;
  const NumbersAsked asked{.day = day, .wanted = {}, .by = GroupedBy::kNothing};
  const auto behind = desk.counted_contacts(lead, asked, name(number));
  if (behind) {
    for (const CountedView& each : *behind) told.insert(each.contact.text);
  }
  std::string differ;
  for (const auto& [id, contact] : contacts_) {
    if (london_date(contact.started) != day) continue;
    Counts counts;
    add(counts, contact, now);
    if ((counts[std::string(name(number))] > 0) != told.contains(id)) differ += id + " ";
  }
  return differ;
}

void Auditor::check_numbers(Desk& desk, const Caller& lead, Instant now) {
  std::map<std::string, Counts> days;
  for (const auto& [id, contact] : contacts_) add(days[london_date(contact.started)], contact, now);
  for (auto& [day, counts] : days) {
    const auto view = desk.numbers(lead, {.day = day, .wanted = {}, .by = GroupedBy::kNothing});
    if (!view) return wrong(day, view.error().message);
    for (const Number number : kAudited) {
      const std::uint64_t told = view->total.counts[static_cast<std::size_t>(number)];
      const std::uint64_t counted = counts[std::string(name(number))];
      if (told == counted) continue;
      wrong(day, fmt::format("{} is {}, counted {}: {}", name(number), told, counted,
                             differing(desk, lead, day, number, now)));
    }
  }
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
