// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "documents/plan_text.h"
#include "documents/training_text.h"
#include "learning/known_house.h"
#include "learning/planner.h"
#include "learning/training_input.h"
#include "system/log.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace lamplighter::app {
namespace {

struct EvaluateOptions {
  TrainingInput input = {.light = {}, .on_off_files = {}, .detector = "daylight"};
  std::string home;
  std::string planner = "house";
  EvaluationSettings settings;
  std::uint64_t seed = 1;
  bool dark_only = false;
  bool json = false;
};

/// With few days, waiting helps; with enough days, train.
void say_what_is_next(const EvaluateOptions& options, const Evaluation& evaluation) {
  const TrainingInput& input = options.input;
  const bool is_few = evaluation.real_days < enough_days;
  std::vector<std::string> files = input.light.files;
  for (const std::string& file : input.on_off_files) files.insert(files.end(), {"--onoff", file});
  say_next(
      training_words(is_few ? "evaluate" : "train", files, input.light.room, input.light.place),
      is_few ? fmt::format("once {} more days are stored", enough_days - evaluation.real_days)
             : "to play by what was learned");
}

Result<void> run_evaluate(const EvaluateOptions& options) {
  const Result<Place> place = resolve_place(options.input.light.place);
  if (!place) return place.error();
  Result<std::vector<RoomHistory>> histories = read_histories(options.input, *place);
  if (!histories) return histories.error();
  const Result<KnownHouse> known = look_up_house(*place, options.input.light.place.config);
  if (!known) return known.error();
  std::vector<RoomName> rooms;
  std::vector<std::vector<Change>> changes;
  for (RoomHistory& history : *histories) {
    rooms.push_back(history.room);
    changes.push_back(std::move(history.changes));
  }
  const std::vector<WatchedDay> days = watched_days(changes, place->zone);
  if (days.size() < fewest_days) {
    return Error{
        Fault::bad_input,
        fmt::format("{} days are known for nine tenths in every room, and at least {} are "
                    "needed; let the service run for longer, name fewer rooms, or add what others "
                    "recorded: "
                    "lamplighter import --help",
                    days.size(), fewest_days)};
  }
  const std::string scope = rooms.size() == 1 ? rooms.front().text() : "house";
  EvaluationSettings settings = options.settings;
  if (options.dark_only)
    settings.view = [&](const WatchedDay& day) { return dark_hours_of(day, *place); };
  Rng rng(options.seed);
  Progress progress("evaluating", static_cast<std::size_t>(options.settings.splits));
  const DayMaker maker =
      options.planner == "hmm" ? hmm_days(rooms, *place) : house_days(rooms, *known);
  const Evaluation evaluation = evaluate(days, maker, settings, rng, [&](int split) {
    progress.at(static_cast<std::size_t>(split), fmt::format("split {}", split));
    return true;
  });
  const EvaluatedHouse judged{evaluation, evaluate_absences(days, maker, settings, rng), scope,
                              rooms};
  if (options.json) {
    fmt::print("{}", evaluation_json(judged));
    return {};
  }
  fmt::print("{}", wrapped(evaluation_for_people(judged), 80, 2));
  say_what_is_next(options, evaluation);
  return {};
}

}  // namespace

void add_evaluate(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<EvaluateOptions>();
  CLI::App* command = program.add_subcommand(
      "evaluate", "The observer's test: how well planned days can be distinguished from real ones");
  add_training_input(*command, options->input);
  add_home_option(*command, options->home);
  command->get_option("--detector")->check(CLI::IsMember({"daylight"}));
  command->add_option("--planner", options->planner, "Planner to evaluate")
      ->check(CLI::IsMember({"house", "hmm"}))
      ->capture_default_str();
  command->add_option("--splits", options->settings.splits, "Number of random splits")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Random seed for splits and plans")
      ->capture_default_str();
  command->add_flag("--dark-only", options->dark_only,
                    "Compare only the hours with the sun below -6 degrees, every ten minutes");
  command->add_flag("--json", options->json, "One JSON document on stdout");
  command->footer(
      "Without FILE, --room or --onoff: every room of the config, from the store.\n\nExample:\n"
      "  lamplighter evaluate --onoff lamps.csv --latitude 52.52 --longitude 13.40 "
      "--time-zone Europe/Berlin");
  command->callback([options, &chosen] {
    PlaceOptions& place = options->input.light.place;
    place.config = with_home(place.config, options->home);
    chosen = [options] { return run_evaluate(*options); };
  });
}

}  // namespace lamplighter::app
