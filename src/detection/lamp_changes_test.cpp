// SPDX-License-Identifier: Apache-2.0
#include "detection/lamp_changes.h"

#include "analysis/changes.h"
#include "detection/test_room.h"

#include <gtest/gtest.h>

namespace lamplighter {
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
