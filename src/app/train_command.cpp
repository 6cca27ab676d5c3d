// SPDX-License-Identifier: Apache-2.0
#include "analysis/changes.h"
#include "app/commands.h"
#include "app/light_options.h"
#include "app/model_file.h"
#include "app/progress.h"
#include "app/training_text.h"
#include "csv/on_off_file.h"
#include "model/training.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace lamplighter::app {
namespace {

struct TrainOptions {
  LightOptions light;
  std::vector<std::string> on_off_files;
  std::string model;
  std::string detector = "levels";
  TrainingOptions training;
  bool json = false;
};

/// What one room's models are trained on.
struct RoomHistory {
  RoomName room;
  TrainedOn trained_on;
  ZoneSubsequences subsequences;
};

RoomHistory history_of_light(RoomLight light, const Place& place) {
  std::vector<Sample<Lux>>& samples = light.readings.samples;
  RoomHistory history{.room = light.readings.room, .trained_on = {}, .subsequences = {}};
  TrainedOn& on = history.trained_on;
  on.detector = "levels";
  on.on_level = light.settings.on_level;
  on.samples = static_cast<std::int64_t>(samples.size());
  if (!samples.empty()) {
    on.first = samples.front().at;
    on.last = samples.back().at;
  }
  Analysis analysis = analyse(std::move(samples), place, light.settings);
  on.cuts = analysis.levels.cuts;
  history.subsequences = std::move(analysis.subsequences);
  return history;
}

Result<std::vector<RoomHistory>> histories_of_light(const LightOptions& options,
                                                    const Place& place) {
  Result<std::vector<RoomLight>> lights = read_light(options);
  if (!lights) return lights.error();
  std::vector<RoomHistory> histories;
  for (RoomLight& light : *lights) {
    print_notes(light.readings.report);
    histories.push_back(history_of_light(std::move(light), place));
  }
  return histories;
}

Result<std::vector<RoomHistory>> histories_of_changes(const std::vector<std::string>& files,
                                                      const Place& place) {
  const Result<csv::OnOffRows> rows = csv::read_on_off(files);
  if (!rows) return rows.error();
  print_notes(rows->report);
  std::vector<RoomHistory> histories;
  for (const csv::NameSeen& seen : rows->rooms) {
    std::vector<Change> changes;
    for (const Change& change : rows->changes) {
      if (change.room.text() == seen.name) changes.push_back(change);
    }
    ChangeRuns runs = change_runs(changes, place);
    RoomHistory history{.room = RoomName(seen.name),
                        .trained_on = {},
                        .subsequences = std::move(runs.subsequences)};
    history.trained_on.detector = "onoff";
    history.trained_on.samples = runs.samples;
    history.trained_on.first = changes.front().at;
    history.trained_on.last = changes.back().at;
    histories.push_back(std::move(history));
  }
  return histories;
}

ZoneModel zone_model(Fit fit) {
  return {.hmm = std::move(fit.model),
          .samples = fit.samples,
          .subsequences = fit.subsequences,
          .log_likelihood = fit.log_likelihood,
          .iterations = fit.iterations,
          .restarts = fit.restarts,
          .note = std::move(fit.note)};
}

HouseModel train_house(std::vector<RoomHistory> histories, const Place& place,
                       const TrainingOptions& options) {
  std::sort(histories.begin(), histories.end(),
            [](const RoomHistory& a, const RoomHistory& b) { return a.room < b.room; });
  HouseModel house{.place = {place.latitude, place.longitude, place.zone.name()}, .rooms = {}};
  Progress progress("training", histories.size() * all_zones.size());
  std::size_t step = 0;
  for (RoomHistory& history : histories) {
    const auto train = [&](Zone zone) {
      progress.at(step++, fmt::format("{}, {}", history.room.text(), to_string(zone)));
      return zone_model(fit(history.subsequences[index_of(zone)], options));
    };
    history.trained_on.seed = options.seed;
    house.rooms.push_back({.room = history.room,
                           .trained_on = std::move(history.trained_on),
                           .zones = {train(Zone::morning), train(Zone::day), train(Zone::evening),
                                     train(Zone::night)}});
  }
  return house;
}

Result<void> run_train(const TrainOptions& options) {
  const Result<Place> place = resolve_place(options.light.place);
  if (!place) return place.error();
  Result<std::vector<RoomHistory>> histories =
      options.on_off_files.empty() ? histories_of_light(options.light, *place)
                                   : histories_of_changes(options.on_off_files, *place);
  if (!histories) return histories.error();
  if (histories->empty()) {
    return Error{Fault::bad_input,
                 "nothing to learn from: the files name no room; nothing was written"};
  }
  const HouseModel house = train_house(*std::move(histories), *place, options.training);
  const Result<void> written = write_model_file(options.model, house);
  if (!written) return written;
  fmt::print("{}", options.json ? training_json(house) : training_for_people(house));
  return {};
}

}  // namespace

void add_train(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<TrainOptions>();
  CLI::App* command =
      program.add_subcommand("train", "Fits each room's models and writes a model file");
  add_light_options(*command, options->light);
  command->add_option("--onoff", options->on_off_files, "On/off files in place of readings")
      ->type_name("FILE");
  command->add_option("--model", options->model, "Where the model file goes")
      ->required()
      ->type_name("OUT");
  command->add_option("--detector", options->detector, "What tells on from off: levels")
      ->check(CLI::IsMember({"levels"}))
      ->capture_default_str();
  command
      ->add_option("--restarts", options->training.restarts,
                   "Random starts a zone; the best is kept")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command->add_option("--seed", options->training.seed, "Of the random starts")
      ->capture_default_str();
  command->add_option("--states", options->training.states, "Hidden states of a zone's model")
      ->check(CLI::Range(std::size_t{1}, Hmm::max_states))
      ->capture_default_str();
  command->add_flag("--json", options->json, "One JSON document on stdout");
  command->footer(
      "Example:\n  lamplighter train living.csv kitchen.csv --model house.json --latitude 37.36 "
      "--longitude -122.01 "
      "--time-zone America/Los_Angeles");
  command->callback([options, &chosen] { chosen = [options] { return run_train(*options); }; });
}

}  // namespace lamplighter::app
