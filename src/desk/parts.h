#pragma once
// What the desk is made of. Private to the desk's own files (desk_*.cc), each of which is one kind
// of work; desk.h is what others see.

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "desk/access_log.h"
#include "desk/customer_book.h"
#include "desk/day_book.h"
#include "desk/desk.h"
#include "desk/done_rows.h"
#include "desk/local_day.h"
#include "desk/open_contacts.h"
#include "desk/promises.h"
#include "desk/rights.h"
#include "desk/shelf.h"
#include "desk/work_floor.h"
#include "engine/decide.h"

namespace callmap {

// Rows that the desk writes besides those of the other files here.
inline constexpr std::string_view kReferenceTable = "reference";  // key it, value the contact
inline constexpr std::string_view kContactOfTable =
    "contact_of";  // key the customer, sub the contact
// The same of customers who were verified on it before another one was chosen: it goes with them
// too.
inline constexpr std::string_view kContactWasOfTable = "contact_was_of";
inline constexpr std::string_view kAsideTable = "aside";  // key the contact, value why
inline constexpr std::string_view kDemoTable = "demo";    // key the contact, value the customer's n

// Key a keyed hash of the number at which a customer is to be called back, sub the contact. A hint:
// what it leads to is looked at.
inline constexpr std::string_view kCalledBackTable = "called_back";

inline constexpr std::string_view kCandidatesKey = "desk/candidates";
inline constexpr std::size_t kAttemptRetriesMax = 8;
inline constexpr std::size_t kListedMax = 2'000;
inline constexpr std::size_t kFollowUpsListed = 500;

// One command whose turn has come. Shared, because it travels through callbacks that are copied.
struct Turn {
  Ask ask;
  std::string mark;  // tells commands under one key apart, without what was typed
  OnOutcome done;
  bool by_clock = false;  // nobody asked: what is due falls
  ShelvedContact* contact = nullptr;
  Instant now;

  [[nodiscard]] const StoredContact& stored() const { return contact->stored; }
  [[nodiscard]] Author author() const {
    const bool service = ask.by.roles.has(Role::kService);
    return {service ? Author::Kind::kService : Author::Kind::kPerson, ask.by.id};
  }
};
// shared: a turn waits in callbacks that must be copyable (std::function); one at a time uses it.
// shared: the callbacks that carry it are copied
using TurnRef = std::shared_ptr<Turn>;

// What a turn makes durable.
struct Change {
  std::vector<Event> events;
  std::vector<RowChange> rows;
  std::vector<Append> appends;  // to other streams
  // Of another contact that the turn has taken as well: in the same commit.
  struct Other {
    ShelvedContact* contact = nullptr;
    std::vector<Event> events;
  };
  std::optional<Other> other = std::nullopt;
  Outcome outcome;  // told once it is; position and version are filled in
};

struct Desk::Parts {
  Parts(Store& the_store, KeyRing& the_keys, const Clock& the_clock, DeskOptions the_options);

  // desk_turns.cc: a command's way from asking to answer.
  void begin(Ask ask, Deed deed, std::string mark, OnOutcome done,
             std::function<void(const TurnRef&)> judge);
  void queue(const TurnRef& turn, Deed deed, std::function<void(const TurnRef&)> judge);
  // Brings what is kept beside a contact in line with its log, the first time after it was read.
  void freshen(ShelvedContact* contact);
  // A commit to it failed, and may have reached the disk all the same: whether or not anybody asks
  // again, the clock looks at what stands there.
  void doubt(ShelvedContact* contact, Instant now);
  void take_turn(const TurnRef& turn, Deed deed, const std::function<void(const TurnRef&)>& judge);
  [[nodiscard]] std::optional<Outcome> not_allowed(const Turn& turn, Deed deed) const;
  [[nodiscard]] std::optional<Outcome> answered_before(const Turn& turn) const;
  [[nodiscard]] std::optional<Outcome> answered_by_record(const Turn& turn,
                                                          std::uint64_t version) const;
  [[nodiscard]] std::optional<Outcome> answered_by_row(const Turn& turn) const;
  void judge(const TurnRef& turn, Command command, Change change);
  void judge_intent(const TurnRef& turn, const Json& json);
  void refuse(const TurnRef& turn, Refusal refusal);
  // On kConflict at another stream `conflict` is called instead of failing, when given.
  void commit(const TurnRef& turn, Change change, std::function<void()> conflict = {});
  void index(const ContactId& id, const StoredContact& stored);
  // What a command leaves beside the contact itself.
  struct Beside {
    std::optional<std::vector<Promise>> promised;  // its open follow-ups
    std::optional<Counted> counted;                // it has closed, or a promise was kept later
    std::optional<Counted> uncounted;              // it is open again
    std::vector<std::string> owners;               // ids of whose follow-ups these changed
  };
  [[nodiscard]] Beside beside_of(const ContactId& id, const StoredContact& next,
                                 const std::vector<Event>& events,
                                 std::vector<RowChange>& rows) const;
  // Returns the owners to tell once it is durable and seen.
  std::vector<std::string> keep(const ContactId& id, Beside beside);
  void tell_owners(const std::vector<std::string>& owners, std::string_view what,
                   std::uint64_t position);
  [[nodiscard]] Beside beside_from_log(const ContactId& id, const StoredContact& stored) const;
  [[nodiscard]] Result<> mend_beside(const ContactId& id, const Beside& beside, Commit& commit);
  // One contact's part of a commit, and how it is once that is durable.
  struct Written {
    ShelvedContact* contact = nullptr;
    StoredContact next;
    std::vector<Event> events;
    std::size_t records = 0;
    bool moved = false;  // its row of open contacts changes
    Beside beside;
  };
  [[nodiscard]] Result<Written> write_down(ShelvedContact* contact, std::vector<Event> events,
                                           const Asked& asked, Commit& made) const;
  void made_durable(std::vector<Written> all, std::uint64_t position);
  void failed(const TurnRef& turn, const Error& error);
  void answer(const TurnRef& turn, Outcome outcome);
  void set_aside(const ContactId& id, const std::string& why);
  void note_commit(bool passed);

