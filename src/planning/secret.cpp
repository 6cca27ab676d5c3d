// SPDX-License-Identifier: Apache-2.0
#include "planning/secret.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cassert>
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
  std::array<std::uint8_t, size> digest{};
  unsigned length = 0;
  [[maybe_unused]] const auto* made =
      HMAC(EVP_sha256(), bytes_.data(), static_cast<int>(bytes_.size()),
           reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest.data(),
           &length);
  assert(made != nullptr && length == digest.size());
  std::array<std::uint64_t, 4> state{};
  for (std::size_t i = 0; i < digest.size(); ++i) {  // little-endian, whatever the machine is
    state[i / 8] |= static_cast<std::uint64_t>(digest[i]) << (8 * (i % 8));
  }
  return Rng(state);
}

}  // namespace lamplighter
