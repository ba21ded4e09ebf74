#include "desk/work_floor.h"

#include <atomic>
#include <charconv>

namespace callmap {
namespace {

constexpr std::string_view kState = "state";
constexpr std::string_view kOffer = "offer";
constexpr std::string_view kVersion = "version";

RowChange row(const PersonId& person, std::string_view sub, std::optional<std::string> value) {
  return {std::string(kWorkTable), person.text, std::string(sub), std::move(value)};
}

std::string state_row(WorkState state, const std::string& reason, Instant since) {
  JsonWriter out;
  out.open().field("state", name(state)).text_if("reason", reason).field("since", since.ms);
  return out.close().take();
}

std::string offer_row(const Offer& offer) {
  JsonWriter out;
  out.open().field("contact", offer.contact.text).field("team", offer.team);
  out.field("handoff", offer.kind == OfferKind::kHandoff);
  out.field("at", offer.at.ms).field("until", offer.until.ms);
  return out.close().take();
}

Offer parse_offer(const PersonId& person, const Json& json) {
  Offer offer;
  offer.person = person;
  offer.contact.text = json.text("contact").value_or("");
  offer.team = json.text("team").value_or("");
  offer.kind = json.truth("handoff").value_or(false) ? OfferKind::kHandoff : OfferKind::kInbound;
  offer.at.ms = json.whole("at").value_or(0);
  offer.until.ms = json.whole("until").value_or(0);
  return offer;
}

std::vector<std::string> teams(const Person& person) {
  std::vector<std::string> all;
  if (!person.team.empty()) all.push_back(person.team);
  for (const std::string& team : person.also) all.push_back(team);
  return all;
}

}  // namespace

Result<> WorkFloor::load_person(const Person& person, std::vector<Offer>& offers) {
  const auto rows = CALLMAP_TRY(store_->rows(kWorkTable, person.id.text));
  for (const Row& each : rows) {
    if (each.sub == kOffer) {
      offers.push_back(parse_offer(person.id, CALLMAP_TRY(parse_json(each.value))));
    }
    if (each.sub == kState) CALLMAP_TRY(set_as_written(person.id, each));
  }
  return {};
}

Result<> WorkFloor::set_as_written(const PersonId& person, const Row& row) {
  const Json json = CALLMAP_TRY(parse_json(row.value));
  const auto state = parse_work_state(json.text("state").value_or(""));
  if (!state) return failure(ErrorKind::kDamaged, "a row of table `work` is damaged");
  book_.set_state(person, *state, std::string(json.text("reason").value_or("")),
                  {json.whole("since").value_or(0)});
  return {};
}

Result<> WorkFloor::load(const std::vector<Person>& people, const OpenContacts& open, Instant now) {
  std::vector<Offer> offers;
  std::vector<Offer> over;
  {
    const std::lock_guard lock(mutex_);
    for (const Person& person : people) {
      book_.teams_of(person.id, teams(person));
      book_.skills_of(person.id, person.skills);
      CALLMAP_TRY(load_person(person, offers));
    }
  }
  open.each([&](const ContactId& id, const OpenContact& each) { note(id, &each, now); });
  {
    const std::lock_guard lock(mutex_);
    for (const Offer& offer : offers) {
      book_.restore(offer);
      const Offer* stands = book_.offer_of(offer.contact);
      if (!stands || stands->person != offer.person) over.push_back(offer);
    }
    for (const AtWork& each : book_.people()) {
      if (each.holds > 0) missed_[each.person.text] = now + kBackWithin;
    }
    misses_ = !missed_.empty();
  }
  for (const Offer& offer : over) write_end(offer, "withdrawn", now);
  return {};
}

void WorkFloor::set_teams(const Person& person) {
  const std::lock_guard lock(mutex_);
  book_.teams_of(person.id, teams(person));
  book_.skills_of(person.id, person.skills);
}

void WorkFloor::seen(const PersonId& person) {
  if (!misses_) return;
  const std::lock_guard lock(mutex_);
  const auto found = missed_.find(person.text);
  if (found == missed_.end()) return;
  if (!found->second) book_.set_gone(person, std::nullopt);
  missed_.erase(found);
  misses_ = !missed_.empty();
}

// Nobody says of a screen that was open before the start that it is gone: who does not come back
// has left what they hold.
void WorkFloor::miss(Instant now) {
  if (!misses_) return;
  const std::lock_guard lock(mutex_);
  for (auto& [person, until] : missed_) {
    if (!until || now < *until) continue;
    book_.set_gone({person}, Instant{until->ms - kBackWithin.ms});
    until.reset();
  }
}

void WorkFloor::connected(const PersonId& person, bool connected, Instant now) {
  seen(person);
  const std::lock_guard lock(mutex_);
  if (const AtWork* known = book_.person(person); known && known->gone.has_value() == connected) {
    book_.set_gone(person, connected ? std::nullopt : std::optional(now));
  }
}

// After a failed commit nobody knows where the streams end: they are asked again.
void WorkFloor::forget_what_failed() {
  if (!failed_.exchange(false)) return;
  versions_.clear();
  shifts_.forget();
}

Result<std::uint64_t> WorkFloor::version_of(const PersonId& person) {
  forget_what_failed();
  const auto known = versions_.find(person.text);
  if (known != versions_.end()) return known->second;
  std::uint64_t version = 0;
  for (const Row& each : CALLMAP_TRY(store_->rows(kWorkTable, person.text))) {
    if (each.sub != kVersion) continue;
    std::from_chars(each.value.data(), each.value.data() + each.value.size(), version);
  }
  versions_[person.text] = version;
  return version;
}

// Queued in the order of the versions: order_ is held over both.
void WorkFloor::write(Note note, Instant now, const std::function<void(Result<>)>& done) {
  const std::lock_guard order(order_);
  const auto version = version_of(note.person);
  if (!version) return done(std::unexpected(version.error()));
  Commit commit;
  Append append{{StreamKind::kPerson, note.person.text + ".work"}, *version, {}};
  for (const PersonEvent& event : note.events) append.records.push_back({now, to_json(event), {}});
  const std::uint64_t after = *version + append.records.size();
  versions_[note.person.text] = after;
  commit.appends.push_back(std::move(append));
  commit.rows = std::move(note.rows);
  if (note.taking) {
    auto shift = shifts_.ended(note.person, *note.taking);
    if (!shift) return done(std::unexpected(shift.error()));
    std::ranges::move(*shift, std::back_inserter(commit.rows));
  }
  commit.rows.push_back(row(note.person, kVersion, std::to_string(after)));
  const bool sets_state =
      std::ranges::find(commit.rows, kState, &RowChange::sub) != commit.rows.end();
  store_->commit(std::move(commit), [this, person = note.person, what = note.what, sets_state,
                                     done](Result<Committed> committed) {
    if (!committed) {
      failed_ = true;
      if (sets_state) {
        const std::lock_guard lock(mutex_);
        unsure_.insert(person.text);
      }
      return done(std::unexpected(committed.error()));
    }
    done({});
    FeedEvent told;
    told.position = committed->position;
    told.holder = person;
    told.what = {what};
    tell_(std::move(told));
  });
}

void WorkFloor::set_state(const PersonId& person, WorkState state, const std::string& reason,
                          Instant now, const std::function<void(Result<>)>& done) {
  if (state != WorkState::kOff) seen(person);
  ask_the_disk();
  Note note{person, {WorkStateSet{std::string(name(state)), reason}}, {}, "state"};
  {
    const std::lock_guard lock(mutex_);
    const AtWork* before = book_.person(person);
    const bool stays = before != nullptr && before->state == state;
    note.rows.push_back(row(person, kState, state_row(state, reason, stays ? before->since : now)));
    note.taking = taking_until(person, state, now);
  }
  write(std::move(note), now, [this, person, state, reason, now, done](const Result<>& kept) {
    if (kept) {
      const std::lock_guard lock(mutex_);
      book_.set_state(person, state, reason, now);
    }
    done(kept);
  });
}

// Nothing while the state stays as it is.
std::optional<TimeSpan> WorkFloor::taking_until(const PersonId& person, WorkState next,
                                                Instant now) const {
  const AtWork* before = book_.person(person);
  if (!before || before->state == next || !takes_contacts(before->state)) return std::nullopt;
  return TimeSpan{before->since, now};
}

Result<ShiftBook::Day> WorkFloor::shifts(const std::string& date, Instant now) {
  const std::lock_guard order(order_);
  forget_what_failed();
  ShiftBook::Day day = *CALLMAP_TRY(shifts_.day(date));
  const std::lock_guard lock(mutex_);
  for (const AtWork& each : book_.people()) {
    if (takes_contacts(each.state)) day[each.person.text].push_back({each.since, now});
  }
  return day;
}

void WorkFloor::note(const ContactId& contact, const OpenContact* open, Instant now) {
  std::optional<Offer> over;
  PersonId holder;
  {
    const std::lock_guard lock(mutex_);
    if (open) holder = open->holder;
    if (holder.text.empty() || (open && open->queued)) moved_ = true;
    if (open && open->queued) {
      const QueuedFor& queued = *open->queued;
      over = book_.waits({contact, queued.team, queued.priority, queued.since, open->channel,
                          capacity_of(*open),
                          queued.handoff ? OfferKind::kHandoff : OfferKind::kInbound,
                          queued.handoff ? holder : PersonId{}, queued.skills});
    } else {
      const bool answered = !holder.text.empty();
      over = book_.leaves(contact, answered ? std::optional(now) : std::nullopt);
      claimed_.erase(contact.text);
    }
    if (holder.text.empty())
      book_.released(contact, now);
    else
      book_.holds(contact, holder, open->channel, capacity_of(*open));
  }
  if (over) write_end(*over, over->person == holder ? "accepted" : "withdrawn", now);
}

void WorkFloor::write_end(const Offer& offer, std::string_view how, Instant now) {
  Note note{offer.person,
            {OfferEnded{offer.contact, std::string(how)}},
            {row(offer.person, kOffer, std::nullopt)},
            "offer"};
  // A failed commit leaves a row behind, which the next start mends.
  write(std::move(note), now, [](const Result<>&) {});
}

// A commit that failed may have reached the disk or not: what stands there is what counts.
void WorkFloor::ask_the_disk() {
  std::set<std::string> unsure;
  {
    const std::lock_guard lock(mutex_);
    unsure.swap(unsure_);
  }
  for (const std::string& person : unsure) {
    const auto rows = store_->rows(kWorkTable, person);
    const std::lock_guard lock(mutex_);
    if (!rows) {
      unsure_.insert(person);
      continue;
    }
    const auto state = std::ranges::find(*rows, kState, &Row::sub);
    if (state != rows->end()) std::ignore = set_as_written({person}, *state);
  }
}

void WorkFloor::run(Instant now) {
  ask_the_disk();
  end_stranded(now);
  end_expired(now);
  go_away_after_last(now);
  miss(now);
  std::vector<Offer> made;
  {
    const std::lock_guard lock(mutex_);
    moved_ = false;
    made = book_.match(now);
  }
  offer(made, now);
}

void WorkFloor::match(Instant now) {
  std::vector<Offer> made;
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(moved_, false)) return;
    made = book_.match(now);
  }
  offer(made, now);
}

