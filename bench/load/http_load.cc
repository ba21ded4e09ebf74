// http_load compare            our server beside the bare library, same bytes, no disk and no logic
// http_load streams            many event streams of our server, with and without requests
// http_load ask URL            load and watchers for a server that is already running

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "requests.h"
#include "servers.h"
#include "store/temporary_folder.h"
#include "watchers.h"
#include "wire/server.h"

namespace callmap::load {
namespace {

// A command and an answer of the sizes that the API has.
const std::string kCommand =
    R"({"intent":"fill_field","contact":"c4f8a1","request":1,"field":"issue","text":")"
    R"(The parcel of Monday was delivered to a neighbour who has moved away, and nobody knows )"
    R"(where it is now; the tracking page says delivered"})";
const std::string kAnswer =
    R"({"outcome":"accepted","position":183201,"version":17,"guidance":{"stage":"purpose",)"
    R"("next":[{"kind":"gate","id":"outcome_agreed","text":"The outcome was said back and agreed",)"
    R"("why":"Resolving waits for it"},{"kind":"field","id":"urgency","text":"Urgency"}]}})";
const std::vector<std::string> kHeaders = {
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
    "Accept: application/json",
    "Content-Type: application/json",
    "Origin: http://127.0.0.1:8080",
    "Idempotency-Key: 0b8d9a52-7f3e-4c55-9f0c-{n}",
    "Cookie: session=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"};

Result<std::string> answer_of(const ServerProcess& server) {
  const Url url = CALLMAP_TRY(parse_url(server.url("/")));
  const int socket = CALLMAP_TRY(connect_to(url));
  const std::string text = "POST / HTTP/1.1\r\nHost: a\r\n\r\n";
  if (::send(socket, text.data(), text.size(), MSG_NOSIGNAL) < 0) return failure("no answer");
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  std::array<char, 8192> bytes;
  const ssize_t size = ::recv(socket, bytes.data(), bytes.size(), 0);
  ::close(socket);
  if (size <= 0) return failure("no answer");
  return std::string(bytes.data(), static_cast<std::size_t>(size));
}

Result<RequestFigures> command(const ServerProcess& server, int connections, double seconds) {
  const RequestPlan plan{
      .url = CALLMAP_TRY(parse_url(server.url("/api/v1/contacts/c4f8a1/intents"))),
      .method = "POST",
      .headers = kHeaders,
      .body = kCommand,
      .connections = connections,
      .seconds = seconds};
  return ask(plan, server.process());
}

Result<> compare(double seconds, int threads) {
  const ServerProcess ours = CALLMAP_TRY(ServerProcess::start(
      [&](const auto& tell) { serve_ours({.body = kAnswer, .threads = threads}, tell); }));
  const std::string answer = CALLMAP_TRY(answer_of(ours));
  const ServerProcess bare =
      CALLMAP_TRY(ServerProcess::start([&](const auto& tell) { serve_bare(answer, "", tell); }));
  const TemporaryFolder folder;
  const ServerProcess durable = CALLMAP_TRY(ServerProcess::start(
      [&](const auto& tell) { serve_bare(answer, folder / "bare.db", tell); }));
  fmt::print("answer of {} bytes, command of {} bytes and its headers\n", answer.size(),
             kCommand.size());
  for (const int connections : {1, 100, 1000}) {
    fmt::print("{} connections\n", connections);
    IdleJitter jitter;
    RequestFigures theirs = CALLMAP_TRY(command(bare, connections, seconds));
    RequestFigures committed = CALLMAP_TRY(command(durable, connections, seconds));
    RequestFigures mine = CALLMAP_TRY(command(ours, connections, seconds));
    fmt::print("  bare: {}\n  bare behind a commit: {}\n  ours: {}\n", theirs.text(),
               committed.text(), mine.text());
    fmt::print("  CPU a request, ours to bare: {:.2f}\n  idle jitter: {}\n",
               mine.server_cpu_seconds / static_cast<double>(mine.total()) /
                   (theirs.server_cpu_seconds / static_cast<double>(theirs.total())),
               jitter.stop());
  }
  return {};
}

Result<> streams(int count, double events_a_second, double seconds, int threads) {
  const ServerProcess server = CALLMAP_TRY(ServerProcess::start([&](const auto& tell) {
    serve_ours({.body = kAnswer, .threads = threads, .events_a_second = events_a_second}, tell);
  }));
  const std::int64_t before_kb = resident_kb_of(server.process());
  const WatchPlan plan{
      .url = CALLMAP_TRY(parse_url(server.url("/stream"))), .watchers = count, .steady_us = true};
  auto watchers = CALLMAP_TRY(Watchers::open(plan));
  fmt::print("{} streams: {:.2f} kB of the server's own memory each\n", count,
             static_cast<double>(resident_kb_of(server.process()) - before_kb) / count);
  IdleJitter jitter;
  watchers->forget();
  const double cpu_before = cpu_seconds_of(server.process());
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  const double cpu = cpu_seconds_of(server.process()) - cpu_before;
  Watchers::Figures figures = watchers->stop();
  fmt::print("  alone, {} broadcasts/s: {}\n    {:.0f} events/s, server {:.2f} us CPU an event\n",
             events_a_second, figures.text(), static_cast<double>(figures.events) / seconds,
             cpu * 1e6 / static_cast<double>(figures.events));
  fmt::print("  idle jitter: {}\n", jitter.stop());
  watchers.reset();

  const auto again = CALLMAP_TRY(Watchers::open(plan));
  IdleJitter second_jitter;
  again->forget();
  RequestFigures commands = CALLMAP_TRY(command(server, 100, seconds));
  Watchers::Figures beside = again->stop();
  fmt::print("  beside 100 connections: {}\n  events: {}\n  idle jitter: {}\n", commands.text(),
             beside.text(), second_jitter.stop());
  return {};
}

