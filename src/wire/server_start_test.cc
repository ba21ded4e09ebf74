// What Server::start refuses, and in which words.

#include <gtest/gtest.h>
#include <unistd.h>

#include "wire/echo_server.h"

namespace callmap {
namespace {

TEST(ServerStart, SaysThatAPortIsTaken) {
  auto first = started({});
  const auto second = Server::start({.port = first->port()}, echo);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::kBusy);
  EXPECT_EQ(second.error().message,
            "port " + std::to_string(first->port()) +
                " on `127.0.0.1` is taken by another program: stop that program, or choose another "
                "port with --port");
}

TEST(ServerStart, SaysThatAnAddressIsNotThisMachines) {
  const auto server =
      Server::start({.address = "192.0.2.1", .port = 0, .behind_proxy = true}, echo);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().message,
            "`192.0.2.1` is not an address of this machine: `ip address` lists those that are");
}

TEST(ServerStart, SaysThatATextIsNoAddress) {
  const auto server = Server::start({.address = "example", .port = 0}, echo);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().message,
            "`example` is no IP address: use 127.0.0.1 for this machine alone");
}

TEST(ServerStart, RefusesToBeReachedFromOutsideWithoutAProxy) {
  for (const char* address : {"0.0.0.0", "::", "192.0.2.1"}) {
    const auto server = Server::start({.address = address, .port = 0}, echo);
    ASSERT_FALSE(server);
    EXPECT_EQ(server.error().message,
              "`" + std::string(address) +
                  "` can be reached from other machines and callmap does not encrypt: listen on "
                  "127.0.0.1, or put a proxy that speaks TLS in front and say --behind-proxy");
  }
  EXPECT_TRUE(Server::start({.address = "0.0.0.0", .port = 0, .behind_proxy = true}, echo));
  EXPECT_TRUE(Server::start({.address = "localhost", .port = 0}, echo));
}

TEST(ServerStart, SaysThatAPortNeedsRights) {
  const bool root = geteuid() == 0;
  const uid_t nobody = root ? 65534 : geteuid();  // without the right to low ports for a moment
  ASSERT_EQ(seteuid(nobody), 0);
  const auto server = Server::start({.port = 81}, echo);
  ASSERT_EQ(seteuid(root ? 0 : nobody), 0);
  if (server) GTEST_SKIP() << "this machine lets everybody listen on low ports";
  EXPECT_EQ(server.error().message,
            "port 81 needs rights that this user does not have: choose a port from 1024 to 65535 "
            "with --port");
}

TEST(ServerStart, RefusesANumberOfThreadsThatMakesNoSense) {
  for (int threads : {0, -1, 65}) {
    const auto server = Server::start({.port = 0, .threads = threads}, echo);
    ASSERT_FALSE(server);
    EXPECT_EQ(server.error().message,
              std::to_string(threads) + " threads asked for, 1 to 64 are possible");
  }
}

}  // namespace
}  // namespace callmap
