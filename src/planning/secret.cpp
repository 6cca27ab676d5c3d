// SPDX-License-Identifier: Apache-2.0
#include "planning/secret.h"

#include <nettle/hmac.h>

#include <string>

namespace lamplighter {

Secret Secret::from_seed(std::uint64_t seed) {
  Rng rng(seed);
  std::array<std::uint8_t, size> bytes{};
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(rng.bits() >> 56U);
  return Secret(bytes);
}

Rng Secret::chance(Date date, std::string_view purpose) const {
  const std::string message = "lamplighter plan 1\n" + to_iso(date) + "\n" + std::string(purpose);
  hmac_sha256_ctx hmac;
  hmac_sha256_set_key(&hmac, bytes_.size(), bytes_.data());
  hmac_sha256_update(&hmac, message.size(), reinterpret_cast<const std::uint8_t*>(message.data()));
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  hmac_sha256_digest(&hmac, digest.size(), digest.data());
  std::array<std::uint64_t, 4> state{};
  for (std::size_t i = 0; i < digest.size(); ++i) {  // little-endian on every machine
    state[i / 8] |= static_cast<std::uint64_t>(digest[i]) << (8 * (i % 8));
  }
  return Rng(state);
}

}  // namespace lamplighter
