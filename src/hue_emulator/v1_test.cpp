// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/bridge.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>

namespace lamplighter::hue_emulator {
namespace {

using Json = nlohmann::json;

/// A bridge with four lamps of four kinds, a room and a zone, one paired app, and a clock that
/// advances by a second per request.
class V1 : public ::testing::Test {
 protected:
  V1() : bridge(small_world()) {
    bridge.press_button(now);
    const Json answer = ask("POST", "/api", R"({"devicetype":"lamplighter#test"})");
    key = answer[0]["success"]["username"];
  }

  static BridgeWorld small_world() {
    BridgeWorld world;
    world.lamps = {EmulatedLamp("Plug", LampKind::plug), EmulatedLamp("Bulb", LampKind::dimmable),
                   EmulatedLamp("Ceiling", LampKind::white_ambiance),
                   EmulatedLamp("Strip", LampKind::colour)};
    world.groups = {{"Living room", GroupKind::room, {0, 1}, {}},
                    {"Downstairs", GroupKind::zone, {1, 2, 3}, {}}};
    return world;
  }

  BridgeAnswer send(const std::string& method, const std::string& path,
                    const std::string& body = "") {
    now += 1s;
    return bridge.answer({method, path, body, {}, false}, now);
  }

  Json ask(const std::string& method, const std::string& path, const std::string& body = "") {
    const BridgeAnswer answer = send(method, path, body);
    EXPECT_EQ(answer.status, 200) << path;
    return Json::parse(answer.body);
  }

  Json put_state(int lamp, const std::string& body) {
    return ask("PUT", "/api/" + key + "/lights/" + std::to_string(lamp) + "/state", body);
  }

  /// parameter → error type, 0 for success.
  static std::map<std::string, int> outcomes(const Json& answer) {
    std::map<std::string, int> result;
    for (const Json& entry : answer) {
      const bool failed = entry.contains("error");
      const std::string address =
          failed ? entry["error"]["address"].get<std::string>() : entry["success"].begin().key();
      result[address.substr(address.rfind('/') + 1)] =
          failed ? entry["error"]["type"].get<int>() : 0;
    }
    return result;
  }

  static int error_of(const Json& answer) {
    if (!answer.is_array() || answer.size() != 1 || !answer[0].contains("error")) return 0;
    return answer[0]["error"]["type"];
  }

  EmulatedBridge bridge;
  std::string key;
  Instant now{1'700'000'000s};
};

TEST_F(V1, AnyoneMayReadThePublicConfig) {
  const Json config = ask("GET", "/api/config");
  EXPECT_EQ(config["bridgeid"], "02C0DEFFFE00DA7A");
  EXPECT_EQ(config["mac"], "02:c0:de:00:da:7a");
  EXPECT_EQ(config["modelid"], "BSB002");
  EXPECT_EQ(config.size(), 10U);
}

TEST_F(V1, EverythingElseNeedsAKey) {
  for (const char* path : {"/api/nobody", "/api/nobody/lights", "/api/nobody/config",
                           "/api/nobody/x", "/api/nobody/lights/1", "/api/nobody/groups/0"}) {
    EXPECT_EQ(error_of(ask("GET", path)), 1) << path;
  }
  EXPECT_EQ(error_of(ask("PUT", "/api/nobody/lights/1/state", R"({"on":true})")), 1);
  EXPECT_FALSE(bridge.world().lamps[0].settings().on);
  bridge.revoke(key);
  EXPECT_EQ(error_of(ask("GET", "/api/" + key + "/lights")), 1);
}

TEST_F(V1, UnknownResourcesAndMethodsAreDistinguished) {
  struct Case {
    const char* method;
    const char* path;
    int type;
  };
  const Case table[]{
      {"GET", "/lights/5", 3},         {"GET", "/lights/0", 3},
      {"GET", "/lights/01", 3},        {"GET", "/lights/x", 3},
      {"PUT", "/lights/9/state", 3},   {"GET", "/lights/1/colour", 3},
      {"GET", "/nonsense", 3},         {"GET", "/groups/3", 3},
      {"GET", "/config/whitelist", 3}, {"GET", "/lights/1/state", 4},
      {"POST", "/lights", 4},          {"DELETE", "/lights/1", 4},
      {"PUT", "/groups/0", 4},         {"GET", "/groups/1/action", 4},
      {"DELETE", "/config", 4},        {"DELETE", "", 4},
      {"PUT", "/config", 5},           {"GET", "/sensors/1", 3},
      {"POST", "/lights/1/state", 4},  {"GET", "/lights/1/state/on", 3},
  };
  for (const Case& one : table) {
    EXPECT_EQ(error_of(ask(one.method, "/api/" + key + one.path, "{}")), one.type)
        << one.method << " " << one.path;
  }
  EXPECT_EQ(error_of(ask("GET", "/api")), 4) << "what a client gets that followed a redirect";
  EXPECT_EQ(send("GET", "/").status, 404);
  EXPECT_EQ(send("GET", "/apis").status, 404);
}

TEST_F(V1, ALampReportsItsCapabilitiesAndState) {
  const Json lamps = ask("GET", "/api/" + key + "/lights");
  ASSERT_EQ(lamps.size(), 4U);
  EXPECT_EQ(lamps["2"]["name"], "Bulb");
  EXPECT_EQ(lamps["2"]["state"]["on"], false);
  EXPECT_EQ(lamps["2"]["state"]["reachable"], true);
  EXPECT_FALSE(lamps["1"]["state"].contains("bri"));
  EXPECT_FALSE(lamps["2"]["state"].contains("ct"));
  EXPECT_EQ(lamps["3"]["capabilities"]["control"]["ct"]["max"], 454);
  EXPECT_EQ(lamps["4"]["state"]["colormode"], "ct");
  EXPECT_EQ(ask("GET", "/api/" + key + "/lights/2"), lamps["2"]);
}

TEST_F(V1, AStateIsSetAndReadBack) {
  const Json answer = put_state(4, R"({"on":true,"bri":200,"xy":[0.3,0.31],"transitiontime":10})");
  EXPECT_EQ(outcomes(answer),
            (std::map<std::string, int>{{"on", 0}, {"bri", 0}, {"xy", 0}, {"transitiontime", 0}}));
  const Json state = ask("GET", "/api/" + key + "/lights/4")["state"];
  EXPECT_EQ(state["on"], true);
  EXPECT_EQ(state["bri"], 200);
  EXPECT_EQ(state["colormode"], "xy");
  EXPECT_EQ(bridge.world().lamps[3].light(now), 200.0 / 254) << "the fade of one second is over";
}

TEST_F(V1, AnswersReportTheNewValue) {
  EXPECT_EQ(put_state(2, R"({"on":true,"bri":250})")[0]["success"]["/lights/2/state/bri"], 250);
  EXPECT_EQ(put_state(2, R"({"bri_inc":10})")[0]["success"]["/lights/2/state/bri_inc"], 254);
  EXPECT_EQ(put_state(2, R"({"bri_inc":-254})")[0]["success"]["/lights/2/state/bri_inc"], 1);
}

TEST_F(V1, ValuesOutOfRangeAreErrorsOfTheirParameterOnly) {
  struct Case {
    int lamp;
    const char* body;
    std::map<std::string, int> expected;
  };
  const Case table[]{
      {2, R"({"on":true,"bri":0})", {{"on", 0}, {"bri", 7}}},
      {2, R"({"on":true,"bri":255})", {{"on", 0}, {"bri", 7}}},
      {2, R"({"on":true,"bri":18446744073709551615})", {{"on", 0}, {"bri", 7}}},
      {2, R"({"on":true,"bri":100.0})", {{"on", 0}, {"bri", 7}}},
      {2, R"({"on":true,"bri":"100"})", {{"on", 0}, {"bri", 7}}},
      {2, R"({"on":1})", {{"on", 7}}},
      {2, R"({"on":null,"alert":"blink"})", {{"on", 7}, {"alert", 7}}},
      {2, R"({"on":true,"transitiontime":65536})", {{"on", 0}, {"transitiontime", 7}}},
      {2, R"({"on":true,"transitiontime":-1})", {{"on", 0}, {"transitiontime", 7}}},
      {2, R"({"on":true,"ct":200})", {{"on", 0}, {"ct", 6}}},
      {1, R"({"on":true,"bri":9})", {{"on", 0}, {"bri", 6}}},
      {3, R"({"on":true,"ct":501})", {{"on", 0}, {"ct", 7}}},
      {3, R"({"on":true,"ct":454})", {{"on", 0}, {"ct", 0}}},
      {4, R"({"on":true,"ct":152})", {{"on", 0}, {"ct", 7}}},
      {4, R"({"on":true,"xy":[0.1,1.1]})", {{"on", 0}, {"xy", 7}}},
      {4, R"({"on":true,"xy":[0.1]})", {{"on", 0}, {"xy", 7}}},
      {4, R"({"on":true,"xy":{"x":0.1,"y":0.1}})", {{"on", 0}, {"xy", 7}}},
      {4, R"({"on":true,"hue":65536,"sat":254})", {{"on", 0}, {"hue", 7}, {"sat", 0}}},
      {4, R"({"on":true,"effect":"candle"})", {{"on", 0}, {"effect", 7}}},
      {4, R"({"on":true,"hue_inc":18446744073709551615})", {{"on", 0}, {"hue_inc", 7}}},
      {2, R"({"reachable":true,"colormode":"xy"})", {{"reachable", 8}, {"colormode", 8}}},
      {2, R"({"brightness":5})", {{"brightness", 6}}},
  };
  for (const Case& one : table)
    EXPECT_EQ(outcomes(put_state(one.lamp, one.body)), one.expected) << one.body;
}

TEST_F(V1, AValidParameterCountsBesideAnInvalidOne) {
  put_state(2, R"({"on":true,"bri":300})");
  EXPECT_TRUE(bridge.world().lamps[1].settings().on);
  EXPECT_EQ(bridge.world().lamps[1].settings().bri, 254);
}

TEST_F(V1, ALampThatIsOffTakesNoBrightness) {
  EXPECT_EQ(outcomes(put_state(2, R"({"bri":9})")), (std::map<std::string, int>{{"bri", 201}}));
  EXPECT_EQ(outcomes(put_state(2, R"({"on":false,"bri":9})")),
            (std::map<std::string, int>{{"on", 0}, {"bri", 201}}));
  EXPECT_EQ(bridge.world().lamps[1].settings().bri, 254);
  EXPECT_EQ(outcomes(put_state(2, R"({"on":true,"bri":9})")),
            (std::map<std::string, int>{{"on", 0}, {"bri", 0}}));
}

TEST_F(V1, BodiesThatAreNoObjectAreRefusedWhole) {
  for (const char* body : {"", "{", "[]", "7", "\"on\"", "{\"on\":tru}", "{\"name\":\"\xff\"}"}) {
    EXPECT_EQ(error_of(put_state(1, body)), 2) << body;
  }
  EXPECT_EQ(error_of(put_state(1, "{}")), 5);
  const std::string nested(20'000, '[');
  EXPECT_EQ(send("PUT", "/api/" + key + "/lights/1/state", nested).status, 413);
}

TEST_F(V1, ALampIsRenamed) {
  EXPECT_EQ(error_of(ask("PUT", "/api/" + key + "/lights/1", R"({"name":""})")), 7);
  EXPECT_EQ(error_of(ask("PUT", "/api/" + key + "/lights/1", R"({"type":"x"})")), 6);
  EXPECT_EQ(error_of(ask("PUT", "/api/" + key + "/lights/1", "{}")), 5);
  ask("PUT", "/api/" + key + "/lights/1", R"({"name":"Kettle"})");
  EXPECT_EQ(bridge.world().lamps[0].name(), "Kettle");
}

TEST_F(V1, AGroupSwitchesItsLampsAndTellsTheirState) {
  EXPECT_EQ(ask("GET", "/api/" + key + "/groups").size(), 2U);
  const std::string action = "/api/" + key + "/groups/1/action";
  EXPECT_EQ(outcomes(ask("PUT", action, R"({"on":true,"bri":100})")),
            (std::map<std::string, int>{{"on", 0}, {"bri", 0}}));
  EXPECT_TRUE(bridge.world().lamps[0].settings().on);
  EXPECT_EQ(bridge.world().lamps[1].settings().bri, 100);
  EXPECT_FALSE(bridge.world().lamps[2].settings().on);
  const Json groups = ask("GET", "/api/" + key + "/groups");
  EXPECT_EQ(groups["1"]["state"], (Json{{"all_on", true}, {"any_on", true}}));
  EXPECT_EQ(groups["2"]["state"], (Json{{"all_on", false}, {"any_on", true}}));
  EXPECT_EQ(groups["2"]["type"], "Zone");
  EXPECT_EQ(groups["2"]["lights"], (Json{"2", "3", "4"}));
}

TEST_F(V1, GroupZeroIsEveryLampAndOtherLampsStayOff) {
  ask("PUT", "/api/" + key + "/groups/0/action", R"({"on":true})");
  for (const EmulatedLamp& lamp : bridge.world().lamps) EXPECT_TRUE(lamp.settings().on);
  ask("PUT", "/api/" + key + "/lights/2/state", R"({"on":false})");
  ask("PUT", "/api/" + key + "/groups/2/action", R"({"bri":50})");
  EXPECT_EQ(bridge.world().lamps[1].settings().bri, 254) << "a lamp that is off is left alone";
  EXPECT_EQ(bridge.world().lamps[2].settings().bri, 50);
}

TEST_F(V1, GroupZeroIsALightGroupAndHasNoClass) {
  const Json group = ask("GET", "/api/" + key + "/groups/0");
  EXPECT_EQ(group["type"], "LightGroup");
  EXPECT_FALSE(group.contains("class"));
  EXPECT_EQ(group["lights"].size(), 4U);
}

TEST_F(V1, AWhiteLampTakesTheNearestColourTemperatureThatItHas) {
  EXPECT_EQ(outcomes(put_state(3, R"({"on":true,"ct":500})")),
            (std::map<std::string, int>{{"on", 0}, {"ct", 0}}));
  EXPECT_EQ(ask("GET", "/api/" + key + "/lights/3")["state"]["ct"], 454);
}

TEST_F(V1, TheBridgeIsRenamed) {
  const std::string config = "/api/" + key + "/config";
  EXPECT_EQ(ask("PUT", config, R"({"name":"Attic"})"),
            Json::parse(R"([{"success":{"/config/name":"Attic"}}])"));
  EXPECT_EQ(ask("GET", "/api/config")["name"], "Attic");
  EXPECT_EQ(error_of(ask("PUT", config, R"({"name":"abc"})")), 7);
  EXPECT_EQ(error_of(ask("PUT", config, R"({"name":"seventeen bytes ."})")), 7);
  EXPECT_EQ(error_of(ask("PUT", config, R"({"zigbeechannel":11})")), 6);
  EXPECT_EQ(ask("GET", "/api/config")["name"], "Attic");
}

TEST_F(V1, AMotionSensorIsTwoSensors) {
  bridge.world().sensors.emplace_back("Hall sensor");
  bridge.world().groups[0].sensors = {0};
  bridge.world().sensors[0].set_lux(100, now);
  const Json sensors = ask("GET", "/api/" + key + "/sensors");
  ASSERT_EQ(sensors.size(), 2U);
  EXPECT_EQ(sensors["1"]["type"], "ZLLPresence");
  EXPECT_EQ(sensors["1"]["state"]["presence"], false);
  EXPECT_EQ(sensors["2"]["type"], "ZLLLightLevel");
  EXPECT_EQ(sensors["2"]["state"]["lightlevel"], 20001);
  EXPECT_EQ(sensors["2"]["state"]["dark"], false);
  EXPECT_EQ(sensors["2"]["state"]["daylight"], false);
  EXPECT_EQ(sensors["2"]["state"]["lastupdated"].get<std::string>().size(), 19U) << "no zone";
  EXPECT_EQ(ask("GET", "/api/" + key + "/sensors/2"), sensors["2"]);
  EXPECT_EQ(ask("GET", "/api/" + key + "/groups/1")["sensors"], (Json{"1", "2"}));
  ask("PUT", "/api/" + key + "/sensors/2", R"({"name":"Landing"})");
  EXPECT_EQ(bridge.world().sensors[0].name(), "Landing");
  now += 5min;  // an equal value is a report too
  EXPECT_NE(ask("GET", "/api/" + key + "/sensors/2")["state"]["lastupdated"],
            sensors["2"]["state"]["lastupdated"]);
}

TEST_F(V1, AGroupThatIsOffTakesNoBrightness) {
  const Json answer = ask("PUT", "/api/" + key + "/groups/2/action", R"({"bri":50})");
  EXPECT_EQ(outcomes(answer), (std::map<std::string, int>{{"bri", 201}}));
  EXPECT_EQ(outcomes(ask("PUT", "/api/" + key + "/groups/1/action",
                         R"({"on":true,"ct":200,"scene":"x"})")),
            (std::map<std::string, int>{{"on", 0}, {"ct", 6}, {"scene", 6}}));
}

TEST_F(V1, CommandsThatComeTooFastAreRefusedWith429) {
  const std::string path = "/api/" + key + "/lights/2/state";
  now += 5s;
  std::map<int, int> statuses;
  for (int i = 0; i < 15; ++i) {
    ++statuses[bridge.answer({"PUT", path, R"({"on":true})", {}, false}, now + i * 10ms).status];
  }
  EXPECT_EQ(statuses, (std::map<int, int>{{200, 10}, {429, 5}}));
  const BridgeRequest group{"PUT", "/api/" + key + "/groups/1/action", R"({"on":true})", {}, false};
  EXPECT_EQ(bridge.answer(group, now).status, 200);
  EXPECT_EQ(bridge.answer(group, now + 900ms).status, 429);
  EXPECT_EQ(bridge.answer(group, now + 1s).status, 200);
}

TEST_F(V1, ARefusedCommandChangesNothing) {
  const std::string path = "/api/" + key + "/groups/0/action";
  now += 5s;
  bridge.answer({"PUT", path, R"({"on":true})", {}, false}, now);
  EXPECT_EQ(bridge.answer({"PUT", path, R"({"on":false})", {}, false}, now + 1ms).status, 429);
  EXPECT_TRUE(bridge.world().lamps[0].settings().on);
}

TEST_F(V1, AnOldBridgeSays503AndOldVersions) {
  bridge.world().model = BridgeModel::bsb001;
  const BridgeRequest group{"PUT", "/api/" + key + "/groups/1/action", R"({"on":true})", {}, false};
  bridge.answer(group, now);
  EXPECT_EQ(bridge.answer(group, now).status, 503);
  EXPECT_EQ(ask("GET", "/api/config")["modelid"], "BSB001");
}

TEST_F(V1, ABridgeProRedirectsPlainHttpAndDoesNothing) {
  bridge.world().model = BridgeModel::bsb003;
  const BridgeAnswer answer = send("PUT", "/api/" + key + "/lights/1/state", R"({"on":true})");
  EXPECT_EQ(answer.status, 301);
  EXPECT_FALSE(answer.location.empty());
  EXPECT_FALSE(bridge.world().lamps[0].settings().on);
}

TEST_F(V1, TheFullStateHoldsEveryKindOfResource) {
  const Json all = ask("GET", "/api/" + key);
  for (const char* name :
       {"lights", "groups", "config", "schedules", "scenes", "rules", "sensors", "resourcelinks"}) {
    EXPECT_TRUE(all.contains(name)) << name;
  }
  EXPECT_EQ(all["config"]["whitelist"][key]["name"], "lamplighter#test");
}

}  // namespace

namespace {

/// A bridge whose clock advances by a second per request.
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

}  // namespace lamplighter::hue_emulator
