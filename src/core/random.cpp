// SPDX-License-Identifier: Apache-2.0
#include "core/random.h"

#include "core/require.h"

#include <bit>

namespace lamplighter {
namespace {

/// splitmix64: a bijection on 64 bits whose outputs look random even for inputs 0, 1, 2, …
std::uint64_t split_mix(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

}  // namespace

Rng::Rng(std::uint64_t seed) : state_{} {
  for (std::uint64_t& word : state_) word = split_mix(seed);
}

Rng::Rng(const std::array<std::uint64_t, 4>& state) : state_(state) {
  if (state_ == std::array<std::uint64_t, 4>{}) state_[0] = 1;  // the one state it never leaves
}

std::uint64_t Rng::bits() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t t = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double Rng::uniform() { return static_cast<double>(bits() >> 11U) * 0x1p-53; }

std::uint64_t Rng::below(std::uint64_t n) {
  require(n > 0, "a random number below 0 was requested");
  const std::uint64_t limit = -n % n;  // smaller numbers would bias towards small results
  for (;;) {
    const std::uint64_t drawn = bits();
    if (drawn >= limit) return drawn % n;
  }
}

double Rng::normal() {
  double sum = -6.0;
  for (int i = 0; i < 12; ++i) sum += uniform();
  return sum;
}

std::size_t Rng::pick(std::span<const double> weights) {
  double total = 0.0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    require(weights[i] >= 0.0, "weights must not be negative");
    total += weights[i];
    if (weights[i] > 0.0) last = i;
  }
  require(total > 0.0, "one weight must be greater than 0");
  double left = uniform() * total;
  for (std::size_t i = 0; i < last; ++i) {
    if (left < weights[i]) return i;
    left -= weights[i];
  }
  return last;  // also reached by rounding errors
}

Rng Rng::fork(std::uint64_t stream) const {
  std::uint64_t mixed = stream;
  std::array<std::uint64_t, 4> state{};
  for (std::size_t i = 0; i < state.size(); ++i)
    state[i] = split_mix(mixed) ^ std::rotl(state_[i], 23);
  Rng forked(state);
  for (int i = 0; i < 8; ++i) forked.bits();
  return forked;
}

}  // namespace lamplighter
