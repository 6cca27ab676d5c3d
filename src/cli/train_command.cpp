// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "documents/training_text.h"
#include "learning/house_training.h"
#include "learning/training_input.h"
#include "model/training.h"
#include "system/log.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace lamplighter::app {
namespace {

struct TrainOptions {
  TrainingInput input;
  std::string model;
  TrainingOptions training;
  bool json = false;
};

HouseModel train_house(std::vector<RoomHistory> histories, const KnownHouse& known,
                       const TrainingOptions& options) {
  const Place& place = known.place;
  HouseModel house{.place = {place.latitude, place.longitude, place.zone.name()}, .rooms = {}};
  house.habits = train_habits(histories, known);
  house.looks = train_looks(histories, place.zone);
  Progress progress("training", histories.size() * all_zones.size());
  std::size_t step = 0;
  for (RoomHistory& history : histories) {
    RoomModel model = train_room(history.room, history.subsequences, options, [&](Zone zone) {
      progress.at(step++, fmt::format("{}, {}", history.room.text(), to_string(zone)));
    });
    model.trained_on = std::move(history.trained_on);
    model.trained_on.seed = options.seed;
    house.rooms.push_back(std::move(model));
  }
  return house;
}

Result<void> run_train(const TrainOptions& options) {
  const Result<Place> place = resolve_place(options.input.light.place);
  if (!place) return place.error();
  Result<std::vector<RoomHistory>> histories = read_histories(options.input, *place);
  if (!histories) return histories.error();
  const Result<KnownHouse> known = look_up_house(*place, options.input.light.place.config);
  if (!known) return known.error();
  const HouseModel house = train_house(*std::move(histories), *known, options.training);
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
  add_training_input(*command, options->input);
  command->add_option("--model", options->model, "Model file to write")
      ->required()
      ->type_name("OUT");
  command
      ->add_option("--restarts", options->training.restarts,
                   "Random starts per zone; the best is kept")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command->add_option("--seed", options->training.seed, "Random seed of the random starts")
      ->capture_default_str();
  command->add_option("--states", options->training.states, "Hidden states of a zone's model")
      ->check(CLI::Range(std::size_t{1}, Hmm::max_states))
      ->capture_default_str();
  command->add_flag("--json", options->json, "One JSON document on stdout");
  command->footer(
      "Without FILE, --room or --onoff: every room of the config, from the store.\n\nExample:\n"
      "  lamplighter train living.csv kitchen.csv --model house.json --latitude 37.36 "
      "--longitude -122.01 --time-zone America/Los_Angeles");
  command->callback([options, &chosen] { chosen = [options] { return run_train(*options); }; });
}

}  // namespace lamplighter::app
