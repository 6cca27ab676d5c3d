// SPDX-License-Identifier: Apache-2.0
// While the lamps stay, a change of light d is one of three things:
//   noise     t4(d/σ)/σ with the usual change σ around it
//   drift     a cloud or a curtain changes daylight by a ratio: ln(D'/D) is normal, and D' is what
//             remains of the light after the lamps; more often by day than by night
//   a crowd   one of the many jumps that broken cloud makes, in the share that they are of minutes
#include "analysis/detect_daylight.h"

#include "analysis/detect_math.h"
#include "analysis/wide.h"

#include <algorithm>
#include <cmath>

namespace lamplighter {
namespace {

using detect_math::exp;
using detect_math::log;

/// Chance of a drift within the minutes of a step; the sun's rise turns it on.
float drift_chance(const LightStep& step, float minutes) {
  return std::min(0.5F, minutes * (0.003F / (1 + exp(-1.5F * (step.sun + 3))) + 0.0002F));
}

}  // namespace

DaylightChange::DaylightChange(const LampModel& model)
    : levels_(model.levels.begin(), model.levels.end()),
      noise_(static_cast<float>(model.noise.day)),
      shift_(static_cast<float>(model.noise.log_shift())),
      crowd_minutes_(static_cast<float>(2 * model.crowd_reach.count())) {}

LAMPLIGHTER_WIDE void DaylightChange::operator()(const LightStep& step,
                                                 std::span<float> density) const {
  constexpr float root_two_pi = 2.50662827F;
  const auto change = static_cast<float>(step.change);
  const auto minutes = static_cast<float>(std::min(step.minutes, 30.0));
  const float drift = drift_chance(step, minutes);
  const float still = (1 - drift) * detect_math::student4(change, step.scale * step.scale);
  const auto light = static_cast<float>(step.above_floor());
  const float spread = 0.7F * exp(0.15F * log(std::clamp(minutes, 1.0F, 10.0F)));
  const float height = drift / (spread * root_two_pi);
  const float narrow = -0.5F / (spread * spread);
  for (std::size_t j = 0; j < density.size(); ++j) {
    const float after = std::max(light - levels_[j], 0.0F) + shift_;
    const float before = std::max(light - change - levels_[j], 0.0F) + shift_;
    const float r = log(after / before);
    density[j] = still + height / after * exp(narrow * r * r);
  }
  if (step.crowd == 0) return;
  const float crowd = std::min(0.5F, step.crowd * minutes / crowd_minutes_);
  const float factor = crowd / (1.5F * std::abs(change) + noise_);
  for (std::size_t j = 0; j < density.size(); ++j) {
    const float after = std::max(light - levels_[j], 0.0F) + shift_;
    const float before = std::max(light - change - levels_[j], 0.0F) + shift_;
    const float r = log(after / before);
    density[j] += factor * exp(-0.5F * r * r);
  }
}

}  // namespace lamplighter
