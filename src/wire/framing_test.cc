// Requests that two readers could understand differently, and those that are too large: each is
// refused, and nothing that follows it on the connection is read.

#include <gtest/gtest.h>

#include <vector>

#include "wire/echo_server.h"
#include "wire/request_reader.h"

namespace callmap {
namespace {

using namespace std::string_literals;

struct Attack {
  const char* name;
  std::string bytes;
  int status;
};

TEST(Framing, RefusesBadFramingAndReadsNothingAfterIt) {
  const std::string next = get("/smuggled");
  const std::vector<Attack> attacks = {
      {"both lengths",
       "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
       "0\r\n\r\n",
       400},
      {"both lengths, the other order",
       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"
       "0\r\n\r\n",
       400},
      {"two lengths",
       "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n", 400},
      {"the same length twice",
       "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n", 400},
      {"a list of lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 0\r\n\r\n", 400},
      {"a signed length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n", 400},
      {"a negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
      {"a hexadecimal length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x0\r\n\r\n", 400},
      {"a length beyond 64 bits",
       "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400},
      {"an empty length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\n", 400},
      {"an unknown transfer coding",
       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 501},
      {"chunked not last",
       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n", 501},
      {"another coding first",
       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
      {"chunked twice",
       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
       "chunked\r\n\r\n0\r\n\r\n",
       400},
      {"a transfer coding that looks like chunked",
       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501},
      {"chunked in HTTP/1.0",
       "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"a folded field", "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n", 400},
      {"a folded field that begins empty", "GET / HTTP/1.1\r\nHost: a\r\nX-A:\r\n c\r\n\r\n", 400},
      {"a folded transfer coding",
       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400},
      {"a fold before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
      {"a space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
      {"no colon", "GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", 400},
      {"an empty field name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400},
      {"a bare line feed", "GET / HTTP/1.1\nHost: a\n\n\r\n\r\n", 505},
      {"a bare line feed in a field", "GET / HTTP/1.1\r\nHost: a\nX-B: c\r\n\r\n", 400},
      {"a bare carriage return in a field", "GET / HTTP/1.1\r\nHost: a\rX-B: c\r\n\r\n", 400},
      {"a NUL in a field", "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\0c\r\n\r\n"s, 400},
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"a bad chunk size",
       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n",
       400},
      {"a negative chunk size",
       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
       400},
      {"a chunk size beyond 64 bits",
       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
       "fffffffffffffffff\r\nabc\r\n",
       400},
      {"a chunk longer than its size",
       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n",
       400},
      {"a bad chunk extension",
       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3 x\r\nabc\r\n0\r\n\r\n",
       400},
      {"a bare line feed after a chunk size",
       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n", 400},
      {"an unknown expectation", "GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", 417},
      {"another protocol", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
      {"no protocol", "GET /\r\n\r\n", 400},
      {"a method that is no token", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a tunnel", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a path without a slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a dot segment", "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"an escaped dot segment", "GET /a/%2e%2E/b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"an escaped slash", "GET /a%2Fb HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"an escaped NUL", "GET /a%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"half an escape", "GET /a%2 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a bad escape in the query", "GET /?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
  };
  auto server = started({.limits = {.header_time = seconds(2), .body_time = seconds(2)}});
  for (const Attack& attack : attacks) {
    SCOPED_TRACE(attack.name);
    LoopbackClient client(server->port());
    client.send(attack.bytes + next);
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, attack.status) << answer->body;
    EXPECT_TRUE(answer->has("Connection: close"));
    EXPECT_TRUE(client.ends()) << "something was read after the refusal";
  }
  EXPECT_EQ(server->counts().requests, 0u);
  EXPECT_EQ(server->counts().requests_refused, attacks.size());
}

TEST(Framing, ReadsABodyInChunksHoweverItsBytesCome) {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string bytes = head + "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
  const ServerLimits limits;
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    SCOPED_TRACE(piece);
    RequestReader reader(limits);
    std::string unread;
    auto step = RequestReader::Step::kMore;
    for (std::size_t at = 0; step != RequestReader::Step::kDone && at < bytes.size(); at += piece) {
      unread += bytes.substr(at, piece);
      do {
        std::size_t used = 0;
        step = reader.read(unread, used);
        unread.erase(0, used);
      } while (step == RequestReader::Step::kHeader);
    }
    ASSERT_EQ(step, RequestReader::Step::kDone);
    EXPECT_EQ(reader.take().body, "abc");
    EXPECT_EQ(unread, "");
  }
}

TEST(Framing, RefusesWhatFollowsTheLastChunkAndIsNoEndOfIt) {
  auto server = started({});
  for (const char* const then : {"x", "\r", "xyz\r\n\r\n"}) {
    LoopbackClient client(server->port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n");
    client.send(then);
    client.send(std::string("x\r\n\r\n"));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 400) << answer->body;
  }
  EXPECT_EQ(server->counts().requests, 0u);
}

TEST(Framing, RefusesHeadersBeyondTheLimits) {
  auto server = started({.limits = {.header_bytes = 1024, .header_fields = 20}});
  std::string many;
  for (int count = 0; count < 20; ++count) many += "a: b\r\n";
  const std::string chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::vector<Attack> attacks = {
      {"a long field", get("/", "X-A: " + std::string(1024, 'x') + "\r\n"), 431},
      {"a long field without end", "GET / HTTP/1.1\r\nX-A: " + std::string(100'000, 'x'), 431},
      {"a long target", get("/" + std::string(1024, 'x')), 431},
      {"many fields", get("/", many), 431},
      {"a long chunk extension", chunked + "3;" + std::string(2000, 'x'), 400},
      {"long trailers", chunked + "0\r\nX-A: " + std::string(2000, 'x'), 400},
  };
  for (const Attack& attack : attacks) {
    SCOPED_TRACE(attack.name);
    LoopbackClient client(server->port());
    client.send(attack.bytes);
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, attack.status) << answer->body;
  }
  LoopbackClient fits(server->port());
  fits.send(get("/", "X-A: " + std::string(900, 'x') + "\r\n"));
  EXPECT_EQ(fits.read_answer()->status, 200);
}

}  // namespace
}  // namespace callmap
