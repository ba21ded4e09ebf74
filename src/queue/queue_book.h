#pragma once
// Who is at work and what waits: people with their states, the queues of the teams, and the offers
// that stand. It matches the contact that waits longest (priority first) with the person who is
// free longest of those who have the skills that it needs, and never offers one contact to two
// people or two contacts to one. The desk tells it what is durable and makes durable what it
// decides; it does no IO and knows no clock. Not for threads: its owner locks.
//
//   book.waits({contact, "billing", 0, now, "phone", 1});
//   for (const Offer& offer : book.match(now)) make_durable(offer);   // then book.keep(…)

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "queue/offer.h"

namespace callmap {

// What a person says of themselves. Being on a contact or in after-call work follows from the
// contacts that they hold.
enum class WorkState : std::uint8_t {
  kOff,  // not signed in
  kAvailable,
  kAway,
  kLastContact  // no more after what they hold; then away
};
inline constexpr std::size_t kWorkStateCount = 4;
[[nodiscard]] constexpr bool takes_contacts(WorkState state) {
  return state == WorkState::kAvailable || state == WorkState::kLastContact;
}
[[nodiscard]] std::string_view name(WorkState state);  // `off`, `available`, `away`, `last_contact`
[[nodiscard]] std::optional<WorkState> parse_work_state(std::string_view name);

// Ids of skills, sorted.
using Skills = std::vector<std::string>;

struct Waiting {
  ContactId contact;
  std::string team;
  std::uint8_t priority = 0;  // 9 first
  Instant since;
  std::string channel;
  std::uint8_t capacity = 1;  // contacts on that channel that one person may hold
  OfferKind kind = OfferKind::kInbound;
  PersonId from;       // a handoff's sender, to whom it is not offered
  Skills skills = {};  // whoever it is offered to has all of them
  bool operator==(const Waiting&) const = default;
};

struct AtWork {
  PersonId person;
  WorkState state = WorkState::kOff;
  std::string reason;  // why away, may be empty
  Instant since;       // in that state
  Instant free_since;  // since the last contact ended or the state began, whichever was later
  std::vector<std::string> teams;
  Skills skills;
  std::size_t holds = 0;
  std::optional<Offer> offer;
  std::optional<Instant> gone;  // since when no screen of theirs is connected
};

struct TeamNow {
  std::size_t signed_in = 0, free = 0;  // of those with the skills that are asked for
  std::size_t waiting = 0;
  std::optional<Instant> longest_since;
  // None: nobody of those is signed in, or no wait for them was measured since the start.
  std::optional<Duration> expected_wait;
};

class QueueBook {
 public:
  // People. Unknown ones come into being, off. The first team is their own.
  void teams_of(const PersonId& person, std::vector<std::string> teams);
  void skills_of(const PersonId& person, Skills skills);
  void set_state(const PersonId& person, WorkState state, std::string reason, Instant at);
  void set_gone(const PersonId& person, std::optional<Instant> since);
  // Holding or not any more. The same contact may move from one to another.
  void holds(const ContactId& contact, const PersonId& person, std::string_view channel,
             std::uint8_t capacity);
  void released(const ContactId& contact, Instant at);
  // True when the person has the room for that contact at this moment.
  [[nodiscard]] bool has_room(const PersonId& person, const Waiting& waiting) const;

  // The queues. What waits already is brought in line, its place in the queue kept.
  // Its offer, if it stood for something else, is gone and returned; it stands on while the person
  // has the skills that the contact needs now.
  std::optional<Offer> waits(const Waiting& waiting);
  // It waits no more: answered, given up, taken back. Its offer, if any, is gone and returned.
  std::optional<Offer> leaves(const ContactId& contact, std::optional<Instant> answered_at);

