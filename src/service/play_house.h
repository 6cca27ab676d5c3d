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

/// What is wrong with the lamps by what the player did, a sentence each. Any thread.
class PlayProblems {
 public:
  void took(const PlayStep& step);

  /// That the day's plan cannot be made; empty: it can.
  void plan(const std::string& why);

  [[nodiscard]] std::vector<std::string> sentences() const;

 private:
  mutable std::mutex mutex_;
  std::map<RoomName, std::string> silent_;  ///< an empty name: the whole house
  std::map<RoomName, std::string> failing_;
  std::string plan_;
};

/// Everything that plays, made from a config: lamps, player, the order on who is home, and what is
/// kept of all that in the store.
class PlayHouse {
 public:
  struct Calls {
    std::function<void(const PlayStep&)> on_step = nullptr;
    std::function<void(const Error&)> on_trouble = nullptr;       ///< with what is kept
    std::function<void(const Error&)> on_play_trouble = nullptr;  ///< tells that nobody is home
    std::function<void()> alive = nullptr;
    std::function<void(const std::vector<std::string>&)> on_problems = nullptr;  ///< other ones now
  };

  /// Asks no lamp and needs no model yet: both may come later. Errors: a config or key file that
  /// is wrong, a store that cannot be used. Requires: the clock outlives this.
  static Result<std::unique_ptr<PlayHouse>> open(const Config& config,
                                                 const PlannerOptions& planner, Clock& clock,
                                                 Rng rng, Calls calls,
                                                 const LampLimits& limits = {});
  ~PlayHouse();

  /// Plays while nobody is home, until asked to stop; lamps then stay as they are. Shows what it is
  /// at to `on_status`.
  void run(const std::stop_token& stop, std::function<void(const PlayStatus&)> on_status);

  /// Gives the lamps back. Call after `run`, unless another process is to go on.
  void restore_lamps();

  /// A reading of any sensor; shows whether lamps that are switched on shine. Any thread.
  void light(const Reading& reading) { lights_.reading(reading); }

  /// What is known of Home Assistant's persons; with away_when_gone the order follows. Any thread.
  void persons(const PersonsSeen& seen);

  [[nodiscard]] Presence& presence() { return *presence_; }

  /// A sentence for each kind of lamps that cannot be opened yet. Any thread.
  [[nodiscard]] std::vector<std::string> lamp_troubles() const { return lamps_->troubles(); }

  /// What a person should change though the lamps are played, if anything. Any thread.
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
  std::optional<PersonsSeen> persons_;  ///< nothing was heard of them yet
  Instant opened_at_{};
  std::mutex judging_;               ///< guards unsaid_
  std::vector<std::string> unsaid_;  ///< verdicts that would tell a reader that nobody is home
  RoomDusks dusks_;
  Instant planned_noon_{};  ///< of the plan that is played, and the dusks that it knows
  Dusks planned_dusks_;
  bool is_to_trim_ = true;              ///< after the first look, and after each plan
  std::set<std::string> silent_lamps_;  ///< sentences that were said
  PlayProblems problems_;
  std::vector<std::string> shown_problems_;
  std::unique_ptr<Presence> presence_;
  std::unique_ptr<HouseLamps> lamps_;
  std::unique_ptr<Player> player_;
  PlayController* controller_ = nullptr;  ///< while it runs
  std::unique_ptr<FileWatch> watch_;
  files::FileHandle claim_;  ///< of the store, so that nobody restores another one over it
};

}  // namespace lamplighter::app
