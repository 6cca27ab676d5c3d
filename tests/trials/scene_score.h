// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/detect.h"
#include "simulation/simulation.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace lamplighter::trials {

/// Detection counts of minutes of one kind.
struct Hits {
  double hits = 0;    ///< detected on, was on
  double false_ = 0;  ///< detected on, was off
  double missed = 0;  ///< was on, not detected

  void add(bool said, bool truth, double minutes) {
    (said && truth ? hits : said ? false_ : missed) += said || truth ? minutes : 0.0;
  }
  [[nodiscard]] double precision() const { return hits / (hits + false_); }
  [[nodiscard]] double recall() const { return hits / (hits + missed); }
  [[nodiscard]] double f1() const { return 2 * hits / (2 * hits + false_ + missed); }
};

/// The detection result compared with the ground truth, in minutes.
struct SceneScore {
  Hits lit_dark;  ///< the binary result: p >= ½ and not hidden
  Hits lit_day;
  Hits strict;      ///< the result on
  Hits strict_day;  ///< the same by daylight
  Hits sure;        ///< p >= 0.8
  double off = 0;
  double off_right = 0;
  double unknown = 0;
  double unknown_dark = 0;  ///< share of the observed time in the dark
  double observed = 0;
  std::array<double, 10> said{};    ///< minutes per tenth of the reported probability
  std::array<double, 10> chance{};  ///< sum of that probability
  std::array<double, 10> right{};   ///< of those, the minutes that were lit
  int switch_ons = 0;               ///< in a dark room, lasting longer than two readings
  int found = 0;                    ///< within two minutes, or a reading if these are rarer

  [[nodiscard]] double strict_false_a_day() const { return strict.false_ / (observed / 1440); }
};

/// Adds the score of other rooms.
void add_score(const SceneScore& other, SceneScore& into);

/// Adds the rooms of a simulated house that have a sensor. Light explained by other rooms is
/// unknown, as for the command `detect`. If a sensor's clock is wrong, the ground truth uses that
/// clock.
void score_house(const simulation::Simulation& house, SceneScore& into);

}  // namespace lamplighter::trials
