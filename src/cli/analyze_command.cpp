// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "config/options.h"
#include "documents/analysis_text.h"
#include "documents/plan_text.h"
#include "files/replace_file.h"
#include "learning/training_input.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace lamplighter::app {
namespace {

struct AnalyzeOptions {
  LightOptions light;
  bool json = false;
  bool explain = false;
  std::string sequences;
  std::string detector;
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

std::string sequences_csv(const std::vector<RoomHistory>& histories) {
  std::string text = "room,zone,sequence,state,samples\n";
  for (const RoomHistory& history : histories) {
    for (const Zone zone : all_zones) {
      std::size_t number = 0;
      for (const RunLengths& sequence : history.subsequences[index_of(zone)]) {
        ++number;
        for (const Run& run : sequence)
          text += fmt::format("{},{},{},{},{}\n", history.room.text(), to_string(zone), number,
                              to_string(run.state), run.length);
      }
    }
  }
  return text;
}

/// The training data of the rooms' zone models, as `train` takes it from the same readings.
Result<void> write_sequences(const AnalyzeOptions& options, const Place& place) {
  const auto histories = read_histories({options.light, {}, options.detector}, place);
  if (!histories) return histories.error();
  return files::write_output(options.sequences, sequences_csv(*histories));
}

Result<void> run_analyze(const AnalyzeOptions& options) {
  const Result<Place> place = resolve_place(options.light.place);
  if (!place) return place.error();
  if (!options.sequences.empty()) {
    if (auto written = write_sequences(options, *place); !written) return written;
  }
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
    fmt::print("{}", wrapped(analysis_for_people(room, place->zone, options.explain), 80, 11));
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
  CLI::Option* sequences = command->add_option(
      "--sequences", options->sequences,
      "CSV file for the runs of on and off that `train` learns each zone's model from");
  sequences->type_name("OUT");
  command
      ->add_option("--detector", options->detector,
                   "How on is detected for --sequences; default: as by `train`")
      ->check(CLI::IsMember({"levels", "daylight"}))
      ->needs(sequences);
  command->footer(
      "Example:\n  lamplighter analyze front-room.csv --latitude 37.36 --longitude -122.01 "
      "--time-zone America/Los_Angeles");
  command->callback([options, &chosen] { chosen = [options] { return run_analyze(*options); }; });
}

}  // namespace lamplighter::app
