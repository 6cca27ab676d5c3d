// SPDX-License-Identifier: Apache-2.0
#include "detection/changes.h"

#include "analysis/changes.h"
#include "detection/test_room.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

Light measured(std::vector<Sample<Lux>> samples) {
  Light light = prepare_light(std::move(samples), munich);
  measure_changes(light, measure_noise(light));
  return light;
}

const LightStep& step_at(const Light& light, Instant at) {
  return *std::ranges::lower_bound(light.steps, at, {}, &LightStep::at);
}

TEST(MeasureChanges, ALampsOwnJumpDoesNotWidenTheScaleAtTheJump) {
  TestRoom room;
  room.light(2, 22, 23, 80);
  const Light light = measured(room.readings());
  const LightStep& jump = step_at(light, room.at(2, 22));
  EXPECT_NEAR(jump.change, 80, 3);
  EXPECT_LT(jump.scale, 1.5F);
}

TEST(MeasureChanges, ALampsJumpByDaylightIsAloneAndCloudJumpsAreACrowd) {
  TestRoom room;
  room.light(2, 13, 14, 80);
  for (int k = 0; k < 20; ++k) room.light(5, 12 + 0.1 * k, 12.05 + 0.1 * k, 80);
  const Light light = measured(room.readings());
  EXPECT_EQ(step_at(light, room.at(2, 13)).crowd, 0.0F);
  // 40 jumps in two hours; all but a few lie within 90 minutes of the middle one, minus the four
  // attributed to lamps.
  EXPECT_NEAR(static_cast<double>(step_at(light, room.at(5, 13)).crowd), 36, 1);
}

TEST(MeasureChanges, CloudsOfTheAfternoonDoNotMakeALampAtDuskOneOfACrowd) {
  TestRoom room;
  for (int k = 0; k < 10; ++k) room.light(2, 18.3 + 0.06 * k, 18.33 + 0.06 * k, 40);
  room.light(2, 19.6, 22, 40);
  const Light light = measured(room.readings());
  EXPECT_GT(step_at(light, room.at(2, 18.6)).crowd, 10.0F);
  EXPECT_EQ(step_at(light, room.at(2, 19.6)).crowd, 0.0F);
}

TEST(MeasureChanges, JumpsAtOneTimeOfTheSunAreACrowdUnlessTheyAreAlikeAsATimersAre) {
  TestRoom patch;
  TestRoom timer;
  for (int day = 0; day < patch.days; ++day) {
    patch.light(day, 13 + 0.02 * (day % 3), 14, 60 + 20 * day);
    timer.light(day, 13, 14, 80);
  }
  const auto crowd_at = [](const TestRoom& room, int day) {
    const Light light = measured(room.readings());
    float most = 0;
    for (const LightStep& step : light.steps) {
      const bool near = step.at >= room.at(day, 12.99) && step.at < room.at(day, 13.1);
      if (near && step.change > 40) most = std::max(most, step.crowd);
    }
    return most;
  };
  EXPECT_GE(crowd_at(patch, 1), 3.0F);
  EXPECT_EQ(crowd_at(timer, 1), 0.0F);
}

TEST(MeasureChanges, ATimersLampIsLikeItselfAsFarAsTheSensorKnows) {
  TestRoom room;
  room.noise = 2;
  for (int day = 0; day < room.days; ++day) room.light(day, 13, 14, 24);
  const Light light = measured(room.readings());
  for (int day = 0; day < room.days; ++day) {
    EXPECT_EQ(step_at(light, room.at(day, 13)).crowd, 0.0F) << day;
  }
}

TEST(MeasureChanges, ABrightLampIsNoPatchOfSunForADimOne) {
  TestRoom room;
  for (int day = 0; day < room.days; ++day) room.light(day, 13, 14, day == 3 ? 40 : 200 + 60 * day);
  const Light light = measured(room.readings());
  EXPECT_EQ(step_at(light, room.at(3, 13)).crowd, 0.0F);
}

