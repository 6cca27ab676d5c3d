// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/subsequences.h"
#include "core/result.h"
#include "learning/known_house.h"
#include "learning/training_input.h"
#include "model/house_model.h"
#include "model/training.h"

#include <functional>
#include <string>
#include <vector>

namespace lamplighter::app {

/// What the house's real_days say of it. With more than most_rooms rooms, nothing. Requires:
/// sorted rooms.
HouseHabits train_habits(const std::vector<RoomHistory>& histories, const KnownHouse& house);

/// How the lamps of rooms look, of those that told. Requires: histories sorted by room.
std::vector<RoomLooks> train_looks(const std::vector<RoomHistory>& histories, const TimeZone& zone);

/// A room's models, one a zone; `begins` is told of each before it is trained. What it was trained
/// on is for the caller to say.
RoomModel train_room(
    const RoomName& room, const ZoneSubsequences& subsequences, const TrainingOptions& options,
    const std::function<void(Zone)>& begins = [](Zone) {});

/// Reads a model file. Errors: not_found, io, and those of parse_house_model with the path in
/// front.
Result<HouseModel> read_model_file(const std::string& path);

/// Replaces a model file as a whole. Errors: io; the old file is then untouched.
Result<void> write_model_file(const std::string& path, const HouseModel& house);

}  // namespace lamplighter::app
