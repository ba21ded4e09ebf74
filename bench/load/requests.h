#pragma once
// A crowd that asks a server the same kind of thing, each member on a connection of its own, one
// request at a time, and notes how long each answer took. One thread.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "measure.h"
#include "wire.h"

namespace callmap::load {

struct RequestPlan {
  Url url;
  std::string method = "GET";
  std::vector<std::string> headers;  // `Name: value`; these and the body may have slots, see filled
  std::string body;
  std::vector<std::vector<std::string>> rows;  // connection i fills its slots from row i mod size
  int connections = 1;
  double seconds = 5;
  double warm_seconds = 0.5;  // not counted
  // Requests a second over all, at fixed moments; latency then counts from the moment, so that
  // a server that stands still is not spared the requests that should have come meanwhile. 0: each
  // connection asks as soon as it was answered.
  double rate = 0;
};

struct RequestFigures {
  Samples latency;
  std::map<int, std::uint64_t> answers;  // by status; 0 is a connection that broke
  double seconds = 0;
  double server_cpu_seconds = 0;  // when the process is known
  [[nodiscard]] std::uint64_t total() const;
  [[nodiscard]] std::string text();
};

// `server` is the process to take CPU time from, 0 for none.
[[nodiscard]] Result<RequestFigures> ask(const RequestPlan& plan, pid_t server);

}  // namespace callmap::load