// Who has gone away or signed out takes nothing: what was offered to them goes to the next.
void WorkFloor::end_stranded(Instant now) {
  std::vector<Offer> over;
  {
    const std::lock_guard lock(mutex_);
    for (const Offer& each : book_.stranded()) {
      if (claimed_.contains(each.contact.text)) continue;
      book_.end(each.contact, OfferStep::kWithdraw);
      moved_ = true;
      over.push_back(each);
    }
  }
  for (const Offer& each : over) write_end(each, "withdrawn", now);
}

// Nobody took it in time. Who let an inbound contact ring out is away until they say otherwise, so
// that the next one does not ring at an empty chair.
void WorkFloor::end_expired(Instant now) {
  std::vector<std::pair<Offer, std::optional<TimeSpan>>> expired;
  {
    const std::lock_guard lock(mutex_);
    for (const Offer& each : book_.expired(now)) {
      if (claimed_.contains(each.contact.text)) continue;
      book_.end(each.contact, OfferStep::kExpire);
      std::optional<TimeSpan> taking;
      if (each.kind == OfferKind::kInbound) {
        taking = taking_until(each.person, WorkState::kAway, now);
        book_.set_state(each.person, WorkState::kAway, "missed", now);
      }
      expired.emplace_back(each, taking);
    }
  }
  for (const auto& [each, taking] : expired) {
    Note note{each.person,
              {OfferEnded{each.contact, "expired"}},
              {row(each.person, kOffer, std::nullopt)},
              "offer",
              taking};
    if (each.kind == OfferKind::kInbound) {
      note.events.emplace_back(WorkStateSet{std::string(name(WorkState::kAway)), "missed"});
      note.rows.push_back(row(each.person, kState, state_row(WorkState::kAway, "missed", now)));
    }
    write(std::move(note), now, [](const Result<>&) {});
  }
}

