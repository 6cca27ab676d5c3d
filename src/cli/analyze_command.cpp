// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "config/options.h"
#include "documents/analysis_text.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace lamplighter::app {
namespace {

struct AnalyzeOptions {
  LightOptions light;
  bool json = false;
  bool explain = false;
};

RoomAnalysis analyse_room(RoomLight light, const Place& place) {
  RoomAnalysis result{.room = light.readings.room,
                      .rejected_rows = light.readings.report.rejected_rows(),
                      .first = {},
                      .last = {},
                      .settings = light.settings,
                      .analysis = {}};
  std::vector<Sample<Lux>>& samples = light.readings.samples;
  if (!samples.empty()) {
    result.first = samples.front().at;
    result.last = samples.back().at;
  }
  result.analysis = analyse(std::move(samples), place, light.settings);
  return result;
}

Result<void> run_analyze(const AnalyzeOptions& options) {
  const Result<Place> place = resolve_place(options.light.place);
  if (!place) return place.error();
  Result<std::vector<RoomLight>> lights = read_light(options.light);
  if (!lights) return lights.error();
  std::vector<RoomAnalysis> rooms;
  for (RoomLight& light : *lights) {
    print_notes(light.readings.report);
    rooms.push_back(analyse_room(std::move(light), *place));
  }
  if (options.json) {
    fmt::print("{}", analysis_json(rooms, place->zone));
    return {};
  }
  for (const RoomAnalysis& room : rooms) {
    if (&room != &rooms.front()) fmt::print("\n");
    fmt::print("{}", analysis_for_people(room, place->zone, options.explain));
  }
  return {};
}

}  // namespace

void add_analyze(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<AnalyzeOptions>();
  CLI::App* command =
      program.add_subcommand("analyze", "From light to on and off, stage by stage, with counts");
  add_light_options(*command, options->light);
  command->add_flag("--json", options->json, "One JSON document on stdout");
  command->add_flag("--explain", options->explain, "Also what each stage does, and every gap");
  command->footer(
      "Example:\n  lamplighter analyze front-room.csv --latitude 37.36 --longitude -122.01 "
      "--time-zone America/Los_Angeles");
  command->callback([options, &chosen] { chosen = [options] { return run_analyze(*options); }; });
}

}  // namespace lamplighter::app
