// The way of a command: its turn at the contact, the checks in their order, what it makes durable,
// and the answer.

#include <fmt/core.h>

#include <algorithm>

#include "base/ensure.h"
#include "desk/parts.h"
#include "engine/event_json.h"
#include "engine/names.h"

namespace callmap {
namespace {

constexpr std::size_t kKeyLengthMin = 8;
constexpr std::size_t kKeyLengthMax = 64;

bool is_key(std::string_view key) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  return key.size() >= kKeyLengthMin && key.size() <= kKeyLengthMax &&
         std::ranges::all_of(key, fits);
}

std::string done_sub(const Ask& ask) {
  return ask.by.id.text + "/" + ask.key;
}

Outcome plain(Outcome::Kind kind, std::string message) {
  Outcome outcome;
  outcome.kind = kind;
  outcome.message = std::move(message);
  return outcome;
}

// Of a contact that closes: whether answers stand in rows that may go some day.
bool closes_with_rows(const ShelvedContact& contact) {
  return contact.stored.contact.open() &&
         std::ranges::any_of(contact.answered,
                             [](const AnsweredKey& each) { return each.version == 0; });
}

// The teams for which a question came or went.
std::vector<std::string> teams_asked(const StoredContact& before, const StoredContact& after) {
  const auto team_of = [](const StoredContact& stored) -> std::string {
    const ConsultEntry* const consult = stored.contact.consult();
    return consult ? stored.map->teams[at(consult->team)].id : std::string();
  };
  const std::string was = team_of(before), is = team_of(after);
  if (was == is) return {};
  std::vector<std::string> teams;
  if (!was.empty()) teams.push_back(was);
  if (!is.empty()) teams.push_back(is);
  return teams;
}

Outcome key_reused() {
  return plain(Outcome::Kind::kKeyReused, "this idempotency key went with another command");
}

// A refusal told a second time: the rule's own words, or those of the reason.
Refusal told_again(const CallMap& map, const Json& json) {
  Refusal refusal;
  refusal.reason = RefusalReason::kNotNow;
  for (std::size_t n = 0; n < kRefusalReasonCount; ++n) {
    const auto reason = static_cast<RefusalReason>(n);
    if (name(reason) == json.text("reason")) refusal.reason = reason;
  }
  refusal.subject = json.text("subject").value_or("");
  refusal.rule = json.text("rule").value_or("");
  refusal.sentence = "this was declined when it was asked for the first time";
  for (const Rule& rule : map.rules) {
    if (rule.id != refusal.rule) continue;
    refusal.sentence = rule.sentence;
    refusal.because = rule.because;
  }
  return refusal;
}

std::string_view compared_name(Compared::Result result) {
  switch (result) {
    case Compared::Result::kPassed: return "passed";
    case Compared::Result::kFailed: return "failed";
    case Compared::Result::kMalformed: return "malformed";
  }
  return {};
}

Compared compared_of(const Json& json) {
  Compared compared;
  compared.result =
      json.text("result") == "passed" ? Compared::Result::kPassed : Compared::Result::kFailed;
  compared.attempts_left = static_cast<std::uint8_t>(json.whole("left").value_or(0));
  if (const auto until = json.whole("until")) compared.locked_until = Instant{*until};
  return compared;
}

}  // namespace

std::optional<Refusal> step(StoredContact& stored, std::vector<Event>& events,
                            const Command& command) {
  auto decided = decide(*stored.map, stored.contact, command);
  if (!decided) return std::move(decided.error());
  for (Event& event : *decided) {
    fold(stored.contact, *stored.map, event);
    events.push_back(std::move(event));
  }
  return std::nullopt;
}

