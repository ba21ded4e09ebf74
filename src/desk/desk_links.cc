// Contacts of one customer: which open ones a new contact may be about, linking and merging them,
// and where a merged one goes on. Both contacts are taken before either is looked at, the one whose
// id sorts first before the other, so that two people who link the same pair never wait for each
// other.

#include <algorithm>

#include "desk/parts.h"
#include "engine/merge.h"
#include "engine/reference.h"

namespace callmap {
namespace {

constexpr std::size_t kMergesFollowedMax = 16;
constexpr std::size_t kLinksMax = 50;   // of one contact
constexpr std::size_t kEarlierMax = 5;  // shown

Refusal not_now(std::string sentence) {
  return {RefusalReason::kNotNow, "contact", std::move(sentence), {}, {}, {}};
}

// Where a call back would reach the customer; nowhere when none is pending.
std::vector<std::string> called_back_at(const StoredContact& stored) {
  std::vector<std::string> numbers;
  const Contact& contact = stored.contact;
  if (!contact.open() || !is_pending(contact.control.callback)) return numbers;
  const std::string caller = contact.record.caller_number;
  if (!caller.empty()) numbers.push_back(caller);
  const auto& field = stored.map->callback_field;
  const FieldEntry* agreed = field ? contact.field(*stored.map, *field) : nullptr;
  if (agreed == nullptr || agreed->erased || agreed->value.empty()) return numbers;
  if (agreed->value != caller) numbers.emplace_back(agreed->value);
  return numbers;
}

bool verified_for(const Contact& contact, const CustomerId& customer, Instant now) {
  const Control& control = contact.control;
  const auto& until = contact.record.verified_until;
  if (contact.record.customer != customer || !control.customer_chosen) return false;
  if (until && *until <= now) return false;
  return opens(control.level, DataClass::kAccount);
}

// What was said in the earlier contact may be told in the later one: nobody had been identified
// there, or the very same customer is verified here.
bool may_bring(const StoredContact& later, const Contact& earlier, Instant now) {
  const std::optional<CustomerId> customer = earlier.record.customer;
  if (!customer) return true;
  if (later.contact.record.customer != *customer) return false;
  return later.map->verification.methods.empty() || verified_for(later.contact, *customer, now);
}

// The earlier contact waits for a call back at the number that the later one comes from.
bool calls_from_there(const StoredContact& later, const StoredContact& earlier) {
  const std::string number = later.contact.record.caller_number;
  const auto numbers = called_back_at(earlier);
  return !number.empty() && std::ranges::find(numbers, number) != numbers.end();
}

// Why the two cannot be linked, as far as the customers go.
std::optional<Refusal> not_the_same(const StoredContact& later, const StoredContact& earlier,
                                    bool by_reference, Instant now) {
  const std::optional<CustomerId> theirs = earlier.contact.record.customer;
  const std::optional<CustomerId> ours = later.contact.record.customer;
  if (theirs && ours && theirs != ours) return not_now("that contact is another customer's");
  if (theirs && !ours) return not_now("choose the customer first: that contact has one");
  const bool shown = by_reference || calls_from_there(later, earlier) ||
                     (theirs && verified_for(later.contact, *theirs, now));
  if (shown) return std::nullopt;
  return not_now(
      "nothing shows yet that it is the same customer: verify them, or ask for the reference");
}

}  // namespace

std::vector<RowChange> Desk::Parts::called_back_rows(const ContactId& id,
                                                     const StoredContact& before,
                                                     const StoredContact& after) const {
  const auto was = called_back_at(before), is = called_back_at(after);
  std::vector<RowChange> rows;
  const auto change = [&](const std::vector<std::string>& numbers,
                          const std::vector<std::string>& but, bool put) {
    for (const std::string& number : numbers) {
      if (std::ranges::find(but, number) != but.end()) continue;
      rows.push_back({std::string(kCalledBackTable), keys.keyed_hash("called back", number),
                      id.text, put ? std::optional<std::string>("") : std::nullopt});
    }
  };
  change(was, is, false);
  change(is, was, true);
  return rows;
}

// `before`: stops at the last one before that.
ContactId Desk::Parts::goes_on_in(ContactId id, const ContactId& before) {
  for (std::size_t n = 0; n < kMergesFollowedMax; ++n) {
    const auto shelved = shelf.read(id);
    if (!shelved) return id;
    const auto& links = shelved->stored.contact.record.kept().links;
    const auto merged = std::ranges::find(links, true, &LinkEntry::merged);
    if (merged == links.end() || merged->contact == before) return id;
    id = merged->contact;
  }
  return id;
}

ContactId Desk::goes_on_in(ContactId contact) {
  return parts_->goes_on_in(std::move(contact));
}

// What a customer's data includes: a contact and those merged into it, as far as nobody else was
// chosen there.
void Desk::Parts::add_ties(const ContactId& id, const CustomerId& customer, bool put,
                           std::vector<RowChange>& rows, std::size_t depth) {
  const auto shelved = shelf.read(id);
  if (!shelved || shelved->stored.contact.record.customer || depth >= kMergesFollowedMax) return;
  rows.push_back({std::string(kContactOfTable), customer.text, id.text,
                  put ? std::optional<std::string>("merged") : std::nullopt});
  for (const ContactId& each : merged_into(shelved->stored.contact, id)) {
    add_ties(each, customer, put, rows, depth + 1);
  }
}

std::vector<ContactId> Desk::Parts::merged_into(const Contact& contact, const ContactId& id) {
  std::vector<ContactId> found;
  for (const LinkEntry& link : contact.record.kept().links) {
    if (link.merged) continue;
    const auto other = shelf.read(link.contact);
    if (other && is_merged_into(other->stored.contact, id)) found.push_back(link.contact);
  }
  return found;
}

// One command that links two contacts.
struct Linking {
  Desk::Parts& desk;
  ContactId other;
  bool merge = false;
  bool by_reference = false;

