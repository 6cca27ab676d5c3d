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

/// Minutes with a fraction.
using Minutes = std::chrono::duration<double, std::ratio<60>>;

/// Parts of ten minutes of the solar day.
inline constexpr std::size_t sundial_parts = 144;

/// A reading and what telling lamps from daylight needs to know of it. The first half is what
/// prepare_light finds; the second is measured later, by the function named.
struct LightStep {
  Instant at;
  double lux;
  double change;       ///< lux less the lux before; 0 for the first
  double minutes;      ///< since the reading before; 0 for the first
  float sun;           ///< degrees of the sun's centre above the horizon
  float sundial;       ///< minutes of the solar day, 0 … 1440; 720 when the sun is highest
  std::int32_t night;  ///< counts solar noons: an evening, its night and its morning share it
  bool after_gap;      ///< the first, or over three times the usual spacing after the one before

  float floor = 0;    ///< lux with neither lamp nor daylight (measure_noise)
  float scale = 1;    ///< usual size of a change of light here, lux (measure_changes)
  float crowd = 0;    ///< jumps like this one around it, beyond the few that lamps make (likewise)
  float sky_low = 0;  ///< least and
  float sky_high =
      -1;  ///< greatest log-daylight of other days at this time, if low <= high (measure_sky)
  float likeness = 1;  ///< how many times likelier a switch by just this change is than one of
                       ///< about its size, given the switches seen elsewhere (measure_likeness)

  /// No daylight reaches a room.
  [[nodiscard]] bool dark() const { return sun < -6.0F; }

  /// Clouds can make the light jump.
  [[nodiscard]] bool cloudy() const { return sun > -3.0F && !after_gap; }

  [[nodiscard]] double above_floor() const { return lux - static_cast<double>(floor); }

  /// Which of the parts of the solar day.
  [[nodiscard]] std::size_t part() const {
    return std::min(sundial_parts - 1, static_cast<std::size_t>(sundial / 10.0F));
  }

  /// Counts solar midnights.
  [[nodiscard]] std::int32_t day() const { return sundial >= 720.0F ? night - 1 : night; }
};

/// The readings of one sensor as steps, and their usual spacing.
struct Light {
  std::vector<LightStep> steps;
  double spacing = 1;  ///< median minutes between neighbours
};

/// A stretch of time; `until` is not included.
struct Stretch {
  Instant from;
  Instant until;

  friend bool operator==(const Stretch&, const Stretch&) = default;
};

/// Puts the readings in order of time, keeps the first of those at one instant, and looks up the
/// sun.
Light prepare_light(std::vector<Sample<Lux>> samples, const Place& place);

}  // namespace lamplighter
