#include "requests.h"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <deque>

namespace callmap::load {
namespace {

struct Member {
  int socket = -1;
  std::size_t row = 0;
  std::string in;
  std::int64_t asked_us = 0;
};

class Crowd {
 public:
  Crowd(const RequestPlan& plan, pid_t server)
      : plan_(plan), server_(server), epoll_(epoll_create1(EPOLL_CLOEXEC)) {}
  ~Crowd() {
    for (const Member& member : members_) {
      if (member.socket >= 0) ::close(member.socket);
    }
    ::close(epoll_);
  }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  Result<> connect() {
    members_.resize(static_cast<std::size_t>(plan_.connections));
    for (std::size_t at = 0; at < members_.size(); ++at) {
      members_[at].socket = CALLMAP_TRY(connect_to(plan_.url));
      members_[at].row = at;
      epoll_event event{.events = EPOLLIN, .data = {.u64 = at}};
      epoll_ctl(epoll_, EPOLL_CTL_ADD, members_[at].socket, &event);
      idle_.push_back(at);
    }
    return {};
  }

  RequestFigures run() {
    const std::int64_t begin = now_us();
    const std::int64_t counted_from = begin + static_cast<std::int64_t>(plan_.warm_seconds * 1e6);
    const std::int64_t end = counted_from + static_cast<std::int64_t>(plan_.seconds * 1e6);
    next_due_us_ = static_cast<double>(begin);
    double cpu_before = 0;
    std::int64_t now = begin;
    while (now < end) {
      if (!counting_ && now >= counted_from) {
        counting_ = true;
        cpu_before = cpu_seconds_of(server_);
      }
      send_what_is_due(now);
      wait(end);
      now = now_us();
    }
    figures_.seconds = static_cast<double>(now - counted_from) * 1e-6;
    figures_.server_cpu_seconds = cpu_seconds_of(server_) - cpu_before;
    return std::move(figures_);
  }

 private:
  void send_what_is_due(std::int64_t now) {
    while (!idle_.empty()) {
      std::int64_t due = now;
      if (plan_.rate > 0) {
        due = static_cast<std::int64_t>(next_due_us_);
        if (due > now) return;
        next_due_us_ += 1e6 / plan_.rate;
      }
      Member& member = members_[idle_.front()];
      idle_.pop_front();
      member.asked_us = due;
      send(member);
    }
  }

  void send(Member& member) {
    static const std::vector<std::string> kNoRow;
    const auto& row = plan_.rows.empty() ? kNoRow : plan_.rows[member.row % plan_.rows.size()];
    const std::string body = filled(plan_.body, number_, row);
    std::string text = plan_.method + " " + filled(plan_.url.path, number_, row) +
                       " HTTP/1.1\r\nHost: " + plan_.url.host + "\r\n";
    for (const std::string& header : plan_.headers) text += filled(header, number_, row) + "\r\n";
    if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    text += "\r\n" + body;
    ++number_;
    // A request fits the socket's buffer when the one before has been answered.
    if (::send(member.socket, text.data(), text.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(text.size())) {
      broke(member);
    }
  }

  void wait(std::int64_t end) {
    std::int64_t until = end;
    if (plan_.rate > 0 && !idle_.empty()) {
      until = std::min(until, static_cast<std::int64_t>(next_due_us_));
    }
    const std::int64_t left = std::max<std::int64_t>(0, until - now_us());
    const timespec timeout{.tv_sec = left / 1'000'000, .tv_nsec = left % 1'000'000 * 1000};
    std::array<epoll_event, 256> events;
    const int count = epoll_pwait2(epoll_, events.data(), events.size(), &timeout, nullptr);
    for (int at = 0; at < count; ++at) receive(events[static_cast<std::size_t>(at)].data.u64);
  }

  void receive(std::size_t at) {
    Member& member = members_[at];
    std::array<char, 65536> bytes;
    const ssize_t size = ::recv(member.socket, bytes.data(), bytes.size(), 0);
    if (size <= 0) {
      if (size == 0 || (errno != EAGAIN && errno != EINTR)) broke(member);
      return;
    }
    member.in.append(bytes.data(), static_cast<std::size_t>(size));
    int status = 0;
    if (whole_answer(member.in, status) == 0) return;
    member.in.clear();
    if (counting_) {
      figures_.latency.add(now_us() - member.asked_us);
      ++figures_.answers[status];
    }
    idle_.push_back(at);
  }

  void broke(Member& member) {
    ::close(member.socket);
    member.socket = -1;
    ++figures_.answers[0];
  }

  const RequestPlan& plan_;
  const pid_t server_;
  const int epoll_;
  std::vector<Member> members_;
  std::deque<std::size_t> idle_;
  std::uint64_t number_ = 0;
  double next_due_us_ = 0;
  bool counting_ = false;
  RequestFigures figures_;
};

}  // namespace

std::uint64_t RequestFigures::total() const {
  std::uint64_t sum = 0;
  for (const auto& [status, count] : answers) sum += status == 0 ? 0 : count;
  return sum;
}

std::string RequestFigures::text() {
  std::string out = fmt::format("{:.0f} requests/s", static_cast<double>(total()) / seconds);
  if (server_cpu_seconds > 0) {
    out += fmt::format(", server {:.2f} us CPU a request ({:.0f} % of a core)",
                       server_cpu_seconds * 1e6 / static_cast<double>(total()),
                       server_cpu_seconds / seconds * 100);
  }
  out += "\n    latency " + latency.text() + "\n    answers";
  for (const auto& [status, count] : answers) {
    out += status == 0 ? fmt::format(" broken connections x{}", count)
                       : fmt::format(" {} x{}", status, count);
  }
  return out;
}

Result<RequestFigures> ask(const RequestPlan& plan, pid_t server) {
  Crowd crowd(plan, server);
  CALLMAP_TRY(crowd.connect());
  return crowd.run();
}

}  // namespace callmap::load
