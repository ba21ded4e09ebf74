// How a contact comes into being: started by the phone system's service, or by the simulator of the
// demo; offered at once when it says to whom, and verified at once when a system vouches for the
// caller.

#include <fmt/core.h>
#include <sodium.h>

#include <algorithm>
#include <expected>

#include "desk/parts.h"
#include "desk/sessions.h"
#include "directory/demo.h"
#include "directory/normalise.h"
#include "engine/reference.h"

namespace callmap {
namespace {

// A start on its way to the store.
struct Start {
  Caller by;
  std::string key;
  NewContact wanted;
  const CallMap* map = nullptr;
  std::vector<RowChange> rows;                     // besides its own
  std::optional<std::string> pass = std::nullopt;  // what became of the system's
};

std::string done_key(const Start& start) {
  return "start/" + start.by.id.text + "/" + start.key;
}

// The map named, else the only one that has the line called.
std::expected<MapInForce, WrongMember> map_of(const NewContact& wanted, const MapsInForce& maps) {
  const auto wrong = [](const char* member, const char* message) {
    return std::unexpected(WrongMember{member, message});
  };
  if (!wanted.map.empty()) {
    if (const auto found = maps.find(wanted.map)) return *found;
    return wrong("map", "no map of that name is in force");
  }
  if (wanted.line.empty()) return wrong("map", "name the map, or the number called");
  const auto having = maps.by_line(wanted.line);
  if (having.empty()) {
    return wrong("line", "no map in force has this line; name the map, or the number called");
  }
  if (having.size() > 1) {
    return wrong("line", "several maps have this line; name the map, or the number called");
  }
  return having.front().first;
}

// In whose queue it waits, unless it is offered to somebody at once.
std::optional<TeamIndex> team_of(const CallMap& map, const NewContact& wanted) {
  if (!wanted.offer_to.text.empty()) return std::nullopt;
  if (!wanted.team.empty()) return map.team(wanted.team);
  const auto line = std::ranges::find(map.lines, wanted.line, &LineCalled::id);
  return line == map.lines.end() ? std::nullopt : line->team;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::string skills_of(const CallMap& map) {
  std::string named;
  for (const Skill& skill : map.skills) {
    named += fmt::format("{}`{}`", named.empty() ? "it has " : ", ", skill.id);
  }
  return named.empty() ? "it has none" : named;
}

// Completes what was left open, and everything that the map does not have.
std::vector<WrongMember> fit_to(const CallMap& map, NewContact& wanted) {
  std::vector<WrongMember> wrong;
  if (wanted.channel.empty() && !map.channels.empty()) wanted.channel = map.channels.front();
  if (wanted.language.empty()) wanted.language = map.language;
  if (!map.channels.empty() && !has(map.channels, wanted.channel)) {
    wrong.push_back({"channel", "the map has no such channel"});
  }
  if (!wanted.line.empty()) {
    auto line = std::ranges::find(map.lines, wanted.line, &LineCalled::number);
    if (line == map.lines.end()) line = std::ranges::find(map.lines, wanted.line, &LineCalled::id);
    if (line == map.lines.end())
      wrong.push_back({"line", "the map has no such line"});
    else
      wanted.line = line->id;
  }
  if (!map.languages.empty() && !has(map.languages, wanted.language)) {
    wrong.push_back({"language", "the map has no such language"});
  }
  if (!wanted.product.empty() && !has(map.products, wanted.product)) {
    wrong.push_back({"product", "the map has no such product"});
  }
  if (wanted.skills) {
    for (const std::string& skill : *wanted.skills) {
      if (map.skill(skill)) continue;
      wrong.push_back({"skills", "the map has no such skill; " + skills_of(map)});
      break;
    }
  }
  if (!wanted.team.empty()) {
    const auto team = map.team(wanted.team);
    if (!team) wrong.push_back({"team", "the map has no such team"});
    if (team && map.teams[at(*team)].outside) {
      wrong.push_back({"team", "an outside team has no queue here"});
    }
  }
  return wrong;
}

// Completes what was left open; what is wrong with it, all at once.
std::vector<WrongMember> complete(Start& start, const MapsInForce& maps, const SignIn& people) {
  NewContact& wanted = start.wanted;
  std::vector<WrongMember> wrong;
  if (const auto in_force = map_of(wanted, maps)) {
    start.map = in_force->map;
    wrong = fit_to(*start.map, wanted);
  } else {
    wrong.push_back(in_force.error());
  }
  if (!wanted.caller_number.empty()) {
    if (auto number = normalise_phone(wanted.caller_number))
      wanted.caller_number = std::move(*number);
    else
      wrong.push_back({"caller_number", "the caller's number is not in the form +441234567"});
  }
  if (!wanted.offer_to.text.empty()) {
    const auto agent = people.person(wanted.offer_to);
    if (!agent || !agent->active || !agent->roles.any_of(roles_for(Deed::kSendIntent))) {
      wrong.push_back({"offer_to", "nobody who takes calls has the id of `offer_to`"});
    }
  }
  return wrong;
}

Outcome wrong_outcome(std::vector<WrongMember> wrong) {
  Outcome outcome;
  outcome.kind = Outcome::Kind::kInvalid;
  for (const WrongMember& each : wrong) {
    outcome.message += (outcome.message.empty() ? "" : "; ") + each.message;
  }
  outcome.wrong = std::move(wrong);
  return outcome;
}

// Everything that happens at a start, folded as it is made.
struct Starting {
  StoredContact stored;
  std::vector<Event> events;
  ContactId id;
};

struct Starter {
  Desk::Parts& desk;
  Start start;
  OnOutcome done;

  void run();

 private:
  [[nodiscard]] std::optional<Outcome> started_before() const;
  [[nodiscard]] bool claim() const;
  void release(const std::string& reference) const;
  [[nodiscard]] Result<std::string> draw_reference() const;
  [[nodiscard]] Starting happen(const std::string& reference);
  void vouch(Starting& starting, Instant now);
  void commit(Starting starting, const std::string& reference);
};

void Starter::run() {
  ++desk.commands;
  if (auto outcome = started_before()) {
    ++desk.replayed;
    done(std::move(*outcome));
    return;
  }
  if (auto wrong = complete(start, desk.maps, *desk.people); !wrong.empty()) {
    done(wrong_outcome(std::move(wrong)));
    return;
  }
  if (!claim()) {
    done(outcome_of({ErrorKind::kBusy, "the same start is under way; ask again"}));
    return;
  }
  const auto reference = draw_reference();
  if (!reference) {
    release({});
    done(outcome_of(reference.error()));
    return;
  }
  Starting starting = happen(*reference);
  commit(std::move(starting), *reference);
}

std::optional<Outcome> Starter::started_before() const {
  if (start.key.empty()) return std::nullopt;
  const auto rows = desk.store.rows(kDoneTable, done_key(start));
  if (!rows) return outcome_of(rows.error());
  if (rows->empty()) return std::nullopt;
  const auto json = parse_json(rows->front().value);
  if (!json) return outcome_of(json.error());
  Outcome outcome;
  outcome.replayed = true;
  outcome.contact = {std::string(json->text("contact").value_or(""))};
  outcome.reference = json->text("reference").value_or("");
  if (const auto pass = json->text("pass")) outcome.pass = *pass;
  const auto contact = desk.shelf.read(outcome.contact);
  if (contact) {
    outcome.version = contact->stored.version;
    outcome.position = contact->stored.position;
    bool known = false;
    {
      const std::lock_guard lock(desk.mutex);
      known = desk.open.find(outcome.contact) != nullptr;
    }
    if (!known) desk.index(outcome.contact, contact->stored);
  }
  return outcome;
}

// False when the same key is under way. Counts the start, so that the desk waits for it.
bool Starter::claim() const {
  const std::lock_guard lock(desk.mutex);
  if (!start.key.empty() && !desk.starting.insert(done_key(start)).second) {
    return false;
  }
  ++desk.starts;
  return true;
}

void Starter::release(const std::string& reference) const {
  const std::lock_guard lock(desk.mutex);
  if (!start.key.empty()) desk.starting.erase(done_key(start));
  desk.references_pending.erase(reference);
  --desk.starts;
  desk.started.notify_all();
}

Result<std::string> Starter::draw_reference() const {
  constexpr int kTries = 100;
  for (int n = 0; n < kTries; ++n) {
    std::uint64_t random = 0;
    randombytes_buf(&random, sizeof random);
    std::string reference = make_reference(random);
    const auto canonical = parse_reference(reference).value_or(reference);
    const auto rows = CALLMAP_TRY(desk.store.rows(kReferenceTable, canonical));
    if (!rows.empty()) continue;
    const std::lock_guard lock(desk.mutex);
    if (desk.references_pending.insert(canonical).second) return canonical;
  }
  return failure(ErrorKind::kBusy, "no free reference was found");
}

Starting Starter::happen(const std::string& reference) {
  constexpr std::size_t kIdBytes = 15;
  Starting starting;
  starting.stored.map = start.map;
  starting.id = {"c_" + random_text(kIdBytes)};
  const Instant now = desk.clock.now();
  const Author by{
      start.by.roles.has(Role::kService) ? Author::Kind::kService : Author::Kind::kPerson,
      start.by.id};
  const NewContact& wanted = start.wanted;
  observation::Started started{starting.id,          reference,       wanted.channel, wanted.line,
                               wanted.caller_number, wanted.language, wanted.product};
  if (wanted.skills) {
    started.skills.emplace();
    for (const std::string& skill : *wanted.skills) started.skills->add(*start.map->skill(skill));
  }
  std::ignore = step(starting.stored, starting.events, {now, by, Observation(started)});
  if (!wanted.offer_to.text.empty()) {
    std::ignore = step(starting.stored, starting.events,
                       {now, by, Observation(observation::Offered{wanted.offer_to})});
  }
  if (const auto team = team_of(*start.map, wanted)) {
    const Observation queued = observation::Queued{*team, wanted.priority};
    std::ignore = step(starting.stored, starting.events, {now, by, queued});
  }
  if (wanted.system_pass) vouch(starting, now);
  return starting;
}

// A system's word counts for a customer whom we know; otherwise the contact starts without it.
void Starter::vouch(Starting& starting, Instant now) {
  const NewContact::SystemPass& pass = *start.wanted.system_pass;
  const Author by{Author::Kind::kService, start.by.id};
  const CustomerId customer = desk.book.id_of_account(pass.account);
  const auto known = desk.book.find(customer);
  if (!known || known->erased) {
    start.pass = "not used: the account is not known";
    return;
  }
  std::vector<Event> events;
  StoredContact next = starting.stored;
  verdict::Attempted attempted;
  attempted.system = pass.system;
  attempted.passed = true;
  attempted.source = PassSource::kAttestedBySystem;
  attempted.level = pass.level;
  const intent::ChooseCustomer choose{customer, known->record.time_zone};
  auto refusal = step(next, events, {now, by, Intent(choose)});
  if (!refusal) refusal = step(next, events, {now, by, Verdict(attempted)});
  if (refusal) {
    start.pass = "not used: " + refusal->sentence;
    return;
  }
  start.pass = "used";
  start.rows.push_back({std::string(kContactOfTable), customer.text, starting.id.text, "system"});
  starting.stored = std::move(next);
  for (Event& event : events) starting.events.push_back(std::move(event));
}

void Starter::commit(Starting starting, const std::string& reference) {
  StoredContact before;
  before.map = start.map;
  auto records = desk.log.seal(before, starting.id, starting.events);
  if (!records) {
    release(reference);
    done(outcome_of(records.error()));
    return;
  }
  StoredContact& stored = starting.stored;
  stored.version = records->size();
  Commit made;
  made.appends.push_back({{StreamKind::kContact, starting.id.text}, 0, std::move(*records)});
  made.rows = std::move(start.rows);
  for (RowChange& row : made.rows) {
    if (row.table == kDemoTable) row.key = starting.id.text;
  }
  made.rows.push_back({std::string(kReferenceTable), reference, "", starting.id.text});
  const auto open = open_contact(*stored.map, stored.contact);
  if (auto row = row_change(starting.id, std::nullopt, open)) made.rows.push_back(std::move(*row));
  if (!start.key.empty()) {
    JsonWriter out;
    const Instant now = starting.events.front().at;
    out.open().field("contact", starting.id.text).field("reference", reference);
    if (start.pass) out.field("pass", *start.pass);
    out.field("at", now.ms).close();
    made.rows.push_back({std::string(kDoneTable), done_key(start), "", out.take()});
    made.rows.push_back(done_end(done_key(start), now));
  }
  desk.store.commit(std::move(made), [self = *this, starting = std::move(starting), open,
                                      reference](Result<Committed> committed) mutable {
    self.desk.note_commit(committed.has_value());
    Outcome outcome;
    if (committed) {
      starting.stored.position = committed->position;
      outcome.contact = starting.id;
      outcome.reference = starting.stored.contact.record.reference;
      outcome.position = committed->position;
      outcome.version = starting.stored.version;
      outcome.pass = self.start.pass;
      self.desk.index(starting.id, starting.stored);
      self.desk.feed->publish(feed_event(starting.id, starting.stored, starting.events, {}));
      self.desk.work.match(self.desk.clock.now());
    } else {
      outcome =
          outcome_of({ErrorKind::kFailed, "it could not be kept: " + committed.error().message});
    }
    self.done(std::move(outcome));
    self.release(reference);
  });
}

}  // namespace

void Desk::start(const Caller& by, std::string key, NewContact contact, OnOutcome done) {
  const bool pass = contact.system_pass.has_value();
  if (!may(by, Deed::kStartContact) || (pass && !may(by, Deed::kStartWithPass))) {
    Outcome outcome;
    outcome.kind = Outcome::Kind::kForbidden;
    outcome.message = "only a service starts contacts";
    done(std::move(outcome));
    return;
  }
  Starter{*parts_, {by, std::move(key), std::move(contact), nullptr, {}}, std::move(done)}.run();
}

void Desk::simulate_call(const Caller& by, std::string key, std::string map, std::string line,
                         OnOutcome done) {
  Outcome outcome;
  if (!parts_->options.demo) {
    outcome.kind = Outcome::Kind::kNotFound;
    outcome.message = "calls are simulated only in the demo";
    done(std::move(outcome));
    return;
  }
  if (!may(by, Deed::kSimulateCall)) {
    outcome.kind = Outcome::Kind::kForbidden;
    outcome.message = "your role does not take calls";
    done(std::move(outcome));
    return;
  }
  NewContact contact;
  contact.map = std::move(map);
  contact.line = std::move(line);
  const auto maps = parts_->maps.all();
  if (contact.map.empty() && contact.line.empty() && !maps.empty()) {
    contact.map = maps.back().map->id;
  }
  const auto in_force = map_of(contact, parts_->maps);
  if (!in_force) {
    outcome = wrong_outcome({in_force.error()});
    if (in_force.error().member == "map") outcome.kind = Outcome::Kind::kNotFound;
    done(std::move(outcome));
    return;
  }
  const std::uint32_t n = randombytes_uniform(kDemoCustomers);
  const CustomerDetails details =
      demo_customer(n, parts_->maps.card_rows(), parts_->maps.answer_items());
  contact.map = in_force->map->id;
  if (contact.line.empty() && !in_force->map->lines.empty()) {
    contact.line = in_force->map->lines.front().id;
  }
  if (!details.phones.empty()) contact.caller_number = details.phones.front();
  contact.offer_to = by.id;
  Starter{*parts_,
          {by,
           std::move(key),
           std::move(contact),
           nullptr,
           {{std::string(kDemoTable), "", "", std::to_string(n)}}},
          std::move(done)}
      .run();
}

}  // namespace callmap