  // Offers. `match` reserves both sides; each is then kept or dropped by its contact.
  [[nodiscard]] std::vector<Offer> match(Instant now);
  void keep(const ContactId& contact);
  void drop(const ContactId& contact);
  // One that stood before a restart.
  void restore(const Offer& offer);
  // Standing ones whose time is up; they stay until `end` is called.
  [[nodiscard]] std::vector<Offer> expired(Instant now) const;
  // Standing ones of people who take no contacts any more; they stay until `end` is called.
  [[nodiscard]] std::vector<Offer> stranded() const;
  // Ends a standing offer. Declined and expired contacts go on waiting for somebody else first.
  void end(const ContactId& contact, OfferStep step);
  [[nodiscard]] const Offer* offer_of(const ContactId& contact) const;
  [[nodiscard]] const Offer* offered_to(const PersonId& person) const;

  // Looking.
  [[nodiscard]] const AtWork* person(const PersonId& person) const;
  [[nodiscard]] std::vector<AtWork> people() const;  // by id
  [[nodiscard]] const Waiting* waiting(const ContactId& contact) const;
  [[nodiscard]] std::vector<Waiting> waiting() const;  // longest first, all teams
  // The team as a contact finds it that needs these skills.
  [[nodiscard]] TeamNow team(std::string_view team, const Skills& skills = {}) const;
  // Whether somebody who has them is signed in there, free or not.
  [[nodiscard]] bool is_anybody_here(std::string_view team, const Skills& skills) const;
  // People whose last contact has ended.
  [[nodiscard]] std::vector<PersonId> done_for_now() const;
  [[nodiscard]] std::optional<Instant> next_expiry() const;

 private:
  struct Held {
    std::string channel;
    std::uint8_t capacity = 1;
  };
  // Who holds less comes first, then who is free longer, then by id.
  using Free = std::tuple<std::size_t, Instant, std::string>;
  struct Filed {
    std::string channel;  // on which they have room; empty: they hold nothing, so on any
    Free place;
  };
  struct Someone {
    AtWork at_work;
    std::map<std::string, Held> held;  // by contact
    std::optional<Filed> filed;
  };
  struct InQueue {
    Waiting waiting;
    Skills needed_first;           // its wait tells how long those wait who need them
    std::set<std::string> passed;  // people who had it and let it go
    std::optional<Offer> offer;
  };
  // Order of a queue: priority, then age, then id.
  using Place = std::tuple<int, Instant, std::string>;
  // Contacts for which the same people come into question: one team and the same skills. A match
  // looks at a lane's contacts only while one of those people is free, however many wait.
  using Lane = std::pair<std::string, Skills>;
  // People by all the skills that they have, so that asking for some looks at no person without.
  using Room = std::map<Skills, std::set<Free>>;
  [[nodiscard]] static Place place_of(const Waiting& waiting);
  Someone& someone(const PersonId& person);
  [[nodiscard]] bool may_be_offered(const Someone& who) const;
  [[nodiscard]] static bool has_room(const Someone& who, const Waiting& waiting);
  [[nodiscard]] static Lane lane_of(const Waiting& waiting) {
    return {waiting.team, waiting.skills};
  }
  void put_in(const Waiting& waiting);
  void take_out(const Waiting& waiting);
  [[nodiscard]] bool keeps_offer(const InQueue& entry, const Waiting& anew) const;
  [[nodiscard]] bool is_anybody_free(const Lane& lane) const;
  void refile(Someone& who);
  void unfile(Someone& who);
  [[nodiscard]] std::optional<PersonId> longest_free(const InQueue& entry) const;
  bool offer_first(InQueue& entry, Instant now, std::vector<Offer>& made);
  std::optional<Offer> take_offer(InQueue& entry);

  std::unordered_map<std::string, Someone> people_;
  // By team and channel, those who have room: who is busy is in nobody's way.
  std::map<std::string, std::map<std::string, Room, std::less<>>, std::less<>> free_;
  std::unordered_map<std::string, InQueue> entries_;  // by contact
  std::map<Lane, std::set<Place>> lanes_;             // not offered to anybody; none is empty
  std::set<std::pair<Instant, std::string>> expiries_;
  std::unordered_map<std::string, std::string> holder_of_;  // contact, person
  std::map<Lane, std::deque<Duration>> recent_;             // waits of those answered
};

}  // namespace callmap
