// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"
#include "sky/sun.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace lamplighter {

/// Fractional minutes.
using Minutes = std::chrono::duration<double, std::ratio<60>>;

/// The solar day is divided into parts of ten minutes.
inline constexpr std::size_t sundial_parts = 144;

/// A reading and what the detector needs to know about it. `prepare_light` fills in the first half;
/// the functions named fill in the second half later.
struct LightStep {
  Instant at;
  double lux;
  double change;       ///< lux minus the previous lux; 0 for the first
  double minutes;      ///< since the previous reading; 0 for the first
  float sun;           ///< elevation of the sun's centre, degrees
  float sundial;       ///< minutes of the solar day, 0 … 1440; 720 at solar noon
  std::int32_t night;  ///< number of solar noons so far; constant during a night
  bool after_gap;      ///< true for the first, or after more than three times the usual spacing

  float floor = 0;  ///< lux without lamps or daylight (measure_noise)
  float scale = 1;  ///< typical size of a change of light here, lux (measure_changes)
  float crowd = 0;  ///< similar jumps around it, beyond the few that lamps cause (measure_changes)
  float sky_low = 0;  ///< minimum and
  float sky_high =
      -1;  ///< maximum log-daylight of other days at this time, if low <= high (measure_sky)
  float likeness = 1;  ///< how much more likely a switch by exactly this change is than one of
                       ///< about its size, given the switches seen elsewhere (measure_likeness)

  /// Too dark for daylight to reach a room.
  [[nodiscard]] bool dark() const { return sun < -6.0F; }

  /// Clouds can cause a jump of the light.
  [[nodiscard]] bool cloudy() const { return sun > -3.0F && !after_gap; }

  [[nodiscard]] double above_floor() const { return lux - static_cast<double>(floor); }

  /// The index of the part of the solar day.
  [[nodiscard]] std::size_t part() const {
    return std::min(sundial_parts - 1, static_cast<std::size_t>(sundial / 10.0F));
  }

  /// The number of solar midnights so far.
  [[nodiscard]] std::int32_t day() const { return sundial >= 720.0F ? night - 1 : night; }
};

/// The readings of one sensor as steps, and their usual spacing.
struct Light {
  std::vector<LightStep> steps;
  double spacing = 1;  ///< median time between neighbours, minutes
};

/// A span of time; `until` is not included.
struct Stretch {
  Instant from;
  Instant until;

  friend bool operator==(const Stretch&, const Stretch&) = default;
};

/// Sorts the readings by time, keeps the first of those at the same instant, and computes the sun's
/// position.
Light prepare_light(std::vector<Sample<Lux>> samples, const Place& place);

}  // namespace lamplighter
