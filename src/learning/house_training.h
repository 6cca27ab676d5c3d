// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/subsequences.h"
#include "core/result.h"
#include "learning/known_house.h"
#include "learning/training_input.h"
#include "model/house_model.h"
#include "model/training.h"
#include "observer/evaluation.h"
#include "views/house_past.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
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

/// Replaces a model file as a whole, once its text has been read back and is the same. Errors: io;
/// bad_input for a model that cannot be read back. The old file is then untouched.
Result<void> write_model_file(const std::string& path, const HouseModel& house);

/// What the observer's test says of a house's newest days.
struct Observed {
  std::size_t days = 0;                           ///< known of every room
  std::optional<Evaluation> test = std::nullopt;  ///< absent: too few days, or stopped
  std::vector<RoomName> rooms{};                  ///< that were judged together, sorted
};

/// Tests the house planner on the newest days of a past, at most four months of them. Ends early
/// where it is asked to stop.
Observed observe(const views::HousePast& past, const KnownHouse& house,
                 const std::stop_token& stop = {});

/// The document `observer` (docs/formats.md).
nlohmann::ordered_json observed_json(const Observed& observed, bool is_working);

}  // namespace lamplighter::app
