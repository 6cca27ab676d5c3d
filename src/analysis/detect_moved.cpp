// SPDX-License-Identifier: Apache-2.0
#include "analysis/detect_moved.h"

#include "analysis/quantiles.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

namespace lamplighter {
namespace {

constexpr std::size_t least_nights = 4;
constexpr std::size_t most_nights = 6;

struct Night {
  std::int32_t night;
  double floor;
};

/// Floors of some nights without the one that fits worst: a lamp may have burned all night.
struct Range {
  double low;
  double high;
};

Range range_of(std::span<const Night> nights) {
  std::vector<double> floors;
  for (const Night& night : nights) floors.push_back(night.floor);
  std::vector<double> sorted = floors;
  const double middle = quantile(sorted, 0.5);
  std::ranges::sort(floors, {}, [middle](double floor) { return std::abs(floor - middle); });
  floors.pop_back();
  return {std::ranges::min(floors), std::ranges::max(floors)};
}

/// A step between two neighbouring nights.
struct FloorStep {
  std::size_t index;  ///< of the first night behind it
  double before;
  double after;
  int misfits;  ///< nights that are more like those on the other side
};

std::optional<FloorStep> step_at(std::span<const Night> nights, std::size_t index,
                                 const LightNoise& noise) {
  const std::size_t first = index > most_nights ? index - most_nights : 0;
  const std::size_t last = std::min(nights.size(), index + most_nights);
  if (index - first < least_nights || last - index < least_nights) return std::nullopt;
  const Range before = range_of(nights.subspan(first, index - first));
  const Range after = range_of(nights.subspan(index, last - index));
  const double gap = std::max(after.low - before.high, before.low - after.high);
  const double wide = std::max(before.high - before.low, after.high - after.low);
  if (gap < std::max(1.5 * noise.step, 3 * wide)) return std::nullopt;
  FloorStep step{index, (before.low + before.high) / 2, (after.low + after.high) / 2, 0};
  for (std::size_t i = first; i < last; ++i) {
    const bool like_before =
        std::abs(nights[i].floor - step.before) < std::abs(nights[i].floor - step.after);
    step.misfits += like_before != (i < index);
  }
  return step;
}

/// Of the places for one step the one that parts the nights best.
std::vector<FloorStep> floor_steps(std::span<const Night> nights, const LightNoise& noise) {
  std::vector<FloorStep> steps;
  for (std::size_t index = 1; index < nights.size(); ++index) {
    const std::optional<FloorStep> step = step_at(nights, index, noise);
    if (!step) continue;
    const bool same = !steps.empty() && index - steps.back().index < least_nights;
    if (!same) steps.push_back(*step);
    if (same && step->misfits < steps.back().misfits) steps.back() = *step;
  }
  return steps;
}

/// The readings from a night's noon on.
auto from_night(const Light& light, std::int32_t night) {
  return std::ranges::lower_bound(light.steps, night, {}, &LightStep::night);
}

/// Between the last reading that is surely from the old place and the first that is surely from the
/// new one. Light is never under the floor, so what is under the middle of both floors was seen in
/// the darker place; in the brighter one, darkness itself is sure.
Stretch stretch_of(const Light& light, const FloorStep& step, std::span<const Night> nights) {
  const double middle = (step.before + step.after) / 2;
  const double beyond = std::abs(step.after - step.before) / 2;
  const auto is_darker = [&](const LightStep& s) { return s.lux < middle; };
  const auto is_brighter = [&](const LightStep& s) {
    return s.dark() && s.lux >= middle && s.lux < std::max(step.before, step.after) + beyond;
  };
  const auto from = from_night(light, nights[step.index - 1].night);
  const auto until = from_night(light, nights[step.index].night + 1);
  auto last = from;
  auto first = until - 1;
  if (step.before < step.after) {
    for (auto it = from; it != until; ++it) last = is_darker(*it) ? it : last;
    first = std::min(first, std::find_if(last, until, is_brighter));
  } else {
    first = std::min(first, std::find_if(from, until, is_darker));
    for (auto it = from; it != first; ++it) last = is_brighter(*it) ? it : last;
  }
  return {last->at + Instant::duration(1), first->at};
}

}  // namespace

std::vector<Stretch> moves_of_sensor(const Light& light, const LightNoise& noise) {
  std::vector<Night> nights;
  for (const auto& [night, floor] : floors_of_nights(light)) nights.push_back({night, floor});
  std::vector<Stretch> moves;
  for (const FloorStep& step : floor_steps(nights, noise)) {
    moves.push_back(stretch_of(light, step, nights));
  }
  return moves;
}

}  // namespace lamplighter
