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

/// A bridge with four lamps of four kinds, a room and a zone, and a clock that advances by a second
/// per request.
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

TEST_F(V2, AWhiteLampTakesTheNearestColourTemperatureThatItHas) {
  EXPECT_EQ(send("PUT", light(2), R"({"on":{"on":true},"color_temperature":{"mirek":500}})").status,
            200);
  EXPECT_EQ(get("/light")["data"][2]["color_temperature"]["mirek"], 454);
}

TEST_F(V2, ALightTellsWhatItDoesWhenItsMainsComeBack) {
  const Json lights = get("/light")["data"];
  EXPECT_EQ(lights[0]["powerup"]["on"], (Json{{"mode", "on"}, {"on", {{"on", true}}}}));
  EXPECT_FALSE(lights[0]["powerup"].contains("dimming"));
  EXPECT_EQ(lights[1]["powerup"]["dimming"]["dimming"]["brightness"], 100.0);
  EXPECT_FALSE(lights[1]["powerup"].contains("color"));
  EXPECT_EQ(lights[2]["powerup"]["color"]["color_temperature"]["mirek"], 366);
}

TEST_F(V2, TypesThatThisBridgeHasNoneOfAnswerAnEmptyList) {
  for (const char* type :
       {"behavior_instance", "behavior_script", "entertainment_configuration", "matter", "homekit",
        "smart_scene", "contact", "relative_rotary", "geolocation", "device_software_update",
        "zigbee_device_discovery", "motion", "light_level", "geofence_client"}) {
    EXPECT_EQ(get("/" + std::string(type))["data"], Json::array()) << type;
    EXPECT_EQ(send("GET", "/clip/v2/resource/" + std::string(type) + "/0").status, 404) << type;
  }
}

TEST_F(V2, AnApplicationLearnsItsId) {
  const BridgeAnswer answer = send("GET", "/auth/v1");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.application_id.size(), 36U);
  EXPECT_EQ(send("GET", "/auth/v1").application_id, answer.application_id);
  EXPECT_EQ(send("GET", "/auth/v1", "", "other").status, 403);
  EXPECT_EQ(send("POST", "/auth/v1").status, 405);
  EXPECT_EQ(bridge.answer({"GET", "/auth/v1", "", "k", false}, now).status, 404) << "https only";
}

TEST_F(V2, AGeofenceClientIsMadeRenamedAndDeleted) {
  const std::string all = "/clip/v2/resource/geofence_client";
  const BridgeAnswer made = send("POST", all, R"({"name":"app_1","is_at_home":false})");
  EXPECT_EQ(made.status, 201);
  const Json reference = Json::parse(made.body)["data"][0];
  EXPECT_EQ(reference["rtype"], "geofence_client");
  const std::string id = reference["rid"];
  EXPECT_EQ(get("/geofence_client")["data"],
            Json::array({{{"id", id}, {"name", "app_1"}, {"type", "geofence_client"}}}))
      << "whether it is at home cannot be read";
  bridge.feed(now);
  EXPECT_EQ(send("PUT", all + "/" + id, R"({"name":"app_2"})").status, 200);
  bridge.feed(now);
  const std::string sent = bridge.feed(now).after(bridge.feed(now).newest() - 1).at(0);
  EXPECT_NE(sent.find(R"("name":"app_2")"), std::string::npos) << sent;
  EXPECT_EQ(send("DELETE", all + "/" + id).status, 200);
  EXPECT_EQ(send("DELETE", all + "/" + id).status, 404);
  EXPECT_EQ(send("PUT", all + "/" + id, R"({"name":"app_3"})").status, 404);
  EXPECT_EQ(get("/geofence_client")["data"], Json::array());
}

TEST_F(V2, AGeofenceClientWithoutANameIsRefusedAndSoIsOneTooMany) {
  const std::string all = "/clip/v2/resource/geofence_client";
  for (const char* body : {"", "[]", "{}", R"({"is_at_home":true})", R"({"name":""})",
                           R"({"name":7})", R"({"name":"a","is_at_home":1})",
                           R"({"name":"a","type":"light"})", R"({"name":"a","colour":"red"})"}) {
    EXPECT_EQ(send("POST", all, body).status, 400) << body;
  }
  EXPECT_EQ(send("POST", all + "/x", R"({"name":"a"})").status, 405);
  EXPECT_EQ(send("DELETE", all).status, 405);
  for (int i = 0; i < 64; ++i) EXPECT_EQ(send("POST", all, R"({"name":"a"})").status, 201);
  EXPECT_EQ(send("POST", all, R"({"name":"a"})").status, 507);
}

TEST_F(V2, ADeviceShowsWhichOneItIsAndIsRenamed) {
  const auto device = [this](std::size_t index) {
    return "/clip/v2/resource/device/" + resource_id(bridge.world(), "device", index);
  };
  const LampSettings before = bridge.world().lamps[1].settings();
  EXPECT_EQ(send("PUT", device(1), R"({"identify":{"action":"identify"}})").status, 200);
  EXPECT_EQ(send("PUT", light(1), R"({"identify":{"action":"identify"}})").status, 200);
  EXPECT_EQ(bridge.world().lamps[1].settings(), before);
  EXPECT_EQ(send("PUT", device(1), R"({"identify":{"action":"blink"}})").status, 400);
  EXPECT_EQ(send("PUT", device(1), R"({"metadata":{"name":""}})").status, 400);
  EXPECT_EQ(send("PUT", device(1), R"({"name":"Lamp"})").status, 400);
  EXPECT_EQ(send("PUT", "/clip/v2/resource/device/0", "{}").status, 404);
  EXPECT_EQ(send("PUT", device(1), R"({"metadata":{"name":"Reading lamp"}})").status, 200);
  EXPECT_EQ(bridge.world().lamps[1].name(), "Reading lamp");
  EXPECT_EQ(send("PUT", device(4), R"({"metadata":{"name":"Cellar"}})").status, 200);
  EXPECT_EQ(bridge.world().name, "Cellar");
}

