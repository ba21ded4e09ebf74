#include "wire/event_stream.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "wire/loopback_client.h"
#include "wire/server.h"

namespace callmap {
namespace {

using std::chrono::milliseconds;

// Everybody who asks becomes a watcher, as the feed will hold them.
class Watchers {
 public:
  void add(Request, Reply reply) {
    EventStream stream = reply.open_stream({{"X-Mine", "yes"}}, [this] {
      const std::lock_guard lock(mutex_);
      ++closed_;
      changed_.notify_all();
    });
    const std::lock_guard lock(mutex_);
    streams_.push_back(std::move(stream));
    changed_.notify_all();
  }
  bool wait_for_open(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, milliseconds(kPatienceMs),
                             [&] { return streams_.size() >= count; });
  }
  bool wait_for_closed(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, milliseconds(kPatienceMs), [&] { return closed_ >= count; });
  }
  std::size_t broadcast(const StreamBytes& event) {
    const std::lock_guard lock(mutex_);
    std::size_t sent = 0;
    for (EventStream& stream : streams_) sent += stream.send(event) ? 1 : 0;
    return sent;
  }
  EventStream& at(std::size_t index) { return streams_.at(index); }
  std::size_t closed() {
    const std::lock_guard lock(mutex_);
    return closed_;
  }
  void drop_all() {
    const std::lock_guard lock(mutex_);
    streams_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<EventStream> streams_;
  std::size_t closed_ = 0;
};

std::unique_ptr<Server> streaming(Watchers& watchers, ServerOptions options = {}) {
  options.port = 0;
  auto server = Server::start(std::move(options), [&](Request request, Reply reply) {
    watchers.add(std::move(request), std::move(reply));
  });
  EXPECT_TRUE(server) << server.error().message;
  return std::move(*server);
}

constexpr std::string_view kWatch = "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n";

LoopbackClient watching(const Server& server, int receive_buffer = 0) {
  LoopbackClient client(server.port(), receive_buffer);
  client.send(kWatch);
  return client;
}

TEST(EncodeEvent, WritesALineForEachPart) {
  EXPECT_EQ(*encode_event("7", "contact", "{}"), "id: 7\nevent: contact\ndata: {}\n\n");
  EXPECT_EQ(*encode_event("", "", ""), "data: \n\n");
}

TEST(EncodeEvent, NeverLetsDataBeginALineOfItsOwn) {
  EXPECT_EQ(*encode_event("1", "", "a\nid: 9\r\nb\rc\n"),
            "id: 1\ndata: a\ndata: id: 9\ndata: b\ndata: c\ndata: \n\n");
}

TEST(EncodeEventDeathTest, RefusesALineBreakInIdAndName) {
  EXPECT_DEATH((void)encode_event("1\n2", "", ""), "single lines");
  EXPECT_DEATH((void)encode_event("", "a\rb", ""), "single lines");
}

TEST(EventStream, DeliversEventsInOrderAfterItsHead) {
  Watchers watchers;
  auto server = streaming(watchers);
  LoopbackClient client = watching(*server);
  const auto head = client.read_answer();
  EXPECT_EQ(head->status, 200);
  EXPECT_TRUE(head->has("Content-Type: text/event-stream"));
  EXPECT_TRUE(head->has("X-Mine: yes"));
  EXPECT_TRUE(head->has("Connection: close"));
  EXPECT_TRUE(client.read_until("\n\n")->starts_with("retry: "));
  ASSERT_TRUE(watchers.wait_for_open(1));
  EXPECT_TRUE(watchers.at(0).send("1", "first", "a"));
  EXPECT_TRUE(watchers.at(0).send("2", "", "b"));
  EXPECT_EQ(client.read_until("\n\n"), "id: 1\nevent: first\ndata: a\n\n");
  EXPECT_EQ(client.read_until("\n\n"), "id: 2\ndata: b\n\n");
  EXPECT_EQ(server->counts().streams_open, 1u);
}

TEST(EventStream, BeatsWhileNothingHappens) {
  Watchers watchers;
  auto server = streaming(watchers, {.limits = {.heartbeat = {50}}});
  LoopbackClient client = watching(*server);
  ASSERT_TRUE(client.read_until("retry: "));
  ASSERT_TRUE(client.read_until("\n\n"));
  EXPECT_EQ(client.read_until("\n\n"), ":\n\n");
  EXPECT_EQ(client.read_until("\n\n"), ":\n\n");
}

TEST(EventStream, TellsOnceWhenTheBrowserHasGone) {
  Watchers watchers;
  auto server = streaming(watchers);
  {
    LoopbackClient client = watching(*server);
    ASSERT_TRUE(watchers.wait_for_open(1));
    EXPECT_TRUE(watchers.at(0).open());
  }
  ASSERT_TRUE(watchers.wait_for_closed(1));
  EXPECT_FALSE(watchers.at(0).open());
  EXPECT_FALSE(watchers.at(0).send("1", "", "x"));
  server->stop();
  EXPECT_EQ(watchers.closed(), 1u);
  EXPECT_EQ(server->counts().streams_open, 0u);
}

TEST(EventStream, EndsAfterWhatIsQueuedWhenItsHandleGoes) {
  Watchers watchers;
  auto server = streaming(watchers);
  LoopbackClient client = watching(*server);
  ASSERT_TRUE(watchers.wait_for_open(1));
  watchers.at(0).send("1", "", "last");
  watchers.drop_all();
  EXPECT_TRUE(client.read_until("id: 1\ndata: last\n\n"));
  EXPECT_TRUE(client.ends());
  EXPECT_TRUE(watchers.wait_for_closed(1));
}

TEST(EventStream, DropsAReaderThatFallsBehindAndKeepsTheOthers) {
  Watchers watchers;
  auto server = streaming(watchers, {.limits = {.stream_queue_bytes = 64u << 10}});
  LoopbackClient slow = watching(*server, 4096);
  ASSERT_TRUE(watchers.wait_for_open(1));
  LoopbackClient quick = watching(*server);
  ASSERT_TRUE(watchers.wait_for_open(2));
  const StreamBytes event = encode_event("1", "", std::string(16'000, 'x'));
  std::size_t sent = 2;
  for (int count = 0; count < 10'000 && sent == 2; ++count) {
    sent = watchers.broadcast(event);
    if (sent == 2) {
      EXPECT_TRUE(quick.read_until("x\n\n"));
    }
  }
  EXPECT_EQ(sent, 1u);
  ASSERT_TRUE(watchers.wait_for_closed(1));
  EXPECT_FALSE(watchers.at(0).open());
  EXPECT_TRUE(watchers.at(1).open());
  EXPECT_EQ(server->counts().streams_dropped, 1u);
  watchers.broadcast(encode_event("9", "", "still here"));
  EXPECT_TRUE(quick.read_until("still here\n\n"));
}

TEST(EventStream, RefusesAnEventLargerThanItsQueue) {
  Watchers watchers;
  auto server = streaming(watchers, {.limits = {.stream_queue_bytes = 1000}});
  LoopbackClient client = watching(*server);
  ASSERT_TRUE(watchers.wait_for_open(1));
  EXPECT_FALSE(watchers.at(0).send("1", "", std::string(1000, 'x')));
  EXPECT_TRUE(watchers.wait_for_closed(1));
}

TEST(EventStream, CarriesABroadcastToAThousandReadersFromOneBuffer) {
  raise_open_files_limit();
  constexpr std::size_t kReaders = 1000;
  Watchers watchers;
  auto server = streaming(watchers, {.threads = 2});
  std::vector<LoopbackClient> clients;
  for (std::size_t count = 0; count < kReaders; ++count) clients.push_back(watching(*server));
  ASSERT_TRUE(watchers.wait_for_open(kReaders));
  const StreamBytes first = encode_event("1", "", "one for all");
  const StreamBytes second = encode_event("2", "", "and another");
  EXPECT_EQ(watchers.broadcast(first), kReaders);
  EXPECT_EQ(watchers.broadcast(second), kReaders);
  std::size_t right = 0;
  for (LoopbackClient& client : clients) {
    const bool one = client.read_until("id: 1\ndata: one for all\n\n").has_value();
    right += one && client.read_until("\n\n") == *second ? 1 : 0;
  }
  EXPECT_EQ(right, kReaders);
  EXPECT_EQ(server->counts().streams_open, kReaders);
  clients.clear();
  EXPECT_TRUE(watchers.wait_for_closed(kReaders));
}

TEST(EventStream, EndsWhenTheServerStopsAndStaysHarmless) {
  Watchers watchers;
  auto server = streaming(watchers);
  LoopbackClient client = watching(*server);
  ASSERT_TRUE(watchers.wait_for_open(1));
  watchers.at(0).send("1", "", "before the end");
  server.reset();
  EXPECT_TRUE(client.read_until("before the end\n\n"));
  EXPECT_TRUE(client.ends());
  EXPECT_EQ(watchers.closed(), 1u);
  EXPECT_FALSE(watchers.at(0).send("2", "", "after"));
}

TEST(EventStream, OpenedAfterTheServerStoppedIsClosedAtOnce) {
  std::optional<Reply> kept;
  std::atomic<bool> arrived = false;
  auto server =
      Server::start({.port = 0, .limits = {.stop_time = {50}}}, [&](Request, Reply reply) {
        kept.emplace(std::move(reply));
        arrived = true;
      });
  ASSERT_TRUE(server);
  LoopbackClient client = watching(**server);
  while (!arrived) std::this_thread::sleep_for(milliseconds(1));
  (*server)->stop();
  int closed = 0;
  const EventStream stream = kept->open_stream({}, [&] { ++closed; });
  EXPECT_FALSE(stream.open());
  EXPECT_EQ(closed, 1);
}

TEST(EventStream, SendsFromManyThreadsAreWhole) {
  Watchers watchers;
  auto server = streaming(watchers);
  LoopbackClient client = watching(*server);
  ASSERT_TRUE(watchers.wait_for_open(1));
  {
    std::vector<std::jthread> senders;
    for (int number = 0; number < 4; ++number) {
      senders.emplace_back([&] {
        for (int count = 0; count < 250; ++count) watchers.at(0).send("", "", "whole");
      });
    }
  }
  ASSERT_TRUE(client.read_until("retry: "));
  ASSERT_TRUE(client.read_until("\n\n"));
  for (int count = 0; count < 1000; ++count) {
    ASSERT_EQ(client.read_until("\n\n"), "data: whole\n\n");
  }
}

}  // namespace
}  // namespace callmap
