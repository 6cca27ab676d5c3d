// SPDX-License-Identifier: Apache-2.0
#include "home_assistant/client.h"

#include <gtest/gtest.h>

namespace lamplighter::home_assistant {
namespace {

using namespace std::chrono_literals;

TEST(HomeAssistantApi, ALightIsCommandedHowToLookAndASwitchOnlyWhatToBe) {
  const LampLook cosy{{.brightness = 30.4, .mirek = 370}, 1500ms};
  EXPECT_EQ(
      command("light.shelf", OnOff::on, cosy),
      (Request{"/api/services/light/turn_on", R"({"brightness":78,"color_temp_kelvin":2703,)"
                                              R"("entity_id":"light.shelf","transition":1.5})"}));
  EXPECT_EQ(
      command("light.shelf", OnOff::off, cosy),
      (Request{"/api/services/light/turn_off", R"({"entity_id":"light.shelf","transition":1.5})"}));
  EXPECT_EQ(command("switch.plug", OnOff::on, cosy),
            (Request{"/api/services/switch/turn_on", R"({"entity_id":"switch.plug"})"}));
  EXPECT_EQ(question("light.shelf"), (Request{"/api/states/light.shelf", ""}));
}

TEST(HomeAssistantApi, OnlyLightsAndSwitchesAreEntities) {
  for (const char* good : {"light.a", "switch.plug_2"}) EXPECT_TRUE(is_entity(good)) << good;
  for (const char* bad : {"", "light", "light.", ".a", "fan.a", "light.A", "light.a/../b",
                          "light.a b", "lights.a", "light.a.b"}) {
    EXPECT_FALSE(is_entity(bad)) << bad;
  }
}

TEST(HomeAssistantApi, AStateIsOnOrOff) {
  const auto is = [](const char* body) { return read_state({200, body}, "light.a"); };
  EXPECT_EQ(is(R"({"entity_id":"light.a","state":"on","attributes":{"brightness":102}})")->is,
            (LampSetting{OnOff::on, {40.0, std::nullopt}, {}}));
  EXPECT_EQ(is(R"({"entity_id":"light.a","state":"off"})")->is, LampSetting{});
  const auto warm = is(R"({"entity_id":"light.a","state":"on","attributes":{"brightness":255,)"
                       R"("color_mode":"color_temp","color_temp_kelvin":2500,"xy_color":[0.4,0.4],)"
                       R"("supported_color_modes":["color_temp"]}})");
  EXPECT_EQ(warm->is, (LampSetting{OnOff::on, {100.0, 400}, {}}));
  EXPECT_FALSE(warm->has_colour);
  const auto plug = is(R"({"entity_id":"light.a","state":"on","attributes":{)"
                       R"("supported_color_modes":["onoff"]}})");
  EXPECT_FALSE(plug->has_brightness);
}

struct Wrong {
  Answer answer;
  Fault fault;
  const char* says;
};

TEST(HomeAssistantApi, AnythingElseIsAnErrorThatSaysWhatToDo) {
  const std::vector<Wrong> cases = {
      {{200, R"({"entity_id":"light.a","state":"unavailable"})"}, Fault::unavailable, "wall"},
      {{200, R"({"entity_id":"light.a","state":"unknown"})"}, Fault::unavailable, "wall"},
      {{200, R"({"entity_id":"light.b","state":"on"})"}, Fault::bad_input, "url"},
      {{200, R"({"entity_id":"light.a","state":1})"}, Fault::bad_input, "url"},
      {{200, "[]"}, Fault::bad_input, "url"},
      {{200, "<html>"}, Fault::bad_input, "url"},
      {{200, ""}, Fault::bad_input, "url"},
      {{200, std::string(100'000, '[')}, Fault::bad_input, "url"},
      {{401, "401: Unauthorized"}, Fault::refused, "token"},
      {{403, ""}, Fault::refused, "token"},
      {{404, R"({"message":"Entity not found."})"}, Fault::not_found, "light.a"},
      {{302, ""}, Fault::refused, "url"},
      {{400, ""}, Fault::bad_input, "400"},
      {{500, ""}, Fault::unavailable, "500"},
      {{503, ""}, Fault::unavailable, "503"},
  };
  for (const Wrong& wrong : cases) {
    const Result<EntityState> is = read_state(wrong.answer, "light.a");
    ASSERT_FALSE(is) << wrong.answer.status << wrong.answer.body.substr(0, 80);
    EXPECT_EQ(is.error().fault, wrong.fault) << is.error().message;
    EXPECT_NE(is.error().message.find(wrong.says), std::string::npos) << is.error().message;
  }
}

TEST(HomeAssistantApi, OnlyHomeAssistantGreetsLikeIt) {
  EXPECT_TRUE(read_greeting({200, R"({"message":"API running."})"}));
  EXPECT_FALSE(read_greeting({200, "<html>"}));
  EXPECT_FALSE(read_greeting({401, ""}));
}

}  // namespace
}  // namespace lamplighter::home_assistant
