// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/names.h"
#include "core/plan.h"
#include "core/result.h"
#include "detection/live.h"
#include "model/house_model.h"
#include "observer/evaluation.h"
#include "planning/constraints.h"
#include "planning/darkness.h"
#include "planning/house_planner.h"
#include "planning/secret.h"
#include "ports/clock.h"
#include "sky/sun.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace lamplighter::app {

/// When the sensors of a house saw dusk, from the readings in its store; so that it does not matter
/// which process captures, nor whether one was restarted. Where the last three weeks teach how a
/// room's lamps look, light of theirs is no daylight. One thread.
class RoomDusks {
 public:
  explicit RoomDusks(const Config& config);

  /// What is known at `now` of the afternoon that begins at `noon`: rooms with lamps whose sensor
  /// saw dusk, or spoke within the last quarter of an hour. Looks at the store once a minute, and
  /// learns one room's light each time, all at the first.
  const Dusks& look(Instant noon, Instant now);

 private:
  void learn(std::size_t most);
  void look_at(const RoomConfig& room, Instant now);
  [[nodiscard]] std::vector<Sample<Lux>> afternoon(const RoomConfig& room, Instant now) const;
  [[nodiscard]] bool is_open(const RoomConfig& room) const;

  Config config_;
  std::optional<Place> place_;
  std::map<RoomName, std::optional<LightMemory>> taught_;  ///< by the weeks before `noon_`
  Instant noon_ = Instant::min();
  Instant looked_at_ = Instant::min();
  Dusks dusks_;
};

/// Where a command's models and its chance come from; empty texts leave it to the config.
struct PlannerOptions {
  std::string model;
  std::string secret_file;
  std::optional<std::uint64_t> seed;
  std::string config;
  std::string planner = "house";        ///< or hmm: the ancestor's
  std::map<RoomName, double> street{};  ///< as Constraints::street
  std::map<RoomName, RoomLimits> limits{};
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

  /// Before the limits of play.
  [[nodiscard]] Plan plan(Date date) const;

  /// The plan of the local day that contains an instant.
  [[nodiscard]] Plan plan_at(Instant at) const { return plan(place_.zone.date_of(at)); }

  /// What of a plan is played: apply_constraints.
  [[nodiscard]] Plan constrained(const Plan& plan, const Dusks& dusks) const;

  /// What will be seen of a date: what is played where no sensor watches the dusk.
  [[nodiscard]] Plan play(Date date) const { return constrained(plan(date), {}); }

  /// The same of the day that contains an instant.
  [[nodiscard]] Plan play_at(Instant at) const { return play(place_.zone.date_of(at)); }

  [[nodiscard]] const Place& place() const { return place_; }

 private:
  [[nodiscard]] Plan looking(Plan plan) const;

  HouseModel house_;
  Place place_;
  Secret secret_;
  Constraints constraints_;
  std::shared_ptr<HouseCalendar> calendar_;  ///< nothing: by the zone models
};

/// Learns the rooms' zone models from the days and plans as `--planner hmm` does, with constraints,
/// as it would be played.
DayMaker hmm_days(std::vector<RoomName> rooms, const Place& place);

/// The plans of a house as its player makes them, without a player: the same model, secret,
/// constraints and dusks. Any thread.
class HousePlans {
 public:
  /// Requires: the clock outlives this, and threads may share it.
  HousePlans(const Config& config, const Clock& clock)
      : config_(config), clock_(clock), dusks_(config) {}

  /// Of the rooms that have lamps; of all where none has. Errors: those of Planner::open.
  Result<Plan> plan(Date date);

 private:
  Result<void> refresh();

  Config config_;
  const Clock& clock_;
  std::mutex mutex_;
  RoomDusks dusks_;
  std::optional<Planner> planner_;
  std::filesystem::file_time_type trained_{};  ///< when the model was that the planner is of
};

}  // namespace lamplighter::app
