// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "simulation/lamp_board.h"

#include <span>
#include <vector>

namespace lamplighter::simulation {

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

}  // namespace lamplighter::simulation
