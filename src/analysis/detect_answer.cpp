// SPDX-License-Identifier: Apache-2.0
#include "analysis/detect_answer.h"

#include "analysis/quantiles.h"

#include <algorithm>
#include <cmath>

namespace lamplighter {
namespace {

constexpr float hiding_changes = 4;  // a lamp of fewer usual changes can hide among them
constexpr int lamps_make = 4;        // jumps within the reach of a crowd
constexpr double enough_seen = 1.5;  // switches, to speak of the room's lamps at all
constexpr float sure = 0.8F;

/// For each step of daylight, the median scale within a quarter of an hour.
std::vector<float> steady_scales(const Light& light) {
  const auto& steps = light.steps;
  std::vector<float> scales(steps.size());
  std::vector<double> around;
  std::size_t from = 0;
  std::size_t until = 0;
  for (std::size_t t = 0; t < steps.size(); ++t) {
    while (steps[t].at - steps[from].at > 15min) ++from;
    while (until < steps.size() && steps[until].at - steps[t].at <= 15min) ++until;
    if (steps[t].dark()) continue;
    around.clear();
    for (std::size_t k = from; k < until; ++k) {
      around.push_back(static_cast<double>(steps[k].scale));
    }
    scales[t] = static_cast<float>(quantile(around, 0.5));
  }
  return scales;
}

/// For each step, the jumps of at least `size` within `reach` of it by daylight.
std::vector<int> jumps_around(const Light& light, double size, Minutes reach) {
  const auto& steps = light.steps;
  const auto is_jump = [size](const LightStep& step) {
    return step.cloudy() && std::abs(step.change) >= size;
  };
  std::vector<int> jumps(steps.size());
  std::size_t from = 0;
  std::size_t until = 0;
  int inside = 0;
  for (std::size_t t = 0; t < steps.size(); ++t) {
    for (; until < steps.size() && steps[until].at - steps[t].at <= reach; ++until) {
      inside += is_jump(steps[until]);
    }
    for (; steps[t].at - steps[from].at > reach; ++from) inside -= is_jump(steps[from]);
    jumps[t] = inside;
  }
  return jumps;
}

/// Would a lamp of the room's usual size be missed here?
bool is_blind(double lamp, float scale, int jumps, double daylight) {
  if (static_cast<double>(hiding_changes * scale) > lamp) return true;
  constexpr double plain_ratio = 2;  // of light with the lamp to light without, as a logarithm
  return jumps > lamps_make && std::log((daylight + lamp) / daylight) < plain_ratio;
}

LampState state_of(float probability, bool hidden, bool blind) {
  if (probability >= sure && !hidden) return LampState::on;
  if (probability <= 1 - sure && !blind) return LampState::off;
  return LampState::unknown;
}

}  // namespace

std::vector<LampAnswer> answer(const Light& light, const LampPosterior& lamps,
                               const LampModel& model) {
  const std::vector<float> scales = steady_scales(light);
  const double usual_lamp = model.median_size();
  const std::vector<int> jumps = jumps_around(light, usual_lamp / 2, model.crowd_reach);
  std::vector<LampAnswer> answers;
  answers.reserve(light.steps.size());
  for (std::size_t t = 0; t < light.steps.size(); ++t) {
    const LightStep& step = light.steps[t];
    const float on = lamps.on[t];
    const float lux = on > 0 ? lamps.lux[t] / on : 0;
    const double lamp_free = std::max(step.above_floor() - static_cast<double>(lamps.lux[t]), 0.0);
    const double daylight = lamp_free + model.noise.log_shift();
    const bool hidden = !step.dark() && lux < hiding_changes * scales[t];
    const bool blind = !step.dark() && model.seen >= enough_seen &&
                       is_blind(usual_lamp, scales[t], jumps[t], daylight);
    answers.push_back({.state = state_of(on, hidden, blind),
                       .probability = on,
                       .lux = lux,
                       .lit = on >= 0.5F && !hidden,
                       .rose = lamps.rise[t] >= 0.5F,
                       .fell = lamps.fall[t] >= 0.5F});
  }
  return answers;
}

}  // namespace lamplighter
