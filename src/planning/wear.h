// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/watched_day.h"

#include <array>
#include <vector>

namespace lamplighter {

/// A part of a day that was lived.
struct PlayedPart {
  std::size_t day;
  double from;  ///< minutes since four
  double until;
};

/// How often each part of each day was played. What was played waits until the rest was, too: an
/// evening that comes twice is known again.
class Wear {
 public:
  explicit Wear(std::size_t days) : played_(days) {}

  void add(const PlayedPart& part);

  /// Of some of the days, how much more they were played than the freshest of those that weigh half
  /// of the heaviest or more. Lighter ones count as played as often as all are on average, so that
  /// a rare kind of day is no more welcome for being fresh. Requires: as many weights as days,
  /// above 0.
  [[nodiscard]] Wear beyond_usual(const std::vector<std::size_t>& days,
                                  const std::vector<double>& weights) const;

  /// How welcome the hours from `at` on are: 1 where they were never played, less with each time.
  [[nodiscard]] double welcome(std::size_t day, double at) const;

 private:
  static constexpr std::size_t halves = 48;  // half hours of a day

  std::vector<std::array<float, halves>> played_;
};

}  // namespace lamplighter
