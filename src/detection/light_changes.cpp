// SPDX-License-Identifier: Apache-2.0
#include "detection/light_changes.h"

#include "core/quantiles.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace lamplighter {
namespace {

constexpr float sun_stays = 5;            // minutes of the sundial
constexpr std::int32_t days_around = 20;  // on each side
constexpr int people_repeat = 2;          // days
constexpr double unlike = 0.1;  // of the logarithm of a jump; a timer's lamp is like itself

/// Usual |change| around step `i`, without its own neighbourhood: a lamp must not hide itself.
double usual_change(const Light& light, std::size_t i, std::size_t reach,
                    std::vector<double>& around) {
  around.clear();
  const std::size_t first = i > reach ? i - reach : 0;
  const std::size_t last = std::min(light.steps.size() - 1, i + reach);
  for (std::size_t k = first; k <= last; ++k) {
    const bool near = k + 1 >= i && k <= i + 1;
    if (!near && !light.steps[k].after_gap) around.push_back(std::abs(light.steps[k].change));
  }
  return around.empty() ? 0.0 : trimmed_mean(around, 0.75);
}

/// Jumps of at least half this one's size within `reach` minutes of it, itself included.
double count_like(const Light& light, std::size_t i, Minutes reach) {
  const LightStep& jump = light.steps[i];
  const double half = std::abs(jump.change) / 2;
  const auto is_like = [half](const LightStep& step) {
    return step.cloudy() && std::abs(step.change) >= half;
  };
  double count = 1;
  for (std::size_t k = i; k-- > 0 && jump.at - light.steps[k].at <= reach;) {
    count += is_like(light.steps[k]);
  }
  for (std::size_t k = i + 1; k < light.steps.size() && light.steps[k].at - jump.at <= reach; ++k) {
    count += is_like(light.steps[k]);
  }
  return count;
}

/// The edge of a patch of sun comes over the sensor at the same time of the sun on all clear days,
/// never twice with the same height.
void count_days(Light& light, std::vector<Jump> jumps) {
  std::ranges::sort(jumps, {}, &Jump::sundial);
  for (const Jump& jump : jumps) light.steps[jump.step].crowd += days_like(jumps, jump);
}

}  // namespace

Minutes crowd_reach(const Light& light) { return Minutes(light.spacing > 4 ? 270 : 90); }

bool is_jump(const LightStep& step, const LightNoise& noise) {
  const double jump = std::abs(step.change);
  return step.cloudy() && (jump > 3 * static_cast<double>(step.scale) || jump > 8 * noise.day);
}

std::vector<Jump> jumps_of(const Light& light, const LightNoise& noise) {
  std::vector<Jump> jumps;
  for (std::size_t i = 0; i < light.steps.size(); ++i) {
    const LightStep& step = light.steps[i];
    if (is_jump(step, noise)) jumps.push_back({i, step.sundial, step.day(), step.change});
  }
  return jumps;
}

/// The light jumped the same way at this time of the sun, but not by the same.
float days_like(const std::vector<Jump>& jumps, const Jump& jump) {
  std::uint64_t days = 0;
  const auto first = std::ranges::lower_bound(jumps, jump.sundial - sun_stays, {}, &Jump::sundial);
  for (auto other = first; other != jumps.end() && other->sundial <= jump.sundial + sun_stays;
       ++other) {
    const std::int32_t later = other->day - jump.day;
    if (later == 0 || std::abs(later) > days_around) continue;
    const double ratio = other->change / jump.change;
    if (ratio >= 0.5 && std::abs(std::log(ratio)) > unlike)
      days |= std::uint64_t{1} << (later + days_around);
  }
  return static_cast<float>(std::max(0, std::popcount(days) - people_repeat));
}

void measure_change(Light& light, std::size_t i, const LightNoise& noise,
                    std::vector<double>& scratch) {
  constexpr double lamps_make = 4;
  const auto reach = static_cast<std::size_t>(std::clamp(15.0 / light.spacing, 4.0, 15.0));
  LightStep& step = light.steps[i];
  const double usual = 1.25 * usual_change(light, i, reach, scratch);
  const double longer = std::sqrt(std::max(1.0, step.minutes / light.spacing));
  step.scale = static_cast<float>(std::hypot(noise.of(step), usual) * longer);
  if (!is_jump(step, noise)) return;
  const double count = count_like(light, i, crowd_reach(light));
  step.crowd = static_cast<float>(std::max(0.0, count - lamps_make));
}

void measure_changes(Light& light, const LightNoise& noise) {
  std::vector<double> scratch;
  for (std::size_t i = 0; i < light.steps.size(); ++i) measure_change(light, i, noise, scratch);
  count_days(light, jumps_of(light, noise));
}

}  // namespace lamplighter
