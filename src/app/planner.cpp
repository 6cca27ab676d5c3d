// SPDX-License-Identifier: Apache-2.0
#include "app/planner.h"

#include "app/config.h"
#include "app/known_house.h"
#include "app/model_file.h"
#include "app/secret_file.h"
#include "planning/hmm_planner.h"
#include "planning/house_manners.h"
#include "planning/looks.h"

#include <utility>

namespace lamplighter::app {
namespace {

/// What the flags leave out, from the config.
Result<PlannerOptions> with_config(PlannerOptions options) {
  const bool config_needed =
      options.model.empty() || (options.secret_file.empty() && !options.seed);
  if (!config_needed) return options;
  const Result<Config> config = load_config(config_path(options.config));
  if (!config)
    return with_context("the model and the secret are not all given by flags", config.error());
  const PlannerOptions whole = planning_by(*config);
  options.street = whole.street;
  if (options.secret_file.empty()) options.secret_file = whole.secret_file;
  if (!options.model.empty()) return options;
  options.model = whole.model;
  options.unlearned = whole.unlearned;
  return options;
}

}  // namespace

PlannerOptions planning_by(const Config& config) {
  std::map<RoomName, double> street;
  for (const RoomConfig& room : config.rooms)
    if (room.street) street.emplace(room.name, *room.street);
  return {.model = model_path(config),
          .secret_file = secret_path(config),
          .seed = std::nullopt,
          .config = config.path,
          .street = std::move(street),
          .unlearned = [config] { return unlearned_house(config); }};
}

Result<Planner> Planner::open(const PlannerOptions& given) {
  const Result<PlannerOptions> options = with_config(given);
  if (!options) return options.error();
  Result<HouseModel> house = read_model_file(options->model);
  const bool is_missing = !house && house.error().fault == Fault::not_found;
  if (is_missing && options->unlearned) house = options->unlearned();
  if (!house) return house.error();
  const HousePlace& where = house->place;
  const Result<TimeZone> zone = TimeZone::find(where.time_zone);
  if (!zone) return with_context(options->model, zone.error());
  const Result<Secret> secret = options->seed ? Result<Secret>(Secret::from_seed(*options->seed))
                                              : planning_secret(options->secret_file);
  if (!secret) return secret.error();
  const Place place{where.latitude, where.longitude, *zone};
  Planner planner(*std::move(house), place, *secret, options->planner == "hmm");
  planner.manners_.street = options->street;
  return planner;
}

Planner::Planner(HouseModel house, Place place, Secret secret, bool by_zones)
    : house_(std::move(house)), place_(place), secret_(secret) {
  if ((by_zones && !house_.rooms.empty()) || house_.habits.days.empty()) return;
  manners_ = house_manners(house_.habits);
  calendar_ = std::make_shared<HouseCalendar>(std::move(house_.habits), place_, secret_);
}

Plan Planner::plan(Date date) const {
  return looking(calendar_ ? calendar_->plan(date)
                           : plan_day_by_hmm(house_, place_, date, secret_));
}

Plan Planner::mannered(const Plan& plan, const Dusks& dusks) const {
  return looking(with_manners(plan, place_, manners_, secret_, dusks));
}

Plan Planner::looking(Plan plan) const {
  return with_looks(std::move(plan), house_.looks, place_.zone, secret_);
}

}  // namespace lamplighter::app
