// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/random.h"
#include "simulation/daylight.h"
#include "simulation/diary.h"
#include "sky/sun.h"

#include <span>
#include <vector>

namespace lamplighter::simulation {

/// One lamp on at one level; a change of level starts another interval at the same instant.
struct LampInterval {
  std::size_t room;
  std::size_t lamp;  ///< index into the room's lamps
  Instant from;
  Instant until;
  Instant lit_since;  ///< when the lamp was last switched on, which determines how warm it is
  Lux lux;            ///< at the room's sensor once warm: the lamp's size times the level

  friend bool operator==(const LampInterval&, const LampInterval&) = default;
};

/// A span of time: from `from` to before `until`.
struct Span {
  Instant from;
  Instant until;
};

/// How the residents use the lamps: the probability of switching on falls with the daylight in the
/// room (Hunt 1979); lamps usually go off when a room is left; the last one up and the last one out
/// switch off the rest; timers follow the clock. Sorted by (room, from, lamp) and cut to `span`.
/// Requires: `stays` sorted by begin.
std::vector<LampInterval> keep_lamps(const House& house, const Place& place,
                                     std::span<const Stay> stays, const Interior& interior,
                                     std::uint64_t seed, Span span);

/// Probability that a person who enters a room with that much light switches a lamp on. (Hunt 1979,
/// as in Reinhart 2004, "Lightswitch-2002".)
double chance_to_switch_on(double lux);

/// When any lamp of a room is on, as changes of the room's state, sorted by (at, room). Each room
/// with a sensor begins with a change at `span.from`.
std::vector<Change> changes_of(const House& house, std::span<const LampInterval> lamps, Span span);

/// The lamps of a house: their current levels, and the intervals so far.
class LampBoard {
 public:
  explicit LampBoard(const House& house);

  /// Sets a lamp's level, 0 … 1; does nothing if it has that level already. Requires: `at` is not
  /// before the lamp's last change.
  void set(std::size_t room, std::size_t lamp, double level, Instant at);

  /// Switches off all lamps of the room except timers.
  void all_off(std::size_t room, Instant at);

  [[nodiscard]] double level(std::size_t room, std::size_t lamp) const;
  [[nodiscard]] bool lit(std::size_t room) const;  ///< any lamp except timers
  [[nodiscard]] bool lit(std::size_t room, LampUse use) const;

  /// Switches everything off at `end` and returns the intervals.
  std::vector<LampInterval> finish(Instant end);

 private:
  struct Now {
    double level = 0.0;
    Instant since{};
    Instant lit_since{};
  };
  const House& house_;
  std::vector<std::vector<Now>> now_;
  std::vector<LampInterval> intervals_;
};

/// The residents' use of switches, in ascending order of time.
class LampKeeper {
 public:
  LampKeeper(const House& house, const Place& place, const Interior& interior, Rng rng);

  void arrive(const Stay& stay);
  void leave(const Stay& stay);

  /// Processes dusk, dawn, forgotten lamps and scheduled switch-offs up to `until`.
  void watch_until(Instant until);

  std::vector<LampInterval> finish(Instant end) { return board_.finish(end); }

 private:
  struct LightsOut {
    Instant at;
    std::size_t room;
  };

  void sleep(const Stay& stay);
  void switch_on(const Stay& stay, Instant at, Rng& rng);
  void dim(const Stay& stay, Instant at, Rng& rng);
  void go_round(Instant at, std::size_t but_not, Rng& rng);
  void look_at(std::size_t room, Instant at, Rng& rng);
  void do_rounds_until(Instant until);
  void everything_off(Instant at);
  [[nodiscard]] double felt_light(const Stay& stay, Instant at) const;
  [[nodiscard]] bool somebody_awake(std::size_t room) const;
  [[nodiscard]] bool somebody_asleep(std::size_t room) const;
  [[nodiscard]] bool others_up(std::size_t person) const;
  [[nodiscard]] bool others_home(std::size_t person) const;
  [[nodiscard]] bool anything_to_watch() const;
  [[nodiscard]] bool late(Instant at) const;

  const House& house_;
  const Place& place_;
  const Interior& interior_;
  Rng rng_;
  LampBoard board_;
  std::vector<std::vector<Stay>> inside_;  ///< the people in each room
  std::vector<bool> home_;                 ///< by person
  std::vector<bool> up_;                   ///< by person: home and not in bed
  std::vector<LightsOut> rounds_;          ///< sorted by time
  Instant watched_{};
};

/// The lamps that a person needs in the dark, and their level.
struct LampWish {
  bool main;
  bool reading;
  double level;  ///< for dimmable lamps
};

/// The lamps that `doing` needs. `late`: after about 21:00; `dusky`: someone sleeps in the room.
LampWish wish_for(Doing doing, RoomKind kind, bool late, bool dusky, Rng& rng);

}  // namespace lamplighter::simulation
