#pragma once
// The live work: loads contacts, lets the engine decide, makes what happened durable, and only then
// shows it. http and cli/ call it from any number of threads. Commands of one contact are taken one
// after the other, each decided on what is durable; commands of different contacts share commits.
// A command has no time and no author of its own: the desk stamps both. A failed commit discards
// what was in memory and the contact is read again.
//
//   auto desk = CALLMAP_TRY(Desk::open(*store, *keys, clock, {.demo = true}));
//   CALLMAP_TRY(desk->maps().publish(files, clock.now()));
//   desk->intend({caller, id, key}, intent_json, [](Outcome outcome) { … });
//   auto view = desk->view(caller, id);
//
// Order of checks of a command: idempotency key (a person's own), rights, expected version, decide.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "base/json.h"
#include "desk/caller.h"
#include "desk/contact_log.h"
#include "desk/contact_view.h"
#include "desk/feed.h"
#include "desk/floor_view.h"
#include "desk/import.h"
#include "desk/maps_in_force.h"
#include "desk/numbers_view.h"
#include "desk/outcome.h"
#include "desk/sign_in.h"
#include "desk/work_view.h"
#include "store/keys.h"
#include "store/store.h"

namespace callmap {

inline constexpr std::size_t kCommandsWaitingMax = 64;  // of one contact; more is kBusy
inline constexpr std::size_t kCandidatesMax = 20;
inline constexpr std::size_t kPastContactsMax = 5;

struct DeskOptions {
  bool demo = false;
  std::string time_zone = "UTC";  // of the organisation: its days; one that is known (map/zone.h)
  std::size_t contacts_in_memory = 20'000;  // cold ones beyond it are dropped and read again
  SignInOptions sign_in;
};

// A command's envelope. `key` is the idempotency key (8 to 64 of A-Z a-z 0-9 _ -); empty only for
// callers inside this program that never repeat. `expected_version` is sent by people only when
// they overwrite something.
struct Ask {
  Caller by;
  ContactId contact;
  std::string key;
  std::optional<std::uint64_t> expected_version;
};

struct NewContact {
  std::string map;      // may be empty when exactly one map in force has `line`
  std::string channel;  // empty: the map's first
  std::string line;     // id of the map's line, or the number called; may be empty
  std::string caller_number, language, product;
  PersonId offer_to;  // may be empty
  std::string team;   // in whose queue it waits; empty: the line's, unless it is offered
  std::uint8_t priority = 0;
  std::optional<std::vector<std::string>> skills = {};  // in place of the line's; none: those
  struct SystemPass {
    std::string system;
    Level level = Level::kNone;
    std::string account;
  };
  std::optional<SystemPass> system_pass;
};

struct AnswersGiven {
  std::string method;
  std::vector<std::pair<std::string, std::string>> answers;  // item id, as typed
  bool correction = false;
};

struct SimulatedCall {
  ContactId contact;
  SimulatedCaller caller;
};

enum class Whose : std::uint8_t { kMine, kTeam, kAll };

struct SetAside {
  ContactId contact;
  std::string why;
};
struct DoctorReport {
  std::uint64_t records = 0;
  std::uint64_t contacts = 0;
  std::vector<SetAside> set_aside;  // contacts that do not fold
  std::uint64_t rows_mended = 0;    // rebuildable rows that were wrong
};

struct DeskCounts {
  std::uint64_t open_contacts = 0, contacts_in_memory = 0;
  std::uint64_t commands = 0, refused = 0, replayed = 0, commits_failed = 0, set_aside = 0;
};

class Desk {
 public:
  // Reads the maps in force, people, sessions and the rows of open contacts; no contact is folded.
  // Store, key ring and clock must outlive it.
  [[nodiscard]] static Result<std::unique_ptr<Desk>> open(Store& store, KeyRing& keys,
                                                          const Clock& clock, DeskOptions options);
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;
  // Waits until every command under way has been answered.
  ~Desk();

  [[nodiscard]] MapsInForce& maps();
  [[nodiscard]] SignIn& sign_in();
  [[nodiscard]] Feed& feed();
  [[nodiscard]] bool demo() const;

  // Commands. All return at once; see OnOutcome for where and when the answer comes.
  void start(const Caller& by, std::string key, NewContact contact, OnOutcome done);
  void offer(Ask ask, PersonId agent, OnOutcome done);
  void intend(Ask ask, Json intent, OnOutcome done);
  void observe(Ask ask, const Json& observation, OnOutcome done);
  // Compared by the server: a failed attempt is reserved on the customer before anything is
  // compared. `compared` is set in the outcome whenever it was kDone.
  void answer(Ask ask, AnswersGiven given, OnOutcome done);
  void attest(Ask ask, std::string method, OnOutcome done);
  // `candidate` is what `candidates` gave for this contact. The only way to choose a customer.
  void choose_customer(Ask ask, std::string candidate, OnOutcome done);
  // Says that another contact, named by its id or reference, is of the same customer; merged, it is
  // over and this one goes on. By the holder or a lead. Again, it changes nothing but takes along
  // what may be told by now.
  void link(Ask ask, const std::string& other, bool merge, OnOutcome done);
  // Takes the two apart again while this one is open; asked of the one that goes on. The other one
  // is as it was before it was merged, and what came along is taken out here. By the holder or a
  // lead.
  void unlink(Ask ask, const ContactId& other, OnOutcome done);
  // Demo only (kNotFound otherwise): a generated customer calls and is offered to the caller.
  // kNotFound too when no map is in force. The caller's card follows from `simulated_caller`.
  void simulate_call(const Caller& by, std::string key, std::string map, std::string line,
                     OnOutcome done);