TEST(MeasureChanges, JumpsThatAreLampsWithoutDoubtAreInNoCrowd) {
  TestRoom room;
  for (int k = 0; k < 20; ++k) room.light(5, 12 + 0.1 * k, 12.05 + 0.1 * k, 80);
  Light light = prepare_light(room.readings(), munich);
  const LightNoise noise = measure_noise(light);
  measure_changes(light, noise);
  ASSERT_GT(step_at(light, room.at(5, 13)).crowd, 30.0F);
  LampPosterior lamps;
  lamps.fall.resize(light.steps.size());
  for (const LightStep& step : light.steps)
    lamps.rise.push_back(std::abs(step.change) > 40 ? 0.95F : 0.0F);
  measure_crowds(light, noise, lamps);
  EXPECT_EQ(step_at(light, room.at(5, 13)).crowd, 0.0F);
}

TEST(MeasureChanges, JumpsOfLampsInTheDarkAreNeverACrowd) {
  TestRoom room;
  for (int k = 0; k < 20; ++k) room.light(5, 22 + 0.1 * k, 22.05 + 0.1 * k, 80);
  int dark = 0;
  for (const LightStep& step : measured(room.readings()).steps) {
    if (!step.dark()) continue;
    ++dark;
    ASSERT_EQ(step.crowd, 0.0F);
  }
  EXPECT_GT(dark, 3000);
}

TEST(MeasureChanges, TheScaleGrowsWithTheRootOfAPause) {
  TestRoom room;
  room.noise = 0;
  std::vector<Sample<Lux>> samples = room.readings();
  std::erase_if(samples, [&](const Sample<Lux>& s) {
    return s.at > room.at(3, 1) && s.at < room.at(3, 1) + 4min;
  });
  const Light light = measured(std::move(samples));
  const LightStep& after = step_at(light, room.at(3, 1) + 4min);
  const LightStep& usual = step_at(light, room.at(3, 2));
  EXPECT_NEAR(static_cast<double>(after.scale / usual.scale), 2, 1e-5);
}

}  // namespace

namespace {

Instant minute(int n) { return *parse_instant("2016-09-01T12:00:00Z") + std::chrono::minutes(n); }

LitInterval lit(int from, int until, LampState state = LampState::on, double lux = 50) {
  return {minute(from), minute(until), state, 0.9, lux};
}

std::vector<std::pair<int, LampState>> said(const Detection& detection) {
  std::vector<std::pair<int, LampState>> changes;
  for (const Change& change : lamp_changes(detection, RoomName("den"))) {
    EXPECT_EQ(change.room, RoomName("den"));
    changes.emplace_back((change.at - minute(0)) / 1min, change.state);
  }
  return changes;
}

constexpr LampState on = LampState::on;
constexpr LampState off = LampState::off;
constexpr LampState unknown = LampState::unknown;
using Said = std::vector<std::pair<int, LampState>>;

TEST(LampChanges, WhatIsNotSaidIsOffAndTheEndIsUnknown) {
  Detection detection;
  detection.observed = {{minute(0), minute(100)}};
  detection.intervals = {lit(10, 20), lit(50, 60, unknown)};
  EXPECT_EQ(said(detection),
            (Said{{0, off}, {10, on}, {20, off}, {50, unknown}, {60, off}, {100, unknown}}));
}

TEST(LampChanges, IntervalsThatTouchAreOneChangeOfState) {
  Detection detection;
  detection.observed = {{minute(0), minute(100)}};
  detection.intervals = {lit(0, 20), lit(20, 30, on, 90), lit(30, 40, unknown), lit(90, 100)};
  EXPECT_EQ(said(detection), (Said{{0, on}, {30, unknown}, {40, off}, {90, on}, {100, unknown}}));
}

TEST(LampChanges, AGapIsUnknown) {
  Detection detection;
  detection.observed = {{minute(0), minute(10)}, {minute(30), minute(40)}};
  detection.intervals = {lit(5, 10), lit(35, 37)};
  EXPECT_EQ(
      said(detection),
      (Said{{0, off}, {5, on}, {10, unknown}, {30, off}, {35, on}, {37, off}, {40, unknown}}));
}

TEST(LampChanges, NoReadingsMakeNoChanges) { EXPECT_TRUE(said({}).empty()); }

TEST(LampChanges, TimesAddUp) {
  Detection detection;
  detection.observed = {{minute(0), minute(10)}, {minute(30), minute(60)}};
  detection.intervals = {lit(5, 10), lit(35, 37, unknown), lit(50, 51)};
  const DetectedTime time = detected_time(detection);
  EXPECT_EQ(time.observed, 40min);
  EXPECT_EQ(time.on, 6min);
  EXPECT_EQ(time.unknown, 2min);
}

TEST(LampChanges, TrainingGetsEveryKnownMinuteOfALivedInRoomAndNoOther) {
  const TestRoom room = lived_in_room();
  const Detection detection = detect_lamps(room.readings(), munich);
  const DetectedTime time = detected_time(detection);
  const ChangeRuns runs = change_runs(lamp_changes(detection, RoomName("den")), munich);
  EXPECT_EQ(runs.samples + runs.unknown_minutes, time.observed / 1min);
  EXPECT_EQ(runs.unknown_minutes, time.unknown / 1min);
  std::int64_t lit_minutes = 0;
  for (const auto& zone : runs.subsequences) {
    for (const RunLengths& subsequence : zone) {
      for (const auto& run : subsequence) lit_minutes += run.state == OnOff::on ? run.length : 0;
    }
  }
  EXPECT_EQ(lit_minutes, time.on / 1min);
  EXPECT_GT(lit_minutes, 1500);
}

}  // namespace

