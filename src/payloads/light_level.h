// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "payloads/message.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace lamplighter {

/// Values outside this range are not light: direct sun at noon is 130,000 lux, and the worst offset
/// seen in real sensors is -3.5. A wide range chosen by us.
inline constexpr double min_lux = -1000.0;
inline constexpr double max_lux = 1'000'000.0;

/// Maximum age of a reading from a sensor that reports the age. Chosen by us: our node buffers at
/// least 8 hours.
inline constexpr auto max_age = std::chrono::hours(24 * 14);

/// Identifies a reading within a start of a node; a repeated value is a redelivered reading.
struct NodeCount {
  std::uint32_t boot;
  std::uint32_t n;

  friend bool operator==(const NodeCount&, const NodeCount&) = default;
};

/// The unit of a source's values.
enum class LightUnit : std::uint8_t {
  lux,
  hue_light_level,  ///< 10000·log10(lux)+1, as used by Hue, deCONZ and Tasmota's Zigbee bridge
  ldr_1023,         ///< counts of a 10-bit converter at a voltage divider with an LDR
  ldr_4095,         ///< of a 12-bit converter
  ldr_percent,      ///< the same in percent
};

/// A unit, and whether its values fall as the light rises.
struct LightScale {
  LightUnit unit = LightUnit::lux;
  bool inverted = false;

  friend bool operator==(const LightScale&, const LightScale&) = default;
};

/// Parses "lux", "hue-light-level", "ldr-1023", "ldr-4095", "ldr-percent", those of an LDR also
/// with the suffix "-inverted".
std::optional<LightScale> parse_light_scale(std::string_view text);

/// The names that parse_light_scale accepts, for messages.
std::string light_scale_names();

/// Converts a value to lux. For an LDR this is an estimate: its resistance is assumed to equal the
/// fixed resistor at 10 lux, and to fall with the power of 0.7, as is typical. Empty for a value
/// that the unit cannot have.
std::optional<double> lux_of(LightScale scale, double number);

/// The light level of one payload.
struct LightLevel {
  Instant at;
  Lux lux;
  std::string name = {};                ///< the sensor's, if the payload contains it
  std::optional<NodeCount> count = {};  ///< from our node
  bool has_second = false;              ///< the message also has a light level of another sensor
};

/// How to read the payloads of one source.
struct LightFormat {
  Format format;
  std::optional<JsonPointer> pointer = {};  ///< where the value is, instead of the usual place
  bool trust_clock = false;                 ///< use the node's own `at`
  LightScale scale = {};
};

/// Parses one payload. Requires: the format reports light levels. The time is that of arrival,
/// except for our own node, which reports the age of the reading. A number may be a JSON string.
/// 65534 and 65535 are failed reads: Zigbee's codes for a missing value.
std::variant<LightLevel, Rejection> read_light_level(const LightFormat& how,
                                                     const Message& message);

/// The name in a payload of a format, even if its light level is invalid; empty if there is none.
std::string name_in_payload(Format format, std::string_view payload);

/// Parses the whole text as one finite decimal number, with optional surrounding spaces: "79.2",
/// "-3.5", "1e3". Empty for numbers too large for a double.
std::optional<double> parse_number(std::string_view text);

/// Whether the text is a C library's representation of NaN: nan, NaN, -nan.
bool is_nan_text(std::string_view text);

/// A light level within min_lux … max_lux (light_level.h); otherwise empty.
std::optional<Lux> lux_from(double number);

/// One message of our own sensor node (docs/formats.md, "Node payload").
struct NodeReport {
  std::optional<Lux> lux;           ///< empty if the node reports a failed reading
  std::chrono::microseconds age{};  ///< age of the reading when the message was written
  NodeCount count{};
  std::optional<Instant> at;  ///< from the node's own clock, if it is set
};

/// Parses a node's payload. Rejections: malformed; out_of_range for an age above max_age, a light
/// level outside min_lux … max_lux and a clock outside 2000 … 2100.
std::variant<NodeReport, Rejection> read_node_payload(std::string_view payload);

}  // namespace lamplighter
