// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/random.h"
#include "simulation/diary.h"
#include "sky/sun.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace lamplighter::simulation {

inline constexpr double radians = 3.14159265358979323846 / 180.0;  ///< per degree

enum class SkyKind : std::uint8_t { clear, thin, broken, overcast };

inline constexpr std::size_t sky_kinds = 4;

/// How often each kind of sky occurs; `spell_hours` is its median duration.
struct Climate {
  std::array<double, sky_kinds> weights{0.45, 0.15, 0.2, 0.2};
  double spell_hours = 4.0;
};

/// The effect of clouds on the light at one instant; values are interpolated linearly between
/// knots.
struct CloudKnot {
  Instant at;
  float beam;        ///< share of the clear sky's direct sun that passes, 0 … 1
  float clouds;      ///< 0 = blue sky, 0.5 = partly cloudy, 1 = overcast
  float brightness;  ///< of the sky, relative to the mean of its kind
};

/// The weather from `from` to `until`, in ascending order of time; the first knot is not after
/// `from` and the last not before `until`. The weather at an instant does not depend on the
/// requested span.
std::vector<CloudKnot> weather(const Climate& climate, std::uint64_t seed, Instant from,
                               Instant until);

/// Outdoor daylight at one instant.
struct Daylight {
  double east, north, up;  ///< unit vector to the sun
  double beam;             ///< lux of direct sun on a plane perpendicular to it
  double sky;              ///< lux of the sky on a horizontal plane, without the direct sun
  double clouds;           ///< 0 = blue … 1 = overcast
};

/// Sun and clear sky at an elevation, in lux: the Illuminating Engineering Society's RP-21 (1984).
/// Below the horizon: twilight levels. Public for its tests.
struct ClearSky {
  double beam, clear, partly, overcast;
};
ClearSky sky_at(double elevation_degrees);

/// Daylight at a place over a time span. Immutable, so threads may share it.
class Outdoors {
 public:
  Outdoors(const Place& place, const Climate& climate, std::uint64_t seed, Instant from,
           Instant until);

  /// Requires: from <= at <= until.
  [[nodiscard]] Daylight at(Instant at) const;

 private:
  struct SunKnot {
    float east, north, up, beam, clear, partly, overcast;
    std::uint32_t first_cloud;  ///< index of the last cloud knot not after this instant
  };
  Instant from_;
  std::vector<CloudKnot> clouds_;
  std::vector<SunKnot> suns_;  ///< one every two minutes
};

/// The light that enters through a window, in lux.
struct WindowLight {
  double at_sensor;
  double in_middle;  ///< where people are
};

/// Daylight through a window with open curtains.
WindowLight daylight_through(const Window& window, const Daylight& outside);

/// From `at` on, the curtains let `share` of the daylight through.
struct CurtainMove {
  Instant at;
  double share;
};

/// How the residents move the curtains: closed for the night, opened in the morning, and closed
/// against the sun in rooms with `drawn_by_day`. Sorted. Empty for a room without curtains.
std::vector<CurtainMove> move_curtains(const Room& room, std::size_t index,
                                       std::span<const Stay> stays, const Outdoors& outdoors);

/// Daylight inside the rooms of a house: windows and curtains. Requires: the constructor's
/// arguments outlive it. Immutable, so threads may share it.
class Interior {
 public:
  Interior(const House& house, std::span<const Stay> stays, const Outdoors& outdoors);

  [[nodiscard]] WindowLight at(std::size_t room, Instant at) const;

 private:
  const House& house_;
  const Outdoors& outdoors_;
  std::vector<std::vector<CurtainMove>> curtains_;  ///< one list per room
};

}  // namespace lamplighter::simulation
