#pragma once
// People, their passwords and sessions, and the keys of services. Passwords are argon2id, hashed on
// two threads of its own so that nobody waits behind one; sessions are random tokens, kept hashed,
// that survive a restart, end when idle and end for good after a day's work. http calls it for
// every request (`caller`) and does the rate limiting by address.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "desk/caller.h"
#include "store/keys.h"
#include "store/store.h"

namespace callmap {

struct SignInOptions {
  // argon2id. The defaults are 19 MiB and 2 passes; tests lower them.
  std::uint64_t password_passes = 2;
  std::size_t password_memory_bytes = 19u << 20;
  std::size_t passwords_waiting_max = 64;  // more is kBusy
  Duration session_idle = minutes(60);
  Duration session_longest = hours(14);
};

struct Session {
  std::string token;  // 43 characters for the cookie; empty where only read
  std::string csrf;
  Caller caller;
  Instant expires;  // if nothing is asked until then
};

struct NewPerson {
  std::string name;
  std::string display_name;
  Roles roles;
  std::string team;
  std::vector<std::string> also = {};  // other teams whose contacts they can take
  std::vector<std::string> skills = {};
};

// Whose contacts somebody takes, and what they can.
struct NewTeams {
  std::string team;
  std::vector<std::string> also = {};
  std::optional<std::vector<std::string>> skills = {};  // none: as they are
};

// `secret`: the one-time password, or a service's key. Told once, kept nowhere.
struct AddedPerson {
  Person person;
  std::string secret;
};

class SignIn {
 public:
  // Reads people and sessions. Everything stays valid until it is destroyed, which ends its
  // threads after the hash under way.
  [[nodiscard]] static Result<std::unique_ptr<SignIn>> open(Store& store, KeyRing& keys,
                                                            const Clock& clock,
                                                            SignInOptions options);
  SignIn(const SignIn&) = delete;
  SignIn& operator=(const SignIn&) = delete;
  ~SignIn();

  using OnSession = std::function<void(Result<Session>)>;
  using OnDone = std::function<void(Result<>)>;

  // kNotFound for a wrong name or password, alike and in like time; kBusy when too many wait.
  // Callbacks come once, on another thread or this one; they must not block.
  void sign_in(std::string name, std::string password, OnSession done);
  // The session of that token, or kNotFound. Prolongs it. Cheap; every request asks.
  [[nodiscard]] Result<Session> session(std::string_view token);
  // A fresh session for the same person after one has run out (the screen keeps what was typed).
  // `token` may be expired or unknown; a session of somebody else is kInvalid.
  void renew(std::string_view token, std::string name, std::string password, OnSession done);
  void sign_out(std::string_view token, OnDone done);
  // Ends every other session of the person too. kInvalid for a new password that is too short, too
  // long or the old one; kNotFound when the old one is wrong.
  void change_password(std::string_view token, std::string old_password, std::string new_password,
                       OnDone done);
  // Who holds that service key, or kNotFound.
  [[nodiscard]] Result<Caller> service(std::string_view key);

  // Waits for the store; for cli/ and for http's worker. kInvalid for a name that is taken or
  // cannot stand.
  [[nodiscard]] Result<AddedPerson> add(const NewPerson& person);
  [[nodiscard]] Result<std::string> reset_password(std::string_view name);  // one-time password
  [[nodiscard]] Result<> deactivate(std::string_view name);                 // ends the sessions

  // Sessions keep the teams that they began with. kNotFound for nobody.
  [[nodiscard]] Result<Person> set_teams(const PersonId& id, NewTeams teams);

  [[nodiscard]] std::vector<Person> people() const;  // by name; hashes left empty
  [[nodiscard]] std::optional<Person> person(const PersonId& id) const;
  [[nodiscard]] std::string display_name(const PersonId& id) const;  // the id when unknown

  // Forgets sessions that have run out for good. The desk's tick calls it.
  void sweep();

 private:
  struct Parts;
  explicit SignIn(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace callmap
