// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/bridge.h"
#include "hue_emulator/v2_resources.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <set>

namespace lamplighter::hue_emulator {
namespace {

using Json = nlohmann::json;

/// A bridge with four lamps of four kinds, a room and a zone, and a time that each request moves on
/// by a second.
class V2 : public ::testing::Test {
 protected:
  V2() : bridge(small_world()) {}

  static BridgeWorld small_world() {
    BridgeWorld world;
    world.lamps = {EmulatedLamp("Plug", LampKind::plug), EmulatedLamp("Bulb", LampKind::dimmable),
                   EmulatedLamp("Ceiling", LampKind::white_ambiance),
                   EmulatedLamp("Strip", LampKind::colour)};
    world.groups = {{"Living room", GroupKind::room, {0, 1}, {}},
                    {"Downstairs", GroupKind::zone, {1, 2, 3}, {}}};
    world.keys["k"] = {"test", {}, {}};
    return world;
  }

  BridgeAnswer send(const std::string& method, const std::string& path,
                    const std::string& body = "", const std::string& key = "k") {
    now += 1s;
    return bridge.answer({method, path, body, key, true}, now);
  }

  Json get(const std::string& path) {
    const BridgeAnswer answer = send("GET", "/clip/v2/resource" + path);
    EXPECT_EQ(answer.status, 200) << path;
    return Json::parse(answer.body);
  }

  [[nodiscard]] std::string light(std::size_t index) const {
    return "/clip/v2/resource/light/" + resource_id(bridge.world(), "light", index);
  }
  [[nodiscard]] std::string group(std::size_t index) const {
    return "/clip/v2/resource/grouped_light/" + resource_id(bridge.world(), "grouped_light", index);
  }

