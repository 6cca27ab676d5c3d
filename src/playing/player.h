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

/// What happens to the lamps when a play is stopped.
enum class OnStop {
  restore,  ///< the lamps it switched, and that were not changed since, are as they were before
  off,      ///< the lamps it switched go off
  leave,    ///< nothing is touched
};

/// What happens when somebody changes a lamp manually.
enum class ManualOverridePolicy {
  leave_alone,  ///< its room is left alone until the next noon
  end_play,     ///< somebody is home
  go_on,        ///< it was an automation: the lamp is played again from the room's next switch on
};

struct PlayerSettings {
  OnStop on_stop = OnStop::restore;
  ManualOverridePolicy on_hand = ManualOverridePolicy::leave_alone;

  /// Between two commands, as a person walks from room to room; drawn anew each time. Keeps
  /// catching up from a burst.
  std::chrono::seconds shortest_walk = 3s;
  std::chrono::seconds longest_walk = 8s;

  std::chrono::seconds first_retry = 5s;  ///< after a lamp did not obey; doubles up to
  std::chrono::seconds longest_retry = 5min;

  std::chrono::seconds look_every = 10s;  ///< how often the lamps are looked at

  /// What a lamp reports sooner after the transition of a command may be old.
  std::chrono::seconds settle = 8s;

  std::chrono::seconds longest_sleep = 30s;  ///< a clock that was set is noticed after this
};

/// What a player must still know of a lamp after a crash.
struct LampMemory {
  RoomName room = {};                                ///< one that it is in
  std::optional<LampSetting> before = std::nullopt;  ///< what it was before the play
  std::optional<OnOff> commanded = std::nullopt;     ///< our last command, until it is restored
  std::optional<Instant> left_until = std::nullopt;  ///< it is not played before this

  friend bool operator==(const LampMemory&, const LampMemory&) = default;
};

/// The same of all lamps of a room, as programs of before remembered it.
struct RoomMemory {
  std::optional<OnOff> before = std::nullopt;
  std::optional<OnOff> commanded = std::nullopt;
  std::optional<Instant> left_until = std::nullopt;

  friend bool operator==(const RoomMemory&, const RoomMemory&) = default;
};

struct PlayMemory {
  std::map<LampId, LampMemory> lamps = {};
  std::map<RoomName, RoomMemory> rooms = {};  ///< until the lamps of the room are seen

  [[nodiscard]] bool empty() const { return lamps.empty() && rooms.empty(); }
  friend bool operator==(const PlayMemory&, const PlayMemory&) = default;
};

/// One thing the player did, could not do, or noticed.
struct PlayStep {
  enum class Outcome {
    switched,
    restored,          ///< to how it was before
    changed_manually,  ///< a lamp of the room was made `to`; it is left alone
    failed,            ///< a command; each reason once until one succeeds
    silent,            ///< no lamp answered when looked at; each reason once
    answers_again      ///< after silence
  };

  Instant at;
  RoomName room;  ///< empty where it is about all of them
  OnOff to;
  Outcome outcome;
  std::string message;  ///< why it failed, else empty
};

/// What a player asks of whoever made it.
struct PlayerCalls {
  /// The plan of the local day that contains an instant.
  std::function<Result<Plan>(Instant)> plan_at;
  std::function<void(const PlayStep&)> on_step;
  /// Makes the memory durable; called before the command it speaks of. A lamp is not switched on
  /// where that fails. Absent: nothing is remembered.
  std::function<Result<void>(const PlayMemory&)> remember = nullptr;
};

/// Carries plans out. At every instant it compares what the plan says *now* with what the lamps
/// are, and mends the difference; so nothing that was missed while it slept, crashed or had no
/// bridge is replayed, and a clock that jumps needs no special case. One thread.
///
/// Each lamp is by itself: it is played once its state was seen, and restored to what it was, only
/// where we changed it. Who changed a lamp is told so: one that was as we knew it, answered all the
/// time, and is another way now was changed manually. One that was unreachable in between (a power
/// cut, a wall switch), whose transition may still run, or that never did what we said, is mended.
class Player {
 public:
  /// `memory`: of an earlier process. Requires: clock and lamps outlive this.
  Player(Clock& clock, Lamps& lamps, PlayerSettings settings, PlayerCalls calls, Rng rng,
         PlayMemory memory = {});

  /// Does what is due, at most one room, and says when to be called again at the latest. Errors:
  /// that of `plan_at`.
  Result<Instant> turn();

  /// Something may have happened to the lamps: the next turn looks at them.
  void look_soon() { look_at_ = Instant::min(); }

  /// The plan may be another one now: the next turn asks for it.
  void plan_again() { plan_again_ = true; }

  /// Looks at the lamps without playing, so that what is broken is known before it is needed.
  void look();

  /// Restores, lamp by lamp and as `on_stop` says, what it switched and was not changed since.
  /// True when that was seen of every lamp; otherwise call again later.
  bool restore();

  /// Whether lamps that it switched were not restored yet.
  [[nodiscard]] bool owes_lamps() const;

  /// Forgets what it owes.
  void forget();

  /// Whether a manual change was noticed since the last `restore` or `forget`.
  [[nodiscard]] bool manual_override_seen() const { return manual_override_seen_; }

  /// Whether all lamps answered when last looked at or spoken to.
  [[nodiscard]] bool is_well() const;

  /// A sentence for every lamp that did not answer though others of its room did.
  [[nodiscard]] std::set<std::string> unreachable_lamps() const;

  /// The plan's next switch of today, as far as it is known.
  [[nodiscard]] std::optional<Instant> next_switch() const;

  /// turn after turn until asked to stop or until the clock shows `until`, then restore. Errors:
  /// those of turn; the lamps are restored all the same.
  Result<void> play(const std::stop_token& stop, std::optional<Instant> until = std::nullopt);

 private:
  /// Whether a reason is to be said: once, and of those that always read otherwise the first ones.
  static bool is_new_reason(std::set<std::string>& said, const std::string& reason);

  /// What is known of a lamp.
  enum class Status {
    unknown,           ///< never seen: it is not played
    as_found,          ///< seen, and not ours
    commanded,         ///< not yet seen to be so
    as_commanded,      ///< seen to be so
    changed_manually,  ///< it is somebody's until `left_until`
    restoring,         ///< commanded to be as before; not yet seen to be so
    restored,
    unreachable,
  };

  struct Lamp {
    LampMemory memory;
    Status status = Status::unknown;
    std::set<RoomName> rooms;
    OnOff shows = OnOff::off;  ///< what it is, as far as we know; not where the status is unknown
    std::optional<LampSetting> looked;  ///< while on: as last seen, once it had settled
    LampSetting expected = {};          ///< by our last command, as far as is known
    std::string trouble;                ///< why it is unreachable
    std::set<std::string> failures;     ///< why commands failed, as it was said
    Instant settled_at{};               ///< until then what it reports may be old
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
  std::map<RoomName, RoomMemory> old_rooms_;  ///< of a program of before, for lamps not seen yet
  std::map<RoomName, std::set<std::string>> silent_rooms_;  ///< no lamp answers: why, as was said
  std::set<std::string> house_gone_;  ///< why no lamp could be looked at, as was said
  bool manual_override_seen_ = false;
  bool saw_before_ = false;  ///< for the first time, in this look
  Instant look_at_ = Instant::min();
  Instant free_at_{};  ///< not before this is the next command given
};

}  // namespace lamplighter
