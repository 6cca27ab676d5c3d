// SPDX-License-Identifier: Apache-2.0
#include "home_assistant/live.h"

#include <gtest/gtest.h>

namespace lamplighter::home_assistant {
namespace {

const Instant midday = *parse_instant("2026-11-30T12:00:00Z");
const RoomName hall("hall");
const SensorId eye("home_assistant:sensor.hall_lux");

std::string iso(Instant at) { return to_iso(at).substr(0, 19) + "+00:00"; }

std::string state(const std::string& entity, const std::string& is, Instant changed,
                  const std::string& attributes = "{}") {
  return R"({"entity_id":")" + entity + R"(","state":")" + is + R"(","attributes":)" + attributes +
         R"(,"last_changed":")" + iso(changed) + R"(","last_updated":")" + iso(changed) + R"("})";
}

std::string event(const std::string& entity, const std::string& new_state) {
  return R"({"event_type":"state_changed","data":{"entity_id":")" + entity +
         R"(","old_state":null,"new_state":)" + new_state +
         R"(},"origin":"LOCAL","time_fired":"2026-11-30T12:00:00+00:00"})";
}

TEST(LiveEvents, SayWhatOneOfOurEntitiesIs) {
  const EntityNames ours{"light.hall"};
  const auto on = read_event(
      event("light.hall",
            state("light.hall", "on", midday,
                  R"({"brightness":128,"color_mode":"color_temp",)"
                  R"("color_temp_kelvin":2700,"supported_color_modes":["color_temp"]})")),
      ours);
  ASSERT_TRUE(on);
  EXPECT_EQ(lamp_state(*on), LampState::on);
  EXPECT_EQ(on->changed, midday);
  EXPECT_NEAR(*on->look.brightness, 50.2, 0.1);
  EXPECT_EQ(on->look.mirek, 370);
  const auto gone = read_event(event("light.hall", "null"), ours);
  ASSERT_TRUE(gone);
  EXPECT_EQ(lamp_state(*gone), LampState::unknown);
}

TEST(LiveEvents, SayNothingElse) {
  const EntityNames ours{"light.hall"};
  const std::vector<std::string> others{
      "ping",
      "",
      "{}",
      event("light.hall_2", state("light.hall_2", "on", midday)),
      event("light.hall", state("light.other", "on", midday)),
      event("light.hall", "7"),
      R"({"event_type":"call_service","data":{"entity_id":"light.hall"}})",
      std::string(100'000, '[') + "light.hall"};
  for (const std::string& text : others) EXPECT_FALSE(read_event(text, ours)) << text.substr(0, 80);
}

TEST(LiveStates, OfLampsAreUnknownUnlessTheyAreOnOrOff) {
  for (const char* word : {"unavailable", "unknown", "", "ON", "open"})
    EXPECT_EQ(lamp_state({"light.hall", word}), LampState::unknown) << word;
  EXPECT_EQ(lamp_state({"light.hall", "off"}), LampState::off);
}

class Follower : public ::testing::Test {
 protected:
  static EntityFollower follower(std::optional<Instant> known_until = std::nullopt) {
    return {{{{"light.a", {hall}}, {"light.b", {hall}}},
             {{"sensor.hall_lux", eye}},
             LampState::unknown},
            known_until};
  }
  static LampSighting sighting(const std::string& entity, LampState is, Instant at) {
    return {hall, "home_assistant:" + entity, is, {}, at};
  }
  static LiveState is(const std::string& entity, const std::string& word, Instant since) {
    return {entity, word, {}, since, since};
  }
  using News = std::vector<SourceNews>;
};

TEST_F(Follower, ReportsChangesWithTheirTimes) {
  EntityFollower house = follower();
  house.change(is("light.a", "on", midday), midday + 1s);
  house.change(is("sensor.hall_lux", "37.5", midday + 2s), midday + 3s);
  house.change(is("sensor.hall_lux", "unavailable", midday + 4s), midday + 4s);
  house.change(is("light.other", "on", midday), midday + 5s);
  EXPECT_EQ(house.take(), (News{sighting("light.a", LampState::on, midday),
                                Reading{eye, midday + 2s, Lux(37.5)}}));
}

TEST_F(Follower, ALampWithoutPowerIsOffWhereTheConfigSaysSo) {
  EntityFollower house({{{"light.a", {hall}}}, {}, LampState::off}, std::nullopt);
  house.change(is("light.a", "unavailable", midday), midday);
  EXPECT_EQ(house.take(), (News{sighting("light.a", LampState::off, midday)}));
}

TEST_F(Follower, DoesNotUseAClockThatDiffersFromOurs) {
  EntityFollower house = follower();
  house.change(is("light.a", "on", midday - 1h), midday);
  EXPECT_EQ(house.take(), (News{sighting("light.a", LampState::on, midday)}));
  house.read({is("light.a", "off", midday - 30min)}, midday + 1min, midday + 2min);
  EXPECT_EQ(house.take(), (News{sighting("light.a", LampState::unknown, midday + 1min + 1us),
                                sighting("light.a", LampState::off, midday + 2min)}));
}

TEST_F(Follower, BeginsWithWhatLampsAreNow) {
  EntityFollower house = follower();
  house.read({is("light.a", "off", midday - 3h), is("light.b", "on", midday - 2h)}, std::nullopt,
             midday);
  EXPECT_EQ(house.take(), (News{sighting("light.b", LampState::on, midday),
                                sighting("light.a", LampState::off, midday)}));
}

TEST_F(Follower, KnowsThatALampDidNotChangeInAHole) {
  EntityFollower house = follower();
  house.read({is("light.a", "on", midday - 1h)}, midday, midday + 10min);
  EXPECT_EQ(house.take(), (News{sighting("light.a", LampState::on, midday + 1us)}));
}

TEST_F(Follower, DoesNotKnowALampFromTheHoleUntilItsLastChange) {
  EntityFollower house = follower(midday);  // an earlier process knew everything until then
  house.read({is("light.a", "on", midday + 5min), is("light.b", "off", midday - 1h)}, std::nullopt,
             midday + 10min);
  EXPECT_EQ(house.take(), (News{sighting("light.a", LampState::unknown, midday + 1us),
                                sighting("light.b", LampState::off, midday + 1us),
                                sighting("light.a", LampState::on, midday + 5min)}));
}

TEST_F(Follower, MakesUpForNewsThatWasThrownAway) {
  EntityFollower house = follower();
  house.lost(midday);
  house.read({is("light.a", "on", midday + 1min)}, midday + 1h, midday + 1h);
  EXPECT_EQ(house.take(), (News{sighting("light.a", LampState::unknown, midday + 1us),
                                sighting("light.a", LampState::on, midday + 1min)}));
}

}  // namespace
}  // namespace lamplighter::home_assistant
