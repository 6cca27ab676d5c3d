// SPDX-License-Identifier: Apache-2.0
#include "detection/learning.h"

#include "core/quantiles.h"

#include <algorithm>
#include <array>
#include <cmath>

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

namespace {

/// Levels that one lamp's switches are found at.
struct Peak {
  std::size_t first;
  std::size_t last;
  std::size_t top;
  double switches;
};

/// Cuts the distribution where it is lowest between two tops that rise well out of the valley.
std::vector<Peak> find_peaks(const std::vector<double>& switches) {
  constexpr double well = 1.5;
  std::vector<Peak> peaks;
  Peak now{1, 1, 1, 0};
  std::size_t valley = 1;
  for (std::size_t j = 1; j < switches.size(); ++j) {
    if (switches[j] < switches[valley]) valley = j;
    const bool out_of_valley = switches[j] > well * switches[valley];
    const bool fell_into_it = switches[now.top] > well * switches[valley];
    if (switches[j] > switches[now.top] && !(out_of_valley && fell_into_it && valley > now.top)) {
      now.top = j;
      valley = j;
    } else if (out_of_valley && fell_into_it && valley > now.top) {
      now.last = valley - 1;
      peaks.push_back(now);
      now = {valley, valley, j, 0};
      valley = j;
    }
  }
  now.last = switches.size() - 1;
  peaks.push_back(now);
  for (Peak& peak : peaks) {
    for (std::size_t j = peak.first; j <= peak.last; ++j) peak.switches += switches[j];
  }
  return peaks;
}

/// The changes of light at the switches, by which a size is known better than by its level.
std::vector<double> switch_changes(const Light& light, const LampPosterior& lamps) {
  std::vector<double> changes;
  for (std::size_t t = 0; t < light.steps.size(); ++t) {
    if (lamps.rise[t] >= 0.5F || lamps.fall[t] >= 0.5F) {
      changes.push_back(std::abs(light.steps[t].change));
    }
  }
  return changes;
}

}  // namespace

std::vector<double> lamp_sizes(const Light& light, const LampPosterior& lamps,
                               const LampModel& model) {
  constexpr double least_switches = 1.5;
  constexpr double least_share = 0.03;
  const std::vector<double> switches = smooth_over_levels(lamps.switches);
  double all = 0;
  for (const double count : switches) all += count;
  const std::vector<double> changes = switch_changes(light, lamps);

  std::vector<double> sizes;
  for (const Peak& peak : find_peaks(switches)) {
    if (peak.switches < std::max(least_switches, least_share * all)) continue;
    const double top = model.levels[peak.top];
    std::vector<double> near;
    for (const double change : changes) {
      if (change > top / 1.3 && change < top * 1.3) near.push_back(change);
    }
    sizes.push_back(near.empty() ? top : quantile(near, 0.5));
  }
  return sizes;
}

}  // namespace lamplighter
