// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <string_view>

namespace lamplighter {

/// One message as the broker hands it over. The views are good only while the message is being
/// looked at.
struct Message {
  std::string_view topic;
  std::string_view payload;
  bool retained = false;  ///< the broker kept it from before we subscribed
  Instant arrived{};
};

/// Longest payload that is looked into. The fullest Zigbee2MQTT message seen is about 2 kB; chosen
/// by us with room to spare, so that a stranger cannot make us parse megabytes.
inline constexpr std::size_t max_payload_bytes = 8192;

}  // namespace lamplighter
