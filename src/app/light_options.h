// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/path.h"
#include "app/place_options.h"
#include "csv/rooms.h"

#include <optional>
#include <string>
#include <vector>

namespace lamplighter::app {

/// The flags that say whose light to read, and what counts as on: shared by the commands that begin
/// with readings.
struct LightOptions {
  PlaceOptions place;
  std::vector<std::string> files;
  std::string room;  ///< of the config; instead of files
  std::optional<int> on_level;
  std::string cuts;
  double resolution = 1;    ///< lux; 0 for none
  std::string corrections;  ///< a file of them
};

/// Declares FILE… | --room and the place's flags. Returns the group of the first two, of which
/// exactly one is required, for commands that read more.
CLI::App& add_reading_options(CLI::App& command, LightOptions& options);

/// The same, and --on-level, --cuts and --resolution.
CLI::App& add_light_options(CLI::App& command, LightOptions& options);

/// A room's readings and the settings that apply to it.
struct RoomLight {
  csv::RoomReadings readings;
  PathSettings settings;
};

/// Reads what the flags ask for: one entry a room. Errors: those of the files and of the config;
/// bad input for cuts that are none.
Result<std::vector<RoomLight>> read_light(const LightOptions& options);

/// Says on stderr what was left out of the files, one line each.
void print_notes(const csv::ReadReport& report);

}  // namespace lamplighter::app
