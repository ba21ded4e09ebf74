#pragma once
// The auditor of the simulation: a model of every contact in plain maps, made from what was
// acknowledged to those who acted, and from the log that everybody can read. It shares no code with
// the queues, the figures and the review that it judges, and says the first thing that is wrong.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "desk/desk.h"

namespace callmap {

inline constexpr std::int64_t kWeekMs = std::int64_t{7} * 24 * 3'600'000;

// One drop of the line, and the calls back that it owed.
struct AuditedDrop {
  int part = -1;
  bool line_back = false;
  std::string callback;  // empty: none was due; `pending`, or how it ended
};

struct AuditedPromise {
  int part = -1;
  std::optional<Instant> due;
  bool to_customer = false;  // has a channel: counts in the day's numbers
  std::optional<Instant> done;
};

struct AuditedTime {  // in milliseconds since 1970
  std::int64_t from = 0, to = 0;
};

// When somebody took contacts, and when contacts kept them busy.
struct AuditedWorker {
  std::string team, state = "off";
  bool screen = true;            // is there, or was not missed yet
  std::optional<Instant> since;  // taking contacts now
  std::vector<AuditedTime> taking, busy;
};

// The time in which one person held it. What happens is kept with the place of the part, or -1
// while nobody holds the contact.
struct AuditedPart {
  std::string agent;
  std::int64_t talk_ms = 0, hold_ms = 0, acw_ms = 0;
  std::vector<AuditedTime> busy;
  bool over = false;
};

struct AuditedRequest {
  std::set<std::string> ticked, none;
  std::set<std::string> filled{"urgency"};  // the map's first choice
  std::string reason;
  std::string disposition;  // empty: none
  int disposed_in = -1;
};

struct AuditedContact {
  std::uint64_t version = 0;
  Instant started;
  Instant timed_to;  // until when the parts' times are counted
  std::vector<AuditedPart> parts;
  std::vector<std::pair<Number, int>> happened;
  std::vector<std::pair<bool, int>> attempts;  // passed?
  std::map<std::int64_t, AuditedRequest> requests;
  std::int64_t request = 1;  // the current one
  std::set<std::string> stages, ticked;
  std::optional<Instant> queued_at, answered_at, hung_up_at;
  int answered_in = -1, handed_from = -1;
  std::string team = "billing", reason, customer;
  bool needs_time = false;
  std::set<std::string> skills;      // of the line, or as the phone system gave them
  std::optional<Instant> wait_from;  // of the wait that goes on, in a queue or of a handoff
  bool waived = false;               // in that wait
  bool asks = false;                 // a question waits for its answer
  std::string channel;
  bool number_known = false;
  bool closed = false, hung_up = false, connected = false, held_once = false, answered = false;
  bool was_queued = false, waiting = false;
  std::string line = "ringing";  // connected, held, dropped, closed
  std::string holder;
  std::string handoff, handoff_how;  // as it stands: drafted, offered, accepted …
  std::string callback;              // `due`, `trying`, or empty
  Instant callback_due;
  Instant callback_from;  // the drop or the try from which the attempt's distance runs
  int attempt = 0;
  bool no_time = false;  // nothing suits office and customer: the call back has to end for that
  std::string zone;      // of the customer who was chosen
  bool callback_after_drop = false;
  std::optional<std::string> next_must_be;  // the event that has to follow at once
  std::vector<AuditedDrop> drops;
  std::map<std::int64_t, AuditedPromise> promises;
  std::shared_ptr<const AuditedContact> before_merge;  // as it was when it was over for another one

  // What whoever it is offered to has to have: tests/maps/office.
  [[nodiscard]] std::set<std::string> needs() const {
    std::set<std::string> all = skills;
    if (requests.at(request).reason == "tax") all.insert("customs");
    return waived ? std::set<std::string>{} : all;
  }
  [[nodiscard]] bool waits() const { return waiting || handoff == "offered"; }
  [[nodiscard]] int here() const {
    return holder.empty() ? -1 : static_cast<int>(parts.size()) - 1;
  }
};

// A row of the day's numbers, of which all means are made here.
struct AuditedRow {
  std::map<Number, std::uint64_t> counts;
  std::map<std::string, std::uint64_t> dispositions;
  std::int64_t wait_ms = 0, longest_ms = 0, talk_ms = 0, hold_ms = 0, acw_ms = 0;
  std::int64_t waits = 0, parts = 0, known = 0, solved = 0;
  std::optional<unsigned> occupancy;
};

class Auditor {
 public:
  // Reads what the log has gained.
  void read(Store& store);
  // Where each customer lives.
  void told_zone(const CustomerId& customer, const std::string& zone) {
    zones_[customer.text] = zone;
  }
  // What those who acted were told.
  void told_started(const Outcome& outcome, bool number_known);
  void told(const Outcome& outcome);
  void told_skills(const PersonId& person, const std::vector<std::string>& skills) {
    skills_[person.text] = {skills.begin(), skills.end()};
  }
  void told_team(const PersonId& person, const std::string& team) {
    workers_[person.text].team = team;
  }
  void told_screen(const PersonId& person, bool there) { workers_[person.text].screen = there; }
  // Whoever holds nothing is not missed: they are asked for with the next offer.
  void told_restart() {
    std::erase_if(missing_, [&](const std::string& person) { return held_[person].empty(); });
  }
  void told_gone(const PersonId& person) { gone_.insert(person.text); }
  void told_missing(const PersonId& person) { missing_.insert(person.text); }
  void told_back(const PersonId& person) { missing_.erase(person.text); }

