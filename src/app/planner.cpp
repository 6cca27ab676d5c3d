// SPDX-License-Identifier: Apache-2.0
#include "app/planner.h"

#include "app/config.h"
#include "app/model_file.h"
#include "app/secret_file.h"
#include "planning/hmm_planner.h"
#include "planning/house_manners.h"

#include <CLI/CLI.hpp>

#include <utility>

namespace lamplighter::app {

void add_planner_options(CLI::App& command, PlannerOptions& options) {
  command.add_option("--model", options.model, "Model file; left out: the config's");
  auto* secret = command.add_option(
      "--secret-file", options.secret_file,
      "File with the installation's secret, made where there is none; left out: the config's");
  command.add_option("--seed", options.seed, "A number instead of the secret, for trying out")
      ->excludes(secret);
  command.add_option("--config", options.config, "Config file");
  command
      .add_option("--planner", options.planner,
                  "By days that were lived, all rooms together, or by each room's zone models")
      ->check(CLI::IsMember({"house", "hmm"}))
      ->capture_default_str();
}

Result<Planner> Planner::open(const PlannerOptions& options) {
  std::string model = options.model;
  std::string secret_file = options.secret_file;
  const bool config_needed = model.empty() || (secret_file.empty() && !options.seed);
  if (config_needed) {
    const Result<Config> config = load_config(config_path(options.config));
    if (!config)
      return with_context("the model and the secret are not all given by flags", config.error());
    if (model.empty()) model = model_path(*config);
    if (secret_file.empty()) secret_file = secret_path(*config);
  }
  Result<HouseModel> house = read_model_file(model);
  if (!house) return house.error();
  const HousePlace& where = house->place;
  const Result<TimeZone> zone = TimeZone::find(where.time_zone);
  if (!zone) return with_context(model, zone.error());
  const Result<Secret> secret = options.seed ? Result<Secret>(Secret::from_seed(*options.seed))
                                             : planning_secret(secret_file);
  if (!secret) return secret.error();
  const Place place{where.latitude, where.longitude, *zone};
  return Planner(*std::move(house), place, *secret, options.planner == "hmm");
}

Planner::Planner(HouseModel house, Place place, Secret secret, bool by_zones)
    : house_(std::move(house)), place_(place), secret_(secret) {
  if (by_zones || house_.habits.days.empty()) return;
  manners_ = house_manners(house_.habits);
  calendar_ = std::make_shared<HouseCalendar>(std::move(house_.habits), place_, secret_);
}

Plan Planner::plan(Date date) const {
  return calendar_ ? calendar_->plan(date) : plan_day_by_hmm(house_, place_, date, secret_);
}

Plan Planner::mannered(const Plan& plan, const Dusks& dusks) const {
  return with_manners(plan, place_, manners_, secret_, dusks);
}

}  // namespace lamplighter::app
