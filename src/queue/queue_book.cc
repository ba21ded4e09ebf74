#include "queue/queue_book.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/ensure.h"

namespace callmap {
namespace {

constexpr std::array<std::string_view, kWorkStateCount> kStateNames = {"off", "available", "away",
                                                                       "last_contact"};
constexpr int kPriorityMost = 9;
constexpr std::size_t kRecentWaits = 20;  // answered ones that the expected wait is the mean of
constexpr std::size_t kRecentLanesMax = 1'000;  // of which waits are remembered

bool covers(const Skills& has, const Skills& wanted) {
  return wanted.empty() || std::ranges::includes(has, wanted);
}

bool is_here(const AtWork& person) {
  return person.state != WorkState::kOff && !person.gone;
}

bool is_of(const AtWork& person, std::string_view team) {
  return std::ranges::find(person.teams, team) != person.teams.end();
}

}  // namespace

std::string_view name(WorkState state) {
  return kStateNames[static_cast<std::size_t>(state)];
}

std::optional<WorkState> parse_work_state(std::string_view text) {
  const auto found = std::ranges::find(kStateNames, text);
  if (found == kStateNames.end()) return std::nullopt;
  return static_cast<WorkState>(found - kStateNames.begin());
}

QueueBook::Place QueueBook::place_of(const Waiting& waiting) {
  return {kPriorityMost - waiting.priority, waiting.since, waiting.contact.text};
}

QueueBook::Someone& QueueBook::someone(const PersonId& person) {
  Someone& who = people_[person.text];
  who.at_work.person = person;
  return who;
}

bool QueueBook::may_be_offered(const Someone& who) const {
  return who.at_work.state == WorkState::kAvailable && !who.at_work.offer && !who.at_work.gone;
}

// Several contacts at once only on one channel, and no more than its capacity.
bool QueueBook::has_room(const Someone& who, const Waiting& waiting) {
  const bool alike = std::ranges::all_of(who.held, [&](const auto& each) {
    return each.second.channel == waiting.channel && each.first != waiting.contact.text;
  });
  return alike && who.held.size() < waiting.capacity;
}

bool QueueBook::has_room(const PersonId& person, const Waiting& waiting) const {
  const auto found = people_.find(person.text);
  return found == people_.end() || has_room(found->second, waiting);
}

void QueueBook::unfile(Someone& who) {
  if (!who.filed) return;
  for (const std::string& team : who.at_work.teams) {
    const auto free = free_.find(team);
    const auto room = free->second.find(who.filed->channel);
    const auto alike = room->second.find(who.at_work.skills);
    alike->second.erase(who.filed->place);
    if (alike->second.empty()) room->second.erase(alike);
    if (room->second.empty()) free->second.erase(room);
    if (free->second.empty()) free_.erase(free);
  }
  who.filed.reset();
}

void QueueBook::refile(Someone& who) {
  who.at_work.holds = who.held.size();
  if (!may_be_offered(who)) return;
  const bool full = std::ranges::any_of(
      who.held, [&](const auto& each) { return who.held.size() >= each.second.capacity; });
  if (full) return;
  who.filed = Filed{who.held.empty() ? "" : who.held.begin()->second.channel,
                    {who.held.size(), who.at_work.free_since, who.at_work.person.text}};
  for (const std::string& team : who.at_work.teams) {
    free_[team][who.filed->channel][who.at_work.skills].insert(who.filed->place);
  }
}

void QueueBook::teams_of(const PersonId& person, std::vector<std::string> teams) {
  Someone& who = someone(person);
  unfile(who);
  who.at_work.teams = std::move(teams);
  refile(who);
}

void QueueBook::skills_of(const PersonId& person, Skills skills) {
  Someone& who = someone(person);
  unfile(who);
  std::ranges::sort(skills);
  who.at_work.skills = std::move(skills);
  refile(who);
}

void QueueBook::set_state(const PersonId& person, WorkState state, std::string reason, Instant at) {
  Someone& who = someone(person);
  unfile(who);
  if (who.at_work.state != state) who.at_work.since = at;
  if (state == WorkState::kAvailable && who.at_work.state != state) who.at_work.free_since = at;
  who.at_work.state = state;
  who.at_work.reason = std::move(reason);
  refile(who);
}

void QueueBook::set_gone(const PersonId& person, std::optional<Instant> since) {
  Someone& who = someone(person);
  unfile(who);
  who.at_work.gone = since;
  refile(who);
}

void QueueBook::holds(const ContactId& contact, const PersonId& person, std::string_view channel,
                      std::uint8_t capacity) {
  const auto before = holder_of_.find(contact.text);
  if (before != holder_of_.end() && before->second == person.text) return;
  if (before != holder_of_.end()) {
    Someone& who = someone({before->second});
    unfile(who);
    who.held.erase(contact.text);
    refile(who);
  }
  Someone& who = someone(person);
  unfile(who);
  who.held[contact.text] = {std::string(channel), capacity};
  refile(who);
  holder_of_[contact.text] = person.text;
}

void QueueBook::released(const ContactId& contact, Instant at) {
  const auto found = holder_of_.find(contact.text);
  if (found == holder_of_.end()) return;
  Someone& who = someone({found->second});
  unfile(who);
  who.held.erase(contact.text);
  who.at_work.free_since = std::max(who.at_work.free_since, at);
  refile(who);
  holder_of_.erase(found);
}

void QueueBook::put_in(const Waiting& waiting) {
  lanes_[lane_of(waiting)].insert(place_of(waiting));
}

void QueueBook::take_out(const Waiting& waiting) {
  const auto lane = lanes_.find(lane_of(waiting));
  if (lane == lanes_.end()) return;
  lane->second.erase(place_of(waiting));
  if (lane->second.empty()) lanes_.erase(lane);
}

// It is the same wait, of which more people or fewer come into question.
bool QueueBook::keeps_offer(const InQueue& entry, const Waiting& anew) const {
  if (!entry.offer || !covers(people_.at(entry.offer->person.text).at_work.skills, anew.skills)) {
    return false;
  }
  Waiting as_before = anew;
  as_before.skills = entry.waiting.skills;
  return as_before == entry.waiting;
}

std::optional<Offer> QueueBook::waits(const Waiting& waiting) {
  const auto [found, fresh] = entries_.try_emplace(waiting.contact.text);
  InQueue& entry = found->second;
  if (!fresh && entry.waiting == waiting) return std::nullopt;
  if (!fresh && keeps_offer(entry, waiting)) {
    entry.waiting = waiting;
    return std::nullopt;
  }
  std::optional<Offer> over;
  if (!fresh) {
    over = take_offer(entry);
    take_out(entry.waiting);
    entry.passed.clear();
  }
  if (fresh || entry.waiting.team != waiting.team) entry.needed_first = waiting.skills;
  entry.waiting = waiting;
  put_in(waiting);
  return over;
}

// Frees the person that it was offered to.
std::optional<Offer> QueueBook::take_offer(InQueue& entry) {
  std::optional<Offer> offer = std::move(entry.offer);
  entry.offer.reset();
  if (!offer) return offer;
  expiries_.erase({offer->until, offer->contact.text});
  Someone& who = someone(offer->person);
  unfile(who);
  who.at_work.offer.reset();
  refile(who);
  return offer;
}

std::optional<Offer> QueueBook::leaves(const ContactId& contact,
                                       std::optional<Instant> answered_at) {
  const auto found = entries_.find(contact.text);
  if (found == entries_.end()) return std::nullopt;
  const Waiting& waiting = found->second.waiting;
  const Lane lane{waiting.team, found->second.needed_first};
  if (answered_at && (recent_.size() < kRecentLanesMax || recent_.contains(lane))) {
    auto& waits = recent_[lane];
    waits.push_back(*answered_at - waiting.since);
    if (waits.size() > kRecentWaits) waits.pop_front();
  }
  auto offer = take_offer(found->second);
  take_out(waiting);
  entries_.erase(found);
  return offer;
}

std::optional<PersonId> QueueBook::longest_free(const InQueue& entry) const {
  const auto free = free_.find(entry.waiting.team);
  if (free == free_.end()) return std::nullopt;
  const auto may_have_it = [&](const Free& place) {
    const std::string& id = std::get<2>(place);
    if (id == entry.waiting.from.text || entry.passed.contains(id)) return false;
    return has_room(people_.at(id), entry.waiting);
  };
  for (const std::string_view channel :
       {std::string_view{}, std::string_view{entry.waiting.channel}}) {
    const auto room = free->second.find(channel);
    if (room == free->second.end()) continue;
    const Free* first = nullptr;
    for (const auto& [skills, people] : room->second) {
      if (!covers(skills, entry.waiting.skills)) continue;
      const auto found = std::ranges::find_if(people, may_have_it);
      if (found != people.end() && (!first || *found < *first)) first = &*found;
    }
    if (first) return PersonId{std::get<2>(*first)};
  }
  return std::nullopt;
}

bool QueueBook::is_anybody_free(const Lane& lane) const {
  const auto free = free_.find(lane.first);
  if (free == free_.end()) return false;
  return std::ranges::any_of(free->second, [&](const auto& channel) {
    return std::ranges::any_of(channel.second,
                               [&](const auto& alike) { return covers(alike.first, lane.second); });
  });
}

bool QueueBook::offer_first(InQueue& entry, Instant now, std::vector<Offer>& made) {
  auto person = longest_free(entry);
  if (!person && !entry.passed.empty()) {
    // Everybody who could take it has let it go once: from the beginning.
    entry.passed.clear();
    person = longest_free(entry);
  }
  if (!person) return false;
  const bool handoff = entry.waiting.kind == OfferKind::kHandoff;
  const Offer offer{entry.waiting.contact,
                    *person,
                    entry.waiting.team,
                    entry.waiting.kind,
                    OfferState::kMade,
                    now,
                    now + (handoff ? kHandoffOfferFor : kInboundOfferFor)};
  Someone& who = someone(*person);
  unfile(who);
  who.at_work.offer = offer;
  entry.offer = offer;
  made.push_back(offer);
  return true;
}

// All lanes as one, in the order of their places: whoever works for several teams is offered what
// is most urgent and waits longest in any of them. A lane is left out once nobody for it is free.
std::vector<Offer> QueueBook::match(Instant now) {
  using Queue = std::map<Lane, std::set<Place>>::iterator;
  std::map<Place, Queue> heads;
  for (auto lane = lanes_.begin(); lane != lanes_.end(); ++lane) {
    heads.emplace(*lane->second.begin(), lane);
  }
  std::vector<Offer> made;
  while (!heads.empty()) {
    const auto [place, lane] = *heads.begin();
    heads.erase(heads.begin());
    if (!is_anybody_free(lane->first)) continue;
    if (offer_first(entries_.at(std::get<2>(place)), now, made)) lane->second.erase(place);
    const auto next = lane->second.upper_bound(place);
    if (next != lane->second.end())
      heads.emplace(*next, lane);
    else if (lane->second.empty())
      lanes_.erase(lane);
  }
  return made;
}

void QueueBook::keep(const ContactId& contact) {
  const auto found = entries_.find(contact.text);
  if (found == entries_.end() || !found->second.offer) return;
  Offer& offer = *found->second.offer;
  const auto state = after(offer.state, OfferStep::kKeep);
  if (!state) return;
  offer.state = *state;
  expiries_.emplace(offer.until, contact.text);
  someone(offer.person).at_work.offer = offer;
}

void QueueBook::drop(const ContactId& contact) {
  const auto found = entries_.find(contact.text);
  if (found == entries_.end() || !take_offer(found->second)) return;
  put_in(found->second.waiting);
}

void QueueBook::restore(const Offer& offer) {
  const auto found = entries_.find(offer.contact.text);
  if (found == entries_.end() || found->second.offer || offered_to(offer.person)) return;
  InQueue& entry = found->second;
  take_out(entry.waiting);
  entry.offer = offer;
  entry.offer->state = OfferState::kStanding;
  expiries_.emplace(offer.until, offer.contact.text);
  Someone& who = someone(offer.person);
  unfile(who);
  who.at_work.offer = entry.offer;
}

std::vector<Offer> QueueBook::expired(Instant now) const {
  std::vector<Offer> found;
  for (const auto& [until, contact] : expiries_) {
    if (until > now) break;
    found.push_back(*entries_.at(contact).offer);
  }
  return found;
}

std::vector<Offer> QueueBook::stranded() const {
  std::vector<Offer> found;
  for (const auto& [until, contact] : expiries_) {
    const Offer& offer = *entries_.at(contact).offer;
    const AtWork* const who = person(offer.person);
    if (who == nullptr || !takes_contacts(who->state)) found.push_back(offer);
  }
  return found;
}

void QueueBook::end(const ContactId& contact, OfferStep step) {
  const auto found = entries_.find(contact.text);
  if (found == entries_.end() || !found->second.offer) return;
  InQueue& entry = found->second;
  if (!after(entry.offer->state, step)) return;
  if (step == OfferStep::kDecline || step == OfferStep::kExpire) {
    entry.passed.insert(entry.offer->person.text);
  }
  std::ignore = take_offer(entry);
  put_in(entry.waiting);
}

const Offer* QueueBook::offer_of(const ContactId& contact) const {
  const auto found = entries_.find(contact.text);
  return found != entries_.end() && found->second.offer ? &*found->second.offer : nullptr;
}

const Offer* QueueBook::offered_to(const PersonId& person) const {
  const auto found = people_.find(person.text);
  if (found == people_.end() || !found->second.at_work.offer) return nullptr;
  return &*found->second.at_work.offer;
}

const AtWork* QueueBook::person(const PersonId& person) const {
  const auto found = people_.find(person.text);
  return found == people_.end() ? nullptr : &found->second.at_work;
}

std::vector<AtWork> QueueBook::people() const {
  std::vector<AtWork> all;
  all.reserve(people_.size());
  for (const auto& [id, who] : people_) all.push_back(who.at_work);
  std::ranges::sort(all, {}, &AtWork::person);
  return all;
}

const Waiting* QueueBook::waiting(const ContactId& contact) const {
  const auto found = entries_.find(contact.text);
  return found == entries_.end() ? nullptr : &found->second.waiting;
}

std::vector<Waiting> QueueBook::waiting() const {
  std::vector<Waiting> all;
  all.reserve(entries_.size());
  for (const auto& [contact, entry] : entries_) all.push_back(entry.waiting);
  std::ranges::sort(all, {}, &Waiting::since);
  return all;
}

TeamNow QueueBook::team(std::string_view team, const Skills& skills) const {
  TeamNow now;
  for (const auto& [id, who] : people_) {
    if (!is_of(who.at_work, team) || !covers(who.at_work.skills, skills)) continue;
    if (is_here(who.at_work)) ++now.signed_in;
    if (may_be_offered(who) && who.held.empty()) ++now.free;
  }
  for (const auto& [contact, entry] : entries_) {
    if (entry.waiting.team != team) continue;
    ++now.waiting;
    if (!now.longest_since || entry.waiting.since < *now.longest_since) {
      now.longest_since = entry.waiting.since;
    }
  }
  if (now.signed_in == 0) return now;
  if (now.free > now.waiting) now.expected_wait = Duration{};
  const auto recent = recent_.find(Lane{team, skills});
  const bool unknown = recent == recent_.end() || recent->second.empty();
  if (now.expected_wait || unknown) return now;
  now.expected_wait = Duration{};
  for (const Duration wait : recent->second) now.expected_wait->ms += wait.ms;
  now.expected_wait->ms /= static_cast<std::int64_t>(recent->second.size());
  return now;
}

bool QueueBook::is_anybody_here(std::string_view team, const Skills& skills) const {
  return std::ranges::any_of(people_, [&](const auto& each) {
    const AtWork& person = each.second.at_work;
    return is_here(person) && is_of(person, team) && covers(person.skills, skills);
  });
}

std::vector<PersonId> QueueBook::done_for_now() const {
  std::vector<PersonId> found;
  for (const auto& [id, who] : people_) {
    if (who.at_work.state == WorkState::kLastContact && who.held.empty()) found.push_back({id});
  }
  return found;
}

std::optional<Instant> QueueBook::next_expiry() const {
  if (expiries_.empty()) return std::nullopt;
  return expiries_.begin()->first;
}

}  // namespace callmap
