// SPDX-License-Identifier: Apache-2.0
#include "planning/wear.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lamplighter {
namespace {

constexpr double once_more = 0.03;
constexpr double width = 30;   // minutes of half an hour
constexpr double ahead = 120;  // minutes that are looked at

/// Minutes of one half hour of the day.
double overlap(double from, double until, std::size_t half) {
  const double begin = static_cast<double>(half) * width;
  return std::max(0.0, std::min(until, begin + width) - std::max(from, begin));
}

}  // namespace

void Wear::add(const PlayedPart& part) {
  for (std::size_t half = 0; half < halves; ++half)
    played_[part.day][half] += static_cast<float>(overlap(part.from, part.until, half) / width);
}

Wear Wear::beyond_usual(const std::vector<std::size_t>& days,
                        const std::vector<double>& weights) const {
  Wear beyond(days.size());
  const double most = *std::max_element(weights.begin(), weights.end());
  for (std::size_t half = 0; half < halves; ++half) {
    float least = std::numeric_limits<float>::infinity();
    double sum = 0;
    double total = 0;
    for (std::size_t i = 0; i < days.size(); ++i) {
      const float played = played_[days[i]][half];
      if (weights[i] >= most / 2) least = std::min(least, played);
      sum += weights[i] * static_cast<double>(played);
      total += weights[i];
    }
    const auto usual = static_cast<float>(sum / total);
    for (std::size_t i = 0; i < days.size(); ++i) {
      const float played = played_[days[i]][half];
      const float counts = weights[i] >= most / 2 ? played : std::max(played, usual);
      beyond.played_[i][half] = std::max(0.0F, counts - least);
    }
  }
  return beyond;
}

double Wear::welcome(std::size_t day, double at) const {
  const double until = std::min(at + ahead, watched_minutes);
  double played = 0;
  for (std::size_t half = 0; half < halves; ++half)
    played += overlap(at, until, half) * static_cast<double>(played_[day][half]);
  return until <= at ? 1 : std::pow(once_more, played / (until - at));
}

}  // namespace lamplighter
