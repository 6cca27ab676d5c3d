// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect_noise.h"

namespace lamplighter {

/// Stretches in which the sensor said one and the same value and cannot have seen it: it goes
/// through two hours of daylight or more in which nine days of ten around it changed plainly.
/// Where the light hardly changes on other days either, a room may really stand still; so nothing
/// is said of nights, of rooms without a window, or of fewer than four other days. Rising;
/// `until` is just behind the last such reading.
std::vector<Stretch> stuck_stretches(const Light& light, const LightNoise& noise);

/// The samples outside the stretches. Requires: stretches rising.
std::vector<Sample<Lux>> without(const std::vector<Stretch>& stretches, const Light& light);

}  // namespace lamplighter
