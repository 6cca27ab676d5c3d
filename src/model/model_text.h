// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "model/house_habits.h"
#include "model/house_model.h"
#include "model/json_fields.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace lamplighter {

/// The number of the format that `to_text` writes. Rises when an older program could not read it.
inline constexpr int model_format = 1;

/// A house model as JSON text with a checksum (docs/formats.md, "Model files"). Every number comes
/// back from it exactly. Requires: names are UTF-8.
std::string to_text(const HouseModel& house);

/// The house model that `to_text` wrote. Errors, all bad_input with what, where in the text, and
/// what to do: text that is torn or is no model file, a newer format, a checksum that does not fit,
/// a field that is missing or makes no sense.
Result<HouseModel> parse_house_model(std::string_view text);

/// Habits as JSON (docs/formats.md, "Model files"): of each day and room five whole numbers a
/// stretch.
nlohmann::json to_json(const HouseHabits& habits);

/// What `to_json` wrote. What makes no sense is complained of.
HouseHabits read_habits(JsonFields fields);

/// Looks as JSON (docs/formats.md, "Model files"): of each room minutes, and as many looks.
nlohmann::json to_json(const std::vector<RoomLooks>& rooms);

/// The `looks` of a house, as `to_json` wrote them. What makes no sense is complained of.
std::vector<RoomLooks> read_room_looks(JsonFields& house);

}  // namespace lamplighter
