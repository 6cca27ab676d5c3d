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

/// What the numbers of a source count.
enum class LightUnit : std::uint8_t {
  lux,
  hue_light_level,  ///< 10000·log10(lux)+1, as Hue, deCONZ and Tasmota's Zigbee bridge have it
  ldr_1023,         ///< counts of a converter with 10 bits at a voltage divider with an LDR
  ldr_4095,         ///< of one with 12 bits
  ldr_percent,      ///< the same as percent
};

/// A unit, and whether it falls where the light rises.
struct LightScale {
  LightUnit unit = LightUnit::lux;
  bool inverted = false;

  friend bool operator==(const LightScale&, const LightScale&) = default;
};

/// Reads "lux", "hue-light-level", "ldr-1023", "ldr-4095", "ldr-percent", those of an LDR also with
/// "-inverted" behind them.
std::optional<LightScale> parse_light_scale(std::string_view text);

/// The names that parse_light_scale reads, for a message.
std::string light_scale_names();

/// The number in lux. What an LDR gives is only about right: its resistance is taken for that of
/// the resistor beside it at 10 lux, and to fall with the power of 0.7, as usual ones do. Nothing
/// for a number that the unit cannot have.
std::optional<double> lux_of(LightScale scale, double number);

/// A light level as one payload tells it.
struct LightLevel {
  Instant at;
  Lux lux;
  std::string name = {};                ///< the sensor's, where the payload tells it
  std::optional<NodeCount> count = {};  ///< from our node
  bool has_second = false;              ///< the message has a light level of another sensor too
};

/// How to read the payloads of one source.
struct LightFormat {
  Format format;
  std::optional<JsonPointer> pointer = {};  ///< where the number stands, instead of the usual place
  bool trust_clock = false;                 ///< believe the node's own `at`
  LightScale scale = {};
};

/// Reads one payload. Requires: the format tells light levels. The time is that of arrival, except
/// from our own node, which tells how old the reading is. A number may be written as text. 65534
/// and 65535 are a failed read: Zigbee's words for a value that it does not have.
std::variant<LightLevel, Rejection> read_light_level(const LightFormat& how,
                                                     const Message& message);

/// The name that a payload of a format tells, also where its light level cannot be read; empty
/// where it tells none.
std::string name_in_payload(Format format, std::string_view payload);

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
