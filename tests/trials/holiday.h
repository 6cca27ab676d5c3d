// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capture_process.h"
#include "config/config.h"
#include "core/random.h"
#include "hue_emulator/server.h"
#include "learning/planner.h"
#include "lent_clock.h"
#include "mqtt/child_broker.h"
#include "testing/clocks.h"
#include "testing/scratch_folder.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace lamplighter::trials {

inline constexpr std::chrono::seconds recovery{30};  ///< after a fault, until lamps are judged

/// What of a holiday the story and the player must agree on.
struct HolidayHouse {
  std::string folder;  ///< of store, model and key
  int broker_port = 0;
  std::uint64_t planning_seed = 0;

  [[nodiscard]] app::Config config() const;
  [[nodiscard]] app::PlannerOptions planning() const;
};

/// The player's process: plays the house, as `run` does, by a clock that is lent through `socket`.
void play_holiday(const HolidayHouse& house, std::uint64_t chance, int socket);

/// What a holiday showed.
struct HolidayReport {
  int faults = 0;
  int kills = 0;           ///< of them, of the player
  int kills_at_work = 0;   ///< of them, while a lamp was to be switched
  int switches = 0;        ///< that the player recorded
  int judged_minutes = 0;  ///< outside faults and their time of recovery
  int wrong = 0;           ///< rooms that were not as planned then
  int switches_at_home = 0;
  int lit_at_home = 0;           ///< rooms, a minute each, from 30 s after somebody came home
  std::int64_t resident_kb = 0;  ///< the player's, at the end
  std::int64_t grown_kb = 0;     ///< since its second day, where it was never killed
  std::string first_wrong;       ///< when and where
};

/// `days` in which nobody is home, over the end of daylight saving, with a day at home before
/// and after: the real player in a process of its own against an emulated bridge over HTTP, orders
/// through a real broker, under a turned clock, and a random fault every hour.
class Holiday {
 public:
  struct Kind {
    int days = 14;
    bool kills = true;  ///< without, other faults stand in for kill -9
  };
  Holiday(std::uint64_t seed, const Kind& kind);
  ~Holiday();

  HolidayReport run();

 private:
  [[nodiscard]] static Instant leaves();
  [[nodiscard]] Instant comes_back() const;
  [[nodiscard]] Instant story_ends() const;
  void write_house();
  void script_faults();
  void fault_at(Instant at);
  void during(Instant from, std::chrono::seconds length, std::function<void()> begin,
              std::function<void()> end);
  void fault_of_lamp(Instant at, std::chrono::seconds length);
  void crash(Instant at, std::chrono::seconds downtime);
  void restart_broker();
  void lie();
  void order(bool away);
  void live();
  void sleep(Instant until);
  void wake();
  void kill_player();
  void judge();
  [[nodiscard]] std::vector<RoomName> lamps_off_plan(Instant now, std::chrono::seconds lag);
  [[nodiscard]] int lit();
  void count_switches();
  const Plan& plan_at(Instant at);
  void troubled_until(Instant at);
  void at_bridge(const std::function<void(hue_emulator::EmulatedBridge&)>& use);

  Rng chance_;
  std::uint64_t seed_;
  Kind kind_;
  testing::ScratchFolder folder_;
  testing::ScriptedClock clock_;
  std::unique_ptr<mqtt::ChildBroker> broker_;
  std::unique_ptr<hue_emulator::EmulatedBridgeServer> server_;
  HolidayHouse house_;
  std::optional<app::Planner> planner_;
  Plan plan_;                          ///< of the day that was judged last
  std::optional<ClockLender> lender_;  ///< while the player lives, as that
  std::unique_ptr<Process> player_;
  std::chrono::seconds downtime_{0};
  bool kill_at_work_ = false;
  Instant troubled_until_{};
  HolidayReport report_;
};

}  // namespace lamplighter::trials
