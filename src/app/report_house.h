// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/levels.h"
#include "app/config.h"
#include "app/light_options.h"
#include "core/result.h"
#include "model/house_model.h"
#include "views/house_json.h"
#include "views/readings_view.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter::app {

/// What a report is made of.
struct ReportInput {
  LightOptions light;
  std::vector<std::string> on_off_files;  ///< in place of detection
  std::string model;                      ///< empty: that of the config, where there is one
  std::uint64_t seed = 1;                 ///< of the planned days, where no config has a secret
  int days = 366;                         ///< the newest of each room
};

/// One room of a report.
struct ReportRoom {
  RoomName room;
  std::vector<Sample<Lux>> samples;
  Levels levels;
  std::optional<double> cut;
  views::RoomLamps lamps;
};

/// A house on the day of the report.
struct ReportHouse {
  Place place;
  std::vector<ReportRoom> rooms;
  std::optional<HouseModel> model;
  std::optional<Config> config;  ///< absent: a report of files
  views::HouseView past;         ///< real days, and planned ones of the same dates
};

/// Reads it all: FILE… or every room of the config. Says on stderr what was left out, and how far
/// it is. Errors: those of the files, the config and the model; bad_input where nothing is to be
/// shown.
Result<ReportHouse> read_report_house(const ReportInput& input);

/// A room's readings as the view Readings shows them, in at most `width` columns.
views::ReadingsView readings_view(const ReportHouse& house, const ReportRoom& room, int width);

}  // namespace lamplighter::app
