#pragma once
// The queue book made durable: what people say of themselves and what is offered to them stands in
// each person's stream `ID.work`; what waits, and who holds what, is told by the contacts
// themselves as they become durable. Any thread may call. Rows of table `work` (key the person; sub
// `state`, `offer`, `version`) say where it stood, so that a start reads no stream.

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "desk/feed.h"
#include "desk/open_contacts.h"
#include "desk/shift_book.h"
#include "desk/stream_events.h"
#include "directory/people.h"
#include "queue/queue_book.h"

namespace callmap {

inline constexpr std::string_view kWorkTable = "work";
// How long after a start whoever holds contacts has to show themselves before they count as gone.
inline constexpr Duration kBackWithin = seconds(60);

class WorkFloor {
 public:
  // `tell` gets one event a change, on the committing thread, in the order of the log.
  WorkFloor(Store& store, std::function<void(FeedEvent)> tell)
      : store_(&store), tell_(std::move(tell)), shifts_(store) {}

  // Where everything stood. Offers of contacts that wait no more are ended.
  [[nodiscard]] Result<> load(const std::vector<Person>& people, const OpenContacts& open,
                              Instant now);

  void set_teams(const Person& person);
  // The person's screens: the first came, or the last went.
  void connected(const PersonId& person, bool connected, Instant now);
  // They did or asked something, on whatever way: they are back after the start.
  void seen(const PersonId& person);
  // `done` is called once, when it is durable or could not be made so.
  void set_state(const PersonId& person, WorkState state, const std::string& reason, Instant now,
                 const std::function<void(Result<>)>& done);
  // A contact as it has become durable; nullptr: it is closed.
  void note(const ContactId& contact, const OpenContact* open, Instant now);

  // Ends what is over and offers what waits. Called at every tick.
  void run(Instant now);
  // Offers what waits, when a contact began to wait or somebody became free since the last time.
  void match(Instant now);

  // The offer is theirs to act on: from now on it does not run out, until `note` or `unclaim`.
  [[nodiscard]] bool claim(const ContactId& contact, const PersonId& person);
  void unclaim(const ContactId& contact);
  [[nodiscard]] bool is_offered(const ContactId& contact, const PersonId& person) const;
  // An inbound contact goes on to the next person. False when it is not offered to this one.
  [[nodiscard]] bool decline(const ContactId& contact, const PersonId& person, Instant now);

  // When people took contacts on that date, by person; until now for those who do.
  [[nodiscard]] Result<ShiftBook::Day> shifts(const std::string& date, Instant now);

  // Looks while nothing moves.
  template <class Look>
  [[nodiscard]] auto look(Look look) const {
    const std::lock_guard lock(mutex_);
    return look(book_);
  }

 private:
  struct Note {  // one commit to a person's stream
    PersonId person;
    std::vector<PersonEvent> events;
    std::vector<RowChange> rows;
    std::string_view what;             // for the feed
    std::optional<TimeSpan> taking{};  // the time of taking contacts that it ends
  };
  void write(Note note, Instant now, const std::function<void(Result<>)>& done);
  [[nodiscard]] Result<std::uint64_t> version_of(const PersonId& person);
  [[nodiscard]] Result<> load_person(const Person& person, std::vector<Offer>& offers);
  [[nodiscard]] Result<> set_as_written(const PersonId& person, const Row& row);
  void ask_the_disk();
  void forget_what_failed();
  void end_expired(Instant now);
  void end_stranded(Instant now);
  void go_away_after_last(Instant now);
  void miss(Instant now);
  void offer(const std::vector<Offer>& made, Instant now);
  [[nodiscard]] std::optional<TimeSpan> taking_until(const PersonId& person, WorkState next,
                                                     Instant now) const;
  void write_end(const Offer& offer, std::string_view how, Instant now);

  Store* store_;
  std::function<void(FeedEvent)> tell_;
  std::mutex order_;          // of commits to people's streams; taken before mutex_
  mutable std::mutex mutex_;  // guards what follows
  QueueBook book_;
  std::set<std::string> claimed_;  // contacts whose offer is being acted on
  std::set<std::string> unsure_;   // people of whom the disk may say another state
  bool moved_ = false;             // something waits, or somebody is free, who did not before
  // Who held contacts at the start and has not shown themselves: until when they are waited for,
  // none when they count as gone by now.
  std::map<std::string, std::optional<Instant>> missed_;
  std::atomic<bool> misses_{false};  // some are
  // Guarded by order_.
  std::unordered_map<std::string, std::uint64_t> versions_;
  ShiftBook shifts_;
  std::atomic<bool> failed_{false};
};

}  // namespace callmap
