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

/// One lamp lit at one level; a dimmed change of level begins another interval at the same instant.
struct LampInterval {
  std::size_t room;
  std::size_t lamp;  ///< index into the room's lamps
  Instant from;
  Instant until;
  Instant lit_since;  ///< when the lamp last came on: how warm it is
  Lux lux;            ///< at the room's sensor once warm: the lamp's size times the level

  friend bool operator==(const LampInterval&, const LampInterval&) = default;
};

/// A span of time: from `from` to before `until`.
struct Span {
  Instant from;
  Instant until;
};

/// What the people do with the lamps while they live: the chance to switch on falls with the
/// daylight in the room (Hunt 1979); lamps go off when a room is left, most of the time; the last
/// one up and the last one out go round; timers go by the clock. Sorted by (room, from, lamp) and
/// cut to `span`. Requires: `stays` sorted by their begin.
std::vector<LampInterval> keep_lamps(const House& house, const Place& place,
                                     std::span<const Stay> stays, const Interior& interior,
                                     std::uint64_t seed, Span span);

/// Chance that a person who enters a room with that much light switches a lamp on.
/// (Hunt 1979, as in Reinhart 2004, "Lightswitch-2002".)
double chance_to_switch_on(double lux);

/// Where any lamp of a room is lit, as changes of the room's state, sorted by (at, room). Each room
/// of the house that is watched begins with a change at `span.from`.
std::vector<Change> changes_of(const House& house, std::span<const LampInterval> lamps, Span span);

/// The switches of a house: which lamp is at which level now, and the intervals so far.
class LampBoard {
 public:
  explicit LampBoard(const House& house);

  /// Sets a lamp's level, 0 … 1; nothing where it is that already. Requires: `at` not before the
  /// lamp's last change.
  void set(std::size_t room, std::size_t lamp, double level, Instant at);

  /// All lamps of the room that go by hand.
  void all_off(std::size_t room, Instant at);

  [[nodiscard]] double level(std::size_t room, std::size_t lamp) const;
  [[nodiscard]] bool lit(std::size_t room) const;  ///< any lamp that goes by hand
  [[nodiscard]] bool lit(std::size_t room, LampUse use) const;

  /// Puts everything out at `end` and gives the intervals.
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

/// The people's hands at the switches, moment by moment in rising time.
class LampKeeper {
 public:
  LampKeeper(const House& house, const Place& place, const Interior& interior, Rng rng);

  void arrive(const Stay& stay);
  void leave(const Stay& stay);

  /// Dusk, dawn, forgotten lamps and rounds that are under way, up to `until`.
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
  std::vector<std::vector<Stay>> inside_;  ///< who is in each room
  std::vector<bool> home_;                 ///< by person
  std::vector<bool> up_;                   ///< by person: home and not gone to bed
  std::vector<LightsOut> rounds_;          ///< sorted by time
  Instant watched_{};
};

/// Which lamps a person wants lit in the dark, and how bright.
struct LampWish {
  bool main;
  bool reading;
  double level;  ///< of lamps that dim
};

/// What `doing` asks for. `late` is after about nine in the evening; `dusky` says that somebody
/// sleeps in the room.
LampWish wish_for(Doing doing, RoomKind kind, bool late, bool dusky, Rng& rng);

}  // namespace lamplighter::simulation
