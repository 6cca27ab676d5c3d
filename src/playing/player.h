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
#include <string>

namespace lamplighter {

/// What happens to the lamps when a play is stopped.
enum class OnStop {
  restore,  ///< the lamps it switched, and nobody touched since, go back to how they were before
  off,      ///< the lamps it switched go off
  leave,    ///< nothing is touched
};

/// What happens when somebody switches a lamp by hand.
enum class ManualOverridePolicy {
  leave_alone,  ///< the room is left alone until the next noon
  end_play,     ///< somebody is home
};

struct PlayerSettings {
  OnStop on_stop = OnStop::restore;

  /// Between two commands, as a person walks from room to room; drawn anew each time. Keeps
  /// catching up from a burst.
  std::chrono::seconds shortest_walk = 3s;
  std::chrono::seconds longest_walk = 8s;

  std::chrono::seconds first_retry = 5s;  ///< after a lamp did not obey; doubles up to
  std::chrono::seconds longest_retry = 5min;

  std::chrono::seconds look_every = 10s;  ///< how often the lamps are looked at
  std::chrono::seconds settle = 8s;       ///< what a lamp shows sooner after a command may be old

  std::chrono::seconds longest_sleep = 30s;  ///< a clock that was set is noticed after this
};

/// What a player must still know of a room after a crash.
struct RoomMemory {
  std::optional<OnOff> before = std::nullopt;        ///< what its lamps were before the play
  std::optional<OnOff> told = std::nullopt;          ///< our last command; absent: none
  std::optional<Instant> left_until = std::nullopt;  ///< somebody touched it: not before this

  friend bool operator==(const RoomMemory&, const RoomMemory&) = default;
};

using PlayMemory = std::map<RoomName, RoomMemory>;

/// One thing the player did, could not do, or noticed.
struct PlayStep {
  enum class Outcome {
    switched,
    handed_over,
    touched,       ///< somebody's hand made the lamps `to`; they are left alone
    failed,        ///< a command; said once until one succeeds
    silent,        ///< did not answer when looked at; said once
    answers_again  ///< after silence
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
/// Who switched a lamp is told so: a lamp that was as we knew it, answered all the time, and is
/// another way now was switched by a hand. One that was gone in between (a power cut, a wall
/// switch) or never did what we said is mended.
class Player {
 public:
  /// `memory`: of an earlier process. Requires: clock and lamps outlive this.
  Player(Clock& clock, Lamps& lamps, PlayerSettings settings, PlayerCalls calls, Rng chance,
         PlayMemory memory = {});

  /// Does what is due, at most one command, and says when to be called again at the latest.
  /// Errors: that of `plan_at`.
  Result<Instant> turn();

  /// Something may have happened to the lamps: the next turn looks at them.
  void look_soon() { look_at_ = Instant::min(); }

  /// The plan may be another one now: the next turn asks for it.
  void plan_again() { plan_again_ = true; }

  /// Looks at the lamps without playing, so that what is broken is known before it is needed.
  void look();

  /// Gives the lamps back as `on_stop` says: those it switched and nobody touched since. True when
  /// none is left; otherwise call again later.
  bool hand_over();

  /// Whether lamps that it switched were not handed over yet.
  [[nodiscard]] bool owes_lamps() const;

  /// Forgets what it owes.
  void forget();

  /// Whether a hand was noticed since the last `hand_over` or `forget`.
  [[nodiscard]] bool manual_override_seen() const { return saw_a_hand_; }

  /// Whether all lamps answered when last looked at or spoken to.
  [[nodiscard]] bool is_well() const;

  /// The plan's next switch of today, as far as it is known.
  [[nodiscard]] std::optional<Instant> next_switch() const;

  /// turn after turn until asked to stop or until the clock shows `until`, then hand_over. Errors:
  /// those of turn; the lamps are handed over all the same.
  Result<void> play(const std::stop_token& stop, std::optional<Instant> until = std::nullopt);

 private:
  struct Room {
    RoomMemory memory;
    std::optional<OnOff> shows;  ///< what its lamps are, as far as we know
    bool confirmed = false;      ///< seen since our last command
    bool gone = false;           ///< did not answer when last looked at
    bool silent = false;         ///< and that was said
    bool failing = false;        ///< a command failed, and that was said
    Instant commanded_at{};
    Instant retry_at{};
    std::chrono::seconds retry_after{0};
  };

  void clock_may_have_jumped(Instant now);
  Result<void> refresh_plan(Instant now);
  void compare(const RoomName& name, Room& room, const Result<OnOff>& seen, Instant now);
  void lost_sight(const RoomName& name, Room& room, const Error& error);
  void manual_override_at(const RoomName& name, Room& room, OnOff to);
  std::optional<RoomName> most_overdue_room(Instant now);
  void move(const RoomName& name, Instant now);
  void note_failure(const RoomName& name, Room& room, OnOff to, const Error& error);
  bool give_back(const RoomName& name, Room& room, const Result<OnOff>& seen);
  Result<void> remember();
  void remember_what_was();
  Instant next_wake(Instant now) const;
  void report(const RoomName& room, OnOff to, PlayStep::Outcome outcome,
              const std::string& message = "");

  Clock& clock_;
  Lamps& lamps_;
  PlayerSettings settings_;
  PlayerCalls calls_;
  Rng chance_;
  std::optional<Plan> plan_;
  bool plan_again_ = false;
  std::map<RoomName, Room> rooms_;
  bool house_gone_ = false;  ///< no room could be looked at, reported
  bool saw_a_hand_ = false;
  bool saw_before_ = false;  ///< for the first time, in this look
  Instant look_at_ = Instant::min();
  Instant free_at_{};  ///< not before this is the next command given
};

}  // namespace lamplighter
