// SPDX-License-Identifier: Apache-2.0
#include "hue/pairing.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <thread>

namespace lamplighter::hue {
namespace {

TEST(Discovery, ReadsTheListAndLeavesOutNonsense) {
  const auto bridges = read_discovery({200, R"([
    {"id":"ECB5FAFFFE00DA7A","internalipaddress":"192.168.1.2","port":443},
    {"id":"001788fffe000001","internalipaddress":"192.168.1.3"},
    {"id":"001788fffe000002","internalipaddress":"192.168.1.4","port":8443},
    {"id":"short","internalipaddress":"192.168.1.5"},
    {"id":"001788fffe000003"}, {"id":"001788fffe000004","internalipaddress":"a b"}, 7])"});
  ASSERT_TRUE(bridges);
  EXPECT_EQ(*bridges, (std::vector<FoundBridge>{{"ecb5fafffe00da7a", {"192.168.1.2", 0}},
                                                {"001788fffe000001", {"192.168.1.3", 0}},
                                                {"001788fffe000002", {"192.168.1.4", 8443}}}));
}

TEST(Discovery, AnEmptyListIsAnAnswerAndOtherThingsAreNot) {
  EXPECT_TRUE(read_discovery({200, "[]"})->empty());
  EXPECT_EQ(read_discovery({429, ""}).error().fault, Fault::unavailable);
  EXPECT_EQ(read_discovery({200, "{}"}).error().fault, Fault::bad_input);
  EXPECT_EQ(read_discovery({200, "<html>"}).error().fault, Fault::bad_input);
}

TEST(Discovery, TheServiceIsAskedAtItsUrl) {
  httplib::Server service;
  service.Get("/bridges", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(R"([{"id":"001788fffe000001","internalipaddress":"10.0.0.2"}])",
                         "application/json");
  });
  const int port = service.bind_to_any_port("127.0.0.1");
  std::jthread thread([&] { service.listen_after_bind(); });
  while (!service.is_running()) std::this_thread::yield();
  const std::string url = "http://127.0.0.1:" + std::to_string(port);
  const auto bridges = ask_discovery(url + "/bridges");
  ASSERT_TRUE(bridges) << bridges.error().message;
  EXPECT_EQ(bridges->size(), 1U);
  EXPECT_EQ(ask_discovery(url).error().fault, Fault::not_found);
  service.stop();
  thread.join();
  const auto unreached = ask_discovery(url);
  ASSERT_FALSE(unreached);
  EXPECT_EQ(unreached.error().fault, Fault::unavailable);
  EXPECT_NE(unreached.error().message.find("connected to the internet"), std::string::npos);
  EXPECT_EQ(unreached.error().message.find("is the bridge on"), std::string::npos)
      << unreached.error().message;
}

TEST(Discovery, NonsenseIsNoUrl) {
  for (const char* url : {"", "ftp://host", "https://", "127.0.0.1"}) {
    EXPECT_EQ(ask_discovery(url).error().fault, Fault::bad_input) << url;
  }
}

TEST(Announcement, NamesTheBridge) {
  const auto bridge =
      read_announcement({"modelid=BSB002", "bridgeid=ECB5FAFFFE00DA7A"}, "192.168.1.2", 443);
  ASSERT_TRUE(bridge);
  EXPECT_EQ(*bridge, (FoundBridge{"ecb5fafffe00da7a", {"192.168.1.2", 0}}));
  const auto by_http = read_announcement({"bridgeid=ECB5FAFFFE00DA7A"}, "192.168.1.2", 80);
  ASSERT_TRUE(by_http);
  EXPECT_EQ(by_http->address.port, 0) << "https is tried first";
  EXPECT_FALSE(read_announcement({"modelid=BSB002"}, "192.168.1.2", 443));
  EXPECT_FALSE(read_announcement({"bridgeid=short"}, "192.168.1.2", 443));
  EXPECT_FALSE(read_announcement({"bridgeid=ecb5fafffe00da7a"}, "", 443));
  EXPECT_FALSE(read_announcement({"bridgeid=ecb5fafffe00da7a"}, "192.168.1.2", 0));
}

TEST(Pairing, ComesBackFromItsText) {
  const Pairing pairing{
      "ecb5fafffe00da7a", "192.168.1.2:8080", Api::v2, true, "sha256//x", "a-B_9"};
  const auto read = parse_pairing(to_text(pairing));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, pairing);
}

TEST(Pairing, AnythingElseIsRefused) {
  const std::string whole = to_text({"ecb5fafffe00da7a", "b", Api::v1, false, "", "k"});
  ASSERT_TRUE(parse_pairing(whole));
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = whole;
    return text.replace(text.find(from), from.size(), to);
  };
  for (const std::string& text :
       {std::string(), std::string("secret"), std::string("[]"),
        with("\"format\": 1", "\"format\": 2"), with("ecb5fafffe00da7a", "ECB5FAFFFE00DA7A"),
        with("\"k\"", "\"\""), with("\"k\"", "\"a/b\""), with("\"v1\"", "\"v3\""),
        with("\"v1\"", "\"v2\""), with("\"http\"", "\"ftp\""), with("\"b\"", "\"\""),
        with("\"key\"", "\"kex\""), whole.substr(0, whole.size() - 3)}) {
    const auto read = parse_pairing(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().fault, Fault::bad_input);
  }
}

}  // namespace

}  // namespace lamplighter::hue
