// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect_noise.h"

namespace lamplighter {

/// How far on each side of a jump others like it are counted: further where readings are rare.
Minutes crowd_reach(const Light& light);

/// Fills in each step's `scale` and `crowd`: how much the light usually changes around it, and
/// whether it is one of many jumps, as broken cloud and the sun on the sensor make them, or one of
/// the few that lamps make.
/// Requires: measure_noise was here.
void measure_changes(Light& light, const LightNoise& noise);

}  // namespace lamplighter
