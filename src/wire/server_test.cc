#include "wire/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <optional>
#include <thread>
#include <vector>

#include "wire/echo_server.h"

namespace callmap {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

TEST(Server, AnswersARequestWithItsPartsAndTheServersOwnFields) {
  auto server = started({});
  LoopbackClient client(server->port());
  client.send(
      "POST /a%20b?x=1+2&y=%C3%A4&x HTTP/1.1\r\nhost: a\r\nx-test: seen \r\n"
      "content-length: 4\r\n\r\nbody");
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "POST /a b x=1 2 y=\xC3\xA4 x=|seen|127.0.0.1|body");
  EXPECT_TRUE(answer->has("X-Content-Type-Options: nosniff"));
  EXPECT_TRUE(answer->has("Content-Type: text/plain"));
  EXPECT_NE(answer->head.find("\r\nDate: "), std::string::npos);
  EXPECT_NE(answer->head.find(" GMT\r\n"), std::string::npos);
  EXPECT_EQ(answer->head.find("Connection:"), std::string::npos);
}

TEST(Server, SendsTheStandingFieldsWithEveryAnswerAlsoItsOwn) {
  auto server = started({.standing_headers = {{"X-Frame-Options", "DENY"}}});
  LoopbackClient client(server->port());
  client.send(get("/"));
  EXPECT_TRUE(client.read_answer()->has("X-Frame-Options: DENY"));
  client.send("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto refused = client.read_answer();
  EXPECT_NE(refused->head.find(" 400 "), std::string::npos);
  EXPECT_TRUE(refused->has("X-Frame-Options: DENY"));
}

TEST(Server, KeepsAConnectionForTheNextRequest) {
  auto server = started({});
  LoopbackClient client(server->port());
  for (int count = 0; count < 3; ++count) {
    client.send(get("/" + std::to_string(count)));
    EXPECT_EQ(client.read_answer()->body, "GET /" + std::to_string(count) + "|-|127.0.0.1|");
  }
  EXPECT_EQ(server->counts().connections, 1u);
  EXPECT_EQ(server->counts().requests, 3u);
}

TEST(Server, ClosesWhenTheClientAsksForIt) {
  auto server = started({});
  LoopbackClient client(server->port());
  client.send(get("/", "Connection: close\r\n"));
  EXPECT_TRUE(client.read_answer()->has("Connection: close"));
  EXPECT_TRUE(client.ends());
}

TEST(Server, SpeaksToOldClientsThatAskForKeepAlive) {
  auto server = started({});
  LoopbackClient keeps(server->port());
  keeps.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_TRUE(keeps.read_answer()->has("Connection: keep-alive"));
  keeps.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(keeps.read_answer()->has("Connection: close"));
  EXPECT_TRUE(keeps.ends());
}

TEST(Server, AnswersPipelinedRequestsInOrderThoughTheFirstIsSlow) {
  std::vector<std::jthread> late;  // outlives the server's threads
  auto server = started({}, [&](Request request, Reply reply) {
    if (request.path != "/slow") return echo(std::move(request), std::move(reply));
    late.emplace_back([reply = std::move(reply)]() mutable {
      std::this_thread::sleep_for(milliseconds(50));
      reply.send({.body = "slow"});
    });
  });
  LoopbackClient client(server->port());
  client.send(get("/slow") + post("/2", "two") + get("/3"));
  EXPECT_EQ(client.read_answer()->body, "slow");
  EXPECT_EQ(client.read_answer()->body, "POST /2|-|127.0.0.1|two");
  EXPECT_EQ(client.read_answer()->body, "GET /3|-|127.0.0.1|");
}

TEST(Server, AnswersManyPipelinedRequestsToAClientThatReadsLate) {
  const std::string large(100'000, 'x');
  auto server = started({}, [&](Request, Reply reply) { reply.send({.body = large}); });
  LoopbackClient client(server->port());
  std::string all;
  for (int count = 0; count < 100; ++count) all += get("/");
  client.send(all);
  std::this_thread::sleep_for(milliseconds(50));
  for (int count = 0; count < 100; ++count) ASSERT_EQ(client.read_answer()->body.size(), 100'000u);
}

TEST(Server, ReadsARequestThatComesByteByByte) {
  auto server = started({});
  LoopbackClient client(server->port());
  const std::string text =
      "\r\nPOST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;x=1\r\nabc\r\n2\r\nde\r\n0\r\nX-Test: trailer\r\n\r\n" +
      get("/next");
  for (char c : text) ASSERT_TRUE(client.send({&c, 1}));
  EXPECT_EQ(client.read_answer()->body, "POST /b|-|127.0.0.1|abcde");  // no trailer as a header
  EXPECT_EQ(client.read_answer()->body, "GET /next|-|127.0.0.1|");
}

TEST(Server, AnswersHeadWithTheLengthAndWithoutTheBody) {
  auto server = started({});
  LoopbackClient client(server->port());
  client.send("HEAD /h HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(client.read_answer(true)->has("Content-Length: 20"));
  client.send(get("/"));
  EXPECT_EQ(client.read_answer()->body, "GET /|-|127.0.0.1|");
}

TEST(Server, SendsNoLengthWith204AndNoBodyWith304) {
  auto server = started({}, [](Request request, Reply reply) {
    reply.send({.status = request.path == "/204" ? 204 : 304, .body = "never sent"});
  });
  LoopbackClient client(server->port());
  client.send(get("/204") + get("/304"));
  for (int status : {204, 304}) {
    const auto answer = client.read_answer();
    EXPECT_EQ(answer->status, status);
    EXPECT_EQ(answer->head.find("Content-Length"), std::string::npos);
  }
}

TEST(Server, AsksForTheBodyOfAClientThatWaitsToBeAsked) {
  auto server = started({});
  LoopbackClient client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  EXPECT_EQ(client.read_answer()->body, "POST /|-|127.0.0.1|ok");
}

TEST(Server, RefusesATooLargeBodyBeforeItIsSent) {
  auto server = started({.limits = {.body_bytes = 100, .larger_bodies = {{"/maps/", 1000}}}});
  LoopbackClient fits(server->port());
  fits.send(post("/x", std::string(100, 'x')));
  EXPECT_EQ(fits.read_answer()->status, 200);
  fits.send(post("/maps/a?q", std::string(1000, 'x')));
  EXPECT_EQ(fits.read_answer()->status, 200);
  fits.send("POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 101\r\n\r\n");
  EXPECT_EQ(fits.read_answer()->status, 413);
  EXPECT_TRUE(fits.ends());

  LoopbackClient chunked(server->port());
  chunked.send(
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "40\r\n" +
      std::string(64, 'x') + "\r\n40\r\n" + std::string(64, 'x') + "\r\n");
  EXPECT_EQ(chunked.read_answer()->status, 413);
  EXPECT_TRUE(chunked.ends());
}

TEST(Server, TellsAClientThatKeepsSendingWhyItWasRefused) {
  auto server = started({.limits = {.body_bytes = 100}});
  LoopbackClient client(server->port());
  client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
  for (int count = 0; count < 100; ++count) client.send(std::string(10'000, 'x'));
  EXPECT_EQ(client.read_answer()->status, 413);
}

TEST(Server, SendsALargeBodyWholeAndAnEmbeddedOne) {
  static const std::string embedded(3'000'000, 'e');
  auto server = started({}, [](Request request, Reply reply) {
    if (request.path == "/e") return reply.send({.static_body = embedded});
    reply.send({.body = std::string(5'000'000, 'o')});
  });
  LoopbackClient client(server->port());
  client.send(get("/e") + get("/o"));
  EXPECT_EQ(client.read_answer()->body, embedded);
  EXPECT_EQ(client.read_answer()->body, std::string(5'000'000, 'o'));
}

TEST(Server, Answers500WhenAReplyIsDropped) {
  auto server = started({}, [](Request, Reply) {});
  LoopbackClient client(server->port());
  client.send(get("/"));
  const auto answer = client.read_answer();
  EXPECT_EQ(answer->status, 500);
  EXPECT_TRUE(answer->has("Content-Type: application/problem+json"));
}

TEST(Server, NeverLetsAHeaderValueSplitTheAnswer) {
  auto server = started({}, [](Request request, Reply reply) {
    const std::string value(request.parameter("to").value_or(""));
    reply.send({.status = 303, .headers = {{"Location", value}}});
  });
  LoopbackClient client(server->port());
  client.send(get("/?to=/fine"));
  EXPECT_TRUE(client.read_answer()->has("Location: /fine"));
  client.send(get("/?to=/x%0D%0ASet-Cookie:%20a=b"));
  const auto answer = client.read_answer();
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(answer->head.find("Set-Cookie"), std::string::npos);
}

TEST(Server, KeepsTheFramingFieldsToItself) {
  auto server = started({}, [](Request, Reply reply) {
    reply.send(
        {.headers = {{"content-length", "999"}, {"Transfer-Encoding", "chunked"}}, .body = "four"});
  });
  LoopbackClient client(server->port());
  client.send(get("/"));
  const auto answer = client.read_answer();
  EXPECT_EQ(answer->body, "four");
  EXPECT_EQ(answer->head.find("999"), std::string::npos);
  EXPECT_EQ(answer->head.find("chunked"), std::string::npos);
}

TEST(Server, AnswersAClientThatHasFinishedSending) {
  auto server = started({});
  LoopbackClient client(server->port());
  client.send(get("/"));
  client.end_sending();
  EXPECT_EQ(client.read_answer()->status, 200);
  EXPECT_TRUE(client.ends());
}

// ---- time

TEST(Server, EndsAHeaderThatComesTooSlowly) {
  auto server = started({.limits = {.header_time = {100}}});
  LoopbackClient client(server->port());
  const auto begun = Clock::now();
  bool sent = true;
  for (int count = 0; sent && count < 200; ++count) {
    sent = client.send(count == 0 ? "GET / HTTP/1.1\r\nX-A: " : "x");  // always a little more
    std::this_thread::sleep_for(milliseconds(10));
    if (Clock::now() - begun > milliseconds(300)) break;
  }
  EXPECT_EQ(client.read_answer()->status, 408);
  EXPECT_LT(Clock::now() - begun, milliseconds(3000));
}

TEST(Server, EndsABodyThatComesTooSlowly) {
  auto server = started({.limits = {.body_time = {100}}});
  LoopbackClient client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(client.read_answer()->status, 408);
  EXPECT_TRUE(client.ends());
}

TEST(Server, ClosesIdleConnectionsWithoutAWord) {
  auto server = started({.limits = {.header_time = {100}, .idle_time = {100}}});
  LoopbackClient silent(server->port());
  EXPECT_TRUE(silent.ends());
  LoopbackClient idle(server->port());
  idle.send(get("/"));
  EXPECT_EQ(idle.read_answer()->status, 200);
  EXPECT_TRUE(idle.ends());
}

TEST(Server, CutsAClientThatDoesNotTakeItsAnswer) {
  auto server = started({.limits = {.write_time = {200}}}, [](Request, Reply reply) {
    reply.send({.body = std::string(20'000'000, 'x')});
  });
  LoopbackClient client(server->port(), 4096);
  client.send(get("/"));
  for (int count = 0; count < 300 && server->counts().connections_open > 0; ++count) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_EQ(server->counts().connections_open, 0u);
}

TEST(Server, WaitsForAnAnswerThatTakesLongerThanEveryDeadline) {
  std::vector<std::jthread> late;
  const ServerLimits limits{
      .header_time = {50}, .body_time = {50}, .idle_time = {50}, .write_time = {50}};
  auto server = started({.limits = limits}, [&](Request, Reply reply) {
    late.emplace_back([reply = std::move(reply)]() mutable {
      std::this_thread::sleep_for(milliseconds(300));
      reply.send({.body = "late"});
    });
  });
  LoopbackClient client(server->port());
  client.send(get("/"));
  EXPECT_EQ(client.read_answer()->body, "late");
}

TEST(Server, RefusesOneConnectionMoreThanAllowedAndTakesItLater) {
  auto server = started({.limits = {.connections = 2}});
  LoopbackClient first(server->port());
  first.send(get("/"));
  EXPECT_EQ(first.read_answer()->status, 200);
  {
    LoopbackClient second(server->port());
    second.send(get("/"));
    EXPECT_EQ(second.read_answer()->status, 200);
    LoopbackClient third(server->port());
    EXPECT_EQ(third.read_answer()->status, 503);
  }
  int status = 503;
  for (int count = 0; count < 100 && status == 503; ++count) {
    std::this_thread::sleep_for(milliseconds(10));
    LoopbackClient fourth(server->port());
    fourth.send(get("/"));
    const auto answer = fourth.read_answer();
    status = answer ? answer->status : 503;
  }
  EXPECT_EQ(status, 200);
  EXPECT_GE(server->counts().connections_refused, 1u);
}

// ---- who is asking

TEST(Server, BelievesOnlyTheLastHopAndOnlyBehindAProxy) {
  const std::string fields =
      "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 6.6.6.6, 2001:db8::7\r\n";
  auto direct = started({});
  LoopbackClient client(direct->port());
  client.send(get("/", fields));
  EXPECT_EQ(client.read_answer()->body, "GET /|-|127.0.0.1|");

  auto proxied = started({.behind_proxy = true});
  LoopbackClient behind(proxied->port());
  behind.send(get("/", fields));
  EXPECT_EQ(behind.read_answer()->body, "GET /|-|2001:db8::7|");
  behind.send(get("/", "X-Forwarded-For: 1.2.3.4, unknown\r\n"));
  EXPECT_EQ(behind.read_answer()->body, "GET /|-|127.0.0.1|");
  behind.send(get("/", "X-Forwarded-For:\r\n"));
  EXPECT_EQ(behind.read_answer()->body, "GET /|-|127.0.0.1|");
}

// ---- several threads

TEST(Server, ServesManyClientsOnSeveralThreads) {
  auto server = started({.threads = 3});
  std::vector<std::jthread> clients;
  std::atomic<int> right = 0;
  for (int number = 0; number < 8; ++number) {
    clients.emplace_back([&, number] {
      LoopbackClient client(server->port());
      for (int count = 0; count < 200; ++count) {
        const std::string path = "/" + std::to_string(number) + "/" + std::to_string(count);
        client.send(get(path));
        const auto answer = client.read_answer();
        if (answer && answer->body == "GET " + path + "|-|127.0.0.1|") ++right;
      }
    });
  }
  clients.clear();
  EXPECT_EQ(right, 1600);
  EXPECT_EQ(server->counts().requests, 1600u);
}

// ---- the end

TEST(Server, FinishesTheRequestUnderWayWhenItStops) {
  std::promise<void> arrived;
  std::jthread late;
  auto server = started({}, [&](Request, Reply reply) {
    late = std::jthread([&arrived, reply = std::move(reply)]() mutable {
      arrived.set_value();
      std::this_thread::sleep_for(milliseconds(100));
      reply.send({.body = "finished"});
    });
  });
  const std::uint16_t port = server->port();
  LoopbackClient idle(port);
  LoopbackClient busy(port);
  busy.send(get("/"));
  arrived.get_future().wait();
  server->stop();
  const auto answer = busy.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "finished");
  EXPECT_TRUE(answer->has("Connection: close"));
  EXPECT_TRUE(idle.ends());
  EXPECT_FALSE(LoopbackClient(port).connected());
  EXPECT_EQ(server->counts().connections_open, 0u);
}

TEST(Server, StopsInTimeThoughAReplyNeverComes) {
  std::optional<Reply> kept;
  std::promise<void> arrived;
  auto server = started({.limits = {.stop_time = {100}}}, [&](Request, Reply reply) {
    kept.emplace(std::move(reply));
    arrived.set_value();
  });
  LoopbackClient client(server->port());
  client.send(get("/"));
  arrived.get_future().wait();
  const auto begun = Clock::now();
  server.reset();
  EXPECT_LT(Clock::now() - begun, milliseconds(3000));
  EXPECT_TRUE(client.ends());
  kept->send({.body = "too late"});  // nobody to tell, and no harm
}

TEST(Server, CanBeStartedAgainAtOnceOnTheSamePort) {
  auto first = started({});
  const std::uint16_t port = first->port();
  LoopbackClient client(port);
  client.send(get("/", "Connection: close\r\n"));
  EXPECT_EQ(client.read_answer()->status, 200);
  first.reset();
  auto second = Server::start({.port = port}, echo);
  EXPECT_TRUE(second) << second.error().message;
}

}  // namespace
}  // namespace callmap
