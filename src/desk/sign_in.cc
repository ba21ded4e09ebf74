#include "desk/sign_in.h"

#include <fmt/core.h>
#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <mutex>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "desk/contact_log.h"
#include "desk/passwords.h"
#include "desk/sessions.h"
#include "desk/stream_events.h"
#include "desk/workers.h"
#include "directory/normalise.h"
#include "store/hex.h"

namespace callmap {
namespace {

// By id: version, tab, the sealed record in hex.
constexpr std::string_view kPersonTable = "person";
constexpr std::size_t kWorkers = 2;

std::string key_name(const PersonId& person) {
  return "person/" + person.text;
}
std::string bound_to(const PersonId& person) {
  return "person/" + person.text + "|record";
}

Result<std::uint64_t> read_version(std::string_view text) {
  std::uint64_t version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc() || end != text.data() + text.size()) {
    return failure(ErrorKind::kDamaged, "the row of a person is damaged");
  }
  return version;
}

Error wrong_name_or_password() {
  return {ErrorKind::kNotFound, "the name or the password is wrong"};
}
Error not_signed_in() {
  return {ErrorKind::kNotFound, "there is no session, or it has run out"};
}
Error too_many() {
  return {ErrorKind::kBusy, "too many people are signing in; try again in a moment"};
}

Caller caller_of(const Person& person) {
  return {person.id,    person.name, person.display_name,
          person.roles, person.team, person.must_change_password};
}

}  // namespace

struct KnownPerson {
  Person person;
  std::uint64_t version = 0;
};

struct SignIn::Parts {
  Parts(Store& the_store, KeyRing& the_keys, const Clock& the_clock, SignInOptions the_options)
      : store(the_store),
        keys(the_keys),
        clock(the_clock),
        options(the_options),
        sessions(the_store, the_keys, the_options.session_idle, the_options.session_longest),
        workers(std::in_place, kWorkers, the_options.passwords_waiting_max) {}
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;
  // Commits under way call back into this: first nobody asks any more, then an empty commit, which
  // is answered after all before it, waits for them.
  ~Parts() {
    workers.reset();
    std::ignore = store.commit_now({});
  }

  [[nodiscard]] PasswordCost cost() const {
    return {options.password_passes, options.password_memory_bytes};
  }
  [[nodiscard]] Result<> load();
  [[nodiscard]] std::optional<KnownPerson> by_id(const PersonId& id) const;
  [[nodiscard]] std::optional<KnownPerson> by_name(std::string_view name) const;
  void remember(KnownPerson known);
  // The commit that writes the person anew, after `version`.
  [[nodiscard]] Result<Commit> written(const Person& person, std::uint64_t version) const;
  [[nodiscard]] Result<> write(const Person& person, std::uint64_t version,
                               std::vector<RowChange> rows);
  [[nodiscard]] Result<KnownPerson> read(const Row& row) const;
  [[nodiscard]] bool stands(const KnownPerson& wanted);
  // On a worker. The person when name and password fit.
  [[nodiscard]] Result<Person> authenticate(const std::string& name, const std::string& password);
  void begin_session(const Person& person, OnSession done);
  [[nodiscard]] Result<> change_password(const std::string& token, const std::string& old_password,
                                         const std::string& new_password);

  Store& store;
  KeyRing& keys;
  const Clock& clock;
  const SignInOptions options;
  Sessions sessions;
  std::string nobodys_hash;  // verified against when a name is unknown, so that it takes as long
  mutable std::mutex mutex;
  std::mutex writing;                                     // one change of people at a time
  std::unordered_map<std::string, KnownPerson> people;    // by id
  std::unordered_map<std::string, std::string> names;     // folded name to id
  std::unordered_map<std::string, std::string> services;  // hash of the key to id
  std::optional<Workers> workers;
};

Result<KnownPerson> SignIn::Parts::read(const Row& row) const {
  const auto tab = row.value.find('\t');
  if (tab == std::string::npos) return failure(ErrorKind::kDamaged, "a person's row is damaged");
  const PersonId id{row.key};
  const std::string sealed = CALLMAP_TRY(from_hex(std::string_view(row.value).substr(tab + 1)));
  const std::string json = CALLMAP_TRY(keys.open_sealed(key_name(id), sealed, bound_to(id)));
  return KnownPerson{CALLMAP_TRY(parse_person(json)),
                     CALLMAP_TRY(read_version(row.value.substr(0, tab)))};
}

