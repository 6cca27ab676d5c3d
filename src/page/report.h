// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/path.h"
#include "config/config.h"
#include "config/options.h"
#include "core/result.h"
#include "model/house_model.h"
#include "ports/clock.h"
#include "views/documents.h"
#include "views/readings_view.h"
#include "web/asset.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
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
  std::optional<ReportKind> reports = {};
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

// What a report says of the moment in which it was written; its clock stands still from then on
// (speed 0). Documents as docs/formats.md has them under "The page's API".

/// The evening and its plan, with what was played where the house is that of a config; `seed` is of
/// the plan where no config has a secret. Empty where there is no model to plan by.
std::string report_tonight(const ReportHouse& house, std::uint64_t seed, const Clock& clock);

/// How the sensors do, as their readings tell. Nobody is asked: broker, bridge and lamps are left
/// out.
std::string report_health(const ReportHouse& house, Instant now);

/// The page as one file that needs no server and asks nobody: its style, pictures and modules
/// inside, and `documents`, a JSON object whose members are what the views ask for. Requires: the
/// assets hold /index.html, and modules import each other by relative paths (web/README.md).
/// Errors: bad_input where a file that is named in the page or a module is not among the assets.
Result<std::string> report_page(std::span<const web::Asset> assets, std::string_view documents);

}  // namespace lamplighter::app