FeedEvent feed_event(const ContactId& id, const StoredContact& after,
                     const std::vector<Event>& events, const PersonId& holder_before) {
  FeedEvent told;
  told.position = after.position;
  told.contact = id;
  told.version = after.version;
  for (const Event& event : events) {
    const std::string_view what = kind(event.body);
    if (std::ranges::find(told.what, what) == told.what.end()) told.what.push_back(what);
  }
  told.holder = last_holder(after.contact);
  if (holder_before != told.holder) told.holder_before = holder_before;
  return told;
}

PersonId last_holder(const Contact& contact) {
  return contact.open() ? contact.holder() : held_last(contact);
}

PersonId held_last(const Contact& contact) {
  return contact.record.segments.empty() ? PersonId{} : contact.record.segments.back().agent;
}

bool was_held_by(const Contact& contact, const PersonId& person) {
  return std::ranges::any_of(contact.record.segments, [&person](const SegmentEntry& segment) {
    return segment.agent == person;
  });
}

Outcome outcome_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kNotFound: return plain(Outcome::Kind::kNotFound, error.message);
    case ErrorKind::kInvalid: return plain(Outcome::Kind::kInvalid, error.message);
    case ErrorKind::kBusy: return plain(Outcome::Kind::kBusy, error.message);
    case ErrorKind::kErased: return plain(Outcome::Kind::kErased, error.message);
    case ErrorKind::kFailed:
    case ErrorKind::kConflict:
    case ErrorKind::kDamaged: break;
  }
  return plain(Outcome::Kind::kFailed, error.message);
}

std::string to_done_row(const Outcome& outcome, std::string_view mark, std::uint64_t version_before,
                        Instant now) {
  JsonWriter out;
  out.open().field("at", now.ms).field("mark", mark).field("version", outcome.version);
  out.field("events", outcome.version - version_before);
  if (outcome.refusal) {
    out.key("refusal").open().field("reason", name(outcome.refusal->reason));
    // What was asked for by a name of the map; anything else may be what somebody typed.
    if (is_name(outcome.refusal->subject)) out.field("subject", outcome.refusal->subject);
    out.text_if("rule", outcome.refusal->rule).close();
  }
  if (outcome.compared) {
    out.key("compared").open().field("result", compared_name(outcome.compared->result));
    out.field("left", unsigned{outcome.compared->attempts_left});
    if (outcome.compared->locked_until) out.field("until", outcome.compared->locked_until->ms);
    out.close();
  }
  return out.close().take();
}

void Desk::Parts::begin(Ask ask, Deed deed, std::string mark, OnOutcome done,
                        std::function<void(const TurnRef&)> judge) {
  ++commands;
  if (!ask.key.empty() && !is_key(ask.key)) {
    done(plain(Outcome::Kind::kInvalid,
               fmt::format("the idempotency key has {} to {} letters, digits, `_` or `-`",
                           kKeyLengthMin, kKeyLengthMax)));
    return;
  }
  work.seen(ask.by.id);
  // Shared for the same reason as every turn: the callbacks are copied.
  auto turn = std::make_shared<Turn>();
  turn->ask = std::move(ask);
  turn->mark = std::move(mark);
  turn->done = std::move(done);
  queue(turn, deed, std::move(judge));
}

void Desk::Parts::queue(const TurnRef& turn, Deed deed, std::function<void(const TurnRef&)> judge) {
  shelf.take(turn->ask.contact, [this, turn, deed, judge = std::move(judge)](
                                    ShelvedContact* contact, const Error& why) {
    if (contact == nullptr) {
      const bool unreadable = why.kind == ErrorKind::kDamaged || why.kind == ErrorKind::kInvalid;
      if (unreadable) set_aside(turn->ask.contact, why.message);
      turn->done(unreadable
                     ? plain(Outcome::Kind::kFailed, "the contact does not read and was set aside")
                     : outcome_of(why));
      return;
    }
    turn->contact = contact;
    take_turn(turn, deed, judge);
  });
}

