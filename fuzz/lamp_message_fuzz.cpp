// SPDX-License-Identifier: Apache-2.0
// The first byte chooses the format, the rest is the payload.
#include "payloads/mqtt_lamp.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace lamplighter;
  if (size == 0) return 0;
  constexpr auto first = static_cast<std::uint8_t>(Format::zigbee2mqtt_state);
  const auto format = static_cast<Format>(first + bytes[0] % (format_count - first));
  const std::string_view payload(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const auto outcome = read_lamp_message(format, std::nullopt, {"a/topic", payload, false, {}});
  const auto* rejected = std::get_if<Rejection>(&outcome);
  if (rejected != nullptr && static_cast<std::size_t>(*rejected) >= rejection_count) std::abort();
  return 0;
}