Result<std::vector<std::vector<std::string>>> read_rows(const std::string& path) {
  std::vector<std::vector<std::string>> rows;
  if (path.empty()) return rows;
  std::ifstream file(path);
  if (!file) return failure(ErrorKind::kNotFound, "cannot read `" + path + "`");
  for (std::string line; std::getline(file, line);) {
    std::istringstream cells(line);
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, '\t');) rows.back().push_back(cell);
  }
  return rows;
}

struct AskOptions {
  std::string url;
  std::string watch_url;
  std::string rows;
  pid_t server = 0;
  RequestPlan requests;
  WatchPlan watch{.watchers = 0};
};

Result<> ask_running(AskOptions options) {
  options.requests.rows = CALLMAP_TRY(read_rows(options.rows));
  options.requests.url = CALLMAP_TRY(parse_url(options.url));
  options.watch.rows = options.requests.rows;
  std::unique_ptr<Watchers> watchers;
  if (options.watch.watchers > 0) {
    options.watch.url = CALLMAP_TRY(parse_url(options.watch_url));
    const std::int64_t before_kb = resident_kb_of(options.server);
    watchers = CALLMAP_TRY(Watchers::open(options.watch));
    fmt::print(
        "{} streams, {:.2f} kB of the server's own memory each\n", options.watch.watchers,
        static_cast<double>(resident_kb_of(options.server) - before_kb) / options.watch.watchers);
    watchers->forget();
  }
  IdleJitter jitter;
  RequestFigures figures = CALLMAP_TRY(ask(options.requests, options.server));
  fmt::print("{} connections: {}\n", options.requests.connections, figures.text());
  if (watchers) fmt::print("streams: {}\n", watchers->stop().text());
  fmt::print("idle jitter: {}\n", jitter.stop());
  return {};
}

void describe_ask(CLI::App& app, AskOptions& options) {
  app.add_option("url", options.url, "http://127.0.0.1:8080/path")->required();
  app.add_option("--method", options.requests.method)->capture_default_str();
  app.add_option("--header", options.requests.headers, "`Name: value`, may be repeated");
  app.add_option("--body", options.requests.body, "{n} counts requests, {1} is a column of --rows");
  app.add_option("--rows", options.rows, "tab-separated file; connection i uses line i");
  app.add_option("--connections", options.requests.connections)->capture_default_str();
  app.add_option("--seconds", options.requests.seconds)->capture_default_str();
  app.add_option("--rate", options.requests.rate,
                 "requests a second over all; 0: as fast as can be");
  app.add_option("--pid", options.server, "the server's process, for its CPU time and memory");
  app.add_option("--watchers", options.watch.watchers, "event streams to hold open meanwhile");
  app.add_option("--watch-url", options.watch_url);
  app.add_option("--watch-header", options.watch.headers, "`Name: value`, may be repeated");
  app.add_option("--stamp", options.watch.stamp_key, "JSON key of the events' time in milliseconds")
      ->capture_default_str();
}

int run(int argc, char** argv) {
  CLI::App app("Load for HTTP servers, with latencies and the server's CPU time");
  app.require_subcommand(1);
  double seconds = 5;
  double events = 2;
  int threads = 1;
  int count = 10'000;
  AskOptions options;
  CLI::App* compare_app = app.add_subcommand("compare", "our server beside the bare library");
  CLI::App* streams_app = app.add_subcommand("streams", "many event streams of our server");
  CLI::App* ask_app = app.add_subcommand("ask", "a server that is already running");
  for (CLI::App* sub : {compare_app, streams_app}) {
    sub->add_option("--seconds", seconds)->capture_default_str();
    sub->add_option("--threads", threads, "of our server")->capture_default_str();
  }
  streams_app->add_option("--streams", count)->capture_default_str();
  streams_app->add_option("--events", events, "broadcasts a second")->capture_default_str();
  describe_ask(*ask_app, options);
  CLI11_PARSE(app, argc, argv);
  raise_open_files_limit();
  setvbuf(stdout, nullptr, _IOLBF, 0);
  const Result<> done = compare_app->parsed()   ? compare(seconds, threads)
                        : streams_app->parsed() ? streams(count, events, seconds, threads)
                                                : ask_running(std::move(options));
  if (done) return 0;
  fmt::print(stderr, "http_load: {}\n", done.error().message);
  return 1;
}

}  // namespace
}  // namespace callmap::load

int main(int argc, char** argv) {
  return callmap::load::run(argc, argv);
}
