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

inline constexpr double radians = 3.14159265358979323846 / 180.0;  ///< a degree

enum class SkyKind : std::uint8_t { clear, thin, broken, overcast };

inline constexpr std::size_t sky_kinds = 4;

/// How often each kind of sky is seen; `spell_hours` is how long one lasts, as a median.
struct Climate {
  std::array<double, sky_kinds> weights{0.45, 0.15, 0.2, 0.2};
  double spell_hours = 4.0;
};

/// What clouds do to the light at one instant; between two of them everything changes in a line.
struct CloudKnot {
  Instant at;
  float beam;        ///< share of the clear sky's direct sun that gets through, 0 … 1
  float clouds;      ///< 0 = blue sky, 0.5 = partly cloudy, 1 = overcast
  float brightness;  ///< of the sky beside its mean for that kind
};

/// The weather from `from` to `until`, rising in time; the first knot is not after `from` and the
/// last not before `until`. The same for an instant whatever span is asked for.
std::vector<CloudKnot> weather(const Climate& climate, std::uint64_t seed, Instant from,
                               Instant until);

/// Daylight outside at one instant.
struct Daylight {
  double east, north, up;  ///< unit vector to the sun
  double beam;             ///< lux of direct sun on a plane that faces it
  double sky;              ///< lux of the sky on level ground, without the direct sun
  double clouds;           ///< 0 = blue … 1 = overcast
};

/// Sun and clear sky at an elevation, in lux: the Illuminating Engineering Society's RP-21 (1984).
/// Below the horizon: the levels of twilight. Public for its tests.
struct ClearSky {
  double beam, clear, partly, overcast;
};
ClearSky sky_at(double elevation_degrees);

/// Daylight at a place over a span of time. Immutable; threads may share it.
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

/// What a window lets in, in lux.
struct WindowLight {
  double at_sensor;
  double in_middle;  ///< where people are
};

/// Daylight behind a window with open curtains.
WindowLight daylight_through(const Window& window, const Daylight& outside);

/// From `at` the curtains let `share` of the daylight through.
struct CurtainMove {
  Instant at;
  double share;
};

/// Curtains as the people of the house move them: drawn for the night, opened in the morning, and
/// in rooms where `drawn_by_day` says so drawn against the sun. Sorted. Nothing for a room without.
std::vector<CurtainMove> move_curtains(const Room& room, std::size_t index,
                                       std::span<const Stay> stays, const Outdoors& outdoors);

/// Daylight inside the rooms of a house: windows and curtains. Requires: what it is made of
/// outlives it. Threads may share it.
class Interior {
 public:
  Interior(const House& house, std::span<const Stay> stays, const Outdoors& outdoors);

  [[nodiscard]] WindowLight at(std::size_t room, Instant at) const;

 private:
  const House& house_;
  const Outdoors& outdoors_;
  std::vector<std::vector<CurtainMove>> curtains_;  ///< one list a room
};

}  // namespace lamplighter::simulation
