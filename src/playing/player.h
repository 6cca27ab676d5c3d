// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.h"
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

/// One thing the player did or could not do.
struct PlayStep {
  enum class Outcome { switched, failed, handed_over };

  Instant at;
  RoomName room;
  OnOff to;
  Outcome outcome;
  std::string message;  ///< why it failed, else empty
};

struct PlayerSettings {
  OnStop on_stop = OnStop::restore;
  std::chrono::seconds pace =
      4s;  ///< between two commands, as a person walks; keeps catching up from a burst
  std::chrono::seconds first_retry =
      5s;  ///< after a lamp did not obey; doubles up to `longest_retry`
  std::chrono::seconds longest_retry = 5min;
  std::chrono::seconds longest_sleep = 30s;  ///< a clock that was set is noticed after this
};

/// Carries plans out. At every instant it compares what the plan says *now* with what it last told
/// the lamps, and mends the difference; so nothing that was missed while it slept, crashed or had
/// no bridge is replayed, and a clock that jumps needs no special case. One thread.
class Player {
 public:
  /// The plan of the local day that contains an instant.
  using PlanAt = std::function<Result<Plan>(Instant)>;
  using OnStep = std::function<void(const PlayStep&)>;

  Player(Clock& clock, Lamps& lamps, PlanAt plan_at, PlayerSettings settings, OnStep on_step);

  /// Plays until asked to stop or until the clock shows `until`, then hands the lamps over as
  /// `on_stop` says. Errors: that of `plan_at` when there is no plan; the lamps are handed over all
  /// the same.
  Result<void> play(const std::stop_token& stop, std::optional<Instant> until = std::nullopt);

 private:
  struct Room {
    std::optional<OnOff> before;   // what the lamps were before our first command
    std::optional<OnOff> applied;  // what they are now, as far as we know
    bool switched = false;         // by us
    Instant retry_at{};
    std::chrono::seconds retry_after{0};
  };

  Result<void> refresh_plan();
  void look_at_lamps();
  std::optional<RoomName> most_overdue_room();
  void move(const RoomName& name, OnOff to);
  void note_failure(const RoomName& name, OnOff to, const Error& error);
  Instant next_wake() const;
  void hand_over();

  Clock& clock_;
  Lamps& lamps_;
  PlanAt plan_at_;
  PlayerSettings settings_;
  OnStep on_step_;
  std::optional<Plan> plan_;
  std::map<RoomName, Room> rooms_;
  Instant free_at_{};  // not before this is the next command given
};

}  // namespace lamplighter
