// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.h"
#include "core/plan.h"
#include "core/result.h"
#include "model/house_model.h"
#include "planning/dusk.h"
#include "planning/house_calendar.h"
#include "planning/manners.h"
#include "planning/secret.h"
#include "sky/place.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace lamplighter::app {

/// Where a command's models and its chance come from; empty texts leave it to the config.
struct PlannerOptions {
  std::string model;
  std::string secret_file;
  std::optional<std::uint64_t> seed;
  std::string config;
  std::string planner = "house";        ///< or hmm: the ancestor's
  std::map<RoomName, double> street{};  ///< as Manners::street
  /// Instead of a model file that is not there.
  std::function<Result<HouseModel>()> unlearned = nullptr;
};

/// What a service plans by: the config's model, or none yet.
PlannerOptions planning_by(const Config& config);

/// Declares --planner --model --secret-file --seed --config.
void add_planner_options(CLI::App& command, PlannerOptions& options);

/// Plans days: a model, the place it was trained for, and chance. By days that were lived where the
/// model has any and nobody asked for the ancestor's way, else by the rooms' zone models. One
/// thread.
class Planner {
 public:
  /// Where the config names a model file that is not there yet, the house is planned as one that
  /// nobody has watched. Errors: those of the model file, the secret file and the config; not_found
  /// for a time zone.
  static Result<Planner> open(const PlannerOptions& options);

  Planner(HouseModel house, Place place, Secret secret, bool by_zones = false);

  [[nodiscard]] Plan plan(Date date) const;

  /// The plan of the local day that contains an instant.
  [[nodiscard]] Plan plan_at(Instant at) const { return plan(place_.zone.date_of(at)); }

  /// What of a plan is played: with_manners.
  [[nodiscard]] Plan mannered(const Plan& plan, const Dusks& dusks) const;

  /// What is played of the day that contains an instant, by the sun.
  [[nodiscard]] Plan play_at(Instant at) const { return mannered(plan_at(at), {}); }

  [[nodiscard]] const Place& place() const { return place_; }

 private:
  [[nodiscard]] Plan looking(Plan plan) const;

  HouseModel house_;
  Place place_;
  Secret secret_;
  Manners manners_;
  std::shared_ptr<HouseCalendar> calendar_;  ///< nothing: by the zone models
};

}  // namespace lamplighter::app
