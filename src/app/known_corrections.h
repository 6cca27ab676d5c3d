// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/detection_text.h"
#include "app/light_options.h"
#include "core/correction.h"

#include <span>
#include <string>
#include <vector>

namespace lamplighter::app {

/// What people said of the rooms of a store, in their order; nothing where
/// nobody did. Rows that are none are counted on stderr. Errors: those of the
/// file.
Result<std::vector<Correction>> corrections_of_store(const std::string& store);

/// Declares --corrections.
void add_corrections_option(CLI::App& command, LightOptions& options);

/// Those of --corrections; without it those of the store of the config, where
/// the rooms are read from that. Errors: those of the file and of the config.
Result<std::vector<Correction>> corrections_for(const LightOptions& options);

/// Puts what people said in the place of what was detected.
void correct(std::span<RoomDetection> rooms, std::span<const Correction> said);

}  // namespace lamplighter::app
