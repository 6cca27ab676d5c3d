// SPDX-License-Identifier: Apache-2.0
#include "views/documents.h"

#include "testing/samples.h"
#include "views/readings_view.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>

namespace lamplighter::views {
namespace {

using Json = nlohmann::json;

using testing::berlin;
using testing::hall;
const Instant begin = *parse_instant("2016-07-02T00:00:00+02:00");

ReadingsView a_day() {
  ReadingsView view;
  view.room = hall;
  view.rooms = {hall, RoomName("study")};
  view.from = begin;
  view.until = begin + 24h;
  view.first = begin - 24h;
  view.last = begin + 48h;
  std::vector<Sample<Lux>> samples;
  for (int i = -10; i < 1440; ++i) samples.push_back({begin + i * 1min, Lux(i % 300)});
  view.light = picture_of(samples, view.from, view.until, 1200);
  view.levels = {{5.0, std::nullopt, 100.123, 200.0}, {10, 0, 20, 30}, {20, 60, 150}, 4};
  view.cut = 20;
  view.lamps = {"detected",
                {{begin - 5h, hall, LampState::off},
                 {begin - 3h, hall, LampState::on},
                 {begin + 1h, hall, LampState::unknown},
                 {begin + 2h, hall, LampState::off},
                 {begin + 30h, hall, LampState::on}},
                false};
  return view;
}

TEST(ReadingsDocument, HoldsLightLevelsLampsAndDays) {
  const Json document = Json::parse(readings_json(a_day(), berlin));
  EXPECT_EQ(document["room"], "hall");
  EXPECT_EQ(document["rooms"].size(), 2U);
  EXPECT_EQ(document["light"]["at"].size(), 1440U);
  EXPECT_EQ(document["light"]["lux"].size(), 1440U);
  EXPECT_EQ(document["light"]["smoothed"].size(), 1440U);
  EXPECT_EQ(document["light"]["at"][0], document["from"]);
  EXPECT_EQ(document["levels"]["centres"], Json::parse("[5.0, null, 100.12, 200.0]"));
  EXPECT_EQ(document["levels"]["on_from"], 20);
  EXPECT_EQ(document["clock"][0][1], 7200);
  ASSERT_EQ(document["days"].size(), 1U);
  EXPECT_EQ(document["days"][0]["date"], "2016-07-02");
  EXPECT_EQ(document["days"][0]["zones"].size(), 4U);
  EXPECT_EQ(document["lamps"]["complete"], false);
}

TEST(ReadingsDocument, ChangesBeginWithTheStateThatHoldsAtTheBegin) {
  const Json changes = Json::parse(readings_json(a_day(), berlin))["lamps"]["changes"];
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0][1], "on");
  EXPECT_EQ(changes[1][1], "unknown");
  EXPECT_EQ(changes[2][1], "off");
}

TEST(ReadingsDocument, OfYearsHasColumnsAndShares) {
  ReadingsView view = a_day();
  view.until = view.from + 400 * 24h;
  LightSummary summary;
  for (int i = 0; i < 400; ++i) {
    summary.add(
        std::vector<Sample<Lux>>{{begin + i * 24h, Lux(i)}, {begin + i * 24h + 1h, Lux(-i)}});
  }
  view.light = picture_of(summary.hours(), view.from, view.until, 200);
  const Json document = Json::parse(readings_json(view, berlin));
  EXPECT_EQ(document["light"]["step"], 48 * 3600);
  EXPECT_EQ(document["light"]["low"].size(), document["light"]["index"].size());
  EXPECT_TRUE(document["days"].empty());
  EXPECT_FALSE(document["lamps"].contains("changes"));
  EXPECT_FALSE(document["lamps"]["shares"]["on"].empty());
}

HousePast lived(int days) {
  std::vector<Change> changes{{begin, hall, LampState::off}};
  for (int i = 0; i < days; ++i) {
    changes.push_back({begin + i * 24h + 19h, hall, LampState::on});
    changes.push_back({begin + i * 24h + 22h, hall, LampState::off});
  }
  changes.push_back({begin + days * 24h, hall, LampState::unknown});
  return past_of(changes);
}