  void judge(const TurnRef& turn, ShelvedContact* taken) const;

 private:
  [[nodiscard]] std::optional<Refusal> in_the_way(const Turn& turn,
                                                  const StoredContact& earlier) const;
};
std::optional<Refusal> Linking::in_the_way(const Turn& turn, const StoredContact& earlier) const {
  const StoredContact& later = turn.stored();
  if (is_merged_into(earlier.contact, turn.ask.contact)) return std::nullopt;  // it is done
  if (!later.contact.open()) return not_now("this contact is closed");
  if (later.contact.record.kept().links.size() >= kLinksMax) {
    return not_now("this contact is linked with too many others");
  }
  if (auto strangers = not_the_same(later, earlier, by_reference, turn.now)) return strangers;
  return merge ? merging_in_the_way(earlier.contact, turn.ask.by.id) : std::nullopt;
}

// The other one hears who goes on; this one hears of the other, and takes along what is known
// there. Asked again, it takes along what may be told by now.
void Linking::judge(const TurnRef& turn, ShelvedContact* taken) const {
  if (auto refusal = in_the_way(*turn, taken->stored)) {
    desk.refuse(turn, std::move(*refusal));
    return;
  }
  const ContactId& id = turn->ask.contact;
  StoredContact next = turn->stored();
  StoredContact earlier = taken->stored;
  const StoredContact& told = taken->stored;
  const bool first_time = !is_merged_into(earlier.contact, id);
  const bool brings = merge && next.contact.open() && may_bring(next, earlier.contact, turn->now);
  Change change;
  change.other.emplace(taken);
  observation::Linked here{other, false};
  // A duty's sentence stands in the map and tells nothing that a customer said: it comes at once.
  if (merge && first_time) {
    here.owes = still_owed(*told.map, told.contact, *next.map, next.contact);
  }
  std::ignore = step(
      earlier, change.other->events,
      {desk.now_for(earlier.contact), turn->author(), Observation(observation::Linked{id, merge})});
  std::ignore =
      step(next, change.events, {turn->now, turn->author(), Observation(std::move(here))});
  if (brings) {
    for (Intent& intent : carried_over(*told.map, told.contact, *next.map, next.contact)) {
      std::ignore = step(next, change.events, {turn->now, turn->author(), std::move(intent)});
    }
  }
  // Whoever was not known there is known now: what was said there is theirs to have erased.
  const std::optional<CustomerId> customer = next.contact.record.customer;
  if (merge && first_time && customer) desk.add_ties(other, *customer, true, change.rows);
  desk.commit(turn, std::move(change));
}

// Takes `other` as well, then judges; both are let go once the answer is out.
void Desk::Parts::begin_both(Ask ask, const ContactId& other, std::string mark, OnOutcome done,
                             const JudgeBoth& judge) {
  // shared: it waits in callbacks that must be copyable, for both contacts to be taken.
  const auto taken = std::make_shared<ShelvedContact*>(nullptr);
  OnOutcome told = [this, taken, done = std::move(done)](Outcome outcome) {
    done(std::move(outcome));
    if (*taken != nullptr) shelf.finish(*taken);
  };
  const auto take_other = [this, taken, other](const auto& go_on, const auto& fail) {
    shelf.take(other, [=, this](ShelvedContact* contact, const Error& why) {
      if (contact == nullptr) return fail(why);
      *taken = contact;
      freshen(contact);
      go_on();
    });
  };
  const auto judge_theirs = [this, taken, judge](const TurnRef& turn) {
    if (!may(turn->ask.by, Deed::kLookOver)) {
      if (auto no = not_theirs(*turn, Asker::kHolder, {})) {
        answer(turn, std::move(*no));
        return;
      }
    }
    judge(turn, *taken);
  };
  if (other.text < ask.contact.text) {
    take_other([=, this] { begin(ask, Deed::kActOnContact, mark, told, judge_theirs); },
               [told](const Error& why) { told(outcome_of(why)); });
    return;
  }
  begin(std::move(ask), Deed::kActOnContact, std::move(mark), std::move(told),
        [=, this](const TurnRef& turn) {
          take_other([=] { judge_theirs(turn); },
                     [=, this](const Error& why) { answer(turn, outcome_of(why)); });
        });
}

void Desk::link(Ask ask, const std::string& named, bool merge, OnOutcome done) {
  const auto found =
      parse_reference(named) ? contact_of_reference(named) : Result<ContactId>(ContactId{named});
  if (!found || !parts_->shelf.read(*found)) {
    done(outcome_of({ErrorKind::kNotFound, "there is no contact of that reference or id"}));
    return;
  }
  // The one that is named may have gone on in another, or in this one already.
  const ContactId other = parts_->goes_on_in(*found, ask.contact);
  if (other == ask.contact) {
    done(outcome_of({ErrorKind::kInvalid, "that is this very contact"}));
    return;
  }
  const Linking linking{*parts_, other, merge, parse_reference(named).has_value()};
  std::string mark = std::string(merge ? "merge " : "link ") + found->text;
  parts_->begin_both(
      std::move(ask), other, std::move(mark), std::move(done),
      [linking](const TurnRef& turn, ShelvedContact* taken) { linking.judge(turn, taken); });
}

// Takes two contacts apart that were linked or merged. The merged one is open again, its call back
// due as it was; the one that goes on gives back what came along.
void Desk::unlink(Ask ask, const ContactId& other, OnOutcome done) {
  if (other == ask.contact || !parts_->shelf.read(other)) {
    done(outcome_of({ErrorKind::kNotFound, "there is no such link"}));
    return;
  }
  parts_->begin_both(std::move(ask), other, "unlink " + other.text, std::move(done),
                     [desk = parts_.get(), other](const TurnRef& turn, ShelvedContact* taken) {
                       desk->part(turn, other, taken);
                     });
}

void Desk::Parts::part(const TurnRef& turn, const ContactId& other, ShelvedContact* taken) {
  const ContactId& id = turn->ask.contact;
  StoredContact next = turn->stored();
  StoredContact earlier = taken->stored;
  if (link_to(next.contact, other) == nullptr) {
    answer(turn, outcome_of({ErrorKind::kNotFound, "there is no such link"}));
    return;
  }
  if (is_merged_into(next.contact, other)) {
    refuse(turn, not_now("this contact goes on in that one: take them apart there"));
    return;
  }
  Change change;
  change.other.emplace(taken);
  observation::Unlinked here{other};
  if (is_merged_into(earlier.contact, id)) {
    if (auto refusal = parting_in_the_way(earlier.contact, next.contact)) {
      refuse(turn, std::move(*refusal));
      return;
    }
    GivenBack back = given_back(*earlier.map, earlier.contact, *next.map, next.contact);
    here.steps = std::move(back.steps);
    for (Intent& intent : back.cleared) {
      std::ignore = step(next, change.events, {turn->now, turn->author(), std::move(intent)});
    }
    const std::optional<CustomerId> customer = next.contact.record.customer;
    if (customer) add_ties(other, *customer, false, change.rows);
  }
  std::ignore =
      step(next, change.events, {turn->now, turn->author(), Observation(std::move(here))});
  std::ignore =
      step(earlier, change.other->events,
           {now_for(earlier.contact), turn->author(), Observation(observation::Unlinked{id})});
  commit(turn, std::move(change));
}

namespace {

// Where the earlier contact stood when it was merged.
WhereWeWere where_it_was(const StoredContact& earlier) {
  const auto& was = earlier.contact.record.kept().before_merge;
  if (!was) return {};
  const Guidance then = guide(*earlier.map, *was, was->record.last, Sight::kOther, "");
  if (then.callback) return {then.stage_title, then.callback->next};
  return {then.stage_title, then.next.empty() ? "" : then.next.front().text};
}

}  // namespace

bool Desk::Parts::may_tell(const Caller& viewer, const StoredContact& later,
                           const Contact& earlier) const {
  const bool mine = later.contact.open() && later.contact.holder() == viewer.id;
  return mine && may_bring(later, earlier, now_for(later.contact));
}

Result<ShelvedContact> Desk::Parts::visible_since_merged(const Caller& viewer,
                                                         const ContactId& id) {
  auto shelved = shelf.read(id);
  if (!shelved) return std::unexpected(no_contact());
  const ContactId later = goes_on_in(id);
  if (later == id) return std::unexpected(no_contact());
  const auto there = shelf.read(later);
  const bool told = there && may_tell(viewer, there->stored, shelved->stored.contact);
  if (!told) return std::unexpected(no_contact());
  return shelved;
}

void Desk::Parts::add_links(ContactView& view, const Caller& viewer,
                            const ShelvedContact& shelved) {
  for (const LinkEntry& link : shelved.stored.contact.record.kept().links) {
    const auto other = shelf.read(link.contact);
    if (!other) continue;
    const Contact& contact = other->stored.contact;
    LinkedView& shown = view.linked.emplace_back();
    shown.contact = link.contact;
    shown.reference = contact.record.reference;
    if (link.merged) shown.how = LinkedView::How::kMergedAway;
    const bool theirs = view.mine || may(viewer, Deed::kLookOver);
    shown.can_part = theirs && !link.merged && shelved.stored.contact.open();
    if (link.merged || !is_merged_into(contact, shelved.id)) continue;
    shown.how = LinkedView::How::kMergedHere;
    if (!may_tell(viewer, shelved.stored, contact)) continue;
    shown.told = true;
    shown.was = where_it_was(other->stored);
    const CallMap& map = *shelved.stored.map;
    for (const Intent& intent :
         carried_over(*other->stored.map, contact, map, shelved.stored.contact)) {
      const bool said = std::holds_alternative<intent::Fill>(intent) ||
                        std::holds_alternative<intent::TryStep>(intent);
      shown.to_bring += said ? 1 : 0;
    }
  }
  if (view.mine) add_earlier(view, viewer, shelved);
}

// Open ones with the same customer once they are verified, and before that those that wait to call
// this very number back: that there is one, and no more.
void Desk::Parts::add_earlier(ContactView& view, const Caller& viewer,
                              const ShelvedContact& shelved) {
  const StoredContact& here = shelved.stored;
  const Contact& contact = here.contact;
  const Instant now = now_for(contact);
  std::vector<Row> rows;
  const auto add = [&](std::string_view table, const std::string& key) {
    auto found = store.rows(table, key);
    if (found) rows.insert(rows.end(), found->begin(), found->end());
    return rows.size();
  };
  const std::string number = contact.record.caller_number;
  std::size_t by_number = 0;
  if (!number.empty()) by_number = add(kCalledBackTable, keys.keyed_hash("called back", number));
  const std::optional<CustomerId> customer = contact.record.customer;
  if (customer && verified_for(contact, *customer, now)) add(kContactOfTable, customer->text);
  for (std::size_t n = 0; n < rows.size() && view.earlier.size() < kEarlierMax; ++n) {
    const ContactId id{rows[n].sub};
    const bool known =
        id == shelved.id || link_to(contact, id) != nullptr ||
        std::ranges::find(view.earlier, id, &EarlierView::contact) != view.earlier.end();
    if (known) continue;
    {
      const std::lock_guard lock(mutex);
      if (open.find(id) == nullptr) continue;
    }
    const auto other = shelf.read(id);
    if (!other || !other->stored.contact.open()) continue;
    const Contact& there = other->stored.contact;
    const bool numbered = n < by_number;
    if (numbered && !calls_from_there(here, other->stored)) continue;
    const std::optional<CustomerId> theirs = there.record.customer;
    if (theirs && customer && theirs != customer) continue;
    EarlierView& shown = view.earlier.emplace_back();
    shown.contact = id;
    shown.reference = there.record.reference;
    shown.by_number = numbered;
    const CallbackEntry* callback = there.callback();
    if (is_pending(there.control.callback) && callback) shown.callback_due = callback->due;
    if (const PersonId holder = there.holder(); !holder.text.empty()) {
      shown.holder = HolderView{holder, people->display_name(holder)};
    }
    if (may_tell(viewer, here, there)) {
      shown.stage_title = other->stored.map->stages[at(there.control.stage)].title;
    }
    auto refusal = not_the_same(here, other->stored, false, now);
    if (!refusal) refusal = merging_in_the_way(there, viewer.id);
    if (refusal) shown.merge_refused = std::move(refusal->sentence);
  }
}

}  // namespace callmap
