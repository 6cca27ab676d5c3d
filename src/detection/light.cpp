// SPDX-License-Identifier: Apache-2.0
#include "detection/light.h"

#include "core/quantiles.h"
#include "sky/sun.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace lamplighter {
namespace {

constexpr double day_minutes = 1440.0;

/// The sun for instants that rise: computed every five minutes and drawn straight between, which is
/// right to 0.004 degrees and costs a tenth.
class SunCurve {
 public:
  explicit SunCurve(const Place& place) : place_(place) {}

  /// Moves to an instant.
  void go(Instant at) {
    const Instant before = std::chrono::floor<Grid>(at);
    if (before != from_) {
      start_ = before == from_ + Grid(1) ? end_ : elevation_at(before);
      end_ = elevation_at(before + Grid(1));
      ahead_ = sundial_minutes_ahead(place_.longitude, before);
      from_ = before;
    }
    share_ = std::chrono::duration<double, Grid::period>(at - before).count();
  }

  [[nodiscard]] double elevation() const { return start_ + share_ * (end_ - start_); }
  [[nodiscard]] double sundial_ahead() const { return ahead_; }

 private:
  using Grid = std::chrono::duration<std::int64_t, std::ratio<300>>;

  [[nodiscard]] double elevation_at(Instant at) const {
    return sun_elevation_degrees(place_.latitude, place_.longitude, at);
  }

  const Place& place_;
  Instant from_ = Instant::min();
  double start_ = 0;
  double end_ = 0;
  double ahead_ = 0;
  double share_ = 0;
};

LightStep make_step(const Sample<Lux>& sample, const LightStep* before, SunCurve& sun) {
  sun.go(sample.at);
  const double sundial = Minutes(sample.at.time_since_epoch()).count() + sun.sundial_ahead();
  const double day = std::floor(sundial / day_minutes);
  const double minute = sundial - day * day_minutes;
  const double lux = sample.value.value();
  return {.at = sample.at,
          .lux = lux,
          .change = before ? lux - before->lux : 0.0,
          .minutes = before ? Minutes(sample.at - before->at).count() : 0.0,
          .sun = static_cast<float>(sun.elevation()),
          .sundial = static_cast<float>(minute),
          .night = static_cast<std::int32_t>(day) + (minute >= day_minutes / 2 ? 1 : 0),
          .after_gap = before == nullptr};
}

double median_spacing(const std::vector<LightStep>& steps) {
  std::vector<double> spacings;
  spacings.reserve(steps.size());
  for (const LightStep& step : steps) {
    if (step.minutes > 0) spacings.push_back(step.minutes);
  }
  return spacings.empty() ? 1.0 : quantile(spacings, 0.5);
}

}  // namespace

Light prepare_light(std::vector<Sample<Lux>> samples, const Place& place) {
  std::ranges::stable_sort(samples, {}, &Sample<Lux>::at);
  const auto same_time = [](const Sample<Lux>& a, const Sample<Lux>& b) { return a.at == b.at; };
  samples.erase(std::unique(samples.begin(), samples.end(), same_time), samples.end());

  Light light;
  light.steps.reserve(samples.size());
  SunCurve sun(place);
  for (const Sample<Lux>& sample : samples) {
    light.steps.push_back(
        make_step(sample, light.steps.empty() ? nullptr : &light.steps.back(), sun));
  }
  light.spacing = median_spacing(light.steps);
  for (LightStep& step : light.steps) step.after_gap |= step.minutes > 3 * light.spacing;
  return light;
}

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

/// Each bin with its neighbours.
Day widened(const Day& day) {
  Day wide = day;
  for (std::size_t bin = 0; bin + 1 < bins; ++bin) {
    wide[bin].add(day[bin + 1]);
    wide[bin + 1].add(day[bin]);
  }
  return wide;
}

/// Log-daylight by solar day and bin with its neighbours, one day an entry from that of the first
/// step.
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
