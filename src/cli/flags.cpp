// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "config/options.h"
#include "learning/known_house.h"
#include "learning/planner.h"
#include "learning/training_input.h"

#include <CLI/CLI.hpp>

namespace lamplighter::app {

void add_place_options(CLI::App& command, PlaceOptions& options) {
  command.add_option("--latitude", options.latitude, "Degrees, north positive")
      ->check(CLI::Range(-90.0, 90.0));
  command.add_option("--longitude", options.longitude, "Degrees, east positive")
      ->check(CLI::Range(-180.0, 180.0));
  command.add_option("--time-zone", options.time_zone, "A name as Europe/Berlin");
  command.add_option("--config", options.config, "Config file to read the location from");
}

void add_home_option(CLI::App& command, std::string& home) {
  command.add_option("--home", home, "One of many homes: the name of its folder in the store")
      ->check([](const std::string& name) {
        return is_good_home_name(name) ? std::string() : "expected 1 to 64 of a-z A-Z 0-9 - _";
      });
}

std::string with_home(const std::string& config, const std::string& home) {
  return home.empty() ? config : config_of_home(config_path(config), home);
}

namespace {

std::string why_no_cuts(const std::string& text) {
  const auto cuts = parse_cuts(text);
  return cuts ? std::string() : cuts.error().message;
}

}  // namespace

CLI::App& add_reading_options(CLI::App& command, LightOptions& options) {
  CLI::App* input = command.add_option_group("Readings");
  input->add_option("FILE", options.files, "Readings files; together, a room or several");
  input->add_option("--room", options.room, "A room of the config, from the store");
  input->require_option(1);
  add_place_options(command, options.place);
  return *input;
}

CLI::App& add_light_options(CLI::App& command, LightOptions& options) {
  CLI::App& input = add_reading_options(command, options);
  command.add_option("--on-level", options.on_level, "Lowest level that counts as on: 1, 2 or 3")
      ->check(CLI::Range(1, 3));
  command
      .add_option("--cuts", options.cuts,
                  "Lux at which levels 1, 2 and 3 begin, such as 31,137,344")
      ->check(why_no_cuts);
  command
      .add_option("--resolution", options.resolution,
                  "Smoothed light is rounded to this many lux; 0, for dim rooms: not at all")
      ->check(CLI::Range(0.0, 1000.0));
  return input;
}

void add_planner_options(CLI::App& command, PlannerOptions& options) {
  command.add_option("--model", options.model, "Model file; default: the config's");
  auto* secret = command.add_option(
      "--secret-file", options.secret_file,
      "File with the installation's secret, created if missing; default: the config's");
  command.add_option("--seed", options.seed, "A number instead of the secret, for tests")
      ->excludes(secret);
  command.add_option("--config", options.config, "Config file");
  command
      .add_option("--planner", options.planner,
                  "From real days, all rooms together, or from each room's zone models")
      ->check(CLI::IsMember({"house", "hmm"}))
      ->capture_default_str();
}

void add_training_input(CLI::App& command, TrainingInput& input) {
  CLI::App& sources = add_light_options(command, input.light);
  sources.add_option("--onoff", input.on_off_files, "On/off files instead of readings")
      ->type_name("FILE");
  sources.require_option(0, 1);
  add_corrections_option(command, input.light);
  command
      .add_option("--detector", input.detector,
                  "How on is detected: daylight, or the original levels, which --cuts and "
                  "--on-level also select; default: daylight")
      ->check(CLI::IsMember({"levels", "daylight"}));
}

void add_corrections_option(CLI::App& command, LightOptions& options) {
  command
      .add_option(
          "--corrections", options.corrections,
          "Corrections file; for rooms of the config, those in its store are read without it")
      ->type_name("FILE");
}

std::vector<std::string> training_words(const std::string& command,
                                        const std::vector<std::string>& files,
                                        const std::string& room, const PlaceOptions& place) {
  std::vector<std::string> words{"lamplighter", command};
  words.insert(words.end(), files.begin(), files.end());
  const bool is_whole_house = files.empty() && (room.empty() || command == "train");
  if (!is_whole_house && files.empty()) words.insert(words.end(), {"--room", room});
  if (!is_whole_house && command == "train") words.insert(words.end(), {"--model", "house.json"});
  const std::vector<std::string> where = words_of(place);
  words.insert(words.end(), where.begin(), where.end());
  return words;
}

}  // namespace lamplighter::app