void Desk::Parts::freshen(ShelvedContact* contact) {
  if (!shelf.take_fresh(contact)) return;
  const StoredContact& stored = contact->stored;
  const Record& record = stored.contact.record;
  index(contact->id, stored);
  Beside beside;
  beside.promised =
      open_promises(contact->id, record, [this](std::string_view name) { return owner_id(name); });
  if (!stored.contact.open()) {
    beside.counted = Counted{contact->id, record.reference,
                             day_entry(*stored.map, stored.contact, record.last), false, false};
  }
  keep(contact->id, std::move(beside));
}

void Desk::Parts::take_turn(const TurnRef& turn, Deed deed,
                            const std::function<void(const TurnRef&)>& judge) {
  turn->now = now_for(turn->stored().contact);
  freshen(turn->contact);
  if (auto before = answered_before(*turn)) {
    ++replayed;
    answer(turn, std::move(*before));
    return;
  }
  if (auto no = not_allowed(*turn, deed)) {
    answer(turn, std::move(*no));
    return;
  }
  const auto& expected = turn->ask.expected_version;
  if (expected && *expected != turn->stored().version) {
    Outcome stale = plain(Outcome::Kind::kStale, "the contact has changed since it was read");
    stale.version = turn->stored().version;
    answer(turn, std::move(stale));
    return;
  }
  judge(turn);
}

std::optional<Outcome> Desk::Parts::not_allowed(const Turn& turn, Deed deed) const {
  const Caller& by = turn.ask.by;
  const Contact& contact = turn.stored().contact;
  if (turn.by_clock) return std::nullopt;
  const bool service = by.roles.has(Role::kService);
  const bool judged_later = deed == Deed::kActOnContact;  // by what is asked for
  const bool visible =
      judged_later || service || may(by, Deed::kSeeAllContacts) || was_held_by(contact, by.id);
  if (!visible) return plain(Outcome::Kind::kNotFound, "there is no such contact");
  if (!may(by, deed)) {
    return plain(Outcome::Kind::kForbidden,
                 fmt::format("your role does not let you {}", name(deed)));
  }
  if (needs_holder(deed) && !service && last_holder(contact) != by.id) {
    return plain(Outcome::Kind::kForbidden, "somebody else holds this contact");
  }
  return std::nullopt;
}

std::optional<Outcome> Desk::Parts::answered_before(const Turn& turn) const {
  if (turn.ask.key.empty()) return std::nullopt;
  const std::uint64_t print = fingerprint(turn.ask.by.id.text, turn.ask.key);
  const auto same =
      std::ranges::equal_range(turn.contact->answered, print, {}, &AnsweredKey::fingerprint);
  for (const AnsweredKey& answered : same) {
    auto told =
        answered.version == 0 ? answered_by_row(turn) : answered_by_record(turn, answered.version);
    if (told) return told;  // else two keys with one fingerprint
  }
  return std::nullopt;
}

std::optional<Outcome> Desk::Parts::answered_by_record(const Turn& turn,
                                                       std::uint64_t version) const {
  const auto records = store.read({StreamKind::kContact, turn.ask.contact.text}, version);
  if (!records) return outcome_of(records.error());
  if (records->empty()) return std::nullopt;
  const LogRecord& record = records->front();
  const AskedClear bare = split_asked(split_key(record.clear).clear);
  const auto json = parse_json(bare.clear);
  if (!json) return outcome_of(json.error());
  const Json* by = json->find("by");
  if (bare.asked.key != turn.ask.key || by == nullptr || by->text("id") != turn.ask.by.id.text) {
    return std::nullopt;
  }
  if (bare.asked.mark != turn.mark) return key_reused();
  Outcome outcome;
  outcome.replayed = true;
  outcome.contact = turn.ask.contact;
  outcome.version = version;
  outcome.position = record.position;
  return outcome;
}

