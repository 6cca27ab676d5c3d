// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/detect.h"
#include "simulation/simulation.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace lamplighter::trials {

/// How minutes of one kind were told.
struct Hits {
  double hits = 0;    ///< said on, was on
  double false_ = 0;  ///< said on, was off
  double missed = 0;  ///< was on, not said

  void add(bool said, bool truth, double minutes) {
    (said && truth ? hits : said ? false_ : missed) += said || truth ? minutes : 0.0;
  }
  [[nodiscard]] double precision() const { return hits / (hits + false_); }
  [[nodiscard]] double recall() const { return hits / (hits + missed); }
  [[nodiscard]] double f1() const { return 2 * hits / (2 * hits + false_ + missed); }
};

/// What was said of rooms whose truth is known, in minutes.
struct SceneScore {
  Hits lit_dark;  ///< the two-valued answer: p >= ½ and not hidden
  Hits lit_day;
  Hits strict;      ///< what is said to be on
  Hits strict_day;  ///< the same by daylight
  Hits sure;        ///< p >= 0.8
  double off = 0;
  double off_right = 0;
  double unknown = 0;
  double unknown_dark = 0;  ///< of what was heard in the dark
  double observed = 0;
  std::array<double, 10> said{};    ///< minutes by the tenth of the probability that was said
  std::array<double, 10> chance{};  ///< sum of that probability
  std::array<double, 10> right{};   ///< and how many of them were lit
  int switch_ons = 0;               ///< that last longer than two readings, of a room that was dark
  int found = 0;                    ///< within two minutes, or a reading where these are rarer

  [[nodiscard]] double strict_false_a_day() const { return strict.false_ / (observed / 1440); }
};

/// Adds what was said of other rooms to it.
void add_score(const SceneScore& other, SceneScore& into);

/// Adds the rooms with a sensor of a simulated house. What the light of its other rooms explains is
/// unknown, as for the command `detect`. Where a sensor's clock is wrong, the truth is taken by
/// that clock: nobody can know better.
void score_house(const simulation::Simulation& house, SceneScore& into);

}  // namespace lamplighter::trials