TEST(CompareDocument, HoldsAsManyRealAndPlannedDaysAsAskedForMixed) {
  const Json document = Json::parse(compare_json({lived(20), lived(30), true}, berlin, 12, Rng(1)));
  ASSERT_EQ(document["days"].size(), 24U);
  int real = 0;
  bool is_mixed = false;
  for (std::size_t i = 0; i < 24; ++i) {
    const Json& day = document["days"][i];
    real += day["kind"] == "real" ? 1 : 0;
    is_mixed |= i > 0 && day["kind"] == "real" && document["days"][i - 1]["kind"] == "planned";
    ASSERT_EQ(day["lit"].size(), 1U);
    EXPECT_EQ(day["lit"][0][2].get<int>() - day["lit"][0][1].get<int>(), 3 * 3600);
  }
  EXPECT_EQ(real, 12);
  EXPECT_TRUE(is_mixed);
  EXPECT_NE(compare_json({lived(20), lived(30), true}, berlin, 12, Rng(2)),
            compare_json({lived(20), lived(30), true}, berlin, 12, Rng(1)));
}

TEST(CompareDocument, LeavesOutDaysOfWhichMuchIsUnknown) {
  HousePast real = lived(3);
  auto& changes = real[0].changes;  // an hour of the second day
  changes.insert(changes.begin() + 3,
                 {{begin + 26h, hall, LampState::unknown}, {begin + 27h, hall, LampState::off}});
  const Json document = Json::parse(compare_json({real, {}, true}, berlin, 12, Rng(1)));
  std::set<std::string> dates;
  for (const Json& day : document["days"]) dates.insert(day["date"]);
  EXPECT_EQ(dates, (std::set<std::string>{"2016-07-02", "2016-07-04"}));
}

TEST(ModelsDocument, HoldsEveryNumberOfTheModelAndTheHabits) {
  const auto hmm = Hmm::make({0.25, 0.75}, {0.9, 0.1, 0.0, 1.0}, {1.0, 0.0, 0.125, 0.875});
  ASSERT_TRUE(hmm);
  const ZoneModel zone{*hmm, 100, 3, -12.5, 4, 60, "little to learn from"};
  const HouseModel model{
      {52.52, 13.4, "Europe/Berlin"},
      {{hall, {begin, begin + 24h, 1440, "daylight", {}, {}, 1}, {zone, zone, zone, zone}}}};
  const Json document = Json::parse(models_json({lived(10), {}, true}, model, berlin));
  ASSERT_EQ(document["rooms"].size(), 1U);
  EXPECT_EQ(document["time_zone"], "Europe/Berlin");
  const Json& room = document["rooms"][0];
  EXPECT_EQ(room["zones"].size(), 4U);
  const Json& states = room["zones"]["evening"]["states"];
  ASSERT_EQ(states.size(), 2U);
  EXPECT_EQ(states[0]["start"], 0.25);
  EXPECT_EQ(states[0]["mean_minutes"], 10.0);
  EXPECT_EQ(states[1]["mean_minutes"], nullptr);
  EXPECT_EQ(states[1]["on"], 0.875);
  EXPECT_EQ(states[0]["transition"], Json::parse("[0.9, 0.1]"));
  EXPECT_EQ(room["zones"]["evening"]["note"], "little to learn from");
  EXPECT_EQ(room["real"]["profile"][19], 1.0);
  EXPECT_EQ(room["real"]["profile"][23], 0.0);
  EXPECT_EQ(room["real"]["dwell"]["day"]["on"][8], 10);
  EXPECT_EQ(room["planned"], nullptr);
  EXPECT_EQ(document["bins"].size(), 12U);
}

TEST(ModelsDocument, NamesRoomsThatHaveNoModelYet) {
  const Json document = Json::parse(models_json({lived(2), {}, true}, std::nullopt, berlin));
  ASSERT_EQ(document["rooms"].size(), 1U);
  EXPECT_EQ(document["rooms"][0]["trained_on"], nullptr);
}

}  // namespace
}  // namespace lamplighter::views
