// SPDX-License-Identifier: Apache-2.0
// usage: first_splice_trial FLAGS, which are those of `lamplighter evaluate`
// The observer's test of splice as originally described, printed in the format of `evaluate`.
#include "documents/training_text.h"
#include "first_splice.h"
#include "learning/known_house.h"
#include "learning/training_input.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>

namespace lamplighter {
namespace {

Result<void> judge(const app::TrainingInput& input, EvaluationSettings settings, bool dark_only) {
  const Result<Place> place = app::resolve_place(input.light.place);
  if (!place) return place.error();
  const Result<std::vector<app::RoomHistory>> histories = app::read_histories(input, *place);
  if (!histories) return histories.error();
  std::vector<RoomName> rooms;
  std::vector<std::vector<Change>> changes;
  for (const app::RoomHistory& history : *histories) {
    rooms.push_back(history.room);
    changes.push_back(history.changes);
  }
  const std::vector<WatchedDay> days = watched_days(changes, place->zone);
  if (std::ssize(days) < fewest_days) return Error{Fault::bad_input, "too few days are known"};
  if (dark_only)
    settings.view = [&](const WatchedDay& day) { return app::dark_hours_of(day, *place); };
  Rng rng(1);
  const DayMaker maker = trials::first_splice_days(rooms, *place);
  const Evaluation judged = evaluate(days, maker, settings, rng);
  const std::string scope = rooms.size() == 1 ? rooms.front().text() : "house";
  fmt::print("{}", app::evaluation_for_people(
                       {judged, evaluate_absences(days, maker, settings, rng), scope, rooms}));
  return {};
}

}  // namespace
}  // namespace lamplighter

int main(int argc, char** argv) {
  CLI::App command("The observer's test of splice as it was first described.");
  lamplighter::app::TrainingInput input;
  lamplighter::app::add_training_input(command, input);
  lamplighter::EvaluationSettings settings;
  command.add_option("--splits", settings.splits, "Number of random splits");
  bool dark_only = false;
  command.add_flag("--dark-only", dark_only, "As of lamplighter evaluate");
  CLI11_PARSE(command, argc, argv);
  const lamplighter::Result<void> done = lamplighter::judge(input, settings, dark_only);
  if (!done) fmt::print(stderr, "first_splice_trial: {}\n", done.error().message);
  return done ? 0 : 2;
}