void WorkFloor::go_away_after_last(Instant now) {
  const auto leaving = look([](const QueueBook& book) { return book.done_for_now(); });
  for (const PersonId& person : leaving) {
    Note note{person,
              {WorkStateSet{std::string(name(WorkState::kAway)), ""}},
              {row(person, kState, state_row(WorkState::kAway, "", now))},
              "state"};
    {
      const std::lock_guard lock(mutex_);
      note.taking = taking_until(person, WorkState::kAway, now);
      book_.set_state(person, WorkState::kAway, "", now);
    }
    write(std::move(note), now, [](const Result<>&) {});
  }
}

void WorkFloor::offer(const std::vector<Offer>& made, Instant now) {
  for (const Offer& each : made) {
    Note note{each.person,
              {OfferMade{each.contact, each.team, each.kind == OfferKind::kHandoff,
                         static_cast<std::uint64_t>(each.until.ms)}},
              {row(each.person, kOffer, offer_row(each))},
              "offer"};
    write(std::move(note), now, [this, contact = each.contact](const Result<>& kept) {
      const std::lock_guard lock(mutex_);
      if (kept)
        book_.keep(contact);
      else
        book_.drop(contact);
    });
  }
}

bool WorkFloor::is_offered(const ContactId& contact, const PersonId& person) const {
  return look([&](const QueueBook& book) {
    const Offer* offer = book.offer_of(contact);
    return offer && offer->person == person && offer->state == OfferState::kStanding;
  });
}

bool WorkFloor::claim(const ContactId& contact, const PersonId& person) {
  const std::lock_guard lock(mutex_);
  const Offer* offer = book_.offer_of(contact);
  if (!offer || offer->person != person || offer->state != OfferState::kStanding) return false;
  return claimed_.insert(contact.text).second;
}

void WorkFloor::unclaim(const ContactId& contact) {
  const std::lock_guard lock(mutex_);
  claimed_.erase(contact.text);
}

bool WorkFloor::decline(const ContactId& contact, const PersonId& person, Instant now) {
  Offer over;
  {
    const std::lock_guard lock(mutex_);
    const Offer* offer = book_.offer_of(contact);
    const bool theirs = offer && offer->person == person && offer->state == OfferState::kStanding &&
                        !claimed_.contains(contact.text);
    if (!theirs) return false;
    over = *offer;
    book_.end(contact, OfferStep::kDecline);
    moved_ = true;
  }
  write_end(over, "declined", now);
  match(now);
  return true;
}

}  // namespace callmap
