// SPDX-License-Identifier: Apache-2.0
#include "planning/wear.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lamplighter {
namespace {

constexpr double once_more = 1e-5;
constexpr double most = 20;    // times, after which more or less makes no difference
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

void Wear::add_due(const std::vector<std::size_t>& days, const std::vector<double>& weights) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (std::size_t i = 0; i < days.size(); ++i) due_[days[i]] += weights[i] / total;
}

Wear Wear::beyond_due(const std::vector<std::size_t>& days) const {
  const double planned = std::accumulate(due_.begin(), due_.end(), 0.0);
  const double most_due = std::max(1.0, planned / lived_);
  Wear beyond(days.size(), days.size());
  for (std::size_t i = 0; i < days.size(); ++i) {
    beyond.played_[i] = played_[days[i]];
    const double due = std::min(due_[days[i]], most_due);
    for (float& half : beyond.played_[i]) half -= static_cast<float>(due);
  }
  return beyond;
}

double Wear::welcome(std::size_t day, double at) const {
  const double until = std::min(at + ahead, watched_minutes);
  double played = 0;
  for (std::size_t half = 0; half < halves; ++half)
    played += overlap(at, until, half) * static_cast<double>(played_[day][half]);
  return until <= at ? 1 : std::pow(once_more, std::clamp(played / (until - at), -most, most));
}

}  // namespace lamplighter
