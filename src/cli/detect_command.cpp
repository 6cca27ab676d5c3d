// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "config/options.h"
#include "detection/suspicions.h"
#include "documents/detection_text.h"
#include "documents/plan_text.h"
#include "learning/known_house.h"
#include "system/log.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace lamplighter::app {
namespace {

struct DetectOptions {
  LightOptions light;
  std::string home;
  bool json = false;
  bool csv = false;
};

/// Probable faults in how a room's light is read, judged from its readings.
void print_suspicions(const RoomLight& light, const Place& place) {
  for (const std::string& sentence : suspicions_of(light.readings.samples, place))
    fmt::print(stderr, "note: {}: {}\n", light.readings.room.text(), sentence);
}

std::vector<RoomDetection> detect_rooms(std::vector<RoomLight> lights, const Place& place) {
  std::vector<RoomDetection> rooms;
  Progress progress("detecting", lights.size());
  for (RoomLight& light : lights) {
    progress.at(rooms.size(), light.readings.room.text());
    print_suspicions(light, place);
    rooms.push_back({light.readings.room,
                     detect_lamps(std::move(light.readings.samples), place, light.reports)});
  }
  take_spill(rooms);
  return rooms;
}

Result<void> run_detect(const DetectOptions& options) {
  const Result<Place> place = resolve_place(options.light.place);
  if (!place) return place.error();
  Result<std::vector<RoomLight>> lights = read_light(options.light);
  if (!lights) return lights.error();
  for (const RoomLight& light : *lights) print_notes(light.readings.report);
  const auto corrections = corrections_for(options.light);
  if (!corrections) return corrections.error();
  std::vector<RoomDetection> rooms = detect_rooms(*std::move(lights), *place);
  correct(rooms, *corrections);
  if (options.json || options.csv) {
    fmt::print("{}", options.json ? detection_json(rooms, place->zone) : detection_csv(rooms));
    return {};
  }
  for (const RoomDetection& room : rooms) {
    if (&room != &rooms.front()) fmt::print("\n");
    fmt::print("{}", wrapped(detection_for_people(rooms, room, place->zone), 80, 11));
  }
  say_next(training_words("train", options.light.files, options.light.room, options.light.place),
           "to learn the household's habits from it");
  return {};
}

}  // namespace

void add_detect(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<DetectOptions>();
  CLI::App* command = program.add_subcommand(
      "detect", "When the lamps were on, detected in daylight: on, off or unknown");
  add_reading_options(*command, options->light);
  add_corrections_option(*command, options->light);
  add_home_option(*command, options->home);
  CLI::Option* json = command->add_flag("--json", options->json, "One JSON document on stdout");
  command->add_flag("--csv", options->csv, "An on/off file on stdout, for train --onoff")
      ->excludes(json);
  command->footer(
      "Example:\n  lamplighter detect front-room.csv --latitude 37.36 --longitude -122.01 "
      "--time-zone America/Los_Angeles");
  command->callback([options, &chosen] {
    options->light.place.config = with_home(options->light.place.config, options->home);
    chosen = [options] { return run_detect(*options); };
  });
}

}  // namespace lamplighter::app
