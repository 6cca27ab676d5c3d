// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/lamp_setting.h"
#include "core/names.h"
#include "core/plan.h"
#include "core/random.h"
#include "ports/clock.h"
#include "ports/lamps.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lamplighter {

/// What happens to the lamps when a play ends.
enum class OnStop {
  restore,  ///< lamps it switched, unless changed since, return to their previous state
  off,      ///< lamps it switched are turned off
  leave,    ///< lamps stay as they are
};

/// What happens when someone changes a lamp manually.
enum class ManualOverridePolicy {
  leave_alone,  ///< its room is left alone until the next noon
  end_play,     ///< someone is home
  go_on,        ///< an automation changed it: it is played again from the room's next switch on
};

struct PlayerSettings {
  OnStop on_stop = OnStop::restore;
  ManualOverridePolicy on_hand = ManualOverridePolicy::leave_alone;

  /// Time between two commands, for walking from room to room; random each time. Also prevents a
  /// burst of commands when catching up.
  std::chrono::seconds shortest_walk = 3s;
  std::chrono::seconds longest_walk = 8s;

  std::chrono::seconds first_retry = 5s;  ///< after a lamp did not follow a command; doubles up to
  std::chrono::seconds longest_retry = 5min;

  std::chrono::seconds look_every = 10s;  ///< interval between looks at the lamps

  /// Reports within this time after a command's transition may be outdated.
  std::chrono::seconds settle = 8s;

  std::chrono::seconds longest_sleep = 30s;  ///< delay until a clock change is noticed
};

/// What a player must remember about a lamp across a crash.
struct LampMemory {
  RoomName room = {};                                ///< one of its rooms
  std::optional<LampSetting> before = std::nullopt;  ///< state before the play
  std::optional<OnOff> commanded = std::nullopt;  ///< our last command, until the lamp is restored
  std::optional<Instant> left_until = std::nullopt;  ///< it is not played before this time

  friend bool operator==(const LampMemory&, const LampMemory&) = default;
};

/// The same for all lamps of a room, as stored by earlier versions.
struct RoomMemory {
  std::optional<OnOff> before = std::nullopt;
  std::optional<OnOff> commanded = std::nullopt;
  std::optional<Instant> left_until = std::nullopt;

  friend bool operator==(const RoomMemory&, const RoomMemory&) = default;
};

struct PlayMemory {
  std::map<LampId, LampMemory> lamps = {};
  std::map<RoomName, RoomMemory> rooms = {};  ///< until the room's lamps are seen

  [[nodiscard]] bool empty() const { return lamps.empty() && rooms.empty(); }
  friend bool operator==(const PlayMemory&, const PlayMemory&) = default;
};

/// Something that the player did, failed to do, or noticed.
struct PlayStep {
  enum class Outcome {
    switched,
    restored,          ///< to its previous state
    changed_manually,  ///< a lamp of the room was changed to `to`; it is left alone
    failed,            ///< a command; each reason is reported once until a command succeeds
    silent,            ///< no lamp responded to a look; each reason is reported once
    answers_again      ///< after `silent`
  };

  Instant at;
  RoomName room;  ///< empty if it concerns all of them
  OnOff to;
  Outcome outcome;
  std::string message;  ///< reason of a failure, otherwise empty
};

/// Callbacks of a player.
struct PlayerCalls {
  /// Returns the plan for the local day that contains an instant.
  std::function<Result<Plan>(Instant)> plan_at;
  std::function<void(const PlayStep&)> on_step;
  /// Makes the memory durable; called before the corresponding command. If it fails, the lamp is
  /// not switched on. Null: nothing is stored.
  std::function<Result<void>(const PlayMemory&)> remember = nullptr;
};

/// Carries out plans. On every turn it compares what the plan says *now* with the state of the
/// lamps, and corrects differences; so nothing missed during a sleep, a crash or without a bridge
/// is replayed, and a clock that jumps needs no special case. Not thread-safe.
///
/// Lamps are independent of each other: a lamp is played once its state has been seen, and restored
/// to its previous state only if we changed it. Manual changes are recognised as follows: a lamp
/// that had the expected state, responded all the time, and has another state now was changed
/// manually. A lamp that was unreachable in between (a power cut, a wall switch), whose transition
/// may still be running, or that never followed the command, is corrected.
class Player {
 public:
  /// `memory`: that of an earlier process. Requires: clock and lamps outlive this.
  Player(Clock& clock, Lamps& lamps, PlayerSettings settings, PlayerCalls calls, Rng rng,
         PlayMemory memory = {});

  /// Does what is due, for at most one room, and returns when to call it again at the latest.
  /// Errors: that of `plan_at`.
  Result<Instant> turn();

  /// Lamps may have changed: the next turn looks at them.
  void look_soon() { look_at_ = Instant::min(); }

  /// The plan may have changed: the next turn requests it again.
  void plan_again() { plan_again_ = true; }

