// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/noise.h"

namespace lamplighter {

/// How far on each side of a jump others like it are counted: further where readings are rare.
Minutes crowd_reach(const Light& light);

/// A jump of the light by daylight: which way it went and where the sun stood.
struct Jump {
  std::size_t step;
  float sundial;
  std::int32_t day;
  double change;
};

/// Whether the light jumped by daylight. Requires: measure_change was here.
bool is_jump(const LightStep& step, const LightNoise& noise);

/// The jumps of a light. Requires: measure_changes was here.
std::vector<Jump> jumps_of(const Light& light, const LightNoise& noise);

/// Days before and after a jump on which the edge of a patch of sun seems to have made one like it.
/// Requires: jumps sorted by sundial.
float days_like(const std::vector<Jump>& jumps, const Jump& jump);

/// Fills in `scale` and `crowd` of step `i` by the steps around it that are there; `scratch` is
/// anything.
void measure_change(Light& light, std::size_t i, const LightNoise& noise,
                    std::vector<double>& scratch);

/// Fills in each step's `scale` and `crowd`: how much the light usually changes around it, and
/// whether it is one of many jumps, as broken cloud and the sun on the sensor make them, or one of
/// the few that lamps make.
/// Requires: measure_noise was here.
void measure_changes(Light& light, const LightNoise& noise);

}  // namespace lamplighter
