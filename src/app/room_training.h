// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/subsequences.h"
#include "model/room_model.h"
#include "model/training.h"

#include <functional>

namespace lamplighter::app {

/// A room's models, one a zone; `begins` is told of each before it is trained. What it was trained
/// on is for the caller to say.
RoomModel train_room(
    const RoomName& room, const ZoneSubsequences& subsequences, const TrainingOptions& options,
    const std::function<void(Zone)>& begins = [](Zone) {});

}  // namespace lamplighter::app