  // Everybody's work and offers, the lists of promises and calls back.
  void check_work(Desk& desk, const Caller& lead, const std::vector<Caller>& people);
  // Nobody waits for a skill beyond the time of the map; once every contact that is due was looked
  // at.
  void check_patience(Instant now);
  // After a restart, whose contacts need a person: those of the missing, once they are late, and
  // nobody else's.
  void check_missing(Desk& desk, const Caller& lead, bool late);
  // The numbers of every day, or of those from `since` on.
  void check_numbers(Desk& desk, const Caller& lead, Instant now, Instant since = {});
  // Nobody works any more: nothing may be left.
  void check_end(Desk& desk, const Caller& lead, const std::vector<Caller>& people);

  [[nodiscard]] const std::optional<std::string>& fault() const { return fault_; }
  [[nodiscard]] const AuditedContact& contact(const std::string& id) const {
    return contacts_.at(id);
  }
  [[nodiscard]] std::size_t started() const { return contacts_.size(); }
  [[nodiscard]] const std::set<std::string>& open() const { return open_; }
  [[nodiscard]] const std::set<std::string>& held_by(const std::string& person) {
    return held_[person];
  }
  // Contacts with something promised that is not done, and its numbers.
  [[nodiscard]] const std::map<std::string, std::set<std::int64_t>>& promised() const {
    return promised_;
  }

 private:
  // When each customer's contacts started, in order.
  using Starts = std::map<std::string, std::vector<Instant>>;
  using Workers = std::map<std::string, AuditedWorker>;
  using Groups = std::map<GroupedBy, std::map<std::string, AuditedRow>>;

  void wrong(const std::string& contact, const std::string& what);
  void fold(const LogRecord& record);
  void fold_line(const std::string& id, AuditedContact& contact, const std::string& kind);
  void fold_segment(const std::string& id, AuditedContact& contact, const std::string& kind,
                    const Json& json);
  // auditor_parts.cc
  static void pass_time(AuditedContact& contact, Instant until);
  void fold_parts(AuditedContact& contact, const std::string& kind, const Json& json);
  void fold_request(AuditedContact& contact, const std::string& kind, const Json& json);
  void note_answer(AuditedContact& contact) const;
  // auditor_skills.cc
  void fold_skills(const std::string& id, AuditedContact& contact, const std::string& kind,
                   const Json& json);
  void fold_person(const LogRecord& record);
  // auditor_work.cc
  void fold_state(const std::string& person, const Json& json);
  [[nodiscard]] static AuditedTime half_hour_of(Instant at, Instant now);
  [[nodiscard]] static AuditedTime day_of(Instant at, Instant now);
  [[nodiscard]] Workers at_work(AuditedTime day, Instant now) const;
  [[nodiscard]] static std::optional<unsigned> occupancy(
      const Workers& workers, AuditedTime within,
      const std::function<bool(const std::string&)>& whose);

  void fold_handoff(const std::string& id, AuditedContact& contact, const std::string& kind,
                    const Json& json);
  void fold_callback(const std::string& id, AuditedContact& contact, const std::string& kind,
                     const Json& json);
  void fold_due(const std::string& id, AuditedContact& contact, const Json& json);
  void fold_customer(AuditedContact& contact, const Json& json);
  // When an attempt that nobody agreed to is due; nullopt when no time suits.
  [[nodiscard]] static std::optional<Instant> attempt_time(const AuditedContact& contact,
                                                           Instant from, int attempt);
  void fold_promise(AuditedContact& contact, const std::string& kind, const Json& json);
  void fold_consult(const std::string& id, AuditedContact& contact, const std::string& kind,
                    const LogRecord& record);
  void fold_link(const std::string& id, AuditedContact& contact, const std::string& kind,
                 const Json& json);
  void note_promises(const std::string& id, const AuditedContact& contact);
  void give(const std::string& id, AuditedContact& contact, const std::string& person);
  void check_room(const std::string& id, const AuditedContact& contact, const std::string& person);
  void check_closing(const std::string& id, const AuditedContact& contact);
  void check_person(Desk& desk, const Caller& person, std::set<std::string>& seen);
  // The picture that the leads have, contact by contact and in its counts.
  void check_floor(Desk& desk, const Caller& lead);
  void check_promises(Desk& desk, const Caller& lead);
  void check_callbacks(Desk& desk, const Caller& lead);
  // auditor_day.cc
  void check_day(Desk& desk, const Caller& lead, const std::string& day, const Starts& starts,
                 Instant now);
  void add_occupancy(const std::string& day, AuditedRow& total, Groups& groups, Instant now) const;
  void check_rows(const std::string& day, const std::map<std::string, AuditedRow>& counted,
                  const std::vector<NumbersRow>& told);
  [[nodiscard]] std::string differing(Desk& desk, const Caller& lead, const std::string& day,
                                      Number number, const Starts& starts, Instant now);
  [[nodiscard]] Starts starts() const;

  std::map<std::string, AuditedContact> contacts_;
  std::map<std::string, std::vector<std::string>> contacts_of_;  // by day, when they were checked
  std::map<std::string, std::string> zones_;                     // by customer
  std::map<std::string, std::set<std::string>> skills_;          // by person
  Workers workers_;
  std::set<std::string> open_;
  std::map<std::string, std::set<std::string>> held_;       // by person
  std::set<std::string> gone_;                              // people who left for good
  std::set<std::string> missing_;                           // not back since a restart
  std::map<std::string, std::set<std::int64_t>> promised_;  // not done, by contact
  std::uint64_t position_ = 0;
  Instant at_;  // of the event being read
  std::optional<std::string> fault_;
};

}  // namespace callmap
