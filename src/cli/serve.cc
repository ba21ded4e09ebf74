// callmap serve: the whole server until Ctrl-C. Takes the port, opens the data folder, puts the
// maps in force, answers, lets fall due what is due, and ends cleanly: streams first, then requests
// under way, then the log.

#include <fmt/core.h>
#include <pthread.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <thread>
#include <tuple>

#include "cli/commands.h"
#include "cli/map_files.h"
#include "cli/office.h"
#include "cli/terminal.h"
#include "cli/version.h"
#include "http/api.h"

namespace callmap {
namespace {

namespace fs = std::filesystem;
constexpr auto kTick = std::chrono::milliseconds(100);  // how late an offer may be

// One JSON object a line on standard error; no personal data is ever passed to it.
void open_log() {
  auto log = spdlog::stderr_logger_mt("callmap");
  log->set_pattern(R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
                   spdlog::pattern_time_type::utc);
  spdlog::set_default_logger(log);
  spdlog::flush_on(spdlog::level::info);
}

// Signals are taken by one thread that waits for them; every other thread is made after this.
sigset_t hold_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return set;
}

// Every map below the folder; one that has errors is told and left out, what was in force stays.
Result<> publish_maps(Office& office, const std::string& folder) {
  std::error_code error;
  std::vector<std::string> found;
  if (fs::exists(folder + "/map.yaml", error)) {
    found.push_back(folder);
  } else {
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      if (fs::exists(entry.path() / "map.yaml", error)) found.push_back(entry.path().string());
    }
  }
  std::sort(found.begin(), found.end());
  for (const std::string& path : found) {
    const auto files = CALLMAP_TRY(read_map_files(path));
    const auto in_force = office.desk->maps().publish(files, office.clock.now());
    if (in_force) continue;
    if (in_force.error().kind != ErrorKind::kInvalid) return std::unexpected(in_force.error());
    fmt::print(stderr, "{}the map in `{}` has errors and is not put in force\n",
               in_force.error().message, path);
  }
  if (!office.desk->maps().all().empty()) return {};
  return failure(
      ErrorKind::kNotFound,
      fmt::format(
          "no map is in force and none stands in `{}`; name the folder of your maps with --maps",
          folder));
}

Result<> open_demo(Office& office) {
  if (office.desk->sign_in().people().empty()) {
    fmt::print("Making the demo organisation: people, and customers for every map …\n");
    std::fflush(stdout);
  }
  const auto people = CALLMAP_TRY(office.desk->add_demo_people());
  (void)CALLMAP_TRY(office.desk->load_demo_customers());
  if (people.empty()) return {};
  fmt::print(
      "\nPeople of the demo organisation. Each password works once and is then changed; it is not "
      "shown again.\n\n");
  for (const AddedPerson& added : people) {
    std::string roles;
    for (const Role role : added.person.roles.list())
      roles += fmt::format("{}{}", roles.empty() ? "" : ", ", name(role));
    fmt::print("  {:<12} {:<24} {}\n", added.person.name, added.secret, inked(Ink::kQuiet, roles));
  }
  fmt::print("\n");
  return {};
}

// Lets fall due what is due, and keeps streams from growing old, until it is destroyed.
class Ticker {
 public:
  Ticker(Desk& desk, Api& api, const Clock& clock)
      : thread_([this, &desk, &api, &clock] {
          std::unique_lock lock(mutex_);
          while (!wake_.wait_for(lock, kTick, [this] { return ending_; })) {
            desk.tick();
            api.live().sweep(clock.now());
          }
        }) {}
  ~Ticker() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread thread_;
};

Traffic::OnServed request_log(bool every_request) {
  return [every_request](const Served& served) {
    if (!every_request && served.status < 500) return;
    const auto level = served.status >= 500 ? spdlog::level::err : spdlog::level::info;
    spdlog::log(level, R"("event":"request","method":"{}","route":"{}","status":{},"us":{})",
                served.method, served.route, served.status, served.took.count());
  };
}

Result<> run(const ServeOptions& options) {
  const sigset_t signals = hold_signals();
  const auto began = std::chrono::steady_clock::now();
  raise_open_files_limit();
  // A taken port is told before anything is made or shown once. What answers is there before
  // anything is asked of it: nothing is until `serve`.
  Api* answering = nullptr;
  auto server =
      CALLMAP_TRY(Server::listen({.address = options.address,
                                  .port = options.port,
                                  .threads = options.threads,
                                  .behind_proxy = options.behind_proxy,
                                  .standing_headers = security_headers(options.behind_proxy)},
                                 [&answering](Request request, Reply reply) {
                                   answering->handle(std::move(request), std::move(reply));
                                 }));
  const auto office = CALLMAP_TRY(
      open_office(options.data, true, {.demo = options.demo, .time_zone = options.time_zone}));
  CALLMAP_TRY(publish_maps(*office, options.maps));
  if (options.demo) CALLMAP_TRY(open_demo(*office));
  Api api(*office->desk, office->clock,
          {.behind_proxy = options.behind_proxy,
           .version = kProgramVersion,
           .on_served = request_log(options.log_requests)});
  answering = &api;
  api.watch(*server);
  server->serve();
  {
    const Ticker ticker(*office->desk, api, office->clock);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - began);
    spdlog::info(R"("event":"started","port":{},"ms":{},"open_contacts":{})", server->port(),
                 took.count(), office->desk->counts().open_contacts);
    fmt::print("Callmap is open at {}  (Ctrl-C ends it)\n",
               inked(Ink::kStrong, fmt::format("http://{}:{}", options.address, server->port())));
    std::fflush(stdout);
    int signal = 0;
    sigwait(&signals, &signal);
    fmt::print("\nEnding: everything acknowledged is on disk.\n");
  }
  api.close_streams();
  server->stop();
  spdlog::info(R"("event":"stopped")");
  return {};
}

}  // namespace

int serve(const ServeOptions& options) {
  open_log();
  const auto done = run(options);
  if (done) return kExitDone;
  std::ignore = say_error(done.error());
  return kExitFailed;  // a server has no question to say no to
}

}  // namespace callmap