  /// Looks at the lamps without playing, so that faults are known before the lamps are needed.
  void look();

  /// Restores each lamp that it switched and that was not changed since, according to `on_stop`.
  /// Returns true when all lamps are restored; otherwise call it again later.
  bool restore();

  /// Whether lamps that it switched have not been restored yet.
  [[nodiscard]] bool owes_lamps() const;

  /// Forgets the lamps that have not been restored.
  void forget();

  /// Whether a manual change was noticed since the last `restore` or `forget`.
  [[nodiscard]] bool manual_override_seen() const { return manual_override_seen_; }

  /// Whether all lamps responded to the last look or command.
  [[nodiscard]] bool is_well() const;

  /// A sentence for every lamp that did not respond although others in its room did.
  [[nodiscard]] std::set<std::string> unreachable_lamps() const;

  /// The plan's next switch today, if known.
  [[nodiscard]] std::optional<Instant> next_switch() const;

  /// Runs turns until a stop request or until `until`, then restores the lamps. Errors: those of
  /// `turn`; the lamps are restored nevertheless.
  Result<void> play(const std::stop_token& stop, std::optional<Instant> until = std::nullopt);

 private:
  /// Whether to report a reason: once, and only the first few of reasons that vary.
  static bool is_new_reason(std::set<std::string>& reported, const std::string& reason);

  /// What is known about a lamp.
  enum class Status {
    unknown,           ///< never seen: not played
    as_found,          ///< seen, and not switched by us
    commanded,         ///< not yet confirmed
    as_commanded,      ///< confirmed
    changed_manually,  ///< left alone until `left_until`
    restoring,         ///< commanded to its previous state; not yet confirmed
    restored,
    unreachable,
  };

  struct Lamp {
    LampMemory memory;
    Status status = Status::unknown;
    std::set<RoomName> rooms;
    OnOff shows = OnOff::off;           ///< assumed state; meaningless if the status is unknown
    std::optional<LampSetting> looked;  ///< while on: as last seen, after settling
    LampSetting expected = {};          ///< from our last command, as far as known
    std::string trouble;                ///< why it is unreachable
    std::set<std::string> failures;     ///< reported reasons why commands failed
    Instant settled_at{};               ///< before this, reports may be outdated
    Instant retry_at{};
    std::chrono::seconds retry_after{0};
  };

  void clock_may_have_jumped(Instant now);
  Result<void> refresh_plan(Instant now);
  void take_in(const HouseLook& house, Instant now);
  void adopt(Lamp& lamp) const;
  void compare(Lamp& lamp, const SeenLamp& seen, Instant now);
  void saw_first(Lamp& lamp, const LampSetting& is);
  void take_on(Lamp& lamp, const LampSetting& is);
  void came_back(Lamp& lamp, const LampSetting& is, Instant now);
  void saw_change(Lamp& lamp, const LampSetting& is, Instant now);
  void compare_look(Lamp& lamp, const LampSetting& is, Instant now);
  void changed_manually(Lamp& lamp, const LampSetting& is);
  void report_silent_rooms();
  [[nodiscard]] OnOff planned(const Lamp& lamp, Instant now) const;
  [[nodiscard]] bool is_due(const Lamp& lamp, const RoomName& room, Instant now) const;
  [[nodiscard]] bool any_on(const RoomName& room) const;
  std::optional<RoomName> most_overdue_room(Instant now) const;
  void move(const RoomName& name, Instant now);
  void command(const RoomName& name, const LampRequests& requests);
  void note_failure(Lamp& lamp, OnOff to, const Error& error);
  [[nodiscard]] LampSetting restored_setting(const Lamp& lamp) const;
  [[nodiscard]] bool is_restored(const Lamp& lamp, const LampId& id, const HouseLook& house,
                                 Instant now, LampRequests& requests) const;
  bool see_restored(LampRequests& requests);
  void command_restore(const LampRequests& requests);
  Result<void> remember();
  Instant next_wake(Instant now) const;
  void report(const RoomName& room, OnOff to, PlayStep::Outcome outcome,
              const std::string& message = "");

  Clock& clock_;
  Lamps& lamps_;
  PlayerSettings settings_;
  PlayerCalls calls_;
  Rng rng_;
  std::optional<Plan> plan_;
  bool plan_again_ = false;
  std::map<LampId, Lamp> known_;
  std::map<RoomName, RoomMemory> old_rooms_;  ///< from an earlier version, for lamps not seen yet
  std::map<RoomName, std::set<std::string>> silent_rooms_;  ///< no lamp responds: reported reasons
  std::set<std::string> house_gone_;  ///< reported reasons why looking at the lamps failed
  bool manual_override_seen_ = false;
  bool saw_before_ = false;  ///< for the first time, during this look
  Instant look_at_ = Instant::min();
  Instant free_at_{};  ///< the next command is not sent before this
};

}  // namespace lamplighter
