// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/random.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lamplighter {

/// The secret of this installation, 32 bytes, which makes its plans unique. The same secret and
/// date give the same random numbers, so a plan is the same after a restart; without the secret,
/// the next day cannot be predicted from any number of observed days.
class Secret {
 public:
  static constexpr std::size_t size = 32;

  explicit Secret(const std::array<std::uint8_t, size>& bytes) : bytes_(bytes) {}

  /// For trials and tests: anyone who guesses the seed knows the plans.
  static Secret from_seed(std::uint64_t seed);

  /// The random generator for one date and purpose (a room's name): HMAC-SHA-256 of both, keyed
  /// with the secret, is its state. (RFC 2104, FIPS 180-4.)
  [[nodiscard]] Rng chance(Date date, std::string_view purpose) const;

 private:
  std::array<std::uint8_t, size> bytes_;
};

}  // namespace lamplighter
