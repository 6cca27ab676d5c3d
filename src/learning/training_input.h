// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/subsequences.h"
#include "config/options.h"
#include "core/lamp_setting.h"
#include "model/house_model.h"

#include <string>
#include <vector>

namespace lamplighter::app {

/// The flags that say what to learn from.
struct TrainingInput {
  LightOptions light;
  std::vector<std::string> on_off_files;
  /// Of readings, what tells on from off: daylight or levels; empty: levels where the cuts or the
  /// lowest level that is on are given, which only they have, else daylight.
  std::string detector;
};

/// What one room's models are trained on. The seed is not yet known.
struct RoomHistory {
  RoomName room;
  TrainedOn trained_on;
  ZoneSubsequences subsequences;
  std::vector<Change> changes;      ///< what its lamps did
  std::vector<LookChange> looks{};  ///< and how they looked, as far as they told
};

/// Declares FILE… | --room | --onoff, none of them meaning every room of the config, and the
/// other flags of `add_light_options`.
void add_training_input(CLI::App& command, TrainingInput& input);

/// The rooms' histories, sorted by name. Rooms of the config that have no readings yet are named on
/// stderr and left out. Errors: those of the files and of the config; bad_input where nothing names
/// a room.
Result<std::vector<RoomHistory>> read_histories(const TrainingInput& input, const Place& place);

}  // namespace lamplighter::app
