// SPDX-License-Identifier: Apache-2.0
#include "analysis/corrections.h"

#include "analysis/lamp_changes.h"

#include <gtest/gtest.h>

namespace lamplighter {
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
