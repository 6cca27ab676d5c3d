// SPDX-License-Identifier: Apache-2.0
#include "home_assistant/history.h"

#include <gtest/gtest.h>

namespace lamplighter::home_assistant {
namespace {

const Instant noon = *parse_instant("2026-11-30T12:00:00Z");

TEST(HistoryRequest, AsksForOneSpanOfSeveralEntities) {
  const std::vector<std::string> entities{"light.desk", "light.hall"};
  EXPECT_EQ(history_request(entities, noon, noon + 24h, true).path,
            "/api/history/period/2026-11-30T12:00:00Z?end_time=2026-12-01T12:00:00Z"
            "&filter_entity_id=light.desk,light.hall&minimal_response&no_attributes");
  EXPECT_TRUE(
      history_request(entities, noon, noon + 24h, false).path.ends_with("&skip_initial_state"));
}

TEST(History, IsReadByTheIdOfEachFirstRow) {
  EntityPasts pasts;
  const Answer answer{
      200,
      R"([[{"entity_id":"light.desk","state":"off","attributes":{},)"
      R"("last_changed":"2026-11-30T12:00:00+00:00","last_updated":"2026-11-30T12:00:00+00:00"},)"
      R"({"state":"on","last_changed":"2026-11-30T13:00:00.5+00:00"},)"
      R"({"state":"unavailable","last_changed":"2026-11-30T14:00:00+00:00"},)"
      R"({"state":"","last_changed":"2026-11-30T15:00:00+00:00"}],)"
      R"([{"entity_id":"sensor.desk_lux","state":"37.5","last_changed":"2026-11-30T12:01:00+00:00"},)"
      R"({"state":"unknown","last_changed":"2026-11-30T12:02:00+00:00"}],[]])"};
  ASSERT_TRUE(read_history(answer, LampState::unknown, pasts));
  ASSERT_EQ(pasts.size(), 2U);
  const std::vector<Sample<LampState>> lamp{{noon, LampState::off},
                                            {noon + 1h + 500ms, LampState::on},
                                            {noon + 2h, LampState::unknown},
                                            {noon + 3h, LampState::unknown}};
  EXPECT_EQ(pasts["light.desk"].states, lamp);
  const std::vector<Sample<Lux>> light{{noon + 1min, Lux(37.5)}};
  EXPECT_EQ(pasts["sensor.desk_lux"].light, light);
  ASSERT_TRUE(read_history(answer, LampState::off, pasts));
  EXPECT_EQ(pasts["light.desk"].states[6].value, LampState::off);
  EXPECT_EQ(pasts["light.desk"].states[7].value, LampState::unknown);
}

TEST(History, RefusesOtherAnswers) {
  EntityPasts pasts;
  for (const char* body :
       {"", "{}", "[1]", "[[1]]", R"([[{"entity_id":"../x","state":"on"}]])",
        R"([[{"entity_id":"light.a","state":"on","last_changed":"2026-11-30T12:00:00"}]])",
        R"([[{"entity_id":"light.a","state":"on"}]])"}) {
    const auto read = read_history({200, body}, LampState::unknown, pasts);
    ASSERT_FALSE(read) << body;
    EXPECT_EQ(read.error().fault, Fault::bad_input) << body;
  }
  EXPECT_EQ(read_history({401, ""}, LampState::unknown, pasts).error().fault, Fault::refused);
}

TEST(Candidates, AreLampsAndSensorsOfLight) {
  const auto ids = read_candidates(
      {200, R"([{"entity_id":"switch.plug","state":"on","attributes":{}},)"
            R"({"entity_id":"light.desk","state":"on","attributes":{}},)"
            R"({"entity_id":"sensor.a","state":"1","attributes":{"device_class":"illuminance"}},)"
            R"({"entity_id":"sensor.b","state":"1","attributes":{"device_class":"power"}},)"
            R"({"entity_id":"sun.sun","state":"x"}])"});
  ASSERT_TRUE(ids);
  EXPECT_EQ(*ids, (std::vector<std::string>{"light.desk", "sensor.a", "switch.plug"}));
}

TEST(History, IsNotReadWhileTheDatabaseIsRebuilt) {
  const auto ready = [](const char* body, int status = 200) {
    return static_cast<bool>(read_readiness({status, body}));
  };
  EXPECT_TRUE(ready(R"({"state":"RUNNING","recorder_state":{"migration_in_progress":false}})"));
  EXPECT_TRUE(ready("404: Not Found", 404)) << "an older one";
  for (const char* other : {"", "[]", "{}", R"({"recorder_state":1})", R"({"recorder_state":{}})"})
    EXPECT_TRUE(ready(other)) << other;
  const auto busy = read_readiness({200, R"({"recorder_state":{"migration_in_progress":true}})"});
  ASSERT_FALSE(busy);
  EXPECT_EQ(busy.error().fault, Fault::unavailable);
  EXPECT_NE(busy.error().message.find("import again"), std::string::npos);
}

}  // namespace
}  // namespace lamplighter::home_assistant
