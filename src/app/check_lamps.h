// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/checks.h"
#include "app/config.h"

#include <vector>

namespace lamplighter::app {

/// Asks every lamp that the rooms name and no bridge has: one finding for those at the broker, one
/// for Home Assistant's, each that does not answer by itself. Switches nothing.
std::vector<Finding> check_other_lamps(const Config& config);

}  // namespace lamplighter::app
