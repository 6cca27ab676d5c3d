// SPDX-License-Identifier: Apache-2.0
// `detect` with faulty sensors and histories, each with its own bound. Two rooms of a simulated
// house per fault; the trial `scenes_trial` measures the same on many houses. The seed is fixed, so
// a bound is the measured value minus half a point for rounding differences.
#include "detection/detect.h"
#include "simulation/typical_house.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lamplighter::app {
namespace {

using simulation::Simulation;

/// Minutes by detected and true state.
struct Minutes3 {
  int on_right = 0, on_wrong = 0, off_right = 0, off_wrong = 0, unknown = 0;

  [[nodiscard]] int all() const { return on_right + on_wrong + off_right + off_wrong + unknown; }
  [[nodiscard]] double precision() const {
    return static_cast<double>(on_right) / (on_right + on_wrong);
  }
  [[nodiscard]] double recall() const {
    return static_cast<double>(on_right) / (on_right + off_wrong);
  }
  [[nodiscard]] double unknown_share() const { return static_cast<double>(unknown) / all(); }
  [[nodiscard]] double false_a_day() const { return 1440.0 * on_wrong / all(); }

  void add(LampState said, bool on) {
    if (said == LampState::unknown) ++unknown;
    if (said == LampState::on) ++(on ? on_right : on_wrong);
    if (said == LampState::off) ++(on ? off_wrong : off_right);
  }
};

LampState state_at(const Detection& detection, Instant at) {
  const auto interval = std::ranges::upper_bound(detection.intervals, at, {}, &LitInterval::until);
  const bool within = interval != detection.intervals.end() && interval->from <= at;
  return within ? interval->state : LampState::off;
}

void add_room(const Simulation& house, std::size_t index, Minutes3& minutes) {
  const Detection detection = detect_lamps(house.readings(index), house.settings().place);
  const RoomName& room = house.house().rooms[index].name;
  const auto late = house.settings().sensors[index].clock_error;
  const std::vector<Change> changes = house.changes();
  for (const Stretch& seen : detection.observed) {
    for (Instant at = seen.from; at < seen.until; at += 1min) {
      bool on = false;
      for (const Change& change : changes) {
        if (change.at + late > at) break;
        if (change.room == room) on = change.state == LampState::on;
      }
      minutes.add(state_at(detection, at), on);
    }
  }
}

Minutes3 minutes_of(std::string_view scene, int days = 10) {
  const Place place{48.1, 11.6, *TimeZone::find("Europe/Berlin")};
  const std::vector<RoomName> rooms{RoomName("living-room"), RoomName("bedroom")};
  auto settings = simulation::typical_settings(11, place, *parse_date("2016-09-20"), days, rooms);
  EXPECT_TRUE(simulation::apply_scene(scene, *settings).has_value());
  const Simulation house(*std::move(settings));
  Minutes3 minutes;
  for (std::size_t room = 0; room < house.house().rooms.size(); ++room) {
    if (house.house().rooms[room].watched) add_room(house, room, minutes);
  }
  std::printf("%s: precision %.4f recall %.4f unknown %.4f, %d lit of %d\n",
              std::string(scene).c_str(), minutes.precision(), minutes.recall(),
              minutes.unknown_share(), minutes.on_right + minutes.off_wrong, minutes.all());
  return minutes;
}

TEST(DetectInScenes, ASensorThatReadsFiveLuxTooLittleIsDetectedAsWell) {
  const Minutes3 minutes = minutes_of("offset");
  EXPECT_GE(minutes.precision(), 0.984);
  EXPECT_GE(minutes.recall(), 0.981);
  EXPECT_LE(minutes.unknown_share(), 0.006);
}

TEST(DetectInScenes, ThreeReadingsInTenMayBeMissing) {
  const Minutes3 minutes = minutes_of("missing-30");
  EXPECT_GE(minutes.precision(), 0.979);
  EXPECT_GE(minutes.recall(), 0.972);
  EXPECT_LE(minutes.unknown_share(), 0.007);
}

TEST(DetectInScenes, ASensorThatKnowsOnlyTensOfLuxStillTellsItsLamps) {
  const Minutes3 minutes = minutes_of("quantum-10");
  EXPECT_GE(minutes.precision(), 0.983);
  EXPECT_GE(minutes.recall(), 0.909);
}

TEST(DetectInScenes, AClockFiveMinutesOffChangesNothingByThatClock) {
  const Minutes3 minutes = minutes_of("clock-5min-off");
  EXPECT_GE(minutes.precision(), 0.984);
  EXPECT_GE(minutes.recall(), 0.981);
}

TEST(DetectInScenes, ADayOfOneValueIsUnknownAndSpoilsNoOtherDay) {
  const Minutes3 minutes = minutes_of("stuck-day");
  EXPECT_GE(minutes.precision(), 0.983);
  EXPECT_GE(minutes.recall(), 0.982);
  EXPECT_GE(minutes.unknown_share(), 0.095) << "a day of ten";
  EXPECT_LE(minutes.unknown_share(), 0.105);
}

TEST(DetectInScenes, ASensorThatWasMovedIsDetectedInBothPlaces) {
  const Minutes3 minutes = minutes_of("moved-sensor", 16);
  EXPECT_GE(minutes.precision(), 0.982);
  EXPECT_GE(minutes.recall(), 0.981);
  EXPECT_LE(minutes.unknown_share(), 0.008);
}

TEST(DetectInScenes, ASingleDayOfHistoryIsEnoughToBegin) {
  const Minutes3 minutes = minutes_of("one-day");
  EXPECT_GE(minutes.precision(), 0.982);
  EXPECT_GE(minutes.recall(), 0.986);
  EXPECT_GT(minutes.on_right, 60);
}

TEST(DetectInScenes, AMonthWithoutLampsHasAtMostTwoMinutesADaySaidToBeLit) {
  const Minutes3 minutes = minutes_of("lamp-free", 30);
  EXPECT_EQ(minutes.on_right + minutes.off_wrong, 0);
  EXPECT_GT(minutes.all(), 50'000);
  EXPECT_LE(minutes.false_a_day(), 2);
}

}  // namespace
}  // namespace lamplighter::app
