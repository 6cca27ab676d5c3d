// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/random.h"

#include <array>
#include <cstdint>
#include <vector>

namespace lamplighter::simulation {

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

}  // namespace lamplighter::simulation
