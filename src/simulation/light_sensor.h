// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"
#include "simulation/room_light.h"

#include <optional>
#include <vector>

namespace lamplighter::simulation {

/// How a sensor turns light into numbers.
enum class Digits : std::uint8_t {
  whole_steps,  ///< to the nearest multiple of `quantum` lux
  fractional,   ///< to 0.01 lux
  two_channel,  ///< as a TSL2591: two counters, lux by the maker's formula; slightly negative at
                ///< times
};

/// A sensor that was put somewhere else: from then on it sees another floor and scale.
struct Moved {
  Instant at;
  double scale;
  double offset;
};

/// One sensor: what it gets wrong. Times are spans; rates are means.
struct LightSensor {
  SensorId id;
  std::chrono::microseconds interval{62s};
  std::chrono::microseconds jitter{800ms};  ///< standard deviation of each interval
  Digits digits = Digits::whole_steps;
  double quantum = 1.0;
  double noise = 0.15;  ///< lux, standard deviation in the dark
  double relative_noise = 0.006;
  double offset = 0.0;  ///< lux added to everything
  double scale = 1.0;
  double lost = 0.004;          ///< share of readings that never arrive
  double outages_a_day = 0.12;  ///< stretches of silence, a quarter of an hour as a median
  std::chrono::microseconds clock_error{0};  ///< its time stamps are that late
  std::optional<Moved> moved{};
  std::optional<Span> stuck{};  ///< repeats one value
};

/// What the sensor says of `light` over `span`, in rising time. `rng` is the sensor's own.
std::vector<Sample<Lux>> sense(const LightSensor& sensor, RoomLight& light, Span span, Rng rng);

}  // namespace lamplighter::simulation