/// The same bridge with a motion sensor in its room.
class V2Sensor : public V2 {
 protected:
  V2Sensor() {
    bridge.world().sensors.emplace_back("Hall sensor");
    bridge.world().groups[0].sensors = {0};
  }

  [[nodiscard]] std::string service(const std::string& type) const {
    return "/clip/v2/resource/" + type + "/" + resource_id(bridge.world(), type, 0);
  }
};

TEST_F(V2Sensor, LeadsFromItsLightLevelToItsRoom) {
  const Json level = get("/light_level")["data"][0];
  const Json device = get("/device/" + level["owner"]["rid"].get<std::string>())["data"][0];
  EXPECT_EQ(device["metadata"]["name"], "Hall sensor");
  EXPECT_EQ(device["product_data"]["model_id"], "SML001");
  EXPECT_EQ(device["services"].size(), 4U);
  const Json room = get("/room")["data"][0];
  EXPECT_EQ(room["children"].size(), 3U);
  EXPECT_EQ(room["children"][2]["rid"], device["id"]);
  for (const Json& reference : device["services"]) {
    const std::string path =
        "/" + reference["rtype"].get<std::string>() + "/" + reference["rid"].get<std::string>();
    EXPECT_EQ(get(path)["data"][0]["owner"]["rid"], device["id"]) << path;
  }
}

TEST_F(V2Sensor, TellsItsLightAndWhenItLastChanged) {
  bridge.world().sensors[0].set_lux(100, now);
  const Json level = get("/light_level")["data"][0];
  EXPECT_EQ(level["enabled"], true);
  EXPECT_EQ(level["light"]["light_level"], 20001);
  EXPECT_EQ(level["light"]["light_level_valid"], true);
  EXPECT_EQ(level["light"]["light_level_report"],
            (Json{{"changed", "2023-11-14T22:13:21.000Z"}, {"light_level", 20001}}));
  now += 10min;
  EXPECT_EQ(get("/light_level")["data"][0]["light"], level["light"])
      << "an equal report is no change";
}

TEST_F(V2Sensor, TheEventsComeEveryFiveMinutesAndAtOnceWithMotion) {
  const auto newest = [this] {
    const BridgeFeed& feed = bridge.feed(now);
    const std::vector<std::string> texts = feed.after(feed.newest() - 1);
    return Json::parse(texts.at(0).substr(texts.at(0).find("data: ") + 6));
  };
  const auto sent = [this] { return bridge.feed(now).newest(); };
  const std::uint64_t first = sent();
  bridge.world().sensors[0].set_lux(10, now);
  now += 299s;
  EXPECT_EQ(sent(), first) << "the battery is saved";
  now += 1s;
  EXPECT_EQ(sent(), first + 1);
  Json container = newest()[0];
  EXPECT_EQ(container["type"], "update");
  ASSERT_EQ(container["data"].size(), 1U);
  EXPECT_EQ(container["data"][0]["type"], "light_level");
  EXPECT_EQ(container["data"][0]["light"]["light_level_report"]["light_level"], 10001);
  EXPECT_FALSE(container["data"][0].contains("enabled")) << "only what changed";
  now += 42s;
  bridge.world().sensors[0].set_lux(50, now);
  bridge.world().sensors[0].move(now);
  EXPECT_EQ(sent(), first + 2);
  container = newest()[0];
  ASSERT_EQ(container["data"].size(), 2U);
  EXPECT_EQ(container["data"][0]["motion"]["motion_report"]["motion"], true);
  EXPECT_EQ(container["data"][1]["light"]["light_level"], 16991);
  now += 10s;
  EXPECT_EQ(sent(), first + 3);
  EXPECT_EQ(newest()[0]["data"][0]["motion"]["motion"], false);
}

TEST_F(V2Sensor, IsSwitchedOffAndItsValueIsNoLongerValid) {
  get("/motion");
  EXPECT_EQ(send("PUT", service("light_level"), R"({"enabled":false})").status, 200);
  const Json level = get("/light_level")["data"][0];
  EXPECT_EQ(level["enabled"], false);
  EXPECT_EQ(level["light"]["light_level_valid"], false);
  EXPECT_EQ(send("PUT", service("motion"), R"({"sensitivity":{"sensitivity":4}})").status, 200);
  EXPECT_EQ(get("/motion")["data"][0]["sensitivity"]["sensitivity"], 4);
  for (const char* body : {"", "{}", R"({"enabled":1})", R"({"sensitivity":{"sensitivity":5}})",
                           R"({"motion":{"motion":true}})"}) {
    EXPECT_EQ(send("PUT", service("motion"), body).status, 400) << body;
  }
  EXPECT_EQ(send("PUT", service("light_level"), R"({"sensitivity":{"sensitivity":1}})").status,
            400);
  EXPECT_EQ(send("PUT", "/clip/v2/resource/motion/0", R"({"enabled":true})").status, 404);
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
      {2, R"({"on":{"on":true},"color_temperature":{"mirek":501}})"},
      {2, R"({"on":{"on":true},"identify":{"action":"blink"}})"},
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