  // desk_links.cc
  [[nodiscard]] ContactId goes_on_in(ContactId id, const ContactId& before = {});
  [[nodiscard]] std::vector<RowChange> called_back_rows(const ContactId& id,
                                                        const StoredContact& before,
                                                        const StoredContact& after) const;
  // A command that concerns two contacts, by the holder of the one asked or a lead. The one whose
  // id sorts first is taken first.
  using JudgeBoth = std::function<void(const TurnRef&, ShelvedContact* other)>;
  void begin_both(Ask ask, const ContactId& other, std::string mark, OnOutcome done,
                  const JudgeBoth& judge);
  void part(const TurnRef& turn, const ContactId& other, ShelvedContact* taken);
  // The rows that tie a contact of nobody's, and those merged into it, to a customer.
  void add_ties(const ContactId& id, const CustomerId& customer, bool put,
                std::vector<RowChange>& rows, std::size_t depth = 0);
  [[nodiscard]] std::vector<ContactId> merged_into(const Contact& contact, const ContactId& id);
  // Whether the viewer, who holds the later contact, may hear what was said in the earlier one.
  [[nodiscard]] bool may_tell(const Caller& viewer, const StoredContact& later,
                              const Contact& earlier) const;
  // A contact that the viewer may read because it was merged into one of theirs.
  [[nodiscard]] Result<ShelvedContact> visible_since_merged(const Caller& viewer,
                                                            const ContactId& id);
  void add_links(ContactView& view, const Caller& viewer, const ShelvedContact& shelved);
  void add_earlier(ContactView& view, const Caller& viewer, const ShelvedContact& shelved);

  // desk_work.cc, desk_people.cc
  void accept(const TurnRef& turn);
  void release_leavers(Instant now);
  void ring_out(const TurnRef& turn);
  [[nodiscard]] std::optional<Outcome> not_theirs(const Turn& turn, Asker asker,
                                                  const std::optional<std::uint16_t>& task) const;
  [[nodiscard]] std::optional<Refusal> no_room(const Turn& turn) const;
  [[nodiscard]] std::vector<std::string> teams_of(const Caller& caller) const;
  [[nodiscard]] std::vector<QuestionView> questions(const Caller& viewer);
  // Whether they are one of those who make its call back; leads always are.
  [[nodiscard]] bool may_call_back(const Caller& by, const CallMap& map) const;
  [[nodiscard]] std::optional<Refusal> not_their_call(const Turn& turn, const Intent& intent) const;
  // What the guidance of that contact cannot know by itself.
  [[nodiscard]] Surroundings around(const Caller& viewer, const CallMap& map,
                                    const Contact& contact) const;
  // Puts them in order, each once; kInvalid for one that no map in force has.
  [[nodiscard]] Result<> check_skills(std::vector<std::string>& skills) const;
  [[nodiscard]] std::set<std::string> people_who_left() const;  // by id
  [[nodiscard]] std::string owner_id(std::string_view written) const;
  [[nodiscard]] std::string owner_name(const std::string& written) const;
  // Who is to do it, by name, and their team: whoever asks, where nobody is named.
  void complete(intent::AddTask& task, const Caller& by) const;

