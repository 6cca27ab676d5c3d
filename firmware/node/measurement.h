// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

namespace lamplighter::node {

/// What came of asking the sensor for the light.
enum class Outcome : uint8_t {
  measured,
  no_answer,  ///< the bus is dead, or the sensor did not acknowledge
  wrong_id,   ///< something else answers at the sensor's address
  saturated,  ///< brighter than the lowest gain can measure
  no_result,  ///< the conversion did not come to an end, or the sensor was reset during it
};

/// The light, or why it could not be measured. There is no light level that means failure.
struct Measurement {
  Outcome outcome = Outcome::no_result;
  /// Illuminance in steps of 0.0001 lux, 0 to 429,496.7295 lux. Only where `outcome` is measured.
  uint32_t lux_e4 = 0;

  friend bool operator==(const Measurement&, const Measurement&) = default;
};

}  // namespace lamplighter::node
