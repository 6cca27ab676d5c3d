// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/noise.h"

namespace lamplighter {

/// Stretches in which the sensor repeated one value although the light must have changed: at least
/// two hours of daylight in which at least nine of ten days around clearly changed. Where the light
/// hardly changes on other days either, a constant value may be real. Never reported: nights, rooms
/// without a window, fewer than four other days, and darkness of less than twenty hours, which may
/// be shutters. Ascending; `until` is just after the last such reading.
std::vector<Stretch> stuck_stretches(const Light& light, const LightNoise& noise);

/// The samples outside the stretches. Requires: stretches in ascending order.
std::vector<Sample<Lux>> without(const std::vector<Stretch>& stretches, const Light& light);

/// When the sensor was moved, judging by its nights: for at least four nights its readings in
/// darkness differ clearly from those of at least four nights before. Each stretch begins after the
/// last reading that is certainly from the old place and ends at the first that is certainly from
/// the new one; this often takes a day, because the floor is not visible in daylight. A move
/// between places with the same dark reading is not detected. Ascending.
std::vector<Stretch> moves_of_sensor(const Light& light, const LightNoise& noise);

}  // namespace lamplighter
