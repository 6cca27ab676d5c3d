// SPDX-License-Identifier: Apache-2.0
#include "detection/sky.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace lamplighter {
namespace {

constexpr std::size_t bins = sundial_parts;
constexpr int window_days = 20;
constexpr int least_sunny_days = 4;

struct Sum {
  double total = 0;
  int count = 0;

  void add(const Sum& other) {
    total += other.total;
    count += other.count;
  }
};

using Day = std::array<Sum, bins>;

/// Each bin merged with its neighbours.
Day widened(const Day& day) {
  Day wide = day;
  for (std::size_t bin = 0; bin + 1 < bins; ++bin) {
    wide[bin].add(day[bin + 1]);
    wide[bin + 1].add(day[bin]);
  }
  return wide;
}

/// Log-daylight per solar day and bin, merged with the neighbouring bins; one entry per day,
/// starting with that of the first step.
std::vector<Day> sum_up(const Light& light, const LampPosterior& lamps, double shift) {
  const std::int32_t first = light.steps.front().day();
  std::vector<Day> days(static_cast<std::size_t>(light.steps.back().day() - first + 1));
  for (std::size_t t = 0; t < light.steps.size(); ++t) {
    const LightStep& step = light.steps[t];
    const bool doubtful = lamps.on[t] >= 0.2F && lamps.on[t] <= 0.8F;
    if (step.dark() || doubtful) continue;
    const double daylight = std::max(step.above_floor() - static_cast<double>(lamps.lux[t]), 0.0);
    days[static_cast<std::size_t>(step.day() - first)][step.part()].add(
        {std::log(daylight + shift), 1});
  }
  for (Day& day : days) day = widened(day);
  return days;
}

SkyRange range_of(const std::vector<Day>& days, std::size_t day, std::size_t bin) {
  const std::size_t first = day > window_days ? day - window_days : 0;
  const std::size_t last = std::min(days.size() - 1, day + window_days);
  double low = 0;
  double high = 0;
  int seen = 0;
  for (std::size_t other = first; other <= last; ++other) {
    const Sum& sum = days[other][bin];
    if (other == day || sum.count == 0) continue;
    const double mean = sum.total / sum.count;
    low = seen == 0 ? mean : std::min(low, mean);
    high = seen == 0 ? mean : std::max(high, mean);
    ++seen;
  }
  if (seen < least_sunny_days) return {};
  return {static_cast<float>(low), static_cast<float>(high)};
}

}  // namespace

SkyOfDay sky_of_next_day(const Light& light, const LampPosterior& lamps, const LightNoise& noise) {
  const std::vector<Day> days = sum_up(light, lamps, noise.log_shift());
  SkyOfDay sky;
  for (std::size_t bin = 0; bin < bins; ++bin) sky[bin] = range_of(days, days.size(), bin);
  return sky;
}

void measure_sky(Light& light, const LampPosterior& lamps, const LightNoise& noise) {
  const std::vector<Day> days = sum_up(light, lamps, noise.log_shift());
  const std::int32_t first = light.steps.front().day();
  std::vector<std::array<std::optional<SkyRange>, bins>> known(days.size());
  for (LightStep& step : light.steps) {
    if (step.dark()) continue;
    const auto day = static_cast<std::size_t>(step.day() - first);
    std::optional<SkyRange>& range = known[day][step.part()];
    if (!range) range = range_of(days, day, step.part());
    step.sky_low = range->low;
    step.sky_high = range->high;
  }
}

}  // namespace lamplighter
