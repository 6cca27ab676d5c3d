// SPDX-License-Identifier: Apache-2.0
#include "detection/model.h"

#include "detection/changes.h"

#include <algorithm>

namespace lamplighter {

double LampModel::size_at(double share) const {
  double sum = 0;
  for (std::size_t j = 1; j < size(); ++j) {
    sum += weights[j];
    if (sum >= share) return levels[j];
  }
  return levels.back();
}

std::size_t nearest_level(const std::vector<double>& levels, double lux) {
  const auto above = std::lower_bound(levels.begin() + 1, levels.end(), lux);
  if (above == levels.end()) return levels.size() - 1;
  const auto j = static_cast<std::size_t>(above - levels.begin());
  return j > 1 && lux - levels[j - 1] < levels[j] - lux ? j - 1 : j;
}

LampModel first_model(const Light& light, const LightNoise& noise) {
  constexpr double least_ratio = 1.2;
  constexpr double most_levels = 64;
  double brightest = 0;
  for (const LightStep& step : light.steps) brightest = std::max(brightest, step.above_floor());
  LampModel model{.levels = {0.0},
                  .weights = {0.0},
                  .on_rate = 1.0 / 240,
                  .seen = 0,
                  .noise = noise,
                  .crowd_reach = crowd_reach(light)};
  double level = std::max({3 * noise.dark, 2 * noise.step, 5 * noise.spread});
  const double ratio =
      std::max(least_ratio, std::pow(std::max(1.0, brightest / level), 1 / (most_levels - 2)));
  do {
    model.levels.push_back(level);
    level *= ratio;
  } while (level <= brightest);
  model.weights.resize(model.size(), 1.0 / static_cast<double>(model.size() - 1));
  return model;
}

}  // namespace lamplighter
