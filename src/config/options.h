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

/// The flags that say where the house is, for use without a config file.
struct PlaceOptions {
  std::optional<double> latitude;
  std::optional<double> longitude;
  std::string time_zone;
  std::string config;  ///< path given with --config, empty for the usual places
};

/// Declares --latitude --longitude --time-zone --config.
void add_place_options(CLI::App& command, PlaceOptions& options);

/// The place from the flags, and what they leave out from the config. Errors: bad_input when
/// neither says it or a number is out of range; the config's own errors.
Result<Place> resolve_place(const PlaceOptions& options);

/// A text that may begin with a day as a person types it, with that day as YYYY-MM-DD: `today`,
/// `tomorrow` and the weekdays in English, each the next one, today included. "friday" and
/// "fridayT18:00" become "2026-12-04" and "2026-12-04T18:00"; any other text stays as it is.
std::string with_date(std::string_view text, Date today);

/// Reads a day that a flag gives, as with_date has it. Errors: bad_input.
Result<Date> parse_day(std::string_view text, Date today);

/// The date of the house now.
Date today_at(const TimeZone& zone);

/// The words of a command line that give the same place.
std::vector<std::string> words_of(const PlaceOptions& options);

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
  std::optional<ReportKind> reports = {};  ///< when its sensor reports, where the config says so
};

/// Reads what the flags ask for: one entry a room. Errors: those of the files and of the config;
/// bad input for cuts that are none.
Result<std::vector<RoomLight>> read_light(const LightOptions& options);

/// Says on stderr what was left out of the files, one line each.
void print_notes(const csv::ReadReport& report);

/// Reads three cuts between four levels, as "31,137,344": plain finite decimals in lux, each higher
/// than the one before. Errors: bad_input.
Result<std::vector<double>> parse_cuts(std::string_view text);

struct Config;

/// What puts rows into the store of this config, for a sentence: "start the service, which stores
/// what is reported by the Hue bridge, or run: lamplighter capture".
std::string how_to_fill_store(const Config& config);

}  // namespace lamplighter::app
