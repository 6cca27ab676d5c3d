// SPDX-License-Identifier: Apache-2.0
// If the lamps add L lux, then D = lux - L - floor is daylight. Three things are known of it: it is
// not negative; there is none at night; by day it lies near what other days had at this time.
// Lamps are not exactly of their level's size: everything is blurred by a tenth of L.
#include "analysis/detect_emission.h"

#include "analysis/detect_math.h"
#include "analysis/wide.h"

#include <algorithm>

namespace lamplighter {
namespace {

constexpr float blur = 0.1F;

/// Readings close together say the same thing: a reading that stands for `full` minutes or more has
/// full weight.
float weight(const LightStep& step, double full) {
  return step.minutes == 0 ? 1.0F : static_cast<float>(std::min(1.0, step.minutes / full));
}

}  // namespace

LampEmission::LampEmission(const LampModel& model)
    : levels_(model.levels.begin(), model.levels.end()), noise_(model.noise) {}

LAMPLIGHTER_WIDE void LampEmission::operator()(const LightStep& step, std::span<float> fit) const {
  constexpr float most_against = 10;
  const auto noise = static_cast<float>(noise_.of(step));
  const auto light = static_cast<float>(step.above_floor());
  for (std::size_t j = 0; j < fit.size(); ++j) {
    const float tolerance = noise + blur * levels_[j];
    const float below = std::min(0.0F, light - levels_[j] + 2 * tolerance) / tolerance;
    fit[j] = -std::min(most_against, 0.5F * below * below);
  }
  if (step.dark()) {
    add_night(step, fit);
  } else if (step.sky_low <= step.sky_high) {
    add_sky(step, fit);
  }
  const float best = *std::ranges::max_element(fit);
  for (float& value : fit) value = detect_math::exp(value - best);
}

LAMPLIGHTER_WIDE void LampEmission::add_night(const LightStep& step, std::span<float> fit) const {
  constexpr float anything = 0.05F;  // headlights, a moon: light that no lamp of the room made
  const auto light = static_cast<float>(step.above_floor());
  const auto spread = static_cast<float>(2 * noise_.dark + noise_.spread);
  const float share = weight(step, 5);
  const float largest = levels_.back();
  for (std::size_t j = 0; j < fit.size(); ++j) {
    const float lamp = blur * levels_[j];
    const float variance = spread * spread + lamp * lamp;
    const float width = variance * detect_math::inverse_sqrt(variance);
    const float near = detect_math::student4(light - levels_[j], variance);
    fit[j] += share * detect_math::log((1 - anything) * near + anything / (largest + width));
  }
}

LAMPLIGHTER_WIDE void LampEmission::add_sky(const LightStep& step, std::span<float> fit) const {
  constexpr float sky_spread = 0.4F;
  constexpr float most_against = 8;
  const auto light = static_cast<float>(step.above_floor());
  const auto shift = static_cast<float>(noise_.log_shift());
  const float share = weight(step, 30);
  for (std::size_t j = 0; j < fit.size(); ++j) {
    const float lamp = blur * levels_[j];
    const float most = detect_math::log(std::max(light - levels_[j] + lamp, 0.0F) + shift);
    const float least = detect_math::log(std::max(light - levels_[j] - lamp, 0.0F) + shift);
    const float outside = std::max(0.0F, std::max(step.sky_low - most, least - step.sky_high));
    const float z = outside / sky_spread;
    fit[j] -= share * std::min(most_against, 0.5F * z * z);
  }
}

}  // namespace lamplighter
