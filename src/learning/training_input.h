// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/subsequences.h"
#include "config/options.h"
#include "core/lamp_setting.h"
#include "model/house_model.h"

#include <string>
#include <vector>

namespace lamplighter::app {

/// The flags that select what to learn from.
struct TrainingInput {
  LightOptions light;
  std::vector<std::string> on_off_files;
  /// How on and off are detected in readings: daylight or levels; empty: levels if the cuts or the
  /// lowest on level are given, which only that detector uses, otherwise daylight.
  std::string detector;
};

/// The training data of one room. The seed is not known yet.
struct RoomHistory {
  RoomName room;
  TrainedOn trained_on;
  ZoneSubsequences subsequences;
  std::vector<Change> changes;      ///< the states of its lamps
  std::vector<LookChange> looks{};  ///< and their light settings, if reported
};

/// Declares FILE… | --room | --onoff and the other flags of `add_light_options`. Without any of the
/// first three, every room of the config is used.
void add_training_input(CLI::App& command, TrainingInput& input);

/// The rooms' histories, sorted by name. Rooms of the config without readings are named on stderr
/// and skipped. Errors: those of the files and of the config; bad_input if there are no rooms.
Result<std::vector<RoomHistory>> read_histories(const TrainingInput& input, const Place& place);

}  // namespace lamplighter::app
