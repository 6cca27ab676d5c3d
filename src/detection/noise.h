// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/light.h"

#include <map>

namespace lamplighter {

/// How exactly a sensor can be read; lux.
struct LightNoise {
  double step;    ///< least change the sensor shows
  double spread;  ///< how far readings lie from the floor when there is no light
  double dark;    ///< of a change from one reading to the next, in the dark
  double day;     ///< and by day

  [[nodiscard]] double of(const LightStep& at) const { return at.dark() ? dark : day; }

  /// Added to daylight before its logarithm is taken, so that darkness has one.
  [[nodiscard]] double log_shift() const { return 2 * day; }
};

/// What the sensor says in darkness, by night (`LightStep::night`), lux.
using NightFloors = std::map<std::int32_t, double>;

/// The densest of the low readings of each night with ten dark readings or more.
NightFloors floors_of_nights(const Light& light);

/// Measures the sensor's noise and fills in each step's `floor`: the densest of the low readings of
/// a night, over the nights around. It is found anew for every night because sensors drift with
/// temperature, and over several because a lamp may be lit all night. Requires: light not empty.
LightNoise measure_noise(Light& light);

}  // namespace lamplighter