std::optional<Outcome> Desk::Parts::answered_by_row(const Turn& turn) const {
  const auto rows = store.rows(kDoneTable, turn.ask.contact.text);
  if (!rows) return outcome_of(rows.error());
  const auto row = std::ranges::find(*rows, done_sub(turn.ask), &Row::sub);
  if (row == rows->end()) return std::nullopt;
  const auto json = parse_json(row->value);
  if (!json) return outcome_of(json.error());
  if (json->text("mark") != turn.mark) return key_reused();
  Outcome outcome;
  outcome.replayed = true;
  outcome.contact = turn.ask.contact;
  outcome.version = static_cast<std::uint64_t>(json->whole("version").value_or(0));
  if (json->whole("events").value_or(0) > 0) {
    const auto records = store.read({StreamKind::kContact, turn.ask.contact.text}, outcome.version);
    if (records && !records->empty()) outcome.position = records->front().position;
  }
  if (const Json* refusal = json->find("refusal")) {
    outcome.kind = Outcome::Kind::kRefused;
    outcome.refusal = told_again(*turn.stored().map, *refusal);
  }
  if (const Json* compared = json->find("compared")) outcome.compared = compared_of(*compared);
  return outcome;
}

// Decides the command after what `change` holds already, and makes all of it durable.
void Desk::Parts::judge(const TurnRef& turn, Command command, Change change) {
  auto decided = decide(*turn->stored().map, turn->stored().contact, command);
  if (!decided) {
    refuse(turn, std::move(decided.error()));
    return;
  }
  for (Event& event : *decided) change.events.push_back(std::move(event));
  commit(turn, std::move(change));
}

// A gate that said no is an event, for review; any other refusal leaves only its answer under the
// key, so that asking again with it gets the same.
void Desk::Parts::refuse(const TurnRef& turn, Refusal refusal) {
  ++refused;
  Change change;
  change.outcome.kind = Outcome::Kind::kRefused;
  if (!refusal.rule.empty() && turn->stored().contact.open()) {
    change.events.push_back({turn->now, turn->author(), event::Refused{refusal.rule}});
  }
  change.outcome.refusal = std::move(refusal);
  commit(turn, std::move(change));
}

// The events of one contact, with all that they change beside it, put into a commit.
Result<Desk::Parts::Written> Desk::Parts::write_down(ShelvedContact* contact,
                                                     std::vector<Event> events, const Asked& asked,
                                                     Commit& made) const {
  const ContactId& id = contact->id;
  const StoredContact& stored = contact->stored;
  auto records = CALLMAP_TRY(log.seal(stored, id, events, asked));
  Written written{contact, stored, std::move(events), records.size(), false, {}};
  StoredContact& next = written.next;
  for (const Event& event : written.events) fold(next.contact, *next.map, event);
  next.version += records.size();
  if (!records.empty()) {
    made.appends.push_back({{StreamKind::kContact, id.text}, stored.version, std::move(records)});
  }
  auto row = row_change(id, open_contact(*stored.map, stored.contact),
                        open_contact(*next.map, next.contact));
  written.moved = row.has_value();
  if (row) made.rows.push_back(std::move(*row));
  for (RowChange& each : called_back_rows(id, stored, next)) made.rows.push_back(std::move(each));
  written.beside = beside_of(id, next, written.events, made.rows);
  if (stored.contact.exists() && !stored.contact.open() && next.contact.open()) {
    const Contact& was = stored.contact;
    written.beside.uncounted = Counted{id, was.record.reference,
                                       day_entry(*stored.map, was, was.record.last), false, false};
    made.rows.push_back(DayBook::row(*written.beside.uncounted));
    made.rows.back().value.reset();
  }
  return written;
}

