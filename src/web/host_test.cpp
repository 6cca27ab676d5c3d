// SPDX-License-Identifier: Apache-2.0
#include "web/host.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lamplighter::web {
namespace {

TEST(HostName, IsReadFromEveryFormOfAHeader) {
  const std::vector<std::pair<std::string, std::string>> good{
      {"localhost", "localhost"},
      {"localhost:8080", "localhost"},
      {"LocalHost:8080", "localhost"},
      {"127.0.0.1:8080", "127.0.0.1"},
      {"[::1]:8080", "::1"},
      {"[fe80::1]", "fe80::1"},
      {"lamp.home.arpa", "lamp.home.arpa"},
      {"a_b-c.d", "a_b-c.d"},
  };
  for (const auto& [header, name] : good) EXPECT_EQ(host_name(header), name) << header;
}

TEST(HostName, AnythingElseIsNoHost) {
  const std::vector<std::string> bad{
      "",          ":8080",     "host:",    "host:0",    "host:65536",    "host:80:80",
      "host:8 0",  "[::1",      "[]:80",    "[host]:80", "[::1]80",       "ho st",
      "host/path", "user@host", "host\r\n", "host,host", "h\xc3\xa4user", std::string(300, 'a')};
  for (const std::string& header : bad) EXPECT_EQ(host_name(header), std::nullopt) << header;
}

TEST(HostName, AnAddressWithMoreBehindAZeroByteIsNoHost) {
  using namespace std::string_view_literals;
  EXPECT_EQ(host_name("[::1\0 and more]"sv), std::nullopt);
}

TEST(OurHost, IsAnAddressLocalhostOrANameOfTheConfig) {
  const std::vector<std::string> names{"lamp.lan"};
  for (const char* header : {"localhost:8080", "127.0.0.1", "192.168.1.4:8080", "[fe80::1]:8080",
                             "lamp.lan", "LAMP.lan:8080"}) {
    EXPECT_TRUE(is_our_host(header, names)) << header;
  }
  // What a name server of somebody else may give our address.
  for (const char* header : {"", "evil.example", "evil.example:8080", "localhost.evil.example",
                             "127.0.0.1.evil.example", "lamp.lan.evil.example", "xlamp.lan"}) {
    EXPECT_FALSE(is_our_host(header, names)) << header;
  }
}

TEST(Loopback, IsWhatOnlyThisMachineReaches) {
  for (const char* name : {"localhost", "127.0.0.1", "127.8.9.10", "::1"})
    EXPECT_TRUE(is_loopback(name)) << name;
  for (const char* name : {"", "0.0.0.0", "::", "192.168.1.4", "127.evil.example", "lamp.lan"})
    EXPECT_FALSE(is_loopback(name)) << name;
}

TEST(SameOrigin, ComparesNamesAndPorts) {
  EXPECT_TRUE(is_same_origin("http://localhost:8080", "localhost:8080"));
  EXPECT_TRUE(is_same_origin("http://lamp.lan", "LAMP.lan:80"));
  EXPECT_TRUE(is_same_origin("https://lamp.lan", "lamp.lan"));
  EXPECT_TRUE(is_same_origin("https://[::1]:8443", "[::1]:8443"));
  for (const char* origin : {"", "null", "http://localhost", "http://localhost:8081",
                             "http://evil.example:8080", "file://localhost:8080", "localhost:8080",
                             "http://localhost:8080/", "http://localhost:8080 "}) {
    EXPECT_FALSE(is_same_origin(origin, "localhost:8080")) << origin;
  }
}

}  // namespace
}  // namespace lamplighter::web
