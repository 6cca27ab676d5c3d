// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/light.h"

#include <map>

namespace lamplighter {

/// How accurate a sensor's readings are; lux.
struct LightNoise {
  double step;    ///< smallest change that the sensor reports
  double spread;  ///< how far readings deviate from the floor without light
  double dark;    ///< typical change between consecutive readings in the dark
  double day;     ///< typical change between consecutive readings by day

  [[nodiscard]] double of(const LightStep& at) const { return at.dark() ? dark : day; }

  /// Added to daylight before taking its logarithm, so that the logarithm of darkness is defined.
  [[nodiscard]] double log_shift() const { return 2 * day; }
};

/// What the sensor reports in darkness, per night (`LightStep::night`), lux.
using NightFloors = std::map<std::int32_t, double>;

/// The densest of the low readings of each night with at least ten dark readings.
NightFloors floors_of_nights(const Light& light);

/// Measures the sensor's noise and fills in each step's `floor`: the densest of the low readings of
/// a night, over the nights around it. Each night has its own floor because sensors drift with
/// temperature, and several nights are combined because a lamp may be on all night.
/// Requires: light not empty.
LightNoise measure_noise(Light& light);

}  // namespace lamplighter