void Desk::Parts::commit(const TurnRef& turn, Change change, std::function<void()> conflict) {
  const ContactId& id = turn->ask.contact;
  // What can be told again from the record alone needs no row.
  const bool plain_answer = !change.outcome.refusal && !change.outcome.compared;
  const bool own_record =
      !change.events.empty() && change.events.back().by.person == turn->ask.by.id;
  const bool by_record = !turn->ask.key.empty() && own_record && plain_answer;
  const bool by_row = !turn->ask.key.empty() && !by_record;
  const std::uint64_t version_before = turn->stored().version;

  // The contact's records go last: the commit's position is then that of its last event.
  Commit made;
  made.appends = std::move(change.appends);
  made.rows = std::move(change.rows);
  std::vector<Written> all;
  const auto write = [&](ShelvedContact* contact, std::vector<Event> events, const Asked& asked) {
    auto written = write_down(contact, std::move(events), asked, made);
    if (!written) {
      answer(turn, outcome_of(written.error()));
      return false;
    }
    const bool has_rows = !written->next.contact.open() &&
                          ((by_row && contact == turn->contact) || closes_with_rows(*contact));
    if (has_rows) made.rows.push_back(done_end(contact->id.text, turn->now));
    all.push_back(std::move(*written));
    return true;
  };
  if (change.other && !write(change.other->contact, std::move(change.other->events), {})) return;
  const Asked asked = by_record ? Asked{turn->ask.key, turn->mark} : Asked{};
  if (!write(turn->contact, std::move(change.events), asked)) return;
  change.outcome.contact = id;
  change.outcome.version = all.back().next.version;
  if (by_row) {
    made.rows.push_back({std::string(kDoneTable), id.text, done_sub(turn->ask),
                         to_done_row(change.outcome, turn->mark, version_before, turn->now)});
  }
  if (made.appends.empty() && made.rows.empty()) {
    answer(turn, std::move(change.outcome));
    return;
  }
  const std::uint64_t answered_at = by_record ? change.outcome.version : 0;
  store.commit(std::move(made),
               [this, turn, all = std::move(all), outcome = std::move(change.outcome), answered_at,
                conflict = std::move(conflict)](Result<Committed> committed) mutable {
                 if (!committed) {
                   for (const Written& each : all) {
                     if (each.contact != turn->contact) doubt(each.contact, turn->now);
                   }
                   if (conflict && committed.error().kind == ErrorKind::kConflict)
                     conflict();
                   else
                     failed(turn, committed.error());
                   return;
                 }
                 note_commit(true);
                 if (!all.back().events.empty()) outcome.position = committed->position;
                 if (!turn->ask.key.empty()) {
                   shelf.note_answered(
                       turn->contact,
                       {fingerprint(turn->ask.by.id.text, turn->ask.key), answered_at});
                 }
                 made_durable(std::move(all), committed->position);
                 answer(turn, std::move(outcome));
               });
}

// What these events mean for the follow-ups and the day's numbers, with the rows that say so.
Desk::Parts::Beside Desk::Parts::beside_of(const ContactId& id, const StoredContact& next,
                                           const std::vector<Event>& events,
                                           std::vector<RowChange>& rows) const {
  Beside beside;
  const Record& record = next.contact.record;
  const bool touched = std::ranges::any_of(events, [](const Event& event) {
    return std::holds_alternative<event::TaskAdded>(event.body) ||
           std::holds_alternative<event::TaskRemoved>(event.body) ||
           std::holds_alternative<event::TaskDone>(event.body) ||
           std::holds_alternative<event::TaskPassed>(event.body);
  });
  if (touched) {
    beside.promised =
        open_promises(id, record, [this](std::string_view name) { return owner_id(name); });
    std::vector<Promise> before;
    {
      const std::lock_guard lock(mutex);
      before = promises.of(id);
    }
    for (RowChange& row : promise_rows(before, *beside.promised)) rows.push_back(std::move(row));
    beside.owners = owners_of_changed(before, *beside.promised);
  }
  if (!events.empty() && !next.contact.open()) {
    beside.counted =
        Counted{id, record.reference, day_entry(*next.map, next.contact, next.contact.record.last),
                false, false};
    rows.push_back(DayBook::row(*beside.counted));
  }
  return beside;
}

