// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/result.h"
#include "lamps/house_lamps.h"
#include "learning/planner.h"
#include "playing/light_watch.h"
#include "playing/play_controller.h"
#include "state/play_memory_file.h"
#include "system/file_watch.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lamplighter::app {

/// Problems of the lamps found by the player, one sentence each. Thread-safe.
class PlayProblems {
 public:
  void took(const PlayStep& step);

  /// Sets why the day's plan cannot be made; empty: it can.
  void plan(const std::string& why);

  [[nodiscard]] std::vector<std::string> sentences() const;

 private:
  mutable std::mutex mutex_;
  std::map<RoomName, std::string> silent_;  ///< an empty name: the whole house
  std::map<RoomName, std::string> failing_;
  std::string plan_;
};

/// All parts of the player, made from a config: lamps, controller, the occupancy order, and their
/// files in the store.
class PlayHouse {
 public:
  struct Calls {
    std::function<void(const PlayStep&)> on_step = nullptr;
    std::function<void(const Error&)> on_trouble = nullptr;       ///< for errors of stored state
    std::function<void(const Error&)> on_play_trouble = nullptr;  ///< reveals an absence
    std::function<void()> alive = nullptr;
    std::function<void(const std::vector<std::string>&)> on_problems = nullptr;  ///< changed
  };

  /// Does not contact lamps or need a model yet: both may appear later. Errors: an invalid config
  /// or key file, a store that cannot be used. Requires: the clock outlives this.
  static Result<std::unique_ptr<PlayHouse>> open(const Config& config,
                                                 const PlannerOptions& planner, Clock& clock,
                                                 Rng rng, Calls calls,
                                                 const LampLimits& limits = {});
  ~PlayHouse();

  /// Plays while the house is away, until a stop is requested; lamps then stay as they are. Calls
  /// `on_status` with its status.
  void run(const std::stop_token& stop, std::function<void(const PlayStatus&)> on_status);

  /// Restores the lamps. Call after `run`, unless another process continues.
  void restore_lamps();

  /// A reading of any sensor; shows whether commanded lamps give light. Thread-safe.
  void light(const Reading& reading) { lights_.reading(reading); }

  /// The state of Home Assistant's persons; with away_when_gone the order follows it. Thread-safe.
  void persons(const PersonsSeen& seen);

  [[nodiscard]] Presence& presence() { return *presence_; }

  /// A sentence for each kind of lamps that cannot be opened yet. Thread-safe.
  [[nodiscard]] std::vector<std::string> lamp_troubles() const { return lamps_->troubles(); }

  /// A recommendation for the user although the lamps work, if any. Thread-safe.
  [[nodiscard]] std::optional<std::string> lamp_notice() const { return lamps_->notice(); }

 private:
  PlayHouse(const Config& config, PlannerOptions planner, Clock& clock, Calls calls);

  Result<void> open_presence();
  void open_player(Rng rng);
  Result<Plan> plan_at(Instant at);
  void took_turn();
  Result<OccupancyOverride> change_order(const Presence::Change& change);
  void order_changed();
  void follow_persons();
  void took_step(const PlayStep& step);
  void recorded(const Result<void>& written);
  void trouble(const Error& error) const;
  void turned(bool away, Instant at);
  void judged(const std::string& sentence);
  void tell_of_silent_lamps();
  void show_problems();

  Config config_;
  PlannerOptions planner_;
  Clock& clock_;
  Calls calls_;
  Bell bell_;
  PlayRecord record_;
  bool unrecorded_ = false;
  LightWatch lights_;
  std::mutex following_;                ///< guards persons_
  std::optional<PersonsSeen> persons_;  ///< empty until they are known
  Instant opened_at_{};
  std::mutex judging_;                 ///< guards withheld_
  std::vector<std::string> withheld_;  ///< messages that would reveal an absence
  RoomDusks dusks_;
  Instant planned_noon_{};  ///< of the plan being played, with the dusks it includes
  Dusks planned_dusks_;
  bool is_to_trim_ = true;              ///< after the first look, and after each plan
  std::set<std::string> silent_lamps_;  ///< sentences already logged
  PlayProblems problems_;
  std::vector<std::string> shown_problems_;
  std::unique_ptr<Presence> presence_;
  std::unique_ptr<HouseLamps> lamps_;
  std::unique_ptr<Player> player_;
  PlayController* controller_ = nullptr;  ///< set while it runs
  std::unique_ptr<FileWatch> watch_;
  files::FileHandle claim_;  ///< marks the store as in use: no backup is restored over it
};

}  // namespace lamplighter::app
