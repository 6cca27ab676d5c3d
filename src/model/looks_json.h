// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/json_fields.h"
#include "model/look_habits.h"

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace lamplighter {

/// Looks as JSON (docs/formats.md, "Model files"): of each room minutes, and as many looks.
nlohmann::json to_json(const std::vector<RoomLooks>& rooms);

/// The `looks` of a house, as `to_json` wrote them. What makes no sense is complained of.
std::vector<RoomLooks> read_room_looks(JsonFields& house);

}  // namespace lamplighter
