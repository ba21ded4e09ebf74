#include "watchers.h"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>

namespace callmap::load {

Watchers::Watchers(const WatchPlan& plan)
    : plan_(plan),
      stamp_("\"" + plan.stamp_key + "\":"),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      readers_(static_cast<std::size_t>(plan.watchers)) {}

Watchers::~Watchers() {
  if (thread_.joinable()) (void)stop();
  for (const Reader& reader : readers_) {
    if (reader.socket >= 0) ::close(reader.socket);
  }
  ::close(epoll_);
}

Result<std::unique_ptr<Watchers>> Watchers::open(const WatchPlan& plan) {
  static const std::vector<std::string> kNoRow;
  std::unique_ptr<Watchers> watchers(new Watchers(plan));
  watchers->thread_ =
      std::jthread([all = watchers.get()](const std::stop_token& stop) { all->run(stop); });
  for (std::size_t at = 0; at < watchers->readers_.size(); ++at) {
    const auto& row = plan.rows.empty() ? kNoRow : plan.rows[at % plan.rows.size()];
    Reader& reader = watchers->readers_[at];
    reader.socket = CALLMAP_TRY(connect_to(plan.url));
    std::string text =
        "GET " + filled(plan.url.path, at, row) + " HTTP/1.1\r\nHost: " + plan.url.host + "\r\n";
    for (const std::string& header : plan.headers) text += filled(header, at, row) + "\r\n";
    text += "\r\n";
    if (::send(reader.socket, text.data(), text.size(), MSG_NOSIGNAL) < 0) {
      return failure("a stream broke while it was opened");
    }
    epoll_event event{.events = EPOLLIN, .data = {.ptr = &reader}};
    epoll_ctl(watchers->epoll_, EPOLL_CTL_ADD, reader.socket, &event);
  }
  for (int tenths = 0; watchers->begun_ < plan.watchers; ++tenths) {
    if (tenths == 300) return failure("streams were not answered within 30 seconds");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return watchers;
}

void Watchers::run(const std::stop_token& stop) {
  constexpr int kWaitMs = 50;
  std::array<epoll_event, 256> events;
  while (!stop.stop_requested()) {
    if (forget_.exchange(false)) figures_ = {.streams_lost = figures_.streams_lost};
    const int count = epoll_wait(epoll_, events.data(), events.size(), kWaitMs);
    for (int at = 0; at < count; ++at) {
      receive(*static_cast<Reader*>(events[static_cast<std::size_t>(at)].data.ptr));
    }
  }
}

void Watchers::receive(Reader& reader) {
  std::array<char, 65536> bytes;
  const ssize_t size = ::recv(reader.socket, bytes.data(), bytes.size(), 0);
  if (size <= 0) {
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    epoll_ctl(epoll_, EPOLL_CTL_DEL, reader.socket, nullptr);
    ++figures_.streams_lost;
    return;
  }
  reader.in.append(bytes.data(), static_cast<std::size_t>(size));
  read_events(reader);
}

void Watchers::read_events(Reader& reader) {
  std::size_t at = 0;
  for (;;) {
    // The head of the answer ends in the same way as an event, but for its carriage returns.
    if (std::string_view(reader.in).substr(at).starts_with("HTTP/1.1 ")) {
      const std::size_t blank = reader.in.find("\r\n\r\n", at);
      if (blank == std::string::npos) break;
      at = blank + 4;
      ++begun_;
      continue;
    }
    const std::size_t end = reader.in.find("\n\n", at);
    if (end == std::string::npos) break;
    const std::string_view event = std::string_view(reader.in).substr(at, end - at);
    at = end + 2;
    const std::size_t stamp = event.find(stamp_);
    if (stamp == std::string_view::npos) continue;
    std::int64_t sent = 0;
    std::from_chars(event.data() + stamp + stamp_.size(), event.data() + event.size(), sent);
    figures_.delivery.add(plan_.steady_us ? now_us() - sent : (wall_ms() - sent) * 1000);
    ++figures_.events;
  }
  reader.in.erase(0, at);
}

Watchers::Figures Watchers::stop() {
  thread_.request_stop();
  thread_.join();
  return std::move(figures_);
}

std::string Watchers::Figures::text() {
  return fmt::format("{} events, {} streams lost\n    delivery {}", events, streams_lost,
                     delivery.text());
}

}  // namespace callmap::load
