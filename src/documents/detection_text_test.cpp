// SPDX-License-Identifier: Apache-2.0
#include "documents/detection_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lamplighter::app {
namespace {

const TimeZone berlin = *TimeZone::find("Europe/Berlin");

Instant at(const char* text) { return *parse_instant(text); }

RoomDetection den() {
  RoomDetection room{RoomName("den"), {}};
  room.detection.samples = 2000;
  room.detection.lamps = {7.25, 74.04};
  room.detection.observed = {{at("2026-01-10T00:00:00+01:00"), at("2026-01-10T18:00:00+01:00")},
                             {at("2026-01-10T20:00:00+01:00"), at("2026-01-11T12:00:00+01:00")}};
  room.detection.intervals = {
      {at("2026-01-10T06:00:00.5+01:00"), at("2026-01-10T07:00:00.5+01:00"), LampState::on, 0.98764,
       74.04},
      {at("2026-01-10T12:00:00+01:00"), at("2026-01-10T13:00:00+01:00"), LampState::unknown, 0.5,
       7},
      {at("2026-01-10T20:00:00+01:00"), at("2026-01-10T20:05:00+01:00"), LampState::on, 1, 7}};
  return room;
}

std::string for_people(const RoomDetection& room) {
  return detection_for_people({&room, 1}, room, berlin);
}

TEST(DetectionText, TheBandHasAColumnForEachHourOfADay) {
  const Detection detection = den().detection;
  EXPECT_EQ(detection_band(detection, at("2026-01-10T00:00:00+01:00"),
                           at("2026-01-11T00:00:00+01:00"), 24),
            "······█▄····?·····  ▄···");
}

TEST(DetectionText, ForPeopleEachObservedDayIsALine) {
  const std::string text = for_people(den());
  EXPECT_NE(text.find("den: 2000 readings, 2026-01-10 00:00 to 2026-01-11 12:00"), text.npos)
      << text;
  EXPECT_NE(text.find("lamps      7.2, 74 lux"), text.npos) << text;
  EXPECT_NE(text.find("on         1 h 05 min"), text.npos) << text;
  EXPECT_NE(text.find("unknown    1 h 00 min"), text.npos) << text;
  EXPECT_NE(text.find("observed   34 h 00 min"), text.npos) << text;
  EXPECT_NE(text.find("\n2026-01-10  ····"), text.npos) << text;
  EXPECT_NE(text.find("\n2026-01-11  ····"), text.npos) << text;
  EXPECT_EQ(text.find("2026-01-12"), text.npos) << text;
}

TEST(DetectionText, AMovedOrStuckSensorAndLightFromTheNextRoomAreSaid) {
  RoomDetection room = den();
  room.detection.moved = {{at("2026-01-10T03:00:00+01:00"), at("2026-01-10T03:01:00+01:00")}};
  room.detection.stuck = {{at("2026-01-11T03:00:00+01:00"), at("2026-01-11T09:00:00+01:00")}};
  room.detection.spills = {{0, 0.118}};
  const std::string text = for_people(room);
  EXPECT_NE(text.find("moved      the sensor, between 2026-01-10 03:00 and 2026-01-10 03:01: "),
            text.npos)
      << text;
  EXPECT_NE(text.find("one value from 2026-01-11 03:00 to 2026-01-11 09:00\n"), text.npos) << text;
  EXPECT_NE(text.find("from den: 12 % of its lamps' light"), text.npos) << text;
  const auto json = nlohmann::json::parse(detection_json({&room, 1}, berlin))["rooms"][0];
  EXPECT_EQ(json["moved"][0]["until"], "2026-01-10T03:01:00+01:00");
  EXPECT_EQ(json["stuck"].size(), 1u);
  EXPECT_EQ(json["spills"], (nlohmann::json{{{"room", "den"}, {"share", 0.118}}}));
}

TEST(DetectionText, ARoomWithoutReadingsSaysSo) {
  EXPECT_EQ(for_people({RoomName("attic"), {}}), "attic: 0 readings\n");
}

TEST(DetectionText, TheDocumentHasEveryIntervalInLocalTimeToTheSecond) {
  const std::vector<RoomDetection> rooms{den()};
  const std::string text = detection_json(rooms, berlin);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  const auto room = nlohmann::json::parse(text)["rooms"][0];
  EXPECT_EQ(room["room"], "den");
  EXPECT_EQ(room["samples"], 2000);
  EXPECT_EQ(room["on_minutes"], 65.0);
  EXPECT_EQ(room["unknown_minutes"], 60.0);
  EXPECT_EQ(room["observed_minutes"], 34 * 60.0);
  EXPECT_EQ(room["lamps"], (nlohmann::json{7.3, 74.0}));
  ASSERT_EQ(room["intervals"].size(), 3u);
  EXPECT_EQ(room["intervals"][0], (nlohmann::json{{"from", "2026-01-10T06:00:00+01:00"},
                                                  {"until", "2026-01-10T07:00:00+01:00"},
                                                  {"state", "on"},
                                                  {"probability", 0.988},
                                                  {"lux", 74.0}}));
  EXPECT_EQ(room["intervals"][1]["state"], "unknown");
}

TEST(DetectionText, TheOnOffFileOfSeveralRoomsIsSortedByTime) {
  RoomDetection attic{RoomName("attic"), {}};
  attic.detection.observed = {{at("2026-01-10T06:30:00+01:00"), at("2026-01-10T06:31:00+01:00")}};
  const std::string text = detection_csv(std::vector<RoomDetection>{den(), attic});
  std::vector<std::string> states;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t comma = line.find(',');
    states.push_back(line.substr(line.find(',', comma + 1) + 1));
  }
  EXPECT_EQ(states, (std::vector<std::string>{"room,state", "den,off", "den,on", "attic,off",
                                              "attic,unknown", "den,off", "den,unknown", "den,off",
                                              "den,unknown", "den,on", "den,off", "den,unknown"}));
}

}  // namespace
}  // namespace lamplighter::app
