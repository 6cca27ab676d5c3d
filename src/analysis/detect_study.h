// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect.h"
#include "analysis/detect_answer.h"

namespace lamplighter {

/// All that detecting works out of the readings of one sensor in one place, reading by reading.
struct LampStudy {
  Light light;
  LampModel model;                  ///< learned
  LampPosterior lamps;              ///< of the second pass
  std::vector<LampAnswer> answers;  ///< one a step of `light`
};

/// What was worked out of one sensor's readings; `detect_lamps` says it shorter.
struct RoomStudy {
  std::vector<LampStudy> parts;  ///< one a place of the sensor, in order of time
  std::vector<Stretch> stuck;    ///< in which it said one value; rising
  std::vector<Stretch> moved;    ///< in which it was moved, between the parts; rising
};

/// Leaves out what a stuck sensor said and what may be from either place of one that was moved, and
/// goes through each part of the rest twice: to learn and to answer.
RoomStudy study_room(std::vector<Sample<Lux>> samples, const Place& place);

/// The same as intervals; `samples` is left 0.
Detection summary_of(const RoomStudy& room);

}  // namespace lamplighter