namespace {

using namespace std::chrono_literals;

const Instant start = *parse_instant("2026-11-02T18:00:00Z");
const RoomName hall("hall");
const RoomName study("study");

Instant after(std::chrono::minutes minutes) { return start + minutes; }

Correction said(std::chrono::minutes from, std::chrono::minutes until,
                std::optional<LampState> state, const RoomName& room = hall) {
  return {after(from), after(until), room, state};
}

TEST(Corrections, WhatWasSaidLaterWinsAndCutsWhatWasSaidBefore) {
  const std::vector<Correction> all{said(0min, 60min, LampState::on),
                                    said(5min, 6min, LampState::off, study),
                                    said(20min, 30min, LampState::off)};
  EXPECT_EQ(in_force(all, hall), (std::vector<Correction>{said(0min, 20min, LampState::on), all[2],
                                                          said(30min, 60min, LampState::on)}));
}

TEST(Corrections, OneThatIsTakenBackHoldsNoMore) {
  const std::vector<Correction> all{said(0min, 60min, LampState::on),
                                    said(0min, 60min, std::nullopt),
                                    said(10min, 10min, LampState::on)};
  EXPECT_TRUE(in_force(all, hall).empty());
}

TEST(Corrections, TheyTakeThePlaceOfWhatWasDetectedWhereSomethingWasSeen) {
  Detection detection;
  detection.observed = {{after(0min), after(100min)}, {after(200min), after(300min)}};
  detection.intervals = {{after(10min), after(50min), LampState::on, 0.9, 40}};
  correct(detection, in_force(std::vector{said(30min, 40min, LampState::off),
                                          said(90min, 210min, LampState::on)},
                              hall));
  EXPECT_EQ(lamp_changes(detection, hall),
            (std::vector<Change>{{after(0min), hall, LampState::off},
                                 {after(10min), hall, LampState::on},
                                 {after(30min), hall, LampState::off},
                                 {after(40min), hall, LampState::on},
                                 {after(50min), hall, LampState::off},
                                 {after(90min), hall, LampState::on},
                                 {after(100min), hall, LampState::unknown},
                                 {after(200min), hall, LampState::on},
                                 {after(210min), hall, LampState::off},
                                 {after(300min), hall, LampState::unknown}}));
}

TEST(Corrections, AfterACorrectionTheChangesGoOnAsTheyWere) {
  const std::vector<Change> told{{after(0min), hall, LampState::off},
                                 {after(10min), hall, LampState::on},
                                 {after(50min), hall, LampState::off}};
  const auto held =
      in_force(std::vector{said(-5min, -2min, LampState::on), said(5min, 20min, LampState::unknown),
                           said(40min, 60min, LampState::on)},
               hall);
  EXPECT_EQ(corrected(told, held), (std::vector<Change>{{after(-5min), hall, LampState::on},
                                                        {after(-2min), hall, LampState::unknown},
                                                        {after(0min), hall, LampState::off},
                                                        {after(5min), hall, LampState::unknown},
                                                        {after(20min), hall, LampState::on},
                                                        {after(60min), hall, LampState::off}}));
  EXPECT_EQ(corrected(told, {}), told);
}

}  // namespace

}  // namespace lamplighter
