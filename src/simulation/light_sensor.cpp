// SPDX-License-Identifier: Apache-2.0
#include "simulation/light_sensor.h"

#include "simulation/chance.h"

#include <algorithm>
#include <cmath>

namespace lamplighter::simulation {
namespace {

/// Counts of the two channels for a lux of mixed light, at the gain a room needs; the infra-red
/// share is what the maker's formula takes off again.
constexpr double counts_a_lux = 1.9;
constexpr double infrared_share = 0.36;
constexpr double infrared_weight = 1.64;  ///< the first of the maker's two lines
constexpr double lux_a_count = 1.0 / (counts_a_lux * (1.0 - infrared_weight * infrared_share));

class Digitiser {
 public:
  Digitiser(const LightSensor& sensor, Rng rng) : sensor_(sensor), rng_(rng) {}

  double value(double light, Instant at) {
    double lux = sensor_.scale * light + sensor_.offset;
    if (sensor_.moved && at >= sensor_.moved->at) {
      lux = sensor_.moved->scale * lux + sensor_.moved->offset;
    }
    const double wobble = sensor_.relative_noise * lux;
    const double deviation = std::sqrt(sensor_.noise * sensor_.noise + wobble * wobble);
    if (sensor_.digits == Digits::two_channel) return two_channel(lux, deviation);
    lux += deviation * rng_.normal();
    const double step = sensor_.digits == Digits::fractional ? 0.01 : sensor_.quantum;
    return std::nearbyint(lux / step) * step + 0.0;  // + 0.0: no negative zero
  }

 private:
  double two_channel(double lux, double deviation) {
    const double counts = counts_a_lux * std::max(lux, 0.0);
    const double noise = counts_a_lux * deviation;
    const double full = std::nearbyint(std::max(0.0, counts + noise * rng_.normal()));
    const double infrared =
        std::nearbyint(std::max(0.0, infrared_share * counts + 0.35 + 0.5 * noise * rng_.normal()));
    const double value = (full - infrared_weight * infrared) * lux_a_count;
    return std::nearbyint(value * 1e4) / 1e4 + 0.0;
  }

  const LightSensor& sensor_;
  Rng rng_;
};

/// Silence: when it begins and ends. Rising, not overlapping.
std::vector<Span> outages_of(const LightSensor& sensor, Span span, Rng rng) {
  std::vector<Span> outages;
  if (sensor.outages_a_day <= 0.0) return outages;
  const Minutes mean(1440.0 / sensor.outages_a_day);
  Instant at = span.from + to_time(waiting(rng, mean));
  while (at < span.until) {
    const Instant until = at + to_time(about(rng, Minutes(15.0), 1.2));
    outages.push_back({at, until});
    at = until + to_time(waiting(rng, mean));
  }
  return outages;
}

}  // namespace

std::vector<Sample<Lux>> sense(const LightSensor& sensor, RoomLight& light, Span span, Rng rng) {
  const std::vector<Span> outages = outages_of(sensor, span, rng.fork(1));
  Digitiser digitiser(sensor, rng.fork(2));
  std::vector<Sample<Lux>> samples;
  samples.reserve(static_cast<std::size_t>((span.until - span.from) / sensor.interval) + 1);
  std::optional<double> stuck_at;
  auto silence = outages.begin();
  Instant at = span.from + std::chrono::microseconds(static_cast<std::int64_t>(
                               rng.uniform() * static_cast<double>(sensor.interval.count())));
  while (at < span.until) {
    while (silence != outages.end() && silence->until <= at) ++silence;
    const bool silent = silence != outages.end() && silence->from <= at;
    const double value = digitiser.value(light.lux_at(at), at);
    const bool stuck = sensor.stuck && sensor.stuck->from <= at && at < sensor.stuck->until;
    if (stuck && !stuck_at) stuck_at = value;
    if (!silent && !happens(rng, sensor.lost)) {
      samples.push_back({at + sensor.clock_error, Lux(stuck ? *stuck_at : value)});
    }
    const double wobble = static_cast<double>(sensor.jitter.count()) * rng.normal();
    const auto step = sensor.interval + std::chrono::microseconds(std::llround(wobble));
    at += std::max(step, sensor.interval / 4);
  }
  return samples;
}

}  // namespace lamplighter::simulation
