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

/// The input of a report.
struct ReportInput {
  LightOptions light;
  std::vector<std::string> on_off_files;  ///< instead of detection
  std::string model;                      ///< empty: the configured one, if there is one
  std::uint64_t seed = 1;                 ///< for planned days, if no configuration has a secret
  int days = 366;                         ///< the newest days of each room
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
  std::optional<Config> config;  ///< absent: a report from files
  views::HouseView past;         ///< real days, and planned days for the same dates
};

/// Reads all input: FILE… or every configured room. Prints on stderr what was skipped, and the
/// progress. Errors: those of the files, the configuration and the model; bad_input if there is
/// nothing to show.
Result<ReportHouse> read_report_house(const ReportInput& input);

/// A room's readings as in the view Readings, in at most `width` columns.
views::ReadingsView readings_view(const ReportHouse& house, const ReportRoom& room, int width);

// The state of the house at the time of the report; its clock stands still from then on (speed 0).
// For the documents, see "The page's API" in docs/formats.md.

/// The evening and its plan, with past switches if the house has a configuration; `seed` is for the
/// plan if no configuration has a secret. Empty if there is no model for planning.
std::string report_tonight(const ReportHouse& house, std::uint64_t seed, const Clock& clock);

/// The health of the sensors, judging by their readings. Without network access: broker, bridge and
/// lamps are omitted.
std::string report_health(const ReportHouse& house, Instant now);

/// The page as one file that needs no server or network access: it contains its styles, images and
/// modules, and `documents`, a JSON object with one member per document that the views request.
/// Requires: the assets contain /index.html, and modules import each other by relative paths
/// (web/README.md). Errors: bad_input if a file referenced by the page or a module is not among the
/// assets.
Result<std::string> report_page(std::span<const web::Asset> assets, std::string_view documents);

}  // namespace lamplighter::app
