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

/// When the sensors of a house saw dusk, from the readings in its store; the result does not depend
/// on which process captures, or on restarts. If the last three weeks show how a room's lamps
/// contribute to its light, that part is not taken for daylight. Single-threaded.
class RoomDusks {
 public:
  explicit RoomDusks(const Config& config);

  /// What is known at `now` of the afternoon that begins at `noon`: rooms with lamps whose sensor
  /// saw dusk, or reported within the last quarter of an hour. Reads the store once a minute, and
  /// learns one room's light each time, all of them on the first call.
  const Dusks& look(Instant noon, Instant now);

 private:
  void learn(std::size_t most);
  void look_at(const RoomConfig& room, Instant now);
  [[nodiscard]] std::vector<Sample<Lux>> afternoon(const RoomConfig& room, Instant now) const;
  [[nodiscard]] bool is_open(const RoomConfig& room) const;

  Config config_;
  std::optional<Place> place_;
  std::map<RoomName, std::optional<LightMemory>> taught_;  ///< from the weeks before `noon_`
  Instant noon_ = Instant::min();
  Instant looked_at_ = Instant::min();
  Dusks dusks_;
};

/// The sources of a command's models and random numbers; empty values come from the config.
struct PlannerOptions {
  std::string model;
  std::string secret_file;
  std::optional<std::uint64_t> seed;
  std::string config;
  std::string planner = "house";        ///< or hmm: the original algorithm
  std::map<RoomName, double> street{};  ///< as Constraints::street
  std::map<RoomName, RoomLimits> limits{};
  /// Used if the model file does not exist.
  std::function<Result<HouseModel>()> unlearned = nullptr;
};

/// The options of a service: the model of the config, which may not exist yet.
PlannerOptions planning_by(const Config& config);

/// Declares --planner --model --secret-file --seed --config.
void add_planner_options(CLI::App& command, PlannerOptions& options);

/// Plans days from a model, its place and random numbers. Uses the model's real days if it has any
/// and `hmm` was not requested, otherwise the rooms' zone models. Single-threaded.
class Planner {
 public:
  /// If the config's model file does not exist yet, the house is planned without history. Errors:
  /// those of the model file, the secret file and the config; not_found for a time zone.
  static Result<Planner> open(const PlannerOptions& options);

  Planner(HouseModel house, Place place, Secret secret, bool by_zones = false);

  /// Before constraints are applied.
  [[nodiscard]] Plan plan(Date date) const;

  /// The plan of the local day that contains an instant.
  [[nodiscard]] Plan plan_at(Instant at) const { return plan(place_.zone.date_of(at)); }

  /// The part of a plan that is played: apply_constraints.
  [[nodiscard]] Plan constrained(const Plan& plan, const Dusks& dusks) const;

  /// What an observer will see on a date: the played plan if no sensor detects dusk.
  [[nodiscard]] Plan play(Date date) const { return constrained(plan(date), {}); }

  /// The same for the day that contains an instant.
  [[nodiscard]] Plan play_at(Instant at) const { return play(place_.zone.date_of(at)); }

  [[nodiscard]] const Place& place() const { return place_; }

 private:
  [[nodiscard]] Plan looking(Plan plan) const;

  HouseModel house_;
  Place place_;
  Secret secret_;
  Constraints constraints_;
  std::shared_ptr<HouseCalendar> calendar_;  ///< null: the zone models are used
};

/// Learns the rooms' zone models from the days and plans as `--planner hmm` does, with constraints,
/// as it would be played.
DayMaker hmm_days(std::vector<RoomName> rooms, const Place& place);

/// The plans of a house as its player makes them, without a player: the same model, secret,
/// constraints and dusks. Thread-safe.
class HousePlans {
 public:
  /// Requires: the clock outlives this and is thread-safe.
  HousePlans(const Config& config, const Clock& clock)
      : config_(config), clock_(clock), dusks_(config) {}

  /// For the rooms with lamps; for all rooms if none has any. Errors: those of Planner::open.
  Result<Plan> plan(Date date);

 private:
  Result<void> refresh();

  Config config_;
  const Clock& clock_;
  std::mutex mutex_;
  RoomDusks dusks_;
  std::optional<Planner> planner_;
  std::filesystem::file_time_type trained_{};  ///< modification time of the planner's model
};

}  // namespace lamplighter::app
