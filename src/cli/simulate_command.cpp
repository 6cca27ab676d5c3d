// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "config/config_table.h"
#include "config/options.h"
#include "demo/simulated_files.h"
#include "simulation/typical_house.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>

namespace lamplighter::app {
namespace {

using simulation::Settings;
using simulation::Simulation;

struct SimulateOptions {
  PlaceOptions place;
  std::string out;
  int days = 30;
  std::string from = "2026-09-01";
  std::uint64_t seed = 1;
  std::vector<std::string> rooms;
  std::string scene = "household";
  std::optional<double> interval_seconds;
  std::optional<double> trips_a_year;
  std::vector<std::string> holidays;
  bool list_scenes = false;
  bool force = false;
  bool json = false;
};

/// Sunnyvale unless flags give another place; the user's config is not read, so that a simulation
/// is the same on every machine.
Result<Place> place_of(const PlaceOptions& options) {
  const bool is_given = options.latitude || options.longitude || !options.time_zone.empty() ||
                        !options.config.empty();
  if (is_given) return resolve_place(options);
  const Result<TimeZone> zone = TimeZone::find("America/Los_Angeles");
  if (!zone) return zone.error();
  return Place{37.3688, -122.0363, *zone};
}

Result<void> add_details(const SimulateOptions& options, Date today, Settings& settings) {
  if (options.trips_a_year) settings.house.trips_a_year = *options.trips_a_year;
  for (const std::string& text : options.holidays) {
    const Result<Date> day = parse_day(text, today);
    if (!day) return with_context("--holiday", day.error());
    settings.house.holidays.push_back(*day);
  }
  if (!options.interval_seconds) return {};
  for (simulation::LightSensor& sensor : settings.sensors) {
    sensor.interval = std::chrono::microseconds(std::llround(*options.interval_seconds * 1e6));
  }
  return {};
}

Result<Settings> settings_of(const SimulateOptions& options) {
  const Result<Place> place = place_of(options.place);
  if (!place) return place.error();
  const Result<Date> from = parse_day(options.from, today_at(place->zone));
  if (!from) return with_context("--from", from.error());
  for (const Date& day : {*from, plus_days(*from, options.days)}) {
    if (auto possible = check_in_files(place->zone.start_of_day(day), to_iso(day)); !possible)
      return with_context("--from", possible.error());
  }
  std::vector<RoomName> rooms = simulation::usual_rooms();
  if (!options.rooms.empty()) rooms.clear();
  for (const std::string& name : options.rooms) rooms.emplace_back(name);
  Result<Settings> settings =
      simulation::typical_settings(options.seed, *place, *from, options.days, rooms);
  if (!settings) return settings.error();
  const Result<void> scene = simulation::apply_scene(options.scene, *settings);
  if (!scene) return scene.error();
  const Result<void> details = add_details(options, today_at(place->zone), *settings);
  if (!details) return details.error();
  return settings;
}

nlohmann::json as_json(const Simulation& simulation, const std::string& scene,
                       const std::string& folder, const std::vector<SimulatedRoom>& rooms) {
  const Settings& settings = simulation.settings();
  const SimulatedFiles files = simulated_files(settings.house, folder);
  nlohmann::json list = nlohmann::json::array();
  for (const SimulatedRoom& room : rooms) {
    list.push_back({{"room", room.name},
                    {"file", room.file},
                    {"readings", room.readings},
                    {"min", room.least},
                    {"max", room.most},
                    {"switches_on", room.switches_on},
                    {"lit_minutes_a_day", std::round(10.0 * room.lit_minutes_a_day) / 10.0}});
  }
  return {{"seed", settings.seed},
          {"scene", scene},
          {"from", to_iso(settings.from)},
          {"days", settings.days},
          {"people", settings.house.people.size()},
          {"rooms", list},
          {"truth", {{"onoff", files.changes}, {"lamps", files.lamps}}}};
}

void print_for_people(const Simulation& simulation, const std::string& folder,
                      const std::vector<SimulatedRoom>& rooms) {
  const Place& place = simulation.settings().place;
  const Settings& settings = simulation.settings();
  const std::size_t people = settings.house.people.size();
  fmt::print("{} {} simulated for {} {} from {}, seed {}.\n\n", people,
             people == 1 ? "person" : "people", settings.days, settings.days == 1 ? "day" : "days",
             to_iso(settings.from), settings.seed);
  constexpr std::size_t longest_name = 27;  // for a terminal with 80 columns
  std::size_t width = 4;
  for (const SimulatedRoom& room : rooms)
    width = std::max(width, std::min(longest_name, room.name.size()));
  fmt::print("{:<{}} {:>9} {:>16} {:>12} {:>12}\n", "room", width, "readings", "lux", "switched on",
             "lit per day");
  for (const SimulatedRoom& room : rooms) {
    const long minutes = std::lround(room.lit_minutes_a_day);
    const bool is_long = room.name.size() > longest_name;  // then on its own line
    if (is_long) fmt::print("{}\n", room.name);
    fmt::print("{:<{}} {:>9} {:>16} {:>12} {:>12}\n", is_long ? "" : room.name, width,
               room.readings, fmt::format("{:.0f} to {:.0f}", room.least, room.most),
               room.switches_on, fmt::format("{} h {:02} min", minutes / 60, minutes % 60));
  }
  const SimulatedFiles files = simulated_files(settings.house, folder);
  fmt::print("\nReadings: one file per room in {}\n", folder);
  fmt::print("Truth:    {} (rooms), {} (each lamp)\n", files.changes, files.lamps);
  std::vector<std::string> next{"lamplighter", "analyze", files.readings.front()};
  std::ranges::copy(words_of({place.latitude, place.longitude, place.zone.name(), {}}),
                    std::back_inserter(next));
  say_next(next, "what the light of the first room says");
}

Result<void> run_simulate(const SimulateOptions& options) {
  if (options.list_scenes) {
    for (const simulation::Scene& scene : simulation::scenes()) {
      fmt::print("{:<16} {}\n", scene.name, scene.says);
    }
    return {};
  }
  if (options.out.empty()) {
    return Error{Fault::bad_input, "--out: no folder given; name one, as --out house"};
  }
  const Result<Settings> settings = settings_of(options);
  if (!settings) return settings.error();
  const Simulation simulation(*settings);
  const Result<std::vector<SimulatedRoom>> rooms =
      write_simulation(simulation, options.out, options.force);
  if (!rooms) return rooms.error();
  if (options.json) {
    fmt::print("{}\n", as_json(simulation, options.scene, options.out, *rooms).dump());
  } else {
    print_for_people(simulation, options.out, *rooms);
  }
  return {};
}

void add_flags(CLI::App& command, SimulateOptions& options) {
  command.add_option("--out", options.out, "Folder for the files; created if missing");
  command.add_option("--days", options.days, "How many days")
      ->capture_default_str()
      ->check(CLI::Range(1, 7320));
  command.add_option("--from", options.from, "First day, local")->capture_default_str();
  command.add_option("--seed", options.seed, "Random seed")->capture_default_str();
  command.add_option("--rooms", options.rooms, "Rooms with a sensor; the name gives the kind")
      ->delimiter(',');
  command.add_option("--scene", options.scene, "A named difficulty, see --list-scenes")
      ->capture_default_str();
  command.add_flag("--list-scenes", options.list_scenes, "Print the scenes and stop");
  command.add_option("--interval", options.interval_seconds, "Seconds between readings")
      ->check(CLI::Range(1.0, 3600.0));
  command.add_option("--trips-a-year", options.trips_a_year, "Absences of one to four nights")
      ->check(CLI::Range(0.0, 100.0));
  command.add_option("--holiday", options.holidays,
                     "A holiday, simulated as a weekend; may be repeated");
  command.add_flag("--force", options.force, "Replace files that exist");
  command.add_flag("--json", options.json, "One JSON document on stdout");
}

}  // namespace

void add_simulate(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<SimulateOptions>();
  CLI::App* command = program.add_subcommand(
      "simulate", "A simulated household: light readings per room and the true lamp states");
  add_flags(*command, *options);
  add_place_options(*command, options->place);
  command->footer(
      "The default location is Sunnyvale, California.\n"
      "Example:\n  lamplighter simulate --out house --days 60 --from 2026-10-01 --seed 7 "
      "--rooms living-room,kitchen,bedroom");
  command->callback([options, &chosen] { chosen = [options] { return run_simulate(*options); }; });
}

}  // namespace lamplighter::app
