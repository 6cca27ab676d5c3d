// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect_answer.h"

#include <vector>

namespace lamplighter {

/// A lamp adds the same when it comes and when it goes; a curtain lets through a share of a
/// daylight that changes meanwhile. What is said to be on by day only, from a rise to a fall of
/// another size, neither of a size that lamps had in the dark, becomes unknown.
void doubt_curtains(const Light& light, std::vector<LampAnswer>& answers);

}  // namespace lamplighter
