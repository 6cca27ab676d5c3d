// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect_noise.h"

namespace lamplighter {

/// When the sensor was put somewhere else, as its nights tell: for four nights or more what it says
/// in darkness has been plainly another than in the four or more before. Each stretch begins behind
/// the last reading that is surely from the old place and ends at the first that is surely from the
/// new one: often a day, since daylight tells no floor. A new place with the same darkness is not
/// seen. Rising.
std::vector<Stretch> moves_of_sensor(const Light& light, const LightNoise& noise);

}  // namespace lamplighter
