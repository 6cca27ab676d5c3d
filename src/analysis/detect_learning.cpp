// SPDX-License-Identifier: Apache-2.0
#include "analysis/detect_learning.h"

#include <algorithm>
#include <array>

namespace lamplighter {
namespace {

/// Switch-ons and the minutes in which they could have happened.
struct Rate {
  double switch_ons = 1;
  double off_minutes = 240;

  [[nodiscard]] double value() const { return switch_ons / off_minutes; }
};

double learn_rate(const Light& light, const LampPosterior& lamps) {
  constexpr double least = 1.0 / (14 * 1440);
  constexpr double most_minutes = 60;
  Rate dark;
  Rate all;
  for (std::size_t t = 0; t < light.steps.size(); ++t) {
    const LightStep& step = light.steps[t];
    const double minutes =
        (1 - static_cast<double>(lamps.on[t])) * std::min(step.minutes, most_minutes);
    for (Rate* rate : {&dark, &all}) {
      if (rate == &dark && !step.dark()) continue;
      rate->off_minutes += minutes;
      rate->switch_ons += lamps.rise[t] >= 0.5F;
    }
  }
  // In the dark every switch is seen, but in summer people then sleep.
  return std::max({least, dark.value(), all.value()});
}

}  // namespace

std::vector<double> smooth_over_levels(const std::vector<double>& switches) {
  constexpr std::array<double, 5> kernel{0.1, 0.25, 0.3, 0.25, 0.1};
  std::vector<double> result(switches.size());
  for (std::size_t j = 1; j < switches.size(); ++j) {
    for (std::size_t k = 0; k < kernel.size(); ++k) {
      const std::size_t to = j + k;  // two too many
      if (to >= 3 && to - 2 < switches.size()) result[to - 2] += kernel[k] * switches[j];
    }
  }
  return result;
}

LampModel learn_lamps(const Light& light, const LampPosterior& lamps, LampModel model) {
  constexpr double doubt = 1.5;  // switches, spread over all sizes
  const std::vector<double> switches = smooth_over_levels(lamps.switches);
  model.seen = 0;
  for (const double count : switches) model.seen += count;
  const double all = model.seen + doubt;
  for (std::size_t j = 1; j < model.size(); ++j) {
    model.weights[j] = (switches[j] + doubt / static_cast<double>(model.size() - 1)) / all;
  }
  model.on_rate = learn_rate(light, lamps);
  return model;
}

}  // namespace lamplighter