  // Reads. kNotFound for what does not exist or is not this person's to see.
  [[nodiscard]] Result<ContactView> view(const Caller& viewer, const ContactId& contact);
  // What `view` has as its guidance, alone.
  [[nodiscard]] Result<Guidance> guidance(const Caller& viewer, const ContactId& contact);
  [[nodiscard]] Result<Notes> notes(const Caller& viewer, const ContactId& contact);
  // Mine, or everybody's for those who may see all; oldest first.
  [[nodiscard]] std::vector<ContactSummary> open_contacts(const Caller& viewer);
  [[nodiscard]] Result<FoundContact> by_reference(const Caller& viewer, std::string_view typed);
  // By the caller's number, or by a search of 3 characters or more (kInvalid when shorter). Only
  // the holder; kNotFound for others.
  [[nodiscard]] Result<std::vector<CandidateView>> candidates(
      const Caller& viewer, const ContactId& contact, std::optional<std::string_view> search);
  [[nodiscard]] Result<std::vector<LogLine>> log_in_words(const Caller& viewer,
                                                          const ContactId& contact);
  // The part a newcomer plays besides the agent's; only the holder of a simulated call.
  [[nodiscard]] Result<SimulatedCaller> simulated_caller(const Caller& viewer,
                                                         const ContactId& contact);
  [[nodiscard]] bool may_see(const Caller& viewer, const ContactId& contact);

  // Work: what people do beside their contacts. What is offered to somebody is told by the feed.
  void set_state(const Caller& by, WorkState state, const std::string& reason,
                 const std::function<void(Result<>)>& done);
  void signed_out(const PersonId& person);
  // The person's screens: the first came, or the last went.
  void connected(const PersonId& person, bool connected);
  void accept_offer(Ask ask, OnOutcome done);
  void decline_offer(Ask ask, std::string why, OnOutcome done);
  void ask_about_offer(Ask ask, std::string item, std::string question, OnOutcome done);
  [[nodiscard]] WorkView work(const Caller& viewer);
  // kNotFound when it is not offered to the viewer, or not any more.
  [[nodiscard]] Result<OfferView> offer(const Caller& viewer, const ContactId& contact);
  // As this contact would find them, when one is named that the viewer may see: with the skills
  // that it needs.
  [[nodiscard]] std::vector<TeamStanding> teams(const Caller& viewer,
                                                const ContactId& contact = {});
  [[nodiscard]] std::vector<Colleague> colleagues();
  [[nodiscard]] std::vector<CallbackDue> callbacks(const Caller& viewer);
  [[nodiscard]] std::vector<FollowUpView> follow_ups(const Caller& viewer, Whose whose);
  // Every live contact, what waits, who is here, what needs a person.
  [[nodiscard]] FloorView floor(const Caller& viewer);
  // kInvalid for a day that is none.
  [[nodiscard]] Result<NumbersView> numbers(const Caller& viewer, const NumbersAsked& asked);
  // The contacts behind some numbers (parse_looked), in order of time, the first kCountedShownMax.
  [[nodiscard]] Result<CountedList> counted_contacts(const Caller& viewer,
                                                     const NumbersAsked& asked,
                                                     std::string_view number);

  // People, where the queues must hear of it; these wait for the store.
  [[nodiscard]] Result<AddedPerson> add_person(NewPerson person);
  // kInvalid, as adding them, for a skill that no map in force has.
  [[nodiscard]] Result<Person> set_teams(const PersonId& person, NewTeams teams);
  [[nodiscard]] Result<> deactivate(const PersonId& person);

  // Lets fall due what is due. Called about every 100 ms by a thread in cli/; cheap when nothing
  // is.
  void tick();
  [[nodiscard]] std::optional<Instant> next_due() const;

  // For those who run the machine (cli/); these wait for the store.
  [[nodiscard]] Result<ImportReport> import_customers(const ReadBytes& read,
                                                      const ImportOptions& options);
  // Generates the demo organisation's customers; again changes nothing. Needs a map in force.
  [[nodiscard]] Result<ImportReport> load_demo_customers();
  // The demo people who are not there yet, with their one-time passwords.
  [[nodiscard]] Result<std::vector<AddedPerson>> add_demo_people();
  // Destroys the keys of the customer and of their contacts. kNotFound when there is no such
  // account.
  [[nodiscard]] Result<> erase_customer(std::string_view account);
  // The contact that goes on for it when it was merged, else itself.
  [[nodiscard]] ContactId goes_on_in(ContactId contact);
  [[nodiscard]] Result<StoredContact> stored(const ContactId& contact);
  // What happened on it, in order.
  [[nodiscard]] Result<std::vector<Event>> events(const ContactId& contact);
  [[nodiscard]] Result<ContactId> contact_of_reference(std::string_view typed);
  // Folds every contact, lists those that do not, and mends the rows of open ones.
  [[nodiscard]] Result<DoctorReport> doctor();

  [[nodiscard]] DeskCounts counts() const;
  // False once a commit failed and none has passed since: /readyz says so.
  [[nodiscard]] bool healthy() const;

  struct Parts;  // parts.h, for the desk's own files

 private:
  explicit Desk(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace callmap
