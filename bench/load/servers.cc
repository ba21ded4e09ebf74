#include "servers.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "measure.h"
#include "wire/server.h"

namespace callmap::load {

Result<ServerProcess> ServerProcess::start(
    const std::function<void(const std::function<void(std::uint16_t)>&)>& serve) {
  int pipe[2];
  if (::pipe(pipe) != 0) return failure("no pipe");
  const pid_t process = fork();
  if (process < 0) return failure("no process");
  if (process == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::close(pipe[0]);
    serve([&](std::uint16_t port) {
      if (::write(pipe[1], &port, sizeof port) != sizeof port) std::_Exit(1);
    });
    std::_Exit(1);
  }
  ::close(pipe[1]);
  std::uint16_t port = 0;
  const bool told = ::read(pipe[0], &port, sizeof port) == sizeof port;
  ::close(pipe[0]);
  ServerProcess server(process, port);
  if (!told) return failure("the server did not start");
  return server;
}

ServerProcess::ServerProcess(ServerProcess&& other) noexcept
    : process_(std::exchange(other.process_, 0)), port_(other.port_) {}

ServerProcess::~ServerProcess() {
  if (process_ == 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

std::string ServerProcess::url(const std::string& path) const {
  return fmt::format("http://127.0.0.1:{}{}", port_, path);
}

void serve_ours(const OurPlan& plan, const std::function<void(std::uint16_t)>& tell) {
  std::mutex mutex;
  std::vector<EventStream> streams;
  auto server =
      Server::start({.port = 0, .threads = plan.threads}, [&](Request request, Reply reply) {
        if (request.path != "/stream") {
          return reply.send({.headers = {{"Content-Type", "application/json"}}, .body = plan.body});
        }
        EventStream stream = reply.open_stream({}, [] {});
        const std::lock_guard lock(mutex);
        streams.push_back(std::move(stream));
      });
  if (!server) {
    fmt::print(stderr, "{}\n", server.error().message);
    std::_Exit(1);
  }
  tell((*server)->port());
  for (std::uint64_t number = 0;; ++number) {
    if (plan.events_a_second <= 0) {
      std::this_thread::sleep_for(std::chrono::hours(1));
      continue;
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(1 / plan.events_a_second));
    const StreamBytes event =
        encode_event(std::to_string(number), "contact",
                     fmt::format(R"({{"contact":"c4f8a1","version":17,"at":{}}})", now_us()));
    const std::lock_guard lock(mutex);
    for (EventStream& stream : streams) stream.send(event);
  }
}

}  // namespace callmap::load
