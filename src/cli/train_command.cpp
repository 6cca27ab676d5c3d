// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "config/config.h"
#include "documents/training_text.h"
#include "files/private_files.h"
#include "learning/house_training.h"
#include "learning/training_input.h"
#include "model/training.h"
#include "system/log.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <functional>
#include <memory>
#include <optional>

namespace lamplighter::app {
namespace {

struct TrainOptions {
  TrainingInput input;
  std::string model;
  std::string home;
  std::string given_config;  ///< without the home
  TrainingOptions training;
  bool json = false;
  bool quiet = false;
};

/// A progress bar on a terminal, otherwise one line per step for the log.
class Steps {
 public:
  void operator()(std::size_t step, std::size_t steps, const std::string& doing) {
    if (!progress_) progress_.emplace("training", steps);
    progress_->at(step, doing);
  }

 private:
  std::optional<Progress> progress_;
};

bool names_its_input(const TrainingInput& input) {
  return !input.light.files.empty() || !input.light.room.empty() || !input.on_off_files.empty();
}

Result<HouseModel> train_to_file(const TrainOptions& options) {
  const Result<Place> place = resolve_place(options.input.light.place);
  if (!place) return place.error();
  Result<std::vector<RoomHistory>> histories = read_histories(options.input, *place);
  if (!histories) return histories.error();
  Result<KnownHouse> known = look_up_house(*place, options.input.light.place.config);
  if (!known) return known.error();
  if (names_its_input(options.input)) known->with_lamps.clear();  // these rooms and no others
  Steps steps;
  HouseModel house = train_house(*std::move(histories), *known, options.training, std::ref(steps));
  const Result<void> written = write_model_file(options.model, house);
  if (!written) return written.error();
  return house;
}

/// With the place of `--latitude` and similar flags instead of the config's.
Result<HouseModel> train_the_config(const TrainOptions& options) {
  const PlaceOptions& place = options.input.light.place;
  Result<Config> config = load_config(config_path(place.config));
  if (!config) return config.error();
  if (place.latitude) config->home.latitude = place.latitude;
  if (place.longitude) config->home.longitude = place.longitude;
  if (!place.time_zone.empty()) config->home.time_zone = place.time_zone;
  // The rows of a home may all be in the stores of other workers.
  if (!options.home.empty()) {
    if (auto made = files::make_private_folders(config->store.directory); !made)
      return made.error();
  }
  Steps steps;
  return train_config(*config, options.input, options.training, std::ref(steps));
}

Result<void> run_train(const TrainOptions& options) {
  const Result<HouseModel> house =
      options.model.empty() ? train_the_config(options) : train_to_file(options);
  if (!house) return house.error();
  if (options.quiet) return {};
  if (options.json) {
    fmt::print("{}", training_json(*house));
    return {};
  }
  fmt::print("{}\n{}\n", training_for_people(*house), learned_text(*house));
  std::vector<std::string> next{"lamplighter", "plan", "--date", "today"};
  if (!options.model.empty()) next.insert(next.end(), {"--model", options.model, "--seed", "1"});
  if (!options.home.empty()) next.insert(next.end(), {"--home", options.home});
  if (!options.given_config.empty()) next.insert(next.end(), {"--config", options.given_config});
  say_next(next, "the switches of an evening by this model");
  return {};
}

}  // namespace

void add_train(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<TrainOptions>();
  CLI::App* command =
      program.add_subcommand("train", "Fits each room's models and writes a model file");
  add_training_input(*command, options->input);
  add_home_option(*command, options->home);
  command
      ->add_option("--model", options->model,
                   "Model file to write; default: the house's, which `lamplighter run` plays")
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
  command->add_flag("--quiet", options->quiet, "Print no table");
  command->footer(
      "Without FILE, --room or --onoff: every room of the config, from the store, as the service "
      "does\n"
      "each night.\n\nExample:\n  lamplighter train\n"
      "  lamplighter train --home flat-12\n"
      "  lamplighter train living.csv kitchen.csv --model house.json --latitude 37.36 "
      "--longitude -122.01 --time-zone America/Los_Angeles");
  command->callback([options, &chosen] {
    // A single room or other files are not the whole house.
    if (options->model.empty() && names_its_input(options->input))
      throw CLI::RequiredError("--model, with FILE, --room or --onoff,");
    PlaceOptions& place = options->input.light.place;
    options->given_config = place.config;
    place.config = with_home(place.config, options->home);
    chosen = [options] { return run_train(*options); };
  });
}

}  // namespace lamplighter::app
