// SPDX-License-Identifier: Apache-2.0
#include "config/options.h"

#include "config/config.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

TEST(Cuts, AreThreeRisingNumbers) {
  const auto cuts = parse_cuts("31,137,344");
  ASSERT_TRUE(cuts);
  EXPECT_EQ(*cuts, (std::vector<double>{31, 137, 344}));
  const auto fractions = parse_cuts("-0.5,0.25,1e2");
  ASSERT_TRUE(fractions);
  EXPECT_EQ(*fractions, (std::vector<double>{-0.5, 0.25, 100}));
}

TEST(Cuts, RefuseAnythingElse) {
  for (const char* text :
       {"", ",", "31", "31,137", "31,137,344,400", "31,137,344,", ",31,137,344", "31,,344",
        "344,137,31", "31,31,344", "31, 137,344", "31,137,nan", "31,137,inf", "31,137,1e400",
        "a,b,c", "31;137;344", "31,137,344x", "0x1,2,3"}) {
    const auto cuts = parse_cuts(text);
    ASSERT_FALSE(cuts) << text;
    EXPECT_EQ(cuts.error().fault, Fault::bad_input);
    EXPECT_NE(cuts.error().message.find("31,137,344"), std::string::npos);
  }
}

TEST(DaysAsTyped, AreTheNextOnesTodayIncluded) {
  const Date monday = *parse_date("2026-11-30");
  for (const auto& [typed, date] : {std::pair("today", "2026-11-30"),
                                    {"Tomorrow", "2026-12-01"},
                                    {"monday", "2026-11-30"},
                                    {"Friday", "2026-12-04"},
                                    {"SUNDAY", "2026-12-06"},
                                    {"2016-07-31", "2016-07-31"}}) {
    const Result<Date> day = parse_day(typed, monday);
    ASSERT_TRUE(day) << typed;
    EXPECT_EQ(to_iso(*day), date) << typed;
  }
  for (const char* typed : {"", "yesterday", "mon", "2016-02-30", "todayT18:00"})
    EXPECT_FALSE(parse_day(typed, monday)) << typed;
  EXPECT_EQ(with_date("fridayT18:00", monday), "2026-12-04T18:00");
  EXPECT_EQ(with_date("TODAY 18:00", monday), "2026-11-30 18:00");
  EXPECT_EQ(with_date("2026-12-24T18:00", monday), "2026-12-24T18:00");
  EXPECT_EQ(with_date("Thursday", monday), "2026-12-03");
}

/// The sentence names the sources of the house, and no others.
TEST(FillingTheStore, IsSaidForWhatTheHouseHas) {
  Config config;
  config.path = "house.toml";
  RoomConfig hall;
  hall.name = RoomName("hall");
  config.rooms = {hall};
  EXPECT_NE(how_to_fill_store(config).find("nothing in house.toml reports anything"),
            std::string::npos);
  config.rooms[0].lamps = {"Ceiling"};
  config.hue.key_file = "bridge.key";
  EXPECT_EQ(
      how_to_fill_store(config),
      "start the service, which stores what is reported by the Hue bridge, or run: lamplighter "
      "capture --config house.toml");
  config.rooms[0].lamps = {"home_assistant:light.hall"};
  config.hue = {};
  config.home_assistant.url = "http://127.0.0.1:8123";
  EXPECT_EQ(
      how_to_fill_store(config),
      "start the service, which stores what is reported by Home Assistant, or run: lamplighter "
      "capture --config house.toml");
  config.sources.emplace_back();
  EXPECT_EQ(
      how_to_fill_store(config),
      "start the service, which stores what is reported by the sensors and lamps at the broker "
      "and Home Assistant, or run: lamplighter capture --config house.toml");
}

}  // namespace
}  // namespace lamplighter::app