// Their list of that is another one now: the people themselves, or everybody of the team.
void Desk::Parts::tell_owners(const std::vector<std::string>& owners, std::string_view what,
                              std::uint64_t position) {
  if (owners.empty()) return;
  for (const Person& person : people->people()) {
    const bool concerned = std::ranges::any_of(owners, [&](const std::string& owner) {
      return owner == person.id.text || owner == person.team ||
             std::ranges::find(person.also, owner) != person.also.end();
    });
    if (!concerned || !person.active) continue;
    FeedEvent told;
    told.position = position;
    told.holder = person.id;
    told.what = {what};
    feed->publish(std::move(told));
  }
}

std::vector<std::string> Desk::Parts::keep(const ContactId& id, Beside beside) {
  if (!beside.promised && !beside.counted && !beside.uncounted) return {};
  const std::lock_guard lock(mutex);
  if (beside.uncounted) {
    days.remove(*beside.uncounted);
    past.erase(id.text);
  }
  if (beside.promised) promises.put(id, std::move(*beside.promised));
  if (beside.counted) days.put(std::move(*beside.counted));
  return std::move(beside.owners);
}

// Also after a commit that failed and yet reached the disk: then the log knows more than the index.
void Desk::Parts::index(const ContactId& id, const StoredContact& stored) {
  auto now_open = open_contact(*stored.map, stored.contact);
  work.note(id, now_open ? &*now_open : nullptr, stored.contact.record.last);
  const std::lock_guard lock(mutex);
  if (now_open)
    open.put(id, std::move(*now_open));
  else
    open.remove(id);
}

// What one commit changed, in the order of its records, the last of which has that position.
void Desk::Parts::made_durable(std::vector<Written> all, std::uint64_t position) {
  for (const Written& each : all) position -= each.records;
  for (Written& each : all) {
    position += each.records;
    const bool happened = !each.events.empty();
    FeedEvent told;
    if (happened) {
      each.next.position = position;
      told = feed_event(each.contact->id, each.next, each.events,
                        each.contact->stored.contact.holder());
    }
    if (each.moved) index(each.contact->id, each.next);
    const auto asked = teams_asked(each.contact->stored, each.next);
    const auto owners = keep(each.contact->id, std::move(each.beside));
    shelf.update(each.contact, std::move(each.next));
    if (happened) feed->publish(std::move(told));
    tell_owners(owners, "follow_up", position);
    tell_owners(asked, "question", position);
  }
  work.match(clock.now());
}

// Whether a failed commit reached the disk is not known: what is in memory counts for nothing.
void Desk::Parts::doubt(ShelvedContact* contact, Instant now) {
  constexpr Duration kLookedAtAfter = seconds(1);
  shelf.discard(contact);
  const std::lock_guard lock(mutex);
  open.again(contact->id, now + kLookedAtAfter);
}

void Desk::Parts::failed(const TurnRef& turn, const Error& error) {
  note_commit(false);
  doubt(turn->contact, turn->now);
  const std::string why = turn->by_clock ? "" : "it could not be kept: ";
  answer(turn, outcome_of({turn->by_clock ? error.kind : ErrorKind::kFailed, why + error.message}));
}

void Desk::Parts::answer(const TurnRef& turn, Outcome outcome) {
  outcome.contact = turn->ask.contact;
  if (outcome.version == 0) outcome.version = turn->stored().version;
  ShelvedContact* contact = turn->contact;
  turn->done(std::move(outcome));
  shelf.finish(contact);
}

void Desk::Parts::set_aside(const ContactId& id, const std::string& why) {
  {
    const std::lock_guard lock(mutex);
    open.remove(id);
  }
  ++aside;
  store.commit({.rows = {{std::string(kAsideTable), id.text, "", why},
                         {std::string(kLiveTable), id.text, "", std::nullopt}}},
               [](const Result<Committed>&) {});
}

void Desk::Parts::note_commit(bool passed) {
  healthy = passed;
  if (!passed) ++commits_failed;
}

}  // namespace callmap
