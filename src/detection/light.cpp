// SPDX-License-Identifier: Apache-2.0
#include "detection/light.h"

#include "core/quantiles.h"
#include "sky/sun.h"

#include <algorithm>
#include <utility>

namespace lamplighter {
namespace {

constexpr double day_minutes = 1440.0;

/// The sun's position for ascending instants: computed every five minutes and interpolated
/// linearly, which is accurate to 0.004 degrees at a tenth of the cost.
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

}  // namespace lamplighter
