// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect_posterior.h"
#include "core/lamp_state.h"

namespace lamplighter {

/// What is said of the lamps at one reading.
struct LampAnswer {
  LampState state;
  float probability;  ///< that a lamp is on
  float lux;          ///< what the lamps add if they are on
  bool lit;           ///< the better guess, where somebody wants one in every case
  bool rose;          ///< something went on just before this reading
  bool fell;          ///< something went off
};

/// One answer a step. On and off are said only where they can be told. Lamps much smaller than the
/// light's own changes, and the absence of lamps among cloud jumps of their size, are `unknown`.
std::vector<LampAnswer> answer(const Light& light, const LampPosterior& lamps,
                               const LampModel& model);

}  // namespace lamplighter
