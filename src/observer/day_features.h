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

/// The day itself: the share of each quarter of an hour that each room was lit.
std::vector<double> quarter_hours(const WatchedDay& day);

}  // namespace lamplighter
