// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/watched_day.h"

#include <vector>

namespace lamplighter {

/// What a watcher would note of a day, as numbers: of each room the share of every hour that it was
/// lit, how often it was switched on, the quartiles of how long, when first and when last; of the
/// house how long how many rooms were lit at once, how much each pair of rooms is lit together, and
/// how soon after one room another one is switched. As many numbers for any day of a house.
std::vector<double> event_features(const WatchedDay& day);

/// What a number of event_features is.
enum class FeatureKind {
  hour,           ///< share of the hour `part` since 04:00 that the room is lit
  times_on,       ///< how often the room is switched on
  length,         ///< log2(1 + minutes), quartile `part` + 1
  first_on,       ///< minutes since 04:00; 1440 where it is dark
  last_off,       ///< likewise; 0 where it is dark
  switches,       ///< of the house
  rooms_at_once,  ///< hours with `part` rooms lit; 4: and more
  together,       ///< hours with `room` and `other` lit
  lag_off,  ///< log2(1 + minutes) from an "off" to the next room's switch, quartile `part` + 1
  lag_on    ///< likewise from an "on"
};

struct Feature {
  FeatureKind kind;
  std::size_t room = 0;
  std::size_t other = 0;
  std::size_t part = 0;

  friend bool operator==(const Feature&, const Feature&) = default;
};

/// What each number of event_features is, for a house of so many rooms.
std::vector<Feature> event_feature_list(std::size_t rooms);

/// The day itself: the share of each quarter of an hour that each room was lit.
std::vector<double> quarter_hours(const WatchedDay& day);

}  // namespace lamplighter
