// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect_posterior.h"

namespace lamplighter {

/// The lamps of a room by what they add, lux, rising: the sizes that its switches gather around.
/// Two lamps of about the same size count as one; two that go on by one switch as one of their sum.
std::vector<double> lamp_sizes(const Light& light, const LampPosterior& lamps,
                               const LampModel& model);

}  // namespace lamplighter
