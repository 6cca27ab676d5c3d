// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/lamp_keeping.h"

#include <vector>

namespace lamplighter::simulation {

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

}  // namespace lamplighter::simulation
