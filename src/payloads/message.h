// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lamplighter {

/// One message as received from the broker. The views are valid only while the message is being
/// processed.
struct Message {
  std::string_view topic;
  std::string_view payload;
  bool retained = false;  ///< retained by the broker from before we subscribed
  Instant arrived{};
};

/// Longest payload to parse. The largest Zigbee2MQTT message seen is about 2 kB; chosen by us with
/// a wide margin, so that a foreign client cannot make us parse megabytes.
inline constexpr std::size_t max_payload_bytes = 8192;

/// Why a message gave no row. The names are part of the health report: do not change them.
enum class Rejection : std::uint8_t {
  not_a_reading,      ///< valid, but about something else: availability, another sensor's value
  retained,           ///< an old reading that the broker retained
  failed_read,        ///< the sensor reports that the measurement failed
  malformed,          ///< does not match the format
  out_of_range,       ///< a number that is not a possible light level, age or time
  oversized,          ///< longer than max_payload_bytes
  bad_sensor_id,      ///< a name that is not allowed in a row
  unknown_sensor,     ///< a sensor that the config does not name
  too_many_sensors,   ///< accept = "any", and the limit is reached
  time_out_of_range,  ///< its time is outside 1970 to 2106, so no row can hold it
  second_sensor,      ///< another sensor in a message that already gave one
  sensor_offline,     ///< the sensor's availability topic reports it as offline
  bad_home,           ///< the {home} in the topic is not a valid name
  too_many_homes,     ///< a new home, but the limit is reached
};

inline constexpr std::size_t rejection_count = 14;

constexpr std::string_view to_string(Rejection reason) {
  constexpr std::array<std::string_view, rejection_count> names{
      "not-a-reading", "retained",       "failed-read",    "malformed",        "out-of-range",
      "oversized",     "bad-sensor-id",  "unknown-sensor", "too-many-sensors", "time-out-of-range",
      "second-sensor", "sensor-offline", "bad-home",       "too-many-homes"};
  return names[static_cast<std::size_t>(reason)];
}

/// The payload format of a source (docs/formats.md, "Payloads"). The first six are light levels,
/// the others are lamp states, for homes without light sensors.
enum class Format : std::uint8_t {
  thingflow,
  zigbee2mqtt,
  tasmota,
  esphome,
  lamplighter,
  json,
  zigbee2mqtt_state,
  tasmota_power,
  esphome_light,
  on_off,
};

inline constexpr std::size_t format_count = 10;

constexpr std::string_view to_string(Format format) {
  constexpr std::array<std::string_view, format_count> names{
      "thingflow", "zigbee2mqtt",       "tasmota",       "esphome",       "lamplighter",
      "json",      "zigbee2mqtt-state", "tasmota-power", "esphome-light", "on-off"};
  return names[static_cast<std::size_t>(format)];
}

constexpr std::optional<Format> parse_format(std::string_view text) {
  for (std::size_t i = 0; i < format_count; ++i) {
    if (text == to_string(static_cast<Format>(i))) return static_cast<Format>(i);
  }
  return std::nullopt;
}

/// Whether the format reports a lamp's state instead of a light level.
constexpr bool tells_lamps(Format format) { return format >= Format::zigbee2mqtt_state; }

/// The path to a value in a JSON document (RFC 6901): the keys from the outside in, with `~1` and
/// `~0` already decoded to `/` and `~`. Empty for the whole document.
using JsonPointer = std::vector<std::string>;

/// Parses "/light/illuminance". Errors: bad_input unless the text is empty or begins with `/`, for
/// a `~` that is not followed by 0 or 1, and for more than 16 keys.
Result<JsonPointer> parse_json_pointer(std::string_view text);

struct JsonNothing {};  ///< the path does not exist in the document
struct JsonNull {};
struct JsonCompound {};  ///< an array or an object

/// The value at a path of a document.
using JsonValue = std::variant<JsonNothing, JsonNull, JsonCompound, bool, double, std::string>;

/// A JSON text from outside, with limits: at most max_payload_bytes long and 16 levels deep.
class JsonDocument {
 public:
  /// Empty if the text is not JSON, too long or too deep.
  static std::optional<JsonDocument> parse(std::string_view text);

  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  [[nodiscard]] JsonValue at(const JsonPointer& place) const;

  /// Keys of the object at a path, sorted; empty if there is no object.
  [[nodiscard]] std::vector<std::string> keys(const JsonPointer& place = {}) const;

  /// Number of elements of the outermost array; empty if the document is not an array.
  [[nodiscard]] std::optional<std::size_t> array_size() const;

 private:
  struct Tree;
  explicit JsonDocument(std::unique_ptr<Tree> tree);
  std::unique_ptr<Tree> tree_;
};

}  // namespace lamplighter
