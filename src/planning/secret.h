// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/random.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lamplighter {

/// What makes this installation's plans its own: 32 bytes nobody else has. The same secret and date
/// give the same chance, so a plan is the same after a restart; without the secret no number of
/// observed days tells the next.
class Secret {
 public:
  static constexpr std::size_t size = 32;

  explicit Secret(const std::array<std::uint8_t, size>& bytes) : bytes_(bytes) {}

  /// For trying out and for tests: anyone who guesses the seed has the plans.
  static Secret from_seed(std::uint64_t seed);

  /// The chance for one date and purpose (a room's name): HMAC-SHA-256 of both, keyed with the
  /// secret, as the state of an Rng. (RFC 2104, FIPS 180-4.)
  [[nodiscard]] Rng chance(Date date, std::string_view purpose) const;

 private:
  std::array<std::uint8_t, size> bytes_;
};

}  // namespace lamplighter
