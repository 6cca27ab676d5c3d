// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "playing/player.h"
#include "testing/clocks.h"
#include "testing/recording_lamps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <vector>

namespace lamplighter::testing {

using Command = RecordingLamps::Command;

inline const RoomName hall("hall");
inline const RoomName kitchen("kitchen");

/// A house of two rooms with a manual clock, and its player.
class PlayerHouse : public ::testing::Test {
 protected:
  void SetUp() override { lamps.states = {{hall, OnOff::off}, {kitchen, OnOff::off}}; }

  Plan day(Instant from, std::vector<Switch> switches, std::vector<RoomName> on_at_start = {}) {
    return Plan{.date = *parse_date("2016-07-31"),
                .from = from,
                .until = from + 24h,
                .rooms = {hall, kitchen},
                .on_at_start = std::move(on_at_start),
                .switches = std::move(switches)};
  }

  PlayerCalls calls(const Plan& plan) {
    return {[plan](Instant) { return plan; },
            [this](const PlayStep& step) { steps.push_back(step); },
            [this](const PlayMemory& memory) -> Result<void> {
              if (disk_full) return Error{Fault::io, "disk full"};
              remembered = memory;
              return {};
            }};
  }

  Player player(const Plan& plan, PlayerSettings settings = {}, const PlayMemory& memory = {}) {
    settings.shortest_walk = settings.longest_walk = 4s;
    return {clock, lamps, settings, calls(plan), Rng(1), memory};
  }

  std::vector<PlayStep> steps_of(PlayStep::Outcome outcome) const {
    std::vector<PlayStep> found;
    std::copy_if(steps.begin(), steps.end(), std::back_inserter(found),
                 [&](const PlayStep& step) { return step.outcome == outcome; });
    return found;
  }

  Instant midnight = *parse_instant("2016-07-31T07:00:00Z");
  ScriptedClock clock{midnight};
  RecordingLamps lamps{clock};
  std::vector<PlayStep> steps;
  PlayMemory remembered;
  bool disk_full = false;
  std::stop_source stop;
};

using Outcome = PlayStep::Outcome;

}  // namespace lamplighter::testing
