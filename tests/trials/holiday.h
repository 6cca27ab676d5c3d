// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capture_process.h"
#include "config/config.h"
#include "core/random.h"
#include "hue/pairing.h"
#include "hue_emulator/server.h"
#include "learning/planner.h"
#include "lent_clock.h"
#include "mqtt/child_broker.h"
#include "testing/clocks.h"
#include "testing/scratch_folder.h"

#include <atomic>
#include <cstdint>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter::trials {

inline constexpr std::chrono::seconds recovery{30};  ///< after a fault, before lamps are checked

/// The parts of a holiday that the story and the player share.
struct HolidayHouse {
  std::string folder;  ///< of store, model, key and authority
  int broker_port = 0;
  int discovery_port = 0;  ///< of the service that knows the bridge's address
  std::uint64_t planning_seed = 0;

  [[nodiscard]] app::Config config() const;
  [[nodiscard]] app::PlannerOptions planning() const;
};

/// The player's process: plays the house as `run` does, with a clock lent through `socket`.
void play_holiday(const HolidayHouse& house, std::uint64_t rng, int socket);

/// The result of a holiday.
struct HolidayReport {
  int faults = 0;
  int kills = 0;           ///< kills of the player
  int kills_at_work = 0;   ///< of those, while a lamp was being switched
  int switches = 0;        ///< recorded by the player
  int judged_minutes = 0;  ///< outside faults and their recovery time
  int wrong = 0;           ///< rooms that were not as planned then
  int switches_at_home = 0;
  int hands = 0;             ///< lamps that somebody changed meanwhile
  int wrong_at_home = 0;     ///< lamps, a minute each, once they had time to be restored
  int commands = 0;          ///< to lamps, as the bridge counts them
  int refused = 0;           ///< of them, by the bridge though nothing was wrong with it
  int commands_at_home = 0;  ///< before leaving, and later than ten minutes after coming home
  int reads = 0;             ///< of the whole house, while nothing was wrong
  int read_minutes = 0;      ///< in so many minutes
  std::optional<std::chrono::milliseconds> restore_begins = std::nullopt;  ///< after coming home
  std::int64_t resident_kb = 0;  ///< the player's, at the end
  std::int64_t grown_kb = 0;     ///< since its second day, where it was never killed
  std::string first_wrong;       ///< when and where
};

/// `days` during which the house is away, across the end of daylight saving, with a day at home
/// before and after: the real player in its own process with an emulated bridge over HTTP, orders
/// through a real broker, a manual clock, and a random fault every hour. Its rooms have one to five
/// lamps with different abilities, some of them on, dimmed or coloured before.
class Holiday {
 public:
  struct Kind {
    int days = 14;
    bool kills = true;  ///< otherwise other faults replace kill -9
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
  void fault_of_lamp(Instant at, std::chrono::seconds length, bool may_lose_power = true);
  void fault_of_house(Instant at, std::chrono::seconds length, int kind);
  void fault_of_coming_home();
  void cannot_restore_for(std::chrono::seconds time);
  void hang_broker(bool with_order);
  void wake_broker();
  void start_bridge(hue_emulator::BridgeWorld world);
  void move_bridge();
  void revoke_key();
  void renew_key();
  void replace_store();
  void change_manually(Instant at, int tries);
  bool try_hand(Instant now);
  void crash(Instant at, std::chrono::seconds downtime);
  void restart_broker();
  void lie();
  void order(bool away);
  void let_news_arrive();
  [[nodiscard]] bool is_kept(bool away) const;
  void live();
  void sleep(Instant until);
  void deliver_news();
  void wait_for_stream(Instant now);
  void note(const std::string& what);
  void hear(const hue_emulator::BridgeRequest& request, int status, Instant now);
  void wake();
  void kill_player();
  void judge();
  [[nodiscard]] std::vector<RoomName> lamps_off_plan(Instant now, std::chrono::seconds lag);
  [[nodiscard]] RoomName room_of(std::size_t lamp) const;
  [[nodiscard]] int lamps_off_truth();
  void count_switches();
  const Plan& plan_at(Instant at);
  void troubled_until(Instant at);
  void at_bridge(const std::function<void(hue_emulator::EmulatedBridge&)>& use);

  Rng rng_;
  std::uint64_t seed_;
  Kind kind_;
  testing::ScratchFolder folder_;
  testing::ScriptedClock clock_;
  std::unique_ptr<mqtt::ChildBroker> broker_;
  hue_emulator::EmulatedAuthority authority_;
  std::unique_ptr<hue_emulator::EmulatedBridgeServer> server_;
  std::unique_ptr<hue_emulator::BridgeListener> discovery_;
  std::atomic<int> bridge_port_ = 0;
  hue::Pairing pairing_;
  std::vector<RoomName> lamp_rooms_;               ///< by the lamp's index at the bridge
  std::vector<hue_emulator::LampSettings> truth_;  ///< expected while someone is home
  std::map<RoomName, Instant> left_until_;         ///< rooms in which a lamp was changed manually
  HolidayHouse house_;
  std::optional<app::Planner> planner_;
  Plan plan_;                          ///< of the last checked day
  std::optional<ClockLender> lender_;  ///< while the player is running
  std::unique_ptr<Process> player_;
  std::chrono::seconds downtime_{0};
  bool kill_at_work_ = false;
  Instant troubled_until_{};
  Instant unreachable_until_{};    ///< on coming home: no command can reach the bridge
  Instant restored_by_{};          ///< from then on everything must be restored
  std::uint64_t delivered_ = 0;    ///< the last of the bridge's events that the player received
  Instant listening_checked_{};    ///< when the player was last waited for to listen
  std::unique_ptr<Process> late_;  ///< a client whose order is in transit while the broker hangs
  HolidayReport report_;
  std::mutex noting_;    ///< guards story_
  std::ofstream story_;  ///< a log of events, to find out why a seed fails
};

}  // namespace lamplighter::trials
