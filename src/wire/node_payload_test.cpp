// SPDX-License-Identifier: Apache-2.0
#include "wire/node_payload.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lamplighter {
namespace {

using namespace std::chrono_literals;

TEST(NodePayload, TellsALightLevelItsAgeAndItsCount) {
  const auto payload = read_node_payload(R"({"lux":20.7264,"age":0.042,"n":123,"boot":2843912})");
  const auto* report = std::get_if<NodeReport>(&payload);
  ASSERT_NE(report, nullptr);
  EXPECT_EQ(report->lux->value(), 20.7264);
  EXPECT_EQ(report->age, 42ms);
  EXPECT_EQ(report->count, (NodeCount{2843912, 123}));
  EXPECT_EQ(report->at, std::nullopt);
}

TEST(NodePayload, TellsTheNodesOwnClockWhereItIsSet) {
  const auto payload = read_node_payload(
      R"({"lux":0,"age":28799.5,"n":124,"boot":2843912,"at":1467481502.82,"more":[1]})");
  const auto* report = std::get_if<NodeReport>(&payload);
  ASSERT_NE(report, nullptr);
  EXPECT_EQ(report->lux->value(), 0.0);
  EXPECT_EQ(report->age, 28799500ms);
  EXPECT_EQ(report->at, std::optional(*parse_instant("2016-07-02T17:45:02.82Z")));
}

TEST(NodePayload, OfAFailedReadingHasNoLightLevel) {
  for (const std::string reason : {"no-answer", "wrong-id", "saturated", "no-result"}) {
    const auto payload =
        read_node_payload(R"({"failed":")" + reason + R"(","age":0.04,"n":125,"boot":1})");
    const auto* report = std::get_if<NodeReport>(&payload);
    ASSERT_NE(report, nullptr) << reason;
    EXPECT_EQ(report->lux, std::nullopt) << reason;
  }
}

TEST(NodePayload, OfAnotherFormIsRejectedByName) {
  const std::vector<std::pair<std::string, Rejection>> cases{
      {R"({"age":1,"n":1,"boot":2})", Rejection::malformed},
      {R"({"lux":1,"failed":"no-answer","age":0,"n":1,"boot":2})", Rejection::malformed},
      {R"({"lux":"20.7","age":0,"n":1,"boot":2})", Rejection::malformed},
      {R"({"lux":null,"age":0,"n":1,"boot":2})", Rejection::malformed},
      {R"({"lux":20.7,"n":1,"boot":2})", Rejection::malformed},
      {R"({"lux":20.7,"age":-3,"n":1,"boot":2})", Rejection::malformed},
      {R"({"lux":20.7,"age":"3","n":1,"boot":2})", Rejection::malformed},
      {R"({"lux":20.7,"age":3,"boot":2})", Rejection::malformed},
      {R"({"lux":20.7,"age":3,"n":1.5,"boot":2})", Rejection::malformed},
      {R"({"lux":20.7,"age":3,"n":-1,"boot":2})", Rejection::malformed},
      {R"({"lux":20.7,"age":3,"n":1,"boot":4294967296})", Rejection::malformed},
      {R"({"lux":20.7,"age":3,"n":1,"boot":2,"at":"now"})", Rejection::malformed},
      {R"({"failed":"tired","age":3,"n":1,"boot":2})", Rejection::malformed},
      {R"({"lux":1e9,"age":3,"n":1,"boot":2})", Rejection::out_of_range},
      {R"({"lux":1,"age":4294967.295,"n":1,"boot":2})", Rejection::out_of_range},
      {R"({"lux":1,"age":3,"n":1,"boot":2,"at":12})", Rejection::out_of_range},
      {R"({"lux":1,"age":3,"n":1,"boot":2,"at":1e15})", Rejection::out_of_range},
      {"[]", Rejection::malformed},
      {"", Rejection::malformed},
  };
  for (const auto& [text, expected] : cases) {
    const auto payload = read_node_payload(text);
    ASSERT_TRUE(std::holds_alternative<Rejection>(payload)) << text;
    EXPECT_EQ(to_string(std::get<Rejection>(payload)), to_string(expected)) << text;
  }
}

}  // namespace
}  // namespace lamplighter