  // desk_numbers.cc
  // A day: the closed contacts of the day book and the open ones as they stand, in one look at it
  // and the week around.
  struct CountedDay {
    std::vector<Counted> contacts;                      // that started on it
    std::map<std::string, std::vector<TimeSpan>> busy;  // by person, when contacts kept them so
  };
  [[nodiscard]] Result<CountedDay> counted(const LocalDay& day);
  // The day that is asked for, today for none; kInvalid for what is no date.
  [[nodiscard]] Result<LocalDay> day_asked(const std::string& date, Instant now) const;
  void name_row(NumbersRow& row, GroupedBy by) const;
  [[nodiscard]] CountedView counted_view(const Counted& contact) const;
  [[nodiscard]] Result<> add_occupancy(NumbersView& view, CountedDay& counted,
                                       const NumbersAsked& asked, const LocalDay& day,
                                       const HalfHours& slots);

  // desk_customers.cc
  [[nodiscard]] Result<> examine(const ContactId& id, DoctorReport& report);
  [[nodiscard]] Result<> mend_tie(const ContactId& id, const StoredContact& stored, Commit& commit);
  [[nodiscard]] Result<> mend_former_ties(const ContactId& id, const StoredContact& stored,
                                          Commit& commit);

  // desk_verify.cc
  void compare(const TurnRef& turn, const AnswersGiven& given);
  void attest(const TurnRef& turn, const std::string& method);

  // desk_read.cc
  [[nodiscard]] Result<ShelvedContact> visible(const Caller& viewer, const ContactId& contact);
  [[nodiscard]] CustomerView customer_view(const Caller& viewer, const ShelvedContact& shelved,
                                           Instant now);
  [[nodiscard]] std::vector<PastContact> past_contacts(const CustomerId& customer,
                                                       const ContactId& but);
  void add_ownership(ContactView& view, const CallMap& map, const Contact& contact);
  // Of everybody's open contacts, or of the holder's, who is told more of them.
  [[nodiscard]] std::vector<ContactSummary> summaries(const std::optional<PersonId>& holder);
  void tell_apart(ContactSummary& summary);
  [[nodiscard]] bool has_other_open_contact(const CustomerId& customer, const ContactId& but);
  [[nodiscard]] Instant now_for(const Contact& contact) const {
    return std::max(clock.now(), contact.record.last);
  }

  Store& store;
  KeyRing& keys;
  const Clock& clock;
  const DeskOptions options;
  MapsInForce maps;
  ContactLog log;
  CustomerBook book;
  ContactShelf shelf;
  AccessLog access;
  DonePurge done_purge;  // tick's thread
  std::unique_ptr<SignIn> people;
  std::unique_ptr<Feed> feed;
  WorkFloor work;

  mutable std::mutex mutex;  // guards what follows
  OpenContacts open;
  std::map<std::string, Instant> leavers;  // who left for good and holds contacts; next try
  Promises promises;
  DayBook days;
  std::set<std::string> starting;  // person/key of starts under way
  std::size_t starts = 0;          // under way
  std::condition_variable started;
  std::set<std::string> references_pending;  // drawn and not yet durable
  std::map<std::string, PastContact> past;   // of closed contacts, bounded

  std::atomic<std::uint64_t> commands{0}, refused{0}, replayed{0}, commits_failed{0}, aside{0};
  std::atomic<bool> healthy{true};
};

// Every event of the command, applied as well. Refused: nothing changed.
[[nodiscard]] std::optional<Refusal> step(StoredContact& stored, std::vector<Event>& events,
                                          const Command& command);
[[nodiscard]] bool was_held_by(const Contact& contact, const PersonId& person);
// Who holds it, or held it last once it is closed.
[[nodiscard]] PersonId last_holder(const Contact& contact);
// Who held it last, also when they have put it down.
[[nodiscard]] PersonId held_last(const Contact& contact);
[[nodiscard]] Outcome outcome_of(const Error& error);
[[nodiscard]] Error no_contact();  // nor one that this person may know of
// What the feed tells of these events, the last of which led to `after`.
[[nodiscard]] FeedEvent feed_event(const ContactId& id, const StoredContact& after,
                                   const std::vector<Event>& events, const PersonId& holder_before);
// What an outcome leaves under its idempotency key, and what is told from it again.
[[nodiscard]] std::string to_done_row(const Outcome& outcome, std::string_view mark,
                                      std::uint64_t version_before, Instant now);
// The log's line for an event, without any value.
[[nodiscard]] std::string in_words(const CallMap& map, const Event& event);

}  // namespace callmap
