// SPDX-License-Identifier: Apache-2.0
#include "home_assistant_emulator/home.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lamplighter::home_assistant_emulator {
namespace {

using Json = nlohmann::json;

class Home : public ::testing::Test {
 protected:
  Home() {
    home.add_token("admin", true);
    home.add_token("user", false);
    home.set("light.desk", "off", start, R"({"friendly_name":"Desk"})");
  }

  HomeAnswer send(const std::string& path, std::map<std::string, std::string> query = {}) {
    return home.answer({"GET", path, std::move(query), "", "Bearer user"}, now);
  }

  Json get(const std::string& path, std::map<std::string, std::string> query = {}) {
    const HomeAnswer answer = send(path, std::move(query));
    EXPECT_EQ(answer.status, 200) << path << " " << answer.body;
    return Json::parse(answer.body);
  }

  /// The history of the desk lamp from an hour after the start.
  Json past(std::map<std::string, std::string> query = {}) {
    query["filter_entity_id"] = "light.desk";
    return get("/api/history/period/2023-11-14T23:13:20+00:00", std::move(query));
  }

  EmulatedHome home;
  Instant start{1'700'000'000s};  // 2023-11-14T22:13:20Z
  Instant now = start + 30 * 24h;
};

TEST_F(Home, ATokenIsAlwaysAsked) {
  for (const char* token : {"", "user", "Bearer", "Bearer ", "bearer user", "Bearer user "}) {
    EXPECT_EQ(home.answer({"GET", "/api/", {}, "", token}, now).status, 401) << token;
    EXPECT_EQ(home.answer({"GET", "/nonsense", {}, "", token}, now).status, 401) << token;
  }
  EXPECT_EQ(get("/api/")["message"], "API running.");
  EXPECT_EQ(send("/api").status, 404) << "the slash at the end is needed";
  EXPECT_EQ(send("/api/config/area_registry/list").status, 404) << "not in REST";
  home.revoke_token("user");
  EXPECT_EQ(send("/api/").status, 401);
}

TEST_F(Home, TellsItsPlaceAndWhetherItIsMigrating) {
  const Json config = get("/api/config");
  EXPECT_EQ(config["time_zone"], "Europe/Amsterdam");
  EXPECT_TRUE(config["latitude"].is_number_float());
  EXPECT_EQ(get("/api/core/state")["recorder_state"]["migration_in_progress"], false);
  home.set_migrating(true);
  EXPECT_EQ(get("/api/core/state")["recorder_state"]["migration_in_progress"], true);
}

TEST_F(Home, TellsStatesWithTheirBrightness) {
  home.set("light.desk", "on", start + 1s + 500ms, R"({"brightness":128})");
  const Json state = get("/api/states/light.desk");
  EXPECT_EQ(state["state"], "on");
  EXPECT_EQ(state["attributes"]["brightness"], 128);
  EXPECT_EQ(state["last_changed"], "2023-11-14T22:13:21.500000+00:00");
  EXPECT_EQ(get("/api/states"), Json::array({state}));
  EXPECT_EQ(send("/api/states/light.shelf").status, 404);
}

TEST_F(Home, ThePastBeginsWithWhatHeldAtTheStart) {
  home.set("light.desk", "on", start + 2h);
  home.set("light.desk", "on", start + 3h, R"({"brightness":9})");
  home.set("light.desk", "unavailable", start + 4h);
  home.set("light.desk", "on", start + 26h);
  const Json rows = past().at(0);
  ASSERT_EQ(rows.size(), 3U) << "a day from the start, and no row of brightness alone";
  EXPECT_EQ(rows[0]["state"], "off");
  EXPECT_EQ(rows[0]["last_changed"], "2023-11-14T23:13:20+00:00") << "not the true time";
  EXPECT_EQ(rows[1]["last_changed"], "2023-11-15T00:13:20+00:00");
  EXPECT_EQ(rows[2]["state"], "unavailable");
  EXPECT_FALSE(rows[2]["attributes"].contains("brightness")) << "not recorded since 2024.8";
  EXPECT_EQ(past({{"skip_initial_state", ""}}).at(0).size(), 2U);
  EXPECT_EQ(past({{"significant_changes_only", "0"}}).at(0).size(), 4U);
  EXPECT_EQ(past({{"end_time", "2023-11-16T00:13:21Z"}}).at(0).size(), 4U);
  EXPECT_EQ(past({{"end_time", "2023-11-16T00:13:20Z"}}).at(0).size(), 3U) << "exclusive";
}

TEST_F(Home, AMinimalAnswerIsFullInItsFirstRowOnly) {
  home.set("light.desk", "on", start + 2h);
  home.set("light.desk", "on", start + 3h, R"({"effect":"x"})");
  const Json rows =
      past({{"minimal_response", ""}, {"no_attributes", ""}, {"significant_changes_only", "0"}})
          .at(0);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["entity_id"], "light.desk");
  EXPECT_EQ(rows[0]["attributes"], Json::object());
  EXPECT_EQ(rows[1], (Json{{"state", "on"}, {"last_changed", "2023-11-15T00:13:20+00:00"}}));
}

TEST_F(Home, AnEntityWithoutRowsIsLeftOut) {
  home.set("switch.radio", "on", start + 2h);
  const Json all = get("/api/history/period/2023-11-14T22:13:20Z",
                       {{"filter_entity_id", "light.shelf,LIGHT.desk,switch.radio"}});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0][0]["entity_id"], "light.desk");
  home.purge(start + 1s);
  EXPECT_EQ(past(), Json::array()) << "purged, and nothing held is known";
}

