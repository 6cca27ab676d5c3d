// SPDX-License-Identifier: Apache-2.0
#include "simulation/outdoors.h"

#include "sky/sun.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace lamplighter::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::microseconds step = 2min;
constexpr double radians = 3.14159265358979323846 / 180.0;

/// Clear twilight on level ground, decimal logarithm of lux, every six degrees below the horizon:
/// 3.4 lux end civil twilight, 0.008 nautical, 0.0006 is starlight. (Explanatory Supplement to the
/// Astronomical Almanac.)
constexpr std::array<double, 4> twilight{2.903, 0.531, -2.1, -3.2};

double twilight_lux(double elevation) {
  const double depth = std::min(-elevation / 6.0, 2.999);
  const auto i = static_cast<std::size_t>(depth);
  const double part = depth - static_cast<double>(i);
  return std::pow(10.0, twilight[i] + (twilight[i + 1] - twilight[i]) * part);
}

double between(float a, float b, double part) {
  return static_cast<double>(a) + (static_cast<double>(b) - static_cast<double>(a)) * part;
}

double part_of(Instant at, Instant from, Instant until) {
  return std::chrono::duration<double>(at - from) / std::chrono::duration<double>(until - from);
}

}  // namespace

ClearSky sky_at(double elevation) {
  if (elevation <= 0.0) {
    const double lux = twilight_lux(elevation);
    return {.beam = 0.0, .clear = lux, .partly = 0.375 * lux, .overcast = 0.375 * lux};
  }
  const double sine = std::sin(elevation * radians);
  // Relative air mass after Kasten and Young (1989); extinction 0.21 and the three skies: RP-21.
  const double mass = 1.0 / (sine + 0.50572 * std::pow(elevation + 6.07995, -1.6364));
  return {.beam = 127'500.0 * std::exp(-0.21 * mass),
          .clear = 800.0 + 15'500.0 * std::sqrt(sine),
          .partly = 300.0 + 45'000.0 * sine,
          .overcast = 300.0 + 21'000.0 * sine};
}

Outdoors::Outdoors(const Place& place, const Climate& climate, std::uint64_t seed, Instant from,
                   Instant until)
    : from_(from), clouds_(weather(climate, seed, from, until)) {
  std::uint32_t cloud = 0;
  for (Instant at = from; at <= until + step; at += step) {
    while (cloud + 2 < clouds_.size() && clouds_[cloud + 1].at <= at) ++cloud;
    const SunPosition sun = sun_position(place.latitude, place.longitude, at);
    const double level = std::cos(sun.elevation * radians);
    const ClearSky sky = sky_at(sun.elevation);
    suns_.push_back({.east = static_cast<float>(level * std::sin(sun.azimuth * radians)),
                     .north = static_cast<float>(level * std::cos(sun.azimuth * radians)),
                     .up = static_cast<float>(std::sin(sun.elevation * radians)),
                     .beam = static_cast<float>(sky.beam),
                     .clear = static_cast<float>(sky.clear),
                     .partly = static_cast<float>(sky.partly),
                     .overcast = static_cast<float>(sky.overcast),
                     .first_cloud = cloud});
  }
}

Daylight Outdoors::at(Instant at) const {
  const auto index = static_cast<std::size_t>((at - from_) / step);
  assert(at >= from_ && index + 1 < suns_.size());
  const SunKnot& a = suns_[index];
  const SunKnot& b = suns_[index + 1];
  const double part = part_of(at, from_ + step * index, from_ + step * (index + 1));
  std::size_t cloud = a.first_cloud;
  while (cloud + 2 < clouds_.size() && clouds_[cloud + 1].at <= at) ++cloud;
  const CloudKnot& c = clouds_[cloud];
  const CloudKnot& d = clouds_[cloud + 1];
  const double passed = std::clamp(part_of(at, c.at, d.at), 0.0, 1.0);

  const double clouds = between(c.clouds, d.clouds, passed);
  const double clear = between(a.clear, b.clear, part);
  const double partly = between(a.partly, b.partly, part);
  const double overcast = between(a.overcast, b.overcast, part);
  const double sky = clouds < 0.5 ? clear + (partly - clear) * 2.0 * clouds
                                  : partly + (overcast - partly) * (2.0 * clouds - 1.0);
  return {.east = between(a.east, b.east, part),
          .north = between(a.north, b.north, part),
          .up = between(a.up, b.up, part),
          .beam = between(a.beam, b.beam, part) * between(c.beam, d.beam, passed),
          .sky = sky * between(c.brightness, d.brightness, passed),
          .clouds = clouds};
}

}  // namespace lamplighter::simulation