  EmulatedBridge bridge;
  Instant now{1'700'000'000s};
};

TEST_F(V2, EveryResourceHasAnIdAndATypeAndReferencesLeadSomewhere) {
  const Json all = get("")["data"];
  std::set<std::string> ids;
  std::map<std::string, int> types;
  for (const Json& resource : all) {
    EXPECT_TRUE(ids.insert(resource["id"].get<std::string>()).second) << resource;
    ++types[resource["type"]];
  }
  EXPECT_EQ(types, (std::map<std::string, int>{{"bridge", 1},
                                               {"bridge_home", 1},
                                               {"device", 5},
                                               {"grouped_light", 3},
                                               {"light", 4},
                                               {"room", 1},
                                               {"zigbee_connectivity", 4},
                                               {"zone", 1}}));
  for (const Json& resource : all) {
    for (const char* list : {"children", "services"}) {
      for (const Json& reference : resource.value(list, Json::array())) {
        EXPECT_TRUE(ids.contains(reference["rid"])) << resource;
      }
    }
    const std::string owner =
        resource.contains("owner") ? resource["owner"]["rid"] : resource["id"];
    EXPECT_TRUE(ids.contains(owner)) << resource;
  }
}

TEST_F(V2, ALightTellsWhatItCan) {
  const Json lights = get("/light")["data"];
  ASSERT_EQ(lights.size(), 4U);
  EXPECT_FALSE(lights[0].contains("dimming"));
  EXPECT_FALSE(lights[1].contains("color_temperature"));
  EXPECT_EQ(lights[2]["color_temperature"]["mirek_schema"]["mirek_maximum"], 454);
  EXPECT_FALSE(lights[2].contains("color"));
  EXPECT_TRUE(lights[3]["color"]["xy"]["x"].is_number_float());
  EXPECT_EQ(lights[3]["id_v1"], "/lights/4");
  EXPECT_EQ(get("/light/" + lights[1]["id"].get<std::string>())["data"], Json::array({lights[1]}));
}

TEST_F(V2, TheKeyIsAlwaysAsked) {
  EXPECT_EQ(send("GET", "/clip/v2/resource", "", "").status, 403);
  EXPECT_EQ(send("GET", "/clip/v2/nonsense", "", "other").status, 403);
  EXPECT_EQ(send("PUT", light(0), R"({"on":{"on":true}})", "other").status, 403);
  EXPECT_FALSE(bridge.world().lamps[0].settings().on);
}

TEST_F(V2, IsThereOverHttpsOnlyAndNotOnTheOldestBridge) {
  EXPECT_EQ(bridge.answer({"GET", "/clip/v2/resource", "", "k", false}, now).status, 404);
  bridge.world().model = BridgeModel::bsb001;
  EXPECT_EQ(send("GET", "/clip/v2/resource").status, 404);
}

TEST_F(V2, UnknownResourcesAndMethodsAreRefused) {
  const std::string root = "/clip/v2/resource";
  for (const char* path : {"/nonsense", "/light/0", "/light/", "/light/0/x"}) {
    EXPECT_EQ(send("GET", root + path).status, 404) << path;
  }
  EXPECT_EQ(send("GET", "/clip/v2").status, 404);
  EXPECT_EQ(send("PUT", root + "/light/0", R"({"on":{"on":true}})").status, 404);
  EXPECT_EQ(send("PUT", root + "/grouped_light/0", R"({"on":{"on":true}})").status, 404);
  EXPECT_EQ(send("PUT", root + "/light", "{}").status, 405);
  EXPECT_EQ(send("POST", light(0), "{}").status, 405);
  EXPECT_EQ(send("DELETE", light(0)).status, 405);
  EXPECT_EQ(get("/motion")["data"], Json::array()) << "a type that bridges have, and this one not";
}

TEST_F(V2, ALightIsSet) {
  const BridgeAnswer answer =
      send("PUT", light(3),
           R"({"on":{"on":true},"dimming":{"brightness":42.5},)"
           R"("color_temperature":{"mirek":300},"dynamics":{"duration":960}})");
  EXPECT_EQ(answer.status, 200);
  const Json body = Json::parse(answer.body);
  EXPECT_EQ(body["errors"], Json::array());
  EXPECT_EQ(body["data"][0]["rtype"], "light");
  const LampSettings& settings = bridge.world().lamps[3].settings();
  EXPECT_TRUE(settings.on);
  EXPECT_EQ(settings.bri, 108);
  EXPECT_EQ(settings.mirek, 300);
  EXPECT_LT(bridge.world().lamps[3].light(now + 900ms), 108.0 / 254) << "1 s, to the tenth";
  EXPECT_EQ(bridge.world().lamps[3].light(now + 1s), 108.0 / 254);
  EXPECT_EQ(get("/light")["data"][3]["dimming"]["brightness"], 42.52) << "the round trip is lossy";
}

TEST_F(V2, BrightnessZeroIsTheLowestLevelNotOff) {
  send("PUT", light(1), R"({"on":{"on":true},"dimming":{"brightness":0}})");
  EXPECT_TRUE(bridge.world().lamps[1].settings().on);
  EXPECT_EQ(bridge.world().lamps[1].settings().bri, 1);
  send("PUT", light(1), R"({"dimming_delta":{"action":"up","brightness_delta":10}})");
  EXPECT_EQ(bridge.world().lamps[1].settings().bri, 26);
}

TEST_F(V2, AnInvalidMemberRefusesTheWholeBody) {
  struct Case {
    std::size_t lamp;
    const char* body;
  };
  const Case table[]{
      {1, ""},
      {1, "{"},
      {1, "[]"},
      {1, "{}"},
      {1, R"({"on":true})"},
      {1, R"({"on":{"on":1}})"},
      {1, R"({"on":{"on":true,"off":false}})"},
      {1, R"({"on":{"on":true},"bri":7})"},
      {1, R"({"on":{"on":true},"dimming":{"brightness":100.1}})"},
      {1, R"({"on":{"on":true},"dimming":{"brightness":-1}})"},
      {1, R"({"on":{"on":true},"dimming":{"brightness":"50"}})"},
      {1, R"({"on":{"on":true},"dimming":50})"},
      {0, R"({"on":{"on":true},"dimming":{"brightness":50}})"},
      {1, R"({"on":{"on":true},"color_temperature":{"mirek":300}})"},
      {2, R"({"on":{"on":true},"color_temperature":{"mirek":455}})"},
      {2, R"({"on":{"on":true},"color_temperature":{"mirek":300.5}})"},
      {2, R"({"on":{"on":true},"color":{"xy":{"x":0.3,"y":0.3}}})"},
      {3, R"({"on":{"on":true},"color":{"xy":{"x":1.3,"y":0.3}}})"},
      {3, R"({"on":{"on":true},"color":{"xy":[0.3,0.3]}})"},
      {1, R"({"on":{"on":true},"dynamics":{"duration":0.5}})"},
      {1, R"({"on":{"on":true},"dynamics":{"duration":-1}})"},
      {1, R"({"on":{"on":true},"dynamics":{"duration":18446744073709551615}})"},
      {1, R"({"on":{"on":true},"alert":{"action":"blink"}})"},
      {1, R"({"on":{"on":true},"dimming_delta":{"action":"sideways","brightness_delta":1}})"},
  };
  for (const Case& one : table) {
    const BridgeAnswer answer = send("PUT", light(one.lamp), one.body);
    EXPECT_EQ(answer.status, 400) << one.body;
    EXPECT_GE(Json::parse(answer.body)["errors"].size(), 1U) << one.body;
    EXPECT_FALSE(bridge.world().lamps[one.lamp].settings().on) << one.body;
  }
}

TEST_F(V2, ALampThatIsOutOfReachOrOffTakesItWithAWarning) {
  bridge.world().lamps[1].set_radio(false);
  BridgeAnswer answer = send("PUT", light(1), R"({"on":{"on":true}})");
  EXPECT_EQ(answer.status, 207);
  EXPECT_EQ(Json::parse(answer.body)["data"].size(), 1U);
  EXPECT_EQ(Json::parse(answer.body)["errors"].size(), 1U);
  EXPECT_EQ(get("/zigbee_connectivity")["data"][1]["status"], "connectivity_issue");
  answer = send("PUT", light(3), R"({"dimming":{"brightness":50}})");
  EXPECT_EQ(answer.status, 207);
  EXPECT_FALSE(bridge.world().lamps[3].settings().on);
}

TEST_F(V2, AGroupSwitchesItsLampsAndTellsTheirMean) {
  EXPECT_EQ(send("PUT", group(1), R"({"on":{"on":true},"dimming":{"brightness":50}})").status, 200);
  EXPECT_FALSE(bridge.world().lamps[0].settings().on);
  EXPECT_TRUE(bridge.world().lamps[3].settings().on);
  send("PUT", light(1), R"({"dimming":{"brightness":100}})");
  const Json groups = get("/grouped_light")["data"];
  EXPECT_EQ(groups[0]["on"]["on"], true) << "the bulb is in the room too";
  EXPECT_NEAR(groups[1]["dimming"]["brightness"].get<double>(), 66.67, 0.01);
  EXPECT_EQ(send("PUT", group(2), R"({"on":{"on":false}})").status, 200);
  EXPECT_EQ(get("/grouped_light")["data"][2]["dimming"]["brightness"], 0.0);
  for (const EmulatedLamp& lamp : bridge.world().lamps) EXPECT_FALSE(lamp.settings().on);
}

TEST_F(V2, CommandsThatComeTooFastAreRefused) {
  now += 5s;
  const BridgeRequest lamp{"PUT", light(1), R"({"on":{"on":true}})", "k", true};
  std::map<int, int> statuses;
  for (int i = 0; i < 12; ++i) ++statuses[bridge.answer(lamp, now).status];
  EXPECT_EQ(statuses, (std::map<int, int>{{200, 10}, {429, 2}}));
  const BridgeRequest all{"PUT", group(2), R"({"on":{"on":true}})", "k", true};
  EXPECT_EQ(bridge.answer(all, now).status, 200);
  EXPECT_EQ(bridge.answer(all, now + 999ms).status, 429);
}

TEST(Brightness, GoesFromPercentToStepsAndBack) {
  EXPECT_EQ(bri_of_percent(42.5), 108);
  EXPECT_EQ(bri_of_percent(0.0), 1);
  EXPECT_EQ(bri_of_percent(100.0), 254);
  for (int bri = 1; bri <= 254; ++bri) EXPECT_EQ(bri_of_percent(percent_of_bri(bri)), bri);
}

}  // namespace
}  // namespace lamplighter::hue_emulator