Result<> SignIn::Parts::load() {
  nobodys_hash = CALLMAP_TRY(hash_password(random_text(12), cost()));
  CALLMAP_TRY(sessions.load());
  constexpr std::size_t kBatch = 5'000;
  std::string after;
  for (;;) {
    const auto rows = CALLMAP_TRY(store.scan(kPersonTable, after, kBatch));
    if (rows.empty()) return {};
    for (const Row& row : rows) remember(CALLMAP_TRY(read(row)));
    after = rows.back().key;
  }
}

std::optional<KnownPerson> SignIn::Parts::by_id(const PersonId& id) const {
  const std::lock_guard lock(mutex);
  const auto found = people.find(id.text);
  return found == people.end() ? std::nullopt : std::optional(found->second);
}

std::optional<KnownPerson> SignIn::Parts::by_name(std::string_view name) const {
  const std::string folded = fold(name);
  const std::lock_guard lock(mutex);
  const auto found = names.find(folded);
  return found == names.end() ? std::nullopt : std::optional(people.at(found->second));
}

void SignIn::Parts::remember(KnownPerson known) {
  const std::lock_guard lock(mutex);
  const std::string id = known.person.id.text;
  names[fold(known.person.name)] = id;
  if (!known.person.service_key_hash.empty()) services[known.person.service_key_hash] = id;
  people[id] = std::move(known);
}

Result<Commit> SignIn::Parts::written(const Person& person, std::uint64_t version) const {
  const std::string key = key_name(person.id);
  const std::string sealed = CALLMAP_TRY(keys.seal(key, to_json(person), bound_to(person.id)));
  Commit commit;
  commit.appends.push_back(
      {{StreamKind::kPerson, person.id.text},
       version,
       {{clock.now(), with_key(to_json(PersonEvent(PersonWritten{})), key), sealed}}});
  commit.rows.push_back({std::string(kPersonTable), person.id.text, "",
                         fmt::format("{}\t{}", version + 1, to_hex(sealed))});
  return commit;
}

Result<> SignIn::Parts::write(const Person& person, std::uint64_t version,
                              std::vector<RowChange> rows) {
  Commit commit = CALLMAP_TRY(written(person, version));
  for (RowChange& row : rows) commit.rows.push_back(std::move(row));
  KnownPerson next{person, version + 1};
  if (const auto committed = store.commit_now(std::move(commit)); !committed) {
    if (!stands(next)) return std::unexpected(committed.error());
  }
  remember(std::move(next));
  return {};
}

// A commit that failed may have reached the disk all the same. Whatever is there is remembered, so
// that the next change goes on from it.
bool SignIn::Parts::stands(const KnownPerson& wanted) {
  const auto rows = store.rows(kPersonTable, wanted.person.id.text);
  if (!rows || rows->empty()) return false;
  auto known = read(rows->front());
  if (!known) return false;
  const bool as_wanted =
      known->version == wanted.version && to_json(known->person) == to_json(wanted.person);
  remember(std::move(*known));
  return as_wanted;
}

Result<Person> SignIn::Parts::authenticate(const std::string& name, const std::string& password) {
  const auto known = by_name(name);
  const bool can = known && known->person.active && !known->person.password_hash.empty();
  const bool fits = password_fits(password, can ? known->person.password_hash : nobodys_hash);
  if (!can || !fits) return std::unexpected(wrong_name_or_password());
  return known->person;
}

void SignIn::Parts::begin_session(const Person& person, OnSession done) {
  const Instant now = clock.now();
  const Sessions::Made made = sessions.make(person.id, now);
  store.commit({.rows = {made.row}}, [this, made, person, now,
                                      done = std::move(done)](Result<Committed> committed) {
    if (!committed) {
      done(std::unexpected(std::move(committed.error())));
      return;
    }
    sessions.keep(made, person.id, now);
    done(Session{made.token, sessions.csrf(made.token), caller_of(person), made.expires});
  });
}

