// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/noise.h"

namespace lamplighter {

/// Stretches in which the sensor said one and the same value and cannot have seen it: it goes
/// through two hours of daylight or more in which nine days of ten around it changed plainly.
/// Where the light hardly changes on other days either, a room may really stand still; so nothing
/// is said of nights, of rooms without a window, or of fewer than four other days; and nothing of
/// what is dark as at night for less than twenty hours: there are shutters. Rising;
/// `until` is just behind the last such reading.
std::vector<Stretch> stuck_stretches(const Light& light, const LightNoise& noise);

/// The samples outside the stretches. Requires: stretches rising.
std::vector<Sample<Lux>> without(const std::vector<Stretch>& stretches, const Light& light);

/// When the sensor was put somewhere else, as its nights tell: for four nights or more what it says
/// in darkness has been plainly another than in the four or more before. Each stretch begins behind
/// the last reading that is surely from the old place and ends at the first that is surely from the
/// new one: often a day, since daylight tells no floor. A new place with the same darkness is not
/// seen. Rising.
std::vector<Stretch> moves_of_sensor(const Light& light, const LightNoise& noise);

}  // namespace lamplighter
