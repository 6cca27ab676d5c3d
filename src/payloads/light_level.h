// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "payloads/json_document.h"
#include "payloads/message.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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

/// A whole text that is one finite decimal number, blanks around it allowed: "79.2", "-3.5", "1e3".
/// Numbers too large for a double come out as nothing.
std::optional<double> parse_number(std::string_view text);

/// Whether the text is how C libraries print a value that is not a number: nan, NaN, -nan.
bool is_nan_text(std::string_view text);

/// A light level within min_lux … max_lux (light_level.h); nothing beyond.
std::optional<Lux> lux_from(double number);

/// One message of our own sensor node (docs/formats.md, "Node payload").
struct NodeReport {
  std::optional<Lux> lux;           ///< nothing where the node says that the reading failed
  std::chrono::microseconds age{};  ///< how old the reading was when the message was written
  NodeCount count{};
  std::optional<Instant> at;  ///< by the node's own clock, where it is set
};

/// Reads a node's payload. Rejections: malformed; out_of_range for an age over max_age, a light
/// level beyond min_lux … max_lux and a clock outside 2000 … 2100.
std::variant<NodeReport, Rejection> read_node_payload(std::string_view payload);

}  // namespace lamplighter
