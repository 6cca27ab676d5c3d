// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "wire/format.h"
#include "wire/json_pointer.h"
#include "wire/message.h"
#include "wire/rejection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace lamplighter {

/// Numbers beyond these are no light: direct sun at noon is 130,000 lux, and the worst offset seen
/// in real sensors is -3.5. Chosen by us, wide.
inline constexpr double min_lux = -1000.0;
inline constexpr double max_lux = 1'000'000.0;

/// Oldest reading that is believed from a sensor that says how old it is. Chosen by us: our node
/// keeps at least 8 hours.
inline constexpr auto max_age = std::chrono::hours(24 * 14);

/// Which reading of which start of a node this is; the same twice is one reading delivered twice.
struct NodeCount {
  std::uint32_t boot;
  std::uint32_t n;

  friend bool operator==(const NodeCount&, const NodeCount&) = default;
};

/// A light level as one payload tells it.
struct LightLevel {
  Instant at;
  Lux lux;
  std::string name = {};                ///< the sensor's, where the payload tells it
  std::optional<NodeCount> count = {};  ///< from our node
};

/// How to read the payloads of one source.
struct LightFormat {
  Format format;
  std::optional<JsonPointer> pointer = {};  ///< where the number stands, instead of the usual place
  bool trust_clock = false;                 ///< believe the node's own `at`
};

/// Reads one payload. Requires: the format tells light levels. The time is that of arrival, except
/// from our own node, which tells how old the reading is.
std::variant<LightLevel, Rejection> read_light_level(const LightFormat& how,
                                                     const Message& message);

}  // namespace lamplighter
