// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/house_habits.h"
#include "model/json_fields.h"

#include <nlohmann/json_fwd.hpp>

namespace lamplighter {

/// Habits as JSON (docs/formats.md, "Model files"): of each day and room five whole numbers a
/// stretch.
nlohmann::json to_json(const HouseHabits& habits);

/// What `to_json` wrote. What makes no sense is complained of.
HouseHabits read_habits(JsonFields fields);

}  // namespace lamplighter
