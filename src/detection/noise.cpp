// SPDX-License-Identifier: Apache-2.0
#include "detection/noise.h"

#include "core/quantiles.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

namespace lamplighter {
namespace {

constexpr double sigma_of_median_deviation = 1.4826;  // of a normal distribution
constexpr double low_share = 0.6;  // of the dark readings, assumed to be without lamps
constexpr std::int32_t nights_around = 3;

struct Quanta {
  double least;
  double usual;
};

/// Sizes in bins of half an octave.
using SizeCounts = std::map<int, int>;

int size_bin(double size) { return static_cast<int>(std::floor(2 * std::log2(size))); }

/// Whether the changes below a size take many values; those of a sensor with coarse steps are few
/// multiples of its step.
bool is_jitter(const std::vector<double>& changes, double below) {
  constexpr std::size_t many = 30;
  std::set<double> values;
  for (const double change : changes) {
    if (change < below) values.insert(change);
    if (values.size() >= many) return true;
  }
  return false;
}

/// If the readings of a sensor with coarse steps jitter, or are scaled slightly, its changes have
/// two peaks: many below its step, and the steps. Returns the size at the valley between them, lux;
/// 0 if there is only one peak, as with a fine sensor.
double valley_under_steps(const std::vector<double>& changes) {
  constexpr double least_steps = 0.1;  // of the changes
  constexpr double least_jitter = 0.1;
  constexpr double deep = 0.5;  // of the lower peak
  SizeCounts counts;
  for (const double change : changes) ++counts[size_bin(change)];
  const auto total = static_cast<double>(changes.size());
  double valley = 0;
  double shallowest = deep;
  double below = 0;
  int low_hill = 0;
  for (int bin = counts.begin()->first; bin < counts.rbegin()->first; ++bin) {
    const auto found = counts.find(bin);
    const int here = found == counts.end() ? 0 : found->second;
    int high_hill = 0;
    for (auto it = counts.upper_bound(bin); it != counts.end(); ++it) {
      high_hill = std::max(high_hill, it->second);
    }
    const int lower = std::min(low_hill, high_hill);
    const bool both = below >= least_jitter * total && total - below - here >= least_steps * total;
    const double depth = lower == 0 ? 1 : static_cast<double>(here) / lower;
    if (both && depth < shallowest) {
      shallowest = depth;
      valley = std::exp2((bin + 1) / 2.0);
    }
    low_hill = std::max(low_hill, here);
    below += here;
  }
  return is_jitter(changes, valley) ? valley : 0;
}

/// The quantum of the changes that are steps: the rounding of a whole-lux sensor, and a bound for
/// others.
Quanta measure_quanta(const Light& light) {
  std::vector<double> changes;
  std::vector<double> sizes;
  for (const LightStep& step : light.steps) {
    if (step.change != 0) changes.push_back(std::abs(step.change));
    sizes.push_back(std::abs(step.lux));
  }
  constexpr double seldom = 4;  // minutes between readings: many of the changes are then lamps
  constexpr double most_of_range = 0.025;  // larger "steps" are lamps
  const double large = quantile(sizes, 0.99);
  Quanta quanta{std::max(1e-4 * large, 1e-3), std::max(1e-3 * large, 1e-3)};
  if (!changes.empty()) {
    double valley = valley_under_steps(changes);
    if (light.spacing > seldom && valley > most_of_range * large) valley = 0;
    std::erase_if(changes, [valley](double change) { return change < valley; });
    quanta.least = std::max(quanta.least, quantile(changes, 0.05));
    quanta.usual = std::max(quanta.usual, quantile(changes, 0.25));
  }
  return quanta;
}

void keep_lowest(std::vector<double>& values, double share) {
  std::ranges::sort(values);
  const double kept = share * static_cast<double>(values.size());
  values.resize(std::max<std::size_t>(1, static_cast<std::size_t>(kept)));
}

double low_mode(std::vector<double> values) {
  keep_lowest(values, low_share);
  return half_sample_mode(values);
}

/// For a series too short to separate nights.
double single_floor(const Light& light) {
  constexpr std::size_t few = 20;
  std::vector<double> dark;
  std::vector<double> all;
  for (const LightStep& step : light.steps) {
    if (step.dark()) dark.push_back(step.lux);
    all.push_back(step.lux);
  }
  return dark.size() > few ? low_mode(std::move(dark)) : quantile(all, 0.05);
}

/// Median of the floors around a night, or the nearest floor if there are none. Requires: not
/// empty.
double floor_near(const NightFloors& floors, std::int32_t night) {
  std::vector<double> near;
  const auto end = floors.upper_bound(night + nights_around);
  for (auto it = floors.lower_bound(night - nights_around); it != end; ++it) {
    near.push_back(it->second);
  }
  if (!near.empty()) return quantile(near, 0.5);
  const auto after = floors.lower_bound(night);
  if (after == floors.begin()) return after->second;
  const auto before = std::prev(after);
  const bool nearer = after == floors.end() || night - before->first <= after->first - night;
  return nearer ? before->second : after->second;
}

void set_floors(Light& light, const NightFloors& floors) {
  const bool several = std::ssize(floors) >= nights_around;
  const double single = several ? 0.0 : single_floor(light);
  std::int32_t night = 0;
  float floor = 0;
  for (LightStep& step : light.steps) {
    if (&step == &light.steps.front() || step.night != night) {
      night = step.night;
      floor = static_cast<float>(several ? floor_near(floors, night) : single);
    }
    step.floor = floor;
  }
}

double spread_above_floor(const Light& light) {
  std::vector<double> above;
  for (const LightStep& step : light.steps) {
    if (step.dark()) above.push_back(step.above_floor());
  }
  if (above.empty()) return 0.0;
  keep_lowest(above, low_share);
  for (double& value : above) value = std::abs(value);
  return sigma_of_median_deviation * quantile(above, 0.5);
}

double spread_between_nights(const NightFloors& floors) {
  if (std::ssize(floors) < nights_around) return 0.0;
  std::vector<double> apart;
  for (const auto& [night, floor] : floors) {
    apart.push_back(std::abs(floor - floor_near(floors, night)));
  }
  return sigma_of_median_deviation * quantile(apart, 0.5);
}

/// A brief change in the dark: the light changed at `step` and returned to its old value within
/// minutes.
bool is_excursion(const Light& light, std::size_t step) {
  constexpr Minutes soon{3.5};
  const auto& steps = light.steps;
  const LightStep& out = steps[step];
  if (!out.dark() || out.after_gap || out.change == 0) return false;
  const double left = out.lux - out.change;
  for (std::size_t t = step + 1; t < steps.size() && steps[t].at - out.at <= soon; ++t) {
    if (std::abs(steps[t].lux - left) <= std::abs(out.change) / 4) return true;
  }
  return false;
}

constexpr double share_of_flicker = 0.75;  // for a step: sizes of flicker vary

/// How much the sensor flickers in the dark: the size that a given number of brief changes per
/// night reaches. Lamps cause fewer.
double flicker(const Light& light, std::size_t nights) {
  constexpr std::size_t a_night = 2;
  std::vector<double> sizes;
  for (std::size_t t = 1; t < light.steps.size(); ++t) {
    if (is_excursion(light, t)) sizes.push_back(std::abs(light.steps[t].change));
  }
  const std::size_t rank = a_night * nights;
  if (rank == 0 || sizes.size() < rank) return 0;
  std::ranges::nth_element(sizes, sizes.begin() + static_cast<std::ptrdiff_t>(rank - 1),
                           std::greater<>());
  return sizes[rank - 1];
}

double usual_dark_change(const Light& light) {
  std::vector<double> changes;
  for (const LightStep& step : light.steps) {
    if (step.dark()) changes.push_back(std::abs(step.change));
  }
  return changes.empty() ? 0.0 : trimmed_mean(changes, 0.9);
}

}  // namespace

NightFloors floors_of_nights(const Light& light) {
  constexpr std::size_t least_readings = 10;
  std::map<std::int32_t, std::vector<double>> nights;
  for (const LightStep& step : light.steps) {
    if (step.dark()) nights[step.night].push_back(step.lux);
  }
  NightFloors floors;
  for (auto& [night, values] : nights) {
    if (values.size() >= least_readings) floors[night] = low_mode(std::move(values));
  }
  return floors;
}

LightNoise measure_noise(Light& light) {
  const NightFloors floors = floors_of_nights(light);
  set_floors(light, floors);
  Quanta quanta = measure_quanta(light);
  const double flickers = std::min(flicker(light, floors.size()), quanta.usual);
  quanta.least = std::max(quanta.least, share_of_flicker * flickers);
  LightNoise noise{};
  noise.step = quanta.least;
  noise.spread =
      std::max({quanta.least / 2, spread_above_floor(light), spread_between_nights(floors)});
  noise.dark = std::max({quanta.least / 2, 1.25 * usual_dark_change(light), noise.spread / 2});
  noise.day = std::max(quanta.usual / 2, noise.dark);
  return noise;
}

}  // namespace lamplighter
