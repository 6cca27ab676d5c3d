// SPDX-License-Identifier: Apache-2.0
#include "model/house_model.h"

#include "testing/textbook_hmm.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

namespace lamplighter {
namespace {

ZoneModel some_zone(Rng& rng) {
  return {.hmm = testing::random_model(5, rng),
          .samples = 4081,
          .subsequences = 12,
          .log_likelihood = -11.2 - rng.uniform(),
          .iterations = 212,
          .restarts = 60,
          .note = {}};
}

RoomModel some_room(const std::string& name, Rng& rng) {
  return {.room = RoomName(name),
          .trained_on = {.first = *parse_instant("2016-07-02T03:43:50.824865Z"),
                         .last = *parse_instant("2016-07-28T15:35:43Z"),
                         .samples = 15287,
                         .detector = "levels",
                         .on_level = 1,
                         .cuts = {30.0, 135.0, 344.5},
                         .seed = std::numeric_limits<std::uint64_t>::max()},
          .zones = {some_zone(rng), some_zone(rng), some_zone(rng), some_zone(rng)}};
}

HouseModel some_house() {
  Rng rng(1);
  HouseModel house{.place = {.latitude = 37.3643427,
                             .longitude = -122.0080058,
                             .time_zone = "America/Los_Angeles"},
                   .rooms = {some_room("dining-room", rng), some_room("küche \"2\"", rng)}};
  house.rooms[1].trained_on.on_level.reset();
  house.rooms[1].trained_on.cuts.clear();
  house.rooms[1].trained_on.detector = "onoff";
  house.rooms[1].zones[3].note = "only off was seen: the model stays off";
  return house;
}

HouseModel house_with_habits() {
  HouseModel house = some_house();
  const HabitDay day{*parse_date("2026-10-25"),
                     {DayKind::weekend, 143, 812.5},
                     {{{{0, 5, Keeps::nothing}, {30.5, 20, Keeps::nothing}},
                       {{800 + 1.0 / 60, 0, Keeps::clock}, {1440, 1.5, Keeps::sun}}},
                      {}}};
  house.habits = {{house.rooms[0].room, house.rooms[1].room}, {day, day}, 98.25};
  house.habits.days[1].date = *parse_date("2026-10-27");
  house.habits.days[1].weight = 0.25;
  house.habits.holidays = {*parse_date("2026-12-25"), *parse_date("2027-01-01")};
  house.habits.kinds = {RoomKind::bath, RoomKind::living};
  house.looks = {{house.rooms[0].room, {{1200, {42.5, 370}}, {7, {{}, 200}}}},
                 {house.rooms[1].room, {}}};
  return house;
}

std::string replaced(std::string text, const std::string& old, const std::string& fresh) {
  const auto at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return at == std::string::npos ? text : text.replace(at, old.size(), fresh);
}

TEST(ModelText, ComesBackExactly) {
  const HouseModel house = some_house();
  const auto read = parse_house_model(to_text(house));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, house);
  EXPECT_EQ(to_text(*read), to_text(house));
}

TEST(ModelText, HabitsComeBackExactlyAndAFileWithoutThemIsAsBefore) {
  const HouseModel house = house_with_habits();
  const auto read = parse_house_model(to_text(house));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, house);
  EXPECT_EQ(to_text(some_house()).find("habits"), std::string::npos);
}

/// The error message for a house modified by `spoil`.
std::string refused(const std::function<void(HouseModel&)>& spoil) {
  HouseModel house = house_with_habits();
  spoil(house);
  const auto read = parse_house_model(to_text(house));
  return read ? std::string("taken") : read.error().message;
}

TEST(ModelText, HabitsThatMakeNoSenseAreRefused) {
  const auto& first = [](HouseModel& house) -> HabitDay& { return house.habits.days[0]; };
  EXPECT_NE(refused([&](HouseModel& h) {
              std::swap(first(h).rooms[0][0], first(h).rooms[0][1]);
            }).find("out of order"),
            std::string::npos);
  EXPECT_NE(
      refused([&](HouseModel& h) { first(h).rooms[0][1].off.at = 1441; }).find("outside the day"),
      std::string::npos);
  EXPECT_NE(
      refused([&](HouseModel& h) { first(h).date = h.habits.days[1].date; }).find("duplicate"),
      std::string::npos);
  EXPECT_NE(refused([&](HouseModel& h) {
              std::swap(h.habits.rooms[0], h.habits.rooms[1]);
            }).find("not sorted"),
            std::string::npos);
}

TEST(ModelText, LooksThatMakeNoSenseAreRefused) {
  EXPECT_NE(refused([](HouseModel& h) { h.looks[0].seen[0].minute = 1440; }).find("of the day"),
            std::string::npos);
  EXPECT_NE(refused([](HouseModel& h) { h.looks[0].seen[0].look = {}; }).find("of the day"),
            std::string::npos);
  EXPECT_NE(refused([](HouseModel& h) { std::swap(h.looks[0], h.looks[1]); }).find("not sorted"),
            std::string::npos);
}

TEST(ModelText, EveryDoubleComesBackExactly) {
  HouseModel house = some_house();
  Rng rng(2);
  for (const double value : {0.1, 1.0 / 3.0, 5e-324, 1e-300, 1e22, 123456789.123456789, 0.0}) {
    house.rooms[0].zones[0].log_likelihood = -value;
    EXPECT_EQ(*parse_house_model(to_text(house)), house) << value;
  }
  for (int i = 0; i < 200; ++i) {
    house.rooms[0].zones[0].log_likelihood = rng.uniform(-1e6, 0.0);
    EXPECT_EQ(*parse_house_model(to_text(house)), house);
  }
}

