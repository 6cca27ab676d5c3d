// SPDX-License-Identifier: Apache-2.0
#include "config/options.h"

#include "analysis/path.h"
#include "config/config.h"
#include "csv/names.h"
#include "csv/readings_file.h"
#include "csv/row_text.h"
#include "payloads/mqtt_lamp.h"
#include "system/clocks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>

namespace lamplighter::app {

Result<Place> resolve_place(const PlaceOptions& options) {
  const bool complete = options.latitude && options.longitude && !options.time_zone.empty();
  Config config;
  if (!complete) {
    Result<Config> loaded = load_config(config_path(options.config));
    if (!loaded && loaded.error().fault == Fault::not_found && options.config.empty()) {
      return Error{Fault::bad_input,
                   "no location given; give --latitude, --longitude and --time-zone, or "
                   "a config with [home]"};
    }
    if (!loaded) return loaded.error();
    config = *std::move(loaded);
  }
  if (options.latitude) config.home.latitude = options.latitude;
  if (options.longitude) config.home.longitude = options.longitude;
  if (!options.time_zone.empty()) config.home.time_zone = options.time_zone;
  return place_of(config);
}

std::string with_date(std::string_view text, Date today) {
  constexpr std::array<std::string_view, 7> weekdays{"sunday",   "monday", "tuesday", "wednesday",
                                                     "thursday", "friday", "saturday"};
  const std::size_t time = text.find_first_of("0123456789");
  const std::size_t end = time == std::string_view::npos || time == 0 ? text.size() : time - 1;
  const std::string word = to_lower_ascii(text.substr(0, end));
  const auto on = [&](int days) {
    return to_iso(plus_days(today, days)) + std::string(text.substr(end));
  };
  if (word == "today") return on(0);
  if (word == "tomorrow") return on(1);
  const auto named = std::ranges::find(weekdays, word);
  if (named == weekdays.end()) return std::string(text);
  const auto now = std::chrono::weekday(LocalDay(today)).c_encoding();
  const auto wanted = static_cast<unsigned>(named - weekdays.begin());
  return on(static_cast<int>((wanted + 7 - now) % 7));
}

Result<Date> parse_day(std::string_view text, Date today) {
  if (const Result<Date> date = parse_date(with_date(text, today))) return date;
  return Error{Fault::bad_input,
               fmt::format("date \"{}\": expected a day that exists, as 2016-07-31, or today, "
                           "tomorrow or a weekday",
                           text)};
}

Date today_at(const TimeZone& zone) { return zone.date_of(SystemClock::on_the_wall()); }

std::vector<std::string> words_of(const PlaceOptions& options) {
  std::vector<std::string> words;
  const auto add = [&](const char* flag, const std::string& value) {
    words.insert(words.end(), {flag, value});
  };
  if (options.latitude) add("--latitude", fmt::format("{}", *options.latitude));
  if (options.longitude) add("--longitude", fmt::format("{}", *options.longitude));
  if (!options.time_zone.empty()) add("--time-zone", options.time_zone);
  if (!options.config.empty()) add("--config", options.config);
  return words;
}

std::string how_to_fill_store(const Config& config) {
  std::vector<std::string> reporters;
  if (!config.sources.empty()) reporters.emplace_back("the sensors and lamps at the broker");
  if (learns_from_bridge(config)) reporters.emplace_back("the Hue bridge");
  if (learns_from_home_assistant(config)) reporters.emplace_back("Home Assistant");
  if (reporters.empty()) {
    return fmt::format(
        "nothing in {} reports anything; give its rooms lamps or sensors of a Hue "
        "bridge or of Home Assistant, or add a [[source]]",
        config.path);
  }
  return fmt::format("start the service, which stores what is reported by {}, or run: {}",
                     fmt::join(reporters, " and "), command_for(config, "capture"));
}

namespace {

/// The stored files of a sensor, sorted by date. Errors: not_found if it has none.
Result<std::vector<std::string>> stored_files(const Config& config, const RoomConfig& room) {
  const std::string stem = csv::stem_of_name(room.sensor.text());
  std::vector<std::string> files;
  for (const std::string& store : config.store.folders().all) {
    const auto folder = std::filesystem::path(store) / "readings" / stem;
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
      if (entry->path().extension() == ".csv") files.push_back(entry->path().string());
    }
  }
  if (files.empty()) {
    const std::string import =
        config.home_assistant.url.empty()
            ? fmt::format("lamplighter import FILE --room {}", room.name.text())
            : "lamplighter import --home-assistant";
    return Error{
        Fault::not_found,
        fmt::format("room {}: no readings in {}/readings/{}; {}, or add what others recorded with "
                    "`{}`",
                    room.name.text(), config.store.directory, stem, how_to_fill_store(config),
                    import)};
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// The readings of the given room of the config, under the room's name.
Result<RoomLight> read_room(const LightOptions& options, const PathSettings& settings) {
  const Result<Config> config = load_config(config_path(options.place.config));
  if (!config) return config.error();
  const Result<RoomConfig> room = room_of(*config, RoomName(options.room));
  if (!room) return room.error();
  const auto files = stored_files(*config, *room);
  if (!files) return files.error();
  auto read = csv::read_readings(*files);
  if (!read) return read.error();
  if (read->size() != 1) {
    return Error{Fault::bad_input,
                 fmt::format("room {}: its files hold the readings of {} sensors at once; give the "
                             "files of one",
                             options.room, read->size())};
  }
  RoomLight light{std::move(read->front()), settings, room->reports};
  light.readings.room = room->name;
  light.settings.on_level = options.on_level.value_or(room->on_level);
  return light;
}

Result<PathSettings> path_settings(const LightOptions& options) {
  PathSettings settings;
  settings.on_level = options.on_level.value_or(settings.on_level);
  settings.smoothing.resolution = options.resolution;
  if (options.resolution == 0) settings.smoothing.resolution.reset();
  if (options.cuts.empty()) return settings;
  Result<std::vector<double>> cuts = parse_cuts(options.cuts);
  if (!cuts) return cuts.error();
  settings.cuts = *std::move(cuts);
  return settings;
}

}  // namespace

Result<std::vector<RoomLight>> read_light(const LightOptions& options) {
  const Result<PathSettings> settings = path_settings(options);
  if (!settings) return settings.error();
  std::vector<RoomLight> rooms;
  if (!options.room.empty()) {
    Result<RoomLight> room = read_room(options, *settings);
    if (!room) return room.error();
    rooms.push_back(*std::move(room));
    return rooms;
  }
  auto read = csv::read_readings(options.files);
  if (!read) return read.error();
  for (csv::RoomReadings& readings : *read) rooms.push_back({std::move(readings), *settings, {}});
  return rooms;
}

void print_notes(const csv::ReadReport& report) {
  for (const std::string& sentence : report.sentences()) fmt::print(stderr, "note: {}\n", sentence);
}

Result<std::vector<double>> parse_cuts(std::string_view text) {
  const Error error{Fault::bad_input,
                    fmt::format("cuts \"{}\": expected three rising numbers of lux, as 31,137,344",
                                text.substr(0, 60))};
  std::vector<double> cuts;
  std::string_view rest = text;
  for (bool more = true; more;) {
    const std::size_t comma = rest.find(',');
    const auto cut = csv::parse_number(rest.substr(0, comma));
    if (!cut || !std::isfinite(*cut)) return error;
    if (!cuts.empty() && *cut <= cuts.back()) return error;
    cuts.push_back(*cut);
    more = comma != std::string_view::npos;
    if (more) rest.remove_prefix(comma + 1);
  }
  if (cuts.size() + 1 != default_level_count) return error;
  return cuts;
}

}  // namespace lamplighter::app
