// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/path.h"
#include "core/instant.h"
#include "core/result.h"
#include "core/time_zone.h"
#include "csv/readings_file.h"
#include "detection/reporting.h"
#include "sky/sun.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace lamplighter::app {

/// The flags that give the location of the house, for use without a config file.
struct PlaceOptions {
  std::optional<double> latitude;
  std::optional<double> longitude;
  std::string time_zone;
  std::string config;  ///< value of --config, empty for the default path
};

/// Declares --latitude --longitude --time-zone --config.
void add_place_options(CLI::App& command, PlaceOptions& options);

/// The place from the flags, completed from the config. Errors: bad_input if neither gives it or a
/// number is out of range; those of the config.
Result<Place> resolve_place(const PlaceOptions& options);

/// Replaces a day at the beginning of a text with its date as YYYY-MM-DD: `today`, `tomorrow` and
/// the English weekdays, each the next one, including today. "friday" and "fridayT18:00" become
/// "2026-12-04" and "2026-12-04T18:00"; any other text is returned unchanged.
std::string with_date(std::string_view text, Date today);

/// Parses the day of a flag, after with_date. Errors: bad_input.
Result<Date> parse_day(std::string_view text, Date today);

/// The current date at the house.
Date today_at(const TimeZone& zone);

/// The command-line arguments that give the same place.
std::vector<std::string> words_of(const PlaceOptions& options);

/// The flags that select the readings, and what counts as on: shared by the commands that start
/// from readings.
struct LightOptions {
  PlaceOptions place;
  std::vector<std::string> files;
  std::string room;  ///< a room of the config; instead of files
  std::optional<int> on_level;
  std::string cuts;
  double resolution = 1;    ///< lux; 0 for none
  std::string corrections;  ///< path of a corrections file
};

/// Declares FILE… | --room and the place's flags. Returns the option group of the first two,
/// exactly one of which is required, so that commands can add further inputs.
CLI::App& add_reading_options(CLI::App& command, LightOptions& options);

/// The same, plus --on-level, --cuts and --resolution.
CLI::App& add_light_options(CLI::App& command, LightOptions& options);

/// The readings of a room and the settings that apply to it.
struct RoomLight {
  csv::RoomReadings readings;
  PathSettings settings;
  std::optional<ReportKind> reports = {};  ///< when its sensor reports, if the config says so
};

/// Reads what the flags select: one entry per room. Errors: those of the files and of the config;
/// bad_input for invalid cuts.
Result<std::vector<RoomLight>> read_light(const LightOptions& options);

/// Prints to stderr what was skipped in the files, one line each.
void print_notes(const csv::ReadReport& report);

/// Parses three cuts between four levels, as "31,137,344": finite decimals in lux, in ascending
/// order. Errors: bad_input.
Result<std::vector<double>> parse_cuts(std::string_view text);

struct Config;

/// How to get rows into the store of this config, for use in a sentence: "start the service, which
/// stores what is reported by the Hue bridge, or run: lamplighter capture".
std::string how_to_fill_store(const Config& config);

}  // namespace lamplighter::app