TEST_F(Home, RequestsForThePastAreChecked) {
  const std::string root = "/api/history/period";
  EXPECT_EQ(send(root).status, 400) << "no entities";
  for (const char* ids : {"", "desk", "light.desk,", "light.", "light.a.b", "light.a b"}) {
    EXPECT_EQ(send(root, {{"filter_entity_id", ids}}).status, 400) << ids;
  }
  const std::map<std::string, std::string> desk{{"filter_entity_id", "light.desk"}};
  for (const char* time : {"now", "2023-11-14", "2023-11-14T23:13:20", "2023-02-30T00:00:00Z",
                           "2023-11-14T23:13:20 00:00", "2023-11-14T25:00:00Z"}) {
    EXPECT_EQ(send(root + "/" + time, desk).status, 400) << time;
  }
  EXPECT_EQ(send(root, {{"filter_entity_id", "light.desk"}, {"end_time", "soon"}}).status, 400);
  EXPECT_EQ(get(root + "/2033-11-14T23:13:20Z", desk), Json::array()) << "the future";
  EXPECT_EQ(get(root, desk).at(0).size(), 1U) << "the last day, and what held at its start";
  EXPECT_EQ(home.answer({"POST", root, desk, "", "Bearer user"}, now).status, 405);
}

TEST_F(Home, AServiceSwitchesAndTheEventTellsIt) {
  const std::uint64_t before = home.newest_event();
  const auto call = [this](const std::string& service, const std::string& body) {
    return home.answer({"POST", "/api/services/" + service, {}, body, "Bearer user"}, now);
  };
  const HomeAnswer answer = call("light/turn_on", R"({"entity_id":"light.desk"})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(Json::parse(answer.body)[0]["state"], "on");
  EXPECT_EQ(home.state_of("light.desk"), "on");
  const Json event = Json::parse(home.events_after(before).at(0));
  EXPECT_EQ(event["data"]["old_state"]["state"], "off");
  EXPECT_EQ(event["data"]["new_state"]["state"], "on");
  EXPECT_EQ(call("light/turn_on", R"({"entity_id":["light.none"]})").body, "[]");
  EXPECT_EQ(call("light/turn_on", "{").status, 400);
  EXPECT_EQ(call("light/turn_on", "{}").status, 400);
  EXPECT_EQ(call("light/explode", R"({"entity_id":"light.desk"})").status, 400);
  EXPECT_EQ(call("light", "{}").status, 400);
  home.set("light.desk", "unavailable", now);
  EXPECT_EQ(call("light/turn_off", R"({"entity_id":"light.desk"})").body, "[]");
}

TEST_F(Home, OnlyAnAdministratorReadsTheStream) {
  const auto refused = [this](const std::string& token) {
    return home.refuse_stream({"GET", "/api/stream", {}, "", token}).has_value();
  };
  EXPECT_FALSE(refused("Bearer admin"));
  EXPECT_TRUE(refused("Bearer user"));
  EXPECT_TRUE(refused(""));
}

TEST(HomeTime, IsReadWithItsOffset) {
  EXPECT_EQ(read_time("2023-11-14T23:13:20+01:00"), Instant(1'700'000'000s));
  EXPECT_EQ(read_time("2023-11-14T22:13:20.25Z"), Instant(1'700'000'000s + 250ms));
  EXPECT_EQ(read_time("2023-11-14T16:43:20-05:30"), Instant(1'700'000'000s));
  for (const char* text :
       {"", "2023-11-14T22:13:20", "2023-11-14T22:13:20+1", "2023-13-14T22:13:20Z",
        "2023-11-14T22:13:20.5", "2023-11-14 22:13:20Z"}) {
    EXPECT_FALSE(read_time(text)) << text;
  }
}

}  // namespace
}  // namespace lamplighter::home_assistant_emulator