Result<> SignIn::Parts::change_password(const std::string& token, const std::string& old_password,
                                        const std::string& new_password) {
  const auto session = sessions.use(token, clock.now());
  if (!session) return std::unexpected(not_signed_in());
  const std::lock_guard one_at_a_time(writing);
  auto known = by_id(session->person);
  if (!known || !known->person.active) return std::unexpected(not_signed_in());
  if (!password_fits(old_password, known->person.password_hash)) {
    return failure(ErrorKind::kNotFound, "the old password is wrong");
  }
  known->person.password_hash = CALLMAP_TRY(hash_password(new_password, cost()));
  known->person.must_change_password = false;
  return write(known->person, known->version, sessions.end_all(known->person.id, token));
}

SignIn::SignIn(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SignIn::~SignIn() = default;

Result<std::unique_ptr<SignIn>> SignIn::open(Store& store, KeyRing& keys, const Clock& clock,
                                             SignInOptions options) {
  if (sodium_init() < 0) return failure("the cryptographic library does not start");
  auto parts = std::make_unique<Parts>(store, keys, clock, options);
  CALLMAP_TRY(parts->load());
  return std::unique_ptr<SignIn>(new SignIn(std::move(parts)));
}

void SignIn::sign_in(std::string name, std::string password, OnSession done) {
  const bool taken =
      parts_->workers->post([this, name = std::move(name), password = std::move(password), done] {
        auto person = parts_->authenticate(name, password);
        if (person)
          parts_->begin_session(*person, done);
        else
          done(std::unexpected(std::move(person.error())));
      });
  if (!taken) done(std::unexpected(too_many()));
}

Result<Session> SignIn::session(std::string_view token) {
  auto found = parts_->sessions.use(token, parts_->clock.now());
  if (!found) return std::unexpected(not_signed_in());
  // At every request: no copy of the whole person.
  const std::lock_guard lock(parts_->mutex);
  const auto known = parts_->people.find(found->person.text);
  if (known == parts_->people.end() || !known->second.person.active) {
    return std::unexpected(not_signed_in());
  }
  return Session{std::string(token), std::move(found->csrf), caller_of(known->second.person),
                 found->expires};
}

void SignIn::renew(std::string_view token, std::string name, std::string password, OnSession done) {
  const auto before = parts_->sessions.person_of(token);
  const auto known = parts_->by_name(name);
  if (before && (!known || known->person.id != *before)) {
    done(failure(ErrorKind::kInvalid, "this session was somebody else's; sign out first"));
    return;
  }
  sign_in(std::move(name), std::move(password),
          [this, old = std::string(token), done = std::move(done)](Result<Session> session) {
            auto rows = session ? parts_->sessions.end(old) : std::vector<RowChange>{};
            if (!rows.empty()) {
              parts_->store.commit({.rows = std::move(rows)}, [](const Result<Committed>&) {});
            }
            done(std::move(session));
          });
}

void SignIn::sign_out(std::string_view token, OnDone done) {
  auto rows = parts_->sessions.end(token);
  if (rows.empty()) {
    done({});
    return;
  }
  parts_->store.commit({.rows = std::move(rows)}, [done = std::move(done)](auto committed) {
    if (committed)
      done({});
    else
      done(std::unexpected(std::move(committed.error())));
  });
}

void SignIn::change_password(std::string_view token, std::string old_password,
                             std::string new_password, OnDone done) {
  if (new_password.size() < kPasswordLengthMin || new_password.size() > kPasswordLengthMax) {
    done(failure(ErrorKind::kInvalid, fmt::format("a password has {} to {} characters",
                                                  kPasswordLengthMin, kPasswordLengthMax)));
    return;
  }
  if (new_password == old_password) {
    done(failure(ErrorKind::kInvalid, "the new password is the old one"));
    return;
  }
  const bool taken = parts_->workers->post(
      [this, token = std::string(token), old_password = std::move(old_password),
       new_password = std::move(new_password),
       done] { done(parts_->change_password(token, old_password, new_password)); });
  if (!taken) done(std::unexpected(too_many()));
}

Result<Caller> SignIn::service(std::string_view key) {
  const std::string hash = parts_->keys.keyed_hash("service key", key);
  const std::lock_guard lock(parts_->mutex);
  const auto found = parts_->services.find(hash);
  if (found != parts_->services.end()) {
    const Person& person = parts_->people.at(found->second).person;
    if (person.active) return caller_of(person);
  }
  return failure(ErrorKind::kNotFound, "the key is not known");
}

Result<AddedPerson> SignIn::add(const NewPerson& wanted) {
  for (const std::string& name : {wanted.name, wanted.display_name}) {
    if (auto wrong = wrong_with_name(name)) return failure(ErrorKind::kInvalid, *wrong);
  }
  if (wanted.roles.empty()) return failure(ErrorKind::kInvalid, "a person has at least one role");
  const bool service = wanted.roles.has(Role::kService);
  if (service && wanted.roles.list().size() > 1) {
    return failure(ErrorKind::kInvalid, "a service has no other role");
  }
  const std::lock_guard one_at_a_time(parts_->writing);
  if (parts_->by_name(wanted.name)) {
    return failure(ErrorKind::kInvalid, fmt::format("the name `{}` is taken", wanted.name));
  }
  Person person{.id = {"p_" + random_text(12)},
                .name = wanted.name,
                .display_name = wanted.display_name,
                .roles = wanted.roles,
                .team = wanted.team,
                .also = wanted.also,
                .skills = wanted.skills,
                .password_hash = {},
                .must_change_password = !service,
                .service_key_hash = {}};
  std::string secret = service ? "cms_" + random_text(32) : one_time_password();
  if (service)
    person.service_key_hash = parts_->keys.keyed_hash("service key", secret);
  else
    person.password_hash = CALLMAP_TRY(hash_password(secret, parts_->cost()));
  CALLMAP_TRY(parts_->write(person, 0, {}));
  person.password_hash.clear();
  person.service_key_hash.clear();
  return AddedPerson{std::move(person), std::move(secret)};
}

Result<std::string> SignIn::reset_password(std::string_view name) {
  const std::lock_guard one_at_a_time(parts_->writing);
  auto known = parts_->by_name(name);
  if (!known || known->person.roles.has(Role::kService)) {
    return failure(ErrorKind::kNotFound, fmt::format("nobody signs in as `{}`", name));
  }
  std::string secret = one_time_password();
  known->person.password_hash = CALLMAP_TRY(hash_password(secret, parts_->cost()));
  known->person.must_change_password = true;
  known->person.active = true;
  CALLMAP_TRY(
      parts_->write(known->person, known->version, parts_->sessions.end_all(known->person.id, {})));
  return secret;
}

Result<> SignIn::deactivate(std::string_view name) {
  const std::lock_guard one_at_a_time(parts_->writing);
  auto known = parts_->by_name(name);
  if (!known) return failure(ErrorKind::kNotFound, fmt::format("nobody is called `{}`", name));
  known->person.active = false;
  return parts_->write(known->person, known->version,
                       parts_->sessions.end_all(known->person.id, {}));
}

Result<Person> SignIn::set_teams(const PersonId& id, NewTeams teams) {
  const std::lock_guard one_at_a_time(parts_->writing);
  auto known = parts_->by_id(id);
  if (!known || !known->person.active) {
    return failure(ErrorKind::kNotFound, "there is no such person");
  }
  known->person.team = std::move(teams.team);
  known->person.also = std::move(teams.also);
  if (teams.skills) known->person.skills = std::move(*teams.skills);
  CALLMAP_TRY(parts_->write(known->person, known->version, {}));
  known->person.password_hash.clear();
  known->person.service_key_hash.clear();
  return std::move(known->person);
}

std::vector<Person> SignIn::people() const {
  std::vector<Person> people;
  {
    const std::lock_guard lock(parts_->mutex);
    for (const auto& [id, known] : parts_->people) people.push_back(known.person);
  }
  for (Person& person : people) {
    person.password_hash.clear();
    person.service_key_hash.clear();
  }
  std::ranges::sort(people, {}, &Person::name);
  return people;
}

std::optional<Person> SignIn::person(const PersonId& id) const {
  auto known = parts_->by_id(id);
  if (!known) return std::nullopt;
  known->person.password_hash.clear();
  known->person.service_key_hash.clear();
  return std::move(known->person);
}

std::string SignIn::display_name(const PersonId& id) const {
  const std::lock_guard lock(parts_->mutex);
  const auto found = parts_->people.find(id.text);
  return found == parts_->people.end() ? id.text : found->second.person.display_name;
}

void SignIn::sweep() {
  parts_->sessions.sweep(parts_->clock.now());
}

}  // namespace callmap
