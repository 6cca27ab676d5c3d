// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.h"
#include "core/result.h"
#include "hue/discovery.h"

#include <string>
#include <vector>

namespace lamplighter::app {

/// The bridges that announce themselves in this network, and that the discovery service knows
/// behind this internet connection; each once. Errors: unavailable with both reasons when neither
/// could be asked; not_found when there is none.
Result<std::vector<hue::FoundBridge>> find_bridges(const HueConfig& config);

/// The address of [hue], or of the only bridge there is. Errors: those of find_bridges; bad_input
/// when there are several.
Result<hue::Address> address_of_bridge(const HueConfig& config);

}  // namespace lamplighter::app
