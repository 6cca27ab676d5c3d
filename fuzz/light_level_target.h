// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "payloads/light_level.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace lamplighter {

/// Parses one payload and checks the invariants: a light level is within its limits, and its time
/// is that of arrival or at most max_age earlier.
inline int read_any_payload(const LightFormat& how, const std::uint8_t* bytes, std::size_t size) {
  const Instant arrived = from_epoch_seconds(1467481502);
  const std::string_view payload(reinterpret_cast<const char*>(bytes), size);
  static_cast<void>(name_in_payload(how.format, payload));
  const auto outcome = read_light_level(how, {"a/topic", payload, false, arrived});
  if (const auto* level = std::get_if<LightLevel>(&outcome)) {
    const double lux = level->lux.value();
    if (!(lux >= min_lux && lux <= max_lux)) std::abort();
    if (level->at > arrived || arrived - level->at > max_age) std::abort();
  }
  return 0;
}

}  // namespace lamplighter
