// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace lamplighter {

/// A seeded random number generator: the same seed gives the same numbers on every machine and with
/// every library. It is passed in wherever randomness is needed; there is no global one. Not for
/// keys. (xoshiro256**, Blackman and Vigna 2018.)
class Rng {
 public:
  /// Seeds the state from one number with splitmix64.
  explicit Rng(std::uint64_t seed);

  /// From 32 bytes that are already random, e.g. a keyed hash.
  explicit Rng(const std::array<std::uint64_t, 4>& state);

  /// 64 random bits.
  std::uint64_t bits();

  /// Uniform in [0, 1), a multiple of 2^-53.
  double uniform();

  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }

  /// Uniform in 0 … n-1. Requires: n > 0.
  std::uint64_t below(std::uint64_t n);

  /// Approximately N(0, 1): the sum of twelve uniforms minus six, so that results do not depend on
  /// a library's logarithm. Never outside ±6.
  double normal();

  /// Index drawn with probability proportional to its weight. Requires: weights >= 0, their sum >
  /// 0.
  std::size_t pick(std::span<const double> weights);

  /// An independent generator for a part of the work; `stream` identifies the part. Does not
  /// advance this one.
  [[nodiscard]] Rng fork(std::uint64_t stream) const;

 private:
  std::array<std::uint64_t, 4> state_;
};

/// Shuffles `things`; all orders are equally likely (Fisher and Yates, as in Durstenfeld 1964).
template <typename Thing>
void shuffle(std::vector<Thing>& things, Rng& rng) {
  for (std::size_t left = things.size(); left > 1; --left)
    std::swap(things[left - 1], things[rng.below(left)]);
}

}  // namespace lamplighter
