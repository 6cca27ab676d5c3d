// SPDX-License-Identifier: Apache-2.0
#include "simulation/emulated_bridge.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>

namespace lamplighter::simulation {
namespace {

using Json = nlohmann::json;

/// A bridge whose time each request moves on by a second.
class V1PairingTest : public ::testing::Test {
 protected:
  Json ask(const std::string& method, const std::string& path, const std::string& body) {
    now += 1s;
    return Json::parse(bridge.answer({method, path, body, {}, false}, now).body);
  }

  static int error_of(const Json& answer) {
    if (!answer.is_array() || answer.size() != 1 || !answer[0].contains("error")) return 0;
    return answer[0]["error"]["type"];
  }

  EmulatedBridge bridge{BridgeWorld{}};
  Instant now{1'700'000'000s};
};

TEST_F(V1PairingTest, NeedsAPressOfTheButton) {
  const std::string body = R"({"devicetype":"app#device"})";
  EXPECT_EQ(error_of(ask("POST", "/api", body)), 101);
  bridge.press_button(now);
  now += 28s;
  const Json answer = ask("POST", "/api/", body);
  EXPECT_EQ(answer[0]["success"]["username"].get<std::string>().size(), 40U);
  EXPECT_FALSE(answer[0]["success"].contains("clientkey"));
  EXPECT_EQ(error_of(ask("POST", "/api", body)), 101) << "one press, one app";
}

TEST_F(V1PairingTest, TheButtonIsGoodForThirtySeconds) {
  bridge.press_button(now);
  now += 29s;
  EXPECT_EQ(error_of(ask("POST", "/api", R"({"devicetype":"app#device"})")), 101);
}

TEST_F(V1PairingTest, AClientKeyIsGivenWhereAskedFor) {
  bridge.press_button(now);
  const Json answer = ask("POST", "/api", R"({"devicetype":"app#d","generateclientkey":true})");
  EXPECT_EQ(answer[0]["success"]["clientkey"].get<std::string>().size(), 32U);
}

TEST_F(V1PairingTest, BodiesAreChecked) {
  const std::map<std::string, int> table{
      {"", 2},
      {"{", 2},
      {"[]", 2},
      {"{}", 5},
      {R"({"generateclientkey":true})", 5},
      {R"({"devicetype":7})", 7},
      {R"({"devicetype":""})", 7},
      {R"({"devicetype":"#"})", 7},
      {R"({"devicetype":"twenty-one-characters#x"})", 7},
      {R"({"devicetype":"app#twenty-characters-ok"})", 7},
      {R"({"devicetype":"app#d","generateclientkey":1})", 7},
      {R"({"devicetype":"app#d","username":"me"})", 6},
      {R"({"devicetype":"app#d"} )"
       "\r\n",
       101},
      {R"({"devicetype":"twenty-characters-ok#nineteen-characters"})", 101},
  };
  for (const auto& [body, type] : table) {
    EXPECT_EQ(error_of(ask("POST", "/api", body)), type) << body;
  }
}

}  // namespace
}  // namespace lamplighter::simulation
