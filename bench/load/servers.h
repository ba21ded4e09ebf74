#pragma once
// The servers that are compared, each in a process of its own so that its CPU time can be told from
// the load's: ours, the bare library answering the same bytes, and the same behind a bare commit.

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"

namespace callmap::load {

// A child process that serves until it is destroyed.
class ServerProcess {
 public:
  // `serve` gets a function to tell the port with and does not return. Call while this process has
  // one thread.
  [[nodiscard]] static Result<ServerProcess> start(
      const std::function<void(const std::function<void(std::uint16_t)>&)>& serve);
  ServerProcess(ServerProcess&& other) noexcept;
  ServerProcess& operator=(ServerProcess&&) = delete;
  ~ServerProcess();

  [[nodiscard]] pid_t process() const { return process_; }
  [[nodiscard]] std::string url(const std::string& path) const;

 private:
  ServerProcess(pid_t process, std::uint16_t port) : process_(process), port_(port) {}
  pid_t process_;
  std::uint16_t port_;
};

// Asio and Beast's parser with a fixed answer and nothing else: no limits, no timeouts, no routes.
// With the path of a database each request is a row of 200 bytes in it, synced to the disk before
// it is answered, all that wait in one commit.
void serve_bare(const std::string& answer, const std::string& database,
                const std::function<void(std::uint16_t)>& tell);

struct OurPlan {
  std::string body;  // of every answer
  int threads = 1;
  double events_a_second = 0;  // broadcast to every stream, stamped with the steady clock
};
// `GET /stream` opens a stream, anything else is answered.
void serve_ours(const OurPlan& plan, const std::function<void(std::uint16_t)>& tell);

}  // namespace callmap::load
