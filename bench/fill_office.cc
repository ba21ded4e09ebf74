// fill_office --data FOLDER --agents N --contacts M
// Adds agents, signs them in, and opens contacts held by them in turn, straight through the desk
// and in this process: through the API the passwords of ten thousand people alone would take half
// an hour of hashing. The folder must be one that `callmap serve` has opened before, and that no
// server has now. Prints a line for each contact, separated by tabs, to be used as `http_load
// --rows`: contact, session cookie, CSRF token. Passwords are hashed at the least cost: never point
// it at a folder that is meant to last.

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>

#include "base/json.h"
#include "clocks.h"
#include "desk/desk.h"
#include "store/keys.h"
#include "store/store.h"

namespace callmap {
namespace {

// Lets so many go ahead at once, and remembers the first that failed.
class Crowd {
 public:
  explicit Crowd(std::size_t at_once) : at_once_(at_once) {}
  void enter() {
    std::unique_lock lock(mutex_);
    left_.wait(lock, [this] { return inside_ < at_once_; });
    ++inside_;
  }
  void leave(const std::string& fault) {
    const std::lock_guard lock(mutex_);
    if (fault_.empty()) fault_ = fault;
    --inside_;
    left_.notify_all();
  }
  [[nodiscard]] Result<> wait_all() {
    std::unique_lock lock(mutex_);
    left_.wait(lock, [this] { return inside_ == 0; });
    return fault_.empty() ? Result<>() : failure(fault_);
  }

 private:
  const std::size_t at_once_;
  std::mutex mutex_;
  std::condition_variable left_;
  std::size_t inside_ = 0;
  std::string fault_;
};

constexpr std::size_t kAtOnce = 2'000;
constexpr const char* kPassword = "a longer password";

Result<std::vector<Session>> sign_in_agents(Desk& desk, std::size_t count) {
  std::vector<Session> sessions(count);
  Crowd crowd(kAtOnce);
  for (std::size_t n = 0; n < count; ++n) {
    Roles roles;
    roles.add(Role::kAgent);
    const std::string name = fmt::format("agent{:05}", n);
    const AddedPerson added = CALLMAP_TRY(desk.sign_in().add({name, "Agent " + name, roles, ""}));
    crowd.enter();
    desk.sign_in().sign_in(name, added.secret, [&, n, secret = added.secret](auto session) {
      if (!session) return crowd.leave(session.error().message);
      sessions[n] = std::move(*session);
      desk.sign_in().change_password(
          sessions[n].token, secret, kPassword,
          [&](const Result<>& done) { crowd.leave(done ? "" : done.error().message); });
    });
  }
  CALLMAP_TRY(crowd.wait_all());
  return sessions;
}

Result<std::vector<ContactId>> open_contacts(Desk& desk, const std::vector<Session>& agents,
                                             std::size_t count) {
  Roles roles;
  roles.add(Role::kService);
  const AddedPerson phone = CALLMAP_TRY(desk.sign_in().add({"phones", "Phones", roles, ""}));
  const Caller service = CALLMAP_TRY(desk.sign_in().service(phone.secret));
  const Json connected = CALLMAP_TRY(parse_json(R"({"saw":"connected"})"));
  std::vector<ContactId> contacts(count);
  Crowd crowd(kAtOnce);
  for (std::size_t n = 0; n < count; ++n) {
    NewContact contact;
    contact.map = "standard";
    contact.offer_to = agents[n % agents.size()].caller.id;
    crowd.enter();
    desk.start(service, "", std::move(contact), [&, n](Outcome started) {
      if (!started.done()) return crowd.leave(started.message);
      contacts[n] = started.contact;
      desk.observe({service, started.contact, "", {}}, connected,
                   [&](const Outcome& seen) { crowd.leave(seen.done() ? "" : seen.message); });
    });
  }
  CALLMAP_TRY(crowd.wait_all());
  return contacts;
}

Result<> fill_office(const std::string& data, std::size_t agents, std::size_t count) {
  const TimeOfDay clock;
  const auto store = CALLMAP_TRY(open_sqlite_store(data + "/callmap.db"));
  const auto keys = CALLMAP_TRY(KeyRing::open(data + "/master.key", data + "/keys.db"));
  DeskOptions options;
  options.sign_in.password_passes = 1;
  options.sign_in.password_memory_bytes = 8192;
  options.sign_in.passwords_waiting_max = 2 * kAtOnce;
  const auto desk = CALLMAP_TRY(Desk::open(*store, *keys, clock, options));
  const auto sessions = CALLMAP_TRY(sign_in_agents(*desk, agents));
  const auto contacts = CALLMAP_TRY(open_contacts(*desk, sessions, count));
  for (std::size_t n = 0; n < contacts.size(); ++n) {
    const Session& session = sessions[n % sessions.size()];
    fmt::print("{}\tcallmap_session={}\t{}\n", contacts[n].text, session.token, session.csrf);
  }
  return {};
}

}  // namespace
}  // namespace callmap

int main(int argc, char** argv) {
  CLI::App app("Fills a data folder with agents who are signed in and with open contacts");
  std::string data;
  std::size_t agents = 1;
  std::size_t contacts = 1;
  app.add_option("--data", data, "a folder that `callmap serve` has opened before")->required();
  app.add_option("--agents", agents)->check(CLI::Range(1, 100'000));
  app.add_option("--contacts", contacts)->check(CLI::Range(1, 10'000'000));
  CLI11_PARSE(app, argc, argv);
  const auto done = callmap::fill_office(data, agents, contacts);
  if (done) return 0;
  fmt::print(stderr, "fill_office: {}\n", done.error().message);
  return 1;
}
