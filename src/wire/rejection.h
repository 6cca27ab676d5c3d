// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lamplighter {

/// Why a message gave no row. The names stand in the health report: do not change them.
enum class Rejection : std::uint8_t {
  not_a_reading,      ///< sound, but speaks of something else: availability, another sensor's value
  retained,           ///< an old reading that the broker kept, not a new one
  failed_read,        ///< the sensor says that it could not measure
  malformed,          ///< not what the format says
  out_of_range,       ///< a number that no light, age or clock can be
  oversized,          ///< longer than max_payload_bytes
  bad_sensor_id,      ///< a name that a row and a person cannot hold
  unknown_sensor,     ///< a sensor that the config does not name
  too_many_sensors,   ///< accept = "any", and the limit is reached
  time_out_of_range,  ///< its time is not within 1970 to 2106, so that no row can hold it
};

inline constexpr std::size_t rejection_count = 10;

constexpr std::string_view to_string(Rejection reason) {
  constexpr std::array<std::string_view, rejection_count> names{
      "not-a-reading", "retained",      "failed-read",    "malformed",        "out-of-range",
      "oversized",     "bad-sensor-id", "unknown-sensor", "too-many-sensors", "time-out-of-range"};
  return names[static_cast<std::size_t>(reason)];
}

}  // namespace lamplighter
