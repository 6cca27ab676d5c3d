// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/noise.h"

#include <cstddef>
#include <vector>

// Branch-free single-precision functions, so that compilers can vectorise loops over levels without
// flags that change arithmetic elsewhere. Relative errors are below 3e-7 (log: absolute 3e-7 near
// 1); the test checks this.

#include <bit>
#include <cmath>
#include <cstdint>

/// For functions with loops over levels: compiled twice, and the version with vectors of eight
/// floats runs where the processor supports them. Results are bit-identical. (Not with sanitizers,
/// which start after the loader has made the choice.)
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define LAMPLIGHTER_WIDE [[gnu::target_clones("avx2", "default")]]
#else
#define LAMPLIGHTER_WIDE
#endif

namespace lamplighter {

/// What is known about a room's lamps in advance: their sizes and how often they are switched on. A
/// value, learned from past readings; it can be stored and used for new ones.
struct LampModel {
  std::vector<double> levels;   ///< lux that lamps may add, ascending; levels[0] = 0 is off
  std::vector<double> weights;  ///< of each size of a switch-on; weights[0] = 0, sum 1
  double on_rate;               ///< switch-ons per minute
  double seen;                  ///< expected number of switches that the weights were learned from
  LightNoise noise;
  Minutes crowd_reach;  ///< within which `LightStep::crowd` was counted

  [[nodiscard]] std::size_t size() const { return levels.size(); }

  /// The size, lux, below or at which this share of the switch-ons lies.
  [[nodiscard]] double size_at(double share) const;
};

/// The level above off that is closest to `lux`. Requires: at least two levels.
std::size_t nearest_level(const std::vector<double>& levels, double lux);

/// The model before anything is learned: at most 64 levels, from just above the noise to the
/// brightest reading, each 1.2 times the previous one or, where that gives too many, slightly more;
/// all equally likely, with one switch-on every four hours. Requires: measure_noise was called.
LampModel first_model(const Light& light, const LightNoise& noise);

}  // namespace lamplighter

namespace lamplighter::detect_math {

/// 1/√x. Requires: x is a positive normal number. (An estimate from the exponent, then three Newton
/// steps.)
inline float inverse_sqrt(float x) {
  float y = std::bit_cast<float>(0x5f375a86 - (std::bit_cast<std::int32_t>(x) >> 1));
  const float half = 0.5F * x;
  y *= 1.5F - half * y * y;
  y *= 1.5F - half * y * y;
  y *= 1.5F - half * y * y;
  return y;
}

/// Natural logarithm. Requires: x is a positive normal number.
inline float log(float x) {
  // x = 2^k m with m in [√½, √2); log m = 2 artanh((m-1)/(m+1)).
  const std::int32_t bits = std::bit_cast<std::int32_t>(x);
  const std::int32_t k = (bits - 0x3f3504f3) >> 23;
  const float m = std::bit_cast<float>(bits - (k << 23));
  const float s = (m - 1.0F) / (m + 1.0F);
  const float s2 = s * s;
  const float series =
      2.0F * s * (1.0F + s2 * (1.0F / 3 + s2 * (1.0F / 5 + s2 * (1.0F / 7 + s2 * (1.0F / 9)))));
  return series + static_cast<float>(k) * 0.69314718056F;
}

/// e^x for x in -87 … 88; e^-87 for smaller x, so that a product of a few such values stays
/// positive.
inline float exp(float x) {
  const float bounded = x < -87.0F ? -87.0F : (x > 88.0F ? 88.0F : x);
  // Adding and subtracting 1.5·2^23 rounds to an integer.
  const float k = (bounded * 1.44269504089F + 12582912.0F) - 12582912.0F;
  const float r = (bounded - k * 0.693359375F) + k * 2.12194440e-4F;
  const float series =
      1.0F +
      r * (1.0F +
           r * (1.0F / 2 + r * (1.0F / 6 + r * (1.0F / 24 + r * (1.0F / 120 + r * (1.0F / 720))))));
  const std::int32_t scale = (static_cast<std::int32_t>(k) + 127) << 23;
  return series * std::bit_cast<float>(scale);
}

/// Density at z of Student's t with four degrees of freedom and scale √variance.
inline float student4(float z, float variance) {
  // 3/8 (1 + z²/4S²)^(-5/2) / S  =  3/8 S⁴ (S² + z²/4)^(-5/2)
  const float r = inverse_sqrt(variance + 0.25F * z * z);
  const float r2 = r * r * variance;
  return 0.375F * r2 * r2 * r;
}

}  // namespace lamplighter::detect_math