TEST(ModelText, AHouseWithoutRoomsIsAHouse) {
  const HouseModel house{.place = {1.0, 2.0, "UTC"}, .rooms = {}};
  EXPECT_EQ(*parse_house_model(to_text(house)), house);
}

TEST(ModelText, TornAnywhereIsRefused) {
  const std::string text = to_text(some_house());
  for (std::size_t length = 0; length + 2 < text.size(); length += 97) {
    const auto read = parse_house_model(std::string_view(text).substr(0, length));
    ASSERT_FALSE(read) << length;
    EXPECT_NE(read.error().message.find("not a whole model file"), std::string::npos);
  }
}

TEST(ModelText, EditedIsRefused) {
  const std::string text = to_text(some_house());
  for (const auto& [old, fresh] :
       std::vector<std::pair<std::string, std::string>>{{"37.3643427", "37.3643428"},
                                                        {"dining-room", "living-room"},
                                                        {"\"samples\":4081", "\"samples\":4080"},
                                                        {"344.5", "344.25"},
                                                        {"fnv1a64:", "fnv1a64:0"}}) {
    const auto read = parse_house_model(replaced(text, old, fresh));
    ASSERT_FALSE(read) << old;
    EXPECT_NE(read.error().message.find("wrong checksum"), std::string::npos)
        << read.error().message;
  }
}

TEST(ModelText, BlanksBetweenFieldsDoNotMatter) {
  const std::string text = to_text(some_house());
  EXPECT_TRUE(parse_house_model(replaced(text, "\"rooms\":", "\r\n\t \"rooms\" : ")));
}

TEST(ModelText, ANewerFormatSaysWhatToDo) {
  const auto read =
      parse_house_model(replaced(to_text(some_house()), "\"format\": 1", "\"format\": 2"));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().fault, Fault::bad_input);
  EXPECT_EQ(
      read.error().message,
      "format 2 is newer than this program, which reads 1; update lamplighter or train again");
}

TEST(ModelText, WhatIsNoModelFileIsRefused) {
  const std::string deep(100000, '[');
  for (const std::string& text :
       {std::string(), std::string("null"), std::string("[]"), std::string("{}"),
        std::string("\0", 1), std::string("timestamp,datetime,sensor_id,value\n"),
        std::string(R"({"format":0})"), std::string(R"({"format":1.5})"),
        std::string(R"({"format":1e400})"),
        std::string(R"({"format":1,"checksum":"x","house":[]})"), deep,
        R"({"format":1,"checksum":"x","house":)" + deep}) {
    const auto read = parse_house_model(text);
    ASSERT_FALSE(read) << text.substr(0, 60);
    EXPECT_NE(read.error().message.find("not a whole model file"), std::string::npos)
        << read.error().message;
  }
}

/// The text with a modified body and the matching checksum, like a careful manual edit.
std::string forged(const std::function<void(std::string&)>& edit) {
  std::string text = to_text(some_house());
  const auto from = text.find("\"house\": ") + 9;
  std::string body = text.substr(from, text.size() - from - 3);
  edit(body);
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char byte : body) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  char sum[32];
  std::snprintf(sum, sizeof sum, "fnv1a64:%016llx", static_cast<unsigned long long>(hash));
  return R"({"format":1,"checksum":")" + std::string(sum) + R"(","house":)" + body + "}";
}

TEST(ModelText, FieldsThatMakeNoSenseAreNamedEvenWhereTheChecksumFits) {
  const std::vector<std::tuple<std::string, std::string, std::string>> cases{
      {"37.3643427", "137.5", "house.place.latitude: not a number from -90 to 90"},
      {"\"latitude\":37.3643427,", "", "house.place.latitude: missing"},
      {"\"samples\":4081", "\"samples\":-1", "samples: not a whole number"},
      {"\"samples\":4081", "\"samples\":1.5", "samples: not a whole number"},
      {"\"on_level\":1", "\"on_level\":9", "house.rooms[0].trained_on.on_level"},
      {"2016-07-02T03:43:50.824865Z", "yesterday", "house.rooms[0].trained_on.first"},
      {"\"start\":[", "\"start\":[0.5,", "house.rooms[0].zones.day.model.start: "},
      {"\"emission\":[", "\"emission\":[\"x\",", "emission: not an array of numbers"},
      {"\"room\":\"dining-room\"", "\"room\":\"zoo\"", "house.rooms: not sorted by name"},
      {"\"room\":\"dining-room\"", "\"room\":\"\"", "house.rooms[0].room: empty"},
  };
  for (const auto& [old, fresh, message] : cases) {
    const auto read = parse_house_model(
        forged([&, &o = old, &f = fresh](std::string& body) { body = replaced(body, o, f); }));
    ASSERT_FALSE(read) << message;
    EXPECT_NE(read.error().message.find(message), std::string::npos) << read.error().message;
  }
}

TEST(ModelText, TheExampleOfTheDocumentsIsRead) {
  const auto read = parse_house_model(
      R"({"about":"","format":1,"checksum":"fnv1a64:1474c6964f554419","house":{"place":)"
      R"({"latitude":37.36,"longitude":-122.0,"time_zone":"America/Los_Angeles"},"rooms":[]}})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->place.time_zone, "America/Los_Angeles");
}

TEST(ModelText, AForgedButSoundFileIsRead) {
  EXPECT_TRUE(parse_house_model(forged([](std::string&) {})));
}

}  // namespace

}  // namespace lamplighter
